// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/summed_interval.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/statistics/intervals/clustered.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/linearised.h"
#include "qed/statistics/intervals/methods/scale.h"
#include "qed/statistics/intervals/shares/proportion.h"

namespace qed::statistics {
namespace {

struct OfCounts {
  std::string_view name;
  Estimate (*interval)(std::int64_t hits, std::int64_t n, double level);
};
constexpr OfCounts kOfCounts[] = {{"wilson", proportion_interval},
                                  {"exact", exact_proportion},
                                  {"jeffreys", jeffreys_proportion},
                                  {"agresti_coull", agresti_coull_proportion},
                                  {"one_sided", one_sided_proportion}};

const OfCounts* of_counts(std::string_view method) {
  const auto found = std::ranges::find(kOfCounts, method, &OfCounts::name);
  return found == std::end(kOfCounts) ? nullptr : found;
}

bool is_smooth(Functional f) {
  return f == Functional::share || f == Functional::mean || f == Functional::smooth;
}

bool is_grouped(std::string_view method) {
  return method == "clustered_t" || method == "jackknife_clustered";
}

std::vector<double> means_of(const VectorMoments& moments) {
  return {moments.mean().begin(), moments.mean().end()};
}

std::optional<double> value_of_means(const Quantity& quantity, const std::vector<double>& means) {
  if (quantity.functional == Functional::smooth) return quantity.smooth(means);
  return means.front();
}

// ∇g at the means; 1 of a mean.
std::optional<std::vector<double>> gradient(const Quantity& quantity,
                                            const VectorMoments& moments) {
  if (quantity.functional != Functional::smooth) return std::vector<double>{1};
  const Matrix covariance = moments.covariance();
  std::vector<double> spreads;
  for (Index k = 0; k < covariance.rows(); ++k)
    spreads.push_back(std::sqrt(std::max(0.0, covariance(k, k))));
  return smooth_gradient(quantity.smooth, means_of(moments), spreads);
}

std::string on_scale(std::string method, const RangeScale& scale) {
  return scale.name().empty() ? method : method + ", " + std::string(scale.name());
}

Estimate inside(const Quantity& quantity, double value, double half, double level,
                std::string method) {
  return {value,
          {std::max(quantity.lower, value - half), std::min(quantity.upper, value + half), level,
           std::move(method)}};
}

void require_summable(const Quantity& quantity, std::string_view method, Rows rows) {
  require(is_summable(method, quantity.functional, rows), ErrorCode::bad_option,
          std::string(method) + " is not to be had from sums of rows");
}

// Σ over rows of what each adds to the value, by unit: ∇gᵀ (S_g - n_g ū).
std::vector<GroupSum> influence_sums(const UnitSums& units, const std::vector<double>& slope,
                                     const std::vector<double>& means) {
  std::vector<GroupSum> sums;
  for (const UnitSums::Group& group : units.groups()) {
    double sum = 0;
    for (std::size_t k = 0; k < slope.size(); ++k)
      sum += slope[k] * (group.sums[k] - group.rows * means[k]);
    sums.push_back({group.rows, sum});
  }
  return sums;
}

Estimate grouped_mean(const std::vector<GroupSum>& sums, std::string_view method, double level) {
  require(is_grouped(method), ErrorCode::bad_option,
          std::string(method) + " is not to be had from sums of groups");
  return method == "clustered_t" ? clustered_mean(sums, level)
                                 : jackknife_clustered_mean(sums, level);
}

}  // namespace

Estimate summed_mean(const UnitSums& units, std::string_view method, double level) {
  std::vector<GroupSum> sums;
  for (const UnitSums::Group& group : units.groups())
    sums.push_back({group.rows, group.sums.front()});
  return grouped_mean(sums, method, level);
}

bool is_summable(std::string_view method, Functional functional, Rows rows) {
  if (rows == Rows::grouped)
    return is_grouped(method) && (is_smooth(functional) || functional == Functional::quantile ||
                                  functional == Functional::area);
  if (rows != Rows::independent) return false;
  switch (functional) {
    case Functional::share:
      return of_counts(method) != nullptr || method == "wald";
    case Functional::mean:
      return method == "student_t" || method == "wald";
    case Functional::smooth:
      return method == "delta" || method == "wald";
    case Functional::quantile:
      return method == "interpolated_order";
    case Functional::area:
      return method == "delong" || method == "jackknife_auc";
    default:
      return false;
  }
}

Estimate summed_interval(const Quantity& quantity, const VectorMoments& moments,
                         std::string_view method, double level) {
  require_level(level);
  require_summable(quantity, method, Rows::independent);
  const std::int64_t n = moments.n();
  if (n == 0) return Estimate::undefined("no rows");
  const std::vector<double> means = means_of(moments);
  if (const OfCounts* counts = of_counts(method))
    return counts->interval(std::llround(means.front() * static_cast<double>(n)), n, level);
  const auto value = value_of_means(quantity, means);
  if (!value) return Estimate::undefined("0/0: no row that it could be measured on");
  const auto slope = gradient(quantity, moments);
  if (n < 2 || !slope)
    return Estimate::without_interval(
               *value, n < 2 ? "one row has no spread" : "it is undefined next to the means")
        .with_n(n);
  const Eigen::Map<const Vector> d(slope->data(), static_cast<Index>(slope->size()));
  const double variance = d.dot(moments.covariance() * d) / static_cast<double>(n);
  const double se = std::sqrt(std::max(0.0, variance));
  const double t =
      method == "wald" ? two_sided_z(level) : two_sided_t(static_cast<double>(n - 1), level);
  if (method != "delta")
    return inside(quantity, *value, t * se, level,
                  method == "wald" ? "normal limit" : "Student's t")
        .with_n(n);
  const RangeScale scale(quantity.lower, quantity.upper);
  return scale.interval(*value, se, t, level, on_scale("delta method", scale)).with_n(n);
}

Estimate summed_interval(const Quantity& quantity, const VectorMoments& moments,
                         const UnitSums& units, std::string_view method, double level) {
  require_level(level);
  require_summable(quantity, method, Rows::grouped);
  const std::int64_t n = moments.n();
  if (n == 0) return Estimate::undefined("no rows");
  const std::vector<double> means = means_of(moments);
  const auto value = value_of_means(quantity, means);
  if (!value) return Estimate::undefined("it is undefined on these rows");
  const auto without = [&](const char* reason) {
    return Estimate::without_interval(*value, reason).with_n(n);
  };
  const auto slope = gradient(quantity, moments);
  if (!slope) return without("it is undefined all round these rows");
  const std::vector<GroupSum> sums = influence_sums(units, *slope, means);
  if (sums.size() < 2) return without("one group has no spread between groups");
  const RangeScale scale(quantity.lower, quantity.upper);
  if (!scale.is_inside(*value)) {
    if (quantity.functional != Functional::share)
      return without("it is at the end of its range, where no spread is seen");
    const auto G = static_cast<std::int64_t>(sums.size());
    const Estimate exact = exact_proportion(*value > 0 ? G : 0, G, level);
    return Estimate(*value,
                    {exact.lower(), exact.upper(), level, "exact, with as many rows as groups"})
        .with_n(n);
  }
  const Estimate e = grouped_mean(sums, method, level);
  const double half = (e.upper() - e.lower()) / 2;
  if (!(half > 0)) return without("the groups do not differ: no spread is seen");
  std::string how = e.interval()->method;
  if (!units.is_exact()) how += " of 4,096 parts";
  return scale.interval(*value, half, 1, level, on_scale(std::move(how), scale)).with_n(n);
}

Estimate summed_interval(const ScoreCounts& scores, const VectorMoments& placed,
                         const UnitSums& units, std::string_view method, double level) {
  const auto expansion = [](std::span<const double> u) -> std::optional<double> {
    if (!(u[0] > 0 && u[0] < 1)) return std::nullopt;
    return u[1] / u[0] + u[2] / (1 - u[0]);
  };
  const Vector& mean = placed.mean();
  const auto whole = expansion({mean.data(), static_cast<std::size_t>(mean.size())});
  if (!whole) return Estimate::undefined("all rows are of one class");
  const double about = *whole - scores.area().area;
  const Quantity area = smooth_quantity(
      [=](std::span<const double> u) -> std::optional<double> {
        const auto value = expansion(u);
        if (!value) return std::nullopt;
        return *value - about;
      },
      0, 1);
  return summed_interval(area, placed, units, method, level);
}

Estimate summed_interval(const ScoreCounts& scores, std::string_view method, double level) {
  require_level(level);
  require_summable(area_quantity(), method, Rows::independent);
  const std::int64_t positives = scores.positives(), n = scores.n();
  if (positives == 0 || positives == n) return Estimate::undefined("all rows are of one class");
  const Estimate e = method == "delong"
                         ? delong_auc(scores.area(), level)
                         : jackknife_auc_of_counts(scores.counts(1), scores.counts(0), level);
  const double error = scores.error();
  if (error == 0) return e;
  return Estimate(e.value(), {std::max(0.0, e.lower() - error), std::min(1.0, e.upper() + error),
                              level, e.interval()->method + ", scores in bins"})
      .with_n(n);
}

Estimate summed_interval(double p, const QuantileSketch& sketch, double share_half, double level,
                         std::string_view method) {
  require_level(level);
  if (sketch.n() == 0) return Estimate::undefined("no rows");
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double reach = share_half + sketch.rank_error(), low = p - reach, high = p + reach;
  return Estimate(sketch.quantile(p),
                  {low > 0 ? sketch.quantile(low) : -kInfinity,
                   high < 1 ? sketch.quantile(high) : kInfinity, level, std::string(method)})
      .with_n(sketch.n());
}

}  // namespace qed::statistics
