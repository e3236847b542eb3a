// SPDX-License-Identifier: Apache-2.0
// What the catalogue says of a metric is so: its interval, range, direction, where it is undefined.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/metrics/calibration/smooth.h"
#include "qed/metrics/catalog.h"
#include "qed/metrics/decision/net_benefit.h"
#include "qed/metrics/decision/roc_hull.h"
#include "qed/metrics/embedding/pair_correlation.h"
#include "qed/metrics/embedding/quality.h"
#include "qed/metrics/metric_interval.h"
#include "qed/metrics/multiclass/multiclass.h"
#include "qed/metrics/probability/crps.h"
#include "qed/metrics/ranking/ranking.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/method.h"

using namespace qed;
using namespace qed::metrics;

namespace {

using statistics::Estimate;
using Values = std::vector<double>;

// A prediction of quality q sees s = q z + √(1-q²) e of what happens, z, with e noise, and trusts it as if q were
// positive: 1 is perfect, -1 sure of the contrary. Metrics of 60 rows.
constexpr double kContrary = -1;
constexpr std::uint64_t kSets = 30;
constexpr int kRows = 60;

struct Drawn {
  Values z, s;
};
Drawn drawn(double quality, std::uint64_t set) {
  Rng rng(61, 0, set);
  Drawn d;
  for (int i = 0; i < kRows; ++i) {
    d.z.push_back(rng.normal());
    d.s.push_back(quality * d.z.back() + std::sqrt(1 - quality * quality) * rng.normal());
  }
  return d;
}
double left_open(double quality) { return std::sqrt(1 - quality * quality); }

struct Pairs {
  Values f, y;
};
// z > 0 and its probability given s.
Pairs binary(double quality, std::uint64_t set) {
  const Drawn d = drawn(quality, set);
  const double trust = std::abs(quality);
  Pairs rows;
  for (std::size_t i = 0; i < d.z.size(); ++i) {
    rows.y.push_back(d.z[i] > 0);
    rows.f.push_back(trust == 1 ? static_cast<double>(d.s[i] > 0)
                                : probability::Normal().cdf(trust * d.s[i] / left_open(quality)));
  }
  return rows;
}
// e^z and its mean given s; counts are rounded up, by a half on average.
Pairs amounts(Family family, double quality, std::uint64_t set) {
  const Drawn d = drawn(quality, set);
  const double trust = std::abs(quality);
  const auto told = [&](double amount) {
    return family == Family::count ? std::ceil(amount) : amount;
  };
  const double half = family == Family::count ? 0.5 : 0;
  Pairs rows;
  for (std::size_t i = 0; i < d.z.size(); ++i) {
    rows.y.push_back(told(std::exp(d.z[i])));
    rows.f.push_back(trust == 1 ? told(std::exp(d.s[i]))
                                : std::exp(trust * d.s[i] + (1 - trust * trust) / 2) + half);
  }
  return rows;
}

// A metric that is not of means, on the rows of a set; the rows on which it is 0/0, if there are such.
struct Case {
  std::string name;
  std::function<Estimate(double quality, std::uint64_t set)> of;
  std::function<bool()> is_undefined = {};
};

Case discrimination(const char* name, const std::function<Estimate(const Pairs&)>& of,
                    bool has_value_of_one_class = false) {
  Case c{name, [of](double q, std::uint64_t set) { return of(binary(q, set)); }};
  if (!has_value_of_one_class)
    c.is_undefined = [of] { return !of({{0.2, 0.4, 0.9}, {0, 0, 0}}).is_defined(); };
  return c;
}

// Five queries of 12 rows; the four highest are relevant, k is 4.
Case ranking(const char* name, const QueryMetric& metric) {
  const auto of = [metric](double quality, std::uint64_t set) {
    const Drawn d = drawn(quality, set);
    Values relevance(kRows);
    std::vector<std::int32_t> query;
    for (std::int32_t i = 0; i < kRows; ++i) query.push_back(i / 12);
    for (auto first = d.z.begin(); first != d.z.end(); first += 12)
      for (auto row = first; row != first + 12; ++row)
        relevance[static_cast<std::size_t>(row - d.z.begin())] =
            std::count_if(first, first + 12, [&](double z) { return z > *row; }) < 4;
    return mean_over_queries(metric, d.s, relevance, query, kRows / 12).mean;
  };
  return {name, of, [metric] { return !metric(Values{3, 2, 1}, Values{0, 0, 0}); }};
}

// Three classes; with probability |q| the row's class is the one that is told (q < 0: another), else any may be.
Case classes(const char* name,
             const std::function<Estimate(MatrixView, std::span<const std::int32_t>)>& of) {
  return {name,
          [of](double quality, std::uint64_t set) {
            Rng rng(62, 0, set);
            const double trust = std::abs(quality);
            Matrix P = Matrix::Constant(kRows, 3, (1 - trust) / 3);
            std::vector<std::int32_t> label;
            for (Index i = 0; i < kRows; ++i) {
              const auto told = static_cast<std::int32_t>(rng.below(3)),
                         any = static_cast<std::int32_t>(rng.below(3)),
                         other = (told + 1 + static_cast<std::int32_t>(rng.below(2))) % 3;
              label.push_back(rng.uniform() >= trust ? any : quality > 0 ? told : other);
              P(i, told) += trust;
            }
            return of(P, label);
          },
          [of] { return !of(Matrix(0, 3), {}).is_defined(); }};
}

// z, of which N(q s, 1 - q²) is known.
Case law(const char* name,
         const std::function<double(double mu, double sigma, double y, Rng& rng)>& score,
         std::function<bool()> is_undefined) {
  return {name,
          [score](double quality, std::uint64_t set) {
            const Drawn d = drawn(quality, set);
            Rng rng(63, 0, set);
            Values scores;
            for (std::size_t i = 0; i < d.z.size(); ++i)
              scores.push_back(score(std::abs(quality) * d.s[i], left_open(quality), d.z[i], rng));
            return statistics::mean_interval(scores);
          },
          std::move(is_undefined)};
}
Values members(double mu, double sigma, Rng& rng) {
  Values m(20);
  for (double& x : m) x = mu + sigma * rng.normal();
  return m;
}
bool no_rows_have_no_mean() { return !statistics::mean_interval(Values{}).is_defined(); }

// 80 points in four groups, and a picture of them under noise.
struct Picture {
  MatrixF high, low;
  std::vector<std::int32_t> group;
};
Picture picture(double quality, std::uint64_t set) {
  constexpr float kCentres[4][2] = {{0, 0}, {4, 0}, {0, 9}, {8, 8}};
  Rng rng(64, 0, set);
  Picture p{MatrixF(80, 2), MatrixF(80, 2), {}};
  for (Index i = 0; i < 80; ++i) {
    p.group.push_back(static_cast<std::int32_t>(i % 4));
    for (Index j = 0; j < 2; ++j) {
      p.high(i, j) = kCentres[i % 4][j] + static_cast<float>(rng.normal());
      const double noise = 4 * left_open(quality) * rng.normal();
      p.low(i, j) = static_cast<float>(quality * p.high(i, j) + noise);
    }
  }
  return p;
}
Case picture_case(const char* name, Estimate PictureQuality::* of, bool of_distances = false) {
  Case c{name, [of](double quality, std::uint64_t set) {
           const Picture p = picture(quality, set);
           return picture_quality(p.high, {p.low}, {})[0].*of;
         }};
  if (of_distances)
    c.is_undefined = [of] {
      const MatrixF high = picture(1, 0).high, low = MatrixF::Zero(80, 2);
      return !(picture_quality(high, {low}, {})[0].*of).is_defined();
    };
  return c;
}

Estimate without(double value) {
  return Estimate::without_interval(value, "the value alone is asked");
}

std::vector<Case> cases() {
  const auto benefit = [](const Pairs& rows) {
    return net_benefit_curve(rows.f, rows.y, Values{0.5})[0].standardised;
  };
  const auto delong = [](const Pairs& rows) {
    const std::vector<std::uint8_t> label(rows.y.begin(), rows.y.end());
    auto scores = statistics::split_by_label(rows.f, label);
    return statistics::delong_auc(scores);
  };
  const auto ensemble = [](double mu, double sigma, double y, Rng& rng) {
    return ensemble_crps(members(mu, sigma, rng), y);
  };
  const auto fair = [](double mu, double sigma, double y, Rng& rng) {
    return *fair_crps(members(mu, sigma, rng), y);
  };
  const auto quantiles = [](double mu, double sigma, double y, Rng&) {
    const Values levels{0.1, 0.3, 0.5, 0.7, 0.9};
    Values at;
    for (const double tau : levels) at.push_back(mu + sigma * probability::Normal().quantile(tau));
    return quantile_crps(levels, at, y);
  };
  const auto smooth = [](double quality, std::uint64_t set) {
    // Every row is as far on the way from the wrong answer to the right one.
    Pairs rows = binary(1, set);
    const double way = (1 + quality) / 2;
    for (double& p : rows.f) p = way * p + (1 - way) * (1 - p);
    return without(smooth_calibration(rows.f, rows.y).error);
  };
  const auto layout = [](double quality, std::uint64_t set) {
    const Picture p = picture(quality, set);
    return layout_correlation(p.high, p.low, p.group);
  };
  const auto two_groups = [] {
    Picture p = picture(1, 0);
    for (std::int32_t& g : p.group) g /= 2;
    return !layout_correlation(p.high, p.low, p.group).is_defined();
  };
  return {discrimination("standardised_net_benefit", benefit),
          {"smooth_calibration_error", smooth},
          discrimination("auc", delong),
          discrimination(
              "hull_area", [](const Pairs& r) { return without(hull_area(roc_hull(r.f, r.y))); },
              true),  // one class has no curve: an error
          discrimination("h_measure", [](const Pairs& r) { return h_measure_estimate(r.f, r.y); }),
          classes("class_log_loss", [](auto P, auto y) { return class_log_loss(P, y); }),
          classes("class_brier_score", [](auto P, auto y) { return class_brier_score(P, y); }),
          classes("top_k_accuracy", [](auto P, auto y) { return top_k_accuracy(P, y); }),
          classes("macro_f1", [](auto P, auto y) { return macro_f1(P, y); }),
          law("ensemble_crps", ensemble, no_rows_have_no_mean),
          law("fair_crps", fair, [] { return !fair_crps(Values{1}, 2); }),
          law(
              "normal_crps",
              [](double mu, double sigma, double y, Rng&) { return normal_crps(mu, sigma, y); },
              no_rows_have_no_mean),
          law("quantile_crps", quantiles, no_rows_have_no_mean),
          ranking("average_precision", [](auto s, auto r) { return average_precision(s, r); }),
          ranking("precision_at_k", [](auto s, auto r) { return precision_at_k(s, r, 4); }),
          ranking("recall_at_k", [](auto s, auto r) { return recall_at_k(s, r, 4); }),
          ranking("ndcg", [](auto s, auto r) { return ndcg(s, r); }),
          ranking("reciprocal_rank", [](auto s, auto r) { return reciprocal_rank(s, r); }),
          picture_case("auc_rnx", &PictureQuality::auc_rnx),
          picture_case("knn_recall", &PictureQuality::knn_recall),
          picture_case("trustworthiness", &PictureQuality::trustworthiness),
          picture_case("continuity", &PictureQuality::continuity),
          picture_case("distance_correlation", &PictureQuality::distance_correlation, true),
          {"layout_correlation", layout, two_groups}};
}

// The metrics of means, which say themselves what they are of.
std::vector<const Metric*> means() {
  std::vector<const Metric*> list;
  for (const auto& family : {classification_metrics(), probability_metrics(), regression_metrics(),
                             quantile_metrics(), count_metrics()})
    for (const Metric& metric : family) list.push_back(&metric);
  return list;
}

std::vector<Case> all_cases() {
  std::vector<Case> list = cases();
  for (const Metric* metric : means())
    list.push_back({std::string(metric->name), [metric](double quality, std::uint64_t set) {
                      const bool labels = metric->family == Family::classification ||
                                          metric->family == Family::probability;
                      const Pairs rows =
                          labels ? binary(quality, set) : amounts(metric->family, quality, set);
                      return metric_estimate(*metric, rows.f, rows.y);
                    }});
  return list;
}

double mean_value(const Case& c, double quality) {
  double sum = 0;
  for (std::uint64_t set = 0; set < kSets; ++set) sum += c.of(quality, set).value();
  return sum / kSets;
}
// Larger is better.
double good(const MetricCard& card, double value) {
  return card.direction == Direction::lower_is_better ? -value : value;
}

}  // namespace

