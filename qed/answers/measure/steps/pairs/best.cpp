// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/pairs/best.h"

#include <algorithm>
#include <cmath>

#include "qed/base/threads.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/tests/flipped.h"

namespace qed::answers::measure {
namespace {

constexpr std::int64_t kFewestUnits = 20;

// v + (N/n) Σ ψ of each unit.
std::vector<double> by_unit(const Scored& scored, const Rows& rows) {
  const auto units = static_cast<std::size_t>(rows.units());
  const double share = static_cast<double>(units) / static_cast<double>(rows.n());
  std::vector<double> values(units, scored.value);
  for (std::size_t i = 0; i < rows.n(); ++i)
    values[rows.group.empty() ? i : static_cast<std::size_t>(rows.group[i])] +=
        share * scored.influence[i];
  return values;
}

}  // namespace

std::optional<AgainstBest> against_best(const Measure& measure, const Rows& rows,
                                        std::span<const std::size_t> ranked, double level,
                                        std::uint64_t seed) {
  if (ranked.size() < 3 || rows.units() < kFewestUnits) return std::nullopt;
  std::vector<std::vector<double>> columns(ranked.size());
  parallel_blocks(ranked.size(), 1, [&](Block block) {
    if (const auto scored = measure.of(rows, rows.models[ranked[block.index]]))
      columns[block.index] = by_unit(*scored, rows);
  });
  if (std::ranges::any_of(columns, [](const auto& column) { return column.empty(); }))
    return std::nullopt;
  const auto c = statistics::compare_with_best(columns, 0, {.level = level, .seed = seed});
  if (!std::isfinite(c.quantile)) return std::nullopt;
  const probability::StudentT student(static_cast<double>(rows.units() - 1));
  AgainstBest best;
  const auto pairs = static_cast<double>(ranked.size() - 1);
  best.pair_level =
      std::clamp(1 - 2 * student.survival(c.quantile), level, 1 - (1 - level) / pairs);
  best.p_value.resize(rows.models.size());
  for (std::size_t j = 1; j < ranked.size(); ++j) {
    const double alone = 2 * student.survival(std::abs(c.statistic[j]));
    best.p_value[ranked[j]] = std::min(c.p_value[j], pairs * alone);
  }
  return best;
}

}  // namespace qed::answers::measure
