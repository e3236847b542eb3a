// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/chance.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "qed/answers/measure/scores/ranking.h"
#include "qed/answers/measure/steps/units/unit.h"
#include "qed/base/random.h"
#include "qed/statistics/resampling/permutation.h"

namespace qed::answers::measure {
namespace {

constexpr std::size_t kFewestRows = 5;
constexpr std::int64_t kMostRows = 20'000, kReplicates = 999, kMostOfUnits = 100'000;
constexpr std::uint64_t kChanceStream = 0x6d636863;  // "mchc"

// One row of each unit, then at most kMostRows of them: selection sampling keeps their order.
std::vector<std::size_t> chosen(const Rows& rows, std::uint64_t seed) {
  std::vector<std::size_t> places;
  std::vector<bool> seen(static_cast<std::size_t>(rows.groups), false);
  for (std::size_t i = 0; i < rows.n(); ++i) {
    if (!rows.group.empty()) {
      const auto g = static_cast<std::size_t>(rows.group[i]);
      if (seen[g]) continue;
      seen[g] = true;
    }
    places.push_back(i);
  }
  if (places.size() <= kMostRows) return places;
  Rng rng(seed, kChanceStream);
  std::vector<std::size_t> kept;
  for (std::size_t k = 0; k < places.size() && kept.size() < kMostRows; ++k)
    if (rng.below(places.size() - k) < kMostRows - kept.size()) kept.push_back(places[k]);
  return kept;
}

// Mid-ranks of the scores: the area is a sum of those of the yes rows.
std::vector<double> mid_ranks(const Model& m) {
  const auto& order = m.order;
  std::vector<double> ranks(order.size());
  for (std::size_t k = 0; k < order.size();) {
    std::size_t end = k;
    while (end < order.size() && m.f[order[end]] == m.f[order[k]]) ++end;
    for (std::size_t j = k; j < end; ++j) ranks[order[j]] = static_cast<double>(k + end + 1) / 2;
    k = end;
  }
  return ranks;
}

statistics::PermutedStatistic area_statistic(const Rows& part, const Model& m) {
  const double yes = std::accumulate(part.y.begin(), part.y.end(), 0.0);
  const double no = static_cast<double>(part.n()) - yes;
  return [ranks = mid_ranks(m), yes, no, &part](std::span<const std::int32_t> order) {
    double sum = 0;
    for (std::size_t i = 0; i < order.size(); ++i)
      if (part.y[static_cast<std::size_t>(order[i])] == 1) sum += ranks[i];
    return (sum - yes * (yes + 1) / 2) / (yes * no);
  };
}

statistics::PermutedStatistic skill_statistic(const Loss& loss, const Rows& part, const Model& m) {
  const auto base = base_of(loss, part);
  const double uncertainty = std::accumulate(base.begin(), base.end(), 0.0);
  return [loss, uncertainty, &part, &m](std::span<const std::int32_t> order) {
    double sum = 0;
    for (std::size_t i = 0; i < order.size(); ++i)
      sum += loss.of(m, i, part.y[static_cast<std::size_t>(order[i])]);
    return 1 - sum / uncertainty;
  };
}

// Rows of whole queries.
std::vector<std::size_t> chosen_lists(const Rows& rows, std::uint64_t seed) {
  const auto chosen = some_lists(list_lengths(rows), kMostRows, seed);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < rows.n(); ++i)
    if (chosen[static_cast<std::size_t>(rows.query[i])]) places.push_back(i);
  return places;
}

// Rows of whole units.
std::vector<std::size_t> chosen_units(const Rows& rows, std::uint64_t seed) {
  std::vector<std::int64_t> length(static_cast<std::size_t>(rows.groups), 0);
  for (const std::int32_t g : rows.group) ++length[static_cast<std::size_t>(g)];
  const auto chosen = some_lists(length, kMostOfUnits, seed);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < rows.n(); ++i)
    if (chosen[static_cast<std::size_t>(rows.group[i])]) places.push_back(i);
  return places;
}

void take(Chance& chance, const statistics::PermutationTest& test) {
  chance.statistic = test.statistic;
  chance.p_value = test.p_value;
  chance.p_error = test.standard_error;
  chance.replicates = test.replicates;
}

}  // namespace

Chance chance_of_lists(const Rows& rows, const Model& model, const Asked& asked,
                       std::uint64_t seed) {
  Rows one{.task = rows.task, .y = rows.y, .classes = rows.classes, .models = {model}};
  one.query = rows.query, one.queries = rows.queries;
  const Rows part = part_of(one, chosen_lists(one, seed));
  Chance chance{.rows = static_cast<std::int64_t>(part.n()), .reason = {}};
  if (part.n() < kFewestRows) {
    chance.reason = "there are fewer than 5 rows to permute";
    return chance;
  }
  const LinearNdcg ndcg = linear_ndcg(part, part.models.front(), asked);
  const auto statistic = [&ndcg](std::span<const std::int32_t> order) {
    double sum = 0;
    for (std::size_t i = 0; i < order.size(); ++i)
      sum += ndcg.weight[i] * ndcg.gain[static_cast<std::size_t>(order[i])];
    return sum;
  };
  take(chance, statistics::permutation_test(
                   static_cast<std::int64_t>(part.n()), statistic,
                   {.replicates = kReplicates, .seed = seed, .strata = part.query}));
  return chance;
}

std::optional<SmoothChance> smooth_chance(const Rows& rows, const Model& model, double level,
                                          std::uint64_t seed) {
  constexpr std::int64_t kLabels = 199;
  if (rows.task != Task::binary || model.form != Form::probability) return std::nullopt;
  const bool of_units = !rows.group.empty();
  std::vector<double> probability, label;
  std::vector<std::int32_t> unit;
  for (const std::size_t i : of_units ? chosen_units(rows, seed) : chosen(rows, seed)) {
    probability.push_back(model.f[i]), label.push_back(rows.y[i]);
    if (of_units) unit.push_back(rows.group[i]);
  }
  if (label.size() < kFewestRows) return std::nullopt;
  return SmoothChance{
      of_units ? metrics::smooth_calibration_test_of_units(probability, label, unit, rows.groups,
                                                           level, kLabels, seed)
               : metrics::smooth_calibration_test(probability, label, level, kLabels, seed),
      static_cast<std::int64_t>(label.size())};
}

Chance chance_of(const Measure& measure, const Rows& rows, const Model& model, std::uint64_t seed) {
  Rows one{.task = rows.task,
           .y = rows.y,
           .classes = rows.classes,
           .models = {model},
           .group = rows.group,
           .groups = rows.groups};
  Rows part = part_of(one, chosen(one, seed));
  Chance chance{.rows = static_cast<std::int64_t>(part.n()), .reason = {}};
  const Model& m = part.models.front();
  if (part.n() < kFewestRows) {
    chance.reason = "there are fewer than 5 units to permute";
    return chance;
  }
  if (!measure.of(part, m)) {
    chance.reason = "the metric is undefined on these rows";
    return chance;
  }
  const bool is_skill = static_cast<bool>(measure.loss_of);
  const auto statistic =
      is_skill ? skill_statistic(measure.loss_of(part), part, m) : area_statistic(part, m);
  take(chance, statistics::permutation_test(static_cast<std::int64_t>(part.n()), statistic,
                                            {.replicates = kReplicates, .seed = seed}));
  return chance;
}

}  // namespace qed::answers::measure
