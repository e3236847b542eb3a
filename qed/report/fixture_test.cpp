// SPDX-License-Identifier: Apache-2.0
#include "qed/report/fixture_test.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/base/random.h"

namespace qed::report {

using namespace evidence;
using statistics::Interval;
using Number = statistics::Estimate;

namespace {

constexpr const char* kBootstrap = "bootstrap over landmarks, 1999 replicates";

Estimate measured(Header head, double value, double half_width, const char* unit = "") {
  return {std::move(head),
          Number(value, Interval{value - half_width, value + half_width, 0.95, kBootstrap})
              .with_n(2000)
              .with_unit(unit)};
}

void which_picture(std::vector<Evidence>& out) {
  const std::string section = "Which picture";
  const auto add = [&](const char* id, const char* claim, Supports supports, double value,
                       double half) {
    out.push_back(measured({id, claim, supports, "Lee2015", section}, value, half));
  };
  add("auc_rnx.tsne", "t-SNE keeps neighbourhoods of all sizes better", Supports::yes, 0.471,
      0.006);
  add("auc_rnx.pca", "than PCA does", Supports::neither, 0.298, 0.007);
  add("auc_rnx.gap", "The difference, on the same landmarks", Supports::yes, 0.173, 0.008);
  std::get<Estimate>(out.back()).scale = Scale{-0.3, 0.3, {{0, "equal"}, {0.05, "visible"}}};
  add("knn_recall.tsne",
      "{knn_recall.tsne:percent} of each customer's 15 nearest stay near in the t-SNE map",
      Supports::yes, 0.412, 0.007);
  add("knn_recall.pca", "and {knn_recall.pca:percent} in the first two principal components",
      Supports::neither, 0.118, 0.005);
  add("trustworthiness.tsne", "Neighbours in the t-SNE map are neighbours in the data",
      Supports::yes, 0.962, 0.002);
  add("trustworthiness.pca", "the same for PCA", Supports::neither, 0.861, 0.004);
  add("distance_correlation.tsne", "Distances between islands follow the data's", Supports::no,
      0.44, 0.03);
  add("distance_correlation.pca", "the same for PCA", Supports::neither, 0.83, 0.01);
  Curve curve{{"rnx_curves", "Neighbours kept beyond chance, by size of the neighbourhood",
               Supports::yes, "Lee2015", section},
              "neighbours",
              "R_NX",
              true,
              false,
              {}};
  for (const bool tsne : {true, false}) {
    Series series{tsne ? "t-SNE" : "PCA", {}, {}, {}, {}};
    for (double k = 1; k <= 2000; k *= 1.3) {
      const double t = std::log(k) / std::log(2000.0);
      const double y =
          tsne ? 0.42 + 0.25 * t - 0.45 * t * t * t : 0.06 + 0.55 * t - 0.1 * t * t * t;
      series.x.push_back(std::floor(k));
      series.y.push_back(y);
      series.lower.push_back(y - 0.02);
      series.upper.push_back(y + 0.02);
    }
    curve.series.push_back(std::move(series));
  }
  out.push_back(std::move(curve));
}

std::vector<double> null_values(double centre, double spread, std::uint64_t stream) {
  Rng rng(1, stream);
  std::vector<double> values(99);
  for (double& value : values) value = centre + spread * rng.normal();
  return values;
}

void structure(std::vector<Evidence>& out) {
  const std::string section = "Is there structure at all";
  Test test{{"structure_beyond_covariance",
             "The data hold structure that their covariance does not explain", Supports::yes, "",
             section},
            "99 Gaussian copulas with the same columns and correlations",
            "gap in area",
            0.173,
            0.01,
            0.05,
            0.00995,
            99,
            null_values(0.021, 0.004, 1)};
  out.push_back(std::move(test));
  out.push_back(measured({"variance_explained.pca2",
                          "Two principal components explain {variance_explained.pca2:percent} "
                          "of the variance",
                          Supports::no, "", section},
                         0.334, 0.006));
  out.push_back(Estimate{
      {"signal_dimension.parallel_analysis", "Components above the noise, by parallel analysis",
       Supports::neither, "Horn1965", section},
      Number::without_interval(5, "a count from one permutation quantile").with_n(7043)});
  out.push_back(measured(
      {"intrinsic_dimension.twonn", "Intrinsic dimension", Supports::neither, "Facco2017", section},
      7.3, 0.22));
}

void clusters(std::vector<Evidence>& out) {
  const std::string section = "Are there clusters";
  out.push_back(
      Test{{"clusterability.dip_distances", "Distances between customers have more than one mode",
            Supports::yes, "Hartigan1985", section},
           "the least favourable unimodal distribution",
           "dip",
           0.0281,
           0.00004,
           0.05,
           0,
           0,
           {}});
  out.push_back(
      Test{{"clusterability.dip_pc1", "The first principal component alone does not show them",
            Supports::neither, "Hartigan1985", section},
           "the least favourable unimodal distribution",
           "dip",
           0.0062,
           0.31,
           0.05,
           0.046,
           99,
           null_values(0.0065, 0.0015, 2)});
  out.push_back(Estimate{{"cluster_count", "Clusters that come back in resampled data",
                          Supports::yes, "Hennig2007", section},
                         Number(3, Interval{3, 3, 0.95, "share of 100 resamples"}).with_n(7043)});
  out.push_back(Table{
      {"cluster_stability", "Every cluster comes back in most resamples (Jaccard at least 0.75)",
       Supports::yes, "Hennig2007", section},
      {"cluster", "customers", "share", "Jaccard", "typical"},
      {{std::int64_t{1}, std::int64_t{3110}, 0.4416, Ranged{0.94, 0.91, 0.97},
        std::string("month-to-month, fiber optic")},
       {std::int64_t{2}, std::int64_t{2407}, 0.3418, Ranged{0.91, 0.87, 0.95},
        std::string("two-year contract, streaming")},
       {std::int64_t{3}, std::int64_t{1526}, 0.2167, Ranged{0.99, 0.98, 1.0},
        std::string("no internet service")}}});
}

Points picture(std::size_t n, bool tsne) {
  Points points;
  points.dims = 2;
  points.section = "The pictures";
  points.supports = tsne ? Supports::yes : Supports::neither;
  points.id = tsne ? "map.tsne" : "map.pca";
  points.title = tsne ? "t-SNE, perplexity 30" : "PCA, components 1 and 2";
  points.claim = tsne ? "Each customer by t-SNE (perplexity 30)"
                      : "Each customer on the first two principal components";
  constexpr double kCentres[3][2] = {{-18, 4}, {14, 16}, {9, -19}};
  for (std::size_t i = 0; i < n; ++i) {
    Rng rng(7, 1, i);
    const std::size_t cluster = rng.uniform() < 0.44 ? 0 : rng.uniform() < 0.61 ? 1 : 2;
    const double radius = (tsne ? 11.0 : 2.2) * std::sqrt(rng.uniform()),
                 angle = 6.283185307 * rng.uniform();
    const double shrink = tsne ? 1 : 0.14, ripple = tsne ? 2.2 * std::sin(5 * angle) : 0;
    points.coordinates.push_back(
        static_cast<float>(shrink * kCentres[cluster][0] + (radius + ripple) * std::cos(angle)));
    points.coordinates.push_back(static_cast<float>(shrink * kCentres[cluster][1] +
                                                    0.8 * (radius + ripple) * std::sin(angle)));
  }
  return points;
}

// Neighbours on the t-SNE map stand in for the true ones: exact for few points, the rows around for
// many.
void add_neighbours(Points& points) {
  const std::size_t n = points.size();
  points.k = n > 10 ? 10 : static_cast<int>(n) - 1;
  const auto square = [&](std::size_t i, std::size_t j) {
    const float dx = points.coordinates[2 * i] - points.coordinates[2 * j];
    const float dy = points.coordinates[2 * i + 1] - points.coordinates[2 * j + 1];
    return dx * dx + dy * dy;
  };
  std::vector<std::int32_t> order(n);
  for (std::size_t i = 0; i < n; ++i) {
    order.clear();
    const std::size_t reach = n <= 2000 ? n : 60;
    for (std::size_t step = 1; step < reach; ++step)
      order.push_back(static_cast<std::int32_t>((i + step) % n));
    const auto k = static_cast<std::ptrdiff_t>(points.k);
    std::partial_sort(
        order.begin(), order.begin() + k, order.end(), [&](std::int32_t a, std::int32_t b) {
          return square(i, static_cast<std::size_t>(a)) < square(i, static_cast<std::size_t>(b));
        });
    points.neighbours.insert(points.neighbours.end(), order.begin(), order.begin() + k);
  }
}

void add_attributes(Points& points) {
  const std::size_t n = points.size();
  Attribute churn{"Churn", {"No", "Yes"}, {}, {}},
      contract{"Contract", {"Month-to-month", "One year", "Two year"}, {}, {}};
  Attribute charges{"MonthlyCharges", {}, {}, {}}, tenure{"tenure", {}, {}, {}};
  Attribute region{"region", {}, {}, {}};
  for (int level = 0; level < 17; ++level)
    region.levels.push_back("region " + std::to_string(level + 1));
  for (std::size_t i = 0; i < n; ++i) {
    Rng rng(7, 2, i);
    const float x = points.coordinates[2 * i], y = points.coordinates[2 * i + 1];
    churn.codes.push_back(rng.uniform() < (x < 0 ? 0.45 : 0.1) ? 1 : 0);
    contract.codes.push_back(i % 97 == 5 ? -1 : x < -6 ? 0 : y > 10 ? 2 : 1);
    charges.values.push_back(
        std::round(100 * (65 - 1.4f * x + static_cast<float>(rng.normal()) * 6)) / 100);
    tenure.values.push_back(i % 89 == 3 ? std::numeric_limits<float>::quiet_NaN()
                                        : std::floor(36 + 1.5f * y));
    region.codes.push_back(static_cast<std::int32_t>(rng.below(17)));
    points.reliability.push_back(
        static_cast<float>(std::clamp(0.55 + 0.15 * rng.normal(), 0.0, 1.0)));
  }
  points.attributes = {churn, contract, charges, tenure, region};
}

void pictures(std::vector<Evidence>& out, std::size_t n) {
  Points tsne = picture(n, true), pca = picture(n, false);
  add_neighbours(tsne);
  add_attributes(tsne);
  tsne.caution = "Distances between islands and their sizes are not data.";
  pca.same_points_as = "map.tsne";
  Points tight = picture(n, true);
  tight.id = "map.tsne_exaggerated", tight.title = "t-SNE, exaggeration 4";
  tight.claim = "The same with exaggeration 4: tighter islands";
  tight.supports = Supports::neither, tight.same_points_as = "map.tsne";
  for (std::size_t i = 0; i < 2 * n; ++i)  // half of the way to the islands' middles
    tight.coordinates[i] = (tight.coordinates[i] + 12 * std::round(tight.coordinates[i] / 12)) / 2;
  Points placed = picture(12, true);
  placed.id = "map.placed", placed.title = "New rows", placed.supports = Supports::neither;
  placed.claim = "Twelve new customers, placed among their neighbours";
  placed.placed_on = "map.tsne";
  for (float& c : placed.coordinates) c *= 1.1f;
  placed.k = 2;
  for (std::size_t i = 0; i < placed.size(); ++i)
    placed.neighbours.insert(placed.neighbours.end(),
                             {static_cast<int>(i), static_cast<int>(n - 1)});
  placed.attributes = {{"far from every row", {"no", "yes"}, {}, {}},
                       {"distance to the nearest row", {}, {}, {}},
                       {"Contract", {"Month-to-month", "Two year"}, {}, {}},
                       {"tenure", {}, {}, {}}};
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const auto row = static_cast<std::int32_t>(i);
    placed.attributes[0].codes.push_back(row == 3 ? 1 : 0);
    placed.attributes[1].values.push_back(0.25f * static_cast<float>(i + 1));
    placed.attributes[2].codes.push_back(row == 5 ? -1 : row % 2);
    placed.attributes[3].values.push_back(static_cast<float>(2 * i));
  }
  out.push_back(std::move(tsne));
  out.push_back(std::move(pca));
  out.push_back(std::move(tight));
  out.push_back(std::move(placed));
}

void numerics(std::vector<Evidence>& out) {
  const std::string section = "Did the computation work";
  out.push_back(Certificate{
      {"tsne.gradient", "The gradient is small against the forces", Supports::yes, "", section},
      3.2e-5,
      Certificate::Relation::at_most,
      1e-3});
  Trace trace{{"tsne.termination", "t-SNE settled", Supports::yes, "vanDerMaaten2008", section},
              "iteration",
              {{"KL divergence", {}, {}, {}, {}}},
              "gradient_small"};
  for (int step = 0; step <= 1000; step += 25) {
    trace.series[0].x.push_back(step);
    trace.series[0].y.push_back(1.21 + 2.4 * std::exp(-step / 130.0));
  }
  out.push_back(std::move(trace));
}

}  // namespace

