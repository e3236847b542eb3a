// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/pca/sampled.h"

#include <algorithm>
#include <cmath>

#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/embedding/pca/covariance.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/subspace/orthonormal.h"

namespace qed::embedding {
namespace {

using linalg::rows_of;

constexpr Index kBlock = 256;     // rows centred at once: they stay in the second-level cache
constexpr Index kSlabs = 16;      // partial sums of a pass
constexpr Index kShare = 8;       // one row in so many is sampled
constexpr Index kFewestProbes = 10;
constexpr int kSubspaceSteps = 5, kSolveSteps = 4;
constexpr std::uint64_t kRowStream = 0x706361'726f77, kStartStream = 0x706361'737461,
                        kProbeStream = 0x706361'707262;

// Columns of a block: k and the probes (in step 3: the further eigenvectors), whole vectors.
Index width(Index k) { return (k + kFewestProbes + 15) / 16 * 16; }

MatrixF gaussian(Index rows, Index columns, std::uint64_t seed, std::uint64_t stream) {
  MatrixF G(rows, columns);
  Rng rng(seed, stream);
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < columns; ++j) G(i, j) = static_cast<float>(rng.normal());
  return G;
}

// One row drawn from each run of kShare rows, so that no order of the rows can hide from the
// sample.
std::vector<Index> drawn_rows(Index n, std::uint64_t seed) {
  Rng rng(seed, kRowStream);
  std::vector<Index> rows;
  for (Index i = 0; i + kShare <= n; i += kShare)
    rows.push_back(i + static_cast<Index>(rng.below(static_cast<std::uint64_t>(kShare))));
  return rows;
}

// The covariance of the drawn rows, shifted and scaled, in single precision.
MatrixF sample_covariance(MatrixFView X, const Shift& by, bool center, std::uint64_t seed) {
  const std::vector<Index> rows = drawn_rows(X.rows(), seed);
  const Index d = X.cols();
  const auto m = rows.size();
  struct Sums {
    MatrixF products;
    Vector columns;
  };
  Sums sums = parallel_reduce(
      m, (m + 3) / 4, Sums{MatrixF::Zero(d, d), Vector::Zero(d)},
      [&](Block slab) {
        Sums part{MatrixF::Zero(d, d), Vector::Zero(d)};
        MatrixF centred(kBlock, d);
        for (std::size_t first = slab.begin; first < slab.end; first += kBlock) {
          const auto count = static_cast<Index>(std::min<std::size_t>(kBlock, slab.end - first));
          for (Index i = 0; i < count; ++i)
            center_rows(rows_of(X, rows[first + static_cast<std::size_t>(i)], 1), by,
                        centred.row(i).data(), part.columns.data());
          linalg::add_gram(rows_of(centred, 0, count), part.products.data());
        }
        return part;
      },
      [](Sums& total, const Sums& part) {
        total.products += part.products;
        total.columns += part.columns;
      });
  const auto size = static_cast<float>(m);
  MatrixF& S = sums.products;
  const Eigen::VectorXf mean = (sums.columns / static_cast<double>(m)).cast<float>();
  for (Index i = 0; i < d; ++i) {
    const Index rest = i + 1;
    S.row(i).head(rest) *= 1 / (size - 1);
    if (center) S.row(i).head(rest) -= mean[i] * mean.head(rest).transpose() * (size / (size - 1));
    S.col(i).head(rest) = S.row(i).head(rest).transpose();
  }
  return S;
}

// S B for a symmetric S, row-major both.
MatrixF times(const MatrixF& S, const MatrixF& B) {
  MatrixF product(S.rows(), B.cols());
  parallel_blocks(static_cast<std::size_t>(S.rows()), 112, [&](Block block) {
    const auto first = static_cast<Index>(block.begin), count = static_cast<Index>(block.size());
    linalg::multiply(1, rows_of(S, first, count), rows_of(B), 0, product.row(first).data(),
                     B.cols());
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

// What a pass over X gives, about the shift: Σ z (zᵀB), Σ z and Σ‖z‖², z the shifted, scaled row.
struct Pass {
  Matrix products;
  Vector columns;
  double squares = 0;
};
Pass first_pass(MatrixFView X, const Shift& by, const MatrixF& B) {
  const Index d = X.cols(), b = B.cols();
  const auto n = static_cast<std::size_t>(X.rows());
  return parallel_reduce(
      n, block_count(n, kSlabs), Pass{Matrix::Zero(d, b), Vector::Zero(d)},
      [&](Block slab) {
        Pass part{Matrix::Zero(d, b), Vector::Zero(d)};
        MatrixF centred(kBlock, d), image(kBlock, b), product(d, b);
        const auto end = static_cast<Index>(slab.end);
        for (auto i = static_cast<Index>(slab.begin); i < end; i += kBlock) {
          const Index rows = std::min(kBlock, end - i);
          center_rows(rows_of(X, i, rows), by, centred.data(), part.columns.data());
          const linalg::RowBlock z = rows_of(centred, 0, rows);
          linalg::multiply(1, z, rows_of(B), 0, image.data(), b);
          linalg::multiply_transposed(z, rows_of(image, 0, rows), product.data(), b);
          part.products += product.cast<double>();
          part.squares += static_cast<double>(centred.topRows(rows).squaredNorm());
        }
        return part;
      },
      [](Pass& total, const Pass& part) {
        total.products += part.products;
        total.columns += part.columns;
        total.squares += part.squares;
      });
}

// Σ (zB)ᵀ(zB), z the shifted and scaled row: lower triangle. Where the shift is no longer than the
// rows are wide, zB = s xB − s cB costs no digits and spares the copy of centred rows.
Matrix gram_pass(MatrixFView X, const Shift& by, const MatrixF& B) {
  const Index d = X.cols(), b = B.cols();
  const auto n = static_cast<std::size_t>(X.rows());
  const Eigen::Map<const Eigen::RowVectorXf> shift(by.shift.data(), d);
  const bool near = by.scale * shift.cwiseAbs().maxCoeff() <= 2;
  const Eigen::RowVectorXf offset = by.scale * shift * B;
  return parallel_reduce(
      n, block_count(n, kSlabs), Matrix(Matrix::Zero(b, b)),
      [&](Block slab) {
        MatrixF centred(near ? 0 : kBlock, d), image(kBlock, b), gram = MatrixF::Zero(b, b);
        Vector unused = Vector::Zero(d);
        const auto end = static_cast<Index>(slab.end);
        for (auto i = static_cast<Index>(slab.begin); i < end; i += kBlock) {
          const Index rows = std::min(kBlock, end - i);
          if (near) {
            linalg::multiply(by.scale, rows_of(X, i, rows), rows_of(B), 0, image.data(), b);
            image.topRows(rows).rowwise() -= offset;
          } else {
            center_rows(rows_of(X, i, rows), by, centred.data(), unused.data());
            linalg::multiply(1, rows_of(centred, 0, rows), rows_of(B), 0, image.data(), b);
          }
          linalg::add_gram(rows_of(image, 0, rows), gram.data());
        }
        return Matrix(gram.cast<double>());
      },
      [](Matrix& total, const Matrix& part) { total += part; });
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
Matrix trial_directions(const MatrixF& S, const Matrix& Q, const Matrix& W, Index k) {
  const Matrix inner = linalg::multiply_transposed(Q, W);
  const linalg::SymmetricEigen ritz = linalg::symmetric_eigen(0.5 * (inner + inner.transpose()), k);
  const Matrix R = outside(Q, linalg::multiply(W, ritz.vectors));
  const Matrix T = davidson_corrections(S, Q, ritz.values.head(k), R);
  return linalg::orthonormalise(outside(Q, linalg::orthonormalise(T).Q)).Q;
}

// The trial space [Q T] with what is known of C on it: W = C Q and, for B = [T G], Bᵀ C B.
struct Trial {
  Matrix Q, W, T, G, gram;
};

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

// Variances, components and residuals, in the scale of C.
Pca ritz_pairs(const Trial& t) {
  const Index b = t.Q.cols(), k = t.T.cols(), probes = t.G.cols();
  const linalg::SymmetricEigen e = linalg::symmetric_eigen(compressed(t), k);
  const Matrix head = e.vectors.topRows(b), tail = e.vectors.bottomRows(k);
  Pca model;
  model.variances = e.values.head(k).cwiseMax(0.0);
  model.components = linalg::multiply(t.Q, head) + linalg::multiply(t.T, tail);
  const Matrix seen =
      linalg::multiply_transposed(t.G, linalg::multiply(t.W, head)) +
      t.gram.bottomLeftCorner(probes, k) * tail -
      linalg::multiply_transposed(t.G, model.components) * model.variances.asDiagonal();
  const Vector squares = seen.colwise().squaredNorm().transpose() / static_cast<double>(probes);
  model.residuals = squares.cwiseSqrt();
  return model;
}

// λ_j − θ_j ≈ rᵀ(θ_j − C)⁻¹r <= ‖r‖²/(θ_j − bulk), bulk the top of what the trial space leaves out.
Vector shortfalls(const Pca& model, double bulk) {
  return (model.variances.array() > bulk)
      .select(model.residuals.array().square() / (model.variances.array() - bulk), INFINITY);
}

}  // namespace

bool sampling_pays(Index n, Index d, Index k) {
  const auto rows = static_cast<double>(n), columns = static_cast<double>(d);
  const double row = 6 * columns * static_cast<double>(width(k)) + columns * columns / kShare;
  return rows * columns * columns > 4e9 && n / kShare >= 4 * d && row <= 0.7 * columns * columns;
}

std::optional<Pca> sampled_components(MatrixFView X, Index k, const PcaOptions& o,
                                      const Progress& progress) {
  const Index n = X.rows(), d = X.cols(), b = width(k);
  const double divisor = static_cast<double>(n - 1), size = static_cast<double>(n);
  if (b + k > d || n / kShare <= b) return std::nullopt;
  if (progress) progress("sample", 0);
  const Shift by = sample_shift(X, o.center);
  const MatrixF S = sample_covariance(X, by, o.center, o.seed);
  if (!S.allFinite()) return std::nullopt;  // the exact route names the row
  const Subspace start = leading_subspace(S, b, o.seed);
  const double bulk = start.values[b - 1];
  if (bulk > 0.8 * start.values[k - 1]) return std::nullopt;

  if (progress) progress("first pass", 0.2);
  Trial trial{start.Q, {}, {}, {}, {}};
  const Pass pass = first_pass(X, by, start.Q.cast<float>());
  const Vector m = o.center ? Vector(pass.columns / size) : Vector(Vector::Zero(d));
  if (!m.allFinite()) return std::nullopt;
  trial.W = (pass.products - size * m * (m.transpose() * trial.Q)) / divisor;
  trial.T = trial_directions(S, trial.Q, trial.W, k);

  if (progress) progress("second pass", 0.65);
  MatrixF block(d, b);
  block << trial.T.cast<float>(), gaussian(d, b - k, o.seed, kProbeStream);
  trial.G = block.rightCols(b - k).cast<double>();
  const Vector m_block = block.cast<double>().transpose() * m;
  trial.gram = (gram_pass(X, by, block) - size * m_block * m_block.transpose()) / divisor;

  Pca model = ritz_pairs(trial);
  model.variance_error = shortfalls(model, bulk);
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
