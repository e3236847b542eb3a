// SPDX-License-Identifier: Apache-2.0
#pragma once
// How many ways there are: exactly while the number fits 128 bits (below 3.4e38), by its logarithm beyond.
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace qed::probability {

__extension__ using Natural = unsigned __int128;

/// A number of ways.
struct Ways {
  std::optional<Natural> exact;  ///< nothing: 2^128 or more
  double log;  ///< its natural logarithm, -inf of none; relative error at most 1e-13, measured
  bool is_exact() const { return exact.has_value(); }
  double value() const;  ///< to the nearest double, +inf where that overflows
  std::optional<std::string> digits() const;  ///< "13983816"
};

/// n!, n >= 0, else Error{bad_value} (as below). Exact to n = 34. O(n).
Ways factorial(std::int64_t n);
/// n!/(n-k)!: ordered choices of k among n, none where k > n. n, k >= 0. O(k) while exact.
Ways permutations(std::int64_t n, std::int64_t k);
/// C(n, k) = n!/(k! (n-k)!), none where k < 0 or k > n. n >= 0. Exact to n = 131 for every k. O(min(k, n-k)) while
/// exact: no factor on the way is larger than the result.  Ref: [GrahamKnuthPatashnik1994, sec. 5.1]
Ways binomial_coefficient(std::int64_t n, std::int64_t k);
/// (Σk_i)!/Πk_i!: ways to give Σk_i things to kinds of k_i >= 0 each. Error{bad_value} where Σk_i leaves 64 bits.
Ways multinomial_coefficient(std::span<const std::int64_t> counts);
/// S(n, k): partitions of n things into k non-empty sets, S(n, k) = k S(n-1, k) + S(n-1, k-1), S(0, 0) = 1; none where
/// k > n. 0 <= k, 0 <= n <= 10,000. O(k (n-k)) time, O(k) memory.  Ref: [GrahamKnuthPatashnik1994, eq. 6.3]
Ways stirling_second(std::int64_t n, std::int64_t k);
/// Subgroups that fix the values of 1 to `depth` of the features: e₁ + ... + e_depth of the numbers of values, with e_d
/// the sum over d features of the products. What an audit of all of them must correct its level for. values >= 0,
/// depth >= 0. O(features depth).
Ways subgroups(std::span<const std::int64_t> values, std::int64_t depth);

/// Logarithms of the same, of any size in O(1) (multinomial: O(kinds)), -inf where there is no way.
double log_permutations(std::int64_t n, std::int64_t k);
double log_multinomial_coefficient(std::span<const std::int64_t> counts);

}  // namespace qed::probability
