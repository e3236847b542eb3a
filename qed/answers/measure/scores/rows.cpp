// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/rows.h"

#include <algorithm>
#include <array>
#include <utility>

namespace qed::answers::measure {
namespace {

template <class T>
std::vector<T> taken(const std::vector<T>& values, const std::vector<std::size_t>& places) {
  if (values.empty()) return {};
  std::vector<T> kept;
  kept.reserve(places.size());
  for (const std::size_t i : places) kept.push_back(values[i]);
  return kept;
}

// The ids of those rows, numbered by first appearance; how many there are.
std::int32_t renumbered(const std::vector<std::int32_t>& ids, std::int32_t count,
                        const std::vector<std::size_t>& places, std::vector<std::int32_t>& kept) {
  if (ids.empty()) return 0;
  std::vector<std::int32_t> id(static_cast<std::size_t>(count), -1);
  std::int32_t found = 0;
  for (const std::size_t i : places) {
    std::int32_t& mine = id[static_cast<std::size_t>(ids[i])];
    if (mine < 0) mine = found++;
    kept.push_back(mine);
  }
  return found;
}

}  // namespace

std::string_view name(Task task) {
  constexpr std::array<std::string_view, 5> kNames{"yes or no", "a number", "a count", "classes",
                                                   "relevance to queries"};
  return kNames[static_cast<std::size_t>(task)];
}

std::string_view name(Form form) {
  constexpr std::array<std::string_view, 11> kNames{
      "decision", "probability", "score",         "mean",  "median", "quantile",
      "interval", "quantiles",   "probabilities", "class", "ranks"};
  return kNames[static_cast<std::size_t>(form)];
}

Rows part_of(const Rows& rows, const std::vector<std::size_t>& places) {
  Rows part{.task = rows.task, .y = taken(rows.y, places), .classes = rows.classes, .models = {}};
  constexpr std::uint32_t kGone = UINT32_MAX;
  std::vector<std::uint32_t> place(rows.n(), kGone);
  for (std::size_t k = 0; k < places.size(); ++k) place[places[k]] = static_cast<std::uint32_t>(k);
  for (const Model& m : rows.models) {
    Model model{.name = m.name, .form = m.form, .f = taken(m.f, places)};
    model.upper = taken(m.upper, places);
    model.levels = m.levels;
    model.threshold = m.threshold, model.threshold_why = m.threshold_why;
    model.were_places = m.were_places, model.yes_is = m.yes_is;
    model.says_probability = m.says_probability;
    for (const auto& column : m.P) model.P.push_back(taken(column, places));
    if (!m.order.empty()) model.order.reserve(places.size());
    for (const std::uint32_t i : m.order)
      if (place[i] != kGone) model.order.push_back(place[i]);
    part.models.push_back(std::move(model));
  }
  part.groups = renumbered(rows.group, rows.groups, places, part.group);
  part.queries = renumbered(rows.query, rows.queries, places, part.query);
  part.relevant_from = rows.relevant_from;
  return part;
}

double mean_label(const Rows& rows) {
  double sum = 0;
  for (const double y : rows.y) sum += y;
  return rows.n() == 0 ? 0 : sum / static_cast<double>(rows.n());
}

}  // namespace qed::answers::measure
