// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/decompose.h"
#include "qed/algorithms/sorting/rising_order.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMostBlocks = 200;
constexpr const char* kIsotonic = "by the rising function of it that fits best";

// What the model of `query` would say, recalibrated on the rows and predictions of `train`.
using Fit = std::function<Model(const Rows& train, const Model& of_train, const Model& query)>;

Scored part(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> difference(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) difference[i] = a[i] - b[i];
  return mean_of(std::move(difference));
}

// Every row's loss under the fit to the half of the units that it is not in.
std::vector<double> cross_fitted_losses(const Loss& loss, const Rows& rows, const Model& model,
                                        const Fit& fit) {
  std::vector<std::size_t> halves[2];
  for (std::size_t i = 0; i < rows.n(); ++i)
    halves[(rows.group.empty() ? i : static_cast<std::size_t>(rows.group[i])) % 2].push_back(i);
  if (halves[0].empty() || halves[1].empty()) return {};
  const Rows one{.task = rows.task, .y = rows.y, .classes = rows.classes, .models = {model}};
  const Rows parts[2]{part_of(one, halves[0]), part_of(one, halves[1])};
  std::vector<double> lost(rows.n());
  for (const std::size_t h : {0U, 1U}) {
    const Rows &train = parts[1 - h], &test = parts[h];
    const Model fitted = fit(train, train.models[0], test.models[0]);
    for (std::size_t k = 0; k < halves[h].size(); ++k)
      lost[halves[h][k]] = loss.of(fitted, k, test.y[k]);
  }
  return lost;
}

// From the lower end of what a fit to other rows gains to the upper end of what a fit to these rows gains: the first is
// too small, the second too large.
Estimate bracket(const Scored& here, const Scored& elsewhere, const Rows& rows, double level) {
  Scored in = here;
  in.value = std::max(0.0, in.value);  // negative by rounding alone, or by rows that were pooled
  const Estimate upper = estimate_of(in, 0, kInfinity, rows, level);
  if (!upper.interval()) return upper;
  const Estimate lower = estimate_of(elsewhere, -kInfinity, kInfinity, rows, level);
  double least = 0;
  if (std::isfinite(elsewhere.value) && lower.interval())
    least = std::clamp(lower.lower(), 0.0, in.value);
  return Estimate(in.value, {least, upper.upper(), level,
                             "delta method, from cross-fitted to fitted on these rows"})
      .with_n(static_cast<std::int64_t>(rows.n()));
}

Decomposition of_loss(const Loss& loss, const Rows& rows, const Model& model, const Fit& fit,
                      std::string how, double level) {
  const auto lost = losses_of(loss, rows, model), base = base_of(loss, rows);
  const auto best = losses_of(loss, rows, fit(rows, model, model));
  auto other = cross_fitted_losses(loss, rows, model, fit);
  if (other.empty()) other = best;
  const auto whole = [&](const std::vector<double>& l) {
    return estimate_of(mean_of(l), 0, kInfinity, rows, level);
  };
  return {loss.title,
          std::move(how),
          whole(lost),
          bracket(part(lost, best), part(lost, other), rows, level),
          bracket(part(base, best), part(base, other), rows, level),
          whole(base)};
}

// The most frequent label among the rows of each predicted class.
Model relabelled(const Rows& train, const Model& model, const Model& query) {
  const std::size_t K = train.classes.size(),
                    n = query.P.empty() ? query.f.size() : query.P.front().size();
  std::vector<double> counts(K * K, 0);
  for (std::size_t i = 0; i < train.n(); ++i)
    counts[static_cast<std::size_t>(class_of(model, i)) * K +
           static_cast<std::size_t>(train.y[i])] += 1;
  Model fitted{.name = query.name, .form = Form::class_word, .f = std::vector<double>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    const auto said = static_cast<std::size_t>(class_of(query, i));
    const auto first = counts.begin() + static_cast<std::ptrdiff_t>(said * K);
    fitted.f[i] = static_cast<double>(
        std::max_element(first, first + static_cast<std::ptrdiff_t>(K)) - first);
  }
  return fitted;
}

Model class_by_class(const Rows& train, const Model& model, const Model& query) {
  Model fitted = query;
  std::vector<double> is_class(train.n());
  for (std::size_t k = 0; k < model.P.size(); ++k) {
    for (std::size_t i = 0; i < train.n(); ++i) is_class[i] = train.y[i] == static_cast<double>(k);
    Model of_class{.name = {}, .f = model.P[k], .order = algorithms::rising_order(model.P[k])},
        asked{.name = {}, .f = query.P[k], .order = algorithms::rising_order(query.P[k])};
    fitted.P[k] = isotonic_at(of_class, is_class, asked);
  }
  return fitted;
}

