// SPDX-License-Identifier: Apache-2.0
#pragma once
// The inner loops of t-SNE over points stored coordinate by coordinate.
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "qed/embedding/tsne/affinities.h"

namespace qed::embedding {

/// Coordinates of n points: at[c][i]. The third is empty for a map of the plane.
using Points = std::array<std::vector<float>, 3>;

/// Rows in another order: row and column numbers are places in `order`.
Affinities reordered(const Affinities& affinities, const std::vector<std::int32_t>& order);

/// Places along a Morton curve over the points' box; ties by index.
std::vector<std::int32_t> curve_order(const Points& points, int dims);

/// The points one after the other: (x, y) in the plane, (x, y, z, 0) in space.
std::vector<float> interleaved(const Points& points, int dims);

/// out[c][i] = Σ_j p_ij (y_i − y_j)_c K_ij for rows [begin, end), in single precision, in the plane
/// and in space; the points interleaved.
void attraction_plane(const Affinities& p, const std::vector<float>& xy, std::size_t begin,
                      std::size_t end, Points& out);
void attraction_space(const Affinities& p, const std::vector<float>& xyz, std::size_t begin,
                      std::size_t end, Points& out);

/// Σ p_ij log(1 + d²_ij) over rows [begin, end); relative error 1e-6.
double attraction_energy(const Affinities& p, const Points& y, int dims, std::size_t begin,
                         std::size_t end);

/// Term by term at any place: sums[0] = Σ_j K_j, sums[1 + c] = Σ_j (at − y_j)_c K²_j.  at, sums: dims
/// and 1 + dims values; single precision within 1,024 points, double across.
void exact_field(const Points& y, int dims, const float* at, double* sums);

/// Term by term: out[c][i] = Σ_j (y_i − y_j)_c K²_ij for rows [begin, end). Returns Σ_{i, j ≠ i}
/// K_ij over them.
double exact_repulsion(const Points& y, int dims, std::size_t begin, std::size_t end, Points& out);

/// One step of gradient descent with momentum and gains on coordinates [begin, end) of one axis.
///   gain += 0.2 where the step opposes the gradient, else gain = 0.8 gain + 0.01;  step = momentum
///   step − rate gain g
struct StepState {
  float *position, *velocity, *gain;
  const float *attraction, *repulsion;
};
struct StepRule {
  float momentum, rate, exaggeration, inverse_z;
};
/// Returns Σ g².
double step(const StepState& state, const StepRule& rule, std::size_t begin, std::size_t end);

}  // namespace qed::embedding
