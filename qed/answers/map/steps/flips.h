// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "qed/answers/map/steps/prepare.h"
#include "qed/answers/map/verdict.h"

namespace qed::answers::map {

/// What the same question decides when it is asked another way, on a sample of the rows.
struct FlipFinding {
  std::string change;
  Picture picture = Picture::undecided;
  std::int64_t clusters = 0;
};

/// Asks again: without scaling, with another seed, with the perplexity halved and doubled. The first entry is the
/// sample itself with nothing changed, so that a flip by the smaller sample is not blamed on the change.
std::vector<FlipFinding> ask_again(const Prepared& data, double perplexity, std::int64_t clusters,
                                   const MapOptions& options, const Run& run, Phases& phases);

}  // namespace qed::answers::map
