// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/sampling/importance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::probability {
namespace {

double largest(std::span<const double> log_weights) {
  require(!log_weights.empty(), ErrorCode::bad_value, "no weights");
  double most = -std::numeric_limits<double>::infinity();
  for (const double w : log_weights) {
    require(w < std::numeric_limits<double>::infinity(), ErrorCode::bad_value,
            "a log weight cannot be " + shortest(w));
    most = std::max(most, w);
  }
  require(std::isfinite(most), ErrorCode::bad_value, "every weight is 0");
  return most;
}

// k given b = -k/σ: the mean of log(1 - b x).
double shape_at(double b, std::span<const double> x) {
  double sum = 0;
  for (const double value : x) sum += std::log1p(-b * value);
  return sum / static_cast<double>(x.size());
}

}  // namespace

double effective_sample_size(std::span<const double> log_weights) {
  const double most = largest(log_weights);
  double sum = 0, squares = 0;
  for (const double w : log_weights) {
    const double weight = std::exp(w - most);
    sum += weight, squares += weight * weight;
  }
  return sum * sum / squares;
}

ParetoTail fit_pareto_tail(std::span<const double> x) {
  require(x.size() >= 5 && std::ranges::is_sorted(x) && x.front() > 0 && std::isfinite(x.back()),
          ErrorCode::bad_value, "a tail is fitted to at least 5 positive excesses, sorted");
  const auto n = static_cast<double>(x.size());
  const auto grid = static_cast<std::size_t>(30 + std::floor(std::sqrt(n)));
  const double quartile = x[static_cast<std::size_t>(std::floor(n / 4 + 0.5)) - 1];
  // Profile log likelihood n (log(-b/k) - k - 1) over a grid of b, whose spacing is the prior.
  std::vector<double> b(grid), likelihood(grid);
  for (std::size_t j = 0; j < grid; ++j) {
    b[j] =
        1 / x.back() + (1 - std::sqrt(static_cast<double>(grid) / (static_cast<double>(j) + 0.5))) /
                           (3 * quartile);
    const double k = shape_at(b[j], x);
    likelihood[j] = n * (std::log(-b[j] / k) - k - 1);
  }
  double total = 0, mean = 0;
  const double most = *std::ranges::max_element(likelihood);
  for (std::size_t j = 0; j < grid; ++j) {
    const double weight = std::exp(likelihood[j] - most);
    total += weight, mean += weight * b[j];
  }
  mean /= total;
  ParetoTail tail;
  tail.k = shape_at(mean, x);
  tail.sigma = -tail.k / mean;
  constexpr double kPriorRows = 10, kPriorShape = 0.5;
  tail.k = (n * tail.k + kPriorRows * kPriorShape) / (n + kPriorRows);
  return tail;
}

WeightTail weight_tail(std::span<const double> log_weights) {
  const double most = largest(log_weights);
  const auto n = static_cast<double>(log_weights.size());
  WeightTail tail;
  if (n > 10) tail.usable = std::min(1 - 1 / std::log10(n), 0.7);
  tail.rows = static_cast<std::int64_t>(std::ceil(std::min(0.2 * n, 3 * std::sqrt(n))));
  if (tail.rows < 5) return tail;
  std::vector<double> sorted(log_weights.begin(), log_weights.end());
  std::ranges::sort(sorted);
  const std::size_t rows = static_cast<std::size_t>(tail.rows), first = sorted.size() - rows;
  const double threshold = std::exp(sorted[first - 1] - most);
  std::vector<double> excess;
  for (std::size_t i = first; i < sorted.size(); ++i)
    if (const double above = std::exp(sorted[i] - most) - threshold; above > 0)
      excess.push_back(above);
  if (excess.size() < 5) return tail;
  tail.k = fit_pareto_tail(excess).k;
  return tail;
}

}  // namespace qed::probability
