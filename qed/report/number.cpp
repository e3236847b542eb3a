// SPDX-License-Identifier: Apache-2.0
#include "qed/report/number.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "qed/base/text.h"

namespace qed::report {
namespace {

constexpr double kSmallest = 1e-4,
                 kLargest = 1e15;  // outside, a number is written with an exponent
constexpr int kMostDecimals = 12;
constexpr int kMoreDecimals = 2;  // for ends near 0
constexpr double kMostMoved = 0.1;  // of itself, an end by its rounding
constexpr int kAlone = 3;  // digits of a number without an interval: more would be noise

bool needs_exponent(double magnitude) {
  return magnitude != 0 && (magnitude < kSmallest || magnitude >= kLargest);
}

std::string infinite(double value) { return value > 0 ? "inf" : "-inf"; }

std::string fixed(double value, int decimals) {
  std::string digits = fmt::format("{:.{}f}", value, decimals);
  // A negative number that rounds to nothing is nothing.
  if (digits.find_first_not_of("-0.") == std::string::npos && digits.starts_with('-'))
    digits.erase(0, 1);
  return with_separators(std::move(digits));
}

// "1.20e-05" -> "1.2e-5".
std::string exponent(double value, int significant) {
  const std::string digits = fmt::format("{:.{}e}", value, std::max(0, significant - 1));
  const std::size_t e = digits.find('e');
  std::string mantissa = digits.substr(0, e);
  if (mantissa.find('.') != std::string::npos) {
    mantissa.erase(mantissa.find_last_not_of('0') + 1);
    if (mantissa.ends_with('.')) mantissa.pop_back();
  }
  return mantissa + "e" + std::to_string(std::stoi(digits.substr(e + 1)));
}

int magnitude_of(double value) { return static_cast<int>(std::floor(std::log10(std::abs(value)))); }

// Decimals at which a width counts at least kUnits: 0.014 -> 3, 0.004 -> 4, 500 -> 0.
constexpr double kUnits = 5;
int decimals_for(double width) {
  return std::clamp(static_cast<int>(std::ceil(std::log10(kUnits / width))), 0, kMostDecimals);
}

// An end that is not 0 must not look like it, for on which side of 0 it lies is often what was asked; nor like another
// one: 0.53 is no 1. Where rounding moves it by more than a tenth it keeps a digit of its own.
bool is_rounded_away(double end, int decimals) {
  if (!std::isfinite(end) || end == 0 || decimals >= -magnitude_of(end)) return false;
  const double unit = std::pow(10, -decimals);
  return std::abs(std::round(end / unit) * unit - end) > kMostMoved * std::abs(end);
}

struct Range {
  std::string value, ends;
};

Range range(double value, double lower, double upper) {
  const double width = upper - lower;
  const auto end = [&](double x, auto&& finite) {
    return std::isfinite(x) ? finite(x) : infinite(x);
  };
  const auto bracket = [&](auto&& finite) {
    return Range{end(value, finite), (std::isfinite(lower) ? "[" : "(") + end(lower, finite) +
                                         ", " + end(upper, finite) +
                                         (std::isfinite(upper) ? "]" : ")")};
  };
  if (!std::isfinite(width) || width <= 0)
    return bracket([](double x) { return format_number(x); });
  const double largest = std::max({std::abs(value), std::abs(lower), std::abs(upper)});
  if (needs_exponent(largest)) {
    const int digits = std::clamp(2 + magnitude_of(largest) - magnitude_of(width), 2, 15);
    return bracket([=](double x) { return x == 0 ? std::string("0") : exponent(x, digits); });
  }
  int decimals = decimals_for(width);
  const auto hides_an_end = [&](int some) {
    return is_rounded_away(lower, some) || is_rounded_away(upper, some);
  };
  for (int more = 1; more <= kMoreDecimals && hides_an_end(decimals); ++more)
    if (!hides_an_end(decimals + more)) decimals += more;
  return bracket([=](double x) { return fixed(x, decimals); });
}

}  // namespace

std::string format_number(double value, int significant) {
  if (std::isnan(value)) return "missing";
  if (std::isinf(value)) return infinite(value);
  if (value == 0) return "0";
  const double magnitude = std::abs(value);
  if (needs_exponent(magnitude)) return exponent(value, significant);
  if (value == std::floor(value)) return fixed(value, 0);
  const int decimals = std::clamp(significant - 1 - magnitude_of(value), 0, kMostDecimals);
  std::string digits = fixed(value, decimals);
  if (digits.find('.') != std::string::npos) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.')) digits.pop_back();
  }
  return digits;
}

std::string format_number(double value, double lower, double upper) {
  const Range text = range(value, lower, upper);
  return text.value + " " + text.ends;
}

std::string format_percent(double fraction) { return format_number(100 * fraction, kAlone) + " %"; }

std::string format_percent(double fraction, double lower, double upper) {
  return format_number(100 * fraction, 100 * lower, 100 * upper) + " %";
}

std::string format_count(std::int64_t count) { return with_separators(std::to_string(count)); }

std::string format_seconds(double seconds) {
  if (seconds < 0.9995) return fixed(1000 * seconds, 0) + " ms";
  if (seconds < 9.95) return fixed(seconds, 1) + " s";
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  const auto pair = [](std::int64_t big, const char* unit, std::int64_t small, const char* rest) {
    return small ? fmt::format("{} {} {} {}", big, unit, small, rest)
                 : fmt::format("{} {}", big, unit);
  };
  if (whole < 3600) return pair(whole / 60, "min", whole % 60, "s");
  return pair(whole / 3600, "h", whole % 3600 / 60, "min");
}

std::string format_p(double p_value, std::int64_t replicates) {
  if (replicates > 0) {
    const double floor = 1 / (static_cast<double>(replicates) + 1);
    if (p_value <= floor * (1 + 1e-9))
      return fmt::format("p = {} (smallest possible with {} replicates)", format_number(p_value, 2),
                         format_count(replicates));
  }
  return p_value < 0.001 ? "p < 0.001" : "p = " + format_number(p_value, 2);
}

std::string format_estimate(const statistics::Estimate& estimate, bool bare) {
  if (!estimate.is_defined()) return "undefined (" + estimate.reason() + ")";
  const auto& interval = estimate.interval();
  const std::string unit = estimate.unit().empty() ? "" : " " + estimate.unit();
  if (!interval) return format_number(estimate.value(), kAlone) + unit;
  const Range text = range(estimate.value(), interval->lower, interval->upper);
  return bare ? text.value + unit : text.value + " " + text.ends + unit;
}

std::string format_cell(const evidence::Cell& cell) {
  return std::visit(evidence::Overloaded{[](std::monostate) { return std::string(); },
                                         [](bool flag) { return std::string(flag ? "yes" : "no"); },
                                         [](std::int64_t count) { return format_count(count); },
                                         [](double value) { return format_number(value, kAlone); },
                                         [](const std::string& text) { return text; },
                                         [](const evidence::Ranged& r) {
                                           return format_number(r.value, r.lower, r.upper);
                                         }},
                    cell);
}

}  // namespace qed::report
