// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/resampling/closed_form.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/continuous.h"

using namespace qed;
using namespace qed::statistics;

namespace {

std::vector<double> log_normal(std::size_t n, std::uint64_t stream = 0) {
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = std::exp(Rng(21, stream, i).normal());
  return x;
}

ResampledStatistic drawn_mean(const std::vector<double>& x) {
  return [&x](std::span<const std::uint32_t> counts) -> std::optional<Resampled> {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += counts[i] * x[i];
    return Resampled{sum / static_cast<double>(x.size()), 0};
  };
}

// The definition: write the resample out, sort it, interpolate. x must be sorted.
ResampledStatistic drawn_quantile(const std::vector<double>& x, double p) {
  return [&x, p](std::span<const std::uint32_t> counts) -> std::optional<Resampled> {
    std::vector<double> sample;
    for (std::size_t i = 0; i < x.size(); ++i) sample.insert(sample.end(), counts[i], x[i]);
    const double h = static_cast<double>(sample.size() - 1) * p;
    const auto k = static_cast<std::size_t>(h);
    const std::size_t next = std::min(k + 1, sample.size() - 1);
    return Resampled{sample[k] + (h - static_cast<double>(k)) * (sample[next] - sample[k]), 0};
  };
}

constexpr BootstrapMethod kMethods[] = {BootstrapMethod::percentile, BootstrapMethod::basic,
                                        BootstrapMethod::bca};

#include "../../../tests/reference/statistics/closed_form.inc"

}  // namespace

// Of 200,000 draws an end has 0.006 standard errors; SciPy's interpolation between order statistics of the replicates
// and its jackknife are other roundings of the same thing. Quantiles sit on few places: the next one either way.
TEST_CASE("intervals against SciPy's") {
  for (const auto& [rows, p, bca, lower, upper] : kDrawn) {
    const auto n = static_cast<std::size_t>(rows);
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i)
      x[i] = std::exp(probability::Normal().quantile((static_cast<double>(i) + 0.5) / rows));
    BootstrapOptions options;
    options.replicates = 200'000;
    options.method = bca > 0 ? BootstrapMethod::bca : BootstrapMethod::percentile;
    const Estimate ours = p < 0 ? bootstrap_mean(x, options) : bootstrap_quantile(x, p, options);
    INFO(rows, " rows, ", p, ": ", ours.interval()->method);
    if (p < 0) {
      const double tolerance = 0.05 * (upper - lower) / 3.92;
      CHECK(std::abs(ours.lower() - lower) < tolerance);
      CHECK(std::abs(ours.upper() - upper) < tolerance);
    } else {
      const auto place = [&](double v) {
        return std::ranges::lower_bound(x, v * (1 - 1e-9)) - x.begin();
      };
      CHECK(std::abs(place(ours.lower()) - place(lower)) <= 1);
      CHECK(std::abs(place(ours.upper()) - place(upper)) <= 1);
    }
  }
}

// An end read from B = 20,000 draws has a standard error of √(0.025 · 0.975/B)/φ(1.96) = 0.019 standard errors of
// the statistic near a Gaussian law; 0.15 is eight of them, and leaves room for a tail that is thinner than that.
TEST_CASE("a mean's interval is the limit of many resamples") {
  const auto x =
      log_normal(180);  // up to 200 rows the drawn jackknife leaves out one row at a time
  BootstrapOptions options;
  options.replicates = 20'000;
  for (const BootstrapMethod method : kMethods) {
    options.method = method;
    const Estimate drawn = bootstrap(180, drawn_mean(x), options),
                   closed = bootstrap_mean(x, options);
    const double se = (drawn.upper() - drawn.lower()) / 3.92;
    INFO(closed.interval()->method);
    CHECK(closed.value() == doctest::Approx(drawn.value()).epsilon(1e-12));
    CHECK(std::abs(closed.lower() - drawn.lower()) < 0.15 * se);
    CHECK(std::abs(closed.upper() - drawn.upper()) < 0.15 * se);
    CHECK(closed.interval()->method.ends_with("all resamples"));
  }
}

