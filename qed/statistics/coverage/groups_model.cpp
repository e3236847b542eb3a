// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "qed/statistics/coverage/effect_laws.h"
#include "qed/statistics/coverage/models.h"
#include "qed/statistics/coverage/random_counts.h"
#include "qed/statistics/intervals/clustered.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

using RowsOfGroups = std::vector<std::vector<std::int64_t>>;

// Rows of each group that has any.
RowsOfGroups rows_of_groups(const Sample& sample) {
  RowsOfGroups rows(static_cast<std::size_t>(sample.groups));
  for (std::size_t i = 0; i < sample.group.size(); ++i)
    rows[static_cast<std::size_t>(sample.group[i])].push_back(static_cast<std::int64_t>(i));
  std::erase_if(rows, [](const auto& group) { return group.empty(); });
  return rows;
}

// Groups to be drawn so that there are about m rows: all of them, or a random part.
std::vector<std::size_t> some_groups(const std::vector<std::int64_t>& sizes, std::int64_t m,
                                     Rng& rng) {
  std::vector<std::size_t> chosen(sizes.size());
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  if (m >= std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0})) return chosen;
  std::int64_t rows = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    std::swap(chosen[i], chosen[i + rng.below(chosen.size() - i)]);
    if ((rows += sizes[chosen[i]]) >= m) {
      chosen.resize(std::max<std::size_t>(i + 1, 2));
      break;
    }
  }
  return chosen;
}

// A replicate of one term, group by group: value_of_row() after begin_group().
template <class BeginGroup, class ValueOfRow>
void fill_groups(const std::vector<std::int64_t>& sizes, const std::vector<std::size_t>& chosen,
                 Sample& sample, BeginGroup begin_group, ValueOfRow value_of_row) {
  sample.rows = Rows::grouped;
  sample.groups = static_cast<std::int32_t>(chosen.size());
  sample.terms.resize(1);
  sample.terms[0].clear(), sample.group.clear();
  for (std::size_t g = 0; g < chosen.size(); ++g) {
    begin_group();
    for (std::int64_t i = 0; i < sizes[chosen[g]]; ++i) {
      sample.terms[0].push_back(value_of_row());
      sample.group.push_back(static_cast<std::int32_t>(g));
    }
  }
}

std::vector<std::int64_t> sizes_of(const RowsOfGroups& groups) {
  std::vector<std::int64_t> sizes;
  for (const auto& rows : groups) sizes.push_back(static_cast<std::int64_t>(rows.size()));
  return sizes;
}

// Groups have shares of their own, of a beta law with mean p and intra-class correlation 1/(a + b + 1).
struct BetaBinomial {
  double p = 0.5, correlation = 0, weight = 1;
};
struct GroupCount {
  double rows = 0, yes = 0, times = 1;  ///< so many groups are like it
};

double log_likelihood(const std::vector<GroupCount>& groups, double p, double correlation) {
  double sum = 0;
  if (correlation == 0) {
    for (const auto& [rows, yes, times] : groups)
      sum += times * (yes * std::log(p) + (rows - yes) * std::log1p(-p));
    return sum;
  }
  const double total = 1 / correlation - 1, a = total * p, b = total - a;
  const double constant = std::lgamma(total) - std::lgamma(a) - std::lgamma(b);
  for (const auto& [rows, yes, times] : groups)
    sum += times * (constant + std::lgamma(yes + a) + std::lgamma(rows - yes + b) -
                    std::lgamma(rows + total));
  return sum;
}

// Groups of each kind together: rare yeses stand in few of many groups, and all of those are needed. Where there are
// too many kinds, those of every k-th group, for k of them.
std::vector<GroupCount> kinds_of(const std::vector<GroupCount>& counts) {
  constexpr std::size_t kMostKinds = 1000;
  for (std::size_t step = 1;; step *= 2) {
    std::map<std::pair<double, double>, double> times;
    std::size_t looked_at = 0;
    for (std::size_t g = 0; g < counts.size() && times.size() <= kMostKinds; g += step, ++looked_at)
      ++times[{counts[g].rows, counts[g].yes}];
    if (times.size() > kMostKinds) continue;
    std::vector<GroupCount> kinds;
    const double each = static_cast<double>(counts.size()) / static_cast<double>(looked_at);
    for (const auto& [kind, count] : times)
      kinds.push_back({kind.first, kind.second, each * count});
    return kinds;
  }
}

