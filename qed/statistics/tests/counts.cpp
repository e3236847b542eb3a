// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"
#include "qed/statistics/tests/tests.h"

namespace qed::statistics {

TestResult mcnemar_test(const PairedCounts& counts, bool mid_p) {
  for (const auto count : {counts.both, counts.first_only, counts.second_only, counts.neither})
    require(count >= 0, ErrorCode::bad_value, "mcnemar: counts must not be negative");
  TestResult result{
      mid_p ? "McNemar, mid-p" : "McNemar, exact", "both say yes equally often", 0, 0, {}, {}};
  const std::int64_t n = counts.first_only + counts.second_only;
  result.statistic = static_cast<double>(counts.first_only - counts.second_only);
  if (n == 0) {
    result.reason = "they agree on every row";
    return result;
  }
  const probability::Binomial law(n, 0.5);
  const double fewer = static_cast<double>(std::min(counts.first_only, counts.second_only));
  const double tail = law.cdf(fewer) - (mid_p ? law.density(fewer) / 2 : 0);
  result.p_value = std::min(1.0, 2 * tail);
  return result;
}

TestResult fisher_test(const Share& first, const Share& second) {
  for (const Share& s : {first, second})
    require(s.hits >= 0 && s.hits <= s.n, ErrorCode::bad_value,
            "fisher: hits is " + std::to_string(s.hits) + ", but must be in [0, " +
                std::to_string(s.n) + "]");
  TestResult result{"Fisher, exact", "both groups have one share", 0, 0, {}, {}};
  result.statistic = static_cast<double>(first.hits);
  const std::int64_t total = first.n + second.n, marked = first.hits + second.hits;
  if (first.n == 0 || second.n == 0 || marked == 0 || marked == total) {
    result.reason = "a margin of the table is empty";
    return result;
  }
  const probability::Hypergeometric law(total, marked, first.n);
  const double observed = law.density(static_cast<double>(first.hits)) * (1 + 1e-7);
  double p = 0;
  const std::int64_t lowest = std::max<std::int64_t>(0, first.n + marked - total);
  for (std::int64_t k = lowest; k <= std::min(first.n, marked); ++k)
    if (const double mass = law.density(static_cast<double>(k)); mass <= observed) p += mass;
  result.p_value = std::min(1.0, p);
  return result;
}

TestResult chi_square_test(std::span<const std::int64_t> counts, std::size_t rows,
                           std::size_t columns) {
  require(counts.size() == rows * columns, ErrorCode::bad_shape,
          "chi-square: " + std::to_string(counts.size()) + " counts for " + std::to_string(rows) +
              " x " + std::to_string(columns));
  std::vector<double> row_sum(rows), column_sum(columns);
  double n = 0;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      const double count = static_cast<double>(counts[i * columns + j]);
      require(count >= 0, ErrorCode::bad_value, "chi-square: counts must not be negative");
      row_sum[i] += count, column_sum[j] += count, n += count;
    }
  TestResult result{"Pearson's chi-square", "rows and columns are independent", 0, 0, {}, {}};
  const auto occupied = [](const std::vector<double>& sums) {
    return static_cast<double>(std::ranges::count_if(sums, [](double s) { return s > 0; }));
  };
  result.df = std::max(0.0, occupied(row_sum) - 1) * std::max(0.0, occupied(column_sum) - 1);
  if (result.df == 0) {
    result.reason = "fewer than two rows or columns have counts";
    return result;
  }
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      const double expected = row_sum[i] * column_sum[j] / n;
      const double off = static_cast<double>(counts[i * columns + j]) - expected;
      if (expected > 0) result.statistic += off * off / expected;
    }
  result.p_value = probability::ChiSquare(result.df).survival(result.statistic);
  return result;
}

TestResult spiegelhalter_test(std::span<const double> probability,
                              std::span<const std::uint8_t> label) {
  require(probability.size() == label.size(), ErrorCode::bad_shape,
          "spiegelhalter: " + std::to_string(probability.size()) + " probabilities and " +
              std::to_string(label.size()) + " labels");
  double sum = 0, variance = 0;
  for (std::size_t i = 0; i < label.size(); ++i) {
    const double p = probability[i];
    require(p >= 0 && p <= 1, ErrorCode::bad_value, [&] {
      return "spiegelhalter: probability " + std::to_string(i) + " is " + std::to_string(p) +
             ", but must be in [0, 1]";
    });
    require(label[i] <= 1, ErrorCode::bad_value,
            [&] { return "spiegelhalter: label " + std::to_string(i) + " must be 0 or 1"; });
    sum += (label[i] - p) * (1 - 2 * p);
    variance += (1 - 2 * p) * (1 - 2 * p) * p * (1 - p);
  }
  TestResult result{"Spiegelhalter's Z", "the probabilities are calibrated", 0, 0, {}, {}};
  if (!(variance > 0)) {
    result.reason = "every probability is 0, 1/2 or 1";
    return result;
  }
  result.statistic = sum / std::sqrt(variance);
  result.p_value = std::min(1.0, 2 * probability::Normal().survival(std::abs(result.statistic)));
  return result;
}

}  // namespace qed::statistics
