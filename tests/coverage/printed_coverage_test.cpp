// SPDX-License-Identifier: Apache-2.0
// The coverage that QED prints is itself an estimate, from one data set. Here the law that makes the data is known:
// what is printed on average over data sets must be the coverage under that law, simulated directly, to 1.5 points and
// three standard errors of the two simulations. A model wrong by 1.5 points fails a line less than once in 700 times.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/coverage/coverage.h"

using namespace qed::statistics;
using qed::Rng;

namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();
constexpr double kAllowed = 0.015;

// Makes a sample, and returns what an interval must hold.
using Law = std::function<double(Rng&, Sample&)>;

struct Cost {
  std::uint64_t data_sets = 40;
  std::int64_t replicates = 200;  // of what is printed for one
  std::int64_t direct = 6000;  // samples of the law
};

// Share of direct samples whose interval holds the truth.
double direct_coverage(const Method& method, const Quantity& quantity, const Law& law,
                       std::int64_t count) {
  std::vector<char> held(static_cast<std::size_t>(count));
  qed::parallel_blocks(held.size(), 50, [&](qed::Block block) {
    Sample sample;
    for (std::size_t i = block.begin; i < block.end; ++i) {
      Rng rng(91, 1, i);
      const double truth = law(rng, sample);
      const Estimate made = method.make(quantity, sample, {.replicates = 199, .seed = i});
      held[i] = made.is_defined() && made.interval() && made.interval()->contains(truth);
    }
  });
  return static_cast<double>(std::ranges::count(held, 1)) / static_cast<double>(count);
}

void check_printed(std::string_view name, const Quantity& quantity, const Law& law,
                   const Cost& cost = {}) {
  const Method& method = find_method(name);
  const Method* one = &method;
  const double direct = direct_coverage(method, quantity, law, cost.direct);
  double sum = 0, squares = 0;
  for (std::uint64_t d = 0; d < cost.data_sets; ++d) {
    Rng rng(92, 2, d);
    Sample sample;
    law(rng, sample);
    const CoverageOptions options{.seed = d + 1, .replicates = cost.replicates};
    const double share =
        simulate_coverage({&one, 1}, quantity, sample, options).methods[0].share.value();
    sum += share, squares += share * share;
  }
  const auto sets = static_cast<double>(cost.data_sets);
  const double printed = sum / sets, spread = squares / sets - printed * printed;
  const double error =
      std::sqrt(spread / (sets - 1) + direct * (1 - direct) / static_cast<double>(cost.direct));
  INFO(name, ": printed ", 100 * printed, " on average, direct ", 100 * direct, ", error ",
       100 * error);
  CHECK(std::abs(printed - direct) <= kAllowed + 3 * error);
}

double exponential(Rng& rng) { return -std::log1p(-rng.uniform()); }
double log_normal(Rng& rng) { return std::exp(rng.normal()); }
double student_3(Rng& rng) {
  const double a = rng.normal(), b = rng.normal(), c = rng.normal();
  return rng.normal() / std::sqrt((a * a + b * b + c * c) / 3);
}
double gaussian(Rng& rng) { return rng.normal(); }

Law column(std::size_t n, std::function<double(Rng&)> draw, double truth) {
  return [=](Rng& rng, Sample& sample) {
    sample.terms.assign(1, std::vector<double>(n));
    for (double& x : sample.terms[0]) x = draw(rng);
    return truth;
  };
}
// The next row is what must be held.
Law next_row(std::size_t n, std::function<double(Rng&)> draw) {
  return [=](Rng& rng, Sample& sample) {
    column(n, draw, 0)(rng, sample);
    return draw(rng);
  };
}
// Rows that a function fills: (rng, row of terms).
Law rows_of(std::size_t n, std::size_t terms, std::function<void(Rng&, std::vector<double>&)> fill,
            double truth) {
  return [=](Rng& rng, Sample& sample) {
    sample.terms.assign(terms, std::vector<double>(n));
    std::vector<double> row(terms);
    for (std::size_t i = 0; i < n; ++i) {
      fill(rng, row);
      for (std::size_t k = 0; k < terms; ++k) sample.terms[k][i] = row[k];
    }
    return truth;
  };
}

}  // namespace

