// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/answers/measure/ask.h"
#include "qed/evidence/answer.h"

namespace qed::answers::measure {

/// The whole of `qed measure`: one file, or two with the same rows. Throws Error for bad options and data.
evidence::Answer answer(const std::vector<std::string>& files, const MeasureOptions& options,
                        const Run& run);

}  // namespace qed::answers::measure
