// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/catalog.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::metrics {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr auto kHigher = Direction::higher_is_better, kLower = Direction::lower_is_better;

// What is no function of means over rows. Adding one: its files in the family's folder, its line here.
constexpr MetricCard kOthers[] = {
    {"standardised_net_benefit", "net benefit as a share of a perfect model's",
     "(TP - FP t/(1-t))/P", "KerrEtAl2016", Family::classification, kHigher, -kInfinity, 1,
     Elicits::decision, false, "delta"},
    {"smooth_calibration_error", "size of the residuals, smoothed by a kernel as wide as it is",
     "integral |mean (y - p) K(t, p)| dt at the bandwidth that it equals", "BlasiokNakkiran2024",
     Family::probability, kLower, 0, 1, Elicits::nothing, false, "", "rows",
     "of true probabilities too it is never 0 on rows: smooth_calibration_test has its null "
     "instead"},

    {"auc", "chance that a one is scored above a zero", "P(s1 > s0) + P(s1 = s0)/2",
     "DeLongEtAl1988", Family::discrimination, kHigher, 0, 1, Elicits::order, true, "delong",
     "rows",
     "jackknife_auc with fewer than 200 rows of a class, score_auc with fewer than 4 or none out "
     "of order"},
    {"hull_area", "area under the convex hull of the ROC curve", "integral TPR dFPR over the hull",
     "ProvostFawcett2001", Family::discrimination, kHigher, 0.5, 1, Elicits::order, true, "",
     "rows", "the hull is fitted to the rows that it is measured on, which flatters it"},
    {"h_measure",
     "share of the cost without a score that the best thresholds save, over costs by a prior",
     "1 - L/L0, L = integral min_t cost(t, c) w(c) dc", "Hand2009", Family::discrimination, kHigher,
     0, 1, Elicits::order, true, "delta", "rows",
     "the best thresholds are held, which flatters it: 88 of 100 intervals at 95 % cover at 1000 "
     "rows"},

    {"class_log_loss", "mean surprise: -log of the probability of the class that happened",
     "-mean log P(y)", "Good1952", Family::multiclass, kLower, 0, kInfinity, Elicits::probability,
     true, "student_t"},
    {"class_brier_score", "mean squared error of the probabilities, over classes",
     "mean sum_k (P(k) - 1[y = k])^2", "Brier1950", Family::multiclass, kLower, 0, 2,
     Elicits::probability, true, "student_t"},
    {"top_k_accuracy", "share of rows whose class is among the k most probable",
     "mean 1[y in the first k]", "", Family::multiclass, kHigher, 0, 1, Elicits::decision, false,
     "wilson"},
    {"macro_f1", "mean of F1 over classes", "mean_k 2 TP_k/(2 TP_k + FP_k + FN_k)",
     "VanRijsbergen1979", Family::multiclass, kHigher, 0, 1, Elicits::nothing, false, "delta"},

    {"ensemble_crps", "distance of the members' empirical law from what happened",
     "mean |x - y| - mean |x - x'|/2", "Hersbach2000", Family::distribution, kLower, 0, kInfinity,
     Elicits::distribution, true, "student_t"},
    {"fair_crps", "the same of the law that the members are drawn from, without bias",
     "mean |x - y| - mean over pairs |x - x'|/2", "Ferro2014", Family::distribution, kLower,
     -kInfinity, kInfinity, Elicits::distribution, true, "student_t"},
    {"normal_crps", "distance of a normal law from what happened",
     "integral (F(x) - 1[y <= x])^2 dx", "GneitingRaftery2007", Family::distribution, kLower, 0,
     kInfinity, Elicits::distribution, true, "student_t"},
    {"quantile_crps", "twice the mean pinball loss of quantiles at several levels",
     "2 mean_k (tau_k - 1[y < q_k])(y - q_k)", "LaioTamea2007", Family::distribution, kLower, 0,
     kInfinity, Elicits::quantile, true, "student_t"},

    {"average_precision", "mean precision down to each relevant row", "sum (R_j - R_{j-1}) P_j",
     "ManningRaghavanSchuetze2008", Family::ranking, kHigher, 0, 1, Elicits::order, true,
     "student_t", "queries",
     "of one list, the area under its precision-recall curve, there is none"},
    {"precision_at_k", "share of the first k rows that are relevant", "hits among the first k/k",
     "McSherryNajork2008", Family::ranking, kHigher, 0, 1, Elicits::order, false, "student_t",
     "queries"},
    {"recall_at_k", "share of the relevant rows among the first k",
     "hits among the first k/relevant", "McSherryNajork2008", Family::ranking, kHigher, 0, 1,
     Elicits::order, false, "student_t", "queries"},
    {"ndcg", "discounted gain of the order against that of the best one",
     "DCG/max DCG, DCG = sum gain(g_r)/log2(1 + r)", "JarvelinKekalainen2002", Family::ranking,
     kHigher, 0, 1, Elicits::order, true, "student_t", "queries"},
    {"reciprocal_rank", "1 over the rank of the first relevant row", "1/r", "McSherryNajork2008",
     Family::ranking, kHigher, 0, 1, Elicits::order, true, "student_t", "queries"},

    {"auc_rnx", "neighbours kept beyond chance, small neighbourhoods and large ones alike",
     "sum R_NX(K)/K / sum 1/K", "LeePeluffoVerleysen2015", Family::embedding, kHigher, -1, 1,
     Elicits::nothing, false, "student_t", "landmarks"},
    {"knn_recall", "share of the k nearest that are among the k nearest of the picture", "c(k)/k",
     "LeeVerleysen2009", Family::embedding, kHigher, 0, 1, Elicits::nothing, false, "student_t",
     "landmarks"},
    {"trustworthiness", "one less how far off the strangers are that the picture shows near",
     "1 - 2/(k(2M-3k+1)) sum (rho - k)+", "VennaKaski2001", Family::embedding, kHigher, 0, 1,
     Elicits::nothing, false, "student_t", "landmarks"},
    {"continuity", "one less how far off the picture shows neighbours",
     "1 - 2/(k(2M-3k+1)) sum (r - k)+", "VennaKaski2001", Family::embedding, kHigher, 0, 1,
     Elicits::nothing, false, "student_t", "landmarks"},
    {"distance_correlation", "rank correlation of distances in the picture and in the data",
     "Spearman's rho over pairs of points", "Hoeffding1948", Family::embedding, kHigher, -1, 1,
     Elicits::nothing, false, "", "points",
     "a U-statistic has one of its own: 2 s(g)/sqrt(m), g the points' mean influences"},
    {"layout_correlation",
     "rank correlation of the distances of groups in the picture and in the data",
     "Spearman's rho over pairs of centroids", "", Family::embedding, kHigher, -1, 1,
     Elicits::nothing, false, "", "groups", "the groups are all there are"},
};

