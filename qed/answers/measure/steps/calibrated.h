// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

namespace qed::answers::measure {

/// Do probabilities mean what they say? Two tests of the one hypothesis that labels are drawn from them:
/// Spiegelhalter's, which sees that they are too sure or not sure enough, and that of the smooth calibration error
/// against its own null, which sees a share that is off anywhere. Holm's p-values of the two: the hypothesis is
/// rejected where the smaller is at most α, so of right probabilities no more often than α, however the two hang
/// together.  Ref: [Holm1979]
struct Calibrated {
  struct Test {
    double p_value = 1, adjusted = 1;  ///< Holm's, of as many tests as there are
  };
  std::optional<Test> spiegelhalter, smooth;

  /// Is there a test?
  bool is_tested() const { return spiegelhalter || smooth; }
  /// Does one of them reject it?
  bool is_rejected(double alpha) const;
  /// "the smooth calibration error rejects it (p = 0.015; of two tests 0.03), Spiegelhalter's does not (p = 0.09)".
  std::string in_words(double alpha) const;
};
/// p-values in [0, 1]; none: there is no such test.
Calibrated calibrated(std::optional<double> spiegelhalter, std::optional<double> smooth);

}  // namespace qed::answers::measure
