// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/resampling/closed_form.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/linalg/matrix.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/resampling/replicates.h"

namespace qed::statistics {
namespace {

using std::numbers::pi;
using Complex = std::complex<double>;

constexpr std::uint64_t kQuantileStream = 0x71626f6f;  // "qboo"
constexpr double kStep = 2 * pi / 32;
constexpr double kNegligible = 1e-12;
constexpr double kReturning = 1e-6;  // |ψ| that is this large again beyond: a coarse lattice
constexpr std::size_t kFrequencies = 128;  // |ψ| of a law near the Gaussian is below 1e-12 after 40

double square(double x) { return x * x; }

void check_values(std::span<const double> values, const BootstrapOptions& options) {
  check(options);
  require(options.groups.empty(), ErrorCode::bad_option,
          "bootstrap: groups are resampled by bootstrap()");
  for (const double x : values)
    require(std::isfinite(x), ErrorCode::bad_value, "bootstrap: values must be finite");
}

// Σ exp(i kStep (m + ½) x) over rows, real and imaginary parts of eight rows side by side, as vectors have them.
using Lanes = Eigen::Array<double, 8, 1>;
constexpr std::size_t kLanes = 8;
struct PhaseSums {
  std::array<Lanes, kFrequencies> real, imaginary;
  PhaseSums() { real.fill(Lanes::Zero()), imaginary.fill(Lanes::Zero()); }

  // Each row's phase turns by a constant angle from one frequency to the next.
  void add(const Lanes& angle, std::size_t rows) {
    Lanes re = (angle / 2).cos(), im = (angle / 2).sin();
    for (std::size_t l = rows; l < kLanes; ++l)
      re[static_cast<Index>(l)] = 0;  // no row; its angle is 0
    const Lanes cosine = angle.cos(), sine = angle.sin();
    for (std::size_t m = 0; m < kFrequencies; ++m) {
      real[m] += re, imaginary[m] += im;
      const Lanes turned = re * cosine - im * sine;
      im = re * sine + im * cosine, re = turned;
    }
  }
  void merge(const PhaseSums& other) {
    for (std::size_t m = 0; m < kFrequencies; ++m)
      real[m] += other.real[m], imaginary[m] += other.imaginary[m];
  }
  Complex at(std::size_t m) const { return {real[m].sum(), imaginary[m].sum()}; }
};

// ψ at kStep (m + ½).
std::vector<Complex> characteristic(std::span<const double> values, double mean, double sd) {
  const auto n = static_cast<double>(values.size());
  const double scale = kStep / (sd * std::sqrt(n));
  const auto sums = parallel_reduce(
      values.size(), 4096, PhaseSums{},
      [&](Block block) {
        PhaseSums part;
        for (std::size_t from = block.begin; from < block.end; from += kLanes) {
          const std::size_t rows = std::min(kLanes, block.end - from);
          Lanes angle = Lanes::Zero();
          for (std::size_t l = 0; l < rows; ++l)
            angle[static_cast<Index>(l)] = (values[from + l] - mean) * scale;
          part.add(angle, rows);
        }
        return part;
      },
      [](PhaseSums& total, const PhaseSums& part) { total.merge(part); });
  std::vector<Complex> psi;
  for (std::size_t m = 0; m < kFrequencies; ++m) {
    const Complex sum = sums.at(m);
    psi.push_back(std::polar(std::exp(n * std::log(std::abs(sum / n))), n * std::arg(sum)));
  }
  return psi;
}

// The frequencies that count, or none where ψ does not fall, or comes back.
std::vector<Complex> until_negligible(std::vector<Complex> psi) {
  const auto below = [](double bound) {
    return [bound](Complex z) { return std::abs(z) < bound; };
  };
  const auto end = std::ranges::find_if(psi, below(kNegligible));
  if (end == psi.end() || !std::all_of(end, psi.end(), below(kReturning))) return {};
  psi.erase(end, psi.end());
  return psi;
}

// The replicates' law of (mean* - mean) √n/sd.
class MeanLaw {
 public:
  explicit MeanLaw(std::vector<Complex> psi) : psi_(std::move(psi)) {}
  double cdf(double t) const {
    double sum = 0.5;
    for (std::size_t m = 0; m < psi_.size(); ++m) {
      const double at = static_cast<double>(m) + 0.5;
      sum -= (std::polar(1.0, -kStep * at * t) * psi_[m]).imag() / (pi * at);
    }
    return std::clamp(sum, 0.0, 1.0);
  }
  double quantile(double p) const {
    double low = -15, high = 15;
    for (int halving = 0; halving < 60; ++halving) {
      const double middle = (low + high) / 2;
      (cdf(middle) < p ? low : high) = middle;
    }
    return (low + high) / 2;
  }

