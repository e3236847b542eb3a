// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace qed::statistics {

/// A confidence interval [lower, upper] at level 1 - alpha, and how it was made ("paired bootstrap, 1999").
/// An end may be infinite; lower <= upper.
struct Interval {
  double lower = 0, upper = 0, level = 0.95;
  std::string method;
  bool contains(double x) const { return lower <= x && x <= upper; }
};

/// A number with its uncertainty. It cannot be made without an interval or the reason for none, and a quantity that
/// has no value (0/0, a constant column) is `undefined` with its reason, never NaN.
class Estimate {
 public:
  Estimate(double value, Interval interval);
  static Estimate without_interval(double value, std::string reason);
  static Estimate undefined(std::string reason);

  bool is_defined() const { return value_.has_value(); }
  /// The value; throws Error{internal} when undefined.
  double value() const;
  const std::optional<Interval>& interval() const { return interval_; }
  /// Why there is no interval, or no value; empty when there is one.
  const std::string& reason() const { return reason_; }

  /// The interval's ends, or the value itself where there is no interval: what a decision rule compares.
  double lower() const;
  double upper() const;

  Estimate& with_n(std::int64_t n) {
    n_ = n;
    return *this;
  }
  Estimate& with_unit(std::string unit) {
    unit_ = std::move(unit);
    return *this;
  }
  std::int64_t n() const {
    return n_;
  }          ///< rows (or landmarks) it rests on, 0 when it does not apply
  const std::string& unit() const { return unit_; }

 private:
  Estimate() = default;
  std::optional<double> value_;
  std::optional<Interval> interval_;
  std::string reason_, unit_;
  std::int64_t n_ = 0;
};

}  // namespace qed::statistics
