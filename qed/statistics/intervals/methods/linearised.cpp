// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/methods/linearised.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "qed/algorithms/sorting/radix_sort.h"
#include "qed/statistics/intervals/compound/parts.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

using Column = std::vector<double>;

double square(double x) { return x * x; }

void centre(Column& values) {
  const double mean = moments(values).mean;
  for (double& v : values) v -= mean;
}

// The density at q by a Gaussian kernel of Silverman's width 0.9 min(s, IQR/1.34) n^(-1/5), doubled, up to the range,
// while it is below a uniform law's over the range by a factor n: q lies in a gap then. None: all values are equal.
std::optional<double> density_at(double q, const Column& x) {
  const auto [least, most] = std::ranges::minmax(x);
  const double range = most - least, n = static_cast<double>(x.size());
  if (!(range > 0)) return std::nullopt;
  Column sorted;  // in units of the range, about q: no square of a finite value overflows
  for (const double v : x) sorted.push_back((v - q) / range);
  algorithms::sort_numbers(sorted);
  const auto at = [&](double p) { return sorted[static_cast<std::size_t>(p * (n - 1))]; };
  const double quartiles = (at(0.75) - at(0.25)) / 1.34, s = std::sqrt(moments(sorted).variance);
  double width = 0.9 * (quartiles > 0 ? std::min(s, quartiles) : s) * std::pow(n, -0.2);
  for (;; width *= 2) {
    double sum = 0;
    for (const double v : sorted) sum += std::exp(-square(v / width) / 2);
    const double density = sum / (n * width * std::sqrt(2 * std::numbers::pi));
    if (density * n >= 1 || width >= 1) return density / range;
  }
}

Column quantile_influence(double p, double q, const Column& x) {
  const auto density = density_at(q, x);
  Column influence(x.size(), 0);
  if (!density) return influence;
  for (std::size_t i = 0; i < x.size(); ++i) influence[i] = (p - (x[i] <= q)) / *density;
  centre(influence);  // #{x <= q} is not np exactly
  return influence;
}

std::optional<Linearised> of_mean(const Quantity& quantity, const Sample& sample) {
  const auto mean = value_of(quantity, sample);
  if (!mean) return std::nullopt;
  Linearised of{*mean, sample.terms[0]};
  centre(of.influence);
  return of;
}

std::optional<Linearised> of_quantile(const Quantity& quantity, const Sample& sample) {
  const auto value = value_of(quantity, sample);
  if (!value) return std::nullopt;
  return Linearised{*value, quantile_influence(quantity.p, *value, sample.terms[0])};
}

std::optional<Linearised> of_area(const Column& score, const Column& label) {
  const Column ones(score.size(), 1);
  const Ranks ranks(score);
  const auto area = area_of_weighted(ranks, label, ones);
  if (!area) return std::nullopt;
  Linearised of{*area, placements(ranks, label, ones)};
  const auto n = static_cast<double>(score.size());
  const auto positives = static_cast<double>(std::ranges::count(label, 1.0));
  for (std::size_t i = 0; i < score.size(); ++i)
    of.influence[i] = (of.influence[i] - *area) * n / (label[i] == 1 ? positives : n - positives);
  return of;
}

std::optional<Linearised> of_difference(const Sample& sample) {
  auto of = of_area(sample.terms[0], sample.terms[2]);
  const auto second = of_area(sample.terms[1], sample.terms[2]);
  if (!of || !second) return std::nullopt;
  of->value -= second->value;
  for (std::size_t i = 0; i < of->influence.size(); ++i) of->influence[i] -= second->influence[i];
  return of;
}

std::optional<Linearised> of_parts(const Quantity& quantity, const Sample& sample) {
  const auto value = value_of(quantity, sample);
  if (!value) return std::nullopt;
  const Parts parts(quantity, sample);
  const auto values = parts.values(Column(static_cast<std::size_t>(sample.n()), 1));
  auto influence = values ? parts.influence(*values) : std::nullopt;
  if (!influence) return std::nullopt;
  return Linearised{*value, std::move(*influence)};
}

std::optional<Linearised> of_smooth(const Quantity& quantity, const Sample& sample) {
  const auto value = value_of(quantity, sample);
  if (!value) return std::nullopt;
  Column means, spreads;
  for (const Column& column : sample.terms) {
    const Moments m = moments(column);
    means.push_back(m.mean);
    spreads.push_back(std::sqrt(m.variance));
  }
  const auto slope = smooth_gradient(quantity.smooth, means, spreads);
  if (!slope) return std::nullopt;
  Linearised of{*value, Column(static_cast<std::size_t>(sample.n()), 0)};
  for (std::size_t k = 0; k < means.size(); ++k)
    for (std::size_t i = 0; i < of.influence.size(); ++i)
      of.influence[i] += (*slope)[k] * (sample.terms[k][i] - means[k]);
  return of;
}

}  // namespace

std::optional<std::vector<double>> smooth_gradient(const SmoothFunction& g,
                                                   std::span<const double> means,
                                                   std::span<const double> spreads) {
  Column slope(means.size(), 0), moved(means.begin(), means.end());
  for (std::size_t k = 0; k < means.size(); ++k) {
    const auto at = [&](double step) {
      moved[k] = means[k] + step;
      const auto value = g(moved);
      moved[k] = means[k];
      return value && std::isfinite(*value) ? value : std::nullopt;
    };
    double step = 1e-3 * spreads[k];
    bool found = !(step > 0);
    for (int shrink = 0; shrink < 8 && !found; ++shrink, step /= 8) {
      const auto far_up = at(2 * step), up = at(step), down = at(-step), far_down = at(-2 * step);
      found = far_up && up && down && far_down;
      if (found) slope[k] = (8 * (*up - *down) - (*far_up - *far_down)) / (12 * step);
    }
    if (!found) return std::nullopt;
  }
  return slope;
}

std::optional<Linearised> linearised(const Quantity& quantity, const Sample& sample) {
  switch (quantity.functional) {
    case Functional::share:
    case Functional::mean:
      return of_mean(quantity, sample);
    case Functional::quantile:
      return of_quantile(quantity, sample);
    case Functional::area:
      check(quantity, sample);
      return of_area(sample.terms[0], sample.terms[1]);
    case Functional::area_difference:
      check(quantity, sample);
      return of_difference(sample);
    case Functional::smooth:
      return of_smooth(quantity, sample);
    case Functional::weighted_quantile:
    case Functional::weighted_area:
    case Functional::compound:
      return of_parts(quantity, sample);
    case Functional::new_case:
      return std::nullopt;
  }
  return std::nullopt;
}

double standard_error(const Linearised& of) {
  const auto n = static_cast<double>(of.influence.size());
  if (n < 2) return 0;
  double squares = 0;
  for (const double psi : of.influence) squares += square(psi);
  return std::sqrt(squares / (n - 1) / n);
}

}  // namespace qed::statistics
