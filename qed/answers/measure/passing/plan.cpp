// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/plan.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "qed/answers/measure/steps/infer.h"
#include "qed/answers/measure/steps/operate.h"
#include "qed/answers/measure/steps/prepare.h"

namespace qed::answers::measure {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMostTerms = 160;  // their products are summed for every row

// Every measure of every model; false where one is undefined on these rows.
bool add_measures(Plan& plan, const std::vector<Measure>& measures, const Rows& rows) {
  for (const Measure& measure : measures) {
    plan.measured.emplace_back();
    for (std::size_t m = 0; m < rows.models.size(); ++m) {
      const Model& model = rows.models[m];
      auto terms = measure.terms ? measure.terms(rows, model) : std::nullopt;
      if (!terms) return false;
      Place place = plan.add(std::move(*terms), m, measure.lower, measure.upper);
      place.is_area = measure.name == "auc";
      plan.has_area = plan.has_area || place.is_area;
      plan.measured.back().push_back(place);
    }
  }
  return true;
}

void add_losses(Plan& plan, const Measure& primary, const Rows& rows) {
  if (!primary.loss_of) return;
  const Loss loss = primary.loss_of(rows);
  for (std::size_t m = 0; m < rows.models.size(); ++m)
    plan.losses.push_back(plan.add(mean_terms(loss.of), m, 0, kInfinity));
  plan.base = plan.add(
      mean_terms([base = loss.base](const Model&, std::size_t, double y) { return base(y); }), 0, 0,
      kInfinity);
}

void add_operating(Plan& plan, const Rows& rows, Form form, const Asked& asked) {
  for (std::size_t m = 0; m < rows.models.size(); ++m) {
    plan.operating.emplace_back();
    for (OperatingTerms& one : operating_terms(rows, rows.models[m], form, asked)) {
      Place place = plan.add(std::move(one.terms), m, one.lower, one.upper);
      place.is_share = one.is_share;
      plan.operating.back()[one.metric] = place;
    }
  }
}

std::vector<std::string> columns_of(const Plan& plan) {
  const Predictions& p = plan.reading.predictions;
  std::vector<std::string> columns{plan.reading.label};
  columns.insert(columns.end(), p.columns.begin(), p.columns.end());
  columns.insert(columns.end(), p.classes.begin(), p.classes.end());
  for (const QuantileSet& set : p.sets)
    columns.insert(columns.end(), set.columns.begin(), set.columns.end());
  if (p.ends) columns.push_back(p.ends->first), columns.push_back(p.ends->second);
  if (!plan.unit.empty() && std::ranges::find(columns, plan.unit) == columns.end())
    columns.push_back(plan.unit);
  return columns;
}

}  // namespace

Place Plan::add(Terms one, std::size_t model, double lower, double upper) {
  list.push_back({std::move(one), model, terms});
  terms += list.back().terms.count;
  return {&list.back().terms, list.back().begin, lower, upper};
}

Rows Plan::rows_of(const data::Table& batch, std::int64_t& others) const {
  Rows rows{.task = reading.task,
            .y = labels_as(batch.column(reading.label), reading, others),
            .classes = reading.classes,
            .models = models_of(batch, reading)};
  for (std::size_t m = 0; m < like.size(); ++m) {
    Model& model = rows.models[m];
    model.form = like[m].form, model.threshold = like[m].threshold;
    if (like[m].yes_is)
      for (double& f : model.f)
        if (!std::isnan(f)) f = f == *like[m].yes_is;
  }
  return rows;
}

void Plan::terms_of(const Rows& rows, std::size_t from, std::size_t to,
                    std::vector<std::vector<double>>& of) const {
  of.resize(terms);
  for (auto& term : of) term.resize(to - from);
  std::vector<double> u(terms);
  for (const One& one : list) {
    const Model& model = rows.models[one.model];
    for (std::size_t i = from; i < to; ++i) {
      one.terms.of(model, i, rows.y[i], u.data());
      for (std::size_t k = 0; k < one.terms.count; ++k) of[one.begin + k][i - from] = u[k];
    }
  }
}

std::unique_ptr<Plan> plan_of(const data::Table& sample, const std::string& file,
                              const MeasureOptions& options, std::uint64_t seed, double level) {
  auto found = prepare_sample(sample, file, options, seed);
  if (!found) return nullptr;
  Rows& rows = found->rows;
  const Inferred inferred = infer(rows, options, found->predictions_by_name, level);
  auto plan = std::make_unique<Plan>();
  plan->reading = std::move(found->reading);
  plan->unit = found->unit;
  plan->is_binary = rows.task == Task::binary;
  for (const Model& m : rows.models)
    plan->like.push_back(
        {.name = m.name, .form = m.form, .f = {}, .threshold = m.threshold, .yes_is = m.yes_is});
  plan->label = plan->add(mean_terms([](const Model&, std::size_t, double y) { return y; }), 0,
                          plan->is_binary ? 0 : -kInfinity, plan->is_binary ? 1 : kInfinity);
  const auto measures = measure::measures(rows, inferred.form, inferred.asked);
  if (!add_measures(*plan, measures, rows)) return nullptr;
  add_losses(*plan, measures.front(), rows);
  add_operating(*plan, rows, inferred.form, inferred.asked);
  if (plan->terms > kMostTerms) return nullptr;
  plan->columns = columns_of(*plan);
  return plan;
}

}  // namespace qed::answers::measure
