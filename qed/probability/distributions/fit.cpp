// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/distributions/fit.h"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::probability {
namespace {

using Values = std::span<const double>;
using boost::math::digamma;
using boost::math::trigamma;

constexpr double kDone = 1e-10;
constexpr int kMostSteps = 500;

double square(double x) { return x * x; }

// Every value fits the law, and there are enough of them.
void check(Values x, std::size_t least, const char* law, const std::function<bool(double)>& fits) {
  require(x.size() >= least, ErrorCode::bad_data,
          std::string(law) + ": " + std::to_string(x.size()) + " values are too few to fit it");
  for (const double v : x)
    require(std::isfinite(v) && fits(v), ErrorCode::bad_value,
            std::string(law) + ": " + shortest(v) + " cannot be a value of it");
  if (least >= 2)
    require(std::ranges::any_of(x, [&](double v) { return v != x.front(); }), ErrorCode::bad_data,
            std::string(law) + ": all values are equal");
}
bool any_value(double) { return true; }
bool positive(double v) { return v > 0; }
bool count(double v) { return v >= 0 && v == std::floor(v); }

double mean_of(Values x, const auto& g) {
  double sum = 0;
  for (const double v : x) sum += g(v);
  return sum / static_cast<double>(x.size());
}
double mean_of(Values x) {
  return mean_of(x, [](double v) { return v; });
}
double median_of(Values x) {
  std::vector<double> sorted(x.begin(), x.end());
  std::ranges::sort(sorted);
  const std::size_t n = sorted.size();
  return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

// The root of a function that falls in x > 0: the bracket is found by doubling, then halved in log x.
double falling_root(const std::function<double(double)>& f, double start) {
  double low = start, high = start;
  for (int i = 0; i < kMostSteps && f(low) < 0; ++i) low /= 2;
  for (int i = 0; i < kMostSteps && f(high) > 0; ++i) high *= 2;
  for (int i = 0; i < kMostSteps && high > low * (1 + kDone / 10); ++i) {
    const double middle = std::sqrt(low * high);
    (f(middle) > 0 ? low : high) = middle;
  }
  return std::sqrt(low * high);
}

// Location and scale by Fisher scoring: the mean gradient by (location, log scale), in units of
// z = (x - location)/scale, over the expected information; a step that lowers the likelihood is halved.
struct LocationScale {
  double location, scale;
};
struct Density {
  double (*log_density)(double z);   // of the standard law
  double (*slope)(double z);         // its derivative
  double information_location, information_scale;
};
LocationScale fit_location_scale(Values x, const Density& law, LocationScale at) {
  const auto likelihood = [&](const LocationScale& l) {
    return mean_of(x, [&](double v) { return law.log_density((v - l.location) / l.scale); }) -
           std::log(l.scale);
  };
  double now = likelihood(at);
  for (int step = 0; step < kMostSteps; ++step) {
    double to_location = 0, to_scale = 0;
    for (const double v : x) {
      const double z = (v - at.location) / at.scale, slope = law.slope(z);
      to_location -= slope, to_scale -= z * slope;
    }
    const auto n = static_cast<double>(x.size());
    to_location = to_location / n / law.information_location;
    to_scale = (to_scale / n - 1) / law.information_scale;
    double length = 1;
    LocationScale next = at;
    for (; length > 1e-12; length /= 2) {
      next = {at.location + length * to_location * at.scale,
              at.scale * std::exp(std::clamp(length * to_scale, -2.0, 2.0))};
      if (const double then = likelihood(next); then >= now) {
        now = then;
        break;
      }
    }
    const bool done = std::abs(to_location) + std::abs(to_scale) < kDone || length <= 1e-12;
    if (length > 1e-12) at = next;
    if (done) break;
  }
  return at;
}

double half_width(Values x, double centre) {  // median |x - centre|, positive
  std::vector<double> distance;
  for (const double v : x) distance.push_back(std::abs(v - centre));
  const double median = median_of(distance);
  return median > 0 ? median : mean_of(distance) + 1e-300;
}

}  // namespace

template <>
Normal fit(Values x, Given<Normal>) {
  check(x, 2, "normal", any_value);
  const double mu = mean_of(x);
  return Normal(mu, std::sqrt(mean_of(x, [&](double v) { return square(v - mu); })));
}

template <>
LogNormal fit(Values x, Given<LogNormal>) {
  check(x, 2, "log_normal", positive);
  std::vector<double> logs;
  for (const double v : x) logs.push_back(std::log(v));
  const Normal law = fit<Normal>(logs);
  return LogNormal(law.mu, law.sigma);
}

template <>
Uniform fit(Values x, Given<Uniform>) {
  check(x, 2, "uniform", any_value);
  const auto [least, most] = std::ranges::minmax(x);
  return Uniform(least, most);
}

template <>
Exponential fit(Values x, Given<Exponential>) {
  check(x, 1, "exponential", [](double v) { return v >= 0; });
  require(mean_of(x) > 0, ErrorCode::bad_data, "exponential: all values are 0");
  return Exponential(1 / mean_of(x));
}

template <>
Laplace fit(Values x, Given<Laplace>) {
  check(x, 2, "laplace", any_value);
  const double median = median_of(x);
  return Laplace(median, mean_of(x, [&](double v) { return std::abs(v - median); }));
}

template <>
Pareto fit(Values x, Given<Pareto>) {
  check(x, 2, "pareto", positive);
  const double least = std::ranges::min(x);
  return Pareto(1 / mean_of(x, [&](double v) { return std::log(v / least); }), least);
}

template <>
Bernoulli fit(Values x, Given<Bernoulli>) {
  check(x, 1, "bernoulli", [](double v) { return v == 0 || v == 1; });
  return Bernoulli(mean_of(x));
}

template <>
Poisson fit(Values x, Given<Poisson>) {
  check(x, 1, "poisson", count);
  require(mean_of(x) > 0, ErrorCode::bad_data, "poisson: all counts are 0");
  return Poisson(mean_of(x));
}

template <>
Geometric fit(Values x, Given<Geometric>) {
  check(x, 1, "geometric", count);
  return Geometric(1 / (1 + mean_of(x)));
}

// log k - ψ(k) = log x̄ - mean log x.
template <>
Gamma fit(Values x, Given<Gamma>) {
  check(x, 2, "gamma", positive);
  const double mean = mean_of(x);
  const double gap = std::max(std::log(mean) - mean_of(x, [](double v) { return std::log(v); }),
                              1e-15);  // > 0 but for rounding
  const double shape =
      falling_root([gap](double k) { return std::log(k) - digamma(k) - gap; }, 0.5 / gap);
  return Gamma(shape, mean / shape);
}

// ψ(ν/2) = mean log(x/2).
template <>
ChiSquare fit(Values x, Given<ChiSquare>) {
  check(x, 2, "chi_square", positive);
  const double target = mean_of(x, [](double v) { return std::log(v / 2); });
  return ChiSquare(2 * falling_root([target](double h) { return target - digamma(h); }, 1));
}

// 1/k = Σ xᵏ log x/Σ xᵏ - mean log x, in units of the largest value.
template <>
Weibull fit(Values x, Given<Weibull>) {
  check(x, 2, "weibull", positive);
  const double most = std::ranges::max(x);
  const double mean_log = mean_of(x, [&](double v) { return std::log(v / most); });
  const auto power = [&](double k) {
    return mean_of(x, [&](double v) { return std::pow(v / most, k); });
  };
  const double shape = falling_root(
      [&](double k) {
        const double weighted =
            mean_of(x, [&](double v) { return std::pow(v / most, k) * std::log(v / most); });
        return 1 / k + mean_log - weighted / power(k);
      },
      1);
  return Weibull(shape, most * std::pow(power(shape), 1 / shape));
}

// ψ(a) - ψ(a+b) = mean log x, ψ(b) - ψ(a+b) = mean log(1-x), by Newton in (log a, log b).
template <>
Beta fit(Values x, Given<Beta>) {
  check(x, 2, "beta", [](double v) { return v > 0 && v < 1; });
  const double log_left = mean_of(x, [](double v) { return std::log(v); });
  const double log_right = mean_of(x, [](double v) { return std::log1p(-v); });
  const double mean = mean_of(x), variance = mean_of(x, [&](double v) { return square(v - mean); });
  const double rows = std::max(mean * (1 - mean) / variance - 1, 1e-3);
  double a = mean * rows, b = (1 - mean) * rows;
  const auto likelihood = [&](double p, double q) {
    return (p - 1) * log_left + (q - 1) * log_right -
           (std::lgamma(p) + std::lgamma(q) - std::lgamma(p + q));
  };
  for (int step = 0; step < kMostSteps; ++step) {
    const double ga = log_left - digamma(a) + digamma(a + b);
    const double gb = log_right - digamma(b) + digamma(a + b);
    const double common = trigamma(a + b), haa = trigamma(a) - common, hbb = trigamma(b) - common;
    const double determinant = haa * hbb - common * common;
    const double da = (hbb * ga + common * gb) / determinant;
    const double db = (common * ga + haa * gb) / determinant;
    // Halve until both stay positive and the likelihood does not fall; it is concave.
    double length = 1;
    while (length > 1e-12 && !(a + length * da > 0 && b + length * db > 0 &&
                               likelihood(a + length * da, b + length * db) >=
                                   likelihood(a, b) - 1e-14 * std::abs(likelihood(a, b))))
      length /= 2;
    if (length <= 1e-12) break;
    a += length * da, b += length * db;
    if (std::abs(da) <= kDone * a && std::abs(db) <= kDone * b) break;
  }
  return Beta(a, b);
}

// mean ψ(x + r) - ψ(r) = log(1 + x̄/r).
template <>
NegativeBinomial fit(Values x, Given<NegativeBinomial>) {
  check(x, 2, "negative_binomial", count);
  const double mean = mean_of(x), variance = mean_of(x, [&](double v) { return square(v - mean); });
  require(variance > mean, ErrorCode::bad_data,
          "negative_binomial: the counts vary no more than a Poisson law's", "fit a Poisson law");
  const double r = falling_root(
      [&](double size) {
        return mean_of(x, [&](double v) { return digamma(v + size); }) - digamma(size) -
               std::log1p(mean / size);
      },
      square(mean) / (variance - mean));
  return NegativeBinomial(r, r / (r + mean));
}

template <>
Cauchy fit(Values x, Given<Cauchy>) {
  check(x, 2, "cauchy", any_value);
  const double median = median_of(x);
  const Density law{[](double z) { return -std::log1p(z * z); },
                    [](double z) { return -2 * z / (1 + z * z); }, 0.5, 0.5};
  const auto at = fit_location_scale(x, law, {median, half_width(x, median)});
  return Cauchy(at.location, at.scale);
}

template <>
Logistic fit(Values x, Given<Logistic>) {
  check(x, 2, "logistic", any_value);
  const double mean = mean_of(x), variance = mean_of(x, [&](double v) { return square(v - mean); });
  const Density law{[](double z) { return -std::abs(z) - 2 * std::log1p(std::exp(-std::abs(z))); },
                    [](double z) { return -std::tanh(z / 2); }, 1.0 / 3,
                    (3 + square(std::numbers::pi)) / 9};
  const auto at = fit_location_scale(x, law, {mean, std::sqrt(3 * variance) / std::numbers::pi});
  return Logistic(at.location, at.scale);
}

// The derivative of the mean log density by ν falls through 0 once where the tails are heavier than the normal law's.
template <>
StudentT fit(Values x, Given<StudentT>) {
  check(x, 2, "student_t", any_value);
  const auto slope = [&](double v) {
    return digamma((v + 1) / 2) - digamma(v / 2) - 1 / v + mean_of(x, [&](double t) {
             return -std::log1p(t * t / v) + (v + 1) / v * (t * t / (v + t * t));
           });
  };
  require(slope(1e6) < 0, ErrorCode::bad_data,
          "student_t: the values have no heavier tails than a standard normal law",
          "fit a normal law");
  return StudentT(falling_root(slope, 5));
}

// With a = ν₁/2, b = ν₂/2 and D = b + ax the log density is
//   a log(a/b) + (a-1) log x - (a+b) log(1 + ax/b) - log B(a, b):  Newton's steps in (log a, log b).
struct FSlopes {
  double value = 0, a = 0, b = 0, aa = 0, ab = 0,
         bb = 0;  ///< means over the rows, of the log density
};
FSlopes f_slopes(Values x, double a, double b) {
  FSlopes s;
  for (const double v : x) {
    const double D = b + a * v, log_D = std::log1p(a * v / b), sum = a + b;
    s.value += (a - 1) * std::log(v) - sum * log_D;
    s.a += std::log(v) - log_D - sum * v / D;
    s.b += -log_D + sum * (a / b) * (v / D);
    s.aa += -2 * v / D + sum * square(v / D);
    s.ab += -(1 + v) / D + sum * (v / D) / D;
    s.bb += a * v / (b * D) * (2 - sum * (D + b) / (b * D));
  }
  const auto n = static_cast<double>(x.size());
  for (double* part : {&s.value, &s.a, &s.b, &s.aa, &s.ab, &s.bb}) *part /= n;
  s.value += a * std::log(a / b) - std::lgamma(a) - std::lgamma(b) + std::lgamma(a + b);
  s.a += std::log(a / b) + 1 - digamma(a) + digamma(a + b);
  s.b += -a / b - digamma(b) + digamma(a + b);
  s.aa += 1 / a - trigamma(a) + trigamma(a + b);
  s.ab += trigamma(a + b);
  s.bb += a / (b * b) - trigamma(b) + trigamma(a + b);
  return s;
}

// Each step is up: the Hessian in (log a, log b) is moved below 0 by `damping`, more where a step fell, less where not.
template <>
FisherF fit(Values x, Given<FisherF>) {
  check(x, 2, "f", positive);
  constexpr double kLimit = 1e7;  // beyond, the law is its limit but for 1e-7 of its variance
  double a = 2, b = 4, damping = 1e-3;
  FSlopes now = f_slopes(x, a, b);
  for (int step = 0; step < kMostSteps && damping < 1e12; ++step) {
    const double gu = a * now.a, gv = b * now.b;
    const double huu = a * a * now.aa + gu, huv = a * b * now.ab, hvv = b * b * now.bb + gv;
    const double trace = huu + hvv, gap = std::hypot(huu - hvv, 2 * huv);
    const double shift = std::max(0.0, (trace + gap) / 2) + damping * (std::abs(trace) + gap);
    const double uu = shift - huu, vv = shift - hvv, determinant = uu * vv - huv * huv;
    const double du = std::clamp((vv * gu + huv * gv) / determinant, -2.0, 2.0);
    const double dv = std::clamp((huv * gu + uu * gv) / determinant, -2.0, 2.0);
    const double next_a = a * std::exp(du), next_b = b * std::exp(dv);
    const FSlopes next = f_slopes(x, next_a, next_b);
    if (next.value < now.value - 1e-15 * std::abs(now.value)) {
      damping *= 10;
      continue;
    }
    a = next_a, b = next_b, now = next, damping /= 10;
    require(a < kLimit && b < kLimit, ErrorCode::bad_data,
            "f: the likelihood rises to the law's limit, which is a gamma law", "fit a gamma law");
    if (std::abs(du) + std::abs(dv) < kDone) break;
  }
  return FisherF(2 * a, 2 * b);
}

template <>
Binomial fit(Values x, Given<Binomial> given) {
  require(given.n >= 1, ErrorCode::bad_value, "binomial: n must be 1 or more");
  const auto n = static_cast<double>(given.n);
  check(x, 1, "binomial", [n](double v) { return count(v) && v <= n; });
  return Binomial(given.n, mean_of(x) / n);
}

// L(M)/L(M-1) = Π M/(M - xᵢ) · (N-M+1 - (d-xᵢ))/(N-M+1) falls in M: the last M where it is 1 or more. Of one value
// that is ⌊x (N+1)/d⌋.
template <>
Hypergeometric fit(Values x, Given<Hypergeometric> given) {
  const auto [total, draws] = given;
  require(1 <= draws && draws <= total, ErrorCode::bad_value,
          "hypergeometric: 1 <= draws <= total");
  const auto d = static_cast<double>(draws), N = static_cast<double>(total);
  check(x, 1, "hypergeometric", [d](double v) { return count(v) && v <= d; });
  const auto [least, most] = std::ranges::minmax(x);
  // As many marked as were ever seen, as many others too.
  auto low = static_cast<std::int64_t>(most),
       high = total - (draws - static_cast<std::int64_t>(least));
  require(low <= high, ErrorCode::bad_data,
          "hypergeometric: no number of marked items allows all the values");
  if (x.size() == 1) {  // without overflow of 64 bits
    __extension__ using Wide = __int128;
    const auto marked = static_cast<std::int64_t>(static_cast<Wide>(low) * (total + 1) / draws);
    return Hypergeometric(total, std::min(marked, total), draws);
  }
  const auto rises_to = [&](std::int64_t marked) {
    const double M = static_cast<double>(marked), rest = N - M + 1;
    double log_ratio = 0;
    for (const double v : x) log_ratio += std::log1p(-(d - v) / rest) - std::log1p(-v / M);
    return log_ratio >= 0;
  };
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    if (rises_to(middle))
      low = middle;
    else
      high = middle - 1;
  }
  return Hypergeometric(total, low, draws);
}

}  // namespace qed::probability
