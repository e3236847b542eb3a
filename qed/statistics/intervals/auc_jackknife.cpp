// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "qed/probability/distributions/continuous.h"
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

}  // namespace

Estimate jackknife_auc(ClassScores& scores, double level) {
  const double alpha = 1 - level;
  require_level(level);
  if (scores.positive.empty() || scores.negative.empty())
    return Estimate::undefined("all rows are of one class");
  const AreaUnderCurve auc = area_under_curve(scores);  // sorts
  const double a = auc.area;
  if (!(a > 0 && a < 1) || auc.positives < 2 || auc.negatives < 2) return score_auc(auc, level);
  const auto &p = scores.positive, &q = scores.negative;
  const double m = static_cast<double>(p.size()), n = static_cast<double>(q.size());
  const double end = 1 / (2 * m * n);
  LeftOut positives{m, logit(a), end, 1 - end, a}, negatives{n, logit(a), end, 1 - end, a};
  for (std::size_t i = 0, j = 0; i < p.size() || j < q.size();) {
    const double at = j == q.size() || (i < p.size() && p[i] <= q[j]) ? p[i] : q[j];
    std::size_t i_end = i, j_end = j;
    while (i_end < p.size() && p[i_end] == at) ++i_end;
    while (j_end < q.size() && q[j_end] == at) ++j_end;
    const double here_p = static_cast<double>(i_end - i), here_q = static_cast<double>(j_end - j);
    if (here_p > 0) positives.add((static_cast<double>(j) + here_q / 2) / n, here_p);
    if (here_q > 0) negatives.add((m - static_cast<double>(i_end) + here_p / 2) / m, here_q);
    i = i_end, j = j_end;
  }
  const double v = positives.variance(), w = negatives.variance();
  if (!(v + w > 0)) return score_auc(auc, level);
  const double degrees = (v + w) * (v + w) / (v * v / (m - 1) + w * w / (n - 1));
  const double half = probability::StudentT(degrees).upper_quantile(alpha / 2) * std::sqrt(v + w);
  const auto expit = [](double x) { return 1 / (1 + std::exp(-x)); };
  return Estimate(a, {std::min(a, expit(logit(a) - half)), std::max(a, expit(logit(a) + half)),
                      level, "jackknife, logit scale"})
      .with_n(auc.positives + auc.negatives);
}

}  // namespace qed::statistics