Answer map_answer(std::size_t points) {
  Answer answer;
  answer.question = "map";
  answer.verdict = {
      "Is t-SNE worth it?",
      Status::yes,
      "Read the t-SNE map: it keeps {knn_recall.tsne:percent} of each customer's nearest "
      "neighbours where "
      "PCA keeps {knn_recall.pca:percent}, and its {decision.clusters} clusters are real.",
      {{"picture", std::string("tsne")}, {"clusters", std::int64_t{3}}},
      "t-SNE when the interval of auc_rnx.gap lies above 0.02 and the data hold structure beyond "
      "their "
      "covariance; otherwise PCA",
      0.95};
  which_picture(answer.evidence);
  structure(answer.evidence);
  clusters(answer.evidence);
  pictures(answer.evidence, points);
  numerics(answer.evidence);
  const Decision same = answer.verdict.decision;
  answer.flips = {{"seed 2", same, false},
                  {"perplexity halved (15)", same, false},
                  {"perplexity doubled (60)", same, false},
                  {"columns not standardised",
                   {{"picture", std::string("pca")}, {"clusters", std::int64_t{3}}},
                   true}};
  answer.assumptions = {
      {"Rows are independent customers", Assumption::State::untested, "",
       "repeated rows of one customer make islands of their own"},
      {"No column carries the order of the file", Assumption::State::holds,
       "largest correlation with the row number is 0.02", ""},
      {"Columns are on comparable scales", Assumption::State::fails,
       "TotalCharges has 40 times the spread of the others; all columns were standardised",
       "the map shows the column of the largest unit"}};
  answer.caveats = {"11 rows had no TotalCharges; the column's median stands in for them."};
  answer.next = {
      {"look at the three clusters' profiles",
       "qed map telco_churn.csv --label Churn --format html -o map.html"},
      {"predict churn from the same columns", "qed select telco_churn.csv --label Churn"}};
  answer.provenance = {
      "0.1.0",
      "qed map telco_churn.csv --label Churn",
      1,
      4,
      {{"perplexity", 30.0},
       {"label", std::string("Churn")},
       {"landmarks", std::int64_t{2000}},
       {"drop", std::vector<std::string>{"customerID"}},
       {"standardise", true}},
      {{"telco_churn.csv",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 7043, 21}}};
  answer.seconds = {
      {"read", 0.021}, {"pca", 0.034}, {"neighbours", 0.41}, {"t-SNE", 4.82}, {"evidence", 2.2}};
  return answer;
}

