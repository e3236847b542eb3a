// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/methods/scale.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"

namespace qed::statistics {

RangeScale::RangeScale(double lower, double upper) : lower_(lower), upper_(upper) {
  require(lower < upper, ErrorCode::bad_option, "range: lower must be below upper");
  const bool above = std::isfinite(lower), below = std::isfinite(upper);
  if (above && below) {
    kind_ = lower == -upper ? Kind::symmetric : Kind::logit;
  } else {
    kind_ = above ? Kind::above : below ? Kind::below : Kind::identity;
  }
}

double RangeScale::to(double v) const {
  switch (kind_) {
    case Kind::logit:
      return std::log((v - lower_) / (upper_ - v));
    case Kind::symmetric:
      return std::atanh(v / upper_);
    case Kind::above:
      return std::log(v - lower_);
    case Kind::below:
      return -std::log(upper_ - v);
    case Kind::identity:
      break;
  }
  return v;
}

double RangeScale::from(double t) const {
  double v = t;
  switch (kind_) {
    case Kind::logit:
      v = lower_ + (upper_ - lower_) / (1 + std::exp(-t));
      break;
    case Kind::symmetric:
      v = upper_ * std::tanh(t);
      break;
    case Kind::above:
      v = lower_ + std::exp(t);
      break;
    case Kind::below:
      v = upper_ - std::exp(-t);
      break;
    case Kind::identity:
      break;
  }
  return std::clamp(v, lower_, upper_);  // of rounding alone
}

double RangeScale::slope(double v) const {
  switch (kind_) {
    case Kind::logit:
      return (upper_ - lower_) / ((v - lower_) * (upper_ - v));
    case Kind::symmetric:
      return upper_ / ((upper_ - v) * (upper_ + v));
    case Kind::above:
      return 1 / (v - lower_);
    case Kind::below:
      return 1 / (upper_ - v);
    case Kind::identity:
      break;
  }
  return 1;
}

std::string_view RangeScale::name() const {
  switch (kind_) {
    case Kind::logit:
      return "logit scale";
    case Kind::symmetric:
      return "arc tangent scale";
    case Kind::above:
      return "log scale";
    case Kind::below:
      return "log of what is missing";
    case Kind::identity:
      break;
  }
  return "";
}

Estimate RangeScale::interval(double value, double standard_error, double quantile, double level,
                              std::string method) const {
  if (!std::isfinite(value)) return Estimate::without_interval(value, "it is infinite");
  if (!is_inside(value))
    return Estimate::without_interval(value,
                                      "it is at the end of its range, where no spread is seen");
  if (!std::isfinite(standard_error))
    return Estimate::without_interval(value, "its standard error is not finite");
  const double centre = to(value), half = quantile * standard_error * slope(value);
  return Estimate(value, {std::min(value, from(centre - half)),
                          std::max(value, from(centre + half)), level, std::move(method)});
}

}  // namespace qed::statistics
