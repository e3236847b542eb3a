// SPDX-License-Identifier: Apache-2.0
// Intervals that R made (boot.ci with 200,000 replicates, t.test, binom.test, prop.test, pROC), and those of the
// catalogue.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/method.h"
#include "qed/statistics/resampling/closed_form.h"

using namespace qed;
using namespace qed::statistics;

namespace {

#include "../../../tests/reference/statistics/r/proc.inc"

std::filesystem::path data_folder() {
  const char* folder = std::getenv("QED_DATA");
  const std::filesystem::path data =
      folder ? std::filesystem::path(folder)
             : std::filesystem::path(QED_SOURCE_DIR) / ".." / "shared" / "data";
  return data / "q7";
}

std::vector<std::vector<std::string>> cells(const std::string& name) {
  std::ifstream file(data_folder() / name);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    rows.emplace_back();
    std::istringstream parts(line);
    for (std::string cell; std::getline(parts, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}
std::vector<double> column(const std::string& file, std::size_t place) {
  std::vector<double> values;
  const auto rows = cells(file);
  for (std::size_t i = 1; i < rows.size(); ++i) values.push_back(std::stod(rows[i][place]));
  return values;
}

struct Made {
  Estimate estimate;
  double tolerance;  // of the interval's width
};

// What the resamples of R leave open: the standard error of a quantile of 200,000 replicates is 0.3 % of the width at
// 95 % and 1 % at 99 %; the studentised ends are ratios with a long tail; ours of a ratio have 20,000 replicates.
constexpr double kExact = 1e-6, kResampled = 0.025, kFewer = 0.06;

std::optional<Made> mean_of_hours(const std::string& method, double level) {
  const std::vector<double> hours = column("boot_aircondit.csv", 0);
  if (method == "t") return Made{mean_interval(hours, level), kExact};
  const std::map<std::string, BootstrapMethod> kinds{{"percentile", BootstrapMethod::percentile},
                                                     {"basic", BootstrapMethod::basic},
                                                     {"normal", BootstrapMethod::normal},
                                                     {"bca", BootstrapMethod::bca},
                                                     {"studentized", BootstrapMethod::studentised}};
  const auto kind = kinds.find(method);
  if (kind == kinds.end()) return std::nullopt;
  return Made{bootstrap_mean(hours, {.method = kind->second, .replicates = 19999, .level = level}),
              method == "studentized" ? 0.1 : kResampled};
}

Estimate by(const std::string& method, const Quantity& quantity, const Sample& sample,
            double level) {
  return find_method(method).make(quantity, sample, {.level = level, .replicates = 19999});
}

std::optional<Made> smooth(const Quantity& quantity, const Sample& sample,
                           const std::string& method, double level) {
  const std::map<std::string, const char*> kinds{{"percentile", "row_bootstrap"},
                                                 {"basic", "basic_bootstrap"},
                                                 {"normal", "normal_bootstrap"},
                                                 {"bca", "smooth_bca"},
                                                 {"fisher_z", "fisher_z"}};
  const auto kind = kinds.find(method);
  if (kind == kinds.end()) return std::nullopt;
  return Made{by(kind->second, quantity, sample, level), method == "fisher_z" ? kExact : kFewer};
}

struct Asked {
  Quantity quantity;
  Sample sample;
};
// R leaves ends where they fall: no range is told here, or basic and normal intervals would be cut to it.
Asked ratio_of_cities() {
  return {smooth_quantity(
              [](std::span<const double> u) -> std::optional<double> { return u[1] / u[0]; },
              -INFINITY, INFINITY),
          {.terms = {column("boot_city.csv", 0), column("boot_city.csv", 1)}}};
}
Asked correlation_of_scores() {
  Sample s{.terms = {column("law15.csv", 0), column("law15.csv", 1), {}, {}, {}}};
  for (std::size_t i = 0; i < s.terms[0].size(); ++i) {
    const double x = s.terms[0][i] -= 600, y = s.terms[1][i] -= 3;
    s.terms[2].push_back(x * x), s.terms[3].push_back(y * y), s.terms[4].push_back(x * y);
  }
  return {smooth_quantity(
              [](std::span<const double> u) -> std::optional<double> {
                const double xx = u[2] - u[0] * u[0], yy = u[3] - u[1] * u[1];
                if (!(xx > 0 && yy > 0)) return std::nullopt;
                return (u[4] - u[0] * u[1]) / std::sqrt(xx * yy);
              },
              -INFINITY, INFINITY),
          std::move(s)};
}

// "7/20": 20 rows, 7 of them yes.
std::vector<double> coins(const std::string& counts) {
  const auto slash = counts.find('/');
  std::vector<double> rows(std::stoul(counts.substr(slash + 1)));
  std::fill_n(rows.begin(), std::stoul(counts.substr(0, slash)), 1.0);
  return rows;
}
// "counts 7/20". prop.test takes its correction out where the share is the ½ that it also tests.
std::optional<Made> share(const std::string& dataset, const std::string& method, double level) {
  const Sample s{.terms = {coins(dataset.substr(7))}};
  const bool is_half = 2 * std::ranges::count(s.terms[0], 1.0) == s.n();
  const std::map<std::string, const char*> kinds{{"wilson", "wilson"},
                                                 {"clopper_pearson", "exact"},
                                                 {"wilson_cc", is_half ? "wilson" : "wilson_cc"}};
  const auto kind = kinds.find(method);
  if (kind == kinds.end()) return std::nullopt;
  return Made{by(kind->second, share_quantity(), s, level), kExact};
}

// "counts 9/10 - 3/10": Wald's interval, which QED has of any function of means, with s² over n - 1 rows, where R's
// has p̂q̂, and of groups whose sizes are drawn, which makes no difference. R cuts it at ±1.
std::optional<Made> difference_of_shares(const std::string& dataset, double level) {
  const auto minus = dataset.find(" - ");
  const auto first = coins(dataset.substr(7, minus - 7)), second = coins(dataset.substr(minus + 3));
  Sample s{.terms = std::vector<std::vector<double>>(4)};
  for (std::size_t i = 0; i < first.size() + second.size(); ++i) {
    const bool is_first = i < first.size();
    const double yes = is_first ? first[i] : second[i - first.size()];
    s.terms[0].push_back(is_first * yes), s.terms[1].push_back(is_first);
    s.terms[2].push_back(!is_first * yes), s.terms[3].push_back(!is_first);
  }
  const Quantity difference = smooth_quantity(
      [](std::span<const double> u) -> std::optional<double> { return u[0] / u[1] - u[2] / u[3]; },
      -INFINITY, INFINITY);
  const Estimate e = by("wald", difference, s, level);
  const auto n = static_cast<double>(s.n());
  const double half = (e.upper() - e.lower()) / 2 * std::sqrt((n - 1) / n);
  return Made{Estimate(e.value(), {std::max(-1.0, e.value() - half),
                                   std::min(1.0, e.value() + half), level, "Wald"}),
              kExact};
}

// "count 5": one row.
Made rate(const std::string& dataset, double level) {
  const Sample s{.terms = {{std::stod(dataset.substr(6))}}};
  return {by("poisson", mean_quantity(0, INFINITY), s, level), kExact};
}

// aSAH: 113 patients, of whom 41 fared poorly. Of a marker, and which rows are cases.
std::vector<double> marker(const std::string& name) {
  const auto header = cells("pROC_aSAH.csv").front();
  return column("pROC_aSAH.csv",
                static_cast<std::size_t>(std::ranges::find(header, name) - header.begin()));
}
std::vector<std::uint8_t> cases() {
  const auto rows = cells("pROC_aSAH.csv");
  const auto place = std::ranges::find(rows[0], "outcome") - rows[0].begin();
  std::vector<std::uint8_t> poor;
  for (std::size_t i = 1; i < rows.size(); ++i)
    poor.push_back(rows[i][static_cast<std::size_t>(place)] == "Poor");
  return poor;
}
AreaUnderCurve area_of(const std::string& name) {
  ClassScores scores = split_by_label(marker(name), cases());
  return area_under_curve(scores);
}
// pROC's own scale: θ̂ ± z √V, cut at 1.
Estimate on_its_scale(const AreaUnderCurve& auc, double level) {
  const double half = two_sided_z(level) * std::sqrt(auc.variance);
  return {auc.area, {auc.area - half, std::min(1.0, auc.area + half), level, "DeLong"}};
}

std::optional<Made> made(const std::vector<std::string>& row) {
  const std::string &dataset = row[0], &statistic = row[1], &method = row[2];
  const double level = std::stod(row[3]);
  if (statistic == "mean(hours)") return mean_of_hours(method, level);
  if (statistic == "sum(x)/sum(u)") {
    const Asked asked = ratio_of_cities();
    return smooth(asked.quantity, asked.sample, method, level);
  }
  if (statistic == "pearson r") {
    const Asked asked = correlation_of_scores();
    return smooth(asked.quantity, asked.sample, method, level);
  }
  if (statistic == "proportion") return share(dataset, method, level);
  if (statistic == "difference of proportions") return difference_of_shares(dataset, level);
  if (statistic == "poisson rate") return rate(dataset, level);
  if (dataset == "pROC_aSAH")
    return Made{on_its_scale(area_of(statistic.substr(4)), level), kExact};
  return std::nullopt;
}

// Of resamples, what the normal interval is made of: its centre is off by the bias, its half is z standard errors.
struct Spread {
  double bias, error;
};
Spread spread_of(const std::string& statistic) {
  constexpr double kAny = 0.9;
  const auto normal = [&]() -> Estimate {
    if (statistic == "mean(hours)") return mean_of_hours("normal", kAny)->estimate;
    const Asked asked = statistic == "pearson r" ? correlation_of_scores() : ratio_of_cities();
    return by("normal_bootstrap", asked.quantity, asked.sample, kAny);
  }();
  return {normal.value() - (normal.lower() + normal.upper()) / 2,
          (normal.upper() - normal.lower()) / 2 / two_sided_z(kAny)};
}

}  // namespace

TEST_CASE("every interval that R made") {
  const auto rows = cells("ci_reference.csv");
  if (rows.empty()) {
    MESSAGE("SKIPPED: ci_reference.csv not found; set QED_DATA to the folder of the test data");
    return;
  }
  std::size_t compared = 0, spreads = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CAPTURE(rows[i][0]);
    CAPTURE(rows[i][2]);
    CAPTURE(rows[i][3]);
    const double value = std::stod(rows[i][5]), lower = std::stod(rows[i][6]);
    if (rows[i][3].empty()) {  // no interval: the number stands where its lower end would
      const Spread drawn = spread_of(rows[i][1]);
      // Of 20,000 replicates a standard error carries 0.5 % and more with a long tail; a bias, that error/√20,000.
      if (rows[i][2] == "bootstrap_se")
        CHECK(drawn.error == doctest::Approx(lower).epsilon(0.04));
      else
        CHECK(std::abs(drawn.bias - lower) <= 0.03 * drawn.error);
      ++spreads;
      continue;
    }
    const auto found = made(rows[i]);
    REQUIRE(found);
    ++compared;
    const double upper = std::stod(rows[i][7]), width = upper - lower;
    const double allowed = std::max(found->tolerance * width, 1e-9);
    CHECK(std::abs(found->estimate.value() - value) <= 1e-9 * std::abs(value) + kExact * width);
    CHECK(std::abs(found->estimate.lower() - lower) <= allowed);
    CHECK(std::abs(found->estimate.upper() - upper) <= allowed);
  }
  MESSAGE(compared, " intervals, ", spreads, " biases and standard errors, of ", rows.size() - 1);
  CHECK(compared == 132);
  CHECK(compared + spreads == rows.size() - 1);
}

TEST_CASE("pROC on its own data: areas, DeLong's variance, pairs of markers; one has ties") {
  if (cells("pROC_aSAH.csv").empty()) {
    MESSAGE("SKIPPED: pROC_aSAH.csv not found; set QED_DATA to the folder of the test data");
    return;
  }
  for (const auto& [name, made] : kAreas) {
    CAPTURE(std::string(name));
    const AreaUnderCurve auc = area_of(name);
    CHECK(auc.area == doctest::Approx(made[0]).epsilon(1e-13));
    CHECK(auc.variance == doctest::Approx(made[1]).epsilon(1e-11));
    for (const auto& [level, at] : {std::pair{0.95, std::size_t{2}}, {0.9, std::size_t{4}}}) {
      const Estimate e = on_its_scale(auc, level);
      CHECK(e.lower() == doctest::Approx(made[at]).epsilon(1e-11));
      CHECK(e.upper() == doctest::Approx(made[at + 1]).epsilon(1e-11));
    }
  }
  for (const Paired& pair : kPaired) {
    CAPTURE(std::string(pair.first));
    CAPTURE(std::string(pair.second));
    const Estimate e = delong_difference(marker(pair.first), marker(pair.second), cases());
    CHECK(e.lower() == doctest::Approx(pair.lower).epsilon(1e-10));
    CHECK(e.upper() == doctest::Approx(pair.upper).epsilon(1e-10));
    const double z = e.value() / ((e.upper() - e.lower()) / 2 / two_sided_z(0.95));
    CHECK(z == doctest::Approx(pair.z).epsilon(1e-10));
    CHECK(std::erfc(std::abs(z) / std::sqrt(2)) == doctest::Approx(pair.p).epsilon(1e-9));
  }
}
