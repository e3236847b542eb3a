// SPDX-License-Identifier: Apache-2.0
// LAPACK's faster routines may report that they did not converge. No small matrix makes them, so
// here they stand between the library and LAPACK and fail when told to.
#include <dlfcn.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "qed/linalg/eigen.h"
#include "qed/linalg/lapack.h"
#include "qed/linalg/svd.h"
#include "qed/linalg/test_matrices.h"

namespace {

bool dgesdd_fails = false, dstemr_fails = false;

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

void QED_FORTRAN(dgesdd)(const char* jobz, const int* m, const int* n, double* a, const int* lda,
                         double* s, double* u, const int* ldu, double* vt, const int* ldvt,
                         double* work, const int* lwork, int* iwork, int* info,
                         qed_character_length length) {
  static const auto lapack = real<decltype(QED_FORTRAN(dgesdd))>(QED_FORTRAN_NAME(dgesdd));
  lapack(jobz, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, iwork, info, length);
  if (!dgesdd_fails || *lwork < 0) return;
  for (int j = 0; j < std::min(*m, *n); ++j) s[j] = -1;  // what it leaves behind must not be used
  *info = 1;
}

void QED_FORTRAN(dstemr)(const char* jobz, const char* range, const int* n, double* d, double* e,
                         const double* vl, const double* vu, const int* il, const int* iu, int* m,
                         double* w, double* z, const int* ldz, const int* nzc, int* isuppz,
                         int* tryrac, double* work, const int* lwork, int* iwork, const int* liwork,
                         int* info, qed_character_length length, qed_character_length length_2) {
  static const auto lapack = real<decltype(QED_FORTRAN(dstemr))>(QED_FORTRAN_NAME(dstemr));
  lapack(jobz, range, n, d, e, vl, vu, il, iu, m, w, z, ldz, nzc, isuppz, tryrac, work, lwork,
         iwork, liwork, info, length, length_2);
  if (dstemr_fails) *info = 1;
}
}

namespace {

using namespace qed;
using namespace qed::linalg;

constexpr double kEps = std::numeric_limits<double>::epsilon();

TEST_CASE("an SVD that does not converge by dgesdd is made by dgesvd, and says so") {
  for (const auto& [n, d] : {std::pair<Index, Index>{40, 12}, {12, 40}, {1, 1}}) {
    const Matrix A = random_matrix(n, d, 31);
    const Svd first = svd(A);
    const Vector values = singular_values(A);
    dgesdd_fails = true;
    const Svd second = svd(A);
    const Vector again = singular_values(A);
    dgesdd_fails = false;
    CHECK(first.method == "dgesdd");
    CHECK(second.method == "dgesvd (dgesdd failed)");
    CHECK(second.residual <= 50 * kEps);
    CHECK(second.orthogonality <= 50 * kEps * std::sqrt(static_cast<double>(first.s.size())));
    CHECK((second.s - first.s).cwiseAbs().maxCoeff() <= 50 * kEps * first.s[0]);
    CHECK((second.V - first.V).cwiseAbs().maxCoeff() < 1e-12);
    CHECK((again - values).cwiseAbs().maxCoeff() <= 50 * kEps * first.s[0]);
  }
}

TEST_CASE("eigenvectors that dstemr does not find are made by dsyevd, and it says so") {
  const Matrix half = random_matrix(40, 40, 32), A = half + half.transpose();
  const SymmetricEigen first = symmetric_eigen(A, 3);
  dstemr_fails = true;
  const SymmetricEigen second = symmetric_eigen(A, 3);
  dstemr_fails = false;
  CHECK(first.method == "dsytrd + dstemr");
  CHECK(second.method == "dsyevd (dstemr failed)");
  CHECK(second.vectors.cols() == 3);
  CHECK(second.residual <= 50 * kEps);
  CHECK((second.vectors - first.vectors).cwiseAbs().maxCoeff() < 1e-12);
}

}  // namespace
