// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/in_order.h"

#include <cstdint>
#include <utility>

namespace qed::answers::measure {
namespace {

constexpr std::size_t kSegments = 64;  // at most
constexpr Index kManyTerms = 80;       // of each of thousands of units

}  // namespace

SumsInOrder::SumsInOrder(Sums nothing)
    : nothing_(std::move(nothing)),
      most_(nothing_.units && nothing_.moments.mean().size() > kManyTerms ? kSegments / 2
                                                                          : kSegments) {}

void SumsInOrder::add(Sums batch) {
  parts_.clear();
  if (!segments_.empty() && batches_in_last_ < batches_a_segment_) {
    segments_.back().merge(batch), ++batches_in_last_;
    return;
  }
  if (segments_.size() == most_) {  // neighbours become one
    for (std::size_t k = 0; k < most_ / 2; ++k) {
      segments_[2 * k].merge(segments_[2 * k + 1]);
      if (k > 0) segments_[k] = std::move(segments_[2 * k]);
    }
    segments_.resize(most_ / 2, nothing_);
    batches_a_segment_ *= 2;
  }
  segments_.push_back(std::move(batch));
  batches_in_last_ = 1;
}

const Sums& SumsInOrder::of(Part part) const {
  if (parts_.empty()) {
    parts_.assign(3, nothing_);
    for (const Sums& segment : segments_) parts_[0].merge(segment);
    std::int64_t before = 0;
    for (const Sums& segment : segments_) {
      const bool first = 2 * before + segment.n() <= parts_[0].n();  // its middle
      parts_[first ? 1 : 2].merge(segment);
      before += segment.n();
    }
  }
  return parts_[static_cast<std::size_t>(part)];
}

void SumsInOrder::forget_units() {
  parts_.clear();
  const auto forget = [](Sums& sums) { sums.units.reset(), sums.distinct.reset(); };
  forget(nothing_);
  for (Sums& segment : segments_) forget(segment);
}

}  // namespace qed::answers::measure
