// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/powered.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/roles/names.h"
#include "qed/statistics/effect/effect.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/particular/prediction_powered.h"

namespace qed::answers::interval {

namespace {

constexpr std::int64_t kFewestLabels = 30;
constexpr double kLeastGain = 1.1;

bool is_mean_of_all(const Statistic& s) {
  using statistics::Functional;
  const Functional f = s.quantity.functional;
  return (f == Functional::mean || f == Functional::share) && s.not_asked == 0;
}

// Rows with a prediction: the labels' and the others'.
struct Split {
  std::vector<double> y, f, F;  ///< label and prediction, prediction alone
  std::vector<std::vector<double>> terms{4};  ///< is labelled, y, f of labelled rows, F
  std::vector<std::int64_t> rows;
};
Split split(const Prepared& prepared, const std::string& predicted) {
  const Statistic& s = prepared.statistic;
  const std::vector<double> prediction = prepared.table.column(predicted).numbers();
  std::vector<double> label(prediction.size(), std::nan(""));
  for (std::size_t k = 0; k < s.rows.size(); ++k)
    label[static_cast<std::size_t>(s.rows[k])] = s.terms.front()[k];
  Split split;
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (std::isnan(prediction[i])) continue;
    const bool known = !std::isnan(label[i]);
    split.rows.push_back(static_cast<std::int64_t>(i));
    split.terms[0].push_back(known);
    split.terms[1].push_back(known ? label[i] : 0);
    split.terms[2].push_back(known ? prediction[i] : 0);
    split.terms[3].push_back(known ? 0 : prediction[i]);
    if (known) split.y.push_back(label[i]);
    (known ? split.f : split.F).push_back(prediction[i]);
  }
  return split;
}

// θ̂ in place of the mean of the labels.
Powered bind(Prepared& prepared, Split&& split, const statistics::PredictionPowered& ppi,
             double level) {
  Statistic& s = prepared.statistic;
  Powered powered{.labels = static_cast<std::int64_t>(split.y.size()),
                  .predictions = static_cast<std::int64_t>(split.F.size()),
                  .weight = ppi.lambda,
                  .gain = ppi.gain,
                  .classical = statistics::mean_interval(split.y, level),
                  .shift = statistics::standardised_difference(split.f, split.F, level)};
  const statistics::Estimate wide = statistics::standardised_difference(split.f, split.F, 0.99);
  powered.are_alike = !wide.interval() || wide.interval()->contains(0);
  s.quantity = statistics::smooth_quantity(
      [weight = ppi.lambda](std::span<const double> u) -> std::optional<double> {
        if (!(u[0] > 0 && u[0] < 1)) return std::nullopt;
        return u[1] / u[0] + weight * (u[3] / (1 - u[0]) - u[2] / u[0]);
      },
      s.quantity.lower, s.quantity.upper);
  s.quantity.form = statistics::Form::prediction_powered;
  s.terms = std::move(split.terms);
  s.rows = std::move(split.rows);
  s.missing = prepared.table.rows - static_cast<std::int64_t>(s.rows.size());
  return powered;
}

}  // namespace

Powered predict(Prepared& prepared, const std::string& predicted, double level) {
  require(is_mean_of_all(prepared.statistic), ErrorCode::bad_option,
          "predicted: goes with mean(x) or share(x) of all rows, not with " +
              printable(prepared.statistic.text, 60));
  Split rows = split(prepared, predicted);
  require(rows.y.size() >= 2 && rows.F.size() >= 2, ErrorCode::bad_data,
          "predicted: needs rows with a label and rows without one, but " +
              counted(static_cast<std::int64_t>(rows.y.size())) + " have both and " +
              counted(static_cast<std::int64_t>(rows.F.size())) + " only the prediction",
          "leave the cells of the label empty where it is not known");
  const auto ppi = statistics::prediction_powered_mean(rows.y, rows.f, rows.F, level);
  return bind(prepared, std::move(rows), ppi, level);
}

std::optional<std::string> predictions_of_missing(const Prepared& prepared) {
  const Statistic& s = prepared.statistic;
  if (!is_mean_of_all(s) || !s.weights.empty() || 2 * s.missing < prepared.table.rows)
    return std::nullopt;
  constexpr std::string_view kWords[] = {"score", "prob",       "proba", "pred", "predicted",
                                         "risk",  "prediction", "yhat",  "hat",  "forecast"};
  for (const data::Column& column : prepared.table.columns) {
    if (!column.is_numeric() || column.missing_count() > 0) continue;
    for (const std::string& word : data::words_of_name(column.name))
      if (std::ranges::find(kWords, word) != std::end(kWords)) return column.name;
  }
  return std::nullopt;
}

std::optional<Powered> predict_if_worthwhile(Prepared& prepared, double level) {
  const auto predicted = predictions_of_missing(prepared);
  if (!predicted) return std::nullopt;
  Split rows = split(prepared, *predicted);
  if (std::ssize(rows.y) < kFewestLabels || std::ssize(rows.F) < kFewestLabels) return std::nullopt;
  const auto ppi = statistics::prediction_powered_mean(rows.y, rows.f, rows.F, level);
  if (!(ppi.gain >= kLeastGain)) return std::nullopt;
  prepared.notes.push_back(
      "most rows have no value of " + prepared.statistic.text + ", and all have " + *predicted +
      ": both were used; --predicted none asks of the rows with a value alone");
  return bind(prepared, std::move(rows), ppi, level);
}

}  // namespace qed::answers::interval
