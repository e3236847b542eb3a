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
Normal fit<Normal>(Values x) {
  check(x, 2, "normal", any_value);
  const double mu = mean_of(x);
  return Normal(mu, std::sqrt(mean_of(x, [&](double v) { return square(v - mu); })));
}

template <>
LogNormal fit<LogNormal>(Values x) {
  check(x, 2, "log_normal", positive);
  std::vector<double> logs;
  for (const double v : x) logs.push_back(std::log(v));
  const Normal law = fit<Normal>(logs);
  return LogNormal(law.mu, law.sigma);
}

template <>
Uniform fit<Uniform>(Values x) {
  check(x, 2, "uniform", any_value);
  const auto [least, most] = std::ranges::minmax(x);
  return Uniform(least, most);
}

template <>
Exponential fit<Exponential>(Values x) {
  check(x, 1, "exponential", [](double v) { return v >= 0; });
  require(mean_of(x) > 0, ErrorCode::bad_data, "exponential: all values are 0");
  return Exponential(1 / mean_of(x));
}

template <>
Laplace fit<Laplace>(Values x) {
  check(x, 2, "laplace", any_value);
  const double median = median_of(x);
  return Laplace(median, mean_of(x, [&](double v) { return std::abs(v - median); }));
}

template <>
Pareto fit<Pareto>(Values x) {
  check(x, 2, "pareto", positive);
  const double least = std::ranges::min(x);
  return Pareto(1 / mean_of(x, [&](double v) { return std::log(v / least); }), least);
}

template <>
Bernoulli fit<Bernoulli>(Values x) {
  check(x, 1, "bernoulli", [](double v) { return v == 0 || v == 1; });
  return Bernoulli(mean_of(x));
}

template <>
Poisson fit<Poisson>(Values x) {
  check(x, 1, "poisson", count);
  require(mean_of(x) > 0, ErrorCode::bad_data, "poisson: all counts are 0");
  return Poisson(mean_of(x));
}

template <>
Geometric fit<Geometric>(Values x) {
  check(x, 1, "geometric", count);
  return Geometric(1 / (1 + mean_of(x)));
}

// log k - ψ(k) = log x̄ - mean log x.
template <>
Gamma fit<Gamma>(Values x) {
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
ChiSquare fit<ChiSquare>(Values x) {
  check(x, 2, "chi_square", positive);
  const double target = mean_of(x, [](double v) { return std::log(v / 2); });
  return ChiSquare(2 * falling_root([target](double h) { return target - digamma(h); }, 1));
}

// 1/k = Σ xᵏ log x/Σ xᵏ - mean log x, in units of the largest value.
template <>
Weibull fit<Weibull>(Values x) {
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
Beta fit<Beta>(Values x) {
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
NegativeBinomial fit<NegativeBinomial>(Values x) {
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
Cauchy fit<Cauchy>(Values x) {
  check(x, 2, "cauchy", any_value);
  const double median = median_of(x);
  const Density law{[](double z) { return -std::log1p(z * z); },
                    [](double z) { return -2 * z / (1 + z * z); }, 0.5, 0.5};
  const auto at = fit_location_scale(x, law, {median, half_width(x, median)});
  return Cauchy(at.location, at.scale);
}

template <>
Logistic fit<Logistic>(Values x) {
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
StudentT fit<StudentT>(Values x) {
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

Binomial fit_binomial(Values x, std::int64_t n) {
  check(x, 1, "binomial", [n](double v) { return count(v) && v <= static_cast<double>(n); });
  return Binomial(n, mean_of(x) / static_cast<double>(n));
}

Hypergeometric fit_hypergeometric(std::int64_t total, std::int64_t draws, std::int64_t found) {
  require(0 <= found && found <= draws && 1 <= draws && draws <= total, ErrorCode::bad_value,
          "hypergeometric: found <= draws <= total");
  // found (total + 1)/draws without overflow of 64 bits.
  const auto marked = static_cast<std::int64_t>(static_cast<__int128>(found) * (total + 1) / draws);
  return Hypergeometric(total, std::min(marked, total), draws);
}

}  // namespace qed::probability
