// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/demo.h"

#include <doctest/doctest.h>

#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/intervals/clustered.h"

using namespace qed;

TEST_CASE("the planted truth is there: means over ten tables, four standard errors about") {
  double mean = 0, correlation = 0, returned = 0, area = 0;
  constexpr int kTables = 10;
  for (std::uint64_t seed = 1; seed <= kTables; ++seed) {
    const data::Table table = answers::interval::visits(seed);
    std::vector<double> spend;
    std::vector<std::int32_t> group;
    for (std::int64_t i = 0; i < table.rows; ++i)
      if (const auto x = table.column("spend").number_at(i)) {
        spend.push_back(*x);
        group.push_back(
            static_cast<std::int32_t>((*table.column("customer_id").number_at(i) - 70001) / 13));
      }
    mean += statistics::clustered_mean(statistics::group_sums(spend, group, 300)).value() / kTables;
    correlation += statistics::design_effect(spend, group, 300).correlation.value() / kTables;
    std::vector<std::uint8_t> label;
    for (std::int64_t i = 0; i < table.rows; ++i)
      label.push_back(table.column("returned").text_at(i) == "yes");
    auto scores = statistics::split_by_label(table.column("risk_score").numbers(), label);
    returned +=
        static_cast<double>(scores.positive.size()) / static_cast<double>(table.rows) / kTables;
    area += statistics::area_under_curve(scores).area / kTables;
  }
  CHECK(mean == doctest::Approx(42).epsilon(0.03));
  CHECK(correlation == doctest::Approx(0.4).epsilon(0.15));
  CHECK(returned == doctest::Approx(0.06).epsilon(0.12));
  CHECK(area == doctest::Approx(0.8).epsilon(0.02));
}
