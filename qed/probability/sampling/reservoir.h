// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "qed/base/random.h"

namespace qed::probability {

/// A simple random sample of k rows of a stream whose length is not known: every k of the rows seen are equally
/// likely. Most rows are passed over without a random number: O(k (1 + log(n/k))) draws in all.
///   for each row: if (const auto place = reservoir.offer(); place >= 0) sample[place] = row;
/// Ref: [Li1994, algorithm L]
class Reservoir {
 public:
  /// k >= 1, else Error{bad_option}.
  Reservoir(std::int64_t k, std::uint64_t seed, std::uint64_t stream = 0);
  /// Where the next row goes, in [0, k), replacing what is there; -1: it is passed over.
  std::int64_t offer();
  std::int64_t seen() const { return seen_; }

 private:
  void skip();
  std::int64_t k_, seen_ = 0, next_;
  double log_w_ = 0;
  Rng rng_;
};

}  // namespace qed::probability
