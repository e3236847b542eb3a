// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/intervals/methods/families.h"
#include "qed/statistics/resampling/area.h"

namespace qed::statistics {
namespace {

constexpr unsigned kArea = bits(Functional::area);
constexpr unsigned kDifference = bits(Functional::area_difference);

ClassScores class_scores(const Sample& sample) {
  return split_by_label(sample.terms[0], as_labels(sample.terms[1]));
}

Estimate delong(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kArea, quantity, sample, options);
  ClassScores scores = class_scores(sample);
  return delong_auc(scores, options.level);
}

Estimate jackknife(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kArea, quantity, sample, options);
  ClassScores scores = class_scores(sample);
  return jackknife_auc(scores, options.level);
}

Estimate score(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kArea, quantity, sample, options);
  ClassScores scores = class_scores(sample);
  if (scores.positive.empty() || scores.negative.empty())
    return Estimate::undefined("all rows are of one class");
  return score_auc(area_under_curve(scores), options.level);
}

Estimate area_bootstrap(const Quantity& quantity, const Sample& sample,
                        const MethodOptions& options) {
  check_asked(kArea, quantity, sample, options);
  return bootstrap_area_of(sample, options, BootstrapMethod::bca);
}

Estimate difference(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kDifference, quantity, sample, options);
  return delong_difference(sample.terms[0], sample.terms[1], as_labels(sample.terms[2]),
                           options.level);
}

Estimate jackknife_difference(const Quantity& quantity, const Sample& sample,
                              const MethodOptions& options) {
  check_asked(kDifference, quantity, sample, options);
  return jackknife_auc_difference(sample.terms[0], sample.terms[1], as_labels(sample.terms[2]),
                                  options.level);
}

constexpr std::array kMethods{
    Method{"delong", "DeLong's interval on the logit scale",
           "The one to take for an area of many rows; at perfect separation it is Newcombe's.",
           "λ ± z √Var θ̂/(θ̂(1-θ̂)), λ = log(θ̂/(1-θ̂))", "DeLongEtAl1988", Claim::asymptotic,
           Rows::independent, kArea, delong},
    Method{"jackknife_auc", "the area's jackknife on the logit scale",
           "For an area of few rows of a class, or near 1, where DeLong's covers too little.",
           "L ± t √((m-1)/m Σ(L₋ᵢ - L̄)² + (n-1)/n Σ(L₋ⱼ - L̄)²), L = log(θ/(1-θ))",
           "Satterthwaite1946", Claim::nominal, Rows::independent, kArea, jackknife},
    Method{"score_auc", "Newcombe's score interval of the area",
           "For an area of few rows, and for scores of which only the area is known.",
           "{θ: (θ̂-θ)² <= z² V(θ)}, V(θ) = θ(1-θ)(1 + s((1-θ)/(2-θ) + θ/(1+θ)))/mn", "Newcombe2006",
           Claim::nominal, Rows::independent, kArea, score},
    Method{"area_bootstrap", "the BCa bootstrap of the area",
           "For an area where the scores of a class are very uneven.",
           "F*⁻¹(Φ(z₀ + (z₀ ± z)/(1 - a(z₀ ± z))))", "Efron1987", Claim::asymptotic,
           Rows::independent, kArea, area_bootstrap},
    Method{"delong_difference", "DeLong's interval of two areas of the same rows",
           "The one to take for two scores of the same rows; cut at -1 and 1, where areas end.",
           "θ̂₁ - θ̂₂ ± z √(S²(V₁₀¹-V₁₀²)/m + S²(V₀₁¹-V₀₁²)/n)", "DeLongEtAl1988", Claim::asymptotic,
           Rows::independent, kDifference, difference},
    Method{"jackknife_auc_difference", "the jackknife of two areas of the same rows",
           "For two scores of rows of which few are of one class; that of DeLong with Student's t.",
           "θ̂₁ - θ̂₂ ± t_ν √(v + w), ν = (v + w)²/(v²/(m-1) + w²/(n-1))", "Satterthwaite1946",
           Claim::nominal, Rows::independent, kDifference, jackknife_difference},
};

}  // namespace

Estimate bootstrap_area_of(const Sample& sample, const MethodOptions& options,
                           BootstrapMethod method) {
  return bootstrap_area(sample.terms[0], as_labels(sample.terms[1]), as_bootstrap(options, method));
}

std::span<const Method> area_methods() { return kMethods; }

}  // namespace qed::statistics
