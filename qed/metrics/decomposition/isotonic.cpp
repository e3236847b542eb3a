// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/decomposition/isotonic.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "qed/base/error.h"

namespace qed::metrics {
namespace {

double entropy(double q) {
  return q <= 0 || q >= 1 ? 0 : -q * std::log(q) - (1 - q) * std::log1p(-q);
}

void require_probabilities(std::span<const double> probability, std::span<const double> label) {
  require(!label.empty(), ErrorCode::bad_data, "decomposition: there are no rows");
  for (std::size_t i = 0; i < probability.size(); ++i)
    require(probability[i] >= 0 && probability[i] <= 1, ErrorCode::bad_value, [&] {
      return "decomposition: probability " + std::to_string(i) + " is " +
             std::to_string(probability[i]) + ", but must be in [0, 1]";
    });
  for (std::size_t i = 0; i < label.size(); ++i)
    require(label[i] == 0 || label[i] == 1, ErrorCode::bad_value, [&] {
      return "decomposition: label " + std::to_string(i) + " is " + std::to_string(label[i]) +
             ", but must be 0 or 1";
    });
}

// `loss` of one row, and `best`, the mean loss of rows with share q under the forecast q.
template <class Loss, class Best>
ScoreDecomposition decompose(std::span<const double> probability, std::span<const double> label,
                             const Loss& loss, const Best& best) {
  require_probabilities(probability, label);
  const auto blocks = isotonic_fit(probability, label);
  const double n = static_cast<double>(label.size());
  ScoreDecomposition d;
  for (std::size_t i = 0; i < label.size(); ++i) d.score += loss(probability[i], label[i]) / n;
  double calibrated = 0, ones = 0;
  for (const IsotonicBlock& b : blocks) {
    calibrated += b.rows / n * best(b.mean);
    ones += b.rows * b.mean;
  }
  d.uncertainty = best(ones / n);
  // Neither is negative but by rounding.
  d.miscalibration = std::max(0.0, d.score - calibrated);
  d.discrimination = std::max(0.0, d.uncertainty - calibrated);
  return d;
}

}  // namespace

std::vector<IsotonicBlock> isotonic_fit(std::span<const double> score,
                                        std::span<const double> label) {
  require(score.size() == label.size(), ErrorCode::bad_shape,
          "isotonic: " + std::to_string(score.size()) + " scores and " +
              std::to_string(label.size()) + " labels");
  std::vector<std::size_t> order(score.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    require(std::isfinite(score[i]) && std::isfinite(label[i]), ErrorCode::bad_value,
            [&] { return "isotonic: row " + std::to_string(i) + " is not finite"; });
    order[i] = i;
  }
  std::ranges::sort(order, {}, [&](std::size_t i) { return score[i]; });
  std::vector<IsotonicBlock> blocks;
  for (std::size_t k = 0; k < order.size();) {
    IsotonicBlock next{score[order[k]], score[order[k]], 0, 0};
    double sum = 0;
    for (; k < order.size() && score[order[k]] == next.lower; ++k)
      next.rows += 1, sum += label[order[k]];
    next.mean = sum / next.rows;
    while (!blocks.empty() && blocks.back().mean >= next.mean) {
      const IsotonicBlock& last = blocks.back();
      next.mean = (last.rows * last.mean + next.rows * next.mean) / (last.rows + next.rows);
      next.rows += last.rows;
      next.lower = last.lower;
      blocks.pop_back();
    }
    blocks.push_back(next);
  }
  return blocks;
}

ScoreDecomposition brier_decomposition(std::span<const double> probability,
                                       std::span<const double> label) {
  return decompose(
      probability, label, [](double p, double y) { return (p - y) * (p - y); },
      [](double q) { return q * (1 - q); });
}

ScoreDecomposition log_loss_decomposition(std::span<const double> probability,
                                          std::span<const double> label) {
  return decompose(
      probability, label,
      [](double p, double y) { return y > 0.5 ? -std::log(p) : -std::log1p(-p); }, entropy);
}

}  // namespace qed::metrics
