// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// The rate count/exposure of independent events, and the rates of which neither tail of Poisson's law at the count
/// has less than alpha/2, k the count, Γ⁻¹(.; a) the quantile of the gamma law of shape a:
///   [Γ⁻¹(alpha/2; k), Γ⁻¹(1 - alpha/2; k + 1)]/exposure,  0 below for no events.
/// Covers at least at its level where events are independent, too little where they come in bursts.
/// count >= 0, exposure > 0 (seconds, rows, ...), else Error{bad_value}. O(1).  Ref: [Garwood1936]
Estimate exact_rate(std::int64_t count, double exposure, double level = 0.95);

}  // namespace qed::statistics
