// SPDX-License-Identifier: Apache-2.0
// The bootstrap in its forms, and what a stream leaves behind.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "qed/answers/topics/rooms.h"
#include "qed/base/random.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/resampling/blocks.h"
#include "qed/statistics/resampling/bootstrap.h"
#include "qed/statistics/resampling/closed_form.h"
#include "qed/statistics/resampling/streamed.h"
#include "qed/statistics/summaries/distinct.h"
#include "qed/statistics/summaries/quantile_sketch.h"

namespace qed::answers {
namespace {

using namespace statistics;

const std::vector<double> kMaize{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
// Spatial perception of 26 children, test A: Efron and Tibshirani 1993, table 14.1.
const std::vector<double> kSpatial{48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
                                   0,  33, 28, 34, 4,  32, 24, 47, 41, 24, 26, 30, 41};

std::optional<Resampled> variance_of(std::span<const std::uint32_t> counts) {
  double n = 0, sum = 0, squares = 0;
  for (std::size_t i = 0; i < kSpatial.size(); ++i) {
    n += counts[i], sum += counts[i] * kSpatial[i];
    squares += counts[i] * kSpatial[i] * kSpatial[i];
  }
  return Resampled{squares / n - sum / n * (sum / n), 0};
}

std::optional<Resampled> mean_of(std::span<const double> values,
                                 std::span<const std::uint32_t> counts) {
  double n = 0, sum = 0, squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) n += counts[i], sum += counts[i] * values[i];
  for (std::size_t i = 0; i < values.size(); ++i)
    squares += counts[i] * (values[i] - sum / n) * (values[i] - sum / n);
  return Resampled{sum / n, std::sqrt(squares) / n};
}

// Efron and Tibshirani drew 2,000 replicates and printed 100.8 to 233.9 and 115.8 to 259.6. An end
// of 19,999 has a standard error of 0.6 to 1.3.
Example bootstrap_example() {
  const Estimate spatial = bootstrap(26, variance_of, {.replicates = 19999, .level = 0.9});
  const Estimate plain = bootstrap(
      26, variance_of, {.method = BootstrapMethod::percentile, .replicates = 19999, .level = 0.9});
  const Estimate mean = bootstrap_mean(kMaize, {.method = BootstrapMethod::percentile});
  const Estimate median =
      bootstrap_quantile(kMaize, 0.5, {.method = BootstrapMethod::percentile, .level = 0.9});
  const Estimate t =
      bootstrap(15, [](std::span<const std::uint32_t> counts) { return mean_of(kMaize, counts); },
                {.method = BootstrapMethod::studentised, .replicates = 4999});
  Example e(
      "spatial perception of 26 children (Efron and Tibshirani 1993), 90 %; Darwin's pairs, 95 %");
  e.equals("variance of the children's scores", spatial.value(), 171.5, 0.05, "1993, sec. 14.2");
  e.equals("percentile interval, from", plain.lower(), 97.8639053254438, 3, "SciPy; 5 s.e.");
  e.equals("to", plain.upper(), 235.792899408284, 3, "SciPy; 5 s.e.");
  e.equals("BCa, from", spatial.lower(), 115.474852071006, 4, "SciPy; 5 s.e.");
  e.equals("to", spatial.upper(), 260.945568431115, 6, "SciPy; 5 s.e.");
  e.equals("mean of Darwin's, percentile, from", mean.lower(), 1.4, 1 / 15.0,
           "every resample, by convolution; one step");
  e.equals("to", mean.upper(), 572 / 15.0, 1 / 15.0, "the same");
  e.equals("their median, 90 %, from", median.lower(), 14, 0,
           "P(median* < 14) = 0.025, P(median* ≤ 14) = 0.088");
  e.equals("to", median.upper(), 41, 0, "P(median* < 41) = 0.912, P(median* ≤ 41) = 0.975");
  return e.shows("mean, studentised, 95 %", t.value(), t.lower(), t.upper());
}

Topic bootstrap_topic() {
  return {
      .name = "bootstrap intervals",
      .aliases = {"bca", "percentile bootstrap", "studentised bootstrap", "bootstrap t",
                  "bias correction", "acceleration"},
      .room = "statistics",
      .statement =
          "Replicates stand to the estimate as it stands to the truth; of a mean and a quantile "
          "their law is known without drawing.",
      .formula = "BCa: quantile Φ(z₀ + (z₀ + z_α)/(1 − a(z₀ + z_α))) of the replicates",
      .use = "qed interval: beside the interval of the quantity's own family, or in its place",
      .files = {"qed/statistics/resampling/bootstrap.h", "qed/statistics/resampling/closed_form.h",
                "qed/statistics/resampling/area.h"},
      .example = bootstrap_example};
}

// Volume of the Nile at Aswan, 1871-1970, 10⁸ m³.
const std::vector<double> kNile{
    1120, 1160, 963, 1210, 1160, 1160, 813,  1230, 1370, 1140, 995,  935,  1110, 994,  1020,
    960,  1180, 799, 958,  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774,  840,
    874,  694,  940, 833,  701,  916,  692,  1020, 1050, 969,  831,  726,  456,  824,  702,
    1120, 1100, 832, 764,  821,  768,  845,  864,  862,  698,  845,  744,  796,  1040, 759,
    781,  865,  845, 944,  984,  897,  822,  1010, 771,  676,  649,  846,  812,  742,  801,
    1040, 860,  874, 848,  890,  744,  749,  838,  1050, 918,  986,  797,  923,  975,  815,
    1020, 906,  901, 1170, 912,  746,  919,  718,  714,  740};

Example block_example() {
  const auto mean = [](std::span<const std::uint32_t> counts) { return mean_of(kNile, counts); };
  const BootstrapOptions options{.method = BootstrapMethod::percentile, .replicates = 9999};
  const auto error = [](const Estimate& estimate) {
    return (estimate.upper() - estimate.lower()) / (2 * two_sided_z(0.95));
  };
  const double length = automatic_block_length(kNile);
  const Estimate blocks = block_bootstrap(100, mean, length, options);
  Example e("volume of the Nile at Aswan, 1871 to 1970");
  e.equals("mean block", length, 12.3334942582826, 1e-9, "arch");
  e.equals("standard error of the mean, blocks of 3", error(block_bootstrap(100, mean, 3, options)),
           25.6668748953208, 1, "Politis and Romano 1994, lemma 1; 4 %");
  e.equals("of single years", error(block_bootstrap(100, mean, 1, options)), 16.837923714045, 0.7,
           "s/√n; 4 %");
  return e.shows("mean volume, 95 %, blocks of that length", blocks.value(), blocks.lower(),
                 blocks.upper());
}

Topic block_topic() {
  return {.name = "block bootstrap",
          .aliases = {"stationary bootstrap", "block length", "time series", "autocorrelation",
                      "serial dependence"},
          .room = "statistics",
          .statement =
              "Neighbours in time say the same again: resample runs of them, of geometric length.",
          .formula = "n Var x̄* = R(0) + 2 Σ ((1−k/n) qᵏ + (k/n) qⁿ⁻ᵏ) R(k),  q = 1 − 1/length",
          .use = "qed interval: rows in the order of time whose neighbours resemble each other",
          .files = {"qed/statistics/resampling/blocks.h"},
          .example = block_example};
}

std::optional<Resampled> mean_of_sums(std::span<const double> sums) {
  if (sums[0] <= 0) return std::nullopt;
  return Resampled{sums[1] / sums[0], 0};
}

Example stream_example() {
  constexpr Index kRows = 2000;
  Rng rng(51);
  Matrix terms(kRows, 2);
  std::vector<double> values;
  std::vector<std::uint64_t> ids(kRows), pairs(kRows);
  for (Index i = 0; i < kRows; ++i) {
    values.push_back(-std::log1p(-rng.uniform()));
    terms.row(i) << 1, values.back();
    ids[static_cast<std::size_t>(i)] = static_cast<std::uint64_t>(i);
  }
  const BootstrapOptions options{.method = BootstrapMethod::percentile, .replicates = 999};
  StreamedBootstrap whole(2, options), first(2, options), second(2, options);
  const std::span all(ids);
  whole.add(ids, terms);
  second.add(all.subspan(700), terms.bottomRows(kRows - 700));
  first.add(all.first(700), terms.topRows(700));
  first.merge(second);
  const Estimate seen = whole.estimate(mean_of_sums), merged = first.estimate(mean_of_sums),
                 known = bootstrap_mean(values, options);
  const double wide = known.upper() - known.lower();
  Example e("2,000 waiting times, seen once, in two parts on two machines; seed 51");
  e.equals("mean", seen.value(), known.value(), 1e-13, "of the values");
  e.equals("width of its percentile interval, over the exact one's",
           (seen.upper() - seen.lower()) / wide, 1, 0.15, "closed form; 4 s.e. of 999 replicates");
  return e.at_most(
      "parts merged: how far its ends move",
      std::abs(merged.lower() - seen.lower()) + std::abs(merged.upper() - seen.upper()), 1e-12,
      "rounding");
}

Topic stream_topic() {
  return {.name = "poisson bootstrap",
          .aliases = {"streamed bootstrap", "online bootstrap", "bootstrap of streams"},
          .room = "statistics",
          .statement =
              "Multinomial counts are nearly independent Poisson ones, and those are a function of "
              "the row's id alone.",
          .formula = "replicate b counts row i Poisson(1) times, by (seed, id, b)",
          .use = "in the library: intervals of sums over rows that are read once and never held",
          .files = {"qed/statistics/resampling/streamed.h"},
          .example = stream_example};
}

Example sketch_example() {
  constexpr std::uint64_t kRows = 200000;
  QuantileSketch sketch(200), left(200), right(200, 2);
  double worst = 0, merged = 0;
  for (std::uint64_t i = 0; i < kRows; ++i) {
    const auto value = static_cast<double>(i * 7919 % kRows);  // a permutation of 0 .. n-1
    sketch.add(value);
    (i < kRows / 2 ? left : right).add(value);
  }
  left.merge(right);
  for (int i = 1; i < 100; ++i) {
    worst = std::max(worst, std::abs(sketch.quantile(i / 100.0) / kRows - i / 100.0));
    merged = std::max(merged, std::abs(left.quantile(i / 100.0) / kRows - i / 100.0));
  }
  ByteWriter out;
  left.write(out);
  QuantileSketch few(200);
  few.add(std::vector<double>{5, 1, 4, 2, 3});
  Example e("the numbers 0 to 199,999 in another order, in a sketch of k = 200");
  e.at_most("worst rank of 99 quantiles, share of n", worst, sketch.rank_error(), "its own bound");
  e.at_most("of two halves merged", merged, left.rank_error(), "its own bound");
  e.at_most("its size in bytes", static_cast<double>(out.bytes().size()), 8000, "of 1,600,000");
  e.equals("its smallest", sketch.min(), 0, 0, "extremes are kept");
  return e.equals("median of five values", few.quantile(0.5), 3, 0, "exact up to k");
}

Topic sketch_topic() {
  return {
      .name = "quantile sketch",
      .aliases = {"kll", "streaming quantiles", "sketch of quantiles"},
      .room = "statistics",
      .statement =
          "Every other value of a sorted buffer stands for two: ranks stay right within a stated "
          "share of n.",
      .formula = "|rank(q̂) − p n| ≤ 2.296 k^−0.9021 n in 99 of 100",
      .use = "qed interval: quantiles of files that are longer than memory, read once",
      .files = {"qed/statistics/summaries/quantile_sketch.h"},
      .example = sketch_example};
}

Example distinct_example() {
  DistinctCount few, many, left, right;
  for (int i = 0; i < 3000; ++i) few.add(static_cast<double>(i % 1000));
  for (int i = 0; i < 300000; ++i) {
    const auto value = static_cast<double>(i % 150000);
    many.add(value);
    (i % 2 ? left : right).add(value);
  }
  left.merge(right);
  Example e("a thousand numbers three times, 150,000 twice, as they come");
  e.equals("of the thousand", few.count(), 1000, 0, "exact up to 4,096");
  e.equals("of the 150,000", many.count(), 150000, 150000 * 5 * many.relative_error(),
           "planted; 5 s.e.");
  e.equals("its relative standard error", many.relative_error(), 1.04 / 128, 1e-4, "1.04/√(2^14)");
  return e.equals("two parts merged", left.count(), many.count(), 0, "the set alone decides");
}

Topic distinct_topic() {
  return {
      .name = "distinct counts",
      .aliases = {"hyperloglog", "hll", "cardinality", "count distinct"},
      .room = "statistics",
      .statement =
          "A hash begins with j zeros once in 2ʲ: the longest run seen says how many there are.",
      .formula = "n̂ from the counts of 2^p registers, relative error 1.04/√(2^p)",
      .use = "qed interval, measure: how many units a file that is longer than memory has",
      .files = {"qed/statistics/summaries/distinct.h"},
      .example = distinct_example};
}

}  // namespace

std::vector<Topic> resampling_topics() {
  return {bootstrap_topic(), block_topic(), stream_topic(), sketch_topic(), distinct_topic()};
}

}  // namespace qed::answers
