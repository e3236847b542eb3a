// SPDX-License-Identifier: Apache-2.0
#pragma once
// What every test returns, and the tests of counts and of distributions.
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "qed/statistics/intervals/shares/two_proportions.h"

namespace qed::statistics {

/// A test's outcome. No p where the data cannot speak (all rows equal, an empty group): `reason` says why.
struct TestResult {
  std::string name;               ///< "McNemar, exact"
  std::string null;               ///< in words: "both models are wrong equally often"
  double statistic = 0;
  double df = 0;                  ///< 0 where there is none
  std::optional<double> p_value;  ///< two-sided
  std::string reason;             ///< why there is no p
};

/// Do two yes/no answers about the same rows say yes equally often? Of b + c rows on which they differ,
/// b is Binomial(b + c, 1/2) under the null; p is the exact two-sided probability 2 P(X <= min(b, c)),
/// at most 1. `mid_p`: half the probability of the observed count is taken off each tail, which holds
/// its level on average, not always. No such row: no p.  Ref: [McNemar1947, FagerlandEtAl2013]
TestResult mcnemar_test(const PairedCounts& counts, bool mid_p = false);

/// Is a 2 x 2 table independent, given its margins? Exact: the sum of the hypergeometric probabilities
/// that are not larger than the observed one (ties within a relative 1e-7, as R). A margin of 0: no p.
/// O(smallest margin).  Ref: [Fisher1922]
TestResult fisher_test(const Share& first, const Share& second);

/// Pearson's χ² = Σ (O - E)²/E of an r x c table of counts (row-major), df = (r-1)(c-1), no continuity
/// correction. Empty rows and columns are left out; below 2 x 2: no p. Error{bad_shape, bad_value}.
/// Ref: [Pearson1900]
TestResult chi_square_test(std::span<const std::int64_t> counts, std::size_t rows,
                           std::size_t columns);

/// Do two samples have one distribution? D = sup |F - G|; p by counting lattice paths that stay within D,
/// with ties, up to m n = 10^7; beyond by Kolmogorov's limit with √(mn/(m+n)). Values not NaN.
/// O((m + n) log (m + n) + m n), O(n).  Ref: [Hodges1958, SchroerTrenkler1995]
TestResult kolmogorov_smirnov_test(std::span<const double> x, std::span<const double> y);

/// Does a sample come from the continuous law with that cdf? D = sup |F_n - F|, p by the matrix power of
/// Marsaglia, Tsang and Wang up to n = 140, beyond by Kolmogorov's limit at the corrected
/// x = √n D + 1/(6√n) + (√n D - 1)/(4n).  Ref: [MarsagliaTsangWang2003, Vrbik2018]
TestResult kolmogorov_test(std::span<const double> x, const std::function<double(double)>& cdf);

/// The same with V = D⁺ + D⁻, equally sensitive everywhere and on a circle; p by the limit at
/// (√n + 0.155 + 0.24/√n) V.  Ref: [Kuiper1960, Stephens1970]
TestResult kuiper_test(std::span<const double> x, const std::function<double(double)>& cdf);

/// Are probabilities calibrated? Z = Σ (y - p)(1 - 2p) / √(Σ (1 - 2p)² p (1 - p)): the Brier score less its
/// expectation, if the probabilities are right. probability in [0, 1], label 0 or 1. All p in {0, ½, 1}: no p.
/// Ref: [Spiegelhalter1986]
TestResult spiegelhalter_test(std::span<const double> probability,
                              std::span<const std::uint8_t> label);

/// P(K <= x) of Kolmogorov's limit law, and the survival function, accurate in both tails.
double kolmogorov_cdf(double x);
double kolmogorov_survival(double x);

}  // namespace qed::statistics
