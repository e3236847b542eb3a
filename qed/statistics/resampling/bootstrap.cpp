// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/resampling/bootstrap.h"

#include <algorithm>
#include <map>
#include <string>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/resampling/replicates.h"

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

std::vector<std::optional<Resampled>> replicates_of(const Units& units,
                                                    const ResampledStatistic& statistic,
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
  return all;
}

/// The statistic without each of at most 200 blocks of units.
std::vector<double> left_out_values(const Units& units, const ResampledStatistic& statistic) {
  const std::size_t blocks = std::min(units.size(), kJackknifeBlocks);
  std::vector<std::optional<Resampled>> left_out(blocks);
  parallel_blocks(blocks, 4, [&](Block block) {
    for (std::size_t j = block.begin; j < block.end; ++j) {
      Counts counts(units.size(), 1);
      for (std::size_t u = j; u < counts.size(); u += blocks) counts[u] = 0;
      left_out[j] = statistic(units.rows(std::move(counts)));
    }
  });
  return defined_values(left_out);
}

}  // namespace

Estimate bootstrap(std::int64_t n, const ResampledStatistic& statistic,
                   const BootstrapOptions& options) {
  check(options);
  require(
      n >= 0 && (options.groups.empty() || static_cast<std::int64_t>(options.groups.size()) == n),
      ErrorCode::bad_shape, "bootstrap: groups must have one id a row");
  const Units units(n, options.groups);
  if (n == 0) return Estimate::undefined("no rows");
  const std::optional<Resampled> value = statistic(Counts(static_cast<std::size_t>(n), 1));
  if (!value) return Estimate::undefined("the statistic is undefined on the data");
  if (units.size() < 2)
    return Estimate::without_interval(value->value, "one row or group cannot be resampled");
  const bool wants_bca = options.method == BootstrapMethod::bca;
  return interval_of(*value, replicates_of(units, statistic, options),
                     wants_bca ? left_out_values(units, statistic) : std::vector<double>{}, options,
                     options.groups.empty() ? "" : " of groups")
      .with_n(n);
}

}  // namespace qed::statistics
