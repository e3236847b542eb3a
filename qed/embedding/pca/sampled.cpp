// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/pca/sampled.h"

#include <algorithm>
#include <cmath>

#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/embedding/pca/row_sample.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/subspace/orthonormal.h"
#include "qed/linalg/tiles/tiles.h"

namespace qed::embedding {
namespace {

using linalg::rows_of;

constexpr Index kProbes = 16;
// Of λ_k: what one row may add to a variance outside span(Q). Simulated: ten equal rows of 0.05 that
// both samples miss make an error of 2e-3 that the estimate does not see; none was seen at 0.02.
constexpr double kHeaviestRow = 0.02;
constexpr int kSubspaceSteps = 5, kSolveSteps = 4;
constexpr std::uint64_t kStartStream = 0x706361'737461, kProbeStream = 0x706361'707262;

// Columns of Q: whole vectors, at least 24 beyond k, so that λ_k stands clear of what Q leaves out.
Index width(Index k) { return (k + 24 + 15) / 16 * 16; }

MatrixF gaussian(Index rows, Index columns, std::uint64_t seed, std::uint64_t stream) {
  MatrixF G(rows, columns);
  Rng rng(seed, stream);
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < columns; ++j) G(i, j) = static_cast<float>(rng.normal());
  return G;
}

// S B for a symmetric S, row-major both.
MatrixF times(const MatrixF& S, const MatrixF& B) {
  MatrixF product = MatrixF::Zero(S.rows(), B.cols());
  parallel_blocks(static_cast<std::size_t>(S.rows()), linalg::kTileRows, [&](Block block) {
    const auto first = static_cast<Index>(block.begin), count = static_cast<Index>(block.size());
    linalg::add_product(rows_of(S, first, count), rows_of(B), product.row(first).data(), B.cols());
  });
  return product;
}

// Leading eigenvectors of S by subspace iteration, orthonormal; as good as a sample deserves.
struct Subspace {
  Matrix Q;
  Vector values;
};
Subspace leading_subspace(const MatrixF& S, Index columns, std::uint64_t seed) {
  MatrixF B = gaussian(S.rows(), columns, seed, kStartStream);
  Subspace found;
  for (int step = 0; step < kSubspaceSteps; ++step) {
    if (step > 0) B = times(S, B);
    found.Q = linalg::orthonormalise(times(S, B).cast<double>()).Q;
    B = found.Q.cast<float>();
  }
  const Matrix image = times(S, B).cast<double>();
  const Matrix T = linalg::multiply_transposed(found.Q, image);
  const linalg::SymmetricEigen ritz = linalg::symmetric_eigen(0.5 * (T + T.transpose()));
  found.values = ritz.values;
  found.Q = linalg::multiply(found.Q, ritz.vectors);
  return found;
}

// Takes the part in span(Q) out, Q orthonormal.
Matrix outside(const Matrix& Q, Matrix A) {
  A -= linalg::multiply(Q, linalg::multiply_transposed(Q, A));
  return A;
}

// (θ_j − S) t_j = r_j on the complement of span(Q), column by column side by side, by conjugate
// gradients: there S lies below λ_b, so that θ_j − S is well conditioned.
Matrix davidson_corrections(const MatrixF& S, const Matrix& Q, const Vector& theta, Matrix R) {
  Matrix T = Matrix::Zero(R.rows(), R.cols());
  Matrix P = R;
  Vector rho = R.colwise().squaredNorm().transpose();
  const Vector enough = 1e-6 * rho;
  for (int step = 0; step < kSolveSteps; ++step) {
    const Matrix image =
        P * theta.asDiagonal() - outside(Q, Matrix(times(S, P.cast<float>()).cast<double>()));
    for (Index j = 0; j < R.cols(); ++j) {
      const double curvature = P.col(j).dot(image.col(j));
      if (!(curvature > 0) || rho[j] <= enough[j]) continue;
      const double alpha = rho[j] / curvature;
      T.col(j) += alpha * P.col(j);
      R.col(j) -= alpha * image.col(j);
      const double next = R.col(j).squaredNorm();
      P.col(j) = R.col(j) + next / rho[j] * P.col(j);
      rho[j] = next;
    }
  }
  return outside(Q, T);
}

// Ritz pairs on span(Q), what C leaves of them outside, and Davidson's step from there: k
// orthonormal columns outside span(Q), orthogonalised twice.
Matrix trial_directions(const MatrixF& S, const Matrix& Q, const Matrix& W, Index columns) {
  const Matrix inner = linalg::multiply_transposed(Q, W);
  const linalg::SymmetricEigen ritz =
      linalg::symmetric_eigen(0.5 * (inner + inner.transpose()), columns);
  const Matrix R = outside(Q, linalg::multiply(W, ritz.vectors));
  const Matrix T = davidson_corrections(S, Q, ritz.values.head(columns), R);
  return linalg::orthonormalise(outside(Q, linalg::orthonormalise(T).Q)).Q;
}

// The trial space [Q T], probes G outside span(Q), and what is known of C on them: W = C Q exactly
// and, for B = [T G], estimates of Bᵀ C B by groups of rows, and their mean.
struct Trial {
  Matrix Q, W, T, G;
  std::vector<Matrix> groups;
  Matrix gram;
};

// Draws the probes, and estimates Bᵀ C B about the mean m of all rows from `rows`, which neither Q
// nor T have seen.
void estimate(Trial& t, MatrixFView X, std::span<const Index> rows, const Shift& by,
              const Vector& m, std::uint64_t seed) {
  const Index d = X.cols(), k = t.T.cols();
  t.G = outside(t.Q, gaussian(d, kProbes, seed, kProbeStream).cast<double>());
  MatrixF block(d, k + kProbes);
  block << t.T.cast<float>(), t.G.cast<float>();
  const Eigen::RowVectorXf offset = (m.transpose() * block.cast<double>()).cast<float>();
  t.groups = group_means(X, rows, by, block, offset);
  t.gram = Matrix::Zero(block.cols(), block.cols());
  for (const Matrix& group : t.groups) t.gram += group;
  t.gram /= static_cast<double>(t.groups.size());
}

Matrix compressed(const Trial& t) {  // [Q T]ᵀ C [Q T]
  const Index b = t.Q.cols(), k = t.T.cols();
  Matrix K = Matrix::Zero(b + k, b + k);
  const Matrix inner = linalg::multiply_transposed(t.Q, t.W);
  K.topLeftCorner(b, b) = 0.5 * (inner + inner.transpose());
  K.bottomLeftCorner(k, b) = linalg::multiply_transposed(t.T, t.W);
  K.bottomRightCorner(k, k) = t.gram.topLeftCorner(k, k);
  K.triangularView<Eigen::StrictlyUpper>() = K.transpose().eval();
  return K;
}

// Standard errors of y_jᵀ Tᵀ C T y_j by the spread of the groups, y_j the columns of tail.
Vector sampling_errors(const Trial& t, const Matrix& tail) {
  const Index k = tail.rows();
  const auto groups = static_cast<double>(t.groups.size());
  Vector square = Vector::Zero(tail.cols());
  for (const Matrix& group : t.groups) {
    const Matrix off = (group - t.gram).topLeftCorner(k, k);
    const Matrix image = off.selfadjointView<Eigen::Lower>() * tail;
    square.array() += (tail.array() * image.array()).colwise().sum().transpose().square();
  }
  return (square / (groups * (groups - 1))).cwiseSqrt();
}

// Variances, components, residuals and errors of the variances, in the scale of C:
// λ_j − θ_j ≈ rᵀ(θ_j − C)⁻¹r <= ‖r‖²/(θ_j − bulk), bulk the top of what the trial space leaves out,
// and the standard error of θ_j. What the second sample errs in C T adds to ‖r‖².
Pca ritz_pairs(const Trial& t, Index k, double bulk) {
  const Index b = t.Q.cols(), c = t.T.cols(), probes = t.G.cols();
  const linalg::SymmetricEigen e = linalg::symmetric_eigen(compressed(t), k);
  const Matrix head = e.vectors.topRows(b), tail = e.vectors.bottomRows(c);
  Pca model;
  model.variances = e.values.head(k).cwiseMax(0.0);
  model.components = linalg::multiply(t.Q, head) + linalg::multiply(t.T, tail);
  const Matrix seen =
      linalg::multiply_transposed(t.G, linalg::multiply(t.W, head)) +
      t.gram.bottomLeftCorner(probes, c) * tail -
      linalg::multiply_transposed(t.G, model.components) * model.variances.asDiagonal();
  const Vector squares = seen.colwise().squaredNorm().transpose() / static_cast<double>(probes);
  model.residuals = squares.cwiseSqrt();
  const Vector short_by = (model.variances.array() > bulk)
                              .select(squares.array() / (model.variances.array() - bulk), INFINITY);
  model.variance_error = short_by + sampling_errors(t, tail);
  return model;
}

}  // namespace

