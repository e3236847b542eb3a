// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

namespace qed::statistics {

// Adjusted p-values, in the order given: reject those <= alpha. p: m values in [0, 1], else Error{bad_value}.
// With p_(1) <= ... <= p_(m):  O(m log m).

/// Family-wise error, any dependence: max over j <= i of min(1, (m - j + 1) p_(j)).  Ref: [Holm1979]
std::vector<double> holm(std::span<const double> p_values);
/// False discovery rate, independent or positively dependent: min over j >= i of min(1, m p_(j)/j).
/// Ref: [BenjaminiHochberg1995]
std::vector<double> benjamini_hochberg(std::span<const double> p_values);
/// False discovery rate, any dependence: the above times 1 + 1/2 + ... + 1/m.  Ref: [BenjaminiYekutieli2001]
std::vector<double> benjamini_yekutieli(std::span<const double> p_values);

}  // namespace qed::statistics
