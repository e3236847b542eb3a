// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <vector>

#include "qed/answers/measure/passing/sums.h"

namespace qed::answers::measure {

/// Which rows of the file.
enum class Part { whole, first_half, second_half };

/// Sums of a file's batches in its order, so that its halves can be had too: to 1/32 of its length, in the memory of
/// 64 sums. Of units with more than 80 terms to 1/16, so that these are at most some 180 MB.
class SumsInOrder {
 public:
  /// nothing: of no rows.
  explicit SumsInOrder(Sums nothing);
  void add(Sums batch);
  const Sums& of(Part part = Part::whole) const;
  /// Takes rows as independent.
  void forget_units();

 private:
  Sums nothing_;
  std::vector<Sums> segments_;  ///< of as many batches each
  std::size_t most_;                 ///< segments, an even number
  std::size_t batches_a_segment_ = 1, batches_in_last_ = 0;
  mutable std::vector<Sums> parts_;  ///< by Part, once asked for
};

}  // namespace qed::answers::measure