TEST_CASE("the catalogue of metrics: names once, every word there, every reference known") {
  std::ifstream file(std::filesystem::path(QED_SOURCE_DIR) / "docs" / "refs.bib");
  const std::string bib{std::istreambuf_iterator<char>(file), {}};
  std::set<std::string_view> names;
  for (const MetricCard& card : all_metrics()) {
    CAPTURE(card.name);
    CHECK(names.insert(card.name).second);
    CHECK(&find_card(card.name) == &card);
    CHECK_FALSE(card.summary.empty());
    CHECK_FALSE(card.formula.empty());
    if (!card.ref.empty()) CHECK(bib.find("{" + std::string(card.ref) + ",") != std::string::npos);
    CHECK(card.lower < card.upper);
    if (card.strictly) CHECK(card.elicits != Elicits::nothing);
    CHECK_FALSE(card.units.empty());
  }
  const auto all = all_metrics();
  CHECK(std::ranges::is_sorted(all, {}, &MetricCard::family));
  CHECK(all.size() == means().size() + cases().size());
  for (const Case& c : all_cases()) CHECK(names.contains(c.name));
}

TEST_CASE(
    "a metric that is not there is told the nearest of all; one that is not of means what it is "
    "of") {
  CHECK_THROWS_WITH_AS(find_card("ndgc"), "there is no metric \"ndgc\"", Error);
  try {
    find_card("trustworthyness");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.hint() == "did you mean \"trustworthiness\"?");
  }
  CHECK_THROWS_WITH_AS(find_metric("ndcg"), doctest::Contains("the order of a query's rows"),
                       Error);
  for (const Metric* metric : means()) CHECK(&find_metric(metric->name) == metric);
  for (const Case& c : cases()) CHECK_THROWS_AS(find_metric(c.name), Error);
}

