// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "qed/base/error.h"
#include "qed/statistics/tests/tests.h"

namespace qed::statistics {
namespace {

constexpr double kMostPaths = 1e7;     // m n of the exact two-sample law
constexpr std::size_t kExactRows = 140;

std::vector<double> sorted(std::span<const double> x, const char* who) {
  require(std::none_of(x.begin(), x.end(), [](double v) { return std::isnan(v); }),
          ErrorCode::bad_value, std::string(who) + ": values must not be NaN");
  std::vector<double> s(x.begin(), x.end());
  std::sort(s.begin(), s.end());
  return s;
}

// P(D >= d) of two samples: one minus the share of lattice paths from (0, 0) to (m, n) on which
// |i/m - j/n| < d wherever a distinct value ends. ends[k]: is the k-th of all values the last of its
// ties? Probabilities, scaled as they go: row i holds the chance of a path to (i, j).
double two_sample_tail(double d, std::size_t m, std::size_t n, const std::vector<char>& ends) {
  const double M = static_cast<double>(m), N = static_cast<double>(n);
  const double limit = d - 1e-12;  // d is a difference of fractions: ties within rounding
  const auto outside = [&](std::size_t i, std::size_t j) {
    return i + j > 0 && ends[i + j - 1] &&
           std::abs(static_cast<double>(i) / M - static_cast<double>(j) / N) >= limit;
  };
  // u[j]: share of the paths to (i, j) that went outside; by Pascal's rule with the chances of
  // the last step, i/(i+j) and j/(i+j).
  std::vector<double> u(n + 1);
  for (std::size_t j = 1; j <= n; ++j) u[j] = outside(0, j) ? 1 : u[j - 1];
  for (std::size_t i = 1; i <= m; ++i) {
    if (outside(i, 0)) u[0] = 1;
    for (std::size_t j = 1; j <= n; ++j) {
      const double step = static_cast<double>(i) / static_cast<double>(i + j);
      u[j] = outside(i, j) ? 1 : step * u[j] + (1 - step) * u[j - 1];
    }
  }
  return u[n];
}

// Marsaglia, Tsang and Wang: P(D_n < d) = n!/n^n (H^n)_{kk}, H a (2k-1) x (2k-1) matrix, nd = k - h.
double one_sample_cdf(std::size_t n, double d) {
  const double nd = static_cast<double>(n) * d;
  const auto k = static_cast<std::size_t>(nd) + 1, size = 2 * k - 1;
  const double h = static_cast<double>(k) - nd;
  std::vector<double> H(size * size);
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < size; ++j) H[i * size + j] = j <= i + 1 ? 1 : 0;
  for (std::size_t i = 0; i < size; ++i) {
    H[i * size] -= std::pow(h, static_cast<double>(i + 1));
    H[(size - 1) * size + i] -= std::pow(h, static_cast<double>(size - i));
  }
  if (2 * h - 1 > 0) H[(size - 1) * size] += std::pow(2 * h - 1, static_cast<double>(size));
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < std::min(size, i + 2); ++j)
      for (std::size_t g = 1; g <= i + 1 - j; ++g) H[i * size + j] /= static_cast<double>(g);
  // Row k of H^n, scaled by n!/n^n a factor a step.
  std::vector<double> row(size), next(size);
  row[k - 1] = 1;
  for (std::size_t step = 1; step <= n; ++step) {
    const double factor = static_cast<double>(step) / static_cast<double>(n);
    std::fill(next.begin(), next.end(), 0);
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < std::min(size, i + 2); ++j)
        next[j] += row[i] * H[i * size + j] * factor;
    row.swap(next);
  }
  return std::clamp(row[k - 1], 0.0, 1.0);
}

struct Gaps {
  double above = 0, below = 0;  // D⁺, D⁻
};
Gaps gaps(std::span<const double> x, const std::function<double(double)>& cdf, const char* who) {
  const std::vector<double> s = sorted(x, who);
  const double n = static_cast<double>(s.size());
  Gaps g;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const double p = cdf(s[i]);
    g.above = std::max(g.above, static_cast<double>(i + 1) / n - p);
    g.below = std::max(g.below, p - static_cast<double>(i) / n);
  }
  return g;
}

}  // namespace