// The posterior on a grid: Jeffreys' prior of a share for p, an even one for the correlation.
std::vector<BetaBinomial> posterior(const std::vector<GroupCount>& counts) {
  const std::vector<GroupCount> groups = kinds_of(counts);
  double rows = 0, yes = 0;
  for (const auto& count : counts) rows += count.rows, yes += count.yes;
  const double start = (yes + 0.5) / (rows + 1), centre = std::log(start / (1 - start));
  // Steps of a fifth of the standard error that p would have if each group were one row.
  const double wide =
      std::min(1.2, 1 / std::sqrt(static_cast<double>(counts.size()) * start * (1 - start)));
  std::vector<BetaBinomial> grid;
  double most = -std::numeric_limits<double>::infinity();
  for (int i = -20; i <= 20; ++i)
    for (const double correlation :
         {0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}) {
      const double p = 1 / (1 + std::exp(-centre - 0.2 * i * wide));
      const double spacing = correlation < 0.1 ? 0.03 : correlation < 0.2 ? 0.05 : 0.1;
      const double prior = 0.5 * std::log(p * (1 - p)) + std::log(spacing);
      grid.push_back({p, correlation, log_likelihood(groups, p, correlation) + prior});
      most = std::max(most, grid.back().weight);
    }
  double sum = 0;
  for (BetaBinomial& law : grid) sum += law.weight = std::exp(law.weight - most);
  for (BetaBinomial& law : grid) law.weight /= sum;
  std::erase_if(grid, [](const BetaBinomial& law) { return law.weight < 1e-6; });
  return grid;
}

std::vector<GroupCount> counts_of(const Sample& sample) {
  std::vector<GroupCount> counts;
  for (const auto& rows : rows_of_groups(sample)) {
    counts.push_back({.rows = static_cast<double>(rows.size())});
    for (const std::int64_t i : rows)
      counts.back().yes += sample.terms[0][static_cast<std::size_t>(i)];
  }
  return counts;
}

class BetaBinomialModel final : public SampleModel {
 public:
  explicit BetaBinomialModel(const std::vector<GroupCount>& counts) {
    for (const GroupCount& group : counts) sizes_.push_back(static_cast<std::int64_t>(group.rows));
    laws_ = posterior(counts);
    for (const BetaBinomial& law : laws_) truth_ += law.weight * law.p;
    name_ = "beta-binomial groups";
  }

  double draw(std::int64_t m, bool, Rng& rng, Sample& sample) const override {
    const BetaBinomial& law = one(rng);
    const double weight = law.correlation > 0 ? 1 / law.correlation - 1 : 0;
    double own = law.p;
    fill_groups(
        sizes_, some_groups(sizes_, m, rng), sample,
        [&] { own = weight > 0 ? draw_beta(weight * law.p, weight * (1 - law.p), rng) : law.p; },
        [&] { return rng.uniform() < own ? 1.0 : 0.0; });
    return law.p;
  }

 private:
  const BetaBinomial& one(Rng& rng) const {
    double at = rng.uniform();
    for (const BetaBinomial& law : laws_)
      if ((at -= law.weight) < 0) return law;
    return laws_.back();
  }

  std::vector<std::int64_t> sizes_;
  std::vector<BetaBinomial> laws_;
};

// Groups of the kinds that are there (rows, yeses), how many of each from Dirichlet's posterior, of four times the
// groups as that of rows in cells_model.cpp. A beta law has no rare kind of group: where 5 % of 100 groups say yes to
// 70 % and the others to 5 %, it prints 71 for the bootstrap of rows and 95 for the clustered t, of 58 and 92 that are
// true, these kinds 61 and 93; of 20 groups and more whose law is a beta law they are as near as it is.
class GroupKindsModel final : public SampleModel {
 public:
  static constexpr std::size_t kFewest = 20;  // groups; fewer show no kinds
  static constexpr int kFewestWith = 2;  // groups with a yes, and with a no

