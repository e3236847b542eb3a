// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/coverage/column_law.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <utility>

#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/fit.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

constexpr std::size_t kFitted = 2000;      // values up to which laws are fitted
constexpr std::size_t kKernelPoints = 16;  // that stand for the kernel about a value
constexpr std::size_t kFewest = 5;         // fewer show no form: Gaussian
constexpr double kLeastWeight = 0.05;
constexpr std::size_t kMostLaws = 4;

using Values = std::span<const double>;

// A fitted law: what its likelihood is, and how far it is from the values.
struct Candidate {
  std::string name;
  int parameters = 0;
  double log_likelihood = 0;
  std::function<double(double)> cdf;
  std::function<double(double, double)> quantile;  // of (u, 1 - u)
  // √n times the distance of Kolmogorov that about one sample in twenty or fewer of the law itself has: the less of a
  // law is fitted, the larger.  Ref: [Lilliefors1967, Lilliefors1969]
  double farthest = 1.0;
};

double log_likelihood(Values y, const auto& log_density) {
  double sum = 0;
  for (const double v : y) sum += log_density(v);
  return sum;
}

template <class Law>
Candidate of_law(std::string name, int parameters, double log_likelihood, Law law) {
  return {.name = std::move(name),
          .parameters = parameters,
          .log_likelihood = log_likelihood,
          .cdf = [law](double y) { return law.cdf(y); },
          .quantile = [law](double u,
                            double v) { return u < v ? law.quantile(u) : law.upper_quantile(v); }};
}

// The candidate for x = origin + sign y, from one for y.
Candidate moved(Candidate c, double origin, double sign, int more) {
  const auto cdf = std::move(c.cdf);
  const auto quantile = std::move(c.quantile);
  c.parameters += more;
  c.cdf = [=](double x) { return sign > 0 ? cdf(x - origin) : 1 - cdf(origin - x); };
  c.quantile = [=](double u, double v) {
    return sign > 0 ? origin + quantile(u, v) : origin - quantile(v, u);
  };
  return c;
}

Candidate gaussian(Values x, const Moments& m) {
  const auto n = static_cast<double>(x.size());
  const double likely = m.variance * (n - 1) / n;
  return of_law("Gaussian", 2, -0.5 * n * (std::log(2 * std::numbers::pi * likely) + 1),
                probability::Normal(m.mean, std::sqrt(m.variance)));
}

// Of fixed degrees of freedom by expectation and maximisation: rows weigh (ν + 1)/(ν + z²).  Ref: [LangeEtAl1989]
Candidate student(Values x, const Moments& m, double df) {
  double centre = m.mean, square = m.variance * (df - 2) / df;
  for (int step = 0; step < 30; ++step) {
    double sum = 0, weights = 0, squares = 0;
    for (const double v : x) {
      const double gap = v - centre, weight = (df + 1) / (df + gap * gap / square);
      weights += weight, sum += weight * gap, squares += weight * gap * gap;
    }
    centre += sum / weights;
    square = squares / static_cast<double>(x.size());
  }
  const double scale = std::sqrt(square);
  const double constant = std::lgamma((df + 1) / 2) - std::lgamma(df / 2) -
                          0.5 * std::log(df * std::numbers::pi * square);
  Candidate law{.name = "Student's t",
                .parameters = 3,
                .log_likelihood = log_likelihood(x,
                                                 [&](double v) {
                                                   const double z = (v - centre) / scale;
                                                   return constant -
                                                          (df + 1) / 2 * std::log1p(z * z / df);
                                                 }),
                .cdf = {},
                .quantile = {}};
  const probability::StudentT t(df);
  law.cdf = [=](double v) { return t.cdf((v - centre) / scale); };
  law.quantile = [=](double u, double v) {
    return centre + scale * (u < v ? t.quantile(u) : t.upper_quantile(v));
  };
  return law;
}

// Between the outermost values, each as far outside as values are apart: the unbiased ends.
Candidate uniform(Values sorted) {
  const auto n = static_cast<double>(sorted.size());
  const double beyond = (sorted.back() - sorted.front()) / (n - 1);
  const probability::Uniform law(sorted.front() - beyond, sorted.back() + beyond);
  Candidate between = of_law("uniform", 2, -n * std::log(law.upper - law.lower), law);
  between.farthest = 1.36;
  return between;
}

Candidate log_normal(Values y) {
  std::vector<double> logs(y.size());
  std::ranges::transform(y, logs.begin(), [](double v) { return std::log(v); });
  const Moments m = moments(logs);
  const auto n = static_cast<double>(y.size());
  const double likely = m.variance * (n - 1) / n;
  return of_law("log-normal", 2,
                -n * m.mean - 0.5 * n * (std::log(2 * std::numbers::pi * likely) + 1),
                probability::LogNormal(m.mean, std::sqrt(m.variance)));
}

