// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/lists/all_lists.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "qed/answers/measure/columns/labels.h"
#include "qed/answers/measure/columns/reading.h"
#include "qed/answers/question/unit_hashes.h"
#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

constexpr std::size_t kMostRowsOfList = 1'000'000;
constexpr std::int64_t kSample = 300'000, kOnlySample = 1'000'000;  // rows
constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

struct AllLists::OfBatch final : data::BatchVisitor::Seen {
  std::int64_t without_query = 0, without_label = 0, without_prediction = 0, other_labels = 0;
  Runs first, last, taken;  ///< last: none where there is one run only; taken: into the sample
  std::vector<std::uint64_t> queries;  ///< of all runs
  ListTotals totals;                   ///< of the runs between the first and the last
};

AllLists::AllLists(Prepared look, const MeasureOptions& options, std::uint64_t seed, double level)
    : look_(std::move(look)), options_(options), level_(level),
      metrics_(look_.rows.models.size(), options.top, look_.rows.relevant_from),
      gathered_(look_.rows.models.size(), seed), open_(look_.rows.models.size()),
      totals_(metrics_.nothing(has_unit())), sums_(totals_.sums) {}

std::vector<std::string> AllLists::columns() const {
  std::vector<std::string> columns{look_.label, look_.query};
  const auto add = [&](const std::string& column) {
    if (!column.empty() && std::ranges::find(columns, column) == columns.end())
      columns.push_back(column);
  };
  for (const std::string& column : look_.reading.predictions.columns) add(column);
  add(look_.unit);
  return columns;
}

// The rows of a batch that can be measured, those of one query that stand together as a run.
Runs AllLists::runs_of(const data::Table& batch, std::int64_t first_row, OfBatch& seen) const {
  const auto y = labels_as(batch.column(look_.label), look_.reading, seen.other_labels);
  require_relevance(y, look_.label, first_row);
  auto models = models_of(batch, look_.reading);
  for (std::size_t m = 0; m < models.size(); ++m)  // what counts places in the sample does so here
    if (models[m].were_places != look_.rows.models[m].were_places)
      for (double& f : models[m].f) f = -f;
  const data::Column& query = batch.column(look_.query);
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < batch.rows; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (query.is_missing(i))
      ++seen.without_query;
    else if (std::isnan(y[at]))
      ++seen.without_label;
    else if (!std::ranges::all_of(models, [at](const Model& m) { return is_whole(m, at); }))
      ++seen.without_prediction;
    else
      rows.push_back(i);
  }
  seen.without_label -= seen.other_labels;
  const auto queries = unit_hashes(query, rows, first_row);
  std::vector<std::uint64_t> units(rows.size(), 0);
  if (has_unit()) units = unit_hashes(batch.column(look_.unit), rows, first_row);
  Runs runs(models.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto at = static_cast<std::size_t>(rows[k]);
    if (k == 0 || queries[k] != queries[k - 1])
      runs.runs.push_back({queries[k], units[k], query.text_at(rows[k]).value_or(""), 0});
    runs.relevance.push_back(y[at]);
    for (std::size_t m = 0; m < models.size(); ++m) runs.score[m].push_back(models[m].f[at]);
    Runs::Run& run = runs.runs.back();
    run.end = k + 1;
    run.is_parted = run.is_parted || units[k] != run.unit;
  }
  return runs;
}

std::unique_ptr<data::BatchVisitor::Seen> AllLists::see(const data::Table& batch,
                                                        std::int64_t first_row) const {
  auto seen = std::make_unique<OfBatch>();
  const Runs runs = runs_of(batch, first_row, *seen);
  const std::size_t models = look_.rows.models.size(), count = runs.runs.size();
  seen->first = seen->last = seen->taken = Runs(models);
  seen->totals = metrics_.nothing(has_unit());
  for (std::size_t k = 0; k < count; ++k) {
    seen->queries.push_back(runs.runs[k].query);
    if (gathered_.takes(runs.runs[k].query)) seen->taken.append(runs, k);
  }
  if (count == 0) return seen;
  seen->first.append(runs, 0);
  if (count > 1) seen->last.append(runs, count - 1);
  if (!came_back_ && count > 2) metrics_.add(runs, 1, count - 1, seen->totals);
  return seen;
}

// The open list is over.
void AllLists::close(ListTotals& totals) {
  if (open_.runs.empty()) return;
  metrics_.add(open_, 0, 1, totals);
  came_back_ = came_back_ || !ended_.add(open_.runs.front().query);
  open_.clear();
}

