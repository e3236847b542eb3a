// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace qed::statistics {

/// A statistic of permuted data: row i of one side meets row order[i] of the other (identity: the
/// data). Large values speak against the null. Called from several threads at once.
using PermutedStatistic = std::function<double(std::span<const std::int32_t> order)>;

struct PermutationOptions {
  std::int64_t replicates = 1999;
  std::uint64_t seed = 1;
  std::vector<std::int32_t> strata =
      {};  ///< one id a row: rows are exchanged within a stratum only
  std::vector<std::int32_t> groups =
      {};  ///< one id a row: whole groups are exchanged, or turn sign, together
  std::int64_t enough =
      0;  ///< stop after this many T* >= T (0: never early); p stays valid, exact to ~1/√enough
};

/// p = (1 + #{T* >= T}) / (1 + B), valid at any B: P(p <= α) <= α under exchangeability. Stopped
/// early after h exceedances in l replicates, p = h / l.  Ref: [PhipsonSmyth2010,
/// BesagClifford1991]
struct PermutationTest {
  double statistic = 0, p_value = 1, standard_error = 0;
  std::int64_t replicates = 0;  ///< done
};

/// Replicate b draws its permutation from its own stream (seed, b): the same bits for every number
/// of threads. Groups that are exchanged must have equally many rows, each in one stratum: the i-th
/// row of one meets the i-th of the other. O(B (n + cost)). Values within a relative 1e-12 of T
/// count as ties, that is as T* >= T.
PermutationTest permutation_test(std::int64_t n, const PermutedStatistic& statistic,
                                 const PermutationOptions& options = {});
/// A statistic of paired differences whose signs may be turned: signs[i] is +1 (the data) or -1.
using SignedStatistic = std::function<double(std::span<const std::int8_t> signs)>;

/// The test for pairs: where the two of a pair are exchangeable, so is the sign of their
/// difference. Groups turn together; strata mean nothing here (Error{bad_option}). p and errors as
/// above.  Ref: [Fisher1935, sec. 21]
PermutationTest sign_flip_test(std::int64_t n, const SignedStatistic& statistic,
                               const PermutationOptions& options = {});

}  // namespace qed::statistics
