// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder: from replicates to an interval, whatever drew them.
#include <optional>
#include <string>
#include <vector>

#include "qed/statistics/resampling/bootstrap.h"

namespace qed::statistics {

/// Throws Error{bad_option} for a level outside (0, 1) or fewer than 99 replicates.
void check(const BootstrapOptions& options);

/// Values that are there and finite.
std::vector<double> defined_values(const std::vector<std::optional<Resampled>>& all);

/// The interval of options.method from the replicates, in their order; left_out: the statistic
/// without each block of rows, for bca. No interval, with the reason, when more than 1 % of the
/// replicates are undefined.
Estimate interval_of(const Resampled& value, const std::vector<std::optional<Resampled>>& all,
                     const std::vector<double>& left_out, const BootstrapOptions& options,
                     const std::string& of_what);

}  // namespace qed::statistics
