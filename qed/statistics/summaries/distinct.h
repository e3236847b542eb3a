// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "qed/statistics/summaries/summary.h"

namespace qed::statistics {

/// How many different values: exact up to 4,096 of them, then HyperLogLog with 2^precision registers, each the largest
/// number of leading zeros (plus one) among the hashes that fall to it, and Ertl's estimate from the registers'
/// counts, which needs no table of corrections. Standard error 1.04/√(2^precision): 0.81 % at 14, in 16 kB.
/// Merging is exact: a sketch is a function of the set of values alone.  Ref: [FlajoletEtAl2007, Ertl2017, alg. 6]
class DistinctCount {
 public:
  /// precision in [7, 18], else Error{bad_option}.
  explicit DistinctCount(int precision = 14);
  void add(std::string_view value);
  void add(double value);          ///< -0 is 0, and every NaN is one value
  void add_hash(std::uint64_t hash);
  /// The same of many at once, which is faster.
  void add_hashes(std::span<const std::uint64_t> hashes);
  /// The same precision, else Error{bad_option}.
  void merge(const DistinctCount& other);
  void write(ByteWriter& out) const;
  static DistinctCount read(ByteReader& in);

  double count() const;
  bool is_exact() const { return registers_.empty(); }
  /// Relative standard error of count(); 0 while exact.
  double relative_error() const;

 private:
  void to_registers();
  void enter(std::uint64_t hash);

  int precision_;
  std::vector<std::uint64_t> hashes_;  // sorted, while exact
  std::vector<std::uint8_t> registers_;
};

}  // namespace qed::statistics
