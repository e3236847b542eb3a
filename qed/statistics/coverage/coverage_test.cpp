// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/coverage/coverage.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"
#include "qed/statistics/coverage/column_law.h"
#include "qed/statistics/coverage/looks.h"
#include "qed/statistics/coverage/model.h"
#include "qed/statistics/coverage/quantile_table.h"
#include "qed/statistics/coverage/random_counts.h"
#include "qed/statistics/intervals/clustered.h"
#include "qed/statistics/intervals/intervals.h"

using namespace qed::statistics;
using qed::Error;
using qed::Rng;

namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();

Sample drawn(std::int64_t n, std::uint64_t stream, auto draw) {
  Sample sample;
  sample.terms.resize(1);
  Rng rng(31, stream);
  for (std::int64_t i = 0; i < n; ++i) sample.terms[0].push_back(draw(rng));
  return sample;
}
double gaussian(Rng& rng) { return rng.normal(); }
double exponential(Rng& rng) { return -std::log1p(-rng.uniform()); }
auto yes_with(double p) {
  return [p](Rng& rng) { return rng.uniform() < p ? 1.0 : 0.0; };
}

Simulated simulated(std::string_view name, const Quantity& quantity, const Sample& sample,
                    const CoverageOptions& options = {}) {
  const Method* method = &find_method(name);
  return simulate_coverage({&method, 1}, quantity, sample, options);
}

// A method of the test's own.
Method made_by(Estimate (*make)(const Quantity&, const Sample&, const MethodOptions&)) {
  return Method{"test", "a test's", "", "", "", Claim::nominal, Rows::independent, ~0u, make};
}

// Within five standard errors of a share: fails by chance less than once in a million times.
void check_share(double share, double expected, double replicates) {
  INFO(share, " wanted ", expected, " of ", replicates);
  CHECK(std::abs(share - expected) <=
        5 * std::sqrt(expected * (1 - expected) / replicates) + 1e-12);
}

}  // namespace

TEST_CASE("a table of quantiles has the law's moments, quantiles and tails") {
  const qed::probability::Exponential law(0.5);
  const QuantileTable table(
      [&](double u, double v) { return u < v ? law.quantile(u) : law.upper_quantile(v); });
  CHECK(table.mean() == doctest::Approx(2).epsilon(2e-4));
  CHECK(table.variance() == doctest::Approx(4).epsilon(2e-3));
  for (const double u : {1e-7, 3e-5, 0.01, 0.5, 0.77, 0.999})
    CHECK(table.quantile(u, 1 - u) == doctest::Approx(law.quantile(u)).epsilon(0.01));
  for (const double v : {1e-3, 1e-4, 1e-5, 3e-7, 2e-8})
    CHECK(table.quantile(1 - v, v) == doctest::Approx(law.upper_quantile(v)).epsilon(0.01));
  const QuantileTable moved = table.moved(-1, 3);
  CHECK(moved.mean() == doctest::Approx(3 * table.mean() - 1));
  CHECK(moved.quantile(0.3, 0.7) == doctest::Approx(3 * table.quantile(0.3, 0.7) - 1));
  Rng rng(5);
  constexpr int kDraws = 200'000;
  double sum = 0, beyond = 0, low = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = table.draw(rng);
    sum += x, beyond += x > law.upper_quantile(0.0005), low += x < law.quantile(0.1);
  }
  CHECK(std::abs(sum / kDraws - 2) < 5 * 2 / std::sqrt(kDraws));
  check_share(beyond / kDraws, 0.0005, kDraws);
  check_share(low / kDraws, 0.1, kDraws);
}