// Coverage of a share jumps with it by several points; no data of a few hits say on which side of a jump it is. So the
// share varies here: what is printed is right on average over shares, and for each where coverage does not jump much.
TEST_CASE("printed coverage: shares") {
  for (const std::size_t n : {40, 200, 2000}) {
    const Law law = [n](Rng& rng, Sample& sample) {
      const double p = 0.005 * std::pow(100, rng.uniform());
      return column(n, [p](Rng& r) { return r.uniform() < p ? 1.0 : 0.0; }, p)(rng, sample);
    };
    for (const char* method : {"wilson", "exact", "jeffreys", "agresti_coull"})
      check_printed(method, share_quantity(), law, {.data_sets = 60});
    for (const double p : {0.005, 0.02, 0.1, 0.4})
      check_printed("exact", share_quantity(),
                    column(n, [p](Rng& r) { return r.uniform() < p ? 1.0 : 0.0; }, p));
  }
  check_printed("exact", share_quantity(),
                column(20, [](Rng& r) { return r.uniform() < 0.95 ? 1.0 : 0.0; }, 0.95));
}

TEST_CASE("printed coverage: means") {
  const Quantity mean = mean_quantity(-kFar, kFar);
  const Cost resampled{.data_sets = 30, .replicates = 150, .direct = 2500};
  check_printed("student_t", mean, column(30, log_normal, std::exp(0.5)), {.data_sets = 60});
  check_printed("bootstrap_t", mean, column(30, log_normal, std::exp(0.5)), resampled);
  check_printed("student_t", mean, column(30, exponential, 1), {.data_sets = 60});
  check_printed("bootstrap_t", mean, column(30, exponential, 1), resampled);
  check_printed("bca", mean, column(30, exponential, 1), resampled);
  for (const std::size_t n : {20, 60, 200}) {
    check_printed("student_t", mean, column(n, gaussian, 0));
    check_printed("student_t", mean, column(n, student_3, 0));
  }
  check_printed("row_bootstrap", mean, column(30, gaussian, 0), resampled);
  const auto counts = [](Rng& rng) { return std::floor(exponential(rng) / -std::log(0.9)); };
  check_printed("student_t", mean, column(60, counts, 9));
}

TEST_CASE("printed coverage: quantiles and new cases") {
  const auto at = [](double u) { return qed::probability::Normal().quantile(u); };
  for (const std::size_t n : {30, 60, 200}) {
    check_printed("order_statistics", quantile_quantity(0.5), column(n, gaussian, 0));
    check_printed("order_statistics", quantile_quantity(0.9),
                  column(n, log_normal, std::exp(at(0.9))));
    check_printed("conformal", new_case_quantity(), next_row(n, exponential));
    check_printed("student_prediction", new_case_quantity(), next_row(n, student_3));
  }
  const Cost resampled{.data_sets = 30, .replicates = 150, .direct = 2500};
  check_printed("quantile_bca", quantile_quantity(0.5), column(60, exponential, std::log(2)),
                resampled);
}

TEST_CASE("printed coverage: groups with an intra-class correlation of 0.3") {
  for (const std::int32_t groups : {5, 10, 30})
    for (const bool even : {true, false}) {
      const Law law = [=](Rng& rng, Sample& sample) {
        sample = {.terms = {{}}, .rows = Rows::grouped, .groups = groups};
        for (std::int32_t g = 0; g < groups; ++g) {
          const double effect = std::sqrt(0.3) * rng.normal();
          for (std::int32_t i = 0; i < (even ? 10 : 2 + g % 5 * 4); ++i) {
            sample.terms[0].push_back(effect + std::sqrt(0.7) * rng.normal());
            sample.group.push_back(g);
          }
        }
        return 0.0;
      };
      for (const char* method : {"clustered_t", "jackknife_clustered"})
        check_printed(method, mean_quantity(-kFar, kFar), law, {.data_sets = 30, .direct = 3000});
      if (even)
        check_printed("cluster_bootstrap", mean_quantity(-kFar, kFar), law,
                      {.data_sets = 20, .replicates = 120, .direct = 1500});
    }
}

TEST_CASE("printed coverage: series") {
  const auto series = [](double rho, bool skewed) -> Law {
    return [=](Rng& rng, Sample& sample) {
      sample = {.terms = {std::vector<double>(200)}, .rows = Rows::series};
      double z = rng.normal();
      for (double& x : sample.terms[0]) {
        x = skewed ? std::exp(z) : z;
        z = rho * z + std::sqrt(1 - rho * rho) * rng.normal();
      }
      return skewed ? std::exp(0.5) : 0.0;
    };
  };
  for (const double rho : {0.0, 0.5, 0.8})
    check_printed("newey_west", mean_quantity(-kFar, kFar), series(rho, false), {.direct = 4000});
  check_printed("newey_west", mean_quantity(-kFar, kFar), series(0.5, true), {.direct = 4000});
  check_printed("stationary_block", mean_quantity(-kFar, kFar), series(0.5, false),
                {.data_sets = 25, .replicates = 120, .direct = 1500});
}

