// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/estimate.h"

#include <cmath>
#include <utility>

#include "qed/base/error.h"

namespace qed::statistics {

Estimate::Estimate(double value, Interval interval)
    : value_(value), interval_(std::move(interval)) {
  ensure(!std::isnan(value), "an estimate is NaN: say undefined and why");
  ensure(interval_->lower <= interval_->upper, "an interval's ends are out of order");
}

Estimate Estimate::without_interval(double value, std::string reason) {
  ensure(!std::isnan(value), "an estimate is NaN: say undefined and why");
  ensure(!reason.empty(), "an estimate without an interval needs a reason");
  Estimate estimate;
  estimate.value_ = value;
  estimate.reason_ = std::move(reason);
  return estimate;
}

Estimate Estimate::undefined(std::string reason) {
  ensure(!reason.empty(), "an undefined estimate needs a reason");
  Estimate estimate;
  estimate.reason_ = std::move(reason);
  return estimate;
}

double Estimate::value() const {
  ensure(value_.has_value(), "the value of an undefined estimate was used: " + reason_);
  return *value_;
}

double Estimate::lower() const { return interval_ ? interval_->lower : value(); }
double Estimate::upper() const { return interval_ ? interval_->upper : value(); }

}  // namespace qed::statistics