void AllLists::add(data::BatchVisitor::Seen& seen) {
  auto& batch = static_cast<OfBatch&>(seen);
  look_.without_query += batch.without_query;
  look_.without_label += batch.without_label;
  look_.without_prediction += batch.without_prediction;
  other_labels_ += batch.other_labels;
  gathered_.add(batch.taken);
  queries_.add_hashes(batch.queries);
  if (came_back_ || batch.queries.empty()) return;
  ListTotals totals = metrics_.nothing(has_unit());
  if (!open_.runs.empty() && open_.runs.front().query != batch.queries.front()) close(totals);
  open_.append(batch.first, 0);
  if (batch.queries.size() > 1) {
    close(totals);
    for (std::size_t k = 1; k + 1 < batch.queries.size(); ++k)
      came_back_ = !ended_.add(batch.queries[k]) || came_back_;
    totals.merge(batch.totals);
    open_.append(batch.last, 0);
  }
  if (open_.relevance.size() > kMostRowsOfList)
    throw Error(ErrorCode::bad_data,
                printable(look_.query) + " " + printable(open_.runs.front().name) +
                    " has more than " + counted(static_cast<std::int64_t>(kMostRowsOfList)) +
                    " rows, more than are held of one list",
                "--query COLUMN names the column of lists, --query none judges rows one by one");
  take(std::move(totals));
}

void AllLists::take(ListTotals totals) {
  totals_.merge_counts(totals);
  sums_.add(std::move(totals.sums));
}

// A unit holds whole lists, and one of them more than one, or it is none.
void AllLists::settle_units(const GatheredLists::Lists& found) {
  if (!has_unit()) return;
  const std::string& parted = answers() ? totals_.parted : found.parted;
  if (!parted.empty() && !look_.unit_was_found) throw_parted(look_.query, parted, look_.unit);
  const auto& distinct = sums_.of().distinct;
  const bool is_alone =
      answers() ? distinct->is_exact() && std::llround(distinct->count()) == sums_.of().n()
                : found.rows.groups == found.rows.queries;
  if (parted.empty() && !is_alone) return;
  look_.unit.clear(), look_.unit_was_found = false;
  sums_.forget_units();
}

Prepared AllLists::lists() {
  ListTotals end = metrics_.nothing(has_unit());
  if (!came_back_) close(end);
  take(std::move(end));
  is_over_ = true;
  const auto found = gathered_.lists(look_.rows, answers() ? kSample : kOnlySample, has_unit());
  gathered_.forget();
  settle_units(found);
  Prepared p = look_;
  p.rows = found.rows;
  p.query_names = found.names;
  if (!has_unit()) p.rows.group = p.rows.query, p.rows.groups = p.rows.queries;
  p.queries_read = answers() ? totals_.lists : found.queries;
  p.without_relevance = answers() ? totals_.without_relevance
                                  : found.queries - static_cast<std::int64_t>(found.names.size());
  if (p.rows.queries == 0) throw_none_relevant(p);
  if (came_back_)
    p.notes.push_back("rows of one " + printable(p.query) +
                      " do not stand together in this file, so " +
                      (found.are_all ? "its lists were gathered"
                                     : "a random sample of " + counted(p.rows.queries) +
                                           " of about " + counted(std::llround(queries_.count())) +
                                           " queries was measured; sorted by " +
                                           printable(p.query) + ", all of them are"));
  return p;
}

std::vector<Measure> AllLists::measures() const {
  auto list =
      ranking_measures(totals_.gain(), totals_.has_grades, totals_.all_are_relevant, options_.top);
  for (Measure& measure : list) measure.chance = random(measure.name).value();
  return list;
}

// NDCG by the gain that the relevances have.
std::size_t AllLists::term(const std::string& metric, std::size_t model) const {
  const bool is_primary =
      metric == ranking_measures(totals_.gain(), false, true, options_.top).front().name;
  const bool is_linear = is_primary && totals_.gain() == metrics::Gain::linear;
  return metrics_.term(is_linear ? linear_name(options_.top) : metric, model);
}

// ± t √(s²/Q), of units √(G/(G-1) Σ_g (Σ_{q in g} (v_q - v̄))²)/Q.
Estimate AllLists::mean(std::size_t term, double lower, double upper, Part part) const {
  const Sums& sums = sums_.of(part);
  Vector slope = Vector::Zero(static_cast<Index>(metrics_.terms()));
  slope[static_cast<Index>(term)] = 1;
  return mean_of_lists(slope, sums, lower, upper, level_);
}

Estimate AllLists::value(const std::string& metric, std::size_t model, Part part) const {
  return mean(term(metric, model), 0, 1, part);
}

Estimate AllLists::difference(const std::string& metric, std::size_t first, std::size_t second,
                              double level, Part part) const {
  Vector slope = Vector::Zero(static_cast<Index>(metrics_.terms()));
  slope[static_cast<Index>(term(metric, first))] = 1;
  slope[static_cast<Index>(term(metric, second))] = -1;
  return mean_of_lists(slope, sums_.of(part), -kInfinity, kInfinity, level);
}

Estimate AllLists::random(const std::string& metric) const {
  return value(metric, look_.rows.models.size());
}

Estimate AllLists::over_random(const std::string& metric, std::size_t model, Part part) const {
  return difference(metric, model, look_.rows.models.size(), level_, part);
}

Estimate AllLists::prevalence() const { return mean(metrics_.relevant_share(), 0, 1, Part::whole); }

const WorstLists& AllLists::worst(std::size_t model) const {
  const std::size_t gain = totals_.gain() == metrics::Gain::linear ? 1 : 0;
  return totals_.worst[gain * look_.rows.models.size() + model];
}

}  // namespace qed::answers::measure
