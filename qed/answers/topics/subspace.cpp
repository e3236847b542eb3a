// SPDX-License-Identifier: Apache-2.0
// Bases, projections and angles.
#include <cmath>

#include "qed/answers/topics/rooms.h"
#include "qed/linalg/solve/qr.h"
#include "qed/linalg/subspace/angles.h"
#include "qed/linalg/subspace/orthonormal.h"
#include "qed/linalg/subspace/projection.h"
#include "qed/linalg/test_matrices.h"

namespace qed::answers {
namespace {

using namespace linalg;

Example orthonormal_example() {
  const Matrix A = lauchli(6, 1e-7);
  const Basis h = orthonormalise(A);
  const Basis g = orthonormalise(A, Orthogonalisation::modified_gram_schmidt);
  Example e("Lauchli's 7 × 6 matrix, ε = 1e-7: columns that are almost equal, κ = 2.4e7");
  e.at_most("‖QᵀQ − I‖, Householder", h.loss_of_orthogonality, 1e-14);
  e.at_least("‖QᵀQ − I‖, modified Gram-Schmidt", g.loss_of_orthogonality, 1e-10, "grows as eps κ");
  return e.at_most("‖A − Q Qᵀ A‖, Householder", (A - h.Q * (h.Q.transpose() * A)).norm(), 1e-14);
}

Topic orthonormal_topic() {
  return {.name = "orthogonalisation, orthonormalisation",
          .aliases = {"orthogonalisation", "orthonormalisation", "orthogonalization",
                      "orthonormalization", "gram schmidt"},
          .room = "linalg",
          .statement =
              "Independent columns become perpendicular ones of length one; how well is "
              "measured.",
          .formula = "A = Q R,  loss ‖QᵀQ − I‖_F: eps by Householder, eps κ(A) by Gram-Schmidt",
          .use = "a stable basis for randomised PCA",
          .files = {"qed/linalg/subspace/orthonormal.h"},
          .example = orthonormal_example};
}

double press_by_refitting(const Matrix& X, const Vector& y) {
  double press = 0;
  const Index n = X.rows();
  for (Index i = 0; i < n; ++i) {
    Matrix rest(n - 1, X.cols());
    Vector target(n - 1);
    rest << X.topRows(i), X.bottomRows(n - 1 - i);
    target << y.head(i), y.tail(n - 1 - i);
    press += std::pow(y[i] - X.row(i) * least_squares(rest, target).coefficients, 2);
  }
  return press;
}

Example projection_example() {
  const Matrix X = random_matrix(40, 5, 3);
  const Vector y = random_matrix(40, 1, 4);
  const LeastSquares fit = least_squares(X, y);
  const LeaveOneOut loo = leave_one_out(fit);
  const double press = press_by_refitting(X, y);
  Example e("a regression of 40 rows on 5 columns, seed 3");
  e.equals("sum of the leverages", loo.leverage.sum(), 5, 1e-12, "rank");
  e.equals("PRESS without refitting", loo.press, press, 1e-10 * press, "40 refits");
  const Matrix x = partial_out(X.leftCols(4), X.col(4)), t = partial_out(X.leftCols(4), y);
  e.equals("coefficient after partialling out", least_squares(x, t.col(0)).coefficients[0],
           fit.coefficients[4], 1e-12, "full regression");
  return e.at_most("‖Xᵀ r‖ of the residuals, as a cosine", fit.optimality, 1e-14);
}

Example projection_on_sheet(const Sheet& sheet) {
  Matrix X(sheet.numbers.rows(), sheet.numbers.cols() + 1);
  X << Matrix::Ones(X.rows(), 1), sheet.numbers;
  const Qr f = qr(X);
  const Vector h = leverages(f);
  Index row = 0;
  const double largest = h.maxCoeff(&row);
  const double n = static_cast<double>(X.rows()), rank = static_cast<double>(f.kept.size());
  Example e(sheet.input);
  e.shows("mean leverage, rank / n", rank / n).shows("largest leverage", largest);
  e.shows("in complete row", static_cast<double>(row + 1));
  e.shows("rows above twice the mean", static_cast<double>((h.array() > 2 * rank / n).count()));
  return e.equals("sum of the leverages", h.sum(), rank, 1e-9, "rank");
}

Topic projection_topic() {
  return {.name = "projections",
          .aliases = {"projection", "leverage", "hat matrix", "press", "frisch waugh lovell"},
          .room = "linalg",
          .statement =
              "The nearest point of a subspace; its diagonal weighs each row's pull "
              "(leverage).",
          .formula = "H = Q Qᵀ,  hᵢ = Hᵢᵢ,  leave-one-out residual eᵢ / (1 − hᵢ)",
          .use = "the PCA picture is a projection: distances in it never exceed the true ones",
          .files = {"qed/linalg/subspace/projection.h"},
          .example = projection_example,
          .on_sheet = projection_on_sheet};
}

Example angles_example() {
  Matrix A(3, 2), B(3, 2), C = Matrix::Identity(4, 2), D = C;
  A << 1, 2, 3, 4, 5, 6;
  B << 1, 5, 3, 7, 5, -1;
  D(2, 1) = 1e-10;
  const Vector angles = principal_angles(A, B);
  Example e("two planes in space after Bjorck and Golub; two planes 1e-10 apart");
  e.at_most("first angle: a shared direction", angles[0], 1e-14, "the planes meet");
  e.equals("cos of the second", std::cos(angles[1]), 0.856, 5e-4, "Golub-Van Loan 12.4.3");
  return e.equals("an angle that cosines cannot see", principal_angles(C, D)[1], 1e-10, 1e-15,
                  "planted");
}

Topic angles_topic() {
  return {.name = "vector spaces",
          .aliases = {"principal angles", "subspaces", "bjorck golub"},
          .room = "linalg",
          .statement = "Subspaces meet at principal angles.",
          .formula = "cos θ = singular values of Q₁ᵀ Q₂",
          .use = "how far two PCA subspaces (another seed, a resample) are apart",
          .files = {"qed/linalg/subspace/angles.h"},
          .example = angles_example};
}

}  // namespace

std::vector<Topic> subspace_topics() {
  return {orthonormal_topic(), projection_topic(), angles_topic()};
}

}  // namespace qed::answers
