// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/compound/parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/linearised.h"
#include "qed/statistics/intervals/quantiles/woodruff.h"

namespace qed::statistics {
namespace {

using Column = std::vector<double>;

double sum_of(std::span<const double> w) { return std::accumulate(w.begin(), w.end(), 0.0); }

// Rows that weigh anything weigh the same.
bool is_one_thing(const Column& weights) {
  double seen = 0;
  for (const double w : weights) {
    if (!(w > 0)) continue;
    if (seen > 0 && w != seen) return false;
    seen = w;
  }
  return true;
}

std::optional<double> weighted_mean(const Column& x, std::span<const double> w) {
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < w.size(); ++i) sum += w[i] * x[i], total += w[i];
  return total > 0 ? std::optional(sum / total) : std::nullopt;
}

}  // namespace

Parts::Parts(const Quantity& quantity, const Sample& sample)
    : quantity_(quantity), sample_(sample), parts_(parts_of(quantity)) {
  std::vector<std::size_t> ranked;  // terms
  for (const Part& part : parts_) {
    const auto known = std::ranges::find(ranked, part.term);
    rank_of_part_.push_back(static_cast<std::size_t>(known - ranked.begin()));
    weighs_one_thing_.push_back(!part.weight || is_one_thing(sample.terms[*part.weight]));
    if (part.functional == Functional::mean || known != ranked.end()) continue;
    ranked.push_back(part.term);
    ranks_.emplace_back(sample.terms[part.term]);
  }
}

// Rows that weigh one thing count, those that do not weigh do not.
Column Parts::weighted(std::size_t k, std::span<const double> counts) const {
  Column w(counts.begin(), counts.end());
  if (!parts_[k].weight) return w;
  const Column& weights = sample_.terms[*parts_[k].weight];
  for (std::size_t i = 0; i < w.size(); ++i)
    w[i] *= weighs_one_thing_[k] ? static_cast<double>(weights[i] > 0) : weights[i];
  return w;
}

std::optional<double> Parts::value_of_part(std::size_t k, std::span<const double> w) const {
  const Part& part = parts_[k];
  if (part.functional == Functional::mean) return weighted_mean(sample_.terms[part.term], w);
  if (part.functional == Functional::area)
    return area_of_weighted(ranks_of(k), sample_.terms[part.label], w);
  return weighs_one_thing_[k] ? quantile_of_repeated(ranks_of(k), part.p, w)
                              : quantile_of_weighted(ranks_of(k), part.p, w);
}

std::optional<Column> Parts::values(std::span<const double> counts) const {
  Column values;
  for (std::size_t k = 0; k < parts_.size(); ++k) {
    const Column product = parts_[k].weight ? weighted(k, counts) : Column();
    const auto value = value_of_part(k, parts_[k].weight ? product : counts);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

std::optional<double> Parts::value(std::span<const double> counts) const {
  const auto of_parts = values(counts);
  if (!of_parts) return std::nullopt;
  if (!quantity_.smooth) return of_parts->front();
  const auto value = quantity_.smooth(*of_parts);
  return value && !std::isnan(*value) ? value : std::nullopt;
}

double Parts::effective_rows() const {
  const Column ones(static_cast<std::size_t>(sample_.n()), 1);
  auto fewest = static_cast<double>(sample_.n());
  for (std::size_t k = 0; k < parts_.size(); ++k)
    fewest = std::min(fewest, statistics::effective_rows(weighted(k, ones)));
  return fewest;
}

std::optional<double> Parts::spacing_density(std::size_t k, std::span<const double> w) const {
  constexpr double kReach = 1.5;  // standard errors of the share; 1 to 2 cover alike
  const double p = parts_[k].p, centre = std::log(p / (1 - p));
  double reach = kReach / std::sqrt(p * (1 - p) * statistics::effective_rows(w));
  for (int attempt = 0; attempt < 12; ++attempt, reach *= 2) {
    const auto share = [&](double side) { return 1 / (1 + std::exp(-centre - side * reach)); };
    const auto quantile = [&](double at) {
      return (weighs_one_thing_[k] ? quantile_of_repeated(ranks_of(k), at, w)
                                   : quantile_of_weighted(ranks_of(k), at, w))
          .value_or(0);
    };
    const double l = share(-1), u = share(1), room = quantile(u) - quantile(l);
    if (room > 0) return (u - l) / room;
  }
  return std::nullopt;
}

Column Parts::influence_of_part(std::size_t k, double value) const {
  const Part& part = parts_[k];
  const Column w = weighted(k, Column(static_cast<std::size_t>(sample_.n()), 1));
  const Column& x = sample_.terms[part.term];
  const auto n = static_cast<double>(x.size());
  Column psi(x.size(), 0);
  if (part.functional == Functional::mean) {
    const double total = sum_of(w);
    for (std::size_t i = 0; i < psi.size(); ++i) psi[i] = n * w[i] * (x[i] - value) / total;
  } else if (part.functional == Functional::quantile) {
    const auto density = spacing_density(k, w);
    if (!density) return psi;
    psi = below_quantile(x, part.p, value, w);
    for (double& v : psi) v /= -*density;
  } else {
    const Column& label = sample_.terms[part.label];
    const Column of_rows = placements(ranks_of(k), label, w);
    double positive = 0;
    for (std::size_t i = 0; i < w.size(); ++i) positive += w[i] * label[i];
    const double negative = sum_of(w) - positive;
    for (std::size_t i = 0; i < psi.size(); ++i)
      psi[i] = n * w[i] * (of_rows[i] - value) / (label[i] == 1 ? positive : negative);
  }
  return psi;
}

std::vector<Column> Parts::influences(std::span<const double> values) const {
  std::vector<Column> all;
  for (std::size_t k = 0; k < parts_.size(); ++k) all.push_back(influence_of_part(k, values[k]));
  return all;
}

std::optional<Column> Parts::influence(std::span<const double> values) const {
  std::vector<Column> of_parts = influences(values);
  if (!quantity_.smooth) return of_parts.front();
  Column spreads;
  for (const Column& psi : of_parts) spreads.push_back(std::sqrt(moments(psi).variance));
  const auto slope = smooth_gradient(quantity_.smooth, values, spreads);
  if (!slope) return std::nullopt;
  Column influence(static_cast<std::size_t>(sample_.n()), 0);
  for (std::size_t k = 0; k < of_parts.size(); ++k)
    for (std::size_t i = 0; i < influence.size(); ++i) influence[i] += (*slope)[k] * of_parts[k][i];
  return influence;
}

}  // namespace qed::statistics
