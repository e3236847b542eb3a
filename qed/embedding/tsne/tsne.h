// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "qed/base/progress.h"
#include "qed/embedding/tsne/affinities.h"
#include "qed/linalg/matrix.h"
#include "qed/optim/termination.h"

namespace qed::embedding {

struct TsneOptions {
  double perplexity = 30;
  int dims = 2;                    ///< 2 or 3
  double early_exaggeration =
      0;  ///< attraction is multiplied by this in the early iterations; 0: 4 or 12, rising with n
  int early_iterations = 100;
  int iterations = 300;  ///< after the early ones, at most
  double tolerance =
      2e-3;  ///< stops when KL gained less of itself in 50 iterations (exaggeration 1)
  double learning_rate = 0;  ///< 0: n / exaggeration of the phase, the rule of Belkina et al.
  double early_momentum = 0.5;
  double momentum = 0;  ///< after the early ones; 0: 0.8 to 0.97, rising with n
  double exaggeration = 1;  ///< after the early iterations
  std::string repulsion =
      "auto";  ///< auto | exact | fourier (2-D) | tree (3-D): auto is exact for few rows
  std::uint64_t seed = 0;
};

/// Largest n whose repulsion "auto" sums term by term, in the plane and in space.
inline constexpr std::int64_t kExactMapRows = 5000, kExactSpaceRows = 2000;
/// Largest n whose KL is computed term by term.
inline constexpr std::int64_t kExactKlRows = 20'000;

/// What the optimisation looked like at some iterations; KL is that of P without exaggeration.
struct TsneTrace {
  std::vector<int> iteration;
  std::vector<double> kl, gradient_norm;
};

struct Tsne {
  MatrixF coordinates;  ///< n x dims, centred
  MatrixF early;  ///< where the early exaggeration ended: from here more exaggerated maps go on
  double kl = 0;  ///< KL(P‖Q) in nats at `coordinates`
  double kl_error = 0;  ///< bound on its error: 0 up to kExactKlRows rows, else see kl_divergence
  optim::Termination termination;
  TsneTrace trace;
};

/// t-SNE: minimises KL(P‖Q), q_ij = K_ij/Z, K_ij = 1/(1+‖y_i − y_j‖²), Z = Σ_{i≠j} K_ij, by
///   ∂KL/∂y_i = 4 Σ_j (p_ij − q_ij)(y_i − y_j) K_ij,
/// gradient descent with momentum and gains. Attraction runs over the stored p_ij in single
/// precision on points kept in the order of a space-filling curve; repulsion by
/// analysis::CauchyField in the plane, RepulsionTree in space, or exactly. While it is small, an
/// early map is kept at a size of 1e-4 (its law is linear there), so that data without clusters are
/// not drawn into one point. Ends when the KL stalls, or at the limit of iterations. initial: n x
/// dims, finite.
/// O(nnz + n + grid log grid) an iteration, in space O(nnz + n log n); 16 bytes a stored p_ij. Same
/// bits for every number of threads. Stops within a second when interrupted.
/// Throws Error{bad_option, bad_shape, bad_data}.
/// Differs: the factor 4 is part of the step, as in openTSNE.
/// Ref: [vanderMaaten2008, eq. 5; Linderman2019; Belkina2019]
Tsne tsne(const Affinities& affinities, MatrixFView initial, const TsneOptions& options,
          const Progress& progress = {});

/// The first dims columns of PCA scores, scaled so that the first has standard deviation 1e-4; rows
/// that coincide are parted by a seeded jitter a hundredth as large.
MatrixF initial_from_pca(MatrixFView scores, std::uint64_t seed, int dims = 2);

struct KlValue {
  double kl, error;
};
/// KL(P‖Q) = Σ p log p + Σ p log(1 + d²) + log Z in nats: exact up to kExactKlRows rows, else Z
/// by grids of spacing 1/4 and 1/3, in space by trees of opening 0.3 and 0.5, whose difference is the
/// error stated.
KlValue kl_divergence(const Affinities& affinities, MatrixFView Y);

/// dKL/dY by its definition, O(n²): the reference that tests compare with.  n x dims.
Matrix kl_gradient(const Affinities& affinities, MatrixFView Y);

struct PlaceOptions {
  double perplexity = 5;  ///< over the placed row's neighbours among the old rows
  int iterations = 250;
  double learning_rate = 0.1;
  double exaggeration = 1.5;
};
/// Places new rows on an existing map: each starts at the mean of its neighbours' places weighted
/// by p_j|i and moves to lower its own KL(p_·|i ‖ q_·|i), the old points fixed, within their box. A
/// row's place does not depend on the other new rows. new_rows (m x d), X (n x d) the rows of the
/// map Y (n x 2 or 3). Returns m x 2 or 3. The pull of the map is read off a grid in the plane, O(1)
/// a step, and summed term by term in space, O(n) a step: never more than making the map took for
/// m <= n. Ref: [Policar2024]
MatrixF place(MatrixFView new_rows, MatrixFView X, MatrixFView Y, const PlaceOptions& options = {},
              const Progress& progress = {});

}  // namespace qed::embedding
