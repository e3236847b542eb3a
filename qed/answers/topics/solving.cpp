// SPDX-License-Identifier: Apache-2.0
// Linear systems and what can go wrong with them.
#include <cmath>
#include <limits>

#include "qed/answers/topics/rooms.h"
#include "qed/linalg/norms.h"
#include "qed/linalg/solve/lu.h"
#include "qed/linalg/solve/qr.h"
#include "qed/linalg/symmetric/definite.h"
#include "qed/linalg/symmetric/nearest_correlation.h"
#include "qed/linalg/test_matrices.h"

namespace qed::answers {
namespace {

using namespace linalg;
constexpr double kEps = std::numeric_limits<double>::epsilon();

Example lu_example() {
  Example e("Wilkinson's matrix of order 30; a Gaussian matrix of order 100, seed 1");
  e.equals("growth of Wilkinson's matrix", lu(wilkinson_growth(30)).growth, 0x1p29, 0, "2^(n-1)");
  Matrix A = random_matrix(100, 100, 1);
  const Vector ones = Vector::Ones(100);
  const Lu f = lu(A);
  const LuSolution s = solve(f, A * ones);
  e.at_most("growth of the Gaussian matrix", f.growth, 25, "usual: about n^(2/3)");
  e.at_most("backward error of A x = b", s.backward_error, 4 * kEps, "4 eps");
  e.at_most("largest error of x", (*s.x - ones).cwiseAbs().maxCoeff(), 10 * kEps / f.rcond,
            "10 eps κ");
  A.col(7) = A.col(1) + A.col(2);
  return e.is_true("a singular system is refused", solve(lu(A), ones).reason == "singular");
}

Topic lu_topic() {
  return {.name = "lu",
          .aliases = {"lu decomposition", "gaussian elimination", "growth factor"},
          .room = "linalg",
          .statement =
              "Gaussian elimination with row exchanges; its growth factor says when not "
              "to trust it.",
          .formula =
              "P A = L U,  growth = max|u| / max|a|,  backward error = ‖b − A x‖ / (‖A‖ ‖x‖ + ‖b‖)",
          .use = "small systems are solved with a measured backward error, or refused",
          .files = {"qed/linalg/solve/lu.h"},
          .example = lu_example};
}

// Wampler's first problem of NIST StRD: a polynomial of degree 5 through its own values.
Example qr_example() {
  Example e(
      "x, y, z = x + y, w = 2 − x/3 with an intercept, 30 rows, seed 1; Wampler1 of NIST StRD");
  Matrix X(30, 5);
  X << Matrix::Ones(30, 1), random_matrix(30, 2, 1), Matrix::Zero(30, 2);
  X.col(3) = X.col(1) + X.col(2);
  X.col(4) = 2 * X.col(0) - X.col(1) / 3;
  const std::vector<std::string> names{"intercept", "x", "y", "z", "w"};
  const Qr f = qr(X);
  e.equals("rank", static_cast<double>(f.kept.size()), 3, 0, "planted");
  for (const Alias& alias : f.aliases) e.says("aliased: " + describe(alias, names));
  e.at_most("‖QᵀQ − I‖", (f.Q.transpose() * f.Q - Matrix::Identity(3, 3)).norm(), 1e-14);
  Matrix powers(21, 6);
  for (Index i = 0; i < 21; ++i)
    for (int p = 0; p < 6; ++p) powers(i, p) = std::pow(static_cast<double>(i), p);
  const LeastSquares fit = least_squares(powers, powers.rowwise().sum());
  e.at_most("Wampler1: largest error of a coefficient",
            (fit.coefficients - Vector::Ones(6)).cwiseAbs().maxCoeff(), 1e-12, "all 1; NIST");
  return e.shows("Wampler1: condition of the scaled columns", fit.decomposition.condition);
}

Example qr_on_sheet(const Sheet& sheet) {
  Matrix X(sheet.numbers.rows(), sheet.numbers.cols() + 1);
  X << Matrix::Ones(X.rows(), 1), sheet.numbers;
  std::vector<std::string> names{"intercept"};
  names.insert(names.end(), sheet.names.begin(), sheet.names.end());
  const Qr f = qr(X);
  Example e(sheet.input);
  e.shows("columns, with the intercept", static_cast<double>(X.cols()));
  e.shows("rank", static_cast<double>(f.kept.size()));
  e.shows("condition of the kept columns", f.condition);
  e.at_most("‖QᵀQ − I‖", (f.Q.transpose() * f.Q - Matrix::Identity(f.Q.cols(), f.Q.cols())).norm(),
            1e-12);
  for (const Alias& alias : f.aliases) e.says("aliased: " + describe(alias, names));
  if (f.aliases.empty()) e.says("no column is a combination of the columns before it");
  return e;
}

Topic qr_topic() {
  return {.name = "qr",
          .aliases = {"qr decomposition", "householder", "rank revealing qr", "aliased columns",
                      "least squares"},
          .room = "linalg",
          .statement =
              "An orthonormal basis column by column; it finds the columns that repeat "
              "others.",
          .formula = "X = Q R,  b = R⁻¹ Qᵀ y",
          .use = "aliased columns named as combinations, orthonormal starts of randomised SVD",
          .files = {"qed/linalg/solve/qr.h"},
          .example = qr_example,
          .on_sheet = qr_on_sheet};
}

Example symmetric_example() {
  Matrix A(3, 3);
  A << 1, 1, 0, 1, 1, 1, 0, 1, 1;
  const NearestCorrelation near = nearest_correlation(A);
  const Inertia signs = inertia(A);
  Example e("Higham's 3 × 3 example, ones beside the diagonal: no correlation matrix");
  e.equals("positive eigenvalues, by LDLᵀ", static_cast<double>(signs.positive), 2, 0, "1, 1 ± √2");
  e.equals("negative eigenvalues, by LDLᵀ", static_cast<double>(signs.negative), 1, 0, "1, 1 ± √2");
  e.equals("Cholesky breaks down at minor", static_cast<double>(cholesky(A).failed_at), 2, 0,
           "1·1 − 1·1 = 0");
  e.equals("nearest correlation, r₁₂", near.R(0, 1), 0.7607, 5e-5, "Higham 2002");
  e.equals("nearest correlation, r₁₃", near.R(0, 2), 0.1573, 5e-5, "Higham 2002");
  e.equals("its distance", near.distance, 0.5278, 5e-5, "Higham 2002");
  return e.at_least("its smallest eigenvalue", near.smallest_eigenvalue, -1e-14, "−n eps");
}

Topic symmetric_topic() {
  return {
      .name = "symmetric matrices",
      .aliases = {"cholesky", "ldlt", "inertia", "positive definite", "nearest correlation"},
      .room = "linalg",
      .statement =
          "Definiteness is the sign pattern of the pivots; the nearest correlation "
          "matrix repairs one that is not.",
      .formula = "A = L D Lᵀ, inertia = signs of D;  min ‖A − R‖_F, R ⪰ 0, diag R = 1",
      .use = "correlations that rounding or ranks made indefinite are repaired before sampling",
      .files = {"qed/linalg/symmetric/definite.h", "qed/linalg/symmetric/nearest_correlation.h"},
      .example = symmetric_example};
}

Example norms_example() {
  Matrix A(2, 3);
  A << 1, -2, 3, -4, 5, -6;
  const double two = spectral_norm(A);
  Example e("the rows (1, −2, 3) and (−4, 5, −6); Hilbert's matrix of order 10");
  e.equals("‖A‖₁, largest column sum", one_norm(A), 9, 0, "by hand");
  e.equals("‖A‖_∞, largest row sum", infinity_norm(A), 15, 0, "by hand");
  e.equals("‖A‖_F", frobenius_norm(A), std::sqrt(91.0), 1e-14, "√91");
  e.equals("‖A‖₂", two, std::sqrt((91 + std::sqrt(8065.0)) / 2), 1e-14, "eigenvalue of A Aᵀ");
  e.at_most("‖A‖₂ against √(‖A‖₁ ‖A‖_∞)", two, std::sqrt(9.0 * 15), "Hölder");
  e.at_most("‖A‖_F against ‖A‖_*", frobenius_norm(A), nuclear_norm(A), "Σ σ² ≤ (Σ σ)²");
  return e.equals("condition of Hilbert 10", condition_number(hilbert(10)), 1.6026e13, 1e10,
                  "mpmath");
}

Example norms_on_sheet(const Sheet& sheet) {
  const Matrix X = sheet.features.cast<double>();
  Example e(sheet.input);
  e.shows("‖X‖_F", frobenius_norm(X)).shows("‖X‖₂", spectral_norm(X));
  e.shows("‖X‖_*", nuclear_norm(X)).shows("condition number", condition_number(X));
  return e.at_most("‖X‖₂ against √(‖X‖₁ ‖X‖_∞)", spectral_norm(X),
                   std::sqrt(one_norm(X) * infinity_norm(X)) * (1 + 1e-12), "Hölder");
}

Topic norms_topic() {
  return {.name = "norms",
          .aliases = {"norm", "condition number", "spectral norm", "frobenius norm"},
          .room = "linalg",
          .statement = "The size of a vector or of a matrix' action.",
          .formula = "‖A‖₂ = σ₁,  ‖A‖_F = √Σ a²ᵢⱼ,  ‖A‖_* = Σ σⱼ,  κ(A) = σ₁/σ_p",
          .use = "residuals and condition numbers in certificates",
          .files = {"qed/linalg/norms.h"},
          .example = norms_example,
          .on_sheet = norms_on_sheet};
}

}  // namespace

std::vector<Topic> solving_topics() {
  return {lu_topic(), qr_topic(), symmetric_topic(), norms_topic()};
}

}  // namespace qed::answers
