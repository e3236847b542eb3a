// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/measures.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/answers/measure/scores/ranking.h"
#include "qed/metrics/catalog.h"

namespace qed::answers::measure {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// A metric of decisions from the catalogue, at each model's threshold.
Measure decision_measure(const char* name, std::string title, std::string why, double chance) {
  const metrics::Metric& metric = metrics::find_metric(name);
  return {name,
          std::move(title),
          std::move(why),
          std::string(metric.ref),
          metric.lower,
          metric.upper,
          chance,
          [&metric](const Rows& rows, const Model& m) {
            return metric_of(metric, m.f, rows.y, {.threshold = m.threshold});
          },
          {},
          [&metric](const Rows&, const Model& m) {
            return std::optional(metric_terms(metric, {.threshold = m.threshold}));
          }};
}

Measure cost_measure(const Asked& asked) {
  const LossSettings s = asked.loss;
  if (asked.has_costs)
    return skill_measure("cost_skill", "cost skill",
                         "what wrong decisions cost is known, so nothing else needs to be traded",
                         [s](const Rows& rows) { return cost_loss(rows, s); });
  return skill_measure("decision_skill", "decision skill",
                       "a false alarm and a miss are taken to cost the same",
                       [](const Rows& rows) { return cost_loss(rows, {}); });
}

std::vector<Measure> of_probabilities() {
  return {skill_measure("brier_skill", "Brier skill",
                        "strictly proper: only the true probabilities have the best expected value",
                        brier_loss),
          skill_measure("log_loss_skill", "log loss skill",
                        "strictly proper, and hard on confident mistakes", log_loss)};
}

std::vector<Measure> of_binary(Form form, const Asked& asked) {
  std::vector<Measure> list;
  if (asked.has_costs) list.push_back(cost_measure(asked));
  if (form == Form::decision) {
    if (!asked.has_costs) list.push_back(cost_measure(asked));
    list.push_back(decision_measure("balanced_accuracy", "balanced accuracy",
                                    "as if both labels were equally frequent", 0.5));
    list.push_back(decision_measure("matthews_correlation", "Matthews correlation",
                                    "decision and label as two equal partners", 0));
    return list;
  }
  if (form == Form::probability)
    for (Measure& m : of_probabilities()) list.push_back(std::move(m));
  list.push_back(area_measure());
  list.push_back(calibrated_measure());
  if (!asked.has_costs) list.push_back(cost_measure(asked));
  return list;
}

bool is_positive(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double v) { return v > 0; });
}

Measure mean_measure() {
  return skill_measure("r2", "R²",
                       "squared error is least in expectation at the mean, and only there",
                       squared_loss);
}
Measure median_measure() {
  return skill_measure("absolute_skill", "absolute error skill",
                       "absolute error is least in expectation at the median", absolute_loss);
}

std::vector<Measure> of_numbers(const Rows& rows, Form form, const Asked& asked) {
  const double tau = asked.loss.quantile, claimed = asked.claimed;
  if (form == Form::interval)
    return {
        skill_measure("interval_skill", "interval score skill",
                      "it is least in expectation at the true ends of the level that is claimed",
                      [claimed](const Rows& r) { return interval_loss(r, claimed); })};
  if (form == Form::quantiles)
    return {skill_measure(
        "crps_skill", "CRPS skill",
        "twice the mean pinball loss over its levels, near the CRPS of the forecast",
        [levels = asked.levels](const Rows& r) { return quantiles_loss(r, levels); })};
  if (form == Form::quantile)
    return {skill_measure("pinball_skill", "pinball skill",
                          "pinball loss is least in expectation at the quantile",
                          [tau](const Rows& r) { return pinball_loss(r, tau); })};
  if (form == Form::median) return {median_measure(), mean_measure()};
  std::vector<Measure> list;
  const bool positive =
      std::ranges::all_of(rows.models, [](const Model& m) { return is_positive(m.f); });
  if (rows.task == Task::count)
    list.push_back(skill_measure(
        "d2_poisson", "Poisson deviance skill",
        "it is least in expectation at the mean, and allows large counts larger errors",
        poisson_loss));
  list.push_back(mean_measure());
  list.push_back(median_measure());
  if (rows.task == Task::regression && positive && is_positive(rows.y))
    list.push_back(skill_measure(
        "gamma_skill", "gamma deviance skill",
        "it is least in expectation at the mean, and counts relative errors", gamma_loss));
  return list;
}

