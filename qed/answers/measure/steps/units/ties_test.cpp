// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/units/ties.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>
#include <string>

#include "qed/answers/measure/passing/all_rows.h"
#include "qed/answers/measure/scores/scored.h"
#include "qed/answers/measure/steps/prepare.h"
#include "qed/base/random.h"
#include "qed/data/read.h"

using namespace qed;
using namespace qed::answers;
using measure::Ties;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

data::Column moments(std::vector<std::int64_t> values, const char* name = "time") {
  return {name, data::ColumnType::integer, std::move(values), {}};
}
std::vector<std::int64_t> all(std::size_t n) {
  std::vector<std::int64_t> rows(n);
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  return rows;
}
// An AR(1) series of variance 1.
std::vector<double> series(std::size_t n, double phi, std::uint64_t seed) {
  Rng rng(seed, 71);
  std::vector<double> x(n);
  double at = rng.normal();
  for (double& v : x) v = at, at = phi * at + std::sqrt(1 - phi * phi) * rng.normal();
  return x;
}
std::optional<measure::Tie> tie(const data::Column& time, const std::vector<double>& x) {
  Ties ties;
  return measure::tie_of_time(time, all(x.size()), measure::mean_of(x).influence, ties);
}
// The share of intervals of a mean of 0 that hold it.
double coverage(double phi, int replicates, double& found) {
  constexpr std::size_t n = 600;
  const data::Column time = moments(all(n));
  int covered = 0;
  found = 0;
  for (int r = 0; r < replicates; ++r) {
    const auto x = series(n, phi, static_cast<std::uint64_t>(r));
    measure::Rows rows{.task = measure::Task::regression, .y = x, .classes = {}, .models = {}};
    if (auto t = tie(time, x)) {
      rows.group = std::move(t->grouping.group), rows.groups = t->grouping.groups;
      found += 1.0 / replicates;
    }
    const auto e = measure::estimate_of(measure::mean_of(x), -kInfinity, kInfinity, rows, 0.95);
    covered += e.interval()->contains(0);
  }
  return static_cast<double>(covered) / replicates;
}

}  // namespace

TEST_CASE("runs of a series: intervals of its mean cover; independent rows stay alone") {
  double found = 0;
  // 500 intervals of coverage 0.95: below 0.91 once in 40,000.
  const double half = coverage(0.5, 500, found);
  CHECK(half > 0.91);
  CHECK(found > 0.999);
  const double strong = coverage(0.8, 500, found);
  CHECK(strong > 0.90);
  coverage(0, 500, found);
  CHECK(found < 0.03);
}

TEST_CASE("days with rows in common are units; times that say nothing are looked at") {
  Rng rng(3, 9);
  std::vector<std::int64_t> day;
  std::vector<double> x, alone;
  for (std::int64_t d = 0; d < 40; ++d) {
    const double shared = rng.normal();
    for (int k = 0; k < 10; ++k) {
      day.push_back(d), x.push_back(shared + rng.normal()), alone.push_back(rng.normal());
    }
  }
  const auto days = tie(moments(day, "day"), x);
  REQUIRE(days.has_value());
  CHECK(days->grouping.groups == 40);
  CHECK(days->run == 1);
  CHECK(days->correlation.interval()->contains(0.5));
  Ties none;
  CHECK_FALSE(
      measure::tie_of_time(moments(day, "day"), all(400), measure::mean_of(alone).influence, none)
          .has_value());
  REQUIRE(none.looked.size() == 1);
  CHECK(none.looked[0].find("do not resemble each other in what they lose: correlation") !=
        std::string::npos);
  // Eight of them are no sample of days.
  for (auto& d : day) d /= 5;
  Ties few;
  CHECK_FALSE(
      measure::tie_of_time(moments(day, "day"), all(400), measure::mean_of(x).influence, few)
          .has_value());
  CHECK(few.hints.size() == 1);
}

TEST_CASE("of a file that is not held, all its days are units; runs are not, and that is said") {
  const auto path = std::filesystem::temp_directory_path() /
                    ("qed_measure_ties_" + std::to_string(::getpid()) + ".csv");
  const auto units = [&](bool series) {
    std::ofstream out(path);
    out << "date,y,pred\n";
    double z = 0;
    for (std::uint64_t i = 0; i < 20'000; ++i) {
      Rng rng(2, 5, i), day(2, 6, i / 100);
      z = 0.995 * z + 0.1 * rng.normal();
      const double x = rng.normal(), spread = std::exp(series ? z : day.normal());
      out << (series ? i : i / 100) << ',' << x + spread * rng.normal() << ',' << x << '\n';
    }
    out.close();
    const measure::MeasureOptions options;
    measure::AllRows all(path.string(), options, 1, 0.95);
    const data::Table sample = data::read_table(
        path.string(),
        {.sample = 20'000, .passing = 4000, .seed = 5, .memory = 1 << 16, .visitor = &all});
    CHECK(all.answers());
    const auto p = measure::prepare_sample(sample, path.string(), options, 1);
    REQUIRE(p->ties.unit.has_value());
    CHECK(p->unit == (series ? "" : "date"));
    std::filesystem::remove(path);
    return all.units();
  };
  CHECK(units(false) == 200);
  CHECK(units(true) == 20'000);
}
