// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>

#include "qed/statistics/summaries/bytes.h"

namespace qed::statistics {

/// What has been seen, in few numbers: parts of the data are summarised apart (by thread, by batch of a file, by
/// machine) and merged. summaries_test.cpp holds every summary to
///   identity       merging an empty one changes nothing
///   associativity  (a ∪ b) ∪ c is a ∪ (b ∪ c), and commutativity; exactly, or within the error it states
///   round trip     read(write(s)) is s, and merges as s does
template <class S>
concept Summary =
    std::copyable<S> && requires(S s, const S& other, ByteWriter& out, ByteReader& in) {
      s.merge(other);
      other.write(out);
      { S::read(in) } -> std::same_as<S>;
    };

}  // namespace qed::statistics
