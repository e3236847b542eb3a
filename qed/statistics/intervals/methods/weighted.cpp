// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/methods/weighted.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "qed/algorithms/sorting/rising_order.h"
#include "qed/base/error.h"

namespace qed::statistics {
namespace {

using Weights = std::span<const double>;

// Rows in ascending order of a column.
struct Ranks {
  std::vector<std::uint32_t> row;
  std::vector<double> x;  // their values
  explicit Ranks(const std::vector<double>& column)
      : row(algorithms::rising_order(column)), x(column.size()) {
    for (std::size_t i = 0; i < row.size(); ++i) x[i] = column[row[i]];
  }
};

// With x(s) the value at place s in [0, W) of rows laid end to end, each as long as its weight, type 7 is
// the mean of x(s) over [h, h + 1], h = (W - 1)p: for whole weights x(k) + g (x(k+1) - x(k)), k + g = h.
std::optional<double> quantile(const Ranks& ranks, double p, Weights w) {
  const double total = std::accumulate(w.begin(), w.end(), 0.0);
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

// Σ over pairs of w⁺ w⁻ (1{s⁺ > s⁻} + ½ 1{equal}), over all pairs.
std::optional<double> area(const Ranks& ranks, const std::vector<double>& label, Weights w) {
  double below = 0, positives = 0, pairs = 0;  // below: weight of negatives under the score
  for (std::size_t i = 0, j = 0; i < ranks.row.size(); i = j) {
    double here_positive = 0, here_negative = 0;
    for (j = i; j < ranks.row.size() && ranks.x[j] == ranks.x[i]; ++j)
      (label[ranks.row[j]] == 1 ? here_positive : here_negative) += w[ranks.row[j]];
    pairs += here_positive * (2 * below + here_negative);
    positives += here_positive;
    below += here_negative;
  }
  if (!(positives > 0 && below > 0)) return std::nullopt;
  return pairs / (2 * positives * below);
}

}  // namespace

struct Weighted::State {
  Quantity quantity;
  const Sample* sample;
  std::vector<Ranks> ranks = {};  // of the columns whose order matters

  std::optional<double> mean(const std::vector<double>& column, Weights w) const {
    double sum = 0, total = 0;
    for (std::size_t i = 0; i < w.size(); ++i) sum += w[i] * column[i], total += w[i];
    return total > 0 ? std::optional(sum / total) : std::nullopt;
  }

  std::optional<double> smooth(Weights w) const {
    std::vector<double> means;
    for (const auto& column : sample->terms) {
      const auto of_column = mean(column, w);
      if (!of_column) return std::nullopt;
      means.push_back(*of_column);
    }
    const auto value = quantity.smooth(means);
    return value && !std::isnan(*value) ? value : std::nullopt;
  }
};

Weighted::Weighted(const Quantity& quantity, const Sample& sample)
    : state_(new State{quantity, &sample}) {
  check(quantity, sample);
  const Functional f = quantity.functional;
  const std::size_t ranked =
      f == Functional::area_difference                                                  ? 2
      : f == Functional::quantile || f == Functional::area || f == Functional::new_case ? 1
                                                                                        : 0;
  for (std::size_t k = 0; k < ranked; ++k) state_->ranks.emplace_back(sample.terms[k]);
}
Weighted::~Weighted() = default;
Weighted::Weighted(Weighted&&) noexcept = default;

std::optional<double> Weighted::operator()(std::span<const double> w) const {
  const State& s = *state_;
  require(
      static_cast<std::int64_t>(w.size()) == s.sample->n(), ErrorCode::bad_shape,
      "weights: " + std::to_string(w.size()) + " for " + std::to_string(s.sample->n()) + " rows");
  if (w.empty()) return std::nullopt;
  const auto& label = s.sample->terms.back();
  switch (s.quantity.functional) {
    case Functional::share:
    case Functional::mean:
      return s.mean(s.sample->terms[0], w);
    case Functional::quantile:
      return quantile(s.ranks[0], s.quantity.p, w);
    case Functional::new_case:
      return quantile(s.ranks[0], 0.5, w);
    case Functional::area:
      return area(s.ranks[0], label, w);
    case Functional::smooth:
      return s.smooth(w);
    case Functional::area_difference:
      break;
  }
  const auto first = area(s.ranks[0], label, w), second = area(s.ranks[1], label, w);
  return first && second ? std::optional(*first - *second) : std::nullopt;
}

}  // namespace qed::statistics
