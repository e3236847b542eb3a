// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/methods/quantity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "qed/base/error.h"
#include "qed/statistics/intervals/methods/weighted.h"

namespace qed::statistics {
namespace {

std::size_t terms_of(const Quantity& quantity, const Sample& sample) {
  switch (quantity.functional) {
    case Functional::area:
      return 2;
    case Functional::area_difference:
      return 3;
    case Functional::weighted_quantile:
      return 2;
    case Functional::weighted_area:
      return 3;
    case Functional::smooth:
    case Functional::compound:
      return std::max<std::size_t>(sample.terms.size(), 1);
    default:
      return 1;
  }
}

// What the numbers of a column may be, beside finite.
enum class Kind { any, label, weight };

std::vector<Kind> kinds_of(const Quantity& quantity, std::size_t terms) {
  const Functional f = quantity.functional;
  std::vector<Kind> kinds(terms, Kind::any);
  if (f == Functional::share || f == Functional::area || f == Functional::area_difference)
    kinds.back() = Kind::label;
  for (const Part& part : parts_of(quantity)) {
    require(std::max({part.term, part.label, part.weight.value_or(0)}) < terms,
            ErrorCode::bad_shape, "rows: a part reads a term that is not there");
    if (part.functional == Functional::area) kinds[part.label] = Kind::label;
    if (part.weight) kinds[*part.weight] = Kind::weight;
  }
  return kinds;
}

// Are all values so? Without a branch a value: samples are checked again and again where coverage is simulated.
bool are_fine(const std::vector<double>& column, Kind kind, double lower, double upper) {
  int wrong = 0;
  for (const double x : column) wrong |= !(x >= lower) | !(x <= upper);
  if (kind == Kind::label)
    for (const double x : column) wrong |= (x != 0) & (x != 1);
  return wrong == 0;
}

// Four sums side by side; of 0s and 1s, of counts it is exact.
double mean_of(const std::vector<double>& column) {
  double lanes[4] = {};
  const std::size_t n = column.size(), whole = n - n % 4;
  for (std::size_t i = 0; i < whole; i += 4)
    for (std::size_t k = 0; k < 4; ++k) lanes[k] += column[i + k];
  for (std::size_t i = whole; i < n; ++i) lanes[i - whole] += column[i];
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) / static_cast<double>(n);
}

void check_column(const Quantity& quantity, const std::vector<double>& column, std::int64_t n,
                  std::size_t k, Kind kind) {
  constexpr double kMost = std::numeric_limits<double>::max();
  const auto subject = [k] { return "rows: term " + std::to_string(k); };
  if (static_cast<std::int64_t>(column.size()) != n)
    throw Error(ErrorCode::bad_shape, subject() + " has " + std::to_string(column.size()) +
                                          " values, but term 0 has " + std::to_string(n));
  const bool ranged = quantity.functional == Functional::mean;
  const double lower = kind == Kind::weight ? 0
                       : ranged             ? std::max(-kMost, quantity.lower)
                                            : -kMost,
               upper = ranged ? std::min(kMost, quantity.upper) : kMost;
  if (are_fine(column, kind, lower, upper)) return;
  for (std::size_t i = 0; i < column.size(); ++i) {
    const double x = column[i];
    const auto refuse = [&](const std::string& expected) {
      throw Error(ErrorCode::bad_value, subject() + " of row " + std::to_string(i) + " is " +
                                            std::to_string(x) + ", but must be " + expected);
    };
    if (!std::isfinite(x)) refuse("finite");
    if (kind == Kind::label && x != 0 && x != 1) refuse("0 or 1");
    if (kind == Kind::weight && x < 0) refuse("a weight, 0 or more");
    if (ranged && !(x >= quantity.lower && x <= quantity.upper))
      refuse("in the range of the quantity, [" + std::to_string(quantity.lower) + ", " +
             std::to_string(quantity.upper) + "]");
  }
}

}  // namespace

std::string_view name(Functional functional) {
  constexpr std::array<std::string_view, 10> kNames{
      "share",  "mean",     "quantile",          "area",          "area difference",
      "smooth", "new case", "weighted quantile", "weighted area", "formula of quantiles or areas"};
  return kNames[static_cast<std::size_t>(functional)];
}

std::string_view name(Rows rows) {
  constexpr std::array<std::string_view, 3> kNames{"independent", "grouped", "series"};
  return kNames[static_cast<std::size_t>(rows)];
}

Quantity share_quantity() { return {.functional = Functional::share, .lower = 0, .upper = 1}; }

Quantity mean_quantity(double lower, double upper) {
  require(lower < upper, ErrorCode::bad_option, "mean: the range must have lower below upper");
  return {.functional = Functional::mean, .lower = lower, .upper = upper};
}