// The likeliest shape is too large by about 3/n of it; taken off as Choi and Wette's expansion says, the mean kept.
Candidate gamma(Values y) {
  const probability::Gamma law = probability::fit<probability::Gamma>(y);
  const double k = law.shape, s = law.scale, n = static_cast<double>(y.size());
  const double constant = -std::lgamma(k) - k * std::log(s);
  const double likelihood =
      log_likelihood(y, [&](double v) { return constant + (k - 1) * std::log(v) - v / s; });
  const double less = k - (3 * k - 2.0 / 3 * k / (1 + k) - 0.8 * k / ((1 + k) * (1 + k))) / n;
  const double shape = less > 0 ? less : k;
  return of_law("gamma", 2, likelihood, probability::Gamma(shape, k * s / shape));
}

Candidate exponential(Values y) {
  double mean = 0;
  for (const double v : y) mean += v / static_cast<double>(y.size());
  Candidate law = of_law("exponential", 1, -static_cast<double>(y.size()) * (std::log(mean) + 1),
                         probability::Exponential(1 / mean));
  law.farthest = 1.06;
  return law;
}

// Laws on one side of `origin`, all values strictly on it; values far from it, seen from their spread, are Gaussian or
// shifted ones and only cost digits.
void add_one_sided(Values x, double origin, double sign, int more, std::vector<Candidate>& to) {
  std::vector<double> y(x.size());
  std::ranges::transform(x, y.begin(), [&](double v) { return sign * (v - origin); });
  const Moments m = moments(y);
  if (std::sqrt(m.variance) < 1e-3 * m.mean) return;
  to.push_back(moved(log_normal(y), origin, sign, more));
  to.push_back(moved(gamma(y), origin, sign, more));
  if (more == 0) to.push_back(moved(exponential(y), origin, sign, more));
}

// The likeliest shift from a few; not next to the outermost value, where the likelihood has no bound.
void add_shifted(Values x, const Moments& m, double sign, double low, double high,
                 std::vector<Candidate>& to) {
  std::vector<Candidate> tried;
  for (const double beyond : {0.1, 0.2, 0.4, 0.8, 1.6, 3.2}) {
    const double origin = (sign > 0 ? low : high) - sign * beyond * std::sqrt(m.variance);
    add_one_sided(x, origin, sign, 1, tried);
  }
  for (std::size_t law = 0; law < 2; ++law) {
    std::size_t best = law;
    for (std::size_t i = law; i < tried.size(); i += 2)
      if (tried[i].log_likelihood > tried[best].log_likelihood) best = i;
    Candidate shifted = std::move(tried[best]);
    shifted.name = "shifted " + shifted.name;
    to.push_back(std::move(shifted));
  }
}

void add_beta(Values x, double lower, double upper, std::vector<Candidate>& to) {
  std::vector<double> y(x.size());
  const double width = upper - lower;
  std::ranges::transform(x, y.begin(), [&](double v) { return (v - lower) / width; });
  if (std::ranges::any_of(y, [](double v) { return v <= 0 || v >= 1; })) return;
  const auto law = probability::fit<probability::Beta>(y);
  const double constant = std::lgamma(law.a + law.b) - std::lgamma(law.a) - std::lgamma(law.b);
  Candidate beta = of_law("beta", 2,
                          log_likelihood(y,
                                         [&](double v) {
                                           return constant + (law.a - 1) * std::log(v) +
                                                  (law.b - 1) * std::log1p(-v) - std::log(width);
                                         }),
                          law);
  const auto cdf = beta.cdf;
  const auto quantile = beta.quantile;
  beta.cdf = [=](double v) { return cdf((v - lower) / width); };
  beta.quantile = [=](double u, double v) { return lower + width * quantile(u, v); };
  to.push_back(std::move(beta));
}

std::vector<Candidate> candidates(Values sorted, double lower, double upper) {
  const Moments m = moments(sorted);
  const double low = sorted.front(), high = sorted.back(), n = static_cast<double>(sorted.size());
  std::vector<Candidate> laws{gaussian(sorted, m), uniform(sorted)};
  for (const double df : {2.5, 3.0, 4.0, 6.0, 10.0}) {
    Candidate law = student(sorted, m, df);
    if (laws.size() == 2)
      laws.push_back(std::move(law));
    else if (law.log_likelihood > laws.back().log_likelihood)
      laws.back() = std::move(law);
  }
  double skew = 0;
  for (const double v : sorted) skew += std::pow((v - m.mean) / std::sqrt(m.variance), 3) / n;
  // Whole numbers from 0 on come from values from -1/2 on that are rounded.
  const bool whole = std::ranges::all_of(sorted, [](double v) { return v == std::floor(v); });
  const double floor = (std::isfinite(lower) ? lower : 0) - (whole ? 0.5 : 0);
  if (low > floor) add_one_sided(sorted, floor, 1, 0, laws);
  if (std::isfinite(upper) && high < upper) add_one_sided(sorted, upper, -1, 0, laws);
  if (std::abs(skew) > std::sqrt(6 / n)) add_shifted(sorted, m, skew > 0 ? 1 : -1, low, high, laws);
  if (std::isfinite(lower) && std::isfinite(upper)) add_beta(sorted, lower, upper, laws);
  return laws;
}

