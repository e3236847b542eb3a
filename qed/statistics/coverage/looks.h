// SPDX-License-Identifier: Apache-2.0
#pragma once
// What looking again and again does to an interval: one that holds for one number of rows misses more often when it is
// made at many of them; a confidence sequence does not.
#include "qed/statistics/coverage/coverage.h"

namespace qed::statistics {

/// Its interval at a number of rows lies within those at fewer (betting's): a miss at any look is one at the last.
bool only_shrinks(const Method& method);

/// How often the interval misses at any of `looks` numbers of rows, round(n j/looks) for j = 1..looks (2 at least), as
/// the rows come in: share of replicates, with Wilson's interval. Rows are those of `simulate_coverage`'s model, in
/// no order (groups one after another, series in time). A look without an interval claims nothing and misses nothing.
/// One that only shrinks is looked at once, at the last.
/// Replicates: clamp(options.values / (values of a replicate · (looks + 1)/2), 200, options.replicates), fewer for a
/// method that resamples, in the same measure. looks >= 1, else Error{bad_option}; other errors and threads as there;
/// not for a new case (Error{bad_data}).  Ref: [ArmitageMcPhersonRowe1969]
Estimate simulate_looks(const Method& method, const Quantity& quantity, const Sample& sample,
                        std::int64_t looks, const CoverageOptions& options = {});

}  // namespace qed::statistics
