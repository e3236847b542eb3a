// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>

#include "qed/statistics/coverage/models.h"
#include "qed/statistics/coverage/random_counts.h"
#include "qed/statistics/intervals/methods/linearised.h"
#include "qed/statistics/resampling/blocks.h"

namespace qed::statistics {
namespace {

// A stationary Gaussian autoregression of variance 1: for each order up to the fitted one the weights of the values
// before and the spread of what is new, so that the first values are drawn from the stationary law too.
struct Autoregression {
  std::vector<std::vector<double>> weights;  // weights[p] of order p: newest value first
  std::vector<double> spread;
};

// Reflection coefficients of Burg's method, in which forward and backward errors are least.  Ref: [Burg1975]
std::vector<double> burg(std::span<const double> z, std::size_t orders) {
  std::vector<double> forward(z.begin(), z.end()), backward = forward, reflections;
  for (std::size_t p = 1; p <= orders; ++p) {
    double products = 0, squares = 0;
    for (std::size_t t = z.size() - 1; t >= p; --t) {
      products += forward[t] * backward[t - 1];
      squares += forward[t] * forward[t] + backward[t - 1] * backward[t - 1];
    }
    const double k = squares > 0 ? 2 * products / squares : 0;
    reflections.push_back(std::clamp(k, -0.999, 0.999));
    for (std::size_t t = z.size() - 1; t >= p; --t) {
      const double f = forward[t], b = backward[t - 1];
      forward[t] = f - k * b, backward[t] = b - k * f;
    }
  }
  return reflections;
}

// Levinson's recursion from reflections to weights of each order.
Autoregression autoregression(const std::vector<double>& reflections) {
  Autoregression model{.weights = {{}}, .spread = {1}};
  double variance = 1;
  for (const double k : reflections) {
    const std::vector<double>& last = model.weights.back();
    std::vector<double> next(last.size() + 1);
    for (std::size_t j = 0; j < last.size(); ++j) next[j] = last[j] - k * last[last.size() - 1 - j];
    next.back() = k;
    variance *= 1 - k * k;
    model.weights.push_back(std::move(next)), model.spread.push_back(std::sqrt(variance));
  }
  return model;
}

Autoregression fit_autoregression(std::span<const double> z) {
  const auto n = static_cast<double>(z.size());
  const auto most = static_cast<std::size_t>(std::min({10 * std::log10(n), n / 4, 30.0}));
  std::vector<double> reflections = burg(z, most);
  std::size_t order = 0;
  double best = 0, fit = 0;
  for (std::size_t p = 1; p <= reflections.size(); ++p) {
    fit += n * std::log1p(-reflections[p - 1] * reflections[p - 1]);
    if (const double criterion = fit + 2 * static_cast<double>(p); criterion < best)
      best = criterion, order = p;
  }
  reflections.resize(order);
  // Autocorrelations about a fitted mean are too small by (1 + 3ρ)/n.  Ref: [MarriottPope1954]
  if (order >= 1) {
    double& first = reflections.front();
    first = std::clamp(first + (1 + 3 * first) / n, -0.999, 0.999);
  }
  return autoregression(reflections);
}

class AutoregressiveModel final : public SampleModel {
 public:
  AutoregressiveModel(const Quantity& quantity, const Sample& sample)
      : is_new_(quantity.functional == Functional::new_case),
        law_(fit_column(sample.terms[0], quantity.lower, quantity.upper).front()),
        model_(fit_autoregression(normal_scores(sample.terms[0]))),
        whole_(is_whole(sample.terms[0])) {
    truth_ = value_of_law(quantity, law_.table, whole_);
    name_ =
        "autoregression of order " + std::to_string(model_.spread.size() - 1) + ", " + law_.name;
  }

