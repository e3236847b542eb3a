// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/powered.h"

#include <cmath>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/prediction_powered.h"

namespace qed::answers::interval {

Powered predict(Prepared& prepared, const std::string& predicted, double level) {
  Statistic& s = prepared.statistic;
  using statistics::Functional;
  const Functional f = s.quantity.functional;
  require(
      (f == Functional::mean || f == Functional::share) && s.not_asked == 0, ErrorCode::bad_option,
      "predicted: goes with mean(x) or share(x) of all rows, not with " + printable(s.text, 60));
  const std::vector<double> prediction = prepared.table.column(predicted).numbers();
  std::vector<double> label(prediction.size(), std::nan(""));
  for (std::size_t k = 0; k < s.rows.size(); ++k)
    label[static_cast<std::size_t>(s.rows[k])] = s.terms.front()[k];

  std::vector<double> y, f_labelled, f_alone;
  std::vector<std::vector<double>> terms(4);  // is labelled, y, f of labelled rows, f of the others
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (std::isnan(prediction[i])) continue;
    const bool known = !std::isnan(label[i]);
    rows.push_back(static_cast<std::int64_t>(i));
    terms[0].push_back(known);
    terms[1].push_back(known ? label[i] : 0);
    terms[2].push_back(known ? prediction[i] : 0);
    terms[3].push_back(known ? 0 : prediction[i]);
    if (known) y.push_back(label[i]);
    (known ? f_labelled : f_alone).push_back(prediction[i]);
  }
  require(y.size() >= 2 && f_alone.size() >= 2, ErrorCode::bad_data,
          "predicted: needs rows with a label and rows without one, but " +
              counted(static_cast<std::int64_t>(y.size())) + " have both and " +
              counted(static_cast<std::int64_t>(f_alone.size())) + " only the prediction",
          "leave the cells of the label empty where it is not known");
  const auto ppi = statistics::prediction_powered_mean(y, f_labelled, f_alone, level);
  Powered powered{.labels = static_cast<std::int64_t>(y.size()),
                  .predictions = static_cast<std::int64_t>(f_alone.size()),
                  .weight = ppi.lambda,
                  .gain = ppi.gain,
                  .classical = statistics::mean_interval(y, level)};
  s.quantity = statistics::smooth_quantity(
      [weight = ppi.lambda](std::span<const double> u) -> std::optional<double> {
        if (!(u[0] > 0 && u[0] < 1)) return std::nullopt;
        return u[1] / u[0] + weight * (u[3] / (1 - u[0]) - u[2] / u[0]);
      },
      s.quantity.lower, s.quantity.upper);
  s.terms = std::move(terms);
  s.rows = std::move(rows);
  s.missing = prepared.table.rows - static_cast<std::int64_t>(s.rows.size());
  return powered;
}

}  // namespace qed::answers::interval
