// SPDX-License-Identifier: Apache-2.0
#pragma once
// Written by tests/reference/clusters/kmeans.py with scikit-learn 1.9.1; relative tolerance 1e-5.
namespace qed::models::golden {
inline constexpr double kInertia2 = 930.030240884;
inline constexpr double kInertia3 = 179.998774905;
inline constexpr double kInertia5 = 119.761707154;
inline constexpr double kRand = -0.0353270720052727;
}  // namespace qed::models::golden
