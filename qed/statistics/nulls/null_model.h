// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::statistics {

/// Tables without the effect: what a statistic is compared with when it is recomputed on data that share some
/// properties of the data at hand, and nothing else. A model is fitted once and sampled many times; sample(index)
/// is one replicate, named by (seed, index): the same bits on every machine and thread count. Copies share the fit.
class NullModel {
 public:
  class Fit {  ///< what one kind of null implements
   public:
    virtual ~Fit() = default;
    virtual MatrixF sample(std::int64_t rows, std::uint64_t seed, std::uint64_t index) const = 0;
    virtual std::int64_t columns() const = 0;
  };
  NullModel(std::string name, std::string keeps, std::shared_ptr<const Fit> fit);

  /// rows x columns() values; rows >= 1, not tied to the fitted n. Runs on the calling thread: call it from parallel
  /// replicates. O(rows d min(n, d)).
  MatrixF sample(std::int64_t rows, std::uint64_t seed, std::uint64_t index) const;
  std::int64_t columns() const { return fit_->columns(); }
  const std::string& name() const { return name_; }    ///< "gaussian", "copula", "permuted"
  const std::string& keeps() const { return keeps_; }  ///< what it shares with the data, in words

 private:
  std::string name_, keeps_;
  std::shared_ptr<const Fit> fit_;
};

// X: n x d, n >= 2, finite. At most kFitRows rows, evenly spaced, are used to fit. Errors: bad_shape, bad_value.
inline constexpr std::int64_t kFitRows = 20000;

/// Gaussian with the mean and the sample covariance of X. d >= n: X* = x̄ + G (X - x̄)/√(n-1), G standard normal,
/// which has exactly the sample covariance and needs no factor. O(n d min(n, d)) to fit.
NullModel gaussian_null(MatrixFView X);

/// How copula_null treats a column of many distinct values. Columns of at most kFewValues distinct values, or with
/// one value on a tenth of the rows (zero inflation), keep their empirical law in either case.
enum class Marginals {
  empirical,  ///< its own law, interpolated between order statistics
  unimodal  ///< the unimodal law nearest to it (below): no column is bimodal by itself
};
inline constexpr std::int64_t kFewValues = 12;

/// Gaussian copula with the columns' own laws: X*_j = Q_j(Φ(Z_j)), Z normal with correlation C.
///   C        the correlation of the normal scores Φ⁻¹(mid-rank), each entry divided by what ties take away: for
///            Hermite coefficients h_jk of column j's score as a function of its latent normal, ρ solves
///            r_ij = Σ_k h_ik h_jk ρ^k (k <= 15); then eigenvalues are clipped at 1e-8 and the diagonal is set to 1.
///            First shrunk towards 0 by the share of sampling noise in Σ r²: without this the null would be
///            more elongated than the data it came from, and tests against it would not hold their level.
///            d >= n: C is the scores' own, by the product formula of gaussian_null.
///   unimodal the piecewise linear cdf that is the greatest convex minorant of F below the middle of the dip's modal
///            interval and the least concave majorant above it, moved to the column's mean and variance.
///   block    one id a column (empty: none). Columns with the same id >= 0 encode one category (one-hot): they are
///            drawn together, as whole patterns seen in the data, from one latent normal whose levels are ordered by
///            the rows' leading principal component.
/// Keeps each marginal law and the rank correlations; no other dependence. O(n d log n + n d² + d³) to fit.
/// Ref: [CarioNelson1997, SchaeferStrimmer2005, Higham2002, Grenander1956]
NullModel copula_null(MatrixFView X, const std::vector<int>& block = {},
                      Marginals marginals = Marginals::empirical);

/// Columns of X permuted independently (rows <= n: without replacement; more rows: whole further permutations).
NullModel permuted_null(MatrixFView X);

}  // namespace qed::statistics
