// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/lapack.h"

#include <cmath>
#include <limits>
#include <string>

#include "qed/base/error.h"

extern "C" {
// Weak: absent from every BLAS but OpenBLAS.
void QED_FORTRAN(openblas_set_num_threads)(const int*) __attribute__((weak));
}

namespace qed::linalg {

bool hold_blas_to_one_thread() {
  const int one = 1;
  if (QED_FORTRAN(openblas_set_num_threads) != nullptr) QED_FORTRAN(openblas_set_num_threads)(&one);
  return true;
}

int blas_int(Index size) {
  require(
      size >= 0 && size <= std::numeric_limits<int>::max(), ErrorCode::bad_shape,
      "matrix: a side of " + std::to_string(size) + " is more than BLAS can address (2^31 - 1)");
  return static_cast<int>(size);
}

void require_finite(MatrixView A, const char* what) {
  for (Index j = 0; j < A.cols(); ++j) {
    // x − x is 0 for finite x and NaN otherwise; one pass without branches, then the search only on
    // failure.
    const double sum = (A.col(j).array() - A.col(j).array()).sum();
    if (sum == 0) continue;
    Index i = 0;
    while (std::isfinite(A(i, j))) ++i;
    const char* found = std::isnan(A(i, j)) ? "NaN" : "an infinity";
    throw Error(ErrorCode::bad_value, std::string(what) + ": holds " + found + " in row " +
                                          std::to_string(i + 1) + ", column " +
                                          std::to_string(j + 1) + ", but must be finite");
  }
}

}  // namespace qed::linalg
