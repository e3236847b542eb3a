// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/methods/weighted.h"

#include <cmath>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/statistics/intervals/compound/parts.h"
#include "qed/statistics/intervals/compound/ranked.h"

namespace qed::statistics {
namespace {

using Weights = std::span<const double>;

}  // namespace

struct Weighted::State {
  Quantity quantity;
  const Sample* sample;
  std::vector<Ranks> ranks = {};  // of the columns whose order matters
  std::optional<Parts> parts = {};

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
  if (!parts_of(quantity).empty()) state_->parts.emplace(state_->quantity, sample);
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
      return quantile_of_repeated(s.ranks[0], s.quantity.p, w);
    case Functional::new_case:
      return quantile_of_repeated(s.ranks[0], 0.5, w);
    case Functional::area:
      return area_of_weighted(s.ranks[0], label, w);
    case Functional::smooth:
      return s.smooth(w);
    case Functional::weighted_quantile:
    case Functional::weighted_area:
    case Functional::compound:
      return s.parts->value(w);
    case Functional::area_difference:
      break;
  }
  const auto first = area_of_weighted(s.ranks[0], label, w),
             second = area_of_weighted(s.ranks[1], label, w);
  return first && second ? std::optional(*first - *second) : std::nullopt;
}

}  // namespace qed::statistics
