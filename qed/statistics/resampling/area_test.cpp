// SPDX-License-Identifier: Apache-2.0
// Distribution functions of two samples are held to Smirnov's bound at 1e-6 and variances to five standard errors, some
// 25 checks: one seed in 20,000 fails by chance.
#include "qed/statistics/resampling/area.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/continuous.h"

using namespace qed;
using namespace qed::statistics;

namespace {

#include "../../../tests/reference/statistics/area.inc"

struct Rows {
  std::vector<double> score;
  std::vector<std::uint8_t> label;
};

// Positives are a share of the rows and lie `apart` higher; scores are rounded to a grid of `step` (0: none).
Rows rows_of(std::size_t n, double share, double apart, double step, std::uint64_t stream = 0) {
  Rows rows;
  Rng rng(51, stream);
  for (std::size_t i = 0; i < n; ++i) {
    rows.label.push_back(i < 2 ? i == 0 : rng.uniform() < share);
    const double score = rng.normal() + apart * rows.label.back();
    rows.score.push_back(step > 0 ? std::floor(score / step) : score);
  }
  return rows;
}

ClassScores sorted(const Rows& rows) {
  ClassScores scores = split_by_label(rows.score, rows.label);
  std::ranges::sort(scores.positive);
  std::ranges::sort(scores.negative);
  return scores;
}

// The definition: all pairs of rows, each as often as it was drawn.
ResampledStatistic drawn_area(const Rows& rows) {
  return [&rows](std::span<const std::uint32_t> counts) -> std::optional<Resampled> {
    double sum = 0, m = 0, n = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      (rows.label[i] ? m : n) += counts[i];
      if (!rows.label[i] || counts[i] == 0) continue;
      for (std::size_t j = 0; j < counts.size(); ++j) {
        if (rows.label[j]) continue;
        const double worth = rows.score[i] > rows.score[j]    ? 1
                             : rows.score[i] == rows.score[j] ? 0.5
                                                              : 0;
        sum += counts[i] * counts[j] * worth;
      }
    }
    if (m == 0 || n == 0) return std::nullopt;
    return Resampled{sum / (m * n), 0};
  };
}

std::vector<double> areas_of(const ResampledArea& resampled, std::size_t size) {
  std::vector<double> areas;
  for (std::size_t b = 0; b < size; ++b) {
    Rng rng(52, 0, b);
    if (const auto drawn = resampled(rng)) areas.push_back(*drawn);
  }
  return areas;
}

std::vector<double> areas_of(const Rows& rows, std::size_t size) {
  std::vector<double> areas;
  const auto statistic = drawn_area(rows);
  for (std::size_t b = 0; b < size; ++b) {
    Rng rng(53, 0, b);
    std::vector<std::uint32_t> counts(rows.score.size());
    for (std::size_t draw = 0; draw < counts.size(); ++draw) ++counts[rng.below(counts.size())];
    if (const auto drawn = statistic(counts)) areas.push_back(drawn->value);
  }
  return areas;
}

// √(-ln(α/2)/2 · (1/m + 1/n)) bounds the largest difference of two distribution functions, α = 1e-6.
void check_same_law(std::vector<double> x, std::vector<double> y) {
  for (auto* areas : {&x, &y}) {
    for (double& area : *areas)
      area = std::round(area * 1e12) / 1e12;  // equal but for the order of sums
    std::ranges::sort(*areas);
  }
  const auto m = static_cast<double>(x.size()), n = static_cast<double>(y.size());
  double largest = 0;
  for (const double at : x) {
    const auto below = [at](const std::vector<double>& areas) {
      return static_cast<double>(std::ranges::upper_bound(areas, at) - areas.begin());
    };
    largest = std::max(largest, std::abs(below(x) / m - below(y) / n));
  }
  CHECK(largest < std::sqrt(7.254 * (1 / m + 1 / n)));
}

double variance_of(const std::vector<double>& areas) {
  double mean = 0, squares = 0;
  for (const double area : areas) mean += area / static_cast<double>(areas.size());
  for (const double area : areas) squares += (area - mean) * (area - mean);
  return squares / static_cast<double>(areas.size() - 1);
}

