// SPDX-License-Identifier: Apache-2.0
#pragma once
// Every interval that QED makes, under one signature: so that a table can choose, a simulation can check,
// and a law can hold each to the coverage that it claims.
#include <cstdint>
#include <span>
#include <string_view>

#include "qed/statistics/estimate.h"
#include "qed/statistics/intervals/methods/quantity.h"

namespace qed::statistics {

/// How far the stated level can be trusted.
enum class Claim {
  exact,       ///< covers at least at the level, for every n and every law of the stated class
  nominal,     ///< close to the level on average, at every n from a handful
  asymptotic,  ///< tends to the level as rows grow
  anytime,     ///< holds at all numbers of rows together, for every law of the stated class
  anytime_asymptotic  ///< tends to that as the first number of rows that is looked at grows
};
std::string_view name(Claim claim);
/// May it be looked at while rows come in?
constexpr bool is_anytime(Claim claim) {
  return claim == Claim::anytime || claim == Claim::anytime_asymptotic;
}

struct MethodOptions {
  double level = 0.95;
  std::int64_t replicates = 1999;  ///< of methods that resample
  std::uint64_t seed = 1;
};

/// A line of the catalogue.
struct Method {
  std::string_view name;      ///< "wilson": what --method takes
  std::string_view title;     ///< "Wilson's score interval": what an answer calls it
  std::string_view summary;   ///< one sentence: when it is the right one
  std::string_view formula;   ///< in Unicode
  std::string_view ref;       ///< key in docs/refs.bib
  Claim claim;
  Rows rows;                  ///< rows that it allows for: independent, grouped or series
  unsigned functionals;       ///< bits 1 << Functional of the quantities that it serves
  /// The estimate with its interval, inside the quantity's range, or the reason for none. Rows whose dependence the
  /// method does not allow for are taken as independent. Error{bad_option} for a quantity that it does not serve, a
  /// level outside of (0, 1), fewer than 99 replicates where it resamples; errors of check().
  Estimate (*make)(const Quantity& quantity, const Sample& sample, const MethodOptions& options);

  bool serves(Functional functional) const {
    return (functionals >> static_cast<unsigned>(functional)) & 1u;
  }
};

/// All of them, the family's preferred one first: shares, means, quantiles, areas, smooth functions, two shares, a new
/// case, sequences, groups, series.
std::span<const Method> methods();
/// The method of that name. Error{bad_option} with the nearest one.
const Method& find_method(std::string_view name);

}  // namespace qed::statistics
