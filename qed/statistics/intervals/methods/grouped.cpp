// SPDX-License-Identifier: Apache-2.0
// Rows of one group depend on each other in any way; groups are independent. Every method works on the sums
// of a group, so that what goes on inside one does not matter.
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "qed/base/threads.h"
#include "qed/statistics/intervals/clustered.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/families.h"
#include "qed/statistics/intervals/methods/linearised.h"
#include "qed/statistics/intervals/methods/scale.h"
#include "qed/statistics/intervals/methods/weighted.h"
#include "qed/statistics/intervals/quantiles/woodruff.h"
#include "qed/statistics/intervals/shares/proportion.h"
#include "qed/statistics/resampling/bootstrap.h"

namespace qed::statistics {
namespace {

constexpr unsigned kServed =
    bits(Functional::share, Functional::mean, Functional::quantile, Functional::area,
         Functional::area_difference, Functional::smooth, Functional::weighted_quantile,
         Functional::weighted_area, Functional::compound);
// Areas are asked again without a group, in O(n), for at most so many; beyond, the jackknife of their
// influence differs by a part in G.
constexpr std::size_t kJackknifeGroups = 200;

// The influence summed by group, of a quantile that of the share below it; or the answer, where there is
// nothing left to do.
struct Prepared {
  double value = 0;
  std::vector<GroupSum> sums = {};
  std::optional<Estimate> answer = {};
};

// A share of 0 or n hits. A group is without a hit no more often than its first row is, whatever its rows
// have to do with each other: the exact interval of G rows covers.
Estimate share_of_groups(double share, std::size_t groups, double level) {
  const auto G = static_cast<std::int64_t>(groups);
  const Estimate exact = exact_proportion(share > 0 ? G : 0, G, level);
  return {share, {exact.lower(), exact.upper(), level, "exact, with as many rows as groups"}};
}

bool has_spread(const std::vector<GroupSum>& sums, const std::vector<double>& influence) {
  double of_groups = 0, of_rows = 0;
  for (const GroupSum& g : sums) of_groups += g.sum * g.sum;
  for (const double psi : influence) of_rows += psi * psi;
  return of_groups > 1e-20 * of_rows;  // less is rounding
}

Prepared prepare(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kServed, quantity, sample, options);
  if (sample.n() == 0) return {.answer = Estimate::undefined("no rows")};
  std::optional<Linearised> of_rows;
  if (!is_quantile(quantity)) of_rows = linearised(quantity, sample);
  const auto value = of_rows ? std::optional(of_rows->value) : value_of(quantity, sample);
  if (!value) return {.answer = Estimate::undefined("it is undefined on these rows")};
  const auto without = [&](const char* reason) {
    return Prepared{.value = *value, .answer = Estimate::without_interval(*value, reason)};
  };
  if (!of_rows && !is_quantile(quantity)) return without("it is undefined all round these rows");
  const std::vector<double> influence =
      of_rows ? std::move(of_rows->influence)
              : below_quantile(sample.terms[0], quantity.p, *value, weights_of(quantity, sample));
  Prepared p{*value, group_sums(influence, sample.group, sample.groups)};
  if (p.sums.size() < 2) return without("one group has no spread between groups");
  if (!RangeScale(quantity.lower, quantity.upper).is_inside(*value)) {
    if (quantity.functional != Functional::share)
      return without("it is at the end of its range, where no spread is seen");
    p.answer = share_of_groups(*value, p.sums.size(), options.level);
  } else if (!has_spread(p.sums, influence)) {
    return without("the groups do not differ: no spread is seen");
  }
  return p;
}

Estimate with_half(const Quantity& quantity, const Sample& sample, double value, double half,
                   const MethodOptions& options, std::string method) {
  if (is_quantile(quantity))
    return woodruff_quantile(sample.terms[0], quantity.p, value, half, options.level,
                             method + " of the share below", weights_of(quantity, sample))
        .with_n(sample.n());
  const RangeScale scale(quantity.lower, quantity.upper);
  if (!scale.name().empty()) method += ", " + std::string(scale.name());
  return scale.interval(value, half, 1, options.level, std::move(method)).with_n(sample.n());
}

// Half of what a method of means makes of the influence, carried over to the quantity's range.
template <class Mean>
Estimate by_influence(const Quantity& quantity, const Sample& sample, const MethodOptions& options,
                      Mean mean) {
  Prepared p = prepare(quantity, sample, options);
  if (p.answer) return p.answer->with_n(sample.n());
  const Estimate e = mean(p.sums);
  return with_half(quantity, sample, p.value, (e.upper() - e.lower()) / 2, options,
                   e.interval()->method);
}

Estimate clustered_t(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  return by_influence(quantity, sample, options, [&](const std::vector<GroupSum>& sums) {
    return clustered_mean(sums, options.level);
  });
}

Estimate wild_clustered(const Quantity& quantity, const Sample& sample,
                        const MethodOptions& options) {
  return by_influence(quantity, sample, options, [&](const std::vector<GroupSum>& sums) {
    return wild_clustered_mean(sums, options.level, options.replicates, options.seed);
  });
}

// Functions of means, from the sums of the groups alone.
class TermSums {
 public:
  TermSums(const Quantity& quantity, const Sample& sample) : quantity_(quantity) {
    for (const auto& column : sample.terms)
      terms_.push_back(group_sums(column, sample.group, sample.groups));
  }
  static bool serves(Functional f) {
    return (bits(Functional::share, Functional::mean, Functional::smooth) & bit(f)) != 0;
  }
  std::size_t groups() const { return terms_.front().size(); }

