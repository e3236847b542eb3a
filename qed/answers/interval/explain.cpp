// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/explain.h"

#include <utility>

namespace qed::answers::interval {

namespace {

std::vector<Explanation> of_the_question() {
  return {
      {"interval", "The statistic of these rows, and the interval that its method gives.",
       "by method; see interval.alternatives",
       "Of intervals made like this one, from other rows of the same source, a share of about the "
       "level holds the true value. It says nothing about rows that could not have been drawn.",
       ""},
      {"question", "Which question the interval answers, and from how many rows.",
       "by the words of the statistic, --new-case and --peeking",
       "A parameter is about all rows like these and gets narrower with more of them; a new case "
       "is about one row and does not. Metrics of a model say nothing about its next version.",
       ""},
      {"against", "The value that the answer decides against.",
       "given, or 0 of a difference and 1/2 of an area",
       "An interval that holds it does not show that it is true.", ""},
      {"against.margin", "Differences from that value that do not matter.", "given",
       "With a margin the answer can also be: equal.", ""},
      {"units.needed", "How many independent units would just decide.",
       "n (h/(|θ̂ − θ₀| − m))² where it is undecided, h the distance from θ̂ to the end that must "
       "move",
       "It takes the value and the spread to stay as they are: no promise.", ""},
      {"units.trusted", "How many independent units would bring the coverage near its level.",
       "units simulated · (level − coverage)/0.02",
       "An extrapolation: what is missing falls about as one over their number.", ""},
      {"units.finite", "From how many rows or units on both ends are finite.",
       "of a quantile ⌈log(α/2)/log max(p, 1−p)⌉, of a new case ⌈2/α⌉ − 1",
       "With fewer no end can be given at this level, whatever the values are.", ""},
  };
}

std::vector<Explanation> of_the_answer() {
  return {
      {"interval.alternatives",
       "The same question by the neighbouring methods, simulated on the same replicates.",
       "one row a method",
       "A method that covers less than the level decides too early; one that covers more is wider "
       "than it need be.",
       ""},
      {"coverage.simulated",
       "How often such an interval holds the true value at this number of rows.",
       "#{b : l(X*_b) ≤ θ(model) ≤ u(X*_b)}/B, X*_b drawn from a model fitted to the rows",
       "It is the level if the method fits the data. Of an experiment that is looked at: at all of "
       "100 looks together. Its own interval is that of the replicates; the model is an "
       "assumption, named under the assumptions.",
       "Wilson1927"},
      {"coverage.naive_bootstrap", "The same for the percentile bootstrap of rows.",
       "as coverage.simulated",
       "Of more than 300 rows its normal limit is simulated. Far below the level: rows hang "
       "together, or are few, and the usual recipe would have misled.",
       "EfronTibshirani1993"},
      {"coverage.peeked",
       "How often an interval for one number of rows misses at some of 100 looks.",
       "#{b : θ < l(X*_b[1..t]) or θ > u(X*_b[1..t]) at some look t}/B",
       "Why an experiment that is looked at needs an interval for all times.",
       "WaudbySmithRamdas2024"},
      {"unit", "How many independent units there are.", "a count",
       "The width falls with the root of this number, not of the number of rows.", ""},
      {"dependence.correlation",
       "How much rows of one unit, or neighbours in time, resemble each other.",
       "ρ = (MSB − MSW)/(MSB + (n₀ − 1) MSW) of the rows' influence; in time r₁ = Σ ψₜψₜ₋₁/Σ ψₜ²",
       "At 0 rows may be taken as independent.", "Donner1986"},
      {"dependence.design_effect", "The variance over that of as many independent rows.",
       "1 + (n₀ − 1) ρ; in time (1 + r₁)/(1 − r₁)",
       "4 means: twice as wide as rows alone would say.", "Donner1986"},
      {"predicted.classical", "The interval from the labels alone.", "x̄ ± t_{n−1} s/√n",
       "What one would have without predictions.", "Student1908"},
      {"predicted.gain", "How many times as many labels the predictions are worth.",
       "Var(ȳ)/Var(θ̂), θ̂ = ȳ + λ(F̄ − f̄)", "1: nothing gained. It is never much below 1.",
       "AngelopoulosDuchiZrnic2023"},
      {"predicted.weight", "The weight λ of the predictions.",
       "cov(y, f)/((1 + n/N) Var f), in [0, 1]", "0: the predictions say nothing about the label.",
       "AngelopoulosDuchiZrnic2023"},
      {"predicted.shift", "How the predictions of rows with a label differ from those without.",
       "d = (f̄ − F̄)/s,  s² = (s_f² + s_F²)/2",
       "0 where labels were asked for at random. Far from it the labels are of another population.",
       "Bonett2008"},
      {"interval.shares", "The share of each word of a column, all holding together.",
       "each at level 1 − α/k, k words",
       "Where rows are independent and each word has ten, these are Goodman's intervals; rarer "
       "words have exact ones.",
       "Goodman1965"},
      {"interval.by", "One interval for each value of a column, all holding together.",
       "each at level 1 − α/k, k values",
       "Two intervals that overlap may still differ: ask for their diff.", "Miller1981"},
  };
}

}  // namespace

std::vector<Explanation> explanations() {
  std::vector<Explanation> all = of_the_question();
  for (Explanation& one : of_the_answer()) all.push_back(std::move(one));
  return all;
}

}  // namespace qed::answers::interval
