// SPDX-License-Identifier: Apache-2.0
#pragma once
// Intervals that may be looked at after every row: with probability `level` they hold at all times
// together, so an experiment can be stopped when they decide.
#include <cstdint>
#include <span>
#include <vector>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// The mean of values in [lower, upper], whatever their law, by betting: for each candidate m two
/// gamblers bet on "larger" and on "smaller"; their capital
///   K±_t(m) = Π_{i<=t} (1 ± λ±_i(m) (x_i - m)),   λ_i = √(2 log(2/α) / (i log(i+1) σ̂²_{i-1})), at most
///   1/(2m) upwards and 1/(2(1-m)) downwards (values scaled to [0, 1]),
/// is a martingale if m is the mean, so it ever reaches 2/α with probability at most α/2 each (Ville).
/// The sequence keeps every m that neither has beaten, on a grid of 1,000 whose neighbours are kept
/// too, and only shrinks. O(1,000) a row, O(1,000) memory.
/// Ref: [WaudbySmithRamdas2024, sec. 4.4]
class BettingSequence {
 public:
  /// Error{bad_option} unless lower < upper, both finite, and level in (0, 1).
  BettingSequence(double lower, double upper, double level = 0.95);
  /// Error{bad_value} outside of [lower, upper].
  void add(double value);
  /// Mean and interval of the rows so far; none: undefined.
  Estimate estimate() const;
  std::int64_t n() const { return n_; }

 private:
  double lower_, upper_, level_;
  std::int64_t n_ = 0;
  double sum_ = 0, squares_ = 0;  // of values scaled to [0, 1], squares about their means
  std::vector<double> up_, down_;  // log capitals of each m
  std::size_t first_ = 0, last_ = 0;  // the grid points that are left
};

/// The mean of independent values of finite variance, for many rows: with s² the variance so far,
///   x̄_t ± s_t √(2 (tρ² + 1)/(t²ρ²) · log(√(tρ² + 1)/α)),
/// tightest near `tightest` rows through ρ² = (2 log(1/α) + log(1 + 2 log(1/α))) / tightest. Holds
/// asymptotically (from about 100 rows). O(1) a row.  Ref: [WaudbySmithEtAl2024, thm 2.2]
class MixtureSequence {
 public:
  explicit MixtureSequence(double tightest, double level = 0.95);
  void add(double value);
  Estimate estimate() const;
  std::int64_t n() const { return n_; }

 private:
  double rho2_, level_;
  std::int64_t n_ = 0;
  double mean_ = 0, squares_ = 0;
};

/// The same of any quantity whose error is about the mean of an influence ψ of the t rows so far (a ratio, a
/// difference of two arms): value ± that with s² = Σψ²/t. Asymptotic in the first t that is looked at: `tightest` must
/// be the same at every t. Fewer than two rows: without interval. O(t).  Ref: [WaudbySmithEtAl2024, thm 2.2]
Estimate mixture_of_influence(double value, std::span<const double> influence, double tightest,
                              double level = 0.95);

/// A share of independent yes/no rows, hits of n so far, by betting with a uniform prior: the mixture
///   M(p) = ∫ q^k (1-q)^(n-k) dq / (p^k (1-p)^(n-k)) = B(k+1, n-k+1)/(p^k (1-p)^(n-k))
/// is a martingale if p is the share, so it ever reaches 1/α with probability at most α (Ville). All p
/// with M(p) < 1/α: an interval, since log M is convex, that contains hits/n. The interval of one time
/// alone; those of earlier times may be intersected with it. O(1).
/// Error{bad_value} unless 0 <= hits <= n; level in (0, 1), else Error{bad_option}; n = 0: undefined.
/// Ref: [Robbins1970, HowardEtAl2021]
Estimate mixture_share(std::int64_t hits, std::int64_t n, double level = 0.95);

}  // namespace qed::statistics