  explicit GroupKindsModel(const std::vector<GroupCount>& counts)
      : kinds_(kinds_of(counts)), groups_(static_cast<std::int32_t>(counts.size())) {
    double yes = 0;
    for (const GroupCount& group : counts) rows_ += group.rows, yes += group.yes;
    for (const GroupCount& kind : kinds_) weights_.push_back(kSharpened * kind.times);
    truth_ = yes / rows_;
    name_ = "kinds of groups, shares drawn from Dirichlet's posterior";
  }

  double draw(std::int64_t m, bool, Rng& rng, Sample& sample) const override {
    thread_local std::vector<double> p;
    draw_dirichlet(weights_, rng, p);
    double rows = 0, yes = 0, sum = 0;
    for (std::size_t k = 0; k < p.size(); ++k) {
      rows += p[k] * kinds_[k].rows, yes += p[k] * kinds_[k].yes;
      p[k] = sum += p[k];
    }
    sample.rows = Rows::grouped, sample.groups = 0;
    sample.terms.resize(1);
    sample.terms[0].clear(), sample.group.clear();
    const bool all = static_cast<double>(m) >= rows_;
    while (all ? sample.groups < groups_
               : sample.groups < 2 || static_cast<std::int64_t>(sample.group.size()) < m) {
      const auto at = std::ranges::upper_bound(p, rng.uniform() * sum) - p.begin();
      const GroupCount& kind = kinds_[std::min(static_cast<std::size_t>(at), p.size() - 1)];
      sample.terms[0].insert(sample.terms[0].end(), static_cast<std::size_t>(kind.yes), 1.0);
      sample.group.insert(sample.group.end(), static_cast<std::size_t>(kind.rows), sample.groups++);
      sample.terms[0].resize(sample.group.size(), 0.0);
    }
    return yes / rows;
  }

 private:
  static constexpr double kSharpened = 4;

  std::vector<GroupCount> kinds_;
  std::vector<double> weights_;
  std::int32_t groups_;
  double rows_ = 0;
};

std::unique_ptr<SampleModel> model_of_shares(const Sample& sample) {
  const std::vector<GroupCount> counts = counts_of(sample);
  const auto with_yes = std::ranges::count_if(counts, [](const auto& g) { return g.yes > 0; });
  const auto with_no = std::ranges::count_if(counts, [](const auto& g) { return g.yes < g.rows; });
  if (counts.size() >= GroupKindsModel::kFewest &&
      std::min(with_yes, with_no) >= GroupKindsModel::kFewestWith)
    return std::make_unique<GroupKindsModel>(counts);
  return std::make_unique<BetaBinomialModel>(counts);
}

// x = μ + group's effect + row's residual, variances by analysis of variance.  Ref: [Donner1986]
class OneWayModel final : public SampleModel {
 public:
  OneWayModel(const Quantity& quantity, const Sample& sample)
      : quantity_(quantity), groups_(rows_of_groups(sample)), sizes_(sizes_of(groups_)) {
    const std::vector<double>& x = sample.terms[0];
    const auto n = static_cast<double>(x.size()), count = static_cast<double>(groups_.size());
    centre_ = moments(x).mean;
    std::vector<double> residuals, means;
    double between = 0, within = 0, squares = 0;
    for (const auto& rows : groups_) {
      const auto size = static_cast<double>(rows.size());
      double mean = 0;
      for (const std::int64_t i : rows) mean += x[static_cast<std::size_t>(i)] / size;
      means.push_back(mean - centre_);
      between += size * means.back() * means.back(), squares += size * size;
      if (rows.size() == 1) continue;
      const double larger =
          std::sqrt(size / (size - 1));  // residuals about a mean of their own are too small
      for (const std::int64_t i : rows) {
        const double gap = x[static_cast<std::size_t>(i)] - mean;
        within += gap * gap, residuals.push_back(larger * gap);
      }
    }
    const double mean_square = n > count ? within / (n - count) : 0;
    const double usual = (n - squares / n) / (count - 1);
    const double effect = std::max(0.0, (between / (count - 1) - mean_square) / usual);
    residual_ = residual_law(residuals, mean_square);
    if (effect > 0) {
      std::vector<double> noise;  // of the groups' means
      for (const std::int64_t size : sizes_)
        noise.push_back(mean_square / static_cast<double>(size));
      for (EffectLaw& law : effect_laws(means, noise, effect))
        laws_.push_back({std::move(law.table), law.weight, centre_});
    } else {
      laws_.push_back({.truth = centre_});
    }
    if (std::isfinite(quantity.lower) || std::isfinite(quantity.upper))
      for (Law& law : laws_) law.truth = mean_in_range(law);
    truth_ = laws_.front().truth;
    name_ = "group effects and residuals by analysis of variance";
  }

