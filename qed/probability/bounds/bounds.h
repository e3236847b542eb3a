// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the tail of a mean can weigh at most, without knowing the law: bounds that hold at every n.
#include <cstdint>
#include <functional>
#include <span>

namespace qed::probability {

/// P(X̄ - μ >= t) <= exp(-2 n t²/(b - a)²) for n independent values in [a, b]; 1 for t <= 0.
/// range = b - a > 0, n >= 1, else Error{bad_value}.  Ref: [Hoeffding1963, thm 2]
double hoeffding_tail(std::int64_t n, double t, double range);
/// The t at which that is alpha, in (0, 1): (b - a) √(log(1/alpha)/(2n)). X̄ - t is a lower bound of μ.
double hoeffding_width(std::int64_t n, double alpha, double range);

/// P(X̄ - μ >= t) <= exp(-n t²/(2σ² + 2ct/3)) for independent values of variance at most σ² with X - μ <= c:
/// sharper than Hoeffding where the variance is small. Ref: [BoucheronLugosiMassart2013, cor. 2.11]
double bernstein_tail(std::int64_t n, double t, double variance, double largest);
/// Its inverse: the t >= 0 with n t² = (2σ² + 2ct/3) log(1/alpha).
double bernstein_width(std::int64_t n, double alpha, double variance, double largest);

/// Bernstein with the sample's own variance s² (n >= 2, unbiased) of values in [a, b]:
///   √(2 s² log(2/alpha)/n) + 7 (b - a) log(2/alpha)/(3(n - 1)).
/// μ >= X̄ - this with probability 1 - alpha.  Ref: [MaurerPontil2009, thm 4]
double empirical_bernstein_width(std::int64_t n, double alpha, double sample_variance,
                                 double range);

/// Chernoff: P(X̄ >= x) <= inf_{s >= 0} exp(n (K(s) - s x)), K(s) = log E e^{sX} the cumulant generating
/// function, convex, finite on [0, s_max) (s_max may be infinite, K infinite beyond). The least is found by
/// golden section to 1e-10 in s, so what is returned is a bound whatever the rounding of s. 1 for x at
/// most the mean.  Ref: [Chernoff1952, thm 1]
double chernoff_tail(std::int64_t n, double x, const std::function<double(double)>& log_mgf,
                     double s_max);

}  // namespace qed::probability
