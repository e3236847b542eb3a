// SPDX-License-Identifier: Apache-2.0
// Eight clinics whose rows resemble each other: found as the unit, and intervals that hold the truth of other clinics.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "qed/algorithms/sorting/rising_order.h"
#include "qed/answers/measure/scores/areas.h"
#include "qed/answers/measure/scores/measures.h"
#include "qed/answers/measure/steps/asked.h"
#include "qed/base/random.h"
#include "qed/statistics/intervals/clustered.h"

using namespace qed;
using namespace qed::answers;
using namespace measure::asked;

namespace {

constexpr double kOfClinic =
    3;  // deviation of a clinic's log odds: the AUC's influence is alike by 0.3 or so

double sure(double odds) { return 1 / (1 + std::exp(-odds)); }

// Clinics of so many rows each, over and over: a probability that knows the row, and not its clinic.
measure::Rows clinics(int count, const std::vector<int>& sizes, std::uint64_t seed) {
  measure::Rows rows{.task = measure::Task::binary, .y = {}, .classes = {"0", "1"}, .models = {}};
  measure::Model m{.name = "prob", .form = measure::Form::probability, .f = {}};
  Rng rng(seed, 83);
  for (int g = 0; g < count; ++g) {
    const double of_clinic = kOfClinic * rng.normal();
    for (int i = 0; i < sizes[static_cast<std::size_t>(g) % sizes.size()]; ++i) {
      const double x = 2 * rng.normal();
      rows.y.push_back(rng.uniform() < sure(x + of_clinic) ? 1 : 0);
      m.f.push_back(sure(x / std::sqrt(1 + 0.35 * kOfClinic * kOfClinic)));
      rows.group.push_back(g);
    }
  }
  m.order = algorithms::rising_order(m.f);
  rows.groups = count;
  rows.models.push_back(std::move(m));
  return rows;
}

struct Held {
  double clinics = 0, rows = 0,
         alike = 0;  // shares of intervals by clinic and by row, mean correlation
};
Held coverage(const measure::Measure& of, const std::vector<int>& sizes, int tables) {
  const auto whole = clinics(4000, sizes, 1'000'003);
  const double truth = of.of(whole, whole.models[0])->value;
  Held held;
  double made = 0;
  for (int s = 0; s < tables; ++s) {
    auto rows = clinics(8, sizes, static_cast<std::uint64_t>(s));
    const auto scored = of.of(rows, rows.models[0]);
    if (!scored) continue;
    const auto e = measure::estimate_by(of, *scored, rows, rows.models[0], 0.95);
    if (!e.interval()) continue;
    made += 1;
    held.clinics += e.interval()->contains(truth);
    held.alike += statistics::design_effect(scored->influence, rows.group, 8).correlation.value();
    rows.group.clear();
    rows.groups = 0;
    const auto alone = measure::estimate_by(of, *scored, rows, rows.models[0], 0.95);
    held.rows += alone.interval() && alone.interval()->contains(truth);
  }
  return {held.clinics / made, held.rows / made, held.alike / made};
}

std::string table_of(const measure::Rows& rows) {
  std::string text = "clinic,label,prob\n";
  for (std::size_t i = 0; i < rows.n(); ++i)
    text += "c" + std::to_string(rows.group[i]) + (rows.y[i] == 1 ? ",1," : ",0,") +
            show(rows.models[0].f[i]) + "\n";
  return text;
}

}  // namespace

TEST_CASE("eight clinics are the unit where their rows are seen to lose alike, four are a hint") {
  int found = 0, hinted = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const auto eight = ask(table_of(clinics(8, {60}, seed)));
    if (warns(eight, "values of clinic are the unit (8 of them in 480 rows)")) {
      found += 1;
      CHECK(number(eight, "primary").interval()->method.find("jackknife of units") !=
            std::string::npos);
    }
    const auto four = ask(table_of(clinics(4, {60}, seed)));
    CHECK_FALSE(warns(four, "are the unit"));
    hinted += warns(four, "its 4 values are too few to be the unit: --unit clinic");
  }
  MESSAGE("found in ", found, " of 12, a hint in ", hinted);
  CHECK(found >= 6);
  CHECK(hinted >= 3);
}

TEST_CASE("of eight clinics the interval holds what other clinics have, that of rows does not") {
  const auto brier = measure::measures(clinics(8, {30}, 1), measure::Form::probability, {}).front();
  // 300 intervals of coverage 0.95: below 0.91 once in 500.
  for (const auto& [measure, sizes] :
       {std::pair{brier, std::vector{30}}, std::pair{brier, std::vector{10, 20, 30, 80}},
        std::pair{measure::area_measure(), std::vector{30}},
        std::pair{measure::area_measure(), std::vector{10, 20, 30, 80}}}) {
    const Held held = coverage(measure, sizes, 300);
    const std::string even = sizes.size() == 1 ? ", even" : ", uneven";
    MESSAGE(measure.title, even, ": by clinic ", held.clinics, ", by row ", held.rows,
            ", correlation ", held.alike);
    CHECK(held.clinics >= 0.9);
    CHECK(held.rows < 0.85);
  }
}

TEST_CASE("rare rows stand in few of many units: Student's t is that of these") {
  // 400 customers of 3 rows, 8 of which are yes; the AUC is Φ(1/√2) = 0.76.
  int held = 0, of_many = 0;
  constexpr int kTables = 400;
  for (std::uint64_t s = 0; s < kTables; ++s) {
    Rng rng(s, 91);
    measure::Rows rows{.task = measure::Task::binary, .y = {}, .classes = {"0", "1"}, .models = {}};
    measure::Model m{.name = "score", .form = measure::Form::score, .f = {}};
    for (int i = 0; i < 1200; ++i) {
      rows.y.push_back(i % 150 == 7);
      m.f.push_back(rows.y.back() + rng.normal());
      rows.group.push_back(i / 3);
    }
    m.order = algorithms::rising_order(m.f);
    rows.groups = 400;
    const auto area = measure::area_of(m.f, m.order, rows.y);
    const auto e = measure::estimate_by(measure::area_measure(), *area, rows, m, 0.95);
    const auto other = measure::estimate_of(*area, 0, 1, rows, 0.95);
    CHECK(e.upper() - e.lower() > other.upper() - other.lower());
    held += e.interval()->contains(0.76025);
    of_many += other.interval()->contains(0.76025);
  }
  MESSAGE("held by ", held, " of 400, with the t of 400 units by ", of_many);
  CHECK(held >= 367);  // 0.95 and three standard deviations of 4.4
}
