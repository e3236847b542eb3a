// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder: the laws that groups' effects may have.
#include <span>
#include <vector>

#include "qed/statistics/coverage/quantile_table.h"

namespace qed::statistics {

/// A law of effects, of mean 0, and how likely it is.
struct EffectLaw {
  QuantileTable table;
  double weight = 1;
};

/// The laws that effects may have where the mean of group g is seen with a Gaussian error:
///   m_g = μ + σ e_g + ε_g,  e ~ form,  ε_g ~ N(0, noise_g),  weight ∝ prior(form) max_{μ,σ} Π_g p(m_g | form, μ, σ)
/// Forms: Gaussian, Student's t with 3 degrees of freedom, log-normal (s = 0.8, 1.2) to either side. The error is
/// integrated out (Gauss and Hermite), so that the skewness found is the effects', not the smaller one of the means.
/// Few groups leave the form open: then it is the prior's, which was chosen by simulation so that Gaussian,
/// exponential and log-normal effects, of which the last two cannot be told apart, are missed by as little.
/// Standard deviation: √variance; of a form that fits a wider law, the geometric mean of both, at most √2 times it.
/// means: one a group, at least 2; noise: their variances, >= 0; variance > 0: of effects, by analysis of variance.
/// The likeliest first. Of more than 60 groups as many, evenly. A few milliseconds.  Ref: [Donner1986]
std::vector<EffectLaw> effect_laws(std::span<const double> means, std::span<const double> noise,
                                   double variance);

}  // namespace qed::statistics
