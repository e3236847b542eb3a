// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/compound/ranked.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "qed/algorithms/sorting/rising_order.h"

namespace qed::statistics {
namespace {

double sum_of(std::span<const double> w) { return std::accumulate(w.begin(), w.end(), 0.0); }

struct OfClasses {
  double positive = 0, negative = 0;
};
OfClasses weights_of(std::span<const double> label, std::span<const double> w) {
  OfClasses sum;
  for (std::size_t i = 0; i < w.size(); ++i) (label[i] == 1 ? sum.positive : sum.negative) += w[i];
  return sum;
}

// visit(begin, end, here) for each score in ascending order: its places, and its weight by class.
template <class Visit>
void for_each_score(const Ranks& ranks, std::span<const double> label, std::span<const double> w,
                    const Visit& visit) {
  for (std::size_t begin = 0, end = 0; begin < ranks.row.size(); begin = end) {
    OfClasses here;
    for (; end < ranks.row.size() && ranks.x[end] == ranks.x[begin]; ++end) {
      const std::uint32_t row = ranks.row[end];
      (label[row] == 1 ? here.positive : here.negative) += w[row];
    }
    visit(begin, end, here);
  }
}

}  // namespace

Ranks::Ranks(const std::vector<double>& column)
    : row(algorithms::rising_order(column)), x(column.size()) {
  for (std::size_t i = 0; i < row.size(); ++i) x[i] = column[row[i]];
}

std::optional<double> quantile_of_repeated(const Ranks& ranks, double p,
                                           std::span<const double> w) {
  const double total = sum_of(w);
  if (!(total > 0)) return std::nullopt;
  const double h = std::max(0.0, total - 1) * p, window = std::min(1.0, total);
  double before = 0, value = 0, last = 0;  // before: the weight of rows seen
  bool found = false;
  for (std::size_t i = 0; i < ranks.row.size(); ++i) {
    const double weight = w[ranks.row[i]];
    if (!(weight > 0)) continue;
    if (!found && before + weight > h) {
      value = last = ranks.x[i];
      found = true;
    } else if (found) {
      const double part = h - (before - window);  // of the window lies beyond the rows seen
      if (!(part > 0)) break;
      value += part / window * (ranks.x[i] - last);
    }
    last = ranks.x[i];
    before += weight;
  }
  return found ? value : last;  // the sum of weights may round below h
}

std::optional<double> quantile_of_weighted(const Ranks& ranks, double p,
                                           std::span<const double> w) {
  const double total = sum_of(w);
  if (!(total > 0)) return std::nullopt;
  constexpr double kRounding =
      1e-12;  // of the weight, in which sums of weights differ from p of it
  const double least = (p - kRounding) * total, most = (p + kRounding) * total;
  double upto = 0, last = 0;
  bool met = false;  // F(last) is p
  for (std::size_t i = 0; i < ranks.row.size(); ++i) {
    const double weight = w[ranks.row[i]];
    if (!(weight > 0)) continue;
    if (met) return last + (ranks.x[i] - last) / 2;
    last = ranks.x[i];
    upto += weight;
    if (upto > most) return last;
    met = upto >= least;
  }
  return last;
}

std::optional<double> area_of_weighted(const Ranks& ranks, std::span<const double> label,
                                       std::span<const double> w) {
  double below = 0, positives = 0, pairs = 0;  // below: weight of negatives under the score
  for_each_score(ranks, label, w, [&](std::size_t, std::size_t, const OfClasses& here) {
    pairs += here.positive * (2 * below + here.negative);
    positives += here.positive;
    below += here.negative;
  });
  if (!(positives > 0 && below > 0)) return std::nullopt;
  return pairs / (2 * positives * below);
}

std::vector<double> placements(const Ranks& ranks, std::span<const double> label,
                               std::span<const double> w) {
  const OfClasses all = weights_of(label, w);
  std::vector<double> placement(w.size());
  OfClasses below;
  for_each_score(ranks, label, w, [&](std::size_t begin, std::size_t end, const OfClasses& here) {
    const double of_positive = (below.negative + here.negative / 2) / all.negative;
    const double of_negative = 1 - (below.positive + here.positive / 2) / all.positive;
    for (std::size_t k = begin; k < end; ++k)
      placement[ranks.row[k]] = label[ranks.row[k]] == 1 ? of_positive : of_negative;
    below.positive += here.positive, below.negative += here.negative;
  });
  return placement;
}

double effective_rows(std::span<const double> w) {
  const double most = w.empty() ? 0 : *std::ranges::max_element(w);
  if (!(most > 0)) return 0;
  double sum = 0, squares = 0;  // in units of the largest: no square is lost
  for (const double weight : w) sum += weight / most, squares += (weight / most) * (weight / most);
  return sum * sum / squares;
}

}  // namespace qed::statistics
