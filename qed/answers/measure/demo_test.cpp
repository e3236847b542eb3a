// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/demo.h"

#include <doctest/doctest.h>

#include <cmath>
#include <span>
#include <vector>

#include "qed/metrics/ranking/ranking.h"
#include "qed/statistics/intervals/auc.h"

using namespace qed;

TEST_CASE("the planted truth is there: means over twenty tables, four standard errors about") {
  double churned = 0, skill_a = 0, skill_b = 0, right_a = 0, right_b = 0;
  constexpr int kTables = 20;
  for (std::uint64_t seed = 1; seed <= kTables; ++seed) {
    const data::Table table = answers::measure::predictions(seed);
    const auto n = static_cast<double>(table.rows);
    double ones = 0, lost_a = 0, lost_b = 0, hits_a = 0, hits_b = 0;
    for (std::int64_t i = 0; i < table.rows; ++i) {
      const double y = table.column("churned").text_at(i) == "yes";
      const double a = *table.column("model_a").number_at(i),
                   b = *table.column("model_b").number_at(i);
      ones += y / n;
      lost_a += (a - y) * (a - y) / n, lost_b += (b - y) * (b - y) / n;
      hits_a += ((a >= 0.5) == (y == 1)) / n, hits_b += ((b >= 0.5) == (y == 1)) / n;
    }
    churned += ones / kTables;
    skill_a += (1 - lost_a / (ones * (1 - ones))) / kTables;
    skill_b += (1 - lost_b / (ones * (1 - ones))) / kTables;
    right_a += hits_a / kTables, right_b += hits_b / kTables;
  }
  // By quadrature of the law: 0.1017, 0.0567, 0.1590, 0.8984, 0.8977.
  CHECK(std::abs(churned - 0.1017) < 0.005);
  CHECK(std::abs(skill_a - 0.0567) < 0.01);
  CHECK(std::abs(skill_b - 0.159) < 0.03);
  CHECK(std::abs(right_a - 0.8984) < 0.005);
  CHECK(std::abs(right_b - 0.8977) < 0.005);
}

TEST_CASE("the planted lists: means over twenty tables, four standard errors about") {
  constexpr int kTables = 20;
  double ndcg[2] = {0, 0}, area[2] = {0, 0}, rows = 0;
  for (std::uint64_t seed = 1; seed <= kTables; ++seed) {
    const data::Table table = answers::measure::searches(seed);
    rows += static_cast<double>(table.rows) / kTables;
    const std::vector<double> relevance = table.column("relevance").numbers();
    std::vector<std::uint8_t> found;
    std::vector<std::int32_t> query;
    for (std::size_t i = 0; i < relevance.size(); ++i) {
      found.push_back(relevance[i] > 0);
      query.push_back(static_cast<std::int32_t>(
          (*table.column("search_id").number_at(static_cast<std::int64_t>(i)) - 70001) / 3));
    }
    const auto at_ten = [](std::span<const double> s, std::span<const double> y) {
      return metrics::ndcg(s, y, metrics::Gain::exponential, 10);
    };
    for (const int k : {0, 1}) {
      const auto score = table.column(k == 0 ? "score_old" : "score_new").numbers();
      ndcg[k] += metrics::mean_over_queries(at_ten, score, relevance, query, 400).mean.value();
      statistics::ClassScores scores = statistics::split_by_label(score, found);
      area[k] += statistics::area_under_curve(scores).area;
    }
  }
  for (double* sums : {ndcg, area}) sums[0] /= kTables, sums[1] /= kTables;
  CHECK(std::abs(rows - 5200) < 60);
  CHECK(std::abs(ndcg[0] - 0.75) < 0.01);
  CHECK(std::abs(ndcg[1] - 0.88) < 0.01);
  CHECK(std::abs(area[0] - 0.787) < 0.01);
  CHECK(std::abs(area[1] - 0.765) < 0.012);
}
