// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/lists/totals.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "qed/base/error.h"

namespace qed::answers::measure {
namespace {

using metrics::Gain;

constexpr std::size_t kGains = 2;  // the first metrics are NDCG of each

// Rows that share their score, but not their relevance, with another of the list.
std::int64_t tied_in(std::span<const double> score, std::span<const double> y) {
  std::vector<std::size_t> order(score.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return score[i]; });
  std::int64_t tied = 0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    bool differs = false;
    for (; end < order.size() && score[order[end]] == score[order[begin]]; ++end)
      differs = differs || y[order[end]] != y[order[begin]];
    if (differs) tied += static_cast<std::int64_t>(end - begin);
  }
  return tied;
}

// Whether all are whole grades, so that 2^g - 1 is what they are worth; and which relevances there are.
void look_at_relevance(std::span<const double> y, ListTotals& totals) {
  Rows rows{.task = Task::ranking, .y = {}, .classes = {}, .models = {}};
  rows.y.assign(y.begin(), y.end());
  totals.are_whole_grades = totals.are_whole_grades && gain_of(rows) == Gain::exponential;
  for (const double v : y) {
    if (!(v > 0)) continue;
    totals.has_grades = totals.has_grades || (totals.a_grade > 0 && v != totals.a_grade);
    totals.a_grade = v;
  }
  totals.of_one_relevance += std::ranges::all_of(y, [&](double v) { return v == y.front(); });
}

}  // namespace

void ListTotals::merge_counts(const ListTotals& next) {
  lists += next.lists, without_relevance += next.without_relevance;
  if (parted.empty()) parted = next.parted;
  rows += next.rows, of_one_relevance += next.of_one_relevance;
  shortest = std::min(shortest, next.shortest), longest = std::max(longest, next.longest);
  are_whole_grades = are_whole_grades && next.are_whole_grades;
  all_are_relevant = all_are_relevant && next.all_are_relevant;
  has_grades =
      has_grades || next.has_grades || (a_grade > 0 && next.a_grade > 0 && a_grade != next.a_grade);
  a_grade = std::max(a_grade, next.a_grade);
  for (std::size_t m = 0; m < tied.size(); ++m) tied[m] += next.tied[m];
  for (std::size_t k = 0; k < worst.size(); ++k) worst[k].merge(next.worst[k]);
}

Gain ListTotals::gain() const { return are_whole_grades ? Gain::exponential : Gain::linear; }

struct ListMetrics::OfList {
  std::vector<double> yes, nothing, values;  ///< values: the terms
};

ListMetrics::ListMetrics(std::size_t models, std::int64_t top, double relevant_from)
    : measures_(every_ranking_measure(top)), models_(models), relevant_from_(relevant_from) {}

std::size_t ListMetrics::term(const std::string& metric, std::size_t model) const {
  const auto at = std::ranges::find_if(
      measures_, [&](const Measure& m) { return m.name == metric || m.title == metric; });
  ensure(at != measures_.end(), "no sums of " + metric);
  return static_cast<std::size_t>(at - measures_.begin()) * (models_ + 1) + model;
}

ListTotals ListMetrics::nothing(bool has_units) const {
  ListTotals none;
  none.sums.moments = statistics::VectorMoments(static_cast<Index>(terms()));
  if (has_units) none.sums.units.emplace(terms()), none.sums.distinct.emplace();
  none.tied.assign(models_, 0);
  for (std::size_t k = 0; k < kGains * models_; ++k) none.worst.emplace_back(k % models_);
  return none;
}

// The terms of one list; false where it has no relevant row.
bool ListMetrics::measure(const Runs& runs, std::size_t run, ListTotals& totals, OfList& of) const {
  const auto y = runs.relevance_of(run);
  of.yes.clear();
  for (const double v : y) of.yes.push_back(v > 0 && v >= relevant_from_);
  const double relevant = std::accumulate(of.yes.begin(), of.yes.end(), 0.0);
  const auto rows = static_cast<std::int64_t>(y.size());
  ++totals.lists, totals.without_relevance += relevant == 0;
  if (relevant == 0) return false;
  totals.rows += rows;
  totals.shortest = std::min(totals.shortest, rows);
  totals.longest = std::max(totals.longest, rows);
  totals.all_are_relevant = totals.all_are_relevant && relevant == static_cast<double>(rows);
  look_at_relevance(y, totals);
  of.nothing.assign(y.size(), 0);
  for (std::size_t k = 0; k < measures_.size(); ++k)
    for (std::size_t m = 0; m <= models_; ++m) {
      // 2^g - 1 of what is no grade may be too large, and is not asked for.
      if (k == 0 && !totals.are_whole_grades) continue;
      const std::span<const double> score = m < models_ ? runs.score_of(run, m) : of.nothing;
      const auto value = measures_[k].of_list(
          score, measures_[k].takes_grades ? y : std::span<const double>(of.yes));
      of.values[k * (models_ + 1) + m] = value.value_or(0);
    }
  of.values.back() = relevant / static_cast<double>(rows);
  for (std::size_t m = 0; m < models_; ++m) totals.tied[m] += tied_in(runs.score_of(run, m), y);
  for (std::size_t k = 0; k < totals.worst.size(); ++k) {
    const auto gain = of.values.begin() + static_cast<std::ptrdiff_t>(k / models_ * (models_ + 1));
    const std::vector<double> values(gain, gain + static_cast<std::ptrdiff_t>(models_) + 1);
    totals.worst[k].count(values[k % models_]);
    if (totals.worst[k].takes(values))
      totals.worst[k].add({runs.runs[run].name, rows, std::llround(relevant), values});
  }
  return true;
}

void ListMetrics::add(const Runs& runs, std::size_t first, std::size_t last,
                      ListTotals& totals) const {
  OfList of;
  of.values.assign(terms(), 0);
  std::vector<std::vector<double>> columns(terms());
  std::vector<std::uint64_t> units;
  for (std::size_t run = first; run < last; ++run) {
    if (!measure(runs, run, totals, of)) continue;
    for (std::size_t k = 0; k < columns.size(); ++k) columns[k].push_back(of.values[k]);
    units.push_back(runs.runs[run].unit);
    if (runs.runs[run].is_parted && totals.parted.empty()) totals.parted = runs.runs[run].name;
  }
  if (units.empty()) return;
  totals.sums.add(columns, units);
  totals.sums.count_units(units);
}

}  // namespace qed::answers::measure