TEST_CASE("printed coverage: areas") {
  const auto scores = [](std::size_t positives, std::size_t n, double area) -> Law {
    return [=](Rng& rng, Sample& sample) {
      const double shift = qed::probability::Normal().quantile(area) * std::sqrt(2.0);
      sample.terms.assign(2, std::vector<double>(n));
      for (std::size_t i = 0; i < n; ++i) {
        sample.terms[1][i] = i < positives;
        sample.terms[0][i] = rng.normal() + (i < positives ? shift : 0);
      }
      return area;
    };
  };
  for (const double area : {0.75, 0.9})
    for (const char* method : {"delong", "score_auc"})
      check_printed(method, area_quantity(), scores(10, 200, area));
  check_printed("delong", area_quantity(), scores(50, 100, 0.8));
  check_printed("area_bootstrap", area_quantity(), scores(10, 200, 0.75),
                {.data_sets = 20, .replicates = 120, .direct = 1200});
  const auto pairs = [](Rng& rng, Sample& sample) {
    sample.terms.assign(3, std::vector<double>(200));
    const qed::probability::Normal normal;
    const double first = normal.quantile(0.85) * std::sqrt(2.0),
                 second = normal.quantile(0.8) * std::sqrt(2.0);
    for (std::size_t i = 0; i < 200; ++i) {
      const double z = rng.normal(), yes = i < 20;
      sample.terms[0][i] = z + yes * first;
      sample.terms[1][i] = 0.7 * z + std::sqrt(0.51) * rng.normal() + yes * second;
      sample.terms[2][i] = yes;
    }
    return 0.05;
  };
  check_printed("delong_difference", area_difference_quantity(), pairs);
}

TEST_CASE("printed coverage: smooth quantities") {
  const auto f1 = [](std::span<const double> u) -> std::optional<double> {
    const double all = 2 * u[0] + u[1] + u[2];
    return all > 0 ? std::optional(2 * u[0] / all) : std::nullopt;
  };
  for (const double share : {0.1, 0.4}) {
    const auto fill = [share](Rng& rng, std::vector<double>& row) {
      const bool yes = rng.uniform() < share, said = rng.uniform() < (yes ? 0.8 : 0.05);
      row = {double(yes && said), double(said && !yes), double(yes && !said)};
    };
    const double hits = 0.8 * share,
                 truth = 2 * hits / (2 * hits + 0.05 * (1 - share) + 0.2 * share);
    check_printed("delta", smooth_quantity(f1, 0, 1), rows_of(100, 3, fill, truth),
                  {.data_sets = 60});
  }
  const auto ratio = [](std::span<const double> u) -> std::optional<double> {
    return u[1] != 0 ? std::optional(u[0] / u[1]) : std::nullopt;
  };
  const auto spend = [](Rng& rng, std::vector<double>& row) {
    const double z = rng.normal();
    row = {std::exp(0.6 * z + 0.5 * rng.normal()), std::exp(0.8 * z)};
  };
  const double spent = std::exp((0.61 - 0.64) / 2);
  check_printed("delta", smooth_quantity(ratio, -kFar, kFar), rows_of(100, 2, spend, spent));
  check_printed("smooth_bca", smooth_quantity(ratio, -kFar, kFar), rows_of(100, 2, spend, spent),
                {.data_sets = 20, .replicates = 120, .direct = 1200});
  const auto correlation = [](std::span<const double> u) -> std::optional<double> {
    const double both = (u[2] - u[0] * u[0]) * (u[3] - u[1] * u[1]);
    return both > 0 ? std::optional((u[4] - u[0] * u[1]) / std::sqrt(both)) : std::nullopt;
  };
  const auto two = [](Rng& rng, std::vector<double>& row) {
    const double x = rng.normal(), y = 0.6 * x + 0.8 * rng.normal();
    row = {x, y, x * x, y * y, x * y};
  };
  check_printed("delta", smooth_quantity(correlation, -1, 1), rows_of(100, 5, two, 0.6));
  const auto difference = [](std::span<const double> u) { return std::optional(u[0] - u[1]); };
  const auto pair = [](Rng& rng, std::vector<double>& row) {
    const double z = rng.normal();
    row = {std::exp(z + 0.5 * rng.normal()), std::exp(z + 0.5 * rng.normal())};
  };
  for (const std::size_t n : {30, 100})
    check_printed("delta", smooth_quantity(difference, -kFar, kFar), rows_of(n, 2, pair, 0));
}
