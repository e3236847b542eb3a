// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/statistic/aggregates.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/metrics/catalog.h"

namespace qed::answers::interval {
namespace {

using calculus::Expression;
using statistics::Functional;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

constexpr Aggregate kAggregates[] = {
    {"mean", "x [, condition]", "mean of x, of the rows where the condition holds"},
    {"share", "condition [, condition]", "share of rows that say yes"},
    {"median", "x [, condition]", "the middle value"},
    {"quantile", "x, p [, condition]", "the value that a share p of rows does not exceed"},
    {"p90", "x [, condition]", "quantile by its percent: p5, p50, p99, p99.9"},
    {"sd", "x", "standard deviation"},
    {"variance", "x", "variance"},
    {"cor", "x, y", "Pearson's correlation"},
    {"ratio", "x, y", "mean(x)/mean(y); of two statistics: ratio(share(a), share(b))"},
    {"auc", "score, label [, condition]", "area under the ROC curve"},
    {"diff", "a, b", "a - b, of two statistics: diff(mean(x, arm == 'b'), mean(x, arm == 'a'))"},
};

// "p90" -> 0.9, "p99.9" -> 0.999; nothing for another word.
std::optional<double> percentile(std::string_view word) {
  if (word.size() < 2 || word[0] != 'p') return std::nullopt;
  double percent = 0;
  const auto [end, error] = std::from_chars(word.data() + 1, word.data() + word.size(), percent);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  if (!(percent > 0 && percent < 100)) return std::nullopt;
  return percent / 100;
}

auto metric_families() {
  return std::array{metrics::classification_metrics(), metrics::probability_metrics(),
                    metrics::regression_metrics(), metrics::quantile_metrics(),
                    metrics::count_metrics()};
}

const metrics::Metric* metric_of(std::string_view word) {
  for (const auto& family : metric_families())
    for (const metrics::Metric& metric : family)
      if (metric.name == word) return &metric;
  return nullptr;
}

template <class Family>
bool is_in(const Family& family, const metrics::Metric* metric) {
  return std::ranges::any_of(family, [&](const auto& m) { return m.name == metric->name; });
}

std::vector<std::uint8_t> where_yes(const std::vector<double>& condition) {
  std::vector<std::uint8_t> yes(condition.size());
  // A condition that is missing: the row is about, and cannot be used.
  for (std::size_t i = 0; i < yes.size(); ++i) yes[i] = condition[i] != 0;
  return yes;
}

// Which aggregate is being read, and its pieces.
class Call {
 public:
  Call(std::string_view formula, const Expression& call, RowValues& rows,
       const AggregateSettings& settings)
      : formula_(formula), call_(call), rows_(rows), settings_(settings) {}

  Bound bind() {
    const std::string& name = call_.name;
    if (name == "mean") return mean();
    if (name == "share") return share();
    if (name == "median") return quantile(0.5, 1);
    if (const auto p = percentile(name)) return quantile(*p, 1);
    if (name == "quantile") return any_quantile();
    if (name == "sd" || name == "variance") return spread(name == "sd");
    if (name == "cor") return correlation();
    if (name == "ratio") return ratio();
    if (name == "auc") return area();
    const auto* metric = metric_of(name);
    ensure(metric != nullptr, "a call that is no statistic");
    return of_metric(*metric);
  }

 private:
  const Expression& argument(std::size_t k) const { return call_.arguments[k]; }
  std::size_t count() const { return call_.arguments.size(); }
  void take(std::size_t fewest, std::size_t most, std::string_view what) const {
    if (count() < fewest || count() > most)
      calculus::fail_at(formula_, call_.from, call_.to, call_.name + " takes " + std::string(what));
  }
  void filter(Bound& bound, std::size_t place) {
    if (count() <= place) return;
    const std::vector<double> condition = rows_.labels(argument(place));
    bound.asked = where_yes(condition);
    for (auto& term : bound.terms)
      for (std::size_t i = 0; i < term.size(); ++i)
        if (std::isnan(condition[i])) term[i] = condition[i];
  }