double distance(Values sorted, const Candidate& law) {
  const auto n = static_cast<double>(sorted.size());
  double most = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double p = law.cdf(sorted[i]), at = static_cast<double>(i);
    most = std::max({most, p - at / n, (at + 1) / n - p});
  }
  return most;
}

// AICc weights of the laws that are near enough.
std::vector<std::pair<double, const Candidate*>> weighed(Values sorted,
                                                         const std::vector<Candidate>& laws) {
  const auto n = static_cast<double>(sorted.size());
  if (sorted.size() < kFewest) return {{1.0, &laws.front()}};
  std::vector<std::pair<double, const Candidate*>> kept;
  double best = 0;
  for (const Candidate& law : laws) {
    const double k = law.parameters, left = n - k - 1;
    if (left <= 0 || !std::isfinite(law.log_likelihood)) continue;
    if (distance(sorted, law) * std::sqrt(n) > law.farthest) continue;
    const double criterion = 2 * k * n / left - 2 * law.log_likelihood;
    best = kept.empty() ? criterion : std::min(best, criterion);
    kept.emplace_back(criterion, &law);
  }
  double sum = 0;
  for (auto& [weight, law] : kept) sum += weight = std::exp(-0.5 * (weight - best));
  for (auto& [weight, law] : kept) weight /= sum;
  std::ranges::stable_sort(kept, [](const auto& a, const auto& b) { return a.first > b.first; });
  std::erase_if(kept, [](const auto& c) { return c.first < kLeastWeight; });
  if (kept.size() > kMostLaws) kept.resize(kMostLaws);
  return kept;
}

struct Range {
  double lower, upper;
};
// Values above 0 are drawn above 0.
Range range_of(Values x, double lower, double upper) {
  const double low = *std::ranges::min_element(x);
  return {low >= 0 ? std::max(lower, 0.0) : lower, upper};
}

}  // namespace

ColumnLaw smoothed_column(std::span<const double> x, double lower, double upper) {
  const Range range = range_of(x, lower, upper);
  std::vector<double> points(x.begin(), x.end());
  std::ranges::sort(points);
  const Moments m = moments(x);
  if (x.size() <= kFitted && m.variance > 0) {
    const std::size_t n = points.size();
    const double quartiles = points[3 * n / 4] - points[n / 4], sd = std::sqrt(m.variance);
    const double spread = quartiles > 0 ? std::min(sd, quartiles / 1.349) : sd;
    const double h = 0.9 * spread * std::pow(static_cast<double>(n), -0.2);
    std::array<double, kKernelPoints> kernel;
    double square = 0;
    for (std::size_t k = 0; k < kKernelPoints; ++k) {
      kernel[k] = probability::Normal().quantile((static_cast<double>(k) + 0.5) / kKernelPoints);
      square += kernel[k] * kernel[k] / kKernelPoints;
    }
    const double farthest = kernel.back() / std::sqrt(square);
    std::vector<double> smooth;
    smooth.reserve(n * kKernelPoints);
    double added = 0;
    for (const double v : points) {
      const double width =
          std::min({h, (v - range.lower) / farthest, (range.upper - v) / farthest});
      added += width * width / static_cast<double>(n);
      for (const double z : kernel) smooth.push_back(v + width * z / std::sqrt(square));
    }
    const double pull = std::sqrt(m.variance / (m.variance + added));
    for (double& v : smooth) v = m.mean + pull * (v - m.mean);
    points = std::move(smooth);
    std::ranges::sort(points);
  }
  const auto n = static_cast<double>(points.size());
  const auto at = [&](double u, double) {
    const double i = std::clamp(u * n - 0.5, 0.0, n - 1), whole = std::floor(i);
    const auto below = static_cast<std::size_t>(whole),
               above = std::min(below + 1, points.size() - 1);
    return points[below] + (i - whole) * (points[above] - points[below]);
  };
  return {QuantileTable(at), 1, "smoothed data"};
}

std::vector<ColumnLaw> fit_column(std::span<const double> x, double lower, double upper) {
  // No variance: equal, or so small that its squares are 0.
  if (x.size() > kFitted || !(moments(x).variance > 0)) return {smoothed_column(x, lower, upper)};
  std::vector<double> sorted(x.begin(), x.end());
  std::ranges::sort(sorted);
  const Range range = range_of(x, lower, upper);
  const std::vector<Candidate> laws = candidates(sorted, lower, upper);
  std::vector<ColumnLaw> fitted;
  for (const auto& [weight, law] : weighed(sorted, laws)) {
    const auto inside = [&](double u, double v) {
      return std::clamp(law->quantile(u, v), range.lower, range.upper);
    };
    fitted.push_back({QuantileTable(inside), weight, law->name});
  }
  if (fitted.empty()) fitted.push_back(smoothed_column(x, lower, upper));
  return fitted;
}

}  // namespace qed::statistics
