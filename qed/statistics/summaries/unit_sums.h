// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "qed/statistics/summaries/summary.h"

namespace qed::statistics {

/// Rows and sums of terms of each unit (customer, day), for intervals of means of rows that hang together within units:
/// exact for up to 4,096 units. Of more, units are gathered into 4,096 parts by their hash, once and for all: units are
/// independent, so parts are too, and every rule for groups holds for parts. Merging is exact but for rounding: which
/// units share a part depends on the set of units alone. Units whose 64-bit hashes are equal are one.
/// O(terms) a row, O(4,096 terms) memory.  Ref: [Wolter2007, ch. 2]
class UnitSums {
 public:
  static constexpr std::size_t kMost = 4096;  ///< units that are told apart, else parts

  explicit UnitSums(std::size_t terms);
  /// For more than kMost units, known beforehand: in parts from the first row on, which is faster and the same but for
  /// rounding.
  static UnitSums in_parts(std::size_t terms);
  /// unit: a hash of whose row it is, as good as random (algorithms::hash64, mix64); terms: finite.
  /// Error{bad_shape} where their number is another.
  void add(std::uint64_t unit, std::span<const double> terms);
  /// The same for rows i: terms[k][i] of the k-th term. As many units as rows: Error{bad_shape}.
  void add(std::span<const std::uint64_t> units, std::span<const std::vector<double>> terms);
  /// As many terms, else Error{bad_shape}.
  void merge(const UnitSums& other);
  void write(ByteWriter& out) const;
  static UnitSums read(ByteReader& in);

  struct Group {
    std::uint64_t unit = 0;  ///< its hash, or the part's number
    double rows = 0;
    std::vector<double> sums = {};
  };
  /// Units, or parts that have rows, in the order of their hash or number.
  std::vector<Group> groups() const;
  /// False once units share parts.
  bool is_exact() const { return parts_.empty(); }

 private:
  double* at(std::uint64_t unit);
  void fold();
  void grow();
  std::size_t width() const { return terms_ + 1; }

  std::size_t terms_;
  // While exact: an open-addressed table of hashes, 0 where free, and the rows and sums of each slot.
  std::vector<std::uint64_t> slots_;
  std::vector<double> values_;
  std::size_t units_ = 0;
  std::vector<double> parts_;  ///< rows and sums of each of 4,096 parts; empty while exact
};

}  // namespace qed::statistics
