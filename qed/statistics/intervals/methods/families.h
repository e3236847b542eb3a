// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to the catalogue: its families, one file each, and what several of them need.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "qed/statistics/intervals/methods/method.h"
#include "qed/statistics/resampling/bootstrap.h"

namespace qed::statistics {

/// The bit of a functional, for Method::functionals.
constexpr unsigned bit(Functional f) { return 1u << static_cast<unsigned>(f); }
constexpr unsigned bits(auto... f) { return (bit(f) | ...); }

std::span<const Method> share_methods();
std::span<const Method> mean_methods();
std::span<const Method> quantile_methods();
std::span<const Method> area_methods();
std::span<const Method> smooth_methods();
std::span<const Method> two_share_methods();  ///< ../shares
std::span<const Method> weighted_methods();  ///< weighted quantiles and areas: ../compound
std::span<const Method> compound_methods();  ///< ../compound
std::span<const Method> new_case_methods();
std::span<const Method> sequence_methods();
std::span<const Method> grouped_methods();
std::span<const Method> series_methods();

/// What a method asks before it starts: Error{bad_option} unless it serves the quantity (functionals: its
/// bits) and the level is in (0, 1), and the errors of check().
void check_asked(unsigned functionals, const Quantity& quantity, const Sample& sample,
                 const MethodOptions& options);

/// The part of the interval inside the quantity's range. The quantity lies in it, so that no coverage is
/// lost: for methods that know values, not their range.
Estimate within_range(const Quantity& quantity, const Estimate& estimate);

/// The reason for no interval of methods that need a finite range; empty where it is finite.
std::string unbounded_reason(const Quantity& quantity);

/// A quantile's interval inside its range: too few rows for the level leave an end open, which the method says.
Estimate with_open_ends_said(const Quantity& quantity, const Estimate& e);
/// One quantile, of which the share below has an interval whatever its density.
bool is_quantile(const Quantity& quantity);
/// The weights of a weighted quantile or area; none of others.
std::span<const double> weights_of(const Quantity& quantity, const Sample& sample);

/// 0/1 values as labels.
std::vector<std::uint8_t> as_labels(std::span<const double> column);
/// How many of a share's rows say yes.
std::int64_t hits_of(const Sample& sample);

/// The same rows, sorted and then shuffled under the seed: independent rows have no order, so that methods that
/// resample give the same bits for every order they come in. O(n log n).
Sample in_canonical_order(const Sample& sample, std::uint64_t seed);

/// `bootstrap` of independent rows, in canonical order, with the quantity of weighted rows as its statistic.
Estimate bootstrap_rows(const Quantity& quantity, const Sample& sample,
                        const MethodOptions& options, BootstrapMethod method);
/// The same of an area, from counts.
Estimate bootstrap_area_of(const Sample& sample, const MethodOptions& options,
                           BootstrapMethod method);

BootstrapOptions as_bootstrap(const MethodOptions& options, BootstrapMethod method);

}  // namespace qed::statistics
