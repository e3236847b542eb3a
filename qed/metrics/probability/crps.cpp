// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/probability/crps.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/base/threads.h"

namespace qed::metrics {
namespace {

constexpr std::size_t kRowsOfBlock = 1024;

void require_finite(double y, std::span<const double> forecasts) {
  require(std::isfinite(y), ErrorCode::bad_value, "crps: y is not finite");
  for (std::size_t i = 0; i < forecasts.size(); ++i)
    require(std::isfinite(forecasts[i]), ErrorCode::bad_value,
            [&] { return "crps: forecast " + std::to_string(i) + " is not finite"; });
}

// ∫ (F(x) - 1[y <= x])² dx over the gaps between members, and for the fair score the excess of the plain one,
//   Σ_i Σ_j |x_i - x_j| / 2m²(m-1) = Σ gaps i (m-i)/m²(m-1), i members below the gap. Sorts `members`.
double score_of(std::span<double> members, double y, EnsembleScore score) {
  std::ranges::sort(members);
  const double m = static_cast<double>(members.size());
  double sum = std::max(0.0, members.front() - y) + std::max(0.0, y - members.back());
  for (std::size_t i = 1; i < members.size(); ++i) {
    const double left = members[i - 1], right = members[i], cut = std::clamp(y, left, right);
    const double below = static_cast<double>(i) / m,
                 above = static_cast<double>(members.size() - i) / m;
    sum += below * below * (cut - left) + above * above * (right - cut);
    if (score == EnsembleScore::fair) sum -= below * above / (m - 1) * (right - left);
  }
  return sum;
}

void require_rows(std::size_t forecasts, std::size_t labels) {
  require(forecasts == labels, ErrorCode::bad_shape,
          "crps: " + std::to_string(forecasts) + " forecasts and " + std::to_string(labels) +
              " values of y");
}

// score(forecasts of row i, y of row i) for every row.
template <class Score>
std::vector<double> rows_of(MatrixView forecasts, std::span<const double> y, const Score& score) {
  require_rows(static_cast<std::size_t>(forecasts.rows()), y.size());
  std::vector<double> scores(y.size());
  parallel_blocks(y.size(), kRowsOfBlock, [&](Block block) {
    std::vector<double> row(static_cast<std::size_t>(forecasts.cols()));
    for (std::size_t i = block.begin; i < block.end; ++i) {
      for (std::size_t k = 0; k < row.size(); ++k)
        row[k] = forecasts(static_cast<Index>(i), static_cast<Index>(k));
      scores[i] = score(std::span<double>(row), y[i]);
    }
  });
  return scores;
}

}  // namespace

double ensemble_crps(std::span<const double> members, double y) {
  require(!members.empty(), ErrorCode::bad_data, "crps: the ensemble has no members");
  require_finite(y, members);
  std::vector<double> sorted(members.begin(), members.end());
  return score_of(sorted, y, EnsembleScore::plain);
}

std::optional<double> fair_crps(std::span<const double> members, double y) {
  require(!members.empty(), ErrorCode::bad_data, "crps: the ensemble has no members");
  require_finite(y, members);
  if (members.size() < 2) return std::nullopt;
  std::vector<double> sorted(members.begin(), members.end());
  return score_of(sorted, y, EnsembleScore::fair);
}

double normal_crps(double mu, double sigma, double y) {
  require_finite(y, {});
  require(std::isfinite(mu) && std::isfinite(sigma) && sigma >= 0, ErrorCode::bad_value,
          "crps: the normal law has mean " + shortest(mu) + " and deviation " + shortest(sigma) +
              ", but they must be finite, and the deviation not negative");
  if (sigma == 0) return std::abs(y - mu);
  const double z = (y - mu) / sigma;
  const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  return sigma * (z * std::erf(z / std::numbers::sqrt2) + 2 * density - std::numbers::inv_sqrtpi);
}

double quantile_crps(std::span<const double> levels, std::span<const double> quantiles, double y) {
  require(!levels.empty(), ErrorCode::bad_data, "crps: there are no quantile levels");
  require(levels.size() == quantiles.size(), ErrorCode::bad_shape,
          "crps: " + std::to_string(levels.size()) + " levels and " +
              std::to_string(quantiles.size()) + " quantiles");
  require_finite(y, quantiles);
  double sum = 0;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    require(levels[k] > 0 && levels[k] < 1, ErrorCode::bad_value,
            "crps: level is " + shortest(levels[k]) + ", but must be in (0, 1)");
    const double off = y - quantiles[k];
    sum += off >= 0 ? levels[k] * off : (levels[k] - 1) * off;
  }
  return 2 * sum / static_cast<double>(levels.size());
}

std::vector<double> ensemble_crps_rows(MatrixView members, std::span<const double> y,
                                       EnsembleScore score) {
  const Index least = score == EnsembleScore::fair ? 2 : 1;
  require(members.cols() >= least, ErrorCode::bad_data,
          "crps: the ensemble has " + std::to_string(members.cols()) + " members, but needs " +
              std::to_string(least));
  return rows_of(members, y, [&](std::span<double> row, double value) {
    require_finite(value, row);
    return score_of(row, value, score);
  });
}

std::vector<double> normal_crps_rows(std::span<const double> mu, std::span<const double> sigma,
                                     std::span<const double> y) {
  require_rows(mu.size(), y.size()), require_rows(sigma.size(), y.size());
  std::vector<double> scores(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) scores[i] = normal_crps(mu[i], sigma[i], y[i]);
  return scores;
}

std::vector<double> quantile_crps_rows(std::span<const double> levels, MatrixView quantiles,
                                       std::span<const double> y) {
  return rows_of(quantiles, y, [&](std::span<double> row, double value) {
    return quantile_crps(levels, row, value);
  });
}

}  // namespace qed::metrics
