// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string_view>

namespace qed::optim {

/// Why an iteration stopped: the whole list.
enum class Reason {
  gradient_small,    ///< the gradient's norm is within its tolerance: a stationary point
  step_small,        ///< the last step is within its tolerance
  objective_stalled, ///< the objective gained less than its tolerance
  gap_closed,        ///< the duality gap is within its tolerance: a certificate of optimality
  iteration_limit,   ///< the iterations asked for were done
  no_descent,        ///< no step along the direction lowered the objective
  not_finite         ///< the objective or an iterate is infinite or not a number
};

/// The spelling in JSON and messages.
constexpr std::string_view name(Reason reason) {
  constexpr std::array<std::string_view, 7> kNames{
      "gradient_small",  "step_small", "objective_stalled", "gap_closed",
      "iteration_limit", "no_descent", "not_finite"};
  return kNames[static_cast<std::size_t>(reason)];
}

/// The number that the reason rests on: what was measured, against which tolerance.
struct Certificate {
  std::string_view quantity;  ///< "gradient_norm", "relative_change", ...: a string literal
  double measured = 0, tolerance = 0;
};

/// Part of every iterative result. Whether it converged is derived from the reason, never stored.
struct Termination {
  Reason reason = Reason::iteration_limit;
  Certificate certificate;
  int iterations = 0;
  bool converged() const {
    return reason == Reason::gradient_small || reason == Reason::step_small ||
           reason == Reason::gap_closed || reason == Reason::objective_stalled;
  }
};

}  // namespace qed::optim