  Bound mean() {
    take(1, 2, "a column or formula, and a condition if it is of some rows only");
    if (rows_.is_yes_no(argument(0))) return share();
    Bound bound{statistics::mean_quantity(settings_.lower, settings_.upper),
                {rows_.numbers(argument(0))},
                {},
                {}};
    filter(bound, 1);
    return bound;
  }
  Bound share() {
    take(1, 2, "a condition, and another one if it is of some rows only");
    Bound bound{statistics::share_quantity(), {rows_.labels(argument(0))}, {}, {}};
    filter(bound, 1);
    return bound;
  }
  Bound quantile(double p, std::size_t condition) {
    take(1, condition + 1, "a column or formula, and a condition if it is of some rows only");
    Bound bound{statistics::quantile_quantity(p), {rows_.numbers(argument(0))}, {}, {}};
    filter(bound, condition);
    return bound;
  }
  Bound any_quantile() {
    take(2, 3, "a column or formula and a share between 0 and 1");
    const Expression& p = argument(1);
    if (p.kind != Expression::Kind::number || !(p.number > 0 && p.number < 1))
      calculus::fail_at(formula_, p.from, p.to, "the share of a quantile lies between 0 and 1");
    return quantile(p.number, 2);
  }
  // Sums of squares lose no digits: the terms are about a value amid the rows.
  std::vector<double> centred(const Expression& e, std::vector<double> x) {
    const double centre = rows_.centre(e, x);
    for (double& v : x) v -= centre;
    return x;
  }
  static std::vector<double> times(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> product(a.size());
    std::ranges::transform(a, b, product.begin(), std::multiplies<>());
    return product;
  }
  Bound spread(bool root) {
    take(1, 1, "one column or formula");
    const std::vector<double> x = centred(argument(0), rows_.numbers(argument(0)));
    const std::int64_t here = std::ranges::count_if(x, [](double v) { return !std::isnan(v); });
    const auto n = static_cast<double>(rows_.rows_of_variance(here));
    const double unbiased = n > 1 ? n / (n - 1) : 0;
    return {statistics::smooth_quantity(
                [root, unbiased](std::span<const double> u) -> std::optional<double> {
                  const double variance = (u[1] - u[0] * u[0]) * unbiased;
                  if (!(variance > 0)) return std::nullopt;
                  return root ? std::sqrt(variance) : variance;
                },
                0, kInfinity),
            {x, times(x, x)},
            {},
            {}};
  }
  Bound correlation() {
    take(2, 2, "two columns or formulas");
    std::vector<double> x = rows_.numbers(argument(0)), y = rows_.numbers(argument(1));
    for (std::size_t i = 0; i < x.size(); ++i)
      if (std::isnan(x[i]) || std::isnan(y[i])) x[i] = y[i] = x[i] + y[i];
    x = centred(argument(0), std::move(x)), y = centred(argument(1), std::move(y));
    return {statistics::smooth_quantity(
                [](std::span<const double> u) -> std::optional<double> {
                  const double xx = u[2] - u[0] * u[0], yy = u[3] - u[1] * u[1];
                  if (!(xx > 0 && yy > 0)) return std::nullopt;
                  return std::clamp((u[4] - u[0] * u[1]) / std::sqrt(xx * yy), -1.0, 1.0);
                },
                -1, 1),
            {x, y, times(x, x), times(y, y), times(x, y)},
            {},
            0.0};
  }
  Bound ratio() {
    take(2, 2, "two columns or formulas");
    std::vector<double> x = rows_.numbers(argument(0)), y = rows_.numbers(argument(1));
    bool negative = false;
    for (std::size_t i = 0; i < x.size(); ++i) negative = negative || x[i] < 0 || y[i] < 0;
    return {statistics::smooth_quantity(
                [](std::span<const double> u) -> std::optional<double> {
                  if (u[1] == 0) return std::nullopt;
                  return u[0] / u[1];
                },
                negative ? -kInfinity : 0, kInfinity),
            {std::move(x), std::move(y)},
            {},
            {}};
  }
  Bound area() {
    take(2, 3, "a score and a label");
    Bound bound{statistics::area_quantity(),
                {rows_.numbers(argument(0)), rows_.labels(argument(1))},
                {},
                0.5};
    filter(bound, 2);
    return bound;
  }
  Bound of_metric(const metrics::Metric& metric) {
    take(2, 2, "a prediction and a label");
    const bool yes_no = is_in(metrics::classification_metrics(), &metric) ||
                        is_in(metrics::probability_metrics(), &metric);
    const std::vector<double> prediction = yes_no && rows_.is_yes_no(argument(0))
                                               ? rows_.labels(argument(0))
                                               : rows_.numbers(argument(0)),
                              label =
                                  yes_no ? rows_.labels(argument(1)) : rows_.numbers(argument(1));
    metrics::MetricSettings settings;
    settings.threshold = settings_.threshold;
    if (is_in(metrics::classification_metrics(), &metric) && !rows_.is_yes_no(argument(0)))
      rows_.note(calculus::spelled(argument(0)) + ": " + shortest(settings.threshold) +
                 " and more counts as yes (--threshold)");
    const auto k = static_cast<std::size_t>(metric.terms);
    std::vector<std::vector<double>> terms(k, std::vector<double>(label.size()));
    double row[metrics::kMostTerms];
    for (std::size_t i = 0; i < label.size(); ++i) {
      const bool missing = std::isnan(prediction[i]) || std::isnan(label[i]);
      if (!missing) metric.add(prediction[i], label[i], settings, row);
      for (std::size_t t = 0; t < k; ++t)
        terms[t][i] = missing || !std::isfinite(row[t]) ? std::nan("") : row[t];
    }
    if (metric.is_share()) return share_of(std::move(terms));
    const auto value = metric.value;
    return {statistics::smooth_quantity(
                [value, settings](std::span<const double> u) { return value(u, settings); },
                metric.lower, metric.upper),
            std::move(terms),
            {},
            metric.lower == -1 && metric.upper == 1 ? std::optional(0.0) : std::nullopt};
  }
  // Hits among the rows that are eligible: a share of those, not a ratio.
  static Bound share_of(std::vector<std::vector<double>> terms) {
    Bound bound{
        statistics::share_quantity(), {terms[0]}, std::vector<std::uint8_t>(terms[0].size()), {}};
    for (std::size_t i = 0; i < terms[1].size(); ++i) bound.asked[i] = terms[1][i] != 0;
    return bound;
  }

  std::string_view formula_;
  const Expression& call_;
  RowValues& rows_;
  const AggregateSettings& settings_;
};

}  // namespace

std::span<const Aggregate> aggregates() { return kAggregates; }

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const auto& family : metric_families())
    for (const metrics::Metric& metric : family) names.emplace_back(metric.name);
  return names;
}

bool is_aggregate(std::string_view name) {
  return std::ranges::any_of(kAggregates, [&](const Aggregate& a) { return a.name == name; }) ||
         percentile(name) || metric_of(name) != nullptr;
}

Bound bind_aggregate(std::string_view formula, const Expression& call, RowValues& rows,
                     const AggregateSettings& settings) {
  return Call(formula, call, rows, settings).bind();
}

}  // namespace qed::answers::interval
