// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal: Functions<Law> in terms of boost_law(law), a Boost.Math distribution. For
// distributions/*.cpp only.
#include <boost/math/distributions/complement.hpp>
#include <boost/math/policies/policy.hpp>
#include <string>

#include "qed/base/error.h"
#include "qed/probability/distributions/functions.h"

namespace qed::probability {

namespace policies = boost::math::policies;
/// Overflow is infinity (the quantile of 1), and a discrete quantile is the smallest whole x that
/// reaches p.
using Policy = policies::policy<policies::overflow_error<policies::ignore_error>,
                                policies::discrete_quantile<policies::integer_round_up>>;

inline double checked_probability(double p, const char* who) {
  require(p >= 0 && p <= 1, ErrorCode::bad_value,
          std::string(who) + ": is " + std::to_string(p) + ", but must be in [0, 1]");
  return p;
}

inline void require_number(double x) {
  require(x == x, ErrorCode::bad_value, "distribution: x is NaN");
}

inline void require_parameter(bool holds, const char* message) {
  require(holds, ErrorCode::bad_value, message);
}

}  // namespace qed::probability
