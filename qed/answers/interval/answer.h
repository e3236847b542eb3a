// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/answers/interval/ask.h"
#include "qed/evidence/answer.h"

namespace qed::answers::interval {

/// The whole of `qed interval`. Throws Error for bad options and data.
evidence::Answer answer(const std::string& file, const IntervalOptions& options, const Run& run);

}  // namespace qed::answers::interval
