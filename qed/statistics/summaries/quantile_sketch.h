// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "qed/statistics/summaries/summary.h"

namespace qed::statistics {

/// Quantiles of more values than can be held, by the KLL sketch: buffers of falling size, level h holding values that
/// stand for 2^h each; a full one is sorted and every other value moves up, from the first or the second by a coin.
/// Exact up to k values. Beyond, the rank of a value that `quantile` returns is off by at most `rank_error()` of n, in
/// 99 of 100 sketches; O(k) memory, O(log k) a value. The coin depends on the seed and on how many were tossed, so one
/// order of values and merges gives one sketch.  Ref: [KarninLangLiberty2016]
class QuantileSketch {
 public:
  /// k in [8, 65536], else Error{bad_option}: 200 is 1.9 % of n, 2,000 is 0.24 %.
  explicit QuantileSketch(std::uint32_t k = 2000, std::uint64_t seed = 1);
  /// Error{bad_value} for NaN.
  void add(double value);
  void add(std::span<const double> values);
  /// The same k, else Error{bad_option}.
  void merge(const QuantileSketch& other);
  void write(ByteWriter& out) const;
  static QuantileSketch read(ByteReader& in);

  std::int64_t n() const { return n_; }
  bool is_exact() const { return levels_.size() == 1; }
  /// 0 while exact, else 2.296/k^0.9021 of an implementation by the authors; summaries_test checks k = 100.
  double rank_error() const;
  /// The smallest value seen whose estimated share of values at or below it is at least p, p in [0, 1]; extremes are
  /// exact. Error{bad_data} when nothing was seen. O(k log k).
  double quantile(double p) const;
  std::vector<double> quantiles(std::span<const double> p) const;
  /// Estimated share of values <= x.
  double rank(double x) const;
  double min() const { return min_; }
  double max() const { return max_; }

 private:
  std::size_t capacity(std::size_t level) const;
  void compress();

  std::uint32_t k_;
  std::uint64_t seed_, tosses_ = 0;
  std::int64_t n_ = 0;
  double min_, max_;
  std::vector<std::vector<double>> levels_{1};
};

}  // namespace qed::statistics