TEST_CASE(
    "a mean of symmetric values: BCa is the percentile interval, and Gaussian for many rows") {
  std::vector<double> x;
  for (std::size_t i = 0; i < 20'000; ++i) {
    const double z = Rng(22, 0, i).normal();
    x.push_back(5 + z), x.push_back(5 - z);
  }
  BootstrapOptions options;
  const Estimate bca = bootstrap_mean(x, options);
  options.method = BootstrapMethod::percentile;
  const Estimate percentile = bootstrap_mean(x, options);
  CHECK(bca.lower() == doctest::Approx(percentile.lower()).epsilon(1e-9));
  CHECK(percentile.upper() - 5 == doctest::Approx(5 - percentile.lower()).epsilon(1e-6));
  double squares = 0;
  for (const double v : x) squares += (v - 5) * (v - 5);
  CHECK(percentile.upper() ==
        doctest::Approx(5 + 1.959964 * std::sqrt(squares) / 40'000).epsilon(1e-6));
}

TEST_CASE("few different values and one that outweighs all others are drawn") {
  std::vector<double> few(30, 0.0), spike(5000, 0.0);
  for (std::size_t i = 0; i < 9; ++i) few[i] = 1;
  spike[7] = 1e6;
  for (const auto* x : {&few, &spike}) {
    const Estimate drawn = bootstrap_mean(*x);
    REQUIRE(drawn.interval());
    CHECK(drawn.interval()->method.ends_with("replicates"));
    CHECK(drawn.lower() <= drawn.value());
  }
  BootstrapOptions studentised;
  studentised.method = BootstrapMethod::studentised;
  CHECK(bootstrap_mean(log_normal(50), studentised).interval()->method.starts_with("studentised"));
}

TEST_CASE("a quantile's interval is that of resamples written out and sorted") {
  auto x = log_normal(181, 3);
  std::ranges::sort(x);
  BootstrapOptions options;
  options.replicates = 20'000;
  for (const double p : {0.5, 0.9, 0.21}) {
    for (const BootstrapMethod method : kMethods) {
      options.method = method;
      const Estimate drawn = bootstrap(181, drawn_quantile(x, p), options);
      const Estimate closed = bootstrap_quantile(x, p, options);
      INFO(closed.interval()->method, " at ", p);
      CHECK(closed.value() == drawn.value());
      // Replicates sit on few places: an end may move by one order statistic.
      const auto place = [&](double v) { return std::ranges::lower_bound(x, v) - x.begin(); };
      if (method == BootstrapMethod::basic) continue;
      CHECK(std::abs(place(closed.lower()) - place(drawn.lower())) <= 1);
      CHECK(std::abs(place(closed.upper()) - place(drawn.upper())) <= 1);
    }
  }
}

// All 256 resamples of four rows, against 50,000 draws of places: 0.01 is five standard errors of a share, so levels
// whose tail lies nearer to a step of the enumerated law are passed over.
TEST_CASE("the median of four rows: every resample there is") {
  const std::vector<double> x{0, 1, 10, 100};
  std::vector<double> medians;
  for (std::size_t code = 0; code < 256; ++code) {
    std::vector<double> drawn{x[code & 3], x[code >> 2 & 3], x[code >> 4 & 3], x[code >> 6 & 3]};
    std::ranges::sort(drawn);
    medians.push_back((drawn[1] + drawn[2]) / 2);
  }
  std::ranges::sort(medians);
  BootstrapOptions options;
  options.method = BootstrapMethod::percentile;
  options.replicates = 50'000;
  int compared = 0;
  for (int percent = 10; percent <= 98; percent += 4) {
    options.level = percent / 100.0;
    const Estimate closed = bootstrap_quantile(x, 0.5, options);
    const auto compare = [&](double p, double end) {
      const auto at = [&](double q) { return medians[static_cast<std::size_t>(q * 256)]; };
      if (at(std::max(p - 0.01, 0.0)) != at(std::min(p + 0.01, 0.999))) return;
      CAPTURE(p);
      CHECK(end == at(p));
      ++compared;
    };
    compare((1 - options.level) / 2, closed.lower());
    compare((1 + options.level) / 2, closed.upper());
  }
  CHECK(compared >= 20);
}

TEST_CASE("quantiles at the ends and the same bits for every number of threads") {
  const auto x = log_normal(500, 4);
  CHECK(bootstrap_quantile(x, 1).value() == std::ranges::max(x));
  CHECK(bootstrap_quantile(x, 0).value() == std::ranges::min(x));
  CHECK(bootstrap_quantile(x, 1).upper() <= std::ranges::max(x));
  set_threads(1);
  const Estimate one = bootstrap_quantile(x, 0.5), mean = bootstrap_mean(log_normal(9000));
  for (const int count : {2, 7}) {
    set_threads(count);
    CHECK(bootstrap_quantile(x, 0.5).lower() == one.lower());
    CHECK(bootstrap_mean(log_normal(9000)).upper() == mean.upper());
  }
  set_threads(0);
}

TEST_CASE("what cannot be resampled is refused") {
  CHECK_FALSE(bootstrap_mean({}).is_defined());
  CHECK_FALSE(bootstrap_mean(std::vector<double>{3}).interval());
  CHECK_FALSE(bootstrap_quantile(std::vector<double>{3}, 0.5).interval());
  CHECK_THROWS_AS(bootstrap_mean(std::vector<double>{1, INFINITY}), Error);
  CHECK_THROWS_AS(bootstrap_quantile(std::vector<double>{1, 2}, 1.5), Error);
  BootstrapOptions options;
  options.method = BootstrapMethod::studentised;
  CHECK_THROWS_AS(bootstrap_quantile(std::vector<double>{1, 2}, 0.5, options), Error);
  options.groups = {1, 2};
  CHECK_THROWS_AS(bootstrap_mean(std::vector<double>{1, 2}, options), Error);
}
