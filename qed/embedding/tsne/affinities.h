// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "qed/algorithms/neighbours/neighbours.h"

namespace qed::embedding {

/// The joint probabilities P of t-SNE, symmetric and sparse: row i holds columns [row_start[i],
/// row_start[i+1]), by rising column; all values sum to 1.
struct Affinities {
  std::vector<std::int64_t> row_start;  ///< n + 1
  std::vector<std::int32_t> column;
  std::vector<float> value;
  double perplexity = 0;
  double worst_entropy_error = 0;  ///< largest |H(p_·|i) − log perplexity| over rows, in nats
  std::int64_t unmatched_rows =
      0;  ///< rows with more equidistant nearest neighbours than the perplexity
  std::int64_t rows() const { return static_cast<std::int64_t>(row_start.size()) - 1; }
};

/// min(30, (n − 1)/3): every row then has the 3 × perplexity neighbours that the affinities use. n
/// >= 4.
double default_perplexity(std::int64_t n);
/// Neighbours that a perplexity asks for: ⌊3 perplexity⌋, at least 1.
int neighbours_for(double perplexity);

/// p_j|i ∝ e^{−β_i d²_ij} over the neighbours, β_i such that the entropy is log(perplexity) to 1e-5
/// nats (safeguarded Newton steps), then p_ij = (p_j|i + p_i|j)/2n. Rows whose m nearest neighbours
/// are equally far, m >= perplexity, reach log m at least; they are counted in unmatched_rows and
/// keep it. O(n k). Same bits for every number of threads. Throws Error{bad_option} for a
/// perplexity outside [1, k], or when n < 3 perplexity (the hint gives the largest),
/// Error{bad_data} when all rows are equal.
/// Ref: [vanderMaaten2008, sec. 2 and 3.1]
Affinities affinities(const algorithms::Neighbours& neighbours, double perplexity);

/// The conditional p_j|i of each row of `distance` (m x k), at the given perplexity: what places
/// new rows.
MatrixF conditional_affinities(const MatrixF& distance, double perplexity);

}  // namespace qed::embedding