// Of all resamples with rows of both classes: a positives and b negatives out of all, Bamber's variance given them.
double exact_variance(const Rows& rows) {
  std::vector<double> by_positive, by_negative;
  double area = 0, squares = 0, pairs = 0;
  const auto worth = [&](std::size_t i, std::size_t j) {
    return rows.score[i] > rows.score[j] ? 1.0 : rows.score[i] == rows.score[j] ? 0.5 : 0.0;
  };
  const std::size_t rows_count = rows.score.size();
  for (std::size_t i = 0; i < rows_count; ++i) {
    double sum = 0, others = 0;
    for (std::size_t j = 0; j < rows_count; ++j) {
      if (rows.label[i] == rows.label[j]) continue;
      const double h = rows.label[i] ? worth(i, j) : worth(j, i);
      sum += h, ++others;
      if (rows.label[i]) area += h, squares += h * h, ++pairs;
    }
    (rows.label[i] ? by_positive : by_negative).push_back(sum / others);
  }
  area /= pairs;
  const auto spread = [area](const std::vector<double>& means) {
    double sum = 0;
    for (const double mean : means) sum += (mean - area) * (mean - area);
    return sum / static_cast<double>(means.size());
  };
  const double of_pair = squares / pairs - area * area;
  const auto n = static_cast<double>(rows_count), m = static_cast<double>(by_positive.size());
  double variance = 0, all = 0;
  for (double a = 1; a < n; ++a) {
    const double b = n - a;
    const double p = std::exp(std::lgamma(n + 1) - std::lgamma(a + 1) - std::lgamma(b + 1) +
                              a * std::log(m / n) + b * std::log(1 - m / n));
    all += p;
    variance +=
        p * ((b - 1) * spread(by_positive) + (a - 1) * spread(by_negative) + of_pair) / (a * b);
  }
  return variance / all;
}

constexpr std::int64_t kEveryCell = 1 << 20;

}  // namespace

// Six rows with ties have 46,656 resamples; areas on the lattice they make, and none where a class is missing.
TEST_CASE("all resamples of six rows") {
  const Rows rows{{3, 1, 1, 2, 2, 5}, {1, 0, 1, 1, 0, 0}};
  const auto statistic = drawn_area(rows);
  std::map<std::int64_t, std::array<double, 2>> cells;  // thousandths of an area: expected, seen
  const auto cell = [](const std::optional<double>& area) {
    return area ? std::llround(*area * 1e6) : -1;
  };
  for (int code = 0; code < 46'656; ++code) {
    std::vector<std::uint32_t> counts(6);
    for (int draw = 0, rest = code; draw < 6; ++draw, rest /= 6)
      ++counts[static_cast<std::size_t>(rest % 6)];
    const auto drawn = statistic(counts);
    cells[cell(drawn ? std::optional(drawn->value) : std::nullopt)][0] += 1;
  }
  const ResampledArea resampled(sorted(rows), 100);
  REQUIRE(resampled.is_exact());
  constexpr int kDraws = 100'000;
  Rng rng(54);
  for (int draw = 0; draw < kDraws; ++draw) cells[cell(resampled(rng))][1] += 1;
  double statistic_of_fit = 0, degrees = -1;
  for (auto& [area, counted] : cells) {
    CAPTURE(area);
    REQUIRE(counted[0] > 0);  // no area that no resample has
    const double expected = counted[0] * kDraws / 46'656;
    statistic_of_fit += (counted[1] - expected) * (counted[1] - expected) / expected;
    ++degrees;
  }
  CHECK(cells.contains(-1));
  CHECK(degrees > 30);
  CHECK(statistic_of_fit < probability::ChiSquare(degrees).upper_quantile(1e-6));
}

TEST_CASE("the law is that of resamples written out, with ties and with few rows of a class") {
  std::uint64_t stream = 0;
  for (const auto& [n, share, apart, step] :
       std::vector<std::array<double, 4>>{{20, 0.5, 0.5, 0},
                                          {60, 0.3, 1, 0.5},
                                          {60, 0.1, 0, 0.2},
                                          {120, 0.5, 3, 0},
                                          {100, 0.3, 1, 1.5},
                                          {300, 0.7, 1, 0.6}}) {
    const Rows rows = rows_of(static_cast<std::size_t>(n), share, apart, step, ++stream);
    const ResampledArea resampled(sorted(rows), kEveryCell);
    CAPTURE(n);
    CHECK(resampled.is_exact());
    const std::size_t size = n < 200 ? 10'000 : 2'000;
    const auto ours = areas_of(resampled, size), theirs = areas_of(rows, size);
    check_same_law(ours, theirs);
    // The fourth moment of a law near the Gaussian is three squared variances: a relative √(2/size) each.
    CHECK(std::abs(std::log(variance_of(ours) / variance_of(theirs))) <
          5 * std::sqrt(4 / static_cast<double>(size)));
  }
}

