// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/subspace/angles.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "qed/base/error.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/subspace/orthonormal.h"
#include "qed/linalg/svd.h"

namespace qed::linalg {

Vector principal_angles(MatrixView A, MatrixView B) {
  require(A.rows() == B.rows(), ErrorCode::bad_shape,
          "angles: the two sets of columns have different lengths");
  Matrix Q = orthonormal_basis(A).Q, P = orthonormal_basis(B).Q;
  if (Q.cols() < P.cols())
    std::swap(Q, P);   // then every angle has a sine in P's part outside span(Q)
  const Index k = P.cols();
  if (k == 0) return {};
  const Matrix C = multiply_transposed(Q, P);
  const Vector cosines = singular_values(C);  // largest first: smallest angle
  const Vector sines = singular_values(P - multiply(Q, C)).reverse();  // smallest first
  Vector angles(k);
  for (Index j = 0; j < k; ++j)
    angles[j] = cosines[j] * cosines[j] >= 0.5 ? std::asin(std::min(1.0, sines[j]))
                                               : std::acos(std::min(1.0, cosines[j]));
  return angles;
}

}  // namespace qed::linalg