TEST_CASE("binomial, beta and Dirichlet draws have their laws' masses and moments") {
  Rng rng(6);
  constexpr int kDraws = 30'000;
  for (const auto& [n, p] : {std::pair{7, 0.3}, {40, 0.005}, {1000, 0.3}, {1000, 0.97}}) {
    const qed::probability::Binomial law(n, p);
    std::vector<double> cut;  // shares of draws at or below some quantiles of the law
    for (const double u : {0.05, 0.3, 0.5, 0.9}) cut.push_back(law.quantile(u));
    std::vector<double> below(cut.size());
    for (int i = 0; i < kDraws; ++i) {
      const auto k = static_cast<double>(draw_binomial(n, p, rng));
      for (std::size_t c = 0; c < cut.size(); ++c) below[c] += k <= cut[c];
    }
    for (std::size_t c = 0; c < cut.size(); ++c)
      check_share(below[c] / kDraws, law.cdf(cut[c]), kDraws);
  }
  CHECK(draw_binomial(50, 0, rng) == 0);
  CHECK(draw_binomial(50, 1, rng) == 50);
  for (const double shape : {0.3, 1.0, 8.0}) {
    double sum = 0, share = 0;
    for (int i = 0; i < kDraws; ++i) {
      sum += draw_gamma(shape, rng);
      share += draw_beta(shape, 2 * shape, rng);
    }
    CHECK(std::abs(sum / kDraws - shape) < 5 * std::sqrt(shape / kDraws));
    CHECK(share / kDraws == doctest::Approx(1.0 / 3).epsilon(0.03));
  }
  std::vector<std::int64_t> counts;
  std::vector<double> p;
  std::vector<double> mean(3);
  for (int i = 0; i < 2000; ++i) {
    draw_dirichlet(std::vector<double>{1, 2, 5}, rng, p);
    draw_multinomial(100, p, rng, counts);
    CHECK(counts[0] + counts[1] + counts[2] == 100);
    for (std::size_t k = 0; k < 3; ++k) mean[k] += static_cast<double>(counts[k]) / 2000;
  }
  for (std::size_t k = 0; k < 3; ++k)  // standard deviations of a count are at most 17
    CHECK(std::abs(mean[k] - std::vector{12.5, 25.0, 62.5}[k]) < 5 * 17 / std::sqrt(2000));
}

TEST_CASE("columns: the law that made them is found, or the data are smoothed") {
  const auto best = [](const Sample& sample) {
    return fit_column(sample.terms[0], -kFar, kFar).front().name;
  };
  CHECK(best(drawn(500, 1, gaussian)) == "Gaussian");
  CHECK(best(drawn(500, 2, [](Rng& rng) { return std::exp(rng.normal()); })) == "log-normal");
  CHECK(best(drawn(500, 3, exponential)) == "exponential");
  CHECK(best(drawn(500, 4, [](Rng& rng) { return -7 - std::exp(0.8 * rng.normal()); })) ==
        "shifted log-normal");
  CHECK(best(drawn(500, 28, [](Rng& rng) { return 5 + rng.uniform(); })) == "uniform");
  const auto t3 = [](Rng& rng) {
    const double a = rng.normal(), b = rng.normal(), c = rng.normal();
    return rng.normal() / std::sqrt((a * a + b * b + c * c) / 3);
  };
  CHECK(best(drawn(500, 5, t3)) == "Student's t");
  const auto two = [](Rng& rng) { return rng.normal() + (rng.uniform() < 0.5 ? 0 : 8); };
  const Sample bimodal = drawn(500, 7, two);
  CHECK(best(bimodal) == "smoothed data");
  const Moments m = moments(bimodal.terms[0]);
  const ColumnLaw smooth = smoothed_column(bimodal.terms[0], -kFar, kFar);
  CHECK(smooth.table.mean() == doctest::Approx(m.mean).epsilon(1e-3));
  CHECK(smooth.table.variance() == doctest::Approx(m.variance).epsilon(5e-3));
  // Draws keep to the bounds.
  const Sample bounded = drawn(300, 8, [](Rng& rng) { return rng.uniform() * rng.uniform(); });
  for (const ColumnLaw& law : fit_column(bounded.terms[0], 0, 1)) {
    CHECK(law.table.quantile(0, 1) >= 0);
    CHECK(law.table.quantile(1, 0) <= 1);
  }
}