Decomposition of_classes(const Rows& rows, const Model& model, Form form, double level) {
  if (form == Form::probabilities)
    return of_loss(class_brier_loss(rows), rows, model, class_by_class,
                   "class by class, by the rising function that fits best", level);
  return of_loss(class_error(rows), rows, model, relabelled,
                 "by the most frequent label of each predicted class", level);
}

// A block of neighbouring predictions and their labels.
struct Block {
  double highest = 0, value = 0;
  std::vector<double> labels;
};

std::vector<Block> blocks_of(const std::vector<double>& f, const std::vector<double>& y) {
  std::vector<std::size_t> order(f.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return f[i]; });
  const std::size_t size = std::max<std::size_t>(1, (f.size() + kMostBlocks - 1) / kMostBlocks);
  std::vector<Block> blocks;
  for (std::size_t k = 0; k < order.size();) {
    Block b;
    // Equal predictions stay together.
    while (k < order.size() && (b.labels.size() < size || f[order[k]] == b.highest)) {
      b.labels.push_back(y[order[k]]);
      b.highest = f[order[k++]];
    }
    blocks.push_back(std::move(b));
  }
  return blocks;
}

}  // namespace

std::vector<double> isotonic_quantile(const std::vector<double>& f, const std::vector<double>& y,
                                      double tau, const std::vector<double>& at) {
  std::vector<Block> pooled;
  for (Block& next : blocks_of(f, y)) {
    next.value = quantile_of(next.labels, tau);
    while (!pooled.empty() && pooled.back().value >= next.value) {
      next.labels.insert(next.labels.end(), pooled.back().labels.begin(),
                         pooled.back().labels.end());
      pooled.pop_back();
      next.value = quantile_of(next.labels, tau);
    }
    pooled.push_back(std::move(next));
  }
  std::vector<double> fitted(at.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    const auto block = std::ranges::lower_bound(pooled, at[i], {}, &Block::highest);
    fitted[i] = (block == pooled.end() ? pooled.back() : *block).value;
  }
  return fitted;
}

Decomposition decompose(const Rows& rows, const Model& model, Form form, const Asked& asked,
                        double level) {
  if (rows.task == Task::classes) return of_classes(rows, model, form, level);
  if (form == Form::median || form == Form::quantile) {
    const double tau = form == Form::median ? 0.5 : asked.loss.quantile;
    const Fit fit = [tau](const Rows& train, const Model& m, const Model& query) {
      Model fitted = query;
      fitted.f = isotonic_quantile(m.f, train.y, tau, query.f);
      return fitted;
    };
    const Loss loss = form == Form::median ? absolute_loss(rows) : pinball_loss(rows, tau);
    return of_loss(loss, rows, model, fit, "by the rising quantile function of it that fits best",
                   level);
  }
  if (form == Form::quantiles) {
    const Fit fit = [](const Rows& train, const Model& m, const Model& query) {
      Model fitted = query;
      for (std::size_t k = 0; k < m.P.size(); ++k)
        fitted.P[k] = isotonic_quantile(m.P[k], train.y, m.levels[k], query.P[k]);
      return fitted;
    };
    return of_loss(quantiles_loss(rows, asked.levels), rows, model, fit,
                   "each level by the rising quantile function of it that fits best", level);
  }
  if (form == Form::interval) {
    const double tail = (1 - asked.claimed) / 2;
    const Fit fit = [tail](const Rows& train, const Model& m, const Model& query) {
      Model fitted = query;
      fitted.f = isotonic_quantile(m.f, train.y, tail, query.f);
      fitted.upper = isotonic_quantile(m.upper, train.y, 1 - tail, query.upper);
      return fitted;
    };
    return of_loss(interval_loss(rows, asked.claimed), rows, model, fit,
                   "each end by the rising quantile function of it that fits best", level);
  }
  const Fit fit = [](const Rows& train, const Model& m, const Model& query) {
    Model fitted = query;
    fitted.f = isotonic_at(m, train.y, query);
    return fitted;
  };
  const Loss loss = rows.task == Task::binary  ? brier_loss(rows)
                    : rows.task == Task::count ? poisson_loss(rows)
                                               : squared_loss(rows);
  Decomposition d = of_loss(loss, rows, model, fit, kIsotonic, level);
  if (model.form == Form::score)  // it has no scale that could be wrong
    d.score = d.miscalibration =
        Estimate::undefined("a score claims no probability that could be wrong");
  return d;
}

}  // namespace qed::answers::measure