bool sampling_pays(Index n, Index d, Index k) {
  const auto rows = static_cast<double>(n), columns = static_cast<double>(d);
  const double row =
      (4 + 2.0 / kShare) * columns * static_cast<double>(width(k)) + columns * columns / kShare;
  return rows * columns * columns > 4e9 && n / kShare >= 3 * d && row <= 0.7 * columns * columns;
}

std::optional<Pca> sampled_components(MatrixFView X, Index k, const PcaOptions& o,
                                      const Progress& progress) {
  const Index n = X.rows(), d = X.cols(), b = width(k);
  const double divisor = static_cast<double>(n - 1), size = static_cast<double>(n);
  if (2 * b - kProbes > d || n / kShare <= b) return std::nullopt;
  if (progress) progress("sample", 0);
  const Shift by = sample_shift(X, o.center);
  const RowSamples rows = draw_rows(n, o.seed);
  const MatrixF S = sample_covariance(X, rows.first, by, o.center);
  if (!S.allFinite()) return std::nullopt;  // the exact route names the row
  const Subspace start = leading_subspace(S, b, o.seed);
  const double bulk = start.values[b - 1];
  if (bulk > 0.8 * start.values[k - 1]) return std::nullopt;

  if (progress) progress("pass", 0.3);
  Trial trial{start.Q, {}, {}, {}, {}, {}};
  const Pass pass = covariance_pass(X, by, start.Q.cast<float>());
  const Vector m = o.center ? Vector(pass.columns / size) : Vector(Vector::Zero(d));
  if (!m.allFinite()) return std::nullopt;
  // A row that alone weighs something outside span(Q): others like it may hide from the samples.
  if (pass.largest_rest > kHeaviestRow * divisor * start.values[k - 1]) return std::nullopt;
  trial.W = (pass.products - size * m * (m.transpose() * trial.Q)) / divisor;
  trial.T = trial_directions(S, trial.Q, trial.W, b - kProbes);

  if (progress) progress("second sample", 0.8);
  estimate(trial, X, rows.second, by, m, o.seed);
  Pca model = ritz_pairs(trial, k, bulk);
  if (!(model.variance_error.array() <= o.tolerance * model.variances.array()).all())
    return std::nullopt;
  const double scale = static_cast<double>(by.scale), unit = 1 / (scale * scale);
  const Eigen::Map<const Eigen::RowVectorXf> shift(by.shift.data(), d);
  model.mean = shift.cast<double>() + m.transpose() / scale;  // the shift is zero without centring
  model.total_variance = unit * (pass.squares - size * m.squaredNorm()) / divisor;
  for (Vector* v : {&model.variances, &model.residuals, &model.variance_error}) *v *= unit;
  model.samples = n;
  model.spectrum = model.variances;
  linalg::fix_signs(model.components);
  model.method = "sampled, single-precision products summed in double";
  return model;
}

}  // namespace qed::embedding