TEST_CASE("models know their quantity: long samples of them come to it") {
  struct Case {
    Quantity quantity;
    Sample sample;
  };
  std::vector<Case> cases;
  cases.push_back({share_quantity(), drawn(200, 11, yes_with(0.2))});
  cases.push_back({mean_quantity(-kFar, kFar), drawn(60, 12, exponential)});
  cases.push_back({quantile_quantity(0.9), drawn(60, 13, gaussian)});
  cases.push_back({mean_quantity(-kFar, kFar),
                   drawn(80, 14, [](Rng& rng) { return std::floor(3 * exponential(rng)); })});
  Sample scores = drawn(200, 15, gaussian);
  scores.terms.emplace_back(200);
  for (std::size_t i = 0; i < 40; ++i) scores.terms[1][i] = 1, scores.terms[0][i] += 1.5;
  cases.push_back({area_quantity(), scores});
  Sample grouped = drawn(100, 16, gaussian);
  grouped.rows = Rows::grouped, grouped.groups = 20;
  for (std::int32_t i = 0; i < 100; ++i)
    grouped.group.push_back(i / 5), grouped.terms[0][static_cast<std::size_t>(i)] += i / 5 % 3;
  cases.push_back({mean_quantity(-kFar, kFar), grouped});
  Sample series = drawn(150, 17, gaussian);
  series.rows = Rows::series;
  for (std::size_t i = 1; i < 150; ++i) series.terms[0][i] += 0.6 * series.terms[0][i - 1];
  cases.push_back({quantile_quantity(0.75), series});
  Sample pairs = drawn(60, 18, gaussian);
  pairs.terms.push_back(drawn(60, 19, exponential).terms[0]);
  const auto difference = [](std::span<const double> u) { return std::optional(u[0] - 2 * u[1]); };
  cases.push_back({smooth_quantity(difference, -kFar, kFar), pairs});
  const auto ratio = [](std::span<const double> u) { return std::optional(u[0] / u[1]); };
  cases.push_back({smooth_quantity(ratio, -kFar, kFar), pairs});
  const auto part = [](double p, std::size_t term) {
    return Part{.functional = Functional::quantile, .p = p, .term = term};
  };
  cases.push_back({compound_quantity(ratio, {part(0.9, 0), part(0.5, 1)}, -kFar, kFar), pairs});
  cases.push_back({compound_quantity(ratio, {part(0.9, 0), {.term = 1}}, -kFar, kFar), pairs});
  Sample weighted = drawn(90, 20, gaussian);
  weighted.terms.push_back(drawn(90, 21, exponential).terms[0]);
  cases.push_back({weighted_quantile_quantity(0.3), weighted});
  scores.terms.push_back(drawn(200, 22, exponential).terms[0]);
  cases.push_back({weighted_area_quantity(), scores});
  for (const auto& [quantity, sample] : cases) {
    const auto model = fit_model(quantity, sample);
    double gaps = 0, squares = 0, size = 0;
    constexpr int kReplicates = 60;
    for (std::uint64_t b = 0; b < kReplicates; ++b) {
      Rng rng(32, 1, b);
      Sample more;
      const double truth = model->draw(2000, b % 2 == 1, rng, more);
      check(quantity, more);
      const double gap = value_of(quantity, more).value() - truth;
      gaps += gap / kReplicates, squares += gap * gap / kReplicates;
      size += static_cast<double>(more.n()) / kReplicates;
    }
    INFO(model->name(), ", truth ", model->truth());
    CHECK(std::abs(gaps) <= 5 * std::sqrt(squares / kReplicates));
    // Near what the data say: within four standard errors of theirs.
    const double error = std::sqrt(squares * size / static_cast<double>(sample.n()));
    CHECK(std::abs(model->truth() - value_of(quantity, sample).value()) <= 4 * error);
  }
}