Answer space_answer(std::size_t points) {
  Answer answer = map_answer(points);
  for (Evidence& e : answer.evidence) {
    auto* flat = std::get_if<Points>(&e);
    if (!flat) continue;
    std::vector<float> space;
    for (std::size_t i = 0, n = flat->size(); i < n; ++i) {
      const float x = flat->coordinates[2 * i], y = flat->coordinates[2 * i + 1];
      space.insert(space.end(), {x, y, 0.6f * y + 9 * std::sin(0.2f * x)});
    }
    flat->dims = 3;
    flat->coordinates = std::move(space);
  }
  return answer;
}

Answer bare_answer() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Answer answer;
  answer.question = "interval";
  answer.verdict = {"Is it above the threshold?",
                    Status::undecided,
                    "Too few rows to tell: about 4,000 more would decide.",
                    {{"decided", false}, {"threshold", kInfinity}, {"rows", std::int64_t{-3}}},
                    "no rule",
                    0.9};
  answer.evidence = {
      Estimate{{"mean", "The mean is {mean}", Supports::neither, "", ""},
               Number(-0.0, Interval{-kInfinity, 12.5, 0.9, "one-sided t"})},
      Estimate{{"ratio", "The ratio", Supports::no, "", ""},
               Number::undefined("the denominator is zero")},
      Estimate{{"tiny", "A tiny number", Supports::no, "", ""},
               Number(3.2e-7, Interval{1e-7, 5e-7, 0.9, "exact"}).with_unit("s").with_n(3)},
      Test{{"test", "The test says {test:p} with {{braces}}", Supports::neither, "", ""},
           "nothing happens",
           "t",
           kInfinity,
           0.5,
           0.1,
           0.1,
           99,
           {1, 2.5, kInfinity}},
      Certificate{{"bound", "A bound that fails", Supports::no, "", ""},
                  2,
                  Certificate::Relation::at_least,
                  3},
      Table{{"table", "An empty table", Supports::neither, "", ""}, {}, {}},
      Table{{"cells", "Cells of every kind", Supports::neither, "", ""},
            {"a", "b", "c", "d", "e", "f"},
            {{Cell{}, true, std::int64_t{5}, 5.0, std::string("five"), Ranged{5, 4, kInfinity}}}},
      Curve{{"curve", "An empty curve", Supports::neither, "", ""}, "x", "y", false, true, {}},
      Trace{{"trace", "A loss that blew up", Supports::no, "", ""},
            "step",
            {{"loss", {0, 1, 2}, {1, 1e300, kInfinity}, {}, {}}},
            "diverged"}};
  Points points;
  points.id = "points", points.claim = "No points", points.dims = 3;
  answer.evidence.push_back(points);
  return answer;
}

