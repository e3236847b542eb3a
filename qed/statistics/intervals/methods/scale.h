// SPDX-License-Identifier: Apache-2.0
#pragma once
// A scale on which an interval is symmetric, so that its ends stay in the quantity's range.
#include <string_view>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// logit on [a, b] (a = 0 or the range is one-signed), arc tangent hyperbolic on a symmetric [-b, b], log(v - a) on
/// [a, ∞), -log(b - v) on (-∞, b], the identity on (-∞, ∞).
class RangeScale {
 public:
  /// lower < upper, either may be infinite.
  RangeScale(double lower, double upper);
  double to(double v) const;
  double from(double t) const;
  double slope(double v) const;      ///< d to/dv; infinite at a finite end
  std::string_view name() const;     ///< "logit scale"; empty for the identity
  bool is_inside(double v) const { return lower_ < v && v < upper_; }

  /// from(to(value) ± quantile · slope(value) · standard_error): inside the range. Value at an end of it: no
  /// interval, with the reason.
  Estimate interval(double value, double standard_error, double quantile, double level,
                    std::string method) const;

 private:
  enum class Kind { identity, logit, symmetric, above, below };
  double lower_, upper_;
  Kind kind_;
};

}  // namespace qed::statistics
