// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/bayes/prior_shift.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::probability {
namespace {

void require_prior(double prior) {
  require(prior > 0 && prior < 1, ErrorCode::bad_value,
          "a prior must be between 0 and 1, not " + shortest(prior));
}
void require_probability(double p) {
  require(p >= 0 && p <= 1, ErrorCode::bad_value,
          "a probability must be in [0, 1], not " + shortest(p));
}

// With the ratio of prior odds known.
double shifted(double p, double ratio) { return p * ratio / (p * ratio + (1 - p)); }
double odds(double p) { return p / (1 - p); }

}  // namespace

double prior_shifted(double p, double old_prior, double new_prior) {
  require_probability(p), require_prior(old_prior), require_prior(new_prior);
  return shifted(p, odds(new_prior) / odds(old_prior));
}

Prevalence shifted_prevalence(std::span<const double> probability, double old_prior) {
  require_prior(old_prior);
  require(!probability.empty(), ErrorCode::bad_data, "no probabilities to learn a prevalence from");
  std::ranges::for_each(probability, require_probability);
  Prevalence found{.value = old_prior};
  while (!found.converged && found.iterations < 10'000) {
    ++found.iterations;
    // At the ends the odds are 0 or infinite and nothing moves them any more.
    if (found.value <= 0 || found.value >= 1) {
      found.converged = true;
      break;
    }
    const double ratio = odds(found.value) / odds(old_prior);
    double sum = 0;
    for (const double p : probability) sum += shifted(p, ratio);
    const double next = sum / static_cast<double>(probability.size());
    found.converged = std::abs(next - found.value) <= 1e-12;
    found.value = next;
  }
  return found;
}

}  // namespace qed::probability
