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

}  // namespace

std::string_view name(Task task) {
  constexpr std::array<std::string_view, 4> kNames{"yes or no", "a number", "a count", "classes"};
  return kNames[static_cast<std::size_t>(task)];
}

std::string_view name(Form form) {
  constexpr std::array<std::string_view, 9> kNames{"decision", "probability",   "score",
                                                   "mean",     "median",        "quantile",
                                                   "interval", "probabilities", "class"};
  return kNames[static_cast<std::size_t>(form)];
}

std::vector<std::uint32_t> rising(const std::vector<double>& values) {
  std::vector<std::pair<double, std::uint32_t>> keyed(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    keyed[i] = {values[i], static_cast<std::uint32_t>(i)};
  std::ranges::sort(keyed);
  std::vector<std::uint32_t> order(values.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = keyed[k].second;
  return order;
}

Rows part_of(const Rows& rows, const std::vector<std::size_t>& places) {
  Rows part{.task = rows.task, .y = taken(rows.y, places), .classes = rows.classes, .models = {}};
  constexpr std::uint32_t kGone = UINT32_MAX;
  std::vector<std::uint32_t> place(rows.n(), kGone);
  for (std::size_t k = 0; k < places.size(); ++k) place[places[k]] = static_cast<std::uint32_t>(k);
  for (const Model& m : rows.models) {
    Model model{.name = m.name, .form = m.form, .f = taken(m.f, places)};
    model.upper = taken(m.upper, places);
    model.threshold = m.threshold, model.threshold_why = m.threshold_why;
    for (const auto& column : m.P) model.P.push_back(taken(column, places));
    if (!m.order.empty()) model.order.reserve(places.size());
    for (const std::uint32_t i : m.order)
      if (place[i] != kGone) model.order.push_back(place[i]);
    part.models.push_back(std::move(model));
  }
  if (rows.group.empty()) return part;
  std::vector<std::int32_t> id(static_cast<std::size_t>(rows.groups), -1);
  for (const std::size_t i : places) {
    std::int32_t& mine = id[static_cast<std::size_t>(rows.group[i])];
    if (mine < 0) mine = part.groups++;
    part.group.push_back(mine);
  }
  return part;
}

double mean_label(const Rows& rows) {
  double sum = 0;
  for (const double y : rows.y) sum += y;
  return rows.n() == 0 ? 0 : sum / static_cast<double>(rows.n());
}

}  // namespace qed::answers::measure
