// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

namespace qed::algorithms {

/// Sorts values >= 0 (no NaN) in ascending order: three counting passes over the bits, which order as the numbers do.
/// O(n) time, one copy. About ten times faster than a comparison sort of 10^5 values.
void sort_non_negative(std::vector<float>& values);

/// Sorts values (no NaN) in ascending order. From 256 values on by three counting passes over the upper 33
/// bits, turned so that they order as the numbers do, and the rest by comparison; digits that all values share are
/// passed over, and -0 comes before 0. O(n) time but where very many values agree in their upper bits alone, one copy.
void sort_numbers(std::span<double> values);

}  // namespace qed::algorithms
