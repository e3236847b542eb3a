// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

double logit(double p) { return std::log(p / (1 - p)); }

// Values of L₋ᵢ of the rows of one class, about L of all rows so that no digits are lost.
struct LeftOut {
  double rows, whole, least, most;
  double area, sum = 0, squares = 0;

  // `count` rows whose placement is v.
  void add(double v, double count) {
    const double without = std::clamp((rows * area - v) / (rows - 1), least, most);
    const double off = logit(without) - whole;
    sum += count * off;
    squares += count * off * off;
  }
  double variance() const { return (rows - 1) / rows * std::max(0.0, squares - sum * sum / rows); }
};

// each_score(visit) calls visit(positives, negatives) for every score in increasing order.
template <class EachScore>
Estimate by_scores(const AreaUnderCurve& auc, double level, const EachScore& each_score) {
  const double a = auc.area;
  if (!(a > 0 && a < 1) || auc.positives < 2 || auc.negatives < 2) return score_auc(auc, level);
  const double m = static_cast<double>(auc.positives), n = static_cast<double>(auc.negatives);
  const double end = 1 / (2 * m * n);
  LeftOut positives{m, logit(a), end, 1 - end, a}, negatives{n, logit(a), end, 1 - end, a};
  double i = 0, j = 0;  // positives and negatives below
  each_score([&](double here_p, double here_q) {
    if (here_p > 0) positives.add((j + here_q / 2) / n, here_p);
    if (here_q > 0) negatives.add((m - i - here_p + here_p / 2) / m, here_q);
    i += here_p, j += here_q;
  });
  const double v = positives.variance(), w = negatives.variance();
  if (!(v + w > 0)) return score_auc(auc, level);
  const double degrees = (v + w) * (v + w) / (v * v / (m - 1) + w * w / (n - 1));
  const double half = two_sided_t(degrees, level) * std::sqrt(v + w);
  const auto expit = [](double x) { return 1 / (1 + std::exp(-x)); };
  return Estimate(a, {std::min(a, expit(logit(a) - half)), std::max(a, expit(logit(a) + half)),
                      level, "jackknife, logit scale"})
      .with_n(auc.positives + auc.negatives);
}

}  // namespace

Estimate jackknife_auc(ClassScores& scores, double level) {
  require_level(level);
  if (scores.positive.empty() || scores.negative.empty())
    return Estimate::undefined("all rows are of one class");
  const AreaUnderCurve auc = area_under_curve(scores);  // sorts
  const auto &p = scores.positive, &q = scores.negative;
  return by_scores(auc, level, [&](const auto& visit) {
    for (std::size_t i = 0, j = 0; i < p.size() || j < q.size();) {
      const double at = j == q.size() || (i < p.size() && p[i] <= q[j]) ? p[i] : q[j];
      const std::size_t i_before = i, j_before = j;
      while (i < p.size() && p[i] == at) ++i;
      while (j < q.size() && q[j] == at) ++j;
      visit(static_cast<double>(i - i_before), static_cast<double>(j - j_before));
    }
  });
}

Estimate jackknife_auc_of_counts(std::span<const std::int64_t> positive,
                                 std::span<const std::int64_t> negative, double level) {
  require_level(level);
  const auto none = [](std::span<const std::int64_t> counts) {
    return std::ranges::all_of(counts, [](std::int64_t count) { return count == 0; });
  };
  if (none(positive) || none(negative)) return Estimate::undefined("all rows are of one class");
  return by_scores(area_of_counts(positive, negative), level, [&](const auto& visit) {
    for (std::size_t b = 0; b < positive.size(); ++b)
      visit(static_cast<double>(positive[b]), static_cast<double>(negative[b]));
  });
}

}  // namespace qed::statistics