TEST_CASE(
    "every metric's interval is of the catalogue of intervals and is what is made, or says why "
    "not") {
  const std::vector<std::pair<std::string_view, std::string_view>> kMade{
      {"wilson", "Wilson"},
      {"student_t", "Student's t"},
      {"delta", "delta method"},
      {"delong", "DeLong"}};
  for (const Case& c : all_cases()) {
    CAPTURE(c.name);
    const MetricCard& card = find_card(c.name);
    const auto interval = c.of(0.6, 0).interval();
    if (card.interval.empty()) {
      CHECK_FALSE(card.remark.empty());
      for (const auto& [name, made] : kMade)
        CHECK_FALSE((interval && interval->method.starts_with(made)));
      continue;
    }
    CHECK(statistics::find_method(card.interval).name == card.interval);
    const auto said = std::ranges::find(kMade, card.interval,
                                        &std::pair<std::string_view, std::string_view>::first);
    REQUIRE(said != kMade.end());
    REQUIRE(interval);
    CHECK(interval->method.starts_with(said->second));
  }
}

TEST_CASE("every metric stays in its range, and a better prediction scores better") {
  for (const Case& c : all_cases()) {
    CAPTURE(c.name);
    const MetricCard& card = find_card(c.name);
    double last = 0;
    for (const double quality : {kContrary, 0.3, 0.6, 0.9, 1.0}) {
      CAPTURE(quality);
      for (std::uint64_t set = 0; set < kSets; ++set) {
        const double value = c.of(quality, set).value();
        CHECK(value >= card.lower);
        CHECK(value <= card.upper);
      }
      const double now = good(card, mean_value(c, quality));
      // A mirrored picture is as good as any: there the contrary is no worst case.
      const bool compared = card.direction != Direction::neither &&
                            (card.family != Family::embedding || quality > 0.3);
      if (compared && quality != kContrary) CHECK(now > last);
      last = now;
    }
  }
}

