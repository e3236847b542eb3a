// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/metrics/catalog.h"
#include "qed/metrics/decision/net_benefit.h"
#include "qed/metrics/decision/roc_hull.h"
#include "qed/metrics/metric_interval.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"

namespace {

using namespace qed;
using namespace qed::metrics;
using Values = std::vector<double>;

#include "../../../tests/reference/metrics/decision.inc"

// The rows of decision.py.
struct Rows {
  Values label, rare, score, tied, strong;
};
Rows rows_of_reference() {
  Rows rows;
  for (int i = 0; i < 200; ++i) {
    const double score = ((i * 37 + 11) % 101 + 0.5) / 101;
    const double label = (i * 53 + 7) % 97 / 97.0 < 0.2 + 0.6 * score;
    rows.label.push_back(label);
    rows.rare.push_back(i % 3 == 0 ? label : 0);
    rows.score.push_back(score);
    rows.tied.push_back(std::floor(score * 8) / 8);
    rows.strong.push_back(0.3 * score + 0.7 * (label * 0.4 + (i * 61 + 3) % 103 / 172.0));
  }
  return rows;
}

double width_in_errors(const statistics::Estimate& e, double n) {
  return (e.upper() - e.lower()) / 2 / probability::StudentT(n - 1).upper_quantile(0.025);
}

// Columns `cancer` and `cancerpredmarker` of the table; empty where there is no such file.
struct Cancer {
  Values label, probability;
};
Cancer cancer_rows() {
  const char* folder = std::getenv("QED_DATA");
  const std::filesystem::path data =
      folder ? std::filesystem::path(folder)
             : std::filesystem::path(QED_SOURCE_DIR) / ".." / "shared" / "data";
  std::ifstream file(data / "q2" / "dcurves_df_binary.csv");
  Cancer rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::istringstream cut(line);
    for (std::string cell; std::getline(cut, cell, ',');) cells.push_back(cell);
    rows.label.push_back(cells.at(1) == "True");
    rows.probability.push_back(std::stod(cells.at(7)));
  }
  return rows;
}

}  // namespace

TEST_CASE(
    "H-measure against the package hmeasure and quadrature; its error against the jackknife") {
  const Rows rows = rows_of_reference();
  const std::pair<const Values*, const Values*> cases[] = {{&rows.score, &rows.label},
                                                           {&rows.tied, &rows.label},
                                                           {&rows.strong, &rows.label},
                                                           {&rows.strong, &rows.rare}};
  std::size_t at = 0;
  for (const auto& [score, label] : cases) {
    CAPTURE(at);
    const KnownH& known = kH[at++];
    const double h = *h_measure(*score, *label);
    CHECK(h == doctest::Approx(known.value).epsilon(1e-12));
    CHECK(h == doctest::Approx(known.quadrature).epsilon(1e-6));  // midpoints of 200,000 costs
    CHECK(*h_measure(*score, *label, CostPrior{2, 3}) ==
          doctest::Approx(known.severity).epsilon(1e-12));
    const auto e = h_measure_estimate(*score, *label);
    CHECK(e.value() == h);
    CHECK(e.n() == 200);
    REQUIRE(e.interval());
    // On the logit scale, where the interval is symmetric; the jackknife also moves thresholds.
    const auto logit = [](double x) { return std::log(x / (1 - x)); };
    const double error = (logit(e.upper()) - logit(e.lower())) / 2 /
                         probability::StudentT(199).upper_quantile(0.025) * h * (1 - h);
    CHECK(error ==
          doctest::Approx(known.influence).epsilon(2e-3).scale(0));  // slopes on a grid of costs
    CHECK(error == doctest::Approx(known.error).epsilon(0.12).scale(0));
  }
}