double kolmogorov_survival(double x) {
  if (x <= 0) return 1;
  if (x < 1) return 1 - kolmogorov_cdf(x);
  double sum = 0;
  for (int k = 1; k < 100; ++k) {
    const double term = std::exp(-2.0 * k * k * x * x);
    sum += k % 2 ? term : -term;
    if (term < 1e-17 * sum) break;
  }
  return 2 * sum;
}

double kolmogorov_cdf(double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1 - kolmogorov_survival(x);
  double sum = 0;  // Jacobi's other form, which converges where x is small
  for (int k = 1; k < 100; k += 2) {
    const double term = std::exp(-k * k * std::numbers::pi * std::numbers::pi / (8 * x * x));
    sum += term;
    if (term < 1e-17 * sum) break;
  }
  return std::sqrt(2 * std::numbers::pi) / x * sum;
}

TestResult kolmogorov_smirnov_test(std::span<const double> x, std::span<const double> y) {
  TestResult result{"Kolmogorov-Smirnov", "both samples have one distribution", 0, 0, {}, {}};
  const std::vector<double> a = sorted(x, "kolmogorov_smirnov"),
                            b = sorted(y, "kolmogorov_smirnov");
  if (a.empty() || b.empty()) {
    result.reason = "a sample is empty";
    return result;
  }
  const double m = static_cast<double>(a.size()), n = static_cast<double>(b.size());
  std::vector<char> ends;
  ends.reserve(a.size() + b.size());
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    const double at = j == b.size() || (i < a.size() && a[i] <= b[j]) ? a[i] : b[j];
    const std::size_t before = i + j;
    while (i < a.size() && a[i] == at) ++i;
    while (j < b.size() && b[j] == at) ++j;
    ends.resize(i + j - 1, 0);
    ends.push_back(1);
    ensure(i + j > before, "kolmogorov_smirnov: no progress");
    result.statistic = std::max(result.statistic,
                                std::abs(static_cast<double>(i) / m - static_cast<double>(j) / n));
  }
  result.p_value = m * n <= kMostPaths
                       ? two_sample_tail(result.statistic, a.size(), b.size(), ends)
                       : kolmogorov_survival(std::sqrt(m * n / (m + n)) * result.statistic);
  return result;
}

TestResult kolmogorov_test(std::span<const double> x, const std::function<double(double)>& cdf) {
  TestResult result{"Kolmogorov", "the sample comes from that law", 0, 0, {}, {}};
  if (x.empty()) {
    result.reason = "no values";
    return result;
  }
  const Gaps g = gaps(x, cdf, "kolmogorov");
  result.statistic = std::max(g.above, g.below);
  if (x.size() <= kExactRows) {
    result.p_value = 1 - one_sample_cdf(x.size(), result.statistic);
    return result;
  }
  const double root = std::sqrt(static_cast<double>(x.size())), k = root * result.statistic;
  result.p_value = kolmogorov_survival(k + 1 / (6 * root) + (k - 1) / (4 * root * root));
  return result;
}

TestResult kuiper_test(std::span<const double> x, const std::function<double(double)>& cdf) {
  TestResult result{"Kuiper", "the sample comes from that law", 0, 0, {}, {}};
  if (x.empty()) {
    result.reason = "no values";
    return result;
  }
  const Gaps g = gaps(x, cdf, "kuiper");
  result.statistic = g.above + g.below;
  const double root = std::sqrt(static_cast<double>(x.size()));
  const double v = (root + 0.155 + 0.24 / root) * result.statistic;
  if (v < 0.4) {  // the series is 1 to all digits
    result.p_value = 1;
    return result;
  }
  double sum = 0;
  for (int k = 1; k < 200; ++k) {
    const double square = static_cast<double>(k) * k * v * v;
    const double term = (4 * square - 1) * std::exp(-2 * square);
    sum += term;
    if (std::abs(term) < 1e-17 * std::abs(sum)) break;
  }
  result.p_value = std::clamp(2 * sum, 0.0, 1.0);
  return result;
}

}  // namespace qed::statistics