auto families_of_means() {
  return std::array{classification_metrics(), probability_metrics(), regression_metrics(),
                    quantile_metrics(), count_metrics()};
}

std::vector<std::string> names_of_all() {
  std::vector<std::string> names;
  for (const MetricCard& card : all_metrics()) names.emplace_back(card.name);
  return names;
}

}  // namespace

std::span<const MetricCard> all_metrics() {
  static const std::vector<MetricCard> all = [] {
    std::vector<MetricCard> list;
    for (const auto& family : families_of_means())
      for (const MetricCard& card : family) list.push_back(card);
    list.insert(list.end(), std::begin(kOthers), std::end(kOthers));
    std::ranges::stable_sort(list, {}, &MetricCard::family);
    return list;
  }();
  return all;
}

const MetricCard& find_card(std::string_view name) {
  const auto all = all_metrics();
  const auto found = std::ranges::find(all, name, &MetricCard::name);
  if (found != all.end()) return *found;
  throw Error(ErrorCode::bad_option, "there is no metric \"" + printable(name) + "\"",
              did_you_mean(name, names_of_all()));
}

const Metric& find_metric(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& family : families_of_means())
    for (const Metric& metric : family) {
      if (metric.name == name) return metric;
      names.emplace_back(metric.name);
    }
  const auto all = all_metrics();
  const auto other = std::ranges::find(all, name, &MetricCard::name);
  if (other == all.end())
    throw Error(ErrorCode::bad_option, "there is no metric \"" + printable(name) + "\"",
                did_you_mean(name, names));
  throw Error(ErrorCode::bad_option,
              printable(name) + ": judges " + std::string(subject(other->family)) +
                  ", but what is wanted is a function of means over rows",
              did_you_mean(name, names));
}

}  // namespace qed::metrics