TEST_CASE("the hull of the ROC curve: by hand, above the curve, edges that fall in slope") {
  // By falling score 1 | 0 1 | 0: the dent between is cut off.
  const Values score{4, 3, 2, 1}, label{1, 0, 1, 0};
  const auto hull = roc_hull(score, label);
  REQUIRE(hull.size() == 4);
  CHECK(hull[0].threshold > 1e300);
  CHECK(hull[1].true_positive_rate == 0.5);
  CHECK(hull[1].false_positive_rate == 0);
  CHECK(hull[1].threshold == 4);
  CHECK(hull[2].true_positive_rate == 1);
  CHECK(hull[2].false_positive_rate == 0.5);
  CHECK(hull[2].threshold == 2);
  CHECK(hull_area(hull) == 0.875);
  const Rows rows = rows_of_reference();
  const auto large = roc_hull(rows.score, rows.label);
  double zeros = 0, ones = 0, last_rise = 0, last_run = 0;
  for (const double y : rows.label) (y == 1 ? ones : zeros) += 1;
  for (std::size_t k = 1; k < large.size(); ++k) {
    const double rise = large[k].true_positive_rate - large[k - 1].true_positive_rate,
                 run = large[k].false_positive_rate - large[k - 1].false_positive_rate;
    if (k > 1) CHECK(rise * last_run < last_rise * run);
    last_rise = rise, last_run = run;
    // A vertex is a point of the curve; no point is above the edge.
    for (const double t : rows.score) {
      double hits = 0, alarms = 0;
      for (std::size_t i = 0; i < 200; ++i)
        if (rows.score[i] >= t) (rows.label[i] == 1 ? hits : alarms) += 1;
      CHECK((hits / ones - large[k].true_positive_rate) * run <=
            (alarms / zeros - large[k].false_positive_rate) * rise + 1e-12);
      if (t == large[k].threshold) CHECK(hits / ones == large[k].true_positive_rate);
    }
  }
  CHECK(large.back().true_positive_rate == 1);
  CHECK(large.back().false_positive_rate == 1);
}

TEST_CASE("H-measure at its ends, undefined and refused") {
  const Values y{0, 0, 1, 1}, apart{1, 2, 3, 4}, same(4, 1.0), turned{4, 3, 2, 1}, one(4, 1.0);
  CHECK(*h_measure(apart, y) == 1);
  CHECK(*h_measure(same, y) == doctest::Approx(0).epsilon(1e-12));
  CHECK(*h_measure(turned, y) == doctest::Approx(0).epsilon(1e-12));
  CHECK_FALSE(h_measure(apart, one));
  CHECK_FALSE(h_measure({}, {}));
  CHECK_FALSE(h_measure_estimate(apart, y).interval());
  CHECK_FALSE(h_measure_estimate(same, y).interval());
  CHECK_FALSE(h_measure_estimate(apart, one).is_defined());
  CHECK(class_share_prior(0.25).a == 1.25);
  CHECK(class_share_prior(0.25).b == 1.75);
  CHECK_THROWS_AS(class_share_prior(2), Error);
  CHECK_THROWS_AS(h_measure(apart, Values{0, 1}), Error);
  CHECK_THROWS_AS(h_measure(apart, Values{0, 1, 2, 0}), Error);
  CHECK_THROWS_AS(h_measure(Values{NAN, 1, 2, 3}, y), Error);
  CHECK_THROWS_AS(h_measure(apart, y, CostPrior{0, 1}), Error);
  CHECK_THROWS_AS(roc_hull(apart, one), Error);
}

// 300 tables of 1000 rows against the value of 400,000 rows. Held thresholds flatter the score: the coverage is near
// 0.88, as the header says, and binomial(300, 0.88) leaves [241, 284] with probability 2e-4.
TEST_CASE("coverage of the H-measure's interval" * doctest::test_suite("long")) {
  const auto table = [](std::uint64_t index, int n) {
    Rng rng(31, 1, index);
    Values score, label;
    for (int i = 0; i < n; ++i) {
      label.push_back(rng.uniform() < 0.3);
      score.push_back(rng.normal() + 1.2 * label.back());
    }
    return h_measure_estimate(score, label);
  };
  const double truth = table(999, 400000).value();
  int hits = 0;
  double mean = 0;
  for (std::uint64_t set = 0; set < 300; ++set) {
    const auto e = table(set, 1000);
    hits += e.interval()->contains(truth);
    mean += e.value() / 300;
  }
  MESSAGE("hits of 300: " << hits << ", truth " << truth << ", mean " << mean);
  CHECK(hits >= 241);
  CHECK(hits <= 284);
}

TEST_CASE("net benefit against dcurves; its errors against the jackknife") {
  const Rows rows = rows_of_reference();
  Values thresholds;
  for (const KnownBenefit& known : kBenefit) thresholds.push_back(known.threshold);
  const auto curve = net_benefit_curve(rows.score, rows.label, thresholds);
  double share = 0;
  for (const double y : rows.label) share += y / 200;
  for (std::size_t k = 0; k < curve.size(); ++k) {
    const KnownBenefit& known = kBenefit[k];
    CAPTURE(known.threshold);
    const NetBenefit& b = curve[k];
    CHECK(b.threshold == known.threshold);
    CHECK(b.model.value() == doctest::Approx(known.model).epsilon(1e-12));
    CHECK(b.treat_all.value() == doctest::Approx(known.all).epsilon(1e-12));
    CHECK(b.over_all.value() == doctest::Approx(known.model - known.all).epsilon(1e-11));
    CHECK(b.standardised.value() == doctest::Approx(known.model / share).epsilon(1e-12));
    CHECK(width_in_errors(b.model, 200) ==
          doctest::Approx(known.model_error).epsilon(1e-8).scale(0));
    CHECK(width_in_errors(b.over_all, 200) ==
          doctest::Approx(known.over_all_error).epsilon(1e-8).scale(0));
    // A ratio: the delta method is the jackknife to first order.
    CHECK(width_in_errors(b.standardised, 200) ==
          doctest::Approx(known.standardised_error).epsilon(0.02).scale(0));
    MetricSettings settings;
    settings.threshold = known.threshold;
    CHECK(b.model.value() ==
          doctest::Approx(
              metric_estimate(find_metric("net_benefit"), rows.score, rows.label, settings).value())
              .epsilon(1e-12));
  }
}

