// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/terms.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "qed/answers/measure/scores/measures.h"

namespace qed::answers::measure {
namespace {

using Means = std::span<const double>;

// The last of the rising places that is at most the score, or the first.
std::size_t step_of(const std::vector<double>& places, double score) {
  const auto after = std::ranges::upper_bound(places, score) - places.begin();
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(after, 1)) - 1;
}

// Of a score from place[k] on: the share of no below it, and of yes above.
struct Placements {
  std::vector<double> place, below, above;
};
// A rising function of a score: value[k] from place[k] on.
struct Rising {
  std::vector<double> place, value;
};

constexpr std::size_t kMostPlaces = 8192;

Placements placements_of(const Model& m, const std::vector<double>& y, double yes, double no) {
  Placements p;
  const auto& order = m.order;
  const std::size_t least = order.size() / kMostPlaces;  // rows of a bin
  double yes_below = 0, no_below = 0;
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    double yes_here = 0;
    // Equal scores stay together.
    while (end < order.size() &&
           (end - begin < least || end == begin || m.f[order[end]] == m.f[order[end - 1]]))
      yes_here += y[order[end++]];
    const double no_here = static_cast<double>(end - begin) - yes_here;
    p.place.push_back(m.f[order[begin]]);
    p.below.push_back((no_below + no_here / 2) / no);
    p.above.push_back(1 - (yes_below + yes_here / 2) / yes);
    yes_below += yes_here, no_below += no_here;
    begin = end;
  }
  return p;
}

std::optional<double> skill_of_means(Means u) {
  if (!(u[1] > 0)) return std::nullopt;
  return 1 - u[0] / u[1];
}

}  // namespace

Terms skill_terms(const Loss& loss) {
  return {2,
          [loss](const Model& m, std::size_t i, double y, double* u) {
            u[0] = loss.of(m, i, y), u[1] = loss.base(y);
          },
          skill_of_means};
}

Terms mean_terms(std::function<double(const Model& model, std::size_t row, double y)> value) {
  return {1,
          [value = std::move(value)](const Model& m, std::size_t i, double y, double* u) {
            u[0] = value(m, i, y);
          },
          [](Means u) { return std::optional(u[0]); }};
}

Terms metric_terms(const metrics::Metric& metric, const metrics::MetricSettings& settings) {
  return {static_cast<std::size_t>(metric.terms),
          [&metric, settings](const Model& m, std::size_t i, double y, double* u) {
            metric.add(m.f[i], y, settings, u);
          },
          [&metric, settings](Means u) { return metric.value(u, settings); }};
}

std::optional<Terms> area_terms(const Model& model, const std::vector<double>& y) {
  double yes = 0;
  for (const double label : y) yes += label;
  const double no = static_cast<double>(y.size()) - yes;
  if (yes == 0 || no == 0) return std::nullopt;
  auto p = std::make_shared<const Placements>(placements_of(model, y, yes, no));
  double area = 0;  // the mean of V over yes, which is that of W over no
  for (std::size_t i = 0; i < y.size(); ++i)
    if (y[i] == 1) area += p->below[step_of(p->place, model.f[i])] / yes;
  return Terms{3,
               [p](const Model& m, std::size_t i, double label, double* u) {
                 const std::size_t bin = step_of(p->place, m.f[i]);
                 const bool is_yes = label == 1;
                 u[0] = is_yes, u[1] = is_yes ? p->below[bin] : 0,
                 u[2] = is_yes ? 0 : p->above[bin];
               },
               [area](Means u) -> std::optional<double> {
                 if (!(u[0] > 0 && u[0] < 1)) return std::nullopt;
                 return u[1] / u[0] + u[2] / (1 - u[0]) - area;
               }};
}

Terms calibrated_terms(const Model& model, const std::vector<double>& y, const Loss& loss) {
  const std::vector<double> fitted = isotonic_at(model, y, model);
  auto rising = std::make_shared<Rising>();
  for (const std::uint32_t i : model.order)
    if (rising->value.empty() || fitted[i] != rising->value.back())
      rising->place.push_back(model.f[i]), rising->value.push_back(fitted[i]);
  return {2,
          [rising, loss](const Model& m, std::size_t i, double label, double* u) {
            thread_local Model one{.name = {}, .f = {0}};
            one.f[0] = rising->value[step_of(rising->place, m.f[i])];
            u[0] = loss.of(one, 0, label), u[1] = loss.base(label);
          },
          skill_of_means};
}

Terms share_terms(OfRow hit, OfRow of) {
  return {2,
          [hit = std::move(hit), of = std::move(of)](const Model& m, std::size_t i, double y,
                                                     double* u) {
            u[0] = of(m, i, y), u[1] = u[0] != 0 && hit(m, i, y);
          },
          [](Means u) -> std::optional<double> {
            if (!(u[0] > 0)) return std::nullopt;
            return u[1] / u[0];
          }};
}

}  // namespace qed::answers::measure
