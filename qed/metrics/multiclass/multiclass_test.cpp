// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/multiclass/multiclass.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/metrics/catalog.h"
#include "qed/metrics/metric_interval.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"

namespace {

using namespace qed;
using namespace qed::metrics;
using Labels = std::vector<std::int32_t>;

#include "../../../tests/reference/metrics/multiclass.inc"

// The rows of multiclass.py.
struct Rows {
  Matrix P = Matrix(240, 4);
  Labels label;
};
Rows rows_of_reference() {
  Rows rows;
  for (int i = 0; i < 240; ++i) {
    rows.label.push_back((i * 53 + 7) % 97 % 4);
    for (int k = 0; k < 4; ++k)
      rows.P(i, k) = (i * (7 * k + 13) + 5 * k) % 97 + 1.0 + 60 * (k == rows.label.back());
    rows.P.row(i) /= rows.P.row(i).sum();
  }
  return rows;
}

double student() { return probability::StudentT(239).upper_quantile(0.025); }
double logit(double x) { return std::log(x / (1 - x)); }

std::string message_of(const Matrix& P, const Labels& label) {
  try {
    require_class_probabilities(P, label);
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

}  // namespace

TEST_CASE("metrics of class probabilities against scikit-learn and the jackknife") {
  const Rows rows = rows_of_reference();
  const auto loss = class_log_loss(rows.P, rows.label),
             brier = class_brier_score(rows.P, rows.label);
  CHECK(loss.value() == doctest::Approx(k_log_loss.value).epsilon(1e-13));
  CHECK(brier.value() == doctest::Approx(k_brier.value).epsilon(1e-13));
  // The jackknife of a mean is its standard error.
  CHECK((loss.upper() - loss.lower()) / 2 / student() ==
        doctest::Approx(k_log_loss.error).epsilon(1e-8).scale(0));
  CHECK((brier.upper() - brier.lower()) / 2 / student() ==
        doctest::Approx(k_brier.error).epsilon(1e-8).scale(0));
  CHECK(loss.n() == 240);
  const auto accuracy = top_k_accuracy(rows.P, rows.label),
             two = top_k_accuracy(rows.P, rows.label, 2);
  CHECK(accuracy.value() == doctest::Approx(k_accuracy.value).epsilon(1e-14));
  CHECK(two.value() == doctest::Approx(k_top_2.value).epsilon(1e-14));
  const auto wilson = statistics::proportion_interval(196, 240);
  CHECK(accuracy.lower() == wilson.lower());
  CHECK(accuracy.upper() == wilson.upper());
  CHECK(top_k_accuracy(rows.P, rows.label, 4).value() == 1);
  const auto f1 = macro_f1(rows.P, rows.label);
  CHECK(f1.value() == doctest::Approx(k_macro_f1.value).epsilon(1e-13));
  CHECK((logit(f1.upper()) - logit(f1.lower())) / 2 / student() * f1.value() * (1 - f1.value()) ==
        doctest::Approx(k_macro_f1.error).epsilon(0.02).scale(0));
}

TEST_CASE("two classes: what the metrics of a probability say; macro F1 by hand") {
  const std::vector<double> p{0.2, 0.7, 0.9, 0.4, 0.6}, y{0, 1, 0, 1, 1};
  Matrix P(5, 2);
  Labels label;
  for (Index i = 0; i < 5; ++i) {
    P.row(i) << 1 - p[static_cast<std::size_t>(i)], p[static_cast<std::size_t>(i)];
    label.push_back(static_cast<std::int32_t>(y[static_cast<std::size_t>(i)]));
  }
  CHECK(class_brier_score(P, label).value() ==
        doctest::Approx(2 * metric_estimate(find_metric("brier_score"), p, y).value()));
  CHECK(class_log_loss(P, label).value() ==
        doctest::Approx(metric_estimate(find_metric("log_loss"), p, y).value()));
  CHECK(top_k_accuracy(P, label).value() == 0.6);
  // Class 0: 1 of predicted 2, actual 2; class 1: 2 of predicted 3, actual 3.
  CHECK(macro_f1(P, label).value() == doctest::Approx((0.5 + 2.0 / 3) / 2));
  // A third class that is neither predicted nor happens changes nothing.
  Matrix wide = Matrix::Zero(5, 3);
  wide.leftCols(2) = P;
  CHECK(macro_f1(wide, label).value() == macro_f1(P, label).value());
  CHECK(macro_f1(wide, label).upper() == macro_f1(P, label).upper());
}

TEST_CASE("class probabilities at the edges: perfect, uniform, impossible, none, ties") {
  const Labels label{0, 1, 2};
  const Matrix sure = Matrix::Identity(3, 3), even = Matrix::Constant(3, 3, 1.0 / 3);
  CHECK(class_log_loss(sure, label).value() == 0);
  CHECK_FALSE(class_log_loss(sure, label).interval());
  CHECK(class_brier_score(sure, label).value() == 0);
  CHECK(macro_f1(sure, label).value() == 1);
  CHECK_FALSE(macro_f1(sure, label).interval());
  CHECK(class_log_loss(even, label).value() == doctest::Approx(std::log(3)));
  CHECK(class_brier_score(even, label).value() == doctest::Approx(2.0 / 3));
  // Of equal probabilities the lower class stands first.
  CHECK(top_k_accuracy(even, label).value() == doctest::Approx(1.0 / 3));
  CHECK(top_k_accuracy(even, label, 2).value() == doctest::Approx(2.0 / 3));
  CHECK(macro_f1(even, label).value() == doctest::Approx(0.5 / 3));
  const Labels wrong{1, 1, 2};
  CHECK(std::isinf(class_log_loss(sure, wrong).value()));
  CHECK_FALSE(class_log_loss(sure, wrong).interval());
  CHECK(class_brier_score(sure, wrong).value() == doctest::Approx(2.0 / 3));
  CHECK(macro_f1(sure, Labels{1, 2, 0}).value() == 0);
  const Matrix nothing(0, 3);
  CHECK_FALSE(class_log_loss(nothing, {}).is_defined());
  CHECK_FALSE(class_brier_score(nothing, {}).is_defined());
  CHECK_FALSE(top_k_accuracy(nothing, {}).is_defined());
  CHECK_FALSE(macro_f1(nothing, {}).is_defined());
  CHECK_FALSE(macro_f1(sure.topRows(1), Labels{0}).interval());
}

TEST_CASE("class probabilities that are none are refused, with the row and its sum") {
  Matrix P = Matrix::Constant(4, 2, 0.5);
  const Labels label{0, 1, 0, 1};
  CHECK(message_of(P, label).empty());
  P(2, 0) = 0.50005;  // single precision and printed digits pass
  CHECK(message_of(P, label).empty());
  P(2, 0) = 0.75;
  CHECK(message_of(P, label) == "classes: row 2 sums to 1.25, but must sum to 1 within 1e-04");
  P(2, 0) = -0.5;
  CHECK(message_of(P, label).find("row 2 gives class 0 the probability -0.5") != std::string::npos);
  P(2, 0) = NAN;
  CHECK(message_of(P, label).find("row 2") != std::string::npos);
  P(2, 0) = 0.5;
  CHECK(message_of(P, Labels{0, 1, 2, 1}).find("label 2 is 2") != std::string::npos);
  CHECK_THROWS_AS(require_class_probabilities(P, Labels{0, 1}), Error);
  CHECK_THROWS_AS(require_class_probabilities(Matrix::Ones(1, 1), Labels{0}), Error);
  CHECK_THROWS_AS(top_k_accuracy(P, label, 0), Error);
  CHECK_THROWS_AS(top_k_accuracy(P, label, 3), Error);
  CHECK_THROWS_AS(class_log_loss(P, label, 1), Error);
}

// 400 tables of 300 rows of three classes with shares 60, 30 and 10 %, against 300,000 rows: binomial(400, 0.95) leaves
// [361, 394] with probability 2e-4.
TEST_CASE("coverage of the interval of macro F1") {
  const auto table = [](std::uint64_t index, Index n) {
    Rng rng(41, 1, index);
    Matrix P(n, 3);
    Labels label;
    for (Index i = 0; i < n; ++i) {
      const double u = rng.uniform();
      label.push_back(u < 0.6 ? 0 : u < 0.9 ? 1 : 2);
      for (Index k = 0; k < 3; ++k) P(i, k) = std::exp(rng.normal() + 1.5 * (k == label.back()));
      P.row(i) /= P.row(i).sum();
    }
    return macro_f1(P, label);
  };
  const double truth = table(999, 300000).value();
  int hits = 0;
  for (std::uint64_t set = 0; set < 400; ++set) hits += table(set, 300).interval()->contains(truth);
  MESSAGE("hits of 400: " << hits);
  CHECK(hits >= 361);
  CHECK(hits <= 394);
}