  double draw(std::int64_t m, bool, Rng& rng, Sample& sample) const override {
    thread_local std::vector<double> z;
    z.resize(static_cast<std::size_t>(m) + 1);
    for (std::size_t t = 0; t < z.size(); ++t) {
      const std::size_t order = std::min(t, model_.spread.size() - 1);
      z[t] = model_.spread[order] * gaussian_table().draw(rng);
      for (std::size_t j = 0; j < order; ++j) z[t] += model_.weights[order][j] * z[t - 1 - j];
    }
    sample.rows = Rows::series;
    sample.terms.assign(1, {});
    for (const double score : z) {
      const double tail = 0.5 * std::erfc(std::abs(score) / std::sqrt(2.0));
      const double x =
          score < 0 ? law_.table.quantile(tail, 1 - tail) : law_.table.quantile(1 - tail, tail);
      sample.terms[0].push_back(whole_ ? std::round(x) : x);
    }
    const double next = sample.terms[0].back();
    sample.terms[0].pop_back();
    return is_new_ ? next : truth_;
  }

 private:
  bool is_new_;
  ColumnLaw law_;
  Autoregression model_;
  bool whole_;
};

// Yes or no, by what was before.
class MarkovModel final : public SampleModel {
 public:
  explicit MarkovModel(const Sample& sample) {
    const std::vector<double>& x = sample.terms[0];
    for (std::size_t i = 1; i < x.size(); ++i) seen_[x[i - 1] == 1][x[i] == 1] += 1;
    const double rise = share(0), fall = 1 - share(1);
    truth_ = rise / (rise + fall);
    name_ = "a Markov chain, its shares drawn from Jeffreys' posterior";
  }

  double draw(std::int64_t m, bool, Rng& rng, Sample& sample) const override {
    const double rise = draw_beta(seen_[0][1] + 0.5, seen_[0][0] + 0.5, rng);
    const double fall = draw_beta(seen_[1][0] + 0.5, seen_[1][1] + 0.5, rng);
    const double p = rise / (rise + fall);
    sample.rows = Rows::series;
    sample.terms.resize(1);
    sample.terms[0].resize(static_cast<std::size_t>(m));
    double chance = p;
    for (double& x : sample.terms[0]) {
      x = rng.uniform() < chance ? 1 : 0;
      chance = x == 1 ? 1 - fall : rise;
    }
    return p;
  }

 private:
  double share(int before) const {
    return (seen_[before][1] + 0.5) / (seen_[before][0] + seen_[before][1] + 1);
  }
  double seen_[2][2] = {};  // [before][now]
};

class BlocksModel final : public SampleModel {
 public:
  BlocksModel(const Quantity& quantity, const Sample& sample) : rows_(sample) {
    truth_ = value_of(quantity, sample).value_or(0);
    if (const auto linear = linearised(quantity, sample); linear && sample.n() >= 3)
      length_ = automatic_block_length(linear->influence);
    name_ =
        "stationary blocks of rows, " + std::to_string(std::lround(length_)) + " long on average";
  }

  double draw(std::int64_t m, bool, Rng& rng, Sample& sample) const override {
    thread_local std::vector<std::int64_t> rows;
    rows.resize(static_cast<std::size_t>(m));
    const std::int64_t n = rows_.n();
    std::int64_t at = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool begins = i == 0 || rng.uniform() * length_ < 1;
      at = begins ? static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(n)))
                  : (at + 1) % n;
      rows[i] = at;
    }
    take_rows(rows_, rows, sample);
    return truth_;
  }

 private:
  Sample rows_;
  double length_ = 1;
};

}  // namespace

std::unique_ptr<SampleModel> series_model(const Quantity& quantity, const Sample& sample) {
  const std::vector<double>& x = sample.terms[0];
  const bool constant = std::ranges::all_of(x, [&](double v) { return v == x[0]; });
  switch (quantity.functional) {
    case Functional::share:
      return std::make_unique<MarkovModel>(sample);
    case Functional::mean:
    case Functional::quantile:
    case Functional::new_case:
      if (!constant && x.size() >= 8)
        return std::make_unique<AutoregressiveModel>(quantity, sample);
      [[fallthrough]];
    default:
      return std::make_unique<BlocksModel>(quantity, sample);
  }
}

}  // namespace qed::statistics
