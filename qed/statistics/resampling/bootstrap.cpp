// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/resampling/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kBootstrapStream = 0x626f6f74;  // "boot"
constexpr std::size_t kJackknifeBlocks = 200;
using Counts = std::vector<std::uint32_t>;

/// What is drawn: rows, or groups of rows.
class Units {
 public:
  Units(std::int64_t n, const std::vector<std::int32_t>& groups)
      : unit_(groups.empty() ? 0 : n), rows_(n) {
    std::map<std::int32_t, std::size_t> seen;
    for (std::size_t i = 0; i < unit_.size(); ++i)
      unit_[i] = seen.try_emplace(groups[i], seen.size()).first->second;
    size_ = groups.empty() ? static_cast<std::size_t>(n) : seen.size();
  }
  std::size_t size() const { return size_; }
  /// Counts of units -> counts of rows.
  Counts rows(Counts counts) const {
    if (unit_.empty()) return counts;
    Counts expanded(rows_);
    for (std::size_t i = 0; i < expanded.size(); ++i) expanded[i] = counts[unit_[i]];
    return expanded;
  }

 private:
  std::vector<std::size_t> unit_;  // of each row; empty: each row is its own
  std::size_t rows_, size_ = 0;
};

/// Defined replicates, in the order of b.
std::vector<Resampled> replicates_of(const Units& units, const ResampledStatistic& statistic,
                                     const BootstrapOptions& options) {
  std::vector<std::optional<Resampled>> all(static_cast<std::size_t>(options.replicates));
  parallel_blocks(all.size(), 8, [&](Block block) {
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(options.seed, kBootstrapStream, b);
      Counts counts(units.size());
      for (std::size_t draw = 0; draw < counts.size(); ++draw) ++counts[rng.below(counts.size())];
      all[b] = statistic(units.rows(std::move(counts)));
    }
  });
  std::vector<Resampled> defined;
  for (const auto& replicate : all)
    if (replicate && std::isfinite(replicate->value)) defined.push_back(*replicate);
  return defined;
}

/// a = Σ (θ̄ - θ_(j))³ / 6 (Σ (θ̄ - θ_(j))²)^{3/2} over leave-one-block-out values; 0 when they are all equal.
double acceleration(const Units& units, const ResampledStatistic& statistic) {
  const std::size_t blocks = std::min(units.size(), kJackknifeBlocks);
  std::vector<std::optional<Resampled>> left_out(blocks);
  parallel_blocks(blocks, 4, [&](Block block) {
    for (std::size_t j = block.begin; j < block.end; ++j) {
      Counts counts(units.size(), 1);
      for (std::size_t u = j; u < counts.size(); u += blocks) counts[u] = 0;
      left_out[j] = statistic(units.rows(std::move(counts)));
    }
  });
  std::vector<double> values;
  for (const auto& value : left_out)
    if (value && std::isfinite(value->value)) values.push_back(value->value);
  if (values.empty()) return 0;
  const double mean = moments(values).mean;
  double squares = 0, cubes = 0;
  for (const double v : values) squares += (mean - v) * (mean - v), cubes += std::pow(mean - v, 3);
  return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

/// The value at probability p of sorted replicates, by the (B + 1)p rule with interpolation, inside their range.
double replicate_quantile(const std::vector<double>& sorted, double p) {
  const double place = std::clamp(p * static_cast<double>(sorted.size() + 1) - 1, 0.0,
                                  static_cast<double>(sorted.size() - 1));
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// The two probabilities at which BCa reads the replicates.
std::pair<double, double> bca_probabilities(const std::vector<double>& sorted, double value,
                                            double a, double level) {
  const double B = static_cast<double>(sorted.size());
  const auto below = std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
  const auto not_above = std::upper_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
  // Ties with the value count half, and the share stays inside (0, 1).
  const double share =
      std::clamp(static_cast<double>(below + not_above) / (2 * B), 0.5 / B, 1 - 0.5 / B);
  const probability::Normal normal;
  const double bias = normal.quantile(share), z = normal.upper_quantile((1 - level) / 2);
  const auto at = [&](double side) {
    return normal.cdf(bias + (bias + side) / (1 - a * (bias + side)));
  };
  return {at(-z), at(z)};
}

struct Ends {
  double lower, upper;
  const char* method;
};

Ends studentised_ends(const Resampled& value, const std::vector<Resampled>& replicates,
                      double tail) {
  std::vector<double> t;
  for (const Resampled& r : replicates)
    if (r.standard_error > 0) t.push_back((r.value - value.value) / r.standard_error);
  require(value.standard_error > 0 && t.size() * 2 > replicates.size(), ErrorCode::bad_option,
          "bootstrap: the studentised interval needs standard errors from the statistic",
          "use bca, or return {value, standard_error}");
  std::sort(t.begin(), t.end());
  return {value.value - value.standard_error * replicate_quantile(t, 1 - tail),
          value.value - value.standard_error * replicate_quantile(t, tail),
          "studentised bootstrap"};
}

}  // namespace

Estimate bootstrap(std::int64_t n, const ResampledStatistic& statistic,
                   const BootstrapOptions& options) {
  require_level(options.level);
  require(options.replicates >= 99, ErrorCode::bad_option,
          "bootstrap: replicates must be 99 or more");
  require(
      n >= 0 && (options.groups.empty() || static_cast<std::int64_t>(options.groups.size()) == n),
      ErrorCode::bad_shape, "bootstrap: groups must have one id a row");
  const Units units(n, options.groups);
  if (n == 0) return Estimate::undefined("no rows");
  const std::optional<Resampled> value = statistic(Counts(static_cast<std::size_t>(n), 1));
  if (!value) return Estimate::undefined("the statistic is undefined on the data");
  if (units.size() < 2)
    return Estimate::without_interval(value->value, "one row or group cannot be resampled");
  const std::vector<Resampled> replicates = replicates_of(units, statistic, options);
  if (replicates.size() * 100 < static_cast<std::size_t>(options.replicates) * 99)
    return Estimate::without_interval(value->value, "the statistic is undefined on many resamples")
        .with_n(n);

  std::vector<double> sorted;
  for (const Resampled& r : replicates) sorted.push_back(r.value);
  std::sort(sorted.begin(), sorted.end());
  const double tail = (1 - options.level) / 2, theta = value->value;
  const double low = replicate_quantile(sorted, tail), high = replicate_quantile(sorted, 1 - tail);
  Ends ends{low, high, "percentile bootstrap"};
  if (options.method == BootstrapMethod::basic)
    ends = {2 * theta - high, 2 * theta - low, "basic bootstrap"};
  if (options.method == BootstrapMethod::studentised)
    ends = studentised_ends(*value, replicates, tail);
  if (options.method == BootstrapMethod::bca) {
    const auto [p, q] =
        bca_probabilities(sorted, theta, acceleration(units, statistic), options.level);
    ends = {replicate_quantile(sorted, std::min(p, q)), replicate_quantile(sorted, std::max(p, q)),
            "BCa bootstrap"};
  }
  const std::string method = std::string(ends.method) +
                             (options.groups.empty() ? "" : " of groups") + ", " +
                             std::to_string(options.replicates) + " replicates";
  return Estimate(theta, {ends.lower, ends.upper, options.level, method}).with_n(n);
}

}  // namespace qed::statistics
