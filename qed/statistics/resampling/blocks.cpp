// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/resampling/blocks.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/resampling/replicates.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kBlockStream = 0x626c6f63;  // "bloc"
constexpr std::size_t kJackknifeRuns = 200;

// Autocovariances R(0), ..., R(lags), divided by n, so that they are positive definite.
std::vector<double> autocovariances(std::span<const double> x, double mean, std::size_t lags) {
  std::vector<double> r(lags + 1);
  for (std::size_t k = 0; k <= lags; ++k) {
    for (std::size_t i = k; i < x.size(); ++i) r[k] += (x[i] - mean) * (x[i - k] - mean);
    r[k] /= static_cast<double>(x.size());
  }
  return r;
}

// 1 up to a half, then down to 0 at 1.
double flat_top(double t) { return t <= 0.5 ? 1 : std::max(0.0, 2 * (1 - t)); }

// The first lag after which `run` autocorrelations in a row are within the noise.
std::size_t last_lag(const std::vector<double>& r, std::size_t run, double noise) {
  std::size_t quiet = 0;
  for (std::size_t k = 1; k < r.size(); ++k) {
    quiet = std::abs(r[k] / r[0]) < noise ? quiet + 1 : 0;
    if (quiet == run) return k - run;
  }
  // No such run: the largest lag that stands out.
  for (std::size_t k = r.size() - 1; k > 0; --k)
    if (std::abs(r[k] / r[0]) >= noise) return k;
  return 0;
}

std::vector<std::uint32_t> block_counts(std::size_t n, double length, Rng& rng) {
  std::vector<std::uint32_t> counts(n);
  const double end = 1 / length;
  std::size_t at = 0;
  for (std::size_t drawn = 0; drawn < n; ++drawn) {
    if (drawn == 0 || rng.uniform() < end)
      at = static_cast<std::size_t>(rng.below(n));
    else
      at = at + 1 == n ? 0 : at + 1;
    ++counts[at];
  }
  return counts;
}

}  // namespace

double automatic_block_length(std::span<const double> series) {
  require(
      series.size() >= 3, ErrorCode::bad_shape,
      "block length: needs three values at least, but there are " + std::to_string(series.size()));
  const double n = static_cast<double>(series.size());
  const Moments m = moments(series);
  require(std::isfinite(m.mean) && std::isfinite(m.variance), ErrorCode::bad_value,
          "block length: values must be finite");
  if (m.variance == 0) return 1;
  const double log_10 = std::log10(n);
  const auto run = static_cast<std::size_t>(std::max(5.0, std::ceil(std::sqrt(log_10))));
  const auto lags =
      std::min(series.size() - 1, static_cast<std::size_t>(std::ceil(std::sqrt(n))) + run);
  const std::vector<double> r = autocovariances(series, m.mean, lags);
  const std::size_t last = last_lag(r, run, 2 * std::sqrt(log_10 / n));
  const std::size_t width = std::min(2 * std::max<std::size_t>(last, 1), lags);
  double g = 0, spectrum = r[0];
  for (std::size_t k = 1; k <= width; ++k) {
    const double weight = flat_top(static_cast<double>(k) / static_cast<double>(width));
    g += 2 * weight * static_cast<double>(k) * r[k];
    spectrum += 2 * weight * r[k];
  }
  const double longest = std::max(1.0, std::ceil(std::min(3 * std::sqrt(n), n / 3)));
  const double d = 2 * spectrum * spectrum;
  return d > 0 ? std::clamp(std::cbrt(2 * g * g / d * n), 1.0, longest) : longest;
}

Estimate block_bootstrap(std::int64_t n, const ResampledStatistic& statistic, double block_length,
                         const BootstrapOptions& options) {
  check(options);
  require(options.groups.empty(), ErrorCode::bad_option,
          "block bootstrap: groups and blocks exclude each other");
  require(block_length >= 1 && std::isfinite(block_length), ErrorCode::bad_option,
          "block bootstrap: block_length is " + std::to_string(block_length) +
              ", but must be at least 1");
  require(n >= 0, ErrorCode::bad_shape, "block bootstrap: n must not be negative");
  if (n == 0) return Estimate::undefined("no rows");
  const auto rows = static_cast<std::size_t>(n);
  const auto value = statistic(std::vector<std::uint32_t>(rows, 1));
  if (!value) return Estimate::undefined("the statistic is undefined on the data");
  if (n < 3) return Estimate::without_interval(value->value, "fewer than three rows").with_n(n);
  std::vector<std::optional<Resampled>> all(static_cast<std::size_t>(options.replicates));
  parallel_blocks(all.size(), 8, [&](Block block) {
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(options.seed, kBlockStream, b);
      all[b] = statistic(block_counts(rows, block_length, rng));
    }
  });
  std::vector<double> left_out;
  if (options.method == BootstrapMethod::bca) {
    const std::size_t runs = std::min(rows, kJackknifeRuns);
    std::vector<std::optional<Resampled>> without(runs);
    parallel_blocks(runs, 4, [&](Block block) {
      for (std::size_t j = block.begin; j < block.end; ++j) {
        std::vector<std::uint32_t> counts(rows, 1);
        std::fill(counts.begin() + static_cast<std::ptrdiff_t>(j * rows / runs),
                  counts.begin() + static_cast<std::ptrdiff_t>((j + 1) * rows / runs), 0);
        without[j] = statistic(counts);
      }
    });
    left_out = defined_values(without);
  }
  Estimate estimate = interval_of(*value, all, left_out, options, " of blocks");
  return estimate.with_n(n);
}

}  // namespace qed::statistics