TEST_CASE("variances are those of resampling for any number of blocks") {
  for (const auto& [n, share, step] :
       std::vector<std::array<double, 3>>{{16, 0.5, 0}, {20, 0.5, 1.2}, {50, 0.4, 0.7}}) {
    const Rows rows = rows_of(static_cast<std::size_t>(n), share, 0, step, 9);
    const double exact = exact_variance(rows);
    for (const std::int64_t blocks :
         {std::int64_t{1}, std::int64_t{2}, std::int64_t{7}, kEveryCell}) {
      const ResampledArea resampled(sorted(rows), blocks);
      CAPTURE(n);
      CAPTURE(blocks);
      CHECK(resampled.blocks() <= blocks);
      const std::size_t size = blocks < 10 ? 50'000 : 10'000;
      CHECK(std::abs(std::log(variance_of(areas_of(resampled, size)) / exact)) <
            5 * std::sqrt(2 / static_cast<double>(size)));
    }
  }
}

TEST_CASE("few blocks have the law of all cells") {
  const Rows rows = rows_of(800, 0.3, 1, 0, 12);
  const ResampledArea all(sorted(rows), kEveryCell), few(sorted(rows), 16);
  CHECK(all.is_exact());
  CHECK_FALSE(few.is_exact());
  CHECK(few.blocks() <= 16);
  CHECK(few.blocks() >= 8);
  check_same_law(areas_of(few, 10'000), areas_of(all, 5'000));
}

// Ends are read from 20,000 draws, SciPy's from 100,000: √(0.025 · 0.975/B)/φ(1.96) is 0.019 and 0.0085 standard
// errors. Areas of a few rows are a lattice, and SciPy's quantiles interpolate between the draws by another rule.
TEST_CASE("intervals against SciPy's") {
  for (const auto& [count, step, bca, area, lower, upper] : kDrawnAreas) {
    Rows rows;
    for (int i = 0; i < static_cast<int>(count); ++i) {
      rows.label.push_back(i % 3 == 0);
      rows.score.push_back(std::floor(((37 * i + 11) % 101 + 30 * rows.label.back()) / step));
    }
    BootstrapOptions options;
    options.replicates = 20'000;
    options.method = bca > 0 ? BootstrapMethod::bca : BootstrapMethod::percentile;
    const Estimate ours = bootstrap_area(rows.score, rows.label, options);
    const double tolerance = 0.12 * (upper - lower) / 3.92;
    CAPTURE(count);
    CAPTURE(bca);
    CHECK(ours.value() == doctest::Approx(area).epsilon(1e-13));
    CHECK(std::abs(ours.lower() - lower) < tolerance);
    CHECK(std::abs(ours.upper() - upper) < tolerance);
    CHECK(ours.n() == static_cast<std::int64_t>(count));
  }
}

// 0.15 standard errors are seven of the difference of two ends of 10,000 draws (0.027 √(1/2) each).
TEST_CASE(
    "intervals are those of the plain bootstrap; up to 200 rows the jackknives are the same") {
  const Rows rows = rows_of(90, 0.3, 0.8, 0.2, 15);
  BootstrapOptions options;
  options.replicates = 10'000;
  for (const BootstrapMethod method :
       {BootstrapMethod::percentile, BootstrapMethod::basic, BootstrapMethod::bca}) {
    options.method = method;
    const Estimate plain = bootstrap(90, drawn_area(rows), options);
    const Estimate counted = bootstrap_area(rows.score, rows.label, options);
    const double se = (plain.upper() - plain.lower()) / 3.92;
    INFO(counted.interval()->method);
    CHECK(counted.value() == doctest::Approx(plain.value()).epsilon(1e-13));
    CHECK(std::abs(counted.lower() - plain.lower()) < 0.15 * se);
    CHECK(std::abs(counted.upper() - plain.upper()) < 0.15 * se);
    CHECK(counted.interval()->method.ends_with("bootstrap by counts, 10000 replicates"));
  }
}

