// SPDX-License-Identifier: Apache-2.0
#pragma once
// Probabilities that were learnt where positives are more (or less) frequent than where they are used.
#include <span>

namespace qed::probability {

/// Bayes' rule with another prior: the odds of p times the ratio of the prior odds,
///   p' = p r / (p r + 1 - p),  r = (π'/(1-π')) / (π/(1-π)).
/// Right when P(features | label) is the same in both places. p in [0, 1], priors in (0, 1): Error{bad_value}.
/// Ref: [Elkan2001, thm 2]
double prior_shifted(double p, double old_prior, double new_prior);

/// The prevalence of unlabelled rows by expectation maximisation: π' is the mean of the probabilities that it itself
/// shifts, started from the old prior; the maximum likelihood estimate, given that the probabilities are right at
/// the old prior. To 1e-12 or 10,000 iterations, `converged` says which. probability (n >= 1, in [0, 1]).
/// O(n iterations).  Ref: [SaerensLatinneDecaestecker2002]
struct Prevalence {
  double value = 0;
  int iterations = 0;
  bool converged = false;
};
Prevalence shifted_prevalence(std::span<const double> probability, double old_prior);

}  // namespace qed::probability
