// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/auc.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "qed/algorithms/sorting/radix_sort.h"
#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

// Sums of placements times twice the other class's size, which are whole numbers: exact up to 2^53,
// and beyond it to a relative 1e-16 of the mean square.
struct Placements {
  double sum = 0, squares = 0;  // of 2 V times the other class's size
  void add(double doubled, double count) {
    sum += count * doubled;
    squares += count * doubled * doubled;
  }
  // Sample variance of V = doubled / (2 others), of n rows.
  double variance(double n, double others) const {
    if (n < 2) return 0;
    return std::max(0.0, squares - sum * sum / n) / (n - 1) / (4 * others * others);
  }
};

// Apart from the loop over rows, which would make its messages for each.
void refuse_row(std::size_t row, double score, std::uint8_t label) {
  require(std::isfinite(score), ErrorCode::bad_value,
          "auc: score " + std::to_string(row) + " is not finite");
  require(label <= 1, ErrorCode::bad_value,
          "auc: label " + std::to_string(row) + " is " + std::to_string(label) +
              ", but must be 0 or 1");
}

// The two classes at once where that pays for a second thread.
void sort_classes(ClassScores& scores) {
  const std::span<double> classes[] = {scores.positive, scores.negative};
  const std::size_t together = classes[0].size() + classes[1].size() < 50'000 ? 2 : 1;
  parallel_blocks(2, together, [&](Block block) {
    for (std::size_t c = block.begin; c < block.end; ++c) algorithms::sort_numbers(classes[c]);
  });
}

// V of every row of one class among the sorted scores of the other; `above`: of those above it.
double placement(double score, std::span<const double> sorted, bool above) {
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), score);
  const double ties = static_cast<double>(last - first);
  const double beyond = static_cast<double>(above ? sorted.end() - last : first - sorted.begin());
  return (beyond + ties / 2) / static_cast<double>(sorted.size());
}

}  // namespace

ClassScores split_by_label(std::span<const double> score, std::span<const std::uint8_t> label) {
  require(score.size() == label.size(), ErrorCode::bad_shape,
          "auc: " + std::to_string(score.size()) + " scores and " + std::to_string(label.size()) +
              " labels");
  std::size_t positives = 0;
  for (std::size_t i = 0; i < score.size(); ++i) {
    if (!std::isfinite(score[i]) || label[i] > 1) refuse_row(i, score[i], label[i]);
    positives += label[i];
  }
  ClassScores scores;
  scores.positive.resize(positives);
  scores.negative.resize(score.size() - positives);
  double* next[] = {scores.negative.data(), scores.positive.data()};  // no branch on the label
  for (std::size_t i = 0; i < score.size(); ++i) *next[label[i]]++ = score[i];
  return scores;
}

AreaUnderCurve area_under_curve(ClassScores& scores) {
  auto &p = scores.positive, &q = scores.negative;
  require(!p.empty() && !q.empty(), ErrorCode::bad_data,
          "auc: needs rows of both classes, but all are of one");
  sort_classes(scores);
  const double m = static_cast<double>(p.size()), n = static_cast<double>(q.size());
  Placements of_positive, of_negative;
  // One pass over the distinct scores: `i` positives and `j` negatives lie below.
  for (std::size_t i = 0, j = 0; i < p.size() || j < q.size();) {
    const double at = j == q.size() || (i < p.size() && p[i] <= q[j]) ? p[i] : q[j];
    std::size_t i_end = i, j_end = j;
    while (i_end < p.size() && p[i_end] == at) ++i_end;
    while (j_end < q.size() && q[j_end] == at) ++j_end;
    const double here_p = static_cast<double>(i_end - i), here_q = static_cast<double>(j_end - j);
    of_positive.add(2 * static_cast<double>(j) + here_q, here_p);
    of_negative.add(2 * (m - static_cast<double>(i_end)) + here_p, here_q);
    i = i_end, j = j_end;
  }
  return {of_positive.sum / (2 * m * n),
          of_positive.variance(m, n) / m + of_negative.variance(n, m) / n,
          static_cast<std::int64_t>(p.size()), static_cast<std::int64_t>(q.size())};
}

AreaUnderCurve area_of_counts(std::span<const std::int64_t> positive,
                              std::span<const std::int64_t> negative) {
  require(positive.size() == negative.size(), ErrorCode::bad_shape,
          "auc: as many counts of positives as of negatives");
  const std::int64_t positives = std::accumulate(positive.begin(), positive.end(), std::int64_t{0}),
                     negatives = std::accumulate(negative.begin(), negative.end(), std::int64_t{0});
  require(positives > 0 && negatives > 0, ErrorCode::bad_data,
          "auc: needs rows of both classes, but all are of one");
  const auto m = static_cast<double>(positives), n = static_cast<double>(negatives);
  Placements of_positive, of_negative;
  double i = 0, j = 0;  // positives and negatives below
  for (std::size_t b = 0; b < positive.size(); ++b) {
    const auto here_p = static_cast<double>(positive[b]), here_q = static_cast<double>(negative[b]);
    of_positive.add(2 * j + here_q, here_p);
    of_negative.add(2 * (m - i - here_p) + here_p, here_q);
    i += here_p, j += here_q;
  }
  return {of_positive.sum / (2 * m * n),
          of_positive.variance(m, n) / m + of_negative.variance(n, m) / n, positives, negatives};
}

