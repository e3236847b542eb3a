// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/resampling/permutation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

namespace qed::statistics {
namespace {
constexpr std::uint64_t kPermutationStream = 0x7065726d;  // "perm"
constexpr std::int64_t kBatch = 256;  // replicates between two looks at an early stop
}  // namespace

PermutationTest permutation_test(std::int64_t n, const PermutedStatistic& statistic,
                                 const PermutationOptions& options) {
  require(n >= 2, ErrorCode::bad_shape, "permutation_test: needs at least two rows");
  require(options.replicates >= 1, ErrorCode::bad_option,
          "permutation_test: replicates must be 1 or more");
  require(options.strata.empty() || static_cast<std::int64_t>(options.strata.size()) == n,
          ErrorCode::bad_shape, "permutation_test: strata must have one id a row");
  std::map<std::int32_t, std::vector<std::int32_t>> strata;
  for (std::int32_t i = 0; i < n; ++i)
    strata[options.strata.empty() ? 0 : options.strata[static_cast<std::size_t>(i)]].push_back(i);

  std::vector<std::int32_t> identity(static_cast<std::size_t>(n));
  std::iota(identity.begin(), identity.end(), 0);
  PermutationTest test;
  test.statistic = statistic(identity);
  const double threshold = test.statistic - 1e-12 * std::abs(test.statistic);
  std::int64_t larger = 0;
  while (test.replicates < options.replicates) {
    const std::int64_t batch = std::min(kBatch, options.replicates - test.replicates);
    std::vector<char> reached(static_cast<std::size_t>(batch));
    parallel_blocks(reached.size(), 8, [&](Block block) {
      std::vector<std::int32_t> order = identity;
      for (std::size_t b = block.begin; b < block.end; ++b) {
        Rng rng(options.seed, kPermutationStream, static_cast<std::uint64_t>(test.replicates) + b);
        for (const auto& [id, rows] : strata) {
          std::vector<std::int32_t> shuffled = rows;
          for (std::size_t i = shuffled.size(); i > 1; --i)
            std::swap(shuffled[i - 1], shuffled[rng.below(i)]);
          for (std::size_t i = 0; i < rows.size(); ++i)
            order[static_cast<std::size_t>(rows[i])] = shuffled[i];
        }
        reached[b] = statistic(order) >= threshold;
      }
    });
    for (const char hit : reached) {
      ++test.replicates, larger += hit;
      if (options.enough > 0 && larger == options.enough) break;
    }
    if (options.enough > 0 && larger >= options.enough) break;
  }
  const double B = static_cast<double>(test.replicates);
  const bool stopped =
      options.enough > 0 && larger >= options.enough && test.replicates < options.replicates;
  test.p_value =
      stopped ? static_cast<double>(larger) / B : (1 + static_cast<double>(larger)) / (1 + B);
  test.standard_error = std::sqrt(test.p_value * (1 - test.p_value) / B);
  return test;
}

}  // namespace qed::statistics
