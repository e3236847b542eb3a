// SPDX-License-Identifier: Apache-2.0
#pragma once
// McNemar's test where rows hang together.
#include <cstdint>
#include <span>

namespace qed::answers::measure {

/// Two models' right decisions by unit: d_g = rows of g that the first alone decides right, less those of the second.
struct SignTest {
  std::int64_t units = 0;         ///< with d_g != 0
  std::int64_t first_only = 0, second_only = 0;  ///< units with d_g > 0, < 0
  double p_value = 1;
  bool exact = true;
};
/// Where the models are exchangeable within a unit, all signs of the d_g are as likely, whatever ties its rows:
///   p = P(|Σ ±d_g| >= |Σ d_g|),
/// by convolution of the units, O(G Σ |d_g|) up to 10⁸, else by the normal law of variance Σ d_g². Of units of one row
/// it is McNemar's exact test.  Ref: [McNemar1947, Fisher1935]
SignTest sign_test(std::span<const std::int64_t> difference);

}  // namespace qed::answers::measure