TEST_CASE(
    "many rows: DeLong's standard error, exact where a class has few rows or scores are few") {
  const Rows rows = rows_of(30'000, 0.2, 1, 0, 16);
  BootstrapOptions options;
  options.method = BootstrapMethod::percentile;
  options.replicates = 499;
  const Estimate counted = bootstrap_area(rows.score, rows.label, options);
  ClassScores scores = split_by_label(rows.score, rows.label);
  const double se = std::sqrt(area_under_curve(scores).variance);
  // An end of 499 draws has 0.12 standard errors.
  CHECK(std::abs(counted.lower() - (counted.value() - 1.96 * se)) < 0.6 * se);
  CHECK(std::abs(counted.upper() - (counted.value() + 1.96 * se)) < 0.6 * se);
  CHECK_FALSE(ResampledArea(scores, 1024).is_exact());
  CHECK(ResampledArea(sorted(rows_of(30'000, 0.2, 1, 0.02, 16)), 1024).is_exact());
  CHECK(ResampledArea(sorted(rows_of(30'000, 0.01, 1, 0, 16)), 1024).is_exact());
}

TEST_CASE("the same bits for every number of threads and for every rising transform") {
  for (const std::size_t n : {900u, 21'000u}) {  // rows one by one, counts by block
    Rows rows = rows_of(n, 0.4, 0.5, 0, 17);
    BootstrapOptions options;
    options.replicates = 99;
    set_threads(1);
    const Estimate one = bootstrap_area(rows.score, rows.label, options);
    for (double& score : rows.score) score = std::exp(score) - 3;
    for (const int count : {2, 7}) {
      set_threads(count);
      const Estimate other = bootstrap_area(rows.score, rows.label, options);
      CHECK(other.lower() == one.lower());
      CHECK(other.upper() == one.upper());
    }
    set_threads(0);
    options.seed = 2;
    CHECK(bootstrap_area(rows.score, rows.label, options).lower() != one.lower());
  }
}

TEST_CASE("separated classes, ties only, one class, a class that resamples miss") {
  const std::vector<double> score{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  const std::vector<std::uint8_t> label{0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1};
  const Estimate apart = bootstrap_area(score, label);
  CHECK(apart.lower() == 1);
  CHECK(apart.upper() == 1);
  const Estimate tied = bootstrap_area(std::vector<double>(14, 3.0), label);
  CHECK(tied.lower() == 0.5);
  CHECK(tied.upper() == 0.5);
  const std::vector<std::uint8_t> none(14, 0);
  CHECK_FALSE(bootstrap_area(score, none).is_defined());
  CHECK_FALSE(bootstrap_area({}, {}).is_defined());
  std::vector<std::uint8_t> single(14, 0);
  single[9] = 1;
  const Estimate missed = bootstrap_area(score, single);
  CHECK(missed.is_defined());
  CHECK_FALSE(missed.interval());
}

TEST_CASE("what cannot be resampled is refused") {
  const std::vector<double> score{1, 2, 3};
  const std::vector<std::uint8_t> label{0, 1, 1};
  BootstrapOptions options;
  options.method = BootstrapMethod::studentised;
  CHECK_THROWS_AS(bootstrap_area(score, label, options), Error);
  options = {};
  options.groups = {1, 1, 2};
  CHECK_THROWS_AS(bootstrap_area(score, label, options), Error);
  options = {};
  options.replicates = 50;
  CHECK_THROWS_AS(bootstrap_area(score, label, options), Error);
  CHECK_THROWS_AS(bootstrap_area(score, std::vector<std::uint8_t>{0, 1}), Error);
  CHECK_THROWS_AS(bootstrap_area(score, std::vector<std::uint8_t>{0, 1, 2}), Error);
  CHECK_THROWS_AS(bootstrap_area(std::vector<double>{1, INFINITY, 2}, label), Error);
  CHECK_THROWS_AS(ResampledArea({{1, 2}, {}}, 4), Error);
  CHECK_THROWS_AS(ResampledArea({{1, 2}, {1}}, 0), Error);
}
