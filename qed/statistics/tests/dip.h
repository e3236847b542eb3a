// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "qed/linalg/matrix.h"

namespace qed::statistics {

/// Hartigan's dip of a sample: the largest distance between its empirical cdf F and the nearest unimodal cdf G,
///   D = min_G max_x |F(x) - G(x)|,  1/(2n) <= D < 1/4.
/// values: finite, any order and ties, n >= 1 (all equal or n < 4: 1/(2n)). Returns also the modal interval of the
/// best G. O(n log n) time (sort), O(n) memory; the sweep itself is exact arithmetic on counts and one division a
/// point, relative error about 1e-13.  Ref: [Hartigan1985a, Hartigan1985b, Maechler2021]
struct Dip {
  double statistic = 0;
  double lower = 0, upper = 0;  ///< modal interval, in the unit of the values
  std::int64_t n = 0;
};
Dip dip(std::span<const double> values);
/// The same for values already sorted upwards: O(n), no copy.
Dip dip_of_sorted(std::span<const double> values);
Dip dip_of_sorted(std::span<const float> values);

/// P(D >= d) for n independent uniform values, the least favourable unimodal law in the limit: (1 + #)/(1 + B) over
/// B uniform samples named by (seed, replicate), in parallel, the same for every number of threads. Valid for
/// independent values only: distances between rows are not. O(B n log n); n above 20,000 uses √n D at n = 20,000,
/// whose law has settled by then (within the Monte Carlo error at B = 10,000).
struct DipTest {
  double p_value = 1, standard_error = 0;
  Dip dip;
};
DipTest dip_test(std::span<const double> values, std::int64_t replicates = 1999,
                 std::uint64_t seed = 1);

/// The pooled Euclidean distances between all pairs of rows, m(m-1)/2 of them, sorted upwards. X: m x d, finite.
/// O(m² d) in single precision, relative error about 1e-3 √(ε-cancellation) for coincident rows only.
std::vector<float> sorted_pairwise_distances(MatrixFView X);

}  // namespace qed::statistics
