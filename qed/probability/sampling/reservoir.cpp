// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/sampling/reservoir.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"

namespace qed::probability {

Reservoir::Reservoir(std::int64_t k, std::uint64_t seed, std::uint64_t stream)
    : k_(k), next_(k - 1), rng_(seed, stream) {
  require(k >= 1, ErrorCode::bad_option, "a sample of " + std::to_string(k) + " rows");
  skip();
}

// W is the largest of the k smallest of the uniform keys that rows would get; rows up to the next one below it are
// passed over, a geometric number of them. In logarithms, since W falls as k/n.
void Reservoir::skip() {
  log_w_ += std::log(1 - rng_.uniform()) / static_cast<double>(k_);
  const double passed = std::floor(std::log(1 - rng_.uniform()) / std::log1p(-std::exp(log_w_)));
  constexpr double kNever = 0x1p62;
  next_ = passed < kNever - static_cast<double>(next_) - 1
              ? next_ + 1 + static_cast<std::int64_t>(passed)
              : static_cast<std::int64_t>(kNever);
}

std::int64_t Reservoir::offer() {
  const std::int64_t row = seen_++;
  if (row < k_) return row;
  if (row < next_) return -1;
  const auto place = static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(k_)));
  skip();
  return place;
}

}  // namespace qed::probability