// Ends that no prediction of these rows reaches: all would have to be ones (a share of ones is the most net benefit,
// residuals of both signs cancel under a wide kernel); relevant rows have some rank; kappa's end needs equal classes.
TEST_CASE(
    "the ends of a metric's range are the values of a perfect prediction and of its contrary") {
  const std::set<std::string_view> kNoBest{"net_benefit"},
      kNoWorst{"smooth_calibration_error", "cohen_kappa", "average_precision", "ndcg",
               "reciprocal_rank"};
  for (const Case& c : all_cases()) {
    CAPTURE(c.name);
    const MetricCard& card = find_card(c.name);
    if (card.direction == Direction::neither) continue;
    const bool falls = card.direction == Direction::lower_is_better;
    const double best = falls ? card.lower : card.upper, worst = falls ? card.upper : card.lower;
    if (std::isfinite(best) && !kNoBest.contains(c.name))
      CHECK(mean_value(c, 1) == doctest::Approx(best).epsilon(1e-6));
    if (std::isfinite(worst) && card.family != Family::embedding && !kNoWorst.contains(c.name))
      CHECK(mean_value(c, kContrary) == doctest::Approx(worst).epsilon(1e-6));
  }
}

TEST_CASE("undefined is never a number: metrics that are not of means") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    if (c.is_undefined) CHECK(c.is_undefined());
  }
}

