// SPDX-License-Identifier: Apache-2.0
// Two shares against each other as lines of the catalogue: of the rows of two arms, or of two answers of the same rows.
#include <array>
#include <cmath>
#include <numeric>
#include <optional>

#include "qed/statistics/effect/effect.h"
#include "qed/statistics/intervals/methods/families.h"
#include "qed/statistics/intervals/shares/two_proportions.h"

namespace qed::statistics {
namespace {

constexpr unsigned kServed = bits(Functional::smooth);

std::int64_t count(const std::vector<double>& yes) {
  return std::llround(std::accumulate(yes.begin(), yes.end(), 0.0));
}

struct Arms {
  Share first, second;
};

bool is_yes_no(double x) { return x == 0 || x == 1; }

// The two arms of disjoint rows; nothing where rows are in both, or say yes in an arm that they are not in.
std::optional<Arms> arms_of(const Quantity& quantity, const Sample& sample, Form form) {
  if (quantity.form != form || sample.terms.size() != 4) return std::nullopt;
  const auto& u = sample.terms;
  for (std::size_t i = 0; i < u[0].size(); ++i) {
    const bool possible = is_yes_no(u[0][i]) && is_yes_no(u[1][i]) && is_yes_no(u[2][i]) &&
                          is_yes_no(u[3][i]) && u[0][i] <= u[1][i] && u[2][i] <= u[3][i];
    if (!possible || u[1][i] + u[3][i] > 1) return std::nullopt;
  }
  return Arms{{count(sample.terms[0]), count(sample.terms[1])},
              {count(sample.terms[2]), count(sample.terms[3])}};
}

Estimate not_of_this(const Quantity& quantity, const Sample& sample, const char* what) {
  const auto value = value_of(quantity, sample);
  if (!value)
    return Estimate::undefined(sample.n() == 0 ? "no rows" : "it is undefined, as 0/0 is");
  return Estimate::without_interval(*value, what).with_n(sample.n());
}

constexpr const char* kArms = "it is of the shares of two arms that have no row in common";

template <Estimate (*interval)(const Share&, const Share&, double)>
Estimate of_arms(const Quantity& quantity, const Sample& sample, const MethodOptions& options,
                 Form form) {
  check_asked(kServed, quantity, sample, options);
  const auto arms = arms_of(quantity, sample, form);
  if (!arms) return not_of_this(quantity, sample, kArms);
  const Estimate e = interval(arms->first, arms->second, options.level);
  return e.is_defined() ? Estimate(e).with_n(sample.n()) : e;
}

Estimate newcombe_of(const Share& first, const Share& second, double level) {
  return share_difference(first.hits, first.n, second.hits, second.n, level);
}

Estimate score(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  return of_arms<score_difference>(quantity, sample, options, Form::share_difference);
}
Estimate newcombe(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  return of_arms<newcombe_of>(quantity, sample, options, Form::share_difference);
}
Estimate ratio(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  return of_arms<score_ratio>(quantity, sample, options, Form::share_ratio);
}

Estimate tango(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kServed, quantity, sample, options);
  if (quantity.form != Form::paired_difference || sample.terms.size() != 2)
    return not_of_this(quantity, sample, "it is of two answers of the same rows");
  PairedCounts counts;
  for (std::size_t i = 0; i < sample.terms[0].size(); ++i) {
    const bool first = sample.terms[0][i] != 0, second = sample.terms[1][i] != 0;
    ++(first    ? second ? counts.both : counts.first_only
       : second ? counts.second_only
                : counts.neither);
  }
  return paired_score_difference(counts, options.level);
}

constexpr std::array kMethods{
    Method{"score_difference", "Miettinen and Nurminen's score interval of a difference",
           "The one to take for two shares of separate rows: sensible where an arm has no hit.",
           "{δ: (p̂₁-p̂₂-δ)² <= z² (p̃₁q̃₁/n₁ + p̃₂q̃₂/n₂) N/(N-1)}", "MiettinenNurminen1985",
           Claim::nominal, Rows::independent, kServed, score},
    Method{"newcombe", "Newcombe's interval of a difference",
           "Two Wilson intervals in one, by a formula: close to its level, not as even.",
           "δ̂ - √((p̂₁-l₁)²+(u₂-p̂₂)²), δ̂ + √((u₁-p̂₁)²+(p̂₂-l₂)²)", "Newcombe1998", Claim::nominal,
           Rows::independent, kServed, newcombe},
    Method{"score_ratio", "Miettinen and Nurminen's score interval of a ratio",
           "The one to take for a ratio of two shares of separate rows: open above where the "
           "second has no hit.",
           "{φ: (p̂₁-φp̂₂)² <= z² (p̃₁q̃₁/n₁ + φ² p̃₂q̃₂/n₂) N/(N-1)}", "MiettinenNurminen1985",
           Claim::nominal, Rows::independent, kServed, ratio},
    Method{"tango", "Tango's score interval of a paired difference",
           "The one to take for two yes/no answers of the same rows.",
           "{δ: (b-c-nδ)² <= z² n (2q̃ + δ(1-δ))}", "Tango1998", Claim::nominal, Rows::independent,
           kServed, tango},
};

}  // namespace

std::span<const Method> two_share_methods() { return kMethods; }

}  // namespace qed::statistics
