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
constexpr std::uint64_t kSignStream = 0x7369676e;         // "sign"
constexpr std::int64_t kBatch = 256;  // replicates between two looks at an early stop
using Rows = std::vector<std::int32_t>;

/// What moves together: the rows of each group in their order, or each row alone.
std::vector<Rows> units_of(std::int64_t n, const std::vector<std::int32_t>& groups) {
  std::vector<Rows> units;
  std::map<std::int32_t, std::size_t> seen;
  for (std::int32_t i = 0; i < n; ++i) {
    const std::size_t unit =
        groups.empty()
            ? units.size()
            : seen.try_emplace(groups[static_cast<std::size_t>(i)], units.size()).first->second;
    if (unit == units.size()) units.emplace_back();
    units[unit].push_back(i);
  }
  return units;
}

/// Units that may be exchanged with one another.
std::vector<std::vector<Rows>> strata_of(std::vector<Rows> units,
                                         const std::vector<std::int32_t>& strata) {
  const auto stratum = [&](std::int32_t row) {
    return strata.empty() ? 0 : strata[static_cast<std::size_t>(row)];
  };
  std::map<std::int32_t, std::vector<Rows>> by_stratum;
  for (Rows& unit : units) {
    const std::int32_t id = stratum(unit.front());
    require(std::ranges::all_of(unit, [&](auto row) { return stratum(row) == id; }),
            ErrorCode::bad_shape, "permutation_test: a group lies in two strata");
    auto& peers = by_stratum[id];
    require(peers.empty() || peers.front().size() == unit.size(), ErrorCode::bad_shape,
            "permutation_test: groups that are exchanged must have equally many rows",
            "summarise each group by one row");
    peers.push_back(std::move(unit));
  }
  std::vector<std::vector<Rows>> all;
  for (auto& [id, peers] : by_stratum) all.push_back(std::move(peers));
  return all;
}

void check(std::int64_t n, const PermutationOptions& options, const char* who) {
  require(n >= 2, ErrorCode::bad_shape, std::string(who) + ": needs at least two rows");
  require(options.replicates >= 1, ErrorCode::bad_option,
          std::string(who) + ": replicates must be 1 or more");
  for (const auto* ids : {&options.strata, &options.groups})
    require(ids->empty() || static_cast<std::int64_t>(ids->size()) == n, ErrorCode::bad_shape,
            std::string(who) + ": strata and groups must have one id a row");
}

/// The p-value of `observed` among replicate(b), b = 0, 1, ...: in batches, looked at in order.
template <class Replicate>
PermutationTest monte_carlo(double observed, const PermutationOptions& options,
                            const Replicate& replicate) {
  PermutationTest test;
  test.statistic = observed;
  const double threshold = observed - 1e-12 * std::abs(observed);
  std::int64_t larger = 0;
  while (test.replicates < options.replicates) {
    const std::int64_t batch = std::min(kBatch, options.replicates - test.replicates);
    std::vector<char> reached(static_cast<std::size_t>(batch));
    parallel_blocks(reached.size(), 8, [&](Block block) {
      for (std::size_t b = block.begin; b < block.end; ++b)
        reached[b] = replicate(static_cast<std::uint64_t>(test.replicates) + b) >= threshold;
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

}  // namespace

PermutationTest permutation_test(std::int64_t n, const PermutedStatistic& statistic,
                                 const PermutationOptions& options) {
  check(n, options, "permutation_test");
  const auto strata = strata_of(units_of(n, options.groups), options.strata);
  Rows identity(static_cast<std::size_t>(n));
  std::iota(identity.begin(), identity.end(), 0);
  return monte_carlo(statistic(identity), options, [&](std::uint64_t b) {
    Rng rng(options.seed, kPermutationStream, b);
    Rows order(identity.size());
    for (const auto& units : strata) {
      std::vector<std::size_t> shuffled(units.size());
      std::iota(shuffled.begin(), shuffled.end(), std::size_t{0});
      for (std::size_t i = shuffled.size(); i > 1; --i)
        std::swap(shuffled[i - 1], shuffled[rng.below(i)]);
      for (std::size_t u = 0; u < units.size(); ++u)
        for (std::size_t i = 0; i < units[u].size(); ++i)
          order[static_cast<std::size_t>(units[u][i])] = units[shuffled[u]][i];
    }
    return statistic(order);
  });
}

PermutationTest sign_flip_test(std::int64_t n, const SignedStatistic& statistic,
                               const PermutationOptions& options) {
  check(n, options, "sign_flip_test");
  require(options.strata.empty(), ErrorCode::bad_option,
          "sign_flip_test: signs turn one by one, strata mean nothing");
  const auto units = units_of(n, options.groups);
  const std::vector<std::int8_t> as_they_are(static_cast<std::size_t>(n), 1);
  return monte_carlo(statistic(as_they_are), options, [&](std::uint64_t b) {
    Rng rng(options.seed, kSignStream, b);
    std::vector<std::int8_t> signs = as_they_are;
    for (const Rows& unit : units)
      if (rng() >> 31)
        for (const std::int32_t row : unit) signs[static_cast<std::size_t>(row)] = -1;
    return statistic(signs);
  });
}

}  // namespace qed::statistics
