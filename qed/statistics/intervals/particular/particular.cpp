// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/particular/particular.h"

#include <array>

namespace qed::statistics {
namespace {

constexpr std::string_view kMultinomial = "qed/statistics/intervals/shares/multinomial.h";
constexpr std::string_view kEffect = "qed/statistics/effect/effect.h";
constexpr std::string_view kConformal = "qed/statistics/intervals/particular/conformal.h";

constexpr std::array kMethods{
    Particular{"goodman", "Goodman's intervals of all shares",
               "For the shares of several kinds, all of them together, rare ones too.",
               "Wilson's at the level 1 − α/k each", "Goodman1965", kMultinomial, Claim::nominal},
    Particular{"sison_glaz", "Sison and Glaz's intervals of all shares",
               "For the shares of many kinds, none of them rare: shorter than Goodman's.",
               "[p̂ᵢ − c/n, p̂ᵢ + (c + 2γ)/n]", "SisonGlaz1995", kMultinomial, Claim::asymptotic},
    Particular{"prediction_powered", "prediction-powered inference (PPI++)",
               "For a mean of few labels where a model predicts them for many more rows.",
               "ȳ + λ(F̄ − f̄) ± t √(S²(y − λf)/n + λ² S²(F)/N)", "AngelopoulosDuchiZrnic2023",
               "qed/statistics/intervals/particular/prediction_powered.h", Claim::asymptotic},
    Particular{"split_conformal", "the split conformal bound",
               "For a new row's error by rows that the model has not seen, whatever the law.",
               "the ⌈(n+1)(1−α)⌉-th smallest score", "LeiEtAl2018", kConformal, Claim::exact},
    Particular{"mondrian", "the conformal bound of each group",
               "For a new row of a known group: it holds within every group, not on average alone.",
               "the split conformal bound of the group's rows", "VovkGammermanShafer2005",
               kConformal, Claim::exact},
    Particular{"jackknife_plus", "the jackknife+",
               "For a new row where all rows train the model: by models that leave one row out.",
               "[⌊(n+1)α⌋-th of ŷ₋ᵢ − rᵢ, ⌈(n+1)(1−α)⌉-th of ŷ₋ᵢ + rᵢ]", "BarberEtAl2021",
               kConformal, Claim::exact, 2},
    Particular{"poisson_bootstrap", "the Poisson bootstrap by identifier",
               "For statistics of sums of rows that are seen once, in parts, on many machines.",
               "replicate b counts row i Poisson(1) times, by (seed, id, b)", "ChamandyEtAl2012",
               "qed/statistics/resampling/streamed.h", Claim::asymptotic},
    Particular{"bonett", "Bonett's interval of a standardised difference",
               "For how far two groups lie apart, in standard deviations that may differ.",
               "d ± z √Var d,  d = (x̄ − ȳ)/s", "Bonett2008", kEffect, Claim::asymptotic},
    Particular{"noncentral_chi_square", "the non-central chi-square interval of Cramér's V",
               "For how strongly two columns of words hang together, where they do so weakly.",
               "{V : α/2 ≤ F(χ²; n V² min(r−1, c−1)) ≤ 1 − α/2}", "Smithson2003", kEffect,
               Claim::asymptotic},
    Particular{"intra_class", "the F interval of the intra-class correlation",
               "For how much rows of one group resemble each other, of Gaussian rows.",
               "(F/f − 1)/(F/f + n₀ − 1),  f quantiles of F(G−1, n−G)", "Donner1986",
               "qed/statistics/intervals/clustered.h", Claim::nominal},
};

}  // namespace

std::span<const Particular> particular_methods() { return kMethods; }

}  // namespace qed::statistics
