// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/scored.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/linearised.h"
#include "qed/statistics/intervals/methods/scale.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Whose rows are taken together.
std::string taken_together(const Rows& rows) {
  const bool ranked = !rows.query.empty();
  const bool of_units = ranked ? rows.groups < rows.queries : !rows.group.empty();
  return of_units ? together(static_cast<std::size_t>(rows.groups), ranked) : "";
}

// What each unit moves a mean by, a query counted once however many rows it has: ψ holds n/(Q m_q) of it.
std::vector<statistics::GroupSum> sums_of_units(std::span<const double> influence,
                                                const Rows& rows) {
  std::vector<statistics::GroupSum> sums(static_cast<std::size_t>(rows.groups));
  const double scale =
      static_cast<double>(rows.cases()) / static_cast<double>(std::max<std::size_t>(1, rows.n()));
  std::vector<bool> seen(static_cast<std::size_t>(rows.queries), false);
  for (std::size_t i = 0; i < influence.size(); ++i) {
    auto& sum = sums[static_cast<std::size_t>(rows.group[i])];
    sum.sum += scale * influence[i];
    const bool counts = rows.query.empty() || !seen[static_cast<std::size_t>(rows.query[i])];
    if (!rows.query.empty()) seen[static_cast<std::size_t>(rows.query[i])] = true;
    if (counts) sum.rows += 1;
  }
  return sums;
}

// What there is only one of.
std::string alone(const Rows& rows) {
  return rows.queries == 1 ? "one query has no spread" : "one unit has no spread";
}

// Spread below a relative 1e-12 of the value is rounding.
bool is_none(double standard_error, double value) {
  return standard_error <= 1e-14 * std::max(1.0, std::abs(value));
}

}  // namespace

StandardError error_of(std::span<const double> influence, const Rows& rows) {
  const auto n = static_cast<double>(influence.size());
  if (rows.units() < 2) return {};
  if (!rows.group.empty()) return error_of_units(sums_of_units(influence, rows));
  double squares = 0;
  for (const double psi : influence) squares += psi * psi;
  return {std::sqrt(squares / (n - 1) / n), n - 1};
}

double standard_error(std::span<const double> influence, const Rows& rows) {
  return error_of(influence, rows).value;
}

std::string together(std::size_t units, bool of_queries) {
  if (units < kFewUnits) return ", jackknife of units";
  return of_queries ? ", queries of a unit together" : ", rows of a unit together";
}

Estimate interval_of(double value, const StandardError& error, double lower, double upper,
                     const Spread& spread, double level) {
  if (spread.units < 2) return Estimate::without_interval(value, spread.alone).with_n(spread.n);
  if (is_none(error.value, value))
    return Estimate::without_interval(value, spread.none).with_n(spread.n);
  const statistics::RangeScale scale(lower, upper);
  const double t = statistics::two_sided_t(error.degrees, level);
  return scale.interval(value, error.value, t, level, spread.method).with_n(spread.n);
}

std::string on_scale(std::string_view how, double lower, double upper, std::string_view more) {
  const std::string scale(statistics::RangeScale(lower, upper).name());
  return std::string(how) + (scale.empty() ? "" : ", " + scale) + std::string(more);
}

Estimate estimate_of(const Scored& s, double lower, double upper, const Rows& rows, double level) {
  const bool ranked = !rows.query.empty();
  const std::string how = ranked ? "mean over queries" : "delta method";
  return interval_of(
      s.value, error_of(s.influence, rows), lower, upper,
      {rows.units(), rows.cases(), on_scale(how, lower, upper, taken_together(rows)), alone(rows),
       std::string("all ") + (ranked ? "queries" : "rows") + " add the same: no spread is seen"},
      level);
}

Estimate difference_of(const Scored& first, const Scored& second, const Rows& rows, double level) {
  const bool ranked = !rows.query.empty();
  std::vector<double> influence(rows.n());
  for (std::size_t i = 0; i < influence.size(); ++i)
    influence[i] = first.influence[i] - second.influence[i];
  const std::string how = ranked ? "mean over queries, paired" : "delta method, paired";
  return interval_of(first.value - second.value, error_of(influence, rows), -kInfinity, kInfinity,
                     {rows.units(), rows.cases(), how + taken_together(rows), alone(rows),
                      std::string("both are scored alike in every ") + (ranked ? "query" : "row") +
                          ": no spread is seen"},
                     level);
}

