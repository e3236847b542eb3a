// SPDX-License-Identifier: Apache-2.0
// The catalogue, and what several of its families need.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/text.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/families.h"
#include "qed/statistics/intervals/methods/weighted.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kOrderStream = 0x6f726465;  // "orde"

bool is_before(const Sample& sample, std::size_t i, std::size_t j) {
  for (const auto& column : sample.terms)
    if (column[i] != column[j]) return column[i] < column[j];
  return false;
}

}  // namespace

std::string_view name(Claim claim) {
  constexpr std::array<std::string_view, 5> kNames{"exact", "nominal", "asymptotic", "anytime",
                                                   "anytime, asymptotic"};
  return kNames[static_cast<std::size_t>(claim)];
}

std::span<const Method> methods() {
  static const std::vector<Method> all = [] {
    std::vector<Method> list;
    for (const auto family :
         {share_methods(), mean_methods(), quantile_methods(), area_methods(), smooth_methods(),
          two_share_methods(), weighted_methods(), compound_methods(), new_case_methods(),
          sequence_methods(), grouped_methods(), series_methods()})
      list.insert(list.end(), family.begin(), family.end());
    return list;
  }();
  return all;
}

const Method& find_method(std::string_view name) {
  const auto all = methods();
  const auto found = std::ranges::find(all, name, &Method::name);
  if (found != all.end()) return *found;
  std::vector<std::string> names;
  for (const Method& method : all) names.emplace_back(method.name);
  throw Error(ErrorCode::bad_option, "method: there is no interval \"" + printable(name) + "\"",
              did_you_mean(name, names));
}

void check_asked(unsigned functionals, const Quantity& quantity, const Sample& sample,
                 const MethodOptions& options) {
  require_level(options.level);
  require((functionals & bit(quantity.functional)) != 0, ErrorCode::bad_option,
          "method: gives no interval of a " + std::string(name(quantity.functional)));
  check(quantity, sample);
}

Estimate within_range(const Quantity& quantity, const Estimate& estimate) {
  if (!estimate.interval()) return estimate;
  Interval interval = *estimate.interval();
  interval.lower = std::clamp(interval.lower, quantity.lower, quantity.upper);
  interval.upper = std::clamp(interval.upper, quantity.lower, quantity.upper);
  return Estimate(estimate.value(), interval).with_n(estimate.n()).with_unit(estimate.unit());
}

std::string unbounded_reason(const Quantity& quantity) {
  if (std::isfinite(quantity.lower) && std::isfinite(quantity.upper)) return "";
  return "it needs the range that values can take, from the smallest to the largest";
}

Estimate with_open_ends_said(const Quantity& quantity, const Estimate& e) {
  if (!e.interval()) return e;
  Interval interval = *e.interval();
  const bool below = std::isinf(interval.lower), above = std::isinf(interval.upper);
  if (below || above)
    interval.method += std::string(", too few rows for ") + (below && above ? "either end"
                                                             : below        ? "a lower end"
                                                                            : "an upper end");
  return within_range(quantity, Estimate(e.value(), interval).with_n(e.n()));
}

bool is_quantile(const Quantity& quantity) {
  return quantity.functional == Functional::quantile ||
         quantity.functional == Functional::weighted_quantile;
}

std::span<const double> weights_of(const Quantity& quantity, const Sample& sample) {
  const bool weighted = quantity.functional == Functional::weighted_quantile ||
                        quantity.functional == Functional::weighted_area;
  return weighted ? std::span<const double>(sample.terms.back()) : std::span<const double>();
}

std::vector<std::uint8_t> as_labels(std::span<const double> column) {
  std::vector<std::uint8_t> labels(column.size());
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = column[i] == 1;
  return labels;
}

std::int64_t hits_of(const Sample& sample) { return std::ranges::count(sample.terms.front(), 1.0); }

Sample in_canonical_order(const Sample& sample, std::uint64_t seed) {
  std::vector<std::size_t> order(static_cast<std::size_t>(sample.n()));
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t i, std::size_t j) { return is_before(sample, i, j); });
  // The jackknife behind BCa leaves out every k-th row: of sorted rows that would be a stratified sample.
  Rng rng(seed, kOrderStream);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
  Sample ordered;
  for (const auto& column : sample.terms) {
    auto& values = ordered.terms.emplace_back();
    values.reserve(order.size());
    for (const std::size_t i : order) values.push_back(column[i]);
  }
  return ordered;
}

Estimate bootstrap_rows(const Quantity& quantity, const Sample& sample,
                        const MethodOptions& options, BootstrapMethod method) {
  const Sample rows = in_canonical_order(sample, options.seed);
  const Weighted weighted(quantity, rows);
  const auto statistic = [&](std::span<const std::uint32_t> counts) -> std::optional<Resampled> {
    const auto value = weighted(std::vector<double>(counts.begin(), counts.end()));
    return value ? std::optional(Resampled{*value, 0}) : std::nullopt;
  };
  return bootstrap(sample.n(), statistic, as_bootstrap(options, method));
}

BootstrapOptions as_bootstrap(const MethodOptions& options, BootstrapMethod method) {
  return {.method = method,
          .replicates = options.replicates,
          .level = options.level,
          .seed = options.seed};
}

}  // namespace qed::statistics
