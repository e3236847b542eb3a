// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/subspace/projection.h"

#include "qed/base/error.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/lapack.h"
#include "qed/linalg/subspace/orthonormal.h"

namespace qed::linalg {

Vector leverages(const Qr& decomposition) {
  return decomposition.Q.rowwise().squaredNorm().cwiseMin(1.0);
}

LeaveOneOut leave_one_out(const LeastSquares& fit) {
  LeaveOneOut loo{fit.residuals, leverages(fit.decomposition), 0, {}};
  for (Index i = 0; i < loo.residuals.size(); ++i) {
    if (loo.leverage[i] > 1 - 1e-12) {
      loo.undetermined.push_back(i);
      loo.residuals[i] = 0;
    } else {
      loo.residuals[i] /= 1 - loo.leverage[i];
    }
  }
  loo.press = loo.residuals.squaredNorm();
  return loo;
}

Matrix partial_out(MatrixView Z, MatrixView A) {
  require(Z.rows() == A.rows(), ErrorCode::bad_shape,
          "partial_out: the two sets of columns have different lengths");
  require_finite(A, "matrix");
  const Matrix Q = orthonormal_basis(Z).Q;
  Matrix rest = A;
  for (int pass = 0; pass < 2; ++pass) rest -= multiply(Q, multiply_transposed(Q, rest));
  return rest;
}

}  // namespace qed::linalg
