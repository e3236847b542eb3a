// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "qed/base/error.h"
#include "qed/metrics/catalog.h"
#include "qed/metrics/metric_interval.h"
#include "qed/probability/distributions/continuous.h"

namespace {

using namespace qed;
using namespace qed::metrics;
using statistics::Estimate;

#include "../../tests/reference/metrics/metrics.inc"

// The rows of metrics.py.
struct Rows {
  std::vector<double> label, first, second;
};
Rows rows_of(int family) {
  Rows rows;
  for (int i = 0; i < 200; ++i) {
    const double score = ((i * 37 + 11) % 101 + 0.5) / 101;
    const double amount = (i * 29 + 5) % 83 / 10.0 + 0.1;
    const double guess = 0.7 * amount + (i * 17 + 2) % 31 / 10.0 + 0.2;
    if (family == 0) {
      rows.label.push_back((i * 53 + 7) % 97 / 97.0 < 0.2 + 0.6 * score);
      rows.first.push_back(score);
      rows.second.push_back(((i * 61 + 3) % 103 + 0.5) / 103 * 0.4 + 0.6 * score);
    } else {
      rows.label.push_back(family == 1 ? amount : std::floor(amount));
      rows.first.push_back(guess);
      rows.second.push_back(guess * 0.9 + 0.3);
    }
  }
  return rows;
}

constexpr MetricSettings kSettings{0.6, 0.9, 2, 5};

}  // namespace

TEST_CASE("metrics against scikit-learn; standard errors against the jackknife") {
  const double z = probability::StudentT(199).upper_quantile(0.025);
  for (const Known& known : kKnown) {
    CAPTURE(known.name);
    const Metric& metric = find_metric(known.name);
    const Rows rows = rows_of(known.family);
    const Estimate e = metric_estimate(metric, rows.first, rows.label, kSettings);
    CHECK(e.value() == doctest::Approx(known.value).epsilon(1e-12));
    REQUIRE(e.interval());
    // An interval on another scale is not symmetric: its width says the standard error to second order.
    CHECK((e.upper() - e.lower()) / (2 * z) == doctest::Approx(known.error).epsilon(0.08));
    const Estimate d = paired_difference(metric, rows.first, rows.second, rows.label, kSettings);
    CHECK((d.upper() - d.lower()) / (2 * z) ==
          doctest::Approx(known.paired_error).epsilon(0.02).scale(1e-12));
  }
}

TEST_CASE("laws of every metric: order of rows, doubled rows, merged parts, its range") {
  for (const Known& known : kKnown) {
    CAPTURE(known.name);
    const Metric& metric = find_metric(known.name);
    Rows rows = rows_of(known.family);
    MetricSummary forth(metric, kSettings), back(metric, kSettings), left(metric, kSettings),
        right(metric, kSettings);
    for (std::size_t i = 0; i < 200; ++i) {
      forth.add(rows.first[i], rows.label[i]);
      back.add(rows.first[199 - i], rows.label[199 - i]);
      (i < 77 ? left : right).add(rows.first[i], rows.label[i]);
    }
    const Estimate whole = forth.estimate();
    CHECK(back.estimate().value() == doctest::Approx(whole.value()).epsilon(1e-12));
    left.merge(right);
    CHECK(left.n() == 200);
    CHECK(left.estimate().value() == doctest::Approx(whole.value()).epsilon(1e-12));
    CHECK(left.estimate().lower() == doctest::Approx(whole.lower()).epsilon(1e-9));
    left.merge(MetricSummary(metric, kSettings));
    CHECK(left.n() == 200);
    CHECK(whole.lower() >= metric.lower);
    CHECK(whole.upper() <= metric.upper);
    CHECK(whole.interval()->contains(whole.value()));
    // Every row twice: the same value, an interval narrower by √2.
    forth.merge(back);
    const Estimate doubled = forth.estimate();
    CHECK(doubled.value() == doctest::Approx(whole.value()).epsilon(1e-12));
    CHECK((whole.upper() - whole.lower()) / (doubled.upper() - doubled.lower()) ==
          doctest::Approx(std::sqrt(2)).epsilon(0.03));
    const Estimate same = paired_difference(metric, rows.first, rows.first, rows.label, kSettings);
    CHECK(same.value() == 0);
    CHECK(same.upper() < 1e-8);  // rounding of the joint covariance
  }
}

TEST_CASE("undefined is a value: no positives, no alarms, certainty that fails") {
  const std::vector<double> none{0, 0, 0}, scores{0.2, 0.4, 0.9}, low{0.1, 0.1, 0.1};
  CHECK_FALSE(metric_estimate(find_metric("recall"), scores, none).is_defined());
  CHECK_FALSE(metric_estimate(find_metric("precision"), low, none).is_defined());
  CHECK_FALSE(metric_estimate(find_metric("f1"), low, none).is_defined());
  CHECK_FALSE(metric_estimate(find_metric("brier_skill"), scores, none).is_defined());
  CHECK_FALSE(metric_estimate(find_metric("r2"), scores, none).is_defined());
  CHECK_FALSE(metric_estimate(find_metric("accuracy"), {}, {}).is_defined());
  CHECK_FALSE(
      metric_estimate(find_metric("mean_absolute_percentage_error"), scores, none).is_defined());
  const std::vector<double> sure{1, 0, 0.5}, zero{0, 0, 1};
  const Estimate infinite = metric_estimate(find_metric("log_loss"), sure, zero);
  CHECK(std::isinf(infinite.value()));
  CHECK_FALSE(infinite.interval());
  CHECK_FALSE(paired_difference(find_metric("log_loss"), sure, scores, zero).is_defined());
  // The base rate is that of all rows, also where those of one class or all of them were certain and wrong.
  for (const auto& wrong : {std::vector<double>{1, 1, 0}, std::vector<double>{0.5, 0.5, 0}})
    CHECK(metric_estimate(find_metric("log_loss_skill"), wrong, zero).value() == -INFINITY);
  // Perfect: at the end of the range, where no spread is seen.
  CHECK_FALSE(metric_estimate(find_metric("brier_score"), zero, zero).interval());
  CHECK(metric_estimate(find_metric("recall"), zero, zero).lower() > 0.1);
}

TEST_CASE("a metric that does not exist gets the nearest name") {
  try {
    find_metric("brier_scor");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.hint().find("brier_score") != std::string::npos);
  }
  CHECK_THROWS_AS(
      metric_estimate(find_metric("accuracy"), std::vector<double>{1}, std::vector<double>{}),
      Error);
}