Answer hostile_answer() {
  const std::string script = "</script><script>alert(1)</script>",
                    cell = "=HYPERLINK(\"http://x\")|<b>*_`";
  Answer answer = map_answer(20);
  answer.verdict.claim = "Column \"" + literal("{auc_rnx.tsne}\033[31m" + script) + "\" decides.";
  answer.provenance.data[0].name = script + "\033[2J\n.csv";
  answer.provenance.command = "qed map '" + script + "'";
  answer.next[0].command = answer.provenance.command + "\033[1A";
  answer.caveats = {literal("broken \xFF\xC0 and wide 日本語 {braces} <!--"),
                    "<img src=x onerror=alert(1)>", "1. www.x.org - a list?", "- and one more"};
  std::get<Table>(answer.evidence[17]).columns[4] = script;
  std::get<Table>(answer.evidence[17]).rows[0][4] = cell;
  auto& map = std::get<Points>(answer.evidence[18]);
  map.title = "<img src=x onerror=alert(1)>";
  map.attributes[0].name = script;
  map.attributes[1].name = "a name of " + std::string(200, 'n') + " letters";
  map.attributes[0].levels = {cell, "\"><svg onload=alert(1)>"};
  answer.flips[0].change = "$(rm -rf) `x` [link](javascript:alert(1))";
  return answer;
}

}  // namespace qed::report