Quantity quantile_quantity(double p) {
  require(p > 0 && p < 1, ErrorCode::bad_option,
          "quantile: p is " + std::to_string(p) + ", but must be in (0, 1)");
  return {.functional = Functional::quantile, .p = p};
}

Quantity area_quantity() { return {.functional = Functional::area, .lower = 0, .upper = 1}; }

Quantity area_difference_quantity() {
  return {.functional = Functional::area_difference, .lower = -1, .upper = 1};
}

Quantity smooth_quantity(SmoothFunction g, double lower, double upper) {
  require(static_cast<bool>(g), ErrorCode::bad_option, "smooth quantity: there is no function");
  require(lower < upper, ErrorCode::bad_option,
          "smooth quantity: the range must have lower below upper");
  return {.functional = Functional::smooth, .smooth = std::move(g), .lower = lower, .upper = upper};
}

Quantity new_case_quantity() { return {.functional = Functional::new_case}; }

Quantity weighted_quantile_quantity(double p) {
  Quantity quantity = quantile_quantity(p);
  quantity.functional = Functional::weighted_quantile;
  return quantity;
}

Quantity weighted_area_quantity() {
  return {.functional = Functional::weighted_area, .lower = 0, .upper = 1};
}

Quantity compound_quantity(SmoothFunction g, std::vector<Part> parts, double lower, double upper) {
  Quantity quantity = smooth_quantity(std::move(g), lower, upper);
  quantity.functional = Functional::compound;
  quantity.parts = std::move(parts);
  for (const Part& part : quantity.parts) {
    const Functional f = part.functional;
    require(f == Functional::mean || f == Functional::quantile || f == Functional::area,
            ErrorCode::bad_option, "compound quantity: a part is a mean, a quantile or an area");
    require(f != Functional::quantile || (part.p > 0 && part.p < 1), ErrorCode::bad_option,
            "compound quantity: p is " + std::to_string(part.p) + ", but must be in (0, 1)");
  }
  return quantity;
}

std::vector<Part> parts_of(const Quantity& quantity) {
  if (quantity.functional == Functional::weighted_quantile)
    return {{.functional = Functional::quantile, .p = quantity.p, .term = 0, .weight = 1}};
  if (quantity.functional == Functional::weighted_area)
    return {{.functional = Functional::area, .term = 0, .label = 1, .weight = 2}};
  return quantity.parts;
}

void check(const Quantity& quantity, const Sample& sample) {
  const std::size_t terms = terms_of(quantity, sample);
  require(sample.terms.size() == terms, ErrorCode::bad_shape,
          "rows: " + std::to_string(sample.terms.size()) + " terms, but a " +
              std::string(name(quantity.functional)) + " has " + std::to_string(terms));
  const Functional f = quantity.functional;
  require((f != Functional::smooth && f != Functional::compound) || quantity.smooth,
          ErrorCode::bad_option, std::string(name(f)) + " quantity: there is no function");
  const std::vector<Kind> kinds = kinds_of(quantity, terms);
  for (std::size_t k = 0; k < terms; ++k)
    check_column(quantity, sample.terms[k], sample.n(), k, kinds[k]);
  if (sample.rows != Rows::grouped) return;
  require(static_cast<std::int64_t>(sample.group.size()) == sample.n(), ErrorCode::bad_shape,
          "rows: " + std::to_string(sample.group.size()) + " group ids for " +
              std::to_string(sample.n()) + " rows");
  int wrong = 0;
  for (const std::int32_t g : sample.group) wrong |= (g < 0) | (g >= sample.groups);
  if (wrong == 0) return;
  for (const std::int32_t g : sample.group)
    if (g < 0 || g >= sample.groups)
      throw Error(ErrorCode::bad_value, "rows: group is " + std::to_string(g) +
                                            ", but must be in [0, " +
                                            std::to_string(sample.groups) + ")");
}

std::optional<double> value_of(const Quantity& quantity, const Sample& sample) {
  const Functional f = quantity.functional;
  if (f == Functional::share || f == Functional::mean || f == Functional::smooth) {
    check(quantity, sample);
    if (sample.n() == 0) return std::nullopt;
    std::vector<double> means;
    for (const auto& column : sample.terms) means.push_back(mean_of(column));
    const auto value = f == Functional::smooth ? quantity.smooth(means) : means[0];
    return value && !std::isnan(*value) ? value : std::nullopt;
  }
  return Weighted(quantity, sample)(std::vector<double>(static_cast<std::size_t>(sample.n()), 1));
}

}  // namespace qed::statistics