  double draw(std::int64_t m, bool, Rng& rng, Sample& sample) const override {
    double effect = 0;
    const Law& law = one(rng);
    fill_groups(
        sizes_, some_groups(sizes_, m, rng), sample, [&] { effect = of(law.effects, rng); },
        [&] { return value(effect + of(residual_, rng)); });
    if (quantity_.functional != Functional::new_case) return law.truth;
    return value(of(law.effects, rng) + of(residual_, rng));  // a row of a new group
  }

 private:
  static constexpr std::size_t kFewest = 8;  // residuals that can show a form of their own
  static constexpr int kDraws = 100'000;  // for the mean of values held in their range
  using Table = std::optional<QuantileTable>;  // none: always 0
  struct Law {
    Table effects = {};
    double weight = 1, truth = 0;
  };

  // Mean 0 and that variance, with the form of the residuals.
  static Table residual_law(const std::vector<double>& residuals, double variance) {
    if (!(variance > 0)) return {};
    const bool shown = residuals.size() >= kFewest && moments(residuals).variance > 0;
    constexpr double kFar = std::numeric_limits<double>::infinity();
    const QuantileTable form =
        shown ? smoothed_column(residuals, -kFar, kFar).table : gaussian_table();
    const double scale = std::sqrt(variance / form.variance());
    return form.moved(-scale * form.mean(), scale);
  }
  const Law& one(Rng& rng) const {
    double sum = 0;
    for (const Law& law : laws_) sum += law.weight;
    double at = rng.uniform() * sum;
    for (const Law& law : laws_)
      if ((at -= law.weight) < 0) return law;
    return laws_.back();
  }
  static double of(const Table& table, Rng& rng) { return table ? table->draw(rng) : 0; }
  double value(double gap) const {
    return std::clamp(centre_ + gap, quantity_.lower, quantity_.upper);
  }
  double mean_in_range(const Law& law) const {
    Rng rng(kDraws);
    double sum = 0;
    for (int i = 0; i < kDraws; ++i) sum += value(of(law.effects, rng) + of(residual_, rng));
    return sum / kDraws;
  }

  Quantity quantity_;
  RowsOfGroups groups_;
  std::vector<std::int64_t> sizes_;
  double centre_ = 0;
  std::vector<Law> laws_;  // of effects, the likeliest first
  Table residual_;
};

class WholeGroupsModel final : public SampleModel {
 public:
  WholeGroupsModel(const Quantity& quantity, const Sample& sample)
      : rows_(sample), groups_(rows_of_groups(sample)) {
    truth_ = value_of(quantity, sample).value_or(0);
    name_ = "whole groups drawn with replacement";
  }

  double draw(std::int64_t m, bool, Rng& rng, Sample& sample) const override {
    thread_local std::vector<std::int64_t> rows;
    thread_local std::vector<std::int32_t> group;
    rows.clear(), group.clear();
    std::int32_t drawn = 0;
    const bool all = m >= rows_.n();
    while (all ? drawn < static_cast<std::int32_t>(groups_.size())
               : drawn < 2 || static_cast<std::int64_t>(rows.size()) < m) {
      const auto& chosen = groups_[rng.below(groups_.size())];
      rows.insert(rows.end(), chosen.begin(), chosen.end());
      group.insert(group.end(), chosen.size(), drawn++);
    }
    take_rows(rows_, rows, sample);
    sample.group = group, sample.groups = drawn;
    return truth_;
  }

 private:
  Sample rows_;
  RowsOfGroups groups_;
};

}  // namespace

std::unique_ptr<SampleModel> groups_model(const Quantity& quantity, const Sample& sample) {
  const bool many = rows_of_groups(sample).size() >= 2;
  if (many && quantity.functional == Functional::share) return model_of_shares(sample);
  const Functional f = quantity.functional;
  if (many && (f == Functional::mean || f == Functional::new_case))
    return std::make_unique<OneWayModel>(quantity, sample);
  return std::make_unique<WholeGroupsModel>(quantity, sample);
}

}  // namespace qed::statistics
