// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "qed/linalg/matrix.h"

namespace qed::manifold {

/// How many coordinates the data need locally, with an interval, or the reason why it cannot be said.
struct Dimension {
  std::optional<double> value;
  double lower = 0, upper = 0, level = 0.95;
  std::string method;      ///< how estimate and interval were made
  std::string reason;      ///< why there is no value
  Index used = 0;          ///< points that entered
  Index duplicates = 0;    ///< points left out because a neighbour lies at distance 0
};

/// TwoNN: the ratio μ = r₂/r₁ of a point's two nearest distances is Pareto with exponent d when the density is even on
/// the scale of r₂. Maximum likelihood from the 90 % smallest ratios, the rest taken as "at least the last of them"
/// (Facco leaves them out of a fit for the same reason: curvature and edges live there):
///   d̂ = (m - 1) / S,   S = Σ_{i<=m} log μ_(i) + (N - m) log μ_(m),   2 d S ~ χ²_{2m},   m = ⌊0.9 N⌋.
/// distances: n x k, k >= 2: of each point's nearest others, ascending, itself left out. Points with r₁ = 0 are left
/// out and counted; fewer than 10 points left, or no spread in the ratios: no value. O(n log n).
/// Neighbouring points share distances: the degrees of freedom are divided by 1.6, as measured. Noise larger than r₁
/// fills all coordinates: then the estimate is that of the noise, and falls when rows are left out (r₁ grows).
/// Ref: [FaccoEtAl2017, DentiEtAl2022]
Dimension two_nn(MatrixFView distances, double level = 0.95);

/// Levina and Bickel's estimate from k neighbours, less local than two_nn, less sensitive to noise. Around each point
/// log(T_k/T_j), j < k, are k - 1 exponential values of mean 1/d; their inverses are averaged, not the estimates:
///   1/d̂ = mean_i m_i,   m_i = 1/(k - 1) Σ_{j<k} log(T_k(i)/T_j(i)).
/// distances: n x k, k >= 3, as above. Interval: normal over points for 1/d; neighbourhoods overlap, so s(m)/√n is
/// widened by √k, as if only n/k of them were separate. Biased down near edges and where k neighbours reach far.
/// Ref: [LevinaBickel2004, MacKayGhahramani2005]
Dimension levina_bickel(MatrixFView distances, double level = 0.95);

}  // namespace qed::manifold