TEST_CASE("undefined is never a number: metrics of means, of rows that are all the same") {
  const std::set<std::string_view> kOfBoth{
      "balanced_accuracy", "matthews_correlation", "informedness", "r2",
      "brier_skill",       "log_loss_skill",       "d2_poisson"};
  for (const double f : {0.2, 0.8})
    for (const double y : {0.0, 1.0})
      for (const Metric* metric : means()) {
        const std::string_view name = metric->name;
        CAPTURE(name);
        CAPTURE(f);
        CAPTURE(y);
        const bool yes = f > 0.5;
        const bool undefined = kOfBoth.contains(name) || (name == "recall" && y == 0) ||
                               (name == "specificity" && y == 1) || (name == "precision" && !yes) ||
                               (name == "negative_predictive_value" && yes) ||
                               (name == "f1" && !yes && y == 0) ||
                               (name == "cohen_kappa" && yes == (y == 1)) ||
                               (name == "mean_absolute_percentage_error" && y == 0) ||
                               (name == "mean_gamma_deviance" && y == 0);
        const Estimate e = metric_estimate(*metric, Values(5, f), Values(5, y));
        CHECK(e.is_defined() == !undefined);
        if (e.is_defined()) CHECK_FALSE(std::isnan(e.value()));
        if (!e.is_defined()) CHECK_FALSE(e.reason().empty());
        CHECK_FALSE(metric_estimate(*metric, {}, {}).is_defined());
      }
}