Scored mean_of(std::vector<double> values) {
  double sum = 0;
  for (const double v : values) sum += v;
  const double mean = values.empty() ? 0 : sum / static_cast<double>(values.size());
  for (double& v : values) v -= mean;
  return {mean, std::move(values)};
}

std::optional<Scored> skill_of(const std::vector<double>& loss, const std::vector<double>& base) {
  double S = 0, U = 0;
  for (const double l : loss) S += l;
  for (const double b : base) U += b;
  const auto n = static_cast<double>(loss.size());
  S /= n, U /= n;
  if (!(U > 0) || !std::isfinite(S) || !std::isfinite(U)) return std::nullopt;
  Scored skill{1 - S / U, std::vector<double>(loss.size())};
  for (std::size_t i = 0; i < loss.size(); ++i)
    skill.influence[i] = (-(loss[i] - S) + S * (base[i] - U) / U) / U;
  return skill;
}

std::optional<Scored> area_of(std::span<const double> score, std::span<const std::uint32_t> order,
                              std::span<const double> label) {
  double positives = 0;
  for (const double y : label) positives += y;
  const auto n = static_cast<double>(label.size());
  const double negatives = n - positives;
  if (positives == 0 || negatives == 0) return std::nullopt;
  Scored area{0, std::vector<double>(score.size())};
  // Of rows of equal score, each sees half of the other class's rows among them below itself.
  double yes_below = 0, no_below = 0;
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    double yes = 0;
    for (; end < order.size() && score[order[end]] == score[order[begin]]; ++end)
      yes += label[order[end]];
    const double no = static_cast<double>(end - begin) - yes;
    const double of_yes = (no_below + no / 2) / negatives;
    const double of_no = 1 - (yes_below + yes / 2) / positives;
    for (std::size_t k = begin; k < end; ++k) {
      const bool is_yes = label[order[k]] == 1;
      area.influence[order[k]] = is_yes ? of_yes : of_no;
    }
    area.value += yes * of_yes;
    yes_below += yes, no_below += no;
    begin = end;
  }
  area.value /= positives;
  for (std::size_t i = 0; i < score.size(); ++i)
    area.influence[i] =
        (area.influence[i] - area.value) * n / (label[i] == 1 ? positives : negatives);
  return area;
}

std::optional<Scored> metric_of(const metrics::Metric& metric, std::span<const double> prediction,
                                std::span<const double> label,
                                const metrics::MetricSettings& settings) {
  const auto terms = static_cast<std::size_t>(metric.terms);
  std::array<double, metrics::kMostTerms> u{};
  std::vector<double> means(terms, 0), spreads(terms, 0);
  const auto n = static_cast<double>(label.size());
  for (std::size_t i = 0; i < label.size(); ++i) {
    metric.add(prediction[i], label[i], settings, u.data());
    for (std::size_t k = 0; k < terms; ++k) {
      if (!std::isfinite(u[k])) return std::nullopt;
      means[k] += u[k];
    }
  }
  for (double& mean : means) mean /= n;
  for (std::size_t i = 0; i < label.size(); ++i) {
    metric.add(prediction[i], label[i], settings, u.data());
    for (std::size_t k = 0; k < terms; ++k) spreads[k] += (u[k] - means[k]) * (u[k] - means[k]) / n;
  }
  for (double& spread : spreads) spread = std::sqrt(spread);
  const auto value = metric.value(means, settings);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  const auto slope = statistics::smooth_gradient(
      [&](std::span<const double> m) { return metric.value(m, settings); }, means, spreads);
  if (!slope) return std::nullopt;
  Scored scored{*value, std::vector<double>(label.size(), 0)};
  for (std::size_t i = 0; i < label.size(); ++i) {
    metric.add(prediction[i], label[i], settings, u.data());
    for (std::size_t k = 0; k < terms; ++k) scored.influence[i] += (*slope)[k] * (u[k] - means[k]);
  }
  return scored;
}

}  // namespace qed::answers::measure