Estimate score_auc(const AreaUnderCurve& auc, double level) {
  const double z = two_sided_z(level);
  if (auc.positives == 0 || auc.negatives == 0)
    return Estimate::undefined("all rows are of one class");
  const double m = static_cast<double>(auc.positives), n = static_cast<double>(auc.negatives);
  const double others = (m + n) / 2 - 1;
  const auto excess = [&](double t) {
    const double spread = 1 + others * ((1 - t) / (2 - t) + t / (1 + t));
    return (auc.area - t) * (auc.area - t) - z * z * t * (1 - t) * spread / (m * n);
  };
  const auto end = [&](double outside) {
    if (auc.area == outside) return outside;
    double inside = auc.area;
    for (int step = 0; step < 80; ++step) {
      const double middle = (inside + outside) / 2;
      (excess(middle) > 0 ? outside : inside) = middle;
    }
    return inside;
  };
  return Estimate(auc.area, {end(0), end(1), level, "Newcombe, method 5"})
      .with_n(auc.positives + auc.negatives);
}

Estimate delong_auc(ClassScores& scores, double level) {
  require_level(level);
  if (scores.positive.empty() || scores.negative.empty())
    return Estimate::undefined("all rows are of one class");
  return delong_auc(area_under_curve(scores), level);
}

Estimate delong_auc(const AreaUnderCurve& auc, double level) {
  const double z = two_sided_z(level), a = auc.area;
  if (!(auc.variance > 0) || !(a > 0 && a < 1) || auc.positives < 2 || auc.negatives < 2)
    return score_auc(auc, level);
  const double logit = std::log(a / (1 - a)), half = z * std::sqrt(auc.variance) / (a * (1 - a));
  const auto expit = [](double x) { return 1 / (1 + std::exp(-x)); };
  return Estimate(a, {std::min(a, expit(logit - half)), std::max(a, expit(logit + half)), level,
                      "DeLong, logit scale"})
      .with_n(auc.positives + auc.negatives);
}

namespace {

// θ̂₁ - θ̂₂ and the two parts of its variance: of positives and of negatives.
struct PairedAreas {
  double value = 0, positives = 0, negatives = 0;
  double of_positives = 0, of_negatives = 0;  // S²(V₁₀¹ - V₁₀²)/m, S²(V₀₁¹ - V₀₁²)/n

  double standard_error() const { return std::sqrt(of_positives + of_negatives); }
  // Satterthwaite's; without any spread those of the smaller class.
  double degrees() const {
    const double v = of_positives, w = of_negatives;
    if (!(v + w > 0)) return std::min(positives, negatives) - 1;
    return (v + w) * (v + w) / (v * v / (positives - 1) + w * w / (negatives - 1));
  }
  Estimate within(double quantile, double level, const char* method) const {
    const double half = quantile * standard_error();
    return Estimate(value,
                    {std::max(-1.0, value - half), std::min(1.0, value + half), level, method});
  }
};

PairedAreas paired_areas(std::span<const double> score_1, std::span<const double> score_2,
                         std::span<const std::uint8_t> label) {
  ClassScores sorted[2] = {split_by_label(score_1, label), split_by_label(score_2, label)};
  PairedAreas pair{.positives = static_cast<double>(sorted[0].positive.size()),
                   .negatives = static_cast<double>(sorted[0].negative.size())};
  if (pair.positives == 0 || pair.negatives == 0) return pair;
  for (auto& s : sorted) sort_classes(s);
  std::vector<double> apart[2];  // differences of placements, of negatives and of positives
  for (std::size_t i = 0; i < label.size(); ++i) {
    const bool positive = label[i] == 1;
    const auto of = [&](double score, const ClassScores& s) {
      return placement(score, positive ? s.negative : s.positive, !positive);
    };
    const double d = of(score_1[i], sorted[0]) - of(score_2[i], sorted[1]);
    apart[positive].push_back(d);
    if (positive) pair.value += d / pair.positives;
  }
  pair.of_positives = moments(apart[1]).variance / pair.positives;
  pair.of_negatives = moments(apart[0]).variance / pair.negatives;
  return pair;
}

// Why there is no interval, or nothing.
std::optional<Estimate> without(const PairedAreas& pair) {
  if (pair.positives == 0 || pair.negatives == 0)
    return Estimate::undefined("all rows are of one class");
  if (pair.positives < 2 || pair.negatives < 2)
    return Estimate::without_interval(pair.value, "a class has fewer than two rows");
  return std::nullopt;
}

}  // namespace

Estimate delong_difference(std::span<const double> score_1, std::span<const double> score_2,
                           std::span<const std::uint8_t> label, double level) {
  const double z = two_sided_z(level);
  const PairedAreas pair = paired_areas(score_1, score_2, label);
  if (auto none = without(pair))
    return none->is_defined() ? none->with_n(std::ssize(label)) : *none;
  return pair.within(z, level, "DeLong, paired").with_n(std::ssize(label));
}

Estimate jackknife_auc_difference(std::span<const double> score_1, std::span<const double> score_2,
                                  std::span<const std::uint8_t> label, double level) {
  require_level(level);
  const PairedAreas pair = paired_areas(score_1, score_2, label);
  if (auto none = without(pair))
    return none->is_defined() ? none->with_n(std::ssize(label)) : *none;
  const double t = two_sided_t(pair.degrees(), level);
  return pair.within(t, level, "jackknife, paired").with_n(std::ssize(label));
}

}  // namespace qed::statistics
