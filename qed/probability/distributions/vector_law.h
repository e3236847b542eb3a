// SPDX-License-Identifier: Apache-2.0
#pragma once
// Laws of vectors, in the shape of Distribution (functions.h).
#include <complex>
#include <concepts>
#include <cstdint>
#include <span>
#include <vector>

#include "qed/base/random.h"
#include "qed/probability/distributions/discrete.h"
#include "qed/probability/distributions/known.h"

namespace qed::probability {

/// What a law of vectors of d values can do. Of what a Distribution does it has no cdf, survival and quantile, as
/// vectors have no order: of one coordinate the law is `marginal(k)`, a Distribution, which has them, and skewness and
/// kurtosis.
///   size()                       d
///   density(x), log_density(x)   f(x) or P(X = x), x (d), else Error{bad_shape}; 0 and -inf off the support
///   mean(), covariance()         (d), and (d x d) by rows
///   log_mgf(s), cf(t)            log E e^{s·X}, E e^{it·X}, s and t (d)
///   entropy()                    -E log f(X) in nats
///   sample(rng)                  one vector
///   Law::fit(rows)               the likeliest law of the rows
template <class Law>
concept VectorDistribution =
    requires(const Law law, std::span<const typename Law::Value> x, std::span<const double> s,
             std::span<const std::vector<typename Law::Value>> rows, std::size_t k, Rng& rng) {
      { law.size() } -> std::same_as<std::size_t>;
      { law.density(x) } -> std::same_as<double>;
      { law.log_density(x) } -> std::same_as<double>;
      { law.marginal(k) } -> Distribution;
      { law.mean() } -> std::same_as<std::vector<double>>;
      { law.covariance() } -> std::same_as<std::vector<double>>;
      { law.log_mgf(s) } -> std::same_as<Known<double>>;
      { law.cf(s) } -> std::same_as<Known<std::complex<double>>>;
      { law.entropy() } -> std::same_as<double>;
      { law.sample(rng) } -> std::same_as<std::vector<typename Law::Value>>;
      { Law::fit(rows) } -> std::same_as<Law>;
    };

/// How often each of d kinds comes up in n trials: P(X = x) = n!/Πx_k! Πp_k^x_k, Σx_k = n.
/// n in [0, 2^53]; p (d >= 1): not negative, their sum 1 to 1e-9 (then divided by it), else Error{bad_value}.
class Multinomial {
 public:
  using Value = std::int64_t;
  Multinomial(std::int64_t n, std::vector<double> p);
  std::int64_t n() const { return n_; }
  std::span<const double> p() const { return p_; }
  std::size_t size() const { return p_.size(); }

  double density(std::span<const std::int64_t> x) const;
  /// By what Stirling's formula leaves out, so that no terms of the size of n cancel: relative error 1e-13, or absolute
  /// where it is near 0 (measured: vector_law_test.cpp). O(d).  Ref: [Loader2000]
  double log_density(std::span<const std::int64_t> x) const;
  Binomial marginal(std::size_t kind) const;
  std::vector<double> mean() const;        ///< n p
  std::vector<double> covariance() const;  ///< n (diag p - p pᵀ)
  Known<double> log_mgf(std::span<const double> s) const;  ///< n log Σp_k e^{s_k}: of every s
  Known<std::complex<double>> cf(std::span<const double> t) const;  ///< (Σp_k e^{it_k})^n
  /// Exact whatever the number of outcomes is: log P is a sum over kinds, so that its expectation is one over the
  /// marginals' masses. O(d √n). The same error as log_density.
  double entropy() const;
  std::vector<std::int64_t> sample(Rng& rng) const;  ///< draw_multinomial: O(d)
  /// p_k = Σx_k/(rows n): the shares of all trials. rows: at least one, of one length and one sum n >= 1 each, none
  /// negative, else Error{bad_data, bad_shape, bad_value}.
  static Multinomial fit(std::span<const std::vector<std::int64_t>> rows);

 private:
  std::int64_t n_;
  std::vector<double> p_;
};

}  // namespace qed::probability