TEST_CASE("net benefit of the data that comes with dcurves") {
  const Cancer rows = cancer_rows();
  if (rows.label.empty()) {
    MESSAGE(
        "SKIPPED: q2/dcurves_df_binary.csv not found; set QED_DATA to the folder of the test data");
    return;
  }
  REQUIRE(rows.label.size() == 750);
  Values thresholds;
  for (const KnownCancer& known : kCancer) thresholds.push_back(known.threshold);
  const auto curve = net_benefit_curve(rows.probability, rows.label, thresholds);
  for (std::size_t k = 0; k < curve.size(); ++k) {
    CAPTURE(thresholds[k]);
    CHECK(curve[k].model.value() == doctest::Approx(kCancer[k].model).epsilon(1e-12));
    CHECK(curve[k].treat_all.value() == doctest::Approx(kCancer[k].all).epsilon(1e-12));
    CHECK(curve[k].model.n() == 750);
  }
}

TEST_CASE("net benefit at the edges: perfect, nobody treated, everybody treated, refused") {
  const Values y{0, 1, 1, 0, 1}, sure{0, 1, 1, 0, 1}, none(5, 0.0), low(5, 0.1);
  const Values thresholds{0, 0.3, 0.9};
  for (const NetBenefit& b : net_benefit_curve(sure, y, thresholds)) {
    CAPTURE(b.threshold);
    CHECK(b.model.value() == doctest::Approx(0.6));
    CHECK(b.standardised.value() == doctest::Approx(1));
  }
  CHECK(net_benefit_curve(low, y, thresholds)[1].model.value() == 0);
  CHECK_FALSE(net_benefit_curve(low, y, thresholds)[1].model.interval());
  CHECK(net_benefit_curve(low, y, Values{0.05})[0].over_all.value() == 0);
  CHECK_FALSE(net_benefit_curve(low, y, Values{0.05})[0].over_all.interval());
  CHECK_FALSE(net_benefit_curve(low, none, Values{0.05})[0].standardised.is_defined());
  CHECK_FALSE(net_benefit_curve(Values{0.3}, Values{1}, Values{0.1})[0].model.interval());
  CHECK_THROWS_AS(net_benefit_curve({}, {}, thresholds), Error);
  CHECK_THROWS_AS(net_benefit_curve(low, Values{1}, thresholds), Error);
  CHECK_THROWS_AS(net_benefit_curve(low, Values{0, 1, 2, 0, 1}, thresholds), Error);
  CHECK_THROWS_AS(net_benefit_curve(Values{2}, Values{1}, thresholds), Error);
  CHECK_THROWS_AS(net_benefit_curve(low, y, Values{1}), Error);
}

// 500 tables of 300 rows: binomial(500, 0.95) leaves [454, 491] with probability 4e-4 for each of three intervals; the
// ratio and skewed means of few false alarms may lose 1 %.
TEST_CASE(
    "coverage of net benefit, of its difference from treating all, of its share of the most") {
  const double t = 0.4, w = t / (1 - t);
  // Labels of uniform p that are reported as they are: E NB = ∫_t^1 p - (1 - p) w dp, all: 1/2 - w/2.
  const double truth = (1 - t * t) / 2 - w * (1 - t) * (1 - t) / 2, all = 0.5 - 0.5 * w;
  int model = 0, over = 0, standardised = 0;
  for (std::uint64_t set = 0; set < 500; ++set) {
    Rng rng(33, 1, set);
    Values p, y;
    for (int i = 0; i < 300; ++i) {
      p.push_back(rng.uniform());
      y.push_back(rng.uniform() < p.back());
    }
    const NetBenefit b = net_benefit_curve(p, y, Values{t})[0];
    model += b.model.interval()->contains(truth);
    over += b.over_all.interval()->contains(truth - all);
    standardised += b.standardised.interval()->contains(truth / 0.5);
  }
  MESSAGE("hits of 500: " << model << " " << over << " " << standardised);
  for (const int hits : {model, over, standardised}) {
    CHECK(hits >= 454);
    CHECK(hits <= 491);
  }
}
