// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/answers/map/ask.h"
#include "qed/evidence/answer.h"

namespace qed::answers::map {

/// Reads, computes, concludes. Writes the coordinates when asked to.
evidence::Answer answer(const std::string& file, const MapOptions& options, const Run& run);

}  // namespace qed::answers::map
