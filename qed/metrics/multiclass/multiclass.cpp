// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/multiclass/multiclass.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::metrics {
namespace {

using statistics::Estimate;

constexpr double kLogitEnd = 1e-12;  // nearer to 0 or 1 than this is rounding of the end itself

// Mean and Student's interval; equal values show no spread.
Estimate mean_of_rows(const std::vector<double>& values, double level) {
  const Estimate mean = statistics::mean_interval(values, level);
  const auto n = static_cast<std::int64_t>(values.size());
  if (!mean.is_defined()) return Estimate::undefined("no rows");
  if (n > 1 && std::ranges::all_of(values, [&](double v) { return v == values[0]; }))
    return Estimate::without_interval(values[0], "all rows have this value: no spread is seen")
        .with_n(n);
  return Estimate(mean).with_n(n);
}

// The most probable class; of equal ones the lower.
std::vector<std::size_t> decisions_of(MatrixView P) {
  std::vector<std::size_t> best(static_cast<std::size_t>(P.rows()));
  for (Index k = 1; k < P.cols(); ++k)
    for (std::size_t i = 0; i < best.size(); ++i) {
      const auto row = static_cast<Index>(i);
      if (P(row, k) > P(row, static_cast<Index>(best[i]))) best[i] = static_cast<std::size_t>(k);
    }
  return best;
}

struct ClassCounts {
  double both = 0, predicted = 0, actual = 0;
  double f1() const { return 2 * both / (predicted + actual); }
};

Estimate logit_interval(double value, double error, double n, double level) {
  const double t = statistics::two_sided_t(n - 1, level);
  const double centre = std::log(value / (1 - value)), half = t * error / (value * (1 - value));
  const auto back = [](double x) { return 1 / (1 + std::exp(-x)); };
  return Estimate(value, {std::min(value, back(centre - half)),
                          std::max(value, back(centre + half)), level, "delta method, logit scale"})
      .with_n(static_cast<std::int64_t>(n));
}

}  // namespace

void require_class_probabilities(MatrixView P, std::span<const std::int32_t> label,
                                 double tolerance) {
  require(P.cols() >= 2, ErrorCode::bad_shape,
          "classes: there are " + std::to_string(P.cols()) + " columns, but needs 2 at least");
  require(static_cast<std::size_t>(P.rows()) == label.size(), ErrorCode::bad_shape,
          "classes: " + std::to_string(P.rows()) + " rows of probabilities and " +
              std::to_string(label.size()) + " labels");
  for (Index i = 0; i < P.rows(); ++i) {
    double sum = 0;
    for (Index k = 0; k < P.cols(); ++k) {
      require(P(i, k) >= 0 && P(i, k) <= 1, ErrorCode::bad_value, [&] {
        return "classes: row " + std::to_string(i) + " gives class " + std::to_string(k) +
               " the probability " + shortest(P(i, k)) + ", but it must be in [0, 1]";
      });
      sum += P(i, k);
    }
    require(std::abs(sum - 1) <= tolerance, ErrorCode::bad_value,
            "classes: row " + std::to_string(i) + " sums to " + shortest(sum) +
                ", but must sum to 1 within " + shortest(tolerance),
            "probabilities are needed: of logits take the softmax first");
    const std::int32_t y = label[static_cast<std::size_t>(i)];
    require(y >= 0 && y < P.cols(), ErrorCode::bad_value,
            "classes: label " + std::to_string(i) + " is " + std::to_string(y) +
                ", but must be in [0, " + std::to_string(P.cols()) + ")");
  }
}

Estimate class_log_loss(MatrixView P, std::span<const std::int32_t> label, double level) {
  statistics::require_level(level);
  require_class_probabilities(P, label);
  std::vector<double> loss;
  bool infinite = false;
  for (Index i = 0; i < P.rows(); ++i) {
    loss.push_back(-std::log(P(i, label[static_cast<std::size_t>(i)])));
    infinite = infinite || std::isinf(loss.back());
  }
  if (infinite)
    return Estimate::without_interval(INFINITY, "it is infinite: what had probability 0 happened")
        .with_n(P.rows());
  return mean_of_rows(loss, level);
}

Estimate class_brier_score(MatrixView P, std::span<const std::int32_t> label, double level) {
  statistics::require_level(level);
  require_class_probabilities(P, label);
  std::vector<double> score(label.size());
  for (Index k = 0; k < P.cols(); ++k)
    for (std::size_t i = 0; i < score.size(); ++i) {
      const double off = P(static_cast<Index>(i), k) - (label[i] == k ? 1 : 0);
      score[i] += off * off;
    }
  return mean_of_rows(score, level);
}

Estimate top_k_accuracy(MatrixView P, std::span<const std::int32_t> label, std::int64_t k,
                        double level) {
  statistics::require_level(level);
  require_class_probabilities(P, label);
  require(k >= 1 && k <= P.cols(), ErrorCode::bad_option,
          "classes: k is " + std::to_string(k) + ", but must be in [1, " +
              std::to_string(P.cols()) + "]");
  std::int64_t hits = 0;
  for (Index i = 0; i < P.rows(); ++i) {
    const Index y = label[static_cast<std::size_t>(i)];
    std::int64_t ahead = 0;
    for (Index j = 0; j < P.cols(); ++j)
      ahead += P(i, j) > P(i, y) || (P(i, j) == P(i, y) && j < y);
    hits += ahead < k;
  }
  return statistics::proportion_interval(hits, P.rows(), level);
}

Estimate macro_f1(MatrixView P, std::span<const std::int32_t> label, double level) {
  statistics::require_level(level);
  require_class_probabilities(P, label);
  if (label.empty()) return Estimate::undefined("no rows");
  const auto decision = decisions_of(P);
  std::vector<ClassCounts> counts(static_cast<std::size_t>(P.cols()));
  for (std::size_t i = 0; i < label.size(); ++i) {
    const auto y = static_cast<std::size_t>(label[i]);
    counts[decision[i]].predicted += 1;
    counts[y].actual += 1;
    counts[y].both += decision[i] == y;
  }
  const double n = static_cast<double>(label.size());
  double classes = 0, sum = 0;
  for (const ClassCounts& c : counts)
    if (c.predicted + c.actual > 0) classes += 1, sum += c.f1();
  const double value = sum / classes;
  const auto rows = static_cast<std::int64_t>(n);
  if (label.size() < 2) return Estimate::without_interval(value, "one row has no spread").with_n(1);
  if (value <= kLogitEnd || value >= 1 - kLogitEnd)
    return Estimate::without_interval(std::clamp(value, 0.0, 1.0),
                                      "it is at the end of its range, where no spread is seen")
        .with_n(rows);
  double squares = 0;
  for (std::size_t i = 0; i < label.size(); ++i) {
    const auto y = static_cast<std::size_t>(label[i]);
    const auto slope = [&](const ClassCounts& c, double both) {
      return (both - c.f1()) * n / (c.predicted + c.actual);
    };
    // A right decision counts on both sides of its class: 2 - 2 F1.
    const double moved = decision[i] == y ? 2 * slope(counts[y], 1)
                                          : slope(counts[y], 0) + slope(counts[decision[i]], 0);
    squares += moved * moved / (classes * classes);
  }
  return logit_interval(value, std::sqrt(squares / (n * (n - 1))), n, level);
}

}  // namespace qed::metrics
