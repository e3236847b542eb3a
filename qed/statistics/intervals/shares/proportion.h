// SPDX-License-Identifier: Apache-2.0
#pragma once
// A share of independent yes/no rows: `hits` of `n` say yes. Everywhere: 0 <= hits <= n, else
// Error{bad_value}; level in (0, 1), else Error{bad_option}; n = 0 is undefined; the interval lies
// in [0, 1] and contains hits/n. With alpha = 1 - level and z the normal quantile of 1 - alpha/2.
#include <cstdint>

#include "qed/statistics/estimate.h"

namespace qed::statistics {

/// Clopper and Pearson: each tail probability of the binomial law is at most alpha/2, so the interval
/// covers at least at its level for every n and p, and often more.
///   lower = B⁻¹(alpha/2; k, n-k+1),  upper = B⁻¹(1 - alpha/2; k+1, n-k),  B the beta law.
/// Ref: [ClopperPearson1934]
Estimate exact_proportion(std::int64_t hits, std::int64_t n, double level = 0.95);

/// The same with all of alpha in one tail, for 0 or n hits only (Error{bad_value} else):
///   [0, 1 - alpha^(1/n)]  or  [alpha^(1/n), 1].
/// Covers at its level where one side was asked for beforehand. As a rule that takes it whenever there
/// are no hits, and the two-sided interval else, it can cover less: 0.933 at n = 5.
Estimate one_sided_proportion(std::int64_t hits, std::int64_t n, double level = 0.95);

/// Equal-tailed posterior interval under the prior B(1/2, 1/2); its end at 0 (n) hits is 0 (1).
/// Coverage close to the level on average over p.  Ref: [BrownCaiDasGupta2001, sec. 4.3]
Estimate jeffreys_proportion(std::int64_t hits, std::int64_t n, double level = 0.95);

/// p̃ ± z √(p̃(1-p̃)/ñ) with ñ = n + z², p̃ = (k + z²/2)/ñ: Wilson's centre, never shorter than his.
/// Ref: [AgrestiCoull1998]
Estimate agresti_coull_proportion(std::int64_t hits, std::int64_t n, double level = 0.95);

/// Wilson's interval of shares that half a hit more and less would give, for hits are whole:
///   lower end of p̂ - 1/2n, upper end of p̂ + 1/2n;  0 (1) for no (all) hits.
/// Covers at about its level or more for every p (0.949 at n = 5), and often more, as the exact one does. R's
/// prop.test makes this one, but for p̂ = 1/2, where it takes the correction out.  Ref: [Newcombe1998single, method 4]
Estimate continuity_proportion(std::int64_t hits, std::int64_t n, double level = 0.95);

}  // namespace qed::statistics
