// SPDX-License-Identifier: Apache-2.0
// Few labels and many predictions, as they stand in a file: `qed interval --predicted f` weighs the predictions and
// asks for a function of means of all rows.
#include <cmath>
#include <utility>

#include "interval_regimes.h"
#include "qed/answers/interval/steps/powered.h"
#include "qed/probability/distributions/continuous.h"

namespace qed::coverage {
namespace {

using statistics::Quantity;
using statistics::Sample;

// Terms: label, NaN of a row without one; prediction.
using DrawRow = std::pair<double, double> (*)(Rng&);
Sample rows_of(Rng& r, int labels, int others, DrawRow row) {
  Sample s{.terms = {{}, {}}};
  for (int i = 0; i < labels + others; ++i) {
    const auto [label, prediction] = row(r);
    s.terms[0].push_back(i < labels ? label : std::nan(""));
    s.terms[1].push_back(prediction);
  }
  return s;
}

// As `qed interval` binds it: the terms become (is labelled, label, prediction, prediction without a label).
Quantity powered(Sample& sample, const char* statistic) {
  using namespace answers::interval;
  const std::int64_t n = sample.n();
  data::Column label, prediction;
  label.name = "y", prediction.name = "f";
  for (double& y : sample.terms[0]) {
    label.present.push_back(!std::isnan(y));
    if (std::isnan(y)) y = 0;
  }
  label.values = std::move(sample.terms[0]);
  prediction.values = std::move(sample.terms[1]);
  Prepared prepared;
  prepared.table.columns = {std::move(label), std::move(prediction)};
  prepared.table.rows = prepared.table.rows_in_file = n;
  prepared.statistic = bind_statistic(statistic, prepared.table, {});
  predict(prepared, "f", 0.95);
  sample.terms = std::move(prepared.statistic.terms);
  return prepared.statistic.quantity;
}

std::pair<double, double> gaussian(Rng& r) {
  const double f = r.normal();
  return {0.8 * f + 0.6 * r.normal(), f};
}

// Yes where a latent value is in the upper fifth; the prediction is its probability by all that is known of it.
constexpr double kKnown = 0.868;  // of the latent variance: correlation 0.8 of label and prediction
double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }
std::pair<double, double> yes_or_no(Rng& r) {
  static const double limit = probability::Normal().upper_quantile(0.2);
  const double known = std::sqrt(kKnown) * r.normal(), rest = std::sqrt(1 - kKnown);
  return {known + rest * r.normal() > limit ? 1 : 0, normal_cdf((known - limit) / rest)};
}

}  // namespace

std::vector<IntervalRegime> powered_regimes() {
  std::vector<IntervalRegime> list;
  const auto add = [&](const char* what, const char* statistic, double truth, DrawRow row) {
    list.push_back({std::string(what) + ", 100 labels and 5,000 predictions",
                    Bar::continuous,
                    {},
                    truth,
                    [row](Rng& r) { return rows_of(r, 100, 5000, row); }});
    list.back().ask = [=](Sample& sample) { return powered(sample, statistic); };
  };
  add("mean", "mean(y)", 0, gaussian);
  add("share 0.2", "share(y)", 0.2, yes_or_no);
  return list;
}

}  // namespace qed::coverage
