// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this room: the Fortran BLAS and LAPACK routines that QED calls. The one macro puts a
// prefix before the symbols for libraries that have one (QED_BLAS_PREFIX=scipy_). Include it in
// .cpp files only.
#include <cstddef>

#include "qed/linalg/matrix.h"

#define QED_JOIN_(a, b) a##b
#define QED_JOIN(a, b) QED_JOIN_(a, b)
#if defined(QED_BLAS_PREFIX)
#define QED_FORTRAN(name) QED_JOIN(QED_BLAS_PREFIX, QED_JOIN(name, _))
#else
#define QED_FORTRAN(name) QED_JOIN(name, _)
#endif
#define QED_TEXT_(name) #name
#define QED_TEXT(name) QED_TEXT_(name)
#define QED_FORTRAN_NAME(name) QED_TEXT(QED_FORTRAN(name))

extern "C" {
using qed_character_length =
    std::size_t;  // Fortran passes the length of every character argument at the end

void QED_FORTRAN(sgemm)(const char* trans_a, const char* trans_b, const int* m, const int* n,
                        const int* k, const float* alpha, const float* a, const int* lda,
                        const float* b, const int* ldb, const float* beta, float* c, const int* ldc,
                        qed_character_length, qed_character_length);
void QED_FORTRAN(ssyrk)(const char* uplo, const char* trans, const int* n, const int* k,
                        const float* alpha, const float* a, const int* lda, const float* beta,
                        float* c, const int* ldc, qed_character_length, qed_character_length);
void QED_FORTRAN(dgemm)(const char* trans_a, const char* trans_b, const int* m, const int* n,
                        const int* k, const double* alpha, const double* a, const int* lda,
                        const double* b, const int* ldb, const double* beta, double* c,
                        const int* ldc, qed_character_length, qed_character_length);
void QED_FORTRAN(dsyrk)(const char* uplo, const char* trans, const int* n, const int* k,
                        const double* alpha, const double* a, const int* lda, const double* beta,
                        double* c, const int* ldc, qed_character_length, qed_character_length);
void QED_FORTRAN(dtrsm)(const char* side, const char* uplo, const char* trans, const char* diag,
                        const int* m, const int* n, const double* alpha, const double* a,
                        const int* lda, double* b, const int* ldb, qed_character_length,
                        qed_character_length, qed_character_length, qed_character_length);

void QED_FORTRAN(dsyevd)(const char* jobz, const char* uplo, const int* n, double* a,
                         const int* lda, double* w, double* work, const int* lwork, int* iwork,
                         const int* liwork, int* info, qed_character_length, qed_character_length);
void QED_FORTRAN(dsytrd)(const char* uplo, const int* n, double* a, const int* lda, double* d,
                         double* e, double* tau, double* work, const int* lwork, int* info,
                         qed_character_length);
void QED_FORTRAN(dsterf)(const int* n, double* d, double* e, int* info);
void QED_FORTRAN(dstemr)(const char* jobz, const char* range, const int* n, double* d, double* e,
                         const double* vl, const double* vu, const int* il, const int* iu, int* m,
                         double* w, double* z, const int* ldz, const int* nzc, int* isuppz,
                         int* tryrac, double* work, const int* lwork, int* iwork, const int* liwork,
                         int* info, qed_character_length, qed_character_length);
void QED_FORTRAN(dormtr)(const char* side, const char* uplo, const char* trans, const int* m,
                         const int* n, const double* a, const int* lda, const double* tau,
                         double* c, const int* ldc, double* work, const int* lwork, int* info,
                         qed_character_length, qed_character_length, qed_character_length);
void QED_FORTRAN(dgeev)(const char* jobvl, const char* jobvr, const int* n, double* a,
                        const int* lda, double* wr, double* wi, double* vl, const int* ldvl,
                        double* vr, const int* ldvr, double* work, const int* lwork, int* info,
                        qed_character_length, qed_character_length);
void QED_FORTRAN(dgesdd)(const char* jobz, const int* m, const int* n, double* a, const int* lda,
                         double* s, double* u, const int* ldu, double* vt, const int* ldvt,
                         double* work, const int* lwork, int* iwork, int* info,
                         qed_character_length);
void QED_FORTRAN(dgesvd)(const char* jobu, const char* jobvt, const int* m, const int* n, double* a,
                         const int* lda, double* s, double* u, const int* ldu, double* vt,
                         const int* ldvt, double* work, const int* lwork, int* info,
                         qed_character_length, qed_character_length);

void QED_FORTRAN(dgetrf)(const int* m, const int* n, double* a, const int* lda, int* ipiv,
                         int* info);
void QED_FORTRAN(dgetrs)(const char* trans, const int* n, const int* nrhs, const double* a,
                         const int* lda, const int* ipiv, double* b, const int* ldb, int* info,
                         qed_character_length);
void QED_FORTRAN(dgecon)(const char* norm, const int* n, const double* a, const int* lda,
                         const double* anorm, double* rcond, double* work, int* iwork, int* info,
                         qed_character_length);
void QED_FORTRAN(dgeqp3)(const int* m, const int* n, double* a, const int* lda, int* jpvt,
                         double* tau, double* work, const int* lwork, int* info);
void QED_FORTRAN(dgeqrf)(const int* m, const int* n, double* a, const int* lda, double* tau,
                         double* work, const int* lwork, int* info);
void QED_FORTRAN(dorgqr)(const int* m, const int* n, const int* k, double* a, const int* lda,
                         const double* tau, double* work, const int* lwork, int* info);
void QED_FORTRAN(dormqr)(const char* side, const char* trans, const int* m, const int* n,
                         const int* k, const double* a, const int* lda, const double* tau,
                         double* c, const int* ldc, double* work, const int* lwork, int* info,
                         qed_character_length, qed_character_length);
void QED_FORTRAN(dpotrf)(const char* uplo, const int* n, double* a, const int* lda, int* info,
                         qed_character_length);
void QED_FORTRAN(dpotrs)(const char* uplo, const int* n, const int* nrhs, const double* a,
                         const int* lda, double* b, const int* ldb, int* info,
                         qed_character_length);
void QED_FORTRAN(dpocon)(const char* uplo, const int* n, const double* a, const int* lda,
                         const double* anorm, double* rcond, double* work, int* iwork, int* info,
                         qed_character_length);
void QED_FORTRAN(dsytrf)(const char* uplo, const int* n, double* a, const int* lda, int* ipiv,
                         double* work, const int* lwork, int* info, qed_character_length);
}

namespace qed::linalg {

/// Holds the BLAS to one thread when it is OpenBLAS (other libraries: nothing to call, they are
/// linked sequential). Runs before main in every program that calls a routine of this header.
/// Returns true.
bool hold_blas_to_one_thread();
inline const bool kOneBlasThread = hold_blas_to_one_thread();

/// A size as the Fortran integer. Throws Error{bad_shape} above 2^31 - 1.
int blas_int(Index size);

/// Throws Error{bad_value, "<what>: holds NaN or an infinity, but must be finite"} naming the first
/// such entry.
void require_finite(MatrixView A, const char* what);

}  // namespace qed::linalg
