// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/linalg/matrix.h"

namespace qed::linalg {

/// Principal angles in radians, ascending, between the column spans of A (n x p) and B (n x q):
/// min(rank A, rank B) numbers in [0, π/2]. Small angles come from sines, large ones from cosines:
/// absolute error about eps κ. Throws Error{bad_shape} when the rows differ, bad_value for NaN.
/// Ref: [BjorckGolub1973]
Vector principal_angles(MatrixView A, MatrixView B);

}  // namespace qed::linalg
