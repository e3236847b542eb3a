// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/dates.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "qed/answers/interval/steps/map_cells.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::answers::interval;

namespace {

constexpr std::int64_t kHour = 3'600'000'000;

// Values of so many rows a day, at the hours of the day or at midnight; of mean 0.
struct Days {
  data::Column time{"when", data::ColumnType::time, std::vector<std::int64_t>{}, {}};
  std::vector<double> influence;
  std::vector<std::int64_t> rows;

  void add(std::int64_t moment, double value) {
    std::get<std::vector<std::int64_t>>(time.values).push_back(moment);
    influence.push_back(value);
    rows.push_back(static_cast<std::int64_t>(rows.size()));
  }
  std::optional<Dates> dates() {
    const double mean = std::accumulate(influence.begin(), influence.end(), 0.0) /
                        static_cast<double>(influence.size());
    for (double& x : influence) x -= mean;
    return dates_of(time, rows, influence);
  }
};

// Days whose effects keep `memory` of the day before.
Days days(int count, int rows_a_day, double effect, double memory, bool hours,
          std::uint64_t seed = 7) {
  Days d;
  Rng rng(seed, 1);
  double state = rng.normal();
  for (int day = 0; day < count; ++day) {
    state = memory * state + std::sqrt(1 - memory * memory) * rng.normal();
    for (int i = 0; i < rows_a_day; ++i)
      d.add(24 * kHour * day + (hours ? kHour * i : 0), effect * state + rng.normal());
  }
  return d;
}

}  // namespace

TEST_CASE("dates that repeat: days with an effect are the groups, days without are not") {
  const auto found = days(40, 20, 1, 0, false).dates();
  REQUIRE(found.has_value());
  CHECK(found->count == 40);
  CHECK(found->run == 1);
  CHECK_FALSE(found->still_alike);
  CHECK(found->grouping.groups == 40);
  CHECK_FALSE(found->are_days);
  CHECK(found->effect.correlation.value() == doctest::Approx(0.5).epsilon(0.3));
  CHECK(found->effect.effect > 5);
  int without = 0;  // once in forty by chance
  for (std::uint64_t seed = 1; seed <= 400; ++seed)
    without += days(40, 20, 0, 0, false, seed).dates().has_value();
  CHECK(without <= 10 + 13);
}

TEST_CASE("times of day are cut to days, but not where the order alone matters") {
  const auto found = days(40, 20, 1, 0, true).dates();
  REQUIRE(found.has_value());
  CHECK(found->are_days);
  CHECK(found->grouping.groups == 40);
  // One walk through all hours, over night too: of few days the order says more.
  const auto walk = [](int count) {
    Days series;
    Rng rng(7, 2);
    double state = 0;
    for (int hour = 0; hour < 24 * count; ++hour)
      series.add(kHour * hour, state = 0.95 * state + rng.normal());
    return series.dates();
  };
  CHECK_FALSE(walk(20).has_value());
  CHECK(walk(100).has_value());
}

TEST_CASE("days that resemble their neighbours are taken in runs, while ten are left") {
  const auto found = days(120, 10, 1, 0.7, false).dates();
  REQUIRE(found.has_value());
  CHECK(found->run >= 4);
  CHECK(found->grouping.groups == (120 + found->run - 1) / found->run);
  CHECK(found->grouping.groups >= 10);
  const auto few = days(24, 10, 1, 0.97, false).dates();
  REQUIRE(few.has_value());
  CHECK(few->run <= 3);
  CHECK(few->grouping.groups >= 8);
}

TEST_CASE("rows without a moment are groups of their own") {
  Days d = days(30, 10, 1, 0, false);
  d.time.present.assign(d.rows.size(), 1);
  d.time.present[4] = d.time.present[17] = 0;
  const auto found = d.dates();
  REQUIRE(found.has_value());
  CHECK(found->grouping.groups == 32);
  CHECK(found->grouping.group[4] >= 30);
  CHECK(found->grouping.group[4] != found->grouping.group[17]);
}

TEST_CASE("neighbours on the map: cells of as many rows each, or nothing") {
  data::Table table;
  table.rows = 900;
  table.columns = {{"latitude", data::ColumnType::number, std::vector<double>{}, {}},
                   {"Longitude", data::ColumnType::number, std::vector<double>{}, {}}};
  std::vector<double> hills, noise;
  std::vector<std::int64_t> rows;
  Rng rng(7, 3);
  for (std::int64_t i = 0; i < table.rows; ++i) {
    const double lat = rng.uniform(), lon = rng.uniform();
    std::get<std::vector<double>>(table.columns[0].values).push_back(40 + lat);
    std::get<std::vector<double>>(table.columns[1].values).push_back(-70 + lon);
    hills.push_back(std::sin(20 * lat) * std::cos(20 * lon) + 0.5 * rng.normal());
    noise.push_back(rng.normal());
    rows.push_back(i);
  }
  const MapColumns columns = map_columns(table);
  REQUIRE(columns.are_there());
  const auto cells = map_cells(columns, rows, hills);
  REQUIRE(cells.has_value());
  REQUIRE(cells->grouping.has_value());
  CHECK(cells->grouping->groups == 49);
  std::vector<int> sizes(49);
  for (const std::int32_t cell : cells->grouping->group) ++sizes[static_cast<std::size_t>(cell)];
  for (const int size : sizes) CHECK(std::abs(size - 900 / 49) <= 2);
  CHECK_FALSE(map_cells(columns, rows, noise).has_value());
  rows.resize(100);
  hills.resize(100);
  if (const auto few = map_cells(columns, rows, hills)) CHECK_FALSE(few->grouping.has_value());
}