TEST_CASE("models keep what rows have in common: neighbours and groups") {
  const auto lag_one = [](const std::vector<double>& x) {
    const Moments m = moments(x);
    double sum = 0;
    for (std::size_t i = 1; i < x.size(); ++i) sum += (x[i] - m.mean) * (x[i - 1] - m.mean);
    return sum / (m.variance * static_cast<double>(x.size()));
  };
  Rng rng(33);
  Sample more, series = drawn(3000, 41, gaussian);
  series.rows = Rows::series;
  for (std::size_t i = 1; i < 3000; ++i) series.terms[0][i] += 0.7 * series.terms[0][i - 1];
  fit_model(mean_quantity(-kFar, kFar), series)->draw(50'000, true, rng, more);
  CHECK(std::abs(lag_one(more.terms[0]) - 0.7) < 0.07);  // standard error of the fit 0.013, twice
  Sample yes = series;
  for (double& x : yes.terms[0]) x = x > 0.5;
  fit_model(share_quantity(), yes)->draw(50'000, true, rng, more);
  CHECK(std::abs(lag_one(more.terms[0]) - lag_one(yes.terms[0])) < 0.1);
  // 400 groups of 10 with a correlation of 0.3, of which the standard error is 0.02.
  for (const bool share : {false, true}) {
    Sample grouped{.terms = {{}}, .rows = Rows::grouped, .groups = 400};
    for (std::int32_t g = 0; g < 400; ++g) {
      const double effect = std::sqrt(0.3) * rng.normal(), p = draw_beta(0.7, 1.4 / 0.9, rng);
      for (int i = 0; i < 10; ++i) {
        const double x = effect + std::sqrt(0.7) * rng.normal();
        grouped.terms[0].push_back(share ? double(rng.uniform() < p) : x);
        grouped.group.push_back(g);
      }
    }
    const Quantity quantity = share ? share_quantity() : mean_quantity(-kFar, kFar);
    fit_model(quantity, grouped)->draw(4000, true, rng, more);
    const DesignEffect design = design_effect(more.terms[0], more.group, more.groups);
    CHECK(std::abs(design.correlation.value() - 0.3) < 0.15);
  }
}

TEST_CASE("rare groups that hold most yeses are all seen") {
  Sample sample;
  sample.rows = Rows::grouped, sample.groups = 5000;
  sample.terms.resize(1);
  for (std::int32_t g = 0; g < sample.groups; ++g)
    for (int i = 0; i < 40; ++i) {
      sample.group.push_back(g);
      sample.terms[0].push_back(g % 100 == 3 && i < 16);  // one group in a hundred
    }
  const auto seen = simulated("wald", share_quantity(), sample, {.values = 2'000'000});
  CHECK(seen.methods.front().share.value() > 0.3);  // 0.35, were the groups drawn again
  CHECK(seen.methods.front().share.value() < 0.42);
}

TEST_CASE("few values show no form: Student's t covers at its level") {
  for (const std::int64_t n : {2, 3, 4}) {
    CAPTURE(n);
    const auto seen = simulated("student_t", mean_quantity(-kFar, kFar), drawn(n, 71, gaussian));
    const auto& share = seen.methods.front().share;
    check_share(share.value(), 0.95, static_cast<double>(share.n()));
  }
}

TEST_CASE("weights that are all the same change no coverage") {
  const auto ratio = smooth_quantity(
      [](std::span<const double> u) -> std::optional<double> {
        return u[1] > 0 ? std::optional(u[0] / u[1]) : std::nullopt;
      },
      -kFar, kFar);
  Sample weighted = drawn(60, 72, gaussian);
  for (double& x : weighted.terms[0]) x = 2 * (x + 10);
  weighted.terms.push_back(std::vector<double>(60, 2));
  const auto seen = simulated("delta", ratio, weighted);
  const auto& share = seen.methods.front().share;
  CHECK(std::abs(share.value() - 0.95) < 0.02);
  CHECK(seen.truth == doctest::Approx(*value_of(ratio, weighted)));
}

TEST_CASE("coverage counts what the intervals do") {
  const Sample sample = drawn(50, 21, gaussian);
  const Quantity mean = mean_quantity(-kFar, kFar);
  const Method always = made_by([](const Quantity&, const Sample&, const MethodOptions& how) {
    return Estimate(0, {-1e9, 1e9, how.level, "all"});
  });
  const Method half = made_by([](const Quantity&, const Sample& s, const MethodOptions& how) {
    const double middle = moments(s.terms[0]).mean;
    return Estimate(middle, {middle, kFar, how.level, "above"});
  });
  const Method none = made_by([](const Quantity&, const Sample&, const MethodOptions&) {
    return Estimate::without_interval(0, "none");
  });
  const std::vector<const Method*> methods{&always, &half, &none, &find_method("student_t")};
  const Simulated seen = simulate_coverage(methods, mean, sample);
  CHECK(seen.rows == 50);
  CHECK(seen.replicates == 2000);
  CHECK(seen.methods[0].share.value() == 1);
  CHECK(seen.methods[0].width == doctest::Approx(2e9));
  check_share(seen.methods[1].share.value(), 0.5, 2000);
  CHECK(std::isinf(seen.methods[1].width));
  CHECK(seen.methods[2].without == 2000);
  CHECK(seen.methods[2].share.value() == 0);
  check_share(seen.methods[3].share.value(), 0.95, 2000);  // of near Gaussian laws
  // 2 t s/√n on average.
  const double width = 2 * qed::probability::StudentT(49).upper_quantile(0.025) / std::sqrt(50.0) *
                       std::sqrt(moments(sample.terms[0]).variance);
  CHECK(seen.methods[3].width == doctest::Approx(width).epsilon(0.05));
}

TEST_CASE(
    "share: the simulated coverage is the exact sum over counts, averaged near the data's share") {
  const Sample sample = drawn(400, 22, yes_with(0.3));
  double hits = 0;
  for (const double x : sample.terms[0]) hits += x;
  const Simulated seen = simulated("wilson", share_quantity(), sample, {.replicates = 8000});
  // Average over the posterior that the model draws from, by its quantiles; exact sums within.
  double exact = 0;
  constexpr int kPoints = 100;
  const qed::probability::Beta posterior(4 * (hits + 0.5), 4 * (400 - hits + 0.5));
  for (int i = 0; i < kPoints; ++i) {
    const double p = posterior.quantile((i + 0.5) / kPoints);
    const qed::probability::Binomial law(400, p);
    for (std::int64_t k = 60; k < 200; ++k)
      if (proportion_interval(k, 400).interval()->contains(p))
        exact += law.density(static_cast<double>(k)) / kPoints;
  }
  check_share(seen.methods[0].share.value(), exact, 8000);
  CHECK(seen.truth == doctest::Approx((hits + 0.5) / 401));
}

TEST_CASE("costs: replicates by rows, terms and resamples") {
  const Sample sample = drawn(5000, 23, gaussian);
  const Quantity mean = mean_quantity(-kFar, kFar);
  CHECK(simulated("student_t", mean, sample, {.values = 5'000'000}).replicates == 1000);
  const Simulated few = simulated("student_t", mean, sample, {.values = 1000, .rows = 100});
  CHECK(few.replicates == 200);
  CHECK(few.rows == 100);
  CHECK(simulated("student_t", mean, sample, {.replicates = 30, .rows = 100}).replicates == 30);
  const std::vector<const Method*> both{&find_method("student_t"), &find_method("row_bootstrap")};
  const Simulated seen = simulate_coverage(both, mean, sample, {.replicates = 300, .rows = 500});
  CHECK(seen.methods[0].share.n() == 300);
  CHECK(seen.methods[1].share.n() == 200);  // 4,000,000/(199 · 500) = 40: the least
}

TEST_CASE("the same bits for every number of threads") {
  const Sample sample = drawn(40, 24, exponential);
  const Quantity mean = mean_quantity(-kFar, kFar);
  const std::vector<const Method*> methods{&find_method("student_t"), &find_method("bootstrap_t")};
  std::vector<double> seen;
  for (const int threads : {1, 2, 7}) {
    qed::set_threads(threads);
    const Simulated s = simulate_coverage(methods, mean, sample, {.replicates = 60});
    for (const Coverage& c : s.methods) seen.push_back(c.share.value()), seen.push_back(c.width);
    seen.push_back(simulate_looks(*methods[0], mean, sample, 3, {.replicates = 60}).value());
  }
  qed::set_threads(0);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(seen[i] == seen[i + 5]);
    CHECK(seen[i] == seen[i + 10]);
  }
}

TEST_CASE("looks: the interval that only shrinks does, so that its last look is enough") {
  const Sample rows = drawn(300, 19, [](Rng& r) { return r.uniform() < 0.3 ? 1.0 : 0.0; });
  for (const Method& method : methods()) {
    if (!only_shrinks(method)) continue;
    CAPTURE(method.name);
    CHECK(method.claim == Claim::anytime);
    double lower = 0, upper = 1;
    for (const std::ptrdiff_t n : {20, 50, 120, 300}) {
      const Sample first{.terms = {{rows.terms[0].begin(), rows.terms[0].begin() + n}}};
      const Estimate made = method.make(mean_quantity(0, 1), first, {});
      CHECK(made.lower() >= lower);
      CHECK(made.upper() <= upper);
      lower = made.lower(), upper = made.upper();
    }
  }
  CHECK_UNARY(only_shrinks(find_method("betting")));
  CHECK_UNARY_FALSE(only_shrinks(find_method("mixture_share")));
}

TEST_CASE("looks: a fixed interval misses as Armitage's table says, a sequence keeps its level") {
  const Sample sample = drawn(200, 25, gaussian);
  const Quantity mean = mean_quantity(-kFar, kFar);
  const CoverageOptions options{.replicates = 1200};
  const auto misses = [&](std::int64_t looks) {
    return simulate_looks(find_method("student_t"), mean, sample, looks, options);
  };
  check_share(misses(1).value(), 0.05, 1200);
  const Estimate five = misses(5);
  CHECK(five.n() == 1200);
  // Known variance: 0.142; Student's t costs a little of it, and the standard error is 0.01.
  CHECK(std::abs(five.value() - 0.142) < 0.045);
  CHECK(misses(10).value() > five.value());
  const Sample yes = drawn(300, 26, yes_with(0.3));
  const Method& sequence = find_method("mixture_share");
  const Estimate held = simulate_looks(sequence, share_quantity(), yes, 20, {.replicates = 300});
  CHECK(held.value() < 0.05 + 5 * std::sqrt(0.05 * 0.95 / 300));
}

TEST_CASE("errors") {
  const Sample sample = drawn(30, 27, gaussian);
  const Quantity mean = mean_quantity(-kFar, kFar);
  const Method& student = find_method("student_t");
  CHECK_THROWS_AS(simulate_coverage({}, mean, sample), Error);
  CHECK_THROWS_AS(simulated("student_t", mean, {.terms = {{1.0}}}), Error);
  CHECK_THROWS_AS(simulated("student_t", mean, sample, {.level = 1}), Error);
  CHECK_THROWS_AS(simulated("student_t", mean, sample, {.replicates = 0}), Error);
  CHECK_THROWS_AS(simulated("delong", area_quantity(), {.terms = {{1, 2, 3}, {1, 1, 1}}}), Error);
  CHECK_THROWS_AS(simulate_looks(student, mean, sample, 0), Error);
  CHECK_THROWS_AS(simulate_looks(find_method("conformal"), new_case_quantity(), sample, 3), Error);
}
