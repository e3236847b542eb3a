// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/terms.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "qed/answers/measure/scores/measures.h"
#include "qed/statistics/summaries/score_placements.h"

namespace qed::answers::measure {
namespace {

using Means = std::span<const double>;

// The last of the rising places that is at most the score, or the first.
std::size_t step_of(const std::vector<double>& places, double score) {
  const auto after = std::ranges::upper_bound(places, score) - places.begin();
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(after, 1)) - 1;
}

// A rising function of a score: value[k] from place[k] on.
struct Rising {
  std::vector<double> place, value;
};

constexpr std::size_t kMostPlaces = 8192;

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
  using statistics::ScoreCounts;
  ScoreCounts counts(ScoreCounts::edges_of(model.f, kMostPlaces));
  counts.add(model.f, y);
  if (counts.positives() == 0 || counts.positives() == counts.n()) return std::nullopt;
  const double area = counts.area().area;
  const auto places = std::make_shared<const statistics::ScorePlacements>(counts);
  return Terms{3,
               [places](const Model& m, std::size_t i, double label, double* u) {
                 places->terms(m.f[i], label == 1, u);
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