std::vector<Measure> of_classes(Form form) {
  std::vector<Measure> list;
  if (form == Form::probabilities) {
    list.push_back(
        skill_measure("brier_skill", "Brier skill",
                      "strictly proper: only the true probabilities have the best expected value",
                      class_brier_loss));
    list.push_back(skill_measure("log_loss_skill", "log loss skill",
                                 "strictly proper, and hard on confident mistakes",
                                 class_log_loss));
  }
  list.push_back(skill_measure("accuracy_skill", "accuracy skill",
                               "every mistake is taken to cost the same", class_error));
  return list;
}

}  // namespace

Measure skill_measure(std::string name, std::string title, std::string why,
                      std::function<Loss(const Rows&)> loss) {
  const Loss one = loss(Rows{.task = Task::binary, .y = {0, 1}, .classes = {"", ""}, .models = {}});
  Measure m{std::move(name),
            std::move(title),
            std::move(why),
            one.ref,
            -kInfinity,
            1,
            0,
            [loss](const Rows& rows, const Model& model) {
              const Loss l = loss(rows);
              return skill_of(losses_of(l, rows, model), base_of(l, rows));
            }};
  m.terms = [loss](const Rows& rows, const Model&) {
    return std::optional(skill_terms(loss(rows)));
  };
  m.loss_of = std::move(loss);
  return m;
}

Measure calibrated_measure() {
  return {"calibrated_skill",
          "Brier skill once calibrated",
          "what the order is worth when its calibration is mended on these rows",
          "DimitriadisGneitingJordan2021",
          -kInfinity,
          1,
          0,
          [](const Rows& rows, const Model& model) {
            Model fitted = model;
            fitted.f = isotonic_at(model, rows.y, model);
            const Loss l = brier_loss(rows);
            return skill_of(losses_of(l, rows, fitted), base_of(l, rows));
          },
          {},
          [](const Rows& rows, const Model& model) {
            return std::optional(calibrated_terms(model, rows.y, brier_loss(rows)));
          }};
}

Measure area_measure() {
  return {"auc",
          "AUC",
          "an order is all that a score has: it is the chance that yes is scored above no",
          "DeLongEtAl1988",
          0,
          1,
          0.5,
          [](const Rows& rows, const Model& m) { return area_of(m.f, m.order, rows.y); },
          {},
          [](const Rows& rows, const Model& m) { return area_terms(m, rows.y); }};
}

std::vector<double> isotonic_at(const Model& model, const std::vector<double>& y,
                                const Model& query) {
  // As metrics::isotonic_fit, which sorts and checks what is in order here already, and which a fit to one half at the
  // predictions of the other does not have; scored_test holds both to the same values.
  // Blocks of neighbouring predictions, pooled while their means do not rise.
  struct Block {
    double highest, rows, sum;
  };
  std::vector<Block> blocks;
  const auto& order = model.order;
  for (std::size_t k = 0; k < order.size();) {
    Block next{model.f[order[k]], 0, 0};
    for (; k < order.size() && model.f[order[k]] == next.highest; ++k)
      next.rows += 1, next.sum += y[order[k]];
    while (!blocks.empty() && blocks.back().sum * next.rows >= next.sum * blocks.back().rows) {
      next.rows += blocks.back().rows, next.sum += blocks.back().sum;
      blocks.pop_back();
    }
    blocks.push_back(next);
  }
  std::vector<double> fitted(query.f.size());
  std::size_t b = 0;
  for (const std::uint32_t i : query.order) {
    while (b + 1 < blocks.size() && query.f[i] > blocks[b].highest) ++b;
    fitted[i] = blocks[b].sum / blocks[b].rows;
  }
  return fitted;
}

std::vector<Measure> measures(const Rows& rows, Form form, const Asked& asked) {
  switch (rows.task) {
    case Task::binary:
      return of_binary(form, asked);
    case Task::classes:
      return of_classes(form);
    case Task::ranking:
      return ranking_measures(rows, asked);
    case Task::count:
    case Task::regression:
      break;
  }
  return of_numbers(rows, form, asked);
}

}  // namespace qed::answers::measure
