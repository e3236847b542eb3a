// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/few.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

// Rows of the class that has few, and how many there are of both. Terms of an area: y, y V(s), (1 - y) W(s).
struct Few {
  bool yes = true;
  double rare = 0, common = 0;
  const std::vector<std::vector<double>>* rows = nullptr;

  std::size_t term(const Place& area) const { return area.begin + (yes ? 1 : 2); }
  std::size_t term_of_common(const Place& area) const { return area.begin + (yes ? 2 : 1); }
};

std::optional<Few> few_of(const Sums& sums) {
  if (!sums.rare || sums.units) return std::nullopt;
  Few few;
  for (const bool yes : {true, false})
    if (const auto* rows = sums.rare->of(yes);
        rows != nullptr && !rows->empty() &&
        (few.rows == nullptr || rows->size() < few.rows->size()))
      few.yes = yes, few.rows = rows, few.rare = static_cast<double>(rows->size());
  if (few.rows == nullptr) return std::nullopt;
  few.common = static_cast<double>(sums.n()) - few.rare;
  if (few.common < few.rare || few.common < 2) return std::nullopt;
  return few;
}

// A sum and a sum of squares of values of one class, and the variance of their mean: S²/rows.
struct Spreading {
  double rows = 0, sum = 0, squares = 0;
  void add(double x) { rows += 1, sum += x, squares += x * x; }
  double mean() const { return sum / rows; }
  double variance_of_mean() const {
    return std::max(0.0, squares - sum * sum / rows) / (rows - 1) / rows;
  }
};

// Of slopeᵀu over the rows of the common class, from the moments of all rows: u is 0 in the other class.
Spreading of_common(const std::vector<std::pair<std::size_t, double>>& slope, const Few& few,
                    const Sums& sums) {
  const auto n = static_cast<double>(sums.n());
  const Vector& mean = sums.moments.mean();
  const Matrix covariance = sums.moments.covariance();
  Spreading s{few.common, 0, 0};
  for (const auto& [j, a] : slope) {
    const auto row = static_cast<Index>(j);
    s.sum += n * a * mean[row];
    for (const auto& [k, b] : slope) {
      const auto column = static_cast<Index>(k);
      s.squares += a * b * ((n - 1) * covariance(row, column) + n * mean[row] * mean[column]);
    }
  }
  return s;
}

double degrees_of(double v, double w, const Few& few) {
  if (!(v + w > 0)) return few.rare - 1;
  return (v + w) * (v + w) / (v * v / (few.rare - 1) + w * w / (few.common - 1));
}

}  // namespace

std::optional<Estimate> area_of_few(const Place& area, const Sums& sums, double level) {
  const auto few = few_of(sums);
  if (!few) return std::nullopt;
  Spreading placed;
  for (const auto& row : *few->rows) placed.add(row[few->term(area)]);
  const double a = std::clamp(placed.mean(), 0.0, 1.0), m = few->rare;
  const auto score = [&] {
    const auto yes = static_cast<std::int64_t>(few->yes ? m : few->common);
    return statistics::score_auc({a, 0, yes, sums.n() - yes}, level);
  };
  if (m < static_cast<double>(statistics::kFewestForJackknife) || !(a > 0 && a < 1)) return score();
  const auto logit = [](double p) { return std::log(p / (1 - p)); };
  const double whole = logit(a), end = 1 / (2 * m * few->common);
  Spreading moved;  // the logit without each rare row, about that with all
  for (const auto& row : *few->rows)
    moved.add(logit(std::clamp((m * a - row[few->term(area)]) / (m - 1), end, 1 - end)) - whole);
  const double slope = 1 / (a * (1 - a));
  const double v = (m - 1) * (m - 1) * moved.variance_of_mean(),
               w = slope * slope *
                   of_common({{few->term_of_common(area), 1.0}}, *few, sums).variance_of_mean();
  if (!(v + w > 0)) return score();
  const double half = statistics::two_sided_t(degrees_of(v, w, *few), level) * std::sqrt(v + w);
  const auto expit = [](double x) { return 1 / (1 + std::exp(-x)); };
  return Estimate(a, {std::min(a, expit(whole - half)), std::max(a, expit(whole + half)), level,
                      "jackknife, logit scale"})
      .with_n(sums.n());
}

std::optional<Estimate> difference_of_few(const Place& first, const Place& second, const Sums& sums,
                                          double level) {
  const auto few = few_of(sums);
  if (!few) return std::nullopt;
  Spreading apart;
  for (const auto& row : *few->rows) apart.add(row[few->term(first)] - row[few->term(second)]);
  const double value = apart.mean();
  if (few->rare < 2)
    return Estimate::without_interval(value, "a class has fewer than two rows").with_n(sums.n());
  const double v = apart.variance_of_mean(), w = of_common({{few->term_of_common(first), 1.0},
                                                            {few->term_of_common(second), -1.0}},
                                                           *few, sums)
                                                     .variance_of_mean();
  if (!(v + w > 0)) return std::nullopt;
  const double half = statistics::two_sided_t(degrees_of(v, w, *few), level) * std::sqrt(v + w);
  return Estimate(value, {std::max(-1.0, value - half), std::min(1.0, value + half), level,
                          "jackknife, paired"})
      .with_n(sums.n());
}

}  // namespace qed::answers::measure