  // Of groups that count so many times each.
  std::optional<double> operator()(std::span<const std::uint32_t> counts) const {
    std::vector<double> means;
    for (const auto& term : terms_) {
      double sum = 0, rows = 0;
      for (std::size_t g = 0; g < counts.size(); ++g)
        sum += counts[g] * term[g].sum, rows += counts[g] * term[g].rows;
      means.push_back(sum / rows);
    }
    return value(means);
  }

  // Without each group in turn. O(groups).
  std::vector<std::optional<double>> left_out() const {
    std::vector<GroupSum> total(terms_.size());
    for (std::size_t k = 0; k < terms_.size(); ++k)
      for (const GroupSum& g : terms_[k]) total[k].sum += g.sum, total[k].rows += g.rows;
    std::vector<std::optional<double>> values;
    std::vector<double> means(terms_.size());
    for (std::size_t g = 0; g < groups(); ++g) {
      for (std::size_t k = 0; k < terms_.size(); ++k)
        means[k] = (total[k].sum - terms_[k][g].sum) / (total[k].rows - terms_[k][g].rows);
      values.push_back(value(means));
    }
    return values;
  }

 private:
  std::optional<double> value(const std::vector<double>& means) const {
    return quantity_.functional == Functional::smooth ? quantity_.smooth(means) : means[0];
  }
  const Quantity& quantity_;
  std::vector<std::vector<GroupSum>> terms_;
};

std::vector<std::optional<double>> areas_left_out(const Quantity& quantity, const Sample& sample) {
  const Weighted weighted(quantity, sample);
  std::vector<bool> has_rows(static_cast<std::size_t>(sample.groups));
  for (const std::int32_t g : sample.group) has_rows[static_cast<std::size_t>(g)] = true;
  std::vector<std::int32_t> present;
  for (std::int32_t g = 0; g < sample.groups; ++g)
    if (has_rows[static_cast<std::size_t>(g)]) present.push_back(g);
  std::vector<std::optional<double>> values(present.size());
  parallel_blocks(values.size(), 4, [&](Block block) {
    std::vector<double> weights(sample.group.size());
    for (std::size_t j = block.begin; j < block.end; ++j) {
      for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = sample.group[i] != present[j];
      values[j] = weighted(weights);
    }
  });
  return values;
}

Estimate jackknife_clustered(const Quantity& quantity, const Sample& sample,
                             const MethodOptions& options) {
  const auto of_influence = [&](const std::vector<GroupSum>& sums) {
    return jackknife_clustered_mean(sums, options.level);
  };
  const Functional f = quantity.functional;
  // A quantile jumps from row to row: only the share below it has a jackknife, and what it moves in a formula.
  if (f == Functional::share || f == Functional::mean || is_quantile(quantity) ||
      f == Functional::compound)
    return by_influence(quantity, sample, options, of_influence);
  Prepared p = prepare(quantity, sample, options);
  if (p.answer) return p.answer->with_n(sample.n());
  if (f != Functional::smooth && p.sums.size() > kJackknifeGroups)
    return by_influence(quantity, sample, options, of_influence);
  double squares = 0;
  for (const auto& value : f == Functional::smooth ? TermSums(quantity, sample).left_out()
                                                   : areas_left_out(quantity, sample)) {
    if (!value || !std::isfinite(*value))
      return Estimate::without_interval(p.value, "it is undefined without one of the groups")
          .with_n(sample.n());
    squares += (*value - p.value) * (*value - p.value);
  }
  const auto G = static_cast<double>(p.sums.size());
  const double half = two_sided_t(jackknife_degrees_of_freedom(p.sums), options.level) *
                      std::sqrt((G - 1) / G * squares);
  return with_half(quantity, sample, p.value, half, options, "jackknife of groups");
}

// Percentiles of whole groups drawn again. TermSums where they do: O(G) a replicate, not O(n).
Estimate percentiles_of_groups(const Quantity& quantity, const Sample& sample,
                               const MethodOptions& options) {
  BootstrapOptions percentile{.method = BootstrapMethod::percentile,
                              .replicates = options.replicates,
                              .level = options.level,
                              .seed = options.seed};
  const auto resampled = [](std::optional<double> value) {
    return value ? std::optional(Resampled{*value, 0}) : std::nullopt;
  };
  if (TermSums::serves(quantity.functional)) {
    const TermSums of_groups(quantity, sample);
    return bootstrap(
        static_cast<std::int64_t>(of_groups.groups()),
        [&](std::span<const std::uint32_t> counts) { return resampled(of_groups(counts)); },
        percentile);
  }
  const Weighted weighted(quantity, sample);
  percentile.groups = sample.group;
  return bootstrap(
      sample.n(),
      [&](std::span<const std::uint32_t> counts) {
        return resampled(weighted(std::vector<double>(counts.begin(), counts.end())));
      },
      percentile);
}

// Percentiles alone cover 0.83 of 0.95 with five groups, 0.90 with ten: resampled groups deviate by
// √(Σ S_g²)/n, which is too little, and by a normal law's quantile, not Student's. They keep their shape and are
// drawn out until the mean influence has the half width of its jackknife.
Estimate cluster_bootstrap(const Quantity& quantity, const Sample& sample,
                           const MethodOptions& options) {
  Prepared p = prepare(quantity, sample, options);
  if (p.answer) return p.answer->with_n(sample.n());
  const Estimate e = percentiles_of_groups(quantity, sample, options);
  if (!e.interval()) return Estimate::without_interval(p.value, e.reason()).with_n(sample.n());
  double rows = 0, squares = 0;
  for (const GroupSum& g : p.sums) rows += g.rows, squares += g.sum * g.sum;
  const Estimate jackknife = jackknife_clustered_mean(p.sums, options.level);
  const double stretch = (jackknife.upper() - jackknife.lower()) / 2 * rows /
                         (two_sided_z(options.level) * std::sqrt(squares));
  const RangeScale scale(quantity.lower, quantity.upper);
  const double centre = scale.to(p.value);
  const auto drawn_out = [&](double end) {
    return scale.from(centre + stretch * (scale.to(end) - centre));
  };
  return Estimate(p.value, {drawn_out(e.lower()), drawn_out(e.upper()), options.level,
                            "bootstrap of groups, jackknife's scale, " +
                                std::to_string(options.replicates) + " replicates"})
      .with_n(sample.n());
}

constexpr std::array kMethods{
    Method{"jackknife_clustered", "the jackknife of groups",
           "The one to take for groups: close to its level for few groups and uneven ones too.",
           "θ̂ ± t_ν √((G-1)/G Σ (θ₋g - θ̂)²)", "BellMcCaffrey2002", Claim::nominal, Rows::grouped,
           kServed, jackknife_clustered},
    Method{"wild_clustered", "the wild bootstrap of groups",
           "For twenty groups or more, uneven ones too; of a few uneven ones it covers too little.",
           "θ̂ ± q*(|θ* - θ̂|/√V*) √V", "CameronGelbachMiller2008", Claim::asymptotic, Rows::grouped,
           kServed, wild_clustered},
    Method{"clustered_t", "the cluster-robust t interval",
           "For groups of about one size, or many: the standard error that regressions report.",
           "θ̂ ± t_{G-1} √(G/(G-1) Σ_g (Σ_{i in g} ψᵢ)²/n²)", "CameronMiller2015", Claim::asymptotic,
           Rows::grouped, kServed, clustered_t},
    Method{"cluster_bootstrap", "the bootstrap of groups",
           "For many groups, and quantities that are far from a mean: no derivative is used.",
           "θ̂ + (θ*₍α/2, 1-α/2₎ - θ̂) κ, κ = t_ν √V(jackknife)/(z σ(ψ̄*)), G groups drawn again",
           "FieldWelsh2007", Claim::asymptotic, Rows::grouped, kServed, cluster_bootstrap},
};

}  // namespace

std::span<const Method> grouped_methods() { return kMethods; }

}  // namespace qed::statistics