 private:
  std::vector<Complex> psi_;
};

// For the replicates that must be drawn after all: the mean and its standard error.
ResampledStatistic drawn_mean(std::span<const double> values, double centre) {
  return [=](std::span<const std::uint32_t> counts) -> std::optional<Resampled> {
    const auto n = static_cast<double>(counts.size());
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) sum += counts[i] * (values[i] - centre);
    for (std::size_t i = 0; i < counts.size(); ++i)
      squares += counts[i] * square(values[i] - centre - sum / n);
    return Resampled{centre + sum / n, std::sqrt(squares / (n - 1) / n)};
  };
}

// Sorted, its quantile (R's type 7), and that of the rows that are left when one is taken out.
struct Sorted {
  std::vector<double> x;
  double p;
  explicit Sorted(std::span<const double> values, double level)
      : x(values.begin(), values.end()), p(level) {
    std::ranges::sort(x);
  }
  struct Place {
    std::size_t k;  // from 0: between the order statistics k and k + 1
    double g;
  };
  Place place(std::size_t n) const {
    const double h = static_cast<double>(n - 1) * p;
    const auto k = std::min(static_cast<std::size_t>(h), n - 1);
    return {k, h - static_cast<double>(k)};
  }
  double between(std::size_t a, std::size_t b, double g) const { return x[a] + g * (x[b] - x[a]); }
  double value() const {
    const auto [k, g] = place(x.size());
    return between(k, std::min(k + 1, x.size() - 1), g);
  }
  std::vector<double> left_out() const {
    const auto [k, g] = place(x.size() - 1);
    const auto rest = [&, k = k, g = g](std::size_t i) {
      const auto at = [i](std::size_t j) { return j < i ? j : j + 1; };
      return between(at(k), at(std::min(k + 1, x.size() - 2)), g);
    };
    std::vector<double> values(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) values[i] = rest(i);
    return values;
  }
};

}  // namespace

Estimate bootstrap_mean(std::span<const double> values, const BootstrapOptions& options) {
  check_values(values, options);
  if (values.empty()) return Estimate::undefined("no rows");
  const auto n = static_cast<std::int64_t>(values.size());
  const double mean = moments(values).mean;
  if (n < 2) return Estimate::without_interval(mean, "one row cannot be resampled").with_n(n);
  double squares = 0, cubes = 0;
  for (const double x : values) squares += square(x - mean), cubes += std::pow(x - mean, 3);
  const double sd = std::sqrt(squares / static_cast<double>(n));

  const double se = sd / std::sqrt(static_cast<double>(n));
  if (options.method == BootstrapMethod::normal) {  // no bias
    const double half = two_sided_z(options.level) * se;
    return Estimate(mean,
                    {mean - half, mean + half, options.level, "normal bootstrap, all resamples"})
        .with_n(n);
  }
  std::vector<Complex> psi;
  if (sd > 0 && options.method != BootstrapMethod::studentised)
    psi = until_negligible(characteristic(values, mean, sd));
  if (psi.empty()) return bootstrap(n, drawn_mean(values, mean), options);

  const MeanLaw law(std::move(psi));
  const probability::Normal normal;
  const double tail = (1 - options.level) / 2;
  double low = tail, high = 1 - tail;
  if (options.method == BootstrapMethod::bca) {
    const double bias = normal.quantile(law.cdf(0)), z = normal.upper_quantile(tail);
    const double a = cubes / (6 * std::pow(squares, 1.5));
    const auto at = [&](double side) {
      return normal.cdf(bias + (bias + side) / (1 - a * (bias + side)));
    };
    low = at(-z), high = at(z);
  }
  double lower = mean + se * law.quantile(std::min(low, high));
  double upper = mean + se * law.quantile(std::max(low, high));
  const char* name =
      options.method == BootstrapMethod::bca ? "BCa bootstrap" : "percentile bootstrap";
  if (options.method == BootstrapMethod::basic) {
    const double below = 2 * mean - upper;
    upper = 2 * mean - lower, lower = below;
    name = "basic bootstrap";
  }
  return Estimate(mean, {lower, upper, options.level, std::string(name) + ", all resamples"})
      .with_n(n);
}

Estimate bootstrap_quantile(std::span<const double> values, double p,
                            const BootstrapOptions& options) {
  check_values(values, options);
  require(p >= 0 && p <= 1, ErrorCode::bad_option, "bootstrap: a quantile's level is in [0, 1]");
  require(options.method != BootstrapMethod::studentised, ErrorCode::bad_option,
          "bootstrap: quantiles have no standard errors to studentise with", "use bca");
  if (values.empty()) return Estimate::undefined("no rows");
  const auto n = static_cast<std::int64_t>(values.size());
  const Sorted sorted(values, p);
  if (n < 2)
    return Estimate::without_interval(sorted.value(), "one row cannot be resampled").with_n(n);

  const auto [k, g] = sorted.place(values.size());
  const auto rows = static_cast<double>(n), first = static_cast<double>(k) + 1;
  const probability::Gamma before(first), after(rows - first + 1);
  const auto row = [&](double u) {  // ⌈n u⌉ - 1
    return std::min(static_cast<std::size_t>(u * rows), values.size() - 1);
  };
  std::vector<std::optional<Resampled>> replicates(static_cast<std::size_t>(options.replicates));
  parallel_blocks(replicates.size(), 256, [&, k = k, g = g](Block block) {
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(options.seed, kQuantileStream, b);
      const double left = before.sample(rng), right = after.sample(rng);
      const double u = left / (left + right);
      // The next of the n - k - 1 uniform numbers above u.
      const double above = rows - first;
      const double v =
          above > 0 ? u + (1 - u) * -std::expm1(std::log1p(-rng.uniform()) / above) : u;
      const double at_u = sorted.x[row(u)], at_v = sorted.x[row(v)];
      replicates[b] = Resampled{at_u + g * (at_v - at_u), 0};
    }
  });
  return interval_of(
             {sorted.value(), 0}, replicates,
             options.method == BootstrapMethod::bca ? sorted.left_out() : std::vector<double>{},
             options, " of order statistics")
      .with_n(n);
}

}  // namespace qed::statistics
