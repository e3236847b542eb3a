// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/explain.h"

namespace qed::answers::measure {
namespace {

std::vector<Explanation> of_predictions() {
  return {
      {"metrics", "The metric to decide by, the one to find the fault with, and the one to run by.",
       "by what the label is, what the predictions are, and whether costs are given",
       "Deciding by one metric that was named beforehand is what makes the interval mean what it "
       "says.",
       "Gneiting2011"},
      {"prevalence",
       "The share of rows that say yes, or the mean of a label in numbers; of ranked lists the "
       "share of a query's rows that is relevant.",
       "ȳ = Σ yᵢ/n; of lists its mean over queries",
       "What a prediction that knows no row can say; everything is measured from there.", ""},
      {"form",
       "What each prediction looks like: by its range, and by which functional of the labels it "
       "hits.",
       "mean: E(f − y) = 0; τ-quantile: P(y ≤ f) = τ; probability: in [0, 1]",
       "A forecast that is a mean and a median at once cannot be told apart on symmetric labels. "
       "Of "
       "probabilities two tests: Spiegelhalter's sees that they are too sure or not sure enough, "
       "the smooth calibration error a share that is off anywhere. They mean what they say where "
       "neither rejects it by Holm's p-values.",
       "Gneiting2011"},
  };
}

std::vector<Explanation> without_spread() {
  return {
      {"values", "How many different values a prediction has: said where it is one.",
       "#{f₁, ..., f_n} = 1",
       "A constant scores at most what the best constant does, on any rows: more of them decide "
       "nothing.",
       ""},
      {"equal_rows", "The share of rows in which the prediction is the label.",
       "(1/n) #{i: fᵢ = yᵢ}, Wilson's interval",
       "No row is wrong, so that metrics show no spread; permuted labels decide instead. Such a "
       "column is mostly the label itself under another name.",
       "Wilson1927"},
  };
}

std::vector<Explanation> of_two_models() {
  return {
      {"models", "Every prediction by the primary metric, the best first.",
       "as primary; p = max_i P(max_j |T*ᵢⱼ| ≥ |T₁ⱼ|), T*ᵢⱼ Student's t of i less j about its mean "
       "under turned signs of whole rows",
       "The best of many looks better than it is: it was chosen on the rows that judge it. p "
       "against the best is adjusted for that (max-T), whichever one it truly is; it and the "
       "interval of the first two are never more cautious than Bonferroni's, and less so where "
       "models resemble each other. They hold for many rows. Files that are not held, and fewer "
       "than 20 units, have Bonferroni's and no p.",
       "Hsu1984"},
      {"paired_difference",
       "The primary metric of the first model less that of the second on the same rows.",
       "θ̂₁ − θ̂₂ ± t √(Σ (ψ₁ᵢ − ψ₂ᵢ)²/(n(n − 1)))",
       "Two intervals that overlap can still hide a sure difference: errors on the same rows go "
       "together, and the pairing "
       "takes that part away.",
       "Vaart1998"},
      {"differing_rows", "How many rows two models predict differently: said where none is.",
       "#{i: f₁ᵢ ≠ f₂ᵢ} = 0",
       "Two that are one cannot differ by more than any margin, though no spread is seen.", ""},
      {"mcnemar", "Do both models decide equally many rows right?",
       "b ~ Binomial(b + c, ½), exact and two-sided; of units P(|Σ ±d_g| ≥ |Σ d_g|), d_g what the "
       "first decides right more often in unit g",
       "It sees decisions at one threshold only; a model can be better at every other one.",
       "McNemar1947"},
      {"delong", "The difference of the areas under the two ROC curves.",
       "AUC₁ − AUC₂ with the variance of the paired placements",
       "A difference of order alone: calibration and costs do not count.", "DeLongEtAl1988"},
      {"murphy",
       "Mean elementary scores, first less second: the cost of deciding at each ratio of costs.",
       "S_θ(f, y) = |y − θ| where min(f, y) ≤ θ < max(f, y); of a quantile 1 − τ or τ there",
       "Below 0 the first is better. Every proper score of a probability, and every score that is "
       "consistent for a mean (or one quantile), is a mixture of these, so a line that is below 0 "
       "everywhere is better by all of them; scores of other quantities may disagree. The band "
       "holds at all places together, and is as wide as chance makes it where few labels of the "
       "rarer side lie between the two forecasts.",
       "EhmEtAl2016"},
      {"winner.by_metric", "The comparison by every other metric that fits.",
       "as paired_difference, each at its level",
       "A margin is one of the primary metric only. Where another sensible metric turns the "
       "winner, say first what the predictions are used "
       "for.",
       ""},
  };
}

std::vector<Explanation> of_the_best() {
  return {
      {"primary",
       "The primary metric of the best model: of a skill, the share of the constant's loss that it "
       "takes away.",
       "skill = 1 − L̄(f, y)/L̄(c, y), c the best constant; AUC = P(f⁺ > f⁻) + ½ P(f⁺ = f⁻); "
       "NDCG@k = Σ gain(g_r)/log₂(1 + r) over the first k ranks, over the same of the best order",
       "0 (AUC: ½, NDCG: what random orders have) is knowing nothing of the row, 1 is perfect, "
       "below is worse than not predicting. Gains of NDCG are 2^g − 1 of grades g, which weighs "
       "the best grades most, else the relevance itself; it is a mean over queries.",
       "GneitingRaftery2007"},
      {"baseline", "What a prediction scores that is the same for every row.",
       "0 of a skill, ½ of an AUC; of lists the mean over the orders of equal scores",
       "Not a low bar: a model is useful from here on. In short lists of many relevant rows a "
       "random order does well.",
       "McSherryNajork2008"},
      {"over_random",
       "The primary metric of the lists less that of a random order of them, query by query.",
       "Σ (v_q − r_q)/Q ± t √(Σ (d_q − d̄)²/(Q(Q − 1))), d_q = v_q − r_q",
       "It decides, and not the metric's own interval: what an order has by chance differs from "
       "query to query, and the pairing takes that part away.",
       "McSherryNajork2008"},
      {"worst_queries", "The queries with the lowest primary metric, the first places to look.",
       "v_q in rising order; of equal ones first those in which a random order has most",
       "A mean hides a kind of query that always fails: read these for what they have in common.",
       "ManningRaghavanSchuetze2008"},
      {"margin", "Differences that do not matter.", "given",
       "With a margin two models can also be called equal.", ""},
      {"primary.score", "The loss behind the skill, in its own unit.", "L̄(f, y) = Σ L(fᵢ, yᵢ)/n",
       "Compare it only with other predictions of the same rows.", "GneitingRaftery2007"},
      {"baseline.score", "The loss of the best constant.", "L̄(c, y)",
       "What the label's own law costs.", "GneitingRaftery2007"},
      {"null", "How well the model predicts labels that were dealt out at random.",
       "p = (1 + #{T* ≥ T})/(1 + B), T* the metric with labels permuted, of lists within queries",
       "Large: nothing in these rows shows that the predictions know the labels. A small p is no "
       "good model yet.",
       "PhipsonSmyth2010"},
      {"rows.needed", "How many rows, or queries, would just decide.",
       "n (h/(|θ̂ − θ₀| − m))², h the distance to the end that must move",
       "It takes value and spread to stay as they are.", ""},
      {"decomposition.mcb", "Miscalibration: the loss that recalibrating would take away.",
       "MCB = L̄(f) − L̄(f̂), f̂ the best rising function of f",
       "Large beside the skill: mend the calibration before you look for another model. A fit to "
       "these rows gains too much "
       "on them: the interval begins at what fits to one half gain on the other.",
       "DimitriadisGneitingJordan2021"},
      {"decomposition.dsc", "Discrimination: the loss that telling rows apart takes away.",
       "DSC = L̄(c) − L̄(f̂)", "Only a better model gains more.", "DimitriadisGneitingJordan2021"},
      {"decomposition.unc", "Uncertainty: the loss of the best constant.", "UNC = L̄(c)",
       "The same for every model of these rows.", "DimitriadisGneitingJordan2021"},
  };
}

std::vector<Explanation> of_what_else() {
  return {
      {"calibration.smooth",
       "How far the probabilities are from meaning what they say, without bins, beside what "
       "calibrated ones show on as many rows.",
       "∫ |Σ (yᵢ − pᵢ) K_σ(t, pᵢ)|/n dt at the σ that it equals; the null: yᵢ ~ Bernoulli(pᵢ), of "
       "units ±(yᵢ − pᵢ), one sign a unit",
       "It is never 0 on few rows, so it is read against its null. Where rows of a unit hang "
       "together the null is as wide as units make it.",
       "BlasiokNakkiran2024"},
      {"by_metric", "The model by the other metrics that fit.", "each as primary",
       "Where they disagree, the primary was named for a reason: it asks what the prediction "
       "claims.",
       ""},
      {"operating", "What users of the model meet day by day.",
       "shares at the threshold; sizes of errors",
       "These describe one operating point. Do not choose between models by them.",
       "VickersElkin2006"},
      {"refused",
       "Metrics that are often taken, each with a number from these rows that speaks against it.",
       "see the last column", "They can be reported; a decision should not hang on them.",
       "Gneiting2011"},
  };
}

}  // namespace

std::vector<Explanation> explanations() {
  std::vector<Explanation> list = of_predictions();
  for (const auto& part : {without_spread(), of_two_models(), of_the_best(), of_what_else()})
    list.insert(list.end(), part.begin(), part.end());
  return list;
}

}  // namespace qed::answers::measure
