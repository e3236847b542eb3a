// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/method/choose.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"
#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/intervals/compound/ranked.h"
#include "qed/statistics/intervals/methods/linearised.h"

namespace qed::answers::interval {
namespace {

using statistics::Functional;
using statistics::Method;
using statistics::Rows;

constexpr std::int64_t kFewGroups = 100;
constexpr std::int64_t kFewHits =
    10;      // below, Wilson's coverage dips where the exact one's does not
constexpr std::int64_t kFewOfAnArm = 100;  // hits or misses: above, the delta method is as good
constexpr std::int64_t kFewRows = 1000;  // of a formula: above, the delta method is as good
constexpr std::int64_t kFewResampled = 5000;  // rows of groups that are drawn again whole
constexpr double kSkewed = 0.08;  // |skewness|/√n: Student's t then misses by a point or more

bool is_number(const Regime& r) { return r.functional == Functional::mean; }
bool is_share(const Regime& r) { return r.functional == Functional::share; }
bool is_compound(const Regime& r) { return r.functional == Functional::compound; }
bool is_of_few(const Regime& r, statistics::Form form) {
  return r.form == form && (r.n < kFewRows || r.fewest < kFewOfAnArm);
}
bool is_skewed(const Regime& r) {
  const auto n = static_cast<double>(std::max<std::int64_t>(1, r.n));
  return std::abs(r.skewness) / std::sqrt(n) > kSkewed;
}

// A line of the table: the regime, the method, the reason, and the neighbours that are simulated beside it.
struct Line {
  bool (*applies)(const Regime& r);
  const char* method;
  const char* why;
  const char* first_other;
  const char* second_other;
};

constexpr Line kTable[] = {
    {[](const Regime& r) {
       return r.functional == Functional::new_case && r.rows == Rows::grouped;
     },
     "conformal_grouped",
     "a new case comes from a new unit, and units can be exchanged, whatever their law",
     "conformal", nullptr},
    {[](const Regime& r) { return r.functional == Functional::new_case; }, "conformal",
     "a new case lies among the rows that it can be exchanged with, whatever their law",
     "student_prediction", nullptr},
    {[](const Regime& r) { return r.peeking && is_share(r); }, "mixture_share",
     "the share is looked at while rows come in: the interval holds at all times together",
     "wilson", nullptr},
    {[](const Regime& r) { return r.peeking && is_number(r) && r.bounded; }, "betting",
     "the mean is looked at while rows come in, and its values have a known range", "mixture",
     "student_t"},
    {[](const Regime& r) { return r.peeking && is_number(r); }, "mixture",
     "the mean is looked at while rows come in: the interval holds at all times together from 200 "
     "rows on, as rows grow",
     "student_t", nullptr},
    {[](const Regime& r) {
       return r.rows == Rows::series && r.functional == Functional::weighted_quantile;
     },
     "newey_west",
     "neighbours in time resemble each other; of rows that weigh unequally the share below is "
     "known",
     "stationary_block", nullptr},
    {[](const Regime& r) { return r.peeking; }, "mixture",
     "it is looked at while rows come in: the interval holds at all times together from 200 rows "
     "on, as rows grow",
     "delta", nullptr},
    {[](const Regime& r) { return r.rows == Rows::series; }, "stationary_block",
     "neighbours in time resemble each other, so blocks of time are drawn", "newey_west", nullptr},
    {[](const Regime& r) {
       return r.rows == Rows::grouped && is_compound(r) && r.n < kFewResampled;
     },
     "cluster_bootstrap",
     "rows of one unit hang together, and a tangent understates how far quantiles can be",
     "clustered_t", nullptr},
    {[](const Regime& r) { return r.rows == Rows::grouped && r.units < kFewGroups; },
     "jackknife_clustered", "rows of one unit hang together and there are fewer than 100 units",
     "clustered_t", nullptr},
    {[](const Regime& r) { return r.rows == Rows::grouped; }, "clustered_t",
     "rows of one unit hang together", "jackknife_clustered", nullptr},
    {[](const Regime& r) { return is_share(r) && r.exact; }, "exact",
     "a guarantee was asked for: it covers at least at its level for every share", "wilson",
     "jeffreys"},
    {[](const Regime& r) { return is_share(r) && r.fewest == 0; }, "one_sided",
     "every row says the same, so only one end is uncertain; with a hit and a miss the rule takes "
     "the exact interval",
     "exact", "wilson"},
    {[](const Regime& r) { return is_share(r) && r.fewest < kFewHits; }, "exact",
     "there are fewer than 10 of the rarer kind, where approximations dip", "wilson", "jeffreys"},
    {is_share, "wilson", "a share of independent rows with enough of both kinds", "exact",
     "jeffreys"},
    {[](const Regime& r) { return is_number(r) && r.exact && r.bounded; }, "empirical_bernstein",
     "a guarantee was asked for and the range of the values is known", "hoeffding", "student_t"},
    {[](const Regime& r) { return is_number(r) && is_skewed(r); }, "guarded_t",
     "values are skewed, or far out, for so few rows, which Student's t takes to be symmetric",
     "bootstrap_t", "student_t"},
    {is_number, "student_t", "a mean of independent rows that are not skewed for their number",
     "bootstrap_t", "bca"},
    {[](const Regime& r) { return r.functional == Functional::quantile && r.exact; },
     "order_statistics", "a guarantee was asked for: it holds for every law of the values",
     "interpolated_order", "quantile_bca"},
    {[](const Regime& r) { return r.functional == Functional::quantile; }, "interpolated_order",
     "a quantile of independent rows: between order statistics, at the level itself",
     "order_statistics", "quantile_bca"},
    {[](const Regime& r) { return r.functional == Functional::area && r.fewest < 2; }, "score_auc",
     "there is one row of a class, which has no spread to measure", nullptr, nullptr},
    {[](const Regime& r) {
       return r.functional == Functional::area && r.fewest < statistics::kFewestForJackknife;
     },
     "score_auc", "a class has two or three rows, which hardly show their spread", "jackknife_auc",
     "delong"},
    {[](const Regime& r) {
       return r.functional == Functional::area && r.fewest < statistics::kFewestForDeLong;
     },
     "jackknife_auc", "a class has fewer than 200 rows, where DeLong's interval covers too little",
     "delong", "score_auc"},
    {[](const Regime& r) { return r.functional == Functional::area; }, "delong",
     "an area of many independent rows, on a scale that keeps it between 0 and 1", "jackknife_auc",
     "area_bootstrap"},
    {[](const Regime& r) {
       return r.functional == Functional::area_difference &&
              r.fewest < statistics::kFewestForDeLong;
     },
     "jackknife_auc_difference", "two scores of the same rows, of which a class has fewer than 200",
     "delong_difference", nullptr},
    {[](const Regime& r) { return r.functional == Functional::area_difference; },
     "delong_difference", "two scores of the same rows", "jackknife_auc_difference", nullptr},
    {[](const Regime& r) { return r.functional == Functional::weighted_quantile; },
     "weighted_woodruff", "a quantile of rows that weigh unequally: by the share below it", nullptr,
     nullptr},
    {[](const Regime& r) {
       return r.functional == Functional::weighted_area && r.fewest < statistics::kFewestForDeLong;
     },
     "weighted_jackknife_auc",
     "a class is worth fewer than 200 rows by weight, where DeLong's interval covers too little",
     "weighted_delong", nullptr},
    {[](const Regime& r) { return r.functional == Functional::weighted_area; }, "weighted_delong",
     "an area of many rows that weigh unequally, on a scale that keeps it between 0 and 1",
     "weighted_jackknife_auc", nullptr},
    {[](const Regime& r) { return is_compound(r) && r.n < kFewRows; }, "corrected_percentile",
     "a formula with quantiles or areas of fewer than 1,000 rows, whose spread a tangent "
     "understates",
     "spacing_delta", nullptr},
    {is_compound, "spacing_delta", "a formula with quantiles or areas of many rows",
     "corrected_percentile", nullptr},
    {[](const Regime& r) { return is_of_few(r, statistics::Form::share_difference); },
     "score_difference", "two shares of separate rows, of which an arm may have few of a kind",
     "newcombe", "jackknife"},
    {[](const Regime& r) { return is_of_few(r, statistics::Form::share_ratio); }, "score_ratio",
     "two shares of separate rows, of which an arm may have few of a kind", "jackknife", nullptr},
    {[](const Regime& r) { return is_of_few(r, statistics::Form::paired_difference); }, "tango",
     "two answers of the same rows, of which few may differ", "jackknife", nullptr},
    {[](const Regime& r) {
       return r.form == statistics::Form::prediction_powered && r.fewest < kFewRows;
     },
     "jackknife", "fewer than 1,000 rows have a label, whose spread the tangent understates",
     "delta", nullptr},
    {[](const Regime& r) { return r.n < kFewRows; }, "jackknife",
     "a function of means of fewer than 1,000 rows, whose spread its tangent understates", "delta",
     "smooth_bca"},
    {[](const Regime&) { return true; }, "delta", "a function of means of many rows", "jackknife",
     "smooth_bca"},
};

void require_that_it_can_be_had(const Regime& r) {
  const bool anytime = is_share(r) || is_number(r) || r.functional == Functional::smooth;
  require(!r.peeking || (anytime && r.rows == Rows::independent), ErrorCode::bad_option,
          "peeking: an interval for all times is known here for shares, means and functions of "
          "means of independent rows only",
          r.rows == Rows::independent ? "" : "if rows are independent: --unit rows");
  if (!r.exact || r.functional == Functional::quantile || r.functional == Functional::new_case)
    return;
  require(r.rows == Rows::independent && (is_share(r) || is_number(r)), ErrorCode::bad_option,
          "exact: no interval of this statistic is guaranteed for every law");
  require(is_share(r) || r.bounded, ErrorCode::bad_option,
          "exact: the mean of values without a known range has no interval that is guaranteed",
          "say the range: --lower 0 --upper 100");
}

// Neighbours that pass over the rows once a resample: shown where that takes a moment, up to so many rows.
struct Resampling {
  std::string_view method;
  std::int64_t rows;
};
constexpr Resampling kResampling[] = {{"bca", 20'000},
                                      {"bootstrap_t", 20'000},
                                      {"smooth_bca", 500},
                                      {"smooth_bootstrap_t", 20'000},
                                      {"wild_clustered", 20'000},
                                      {"cluster_bootstrap", 20'000},
                                      {"corrected_percentile", kFewResampled},
                                      {"area_bootstrap", 2'000}};

void add_other(Choice& choice, const char* name, const Regime& r) {
  if (name == nullptr) return;
  const auto slow = std::ranges::find(kResampling, name, &Resampling::method);
  if (slow != std::end(kResampling) && r.n > slow->rows) return;
  if (choice.method->name == name || choice.others.size() == 2) return;
  const Method& other = statistics::find_method(name);
  if (other.serves(r.functional)) choice.others.push_back(&other);
}

double skewness(const std::vector<double>& x) {
  double mean = 0, m2 = 0, m3 = 0;
  const auto n = static_cast<double>(x.size());
  if (std::ranges::all_of(x, [&](double v) { return v == x.front(); })) return 0;
  for (const double v : x) mean += v / n;
  for (const double v : x)
    m2 += (v - mean) * (v - mean), m3 += (v - mean) * (v - mean) * (v - mean);
  return m2 > 0 ? m3 / n / std::pow(m2 / n, 1.5) : 0;
}

// Hits and misses of each arm, or of rows where two answers differ.
std::int64_t fewest_of_form(statistics::Form form, const statistics::Sample& sample) {
  const auto& u = sample.terms;
  if (form == statistics::Form::prediction_powered) return std::ranges::count(u[0], 1.0);
  std::int64_t counts[4] = {};
  for (std::size_t i = 0; i < u[0].size(); ++i) {
    if (form == statistics::Form::paired_difference) {
      counts[0] += u[0][i] > u[1][i], counts[1] += u[1][i] > u[0][i];
      continue;
    }
    counts[0] += u[0][i] != 0, counts[1] += u[0][i] == 0 && u[1][i] != 0;
    counts[2] += u[2][i] != 0, counts[3] += u[2][i] == 0 && u[3][i] != 0;
  }
  if (form == statistics::Form::paired_difference) return std::min(counts[0], counts[1]);
  return *std::ranges::min_element(counts);
}

}  // namespace

Regime regime_of(const statistics::Quantity& quantity, const statistics::Sample& sample, bool exact,
                 bool peeking) {
  Regime r{.functional = quantity.functional,
           .form = quantity.form,
           .rows = sample.rows,
           .n = sample.n(),
           .units = sample.n(),
           .exact = exact,
           .peeking = peeking};
  if (sample.rows == Rows::grouped) r.units = sample.groups;
  r.bounded = std::isfinite(quantity.lower) && std::isfinite(quantity.upper);
  if (is_number(r)) r.skewness = skewness(sample.terms.front());
  const bool of_classes = is_share(r) || r.functional == Functional::area ||
                          r.functional == Functional::area_difference;
  if (of_classes) {
    const auto& yes = sample.terms.back();
    const auto hits = static_cast<std::int64_t>(std::ranges::count(yes, 1.0));
    r.fewest = std::min(hits, r.n - hits);
  }
  if (r.form != statistics::Form::any) r.fewest = fewest_of_form(r.form, sample);
  if (r.functional == Functional::weighted_area) {
    const auto worth = [&](double label) {
      std::vector<double> w = sample.terms[2];
      for (std::size_t i = 0; i < w.size(); ++i)
        if (sample.terms[1][i] != label) w[i] = 0;
      return std::llround(statistics::effective_rows(w));
    };
    r.fewest = std::min<std::int64_t>(worth(1), worth(0));
  }
  return r;
}

Choice choose(const Regime& regime, const std::string& asked) {
  require_that_it_can_be_had(regime);
  const auto line = std::ranges::find_if(kTable, [&](const Line& l) { return l.applies(regime); });
  Choice choice{&statistics::find_method(line->method), line->why, {}};
  if (asked != "auto") {
    const Method& method = statistics::find_method(asked);
    require(
        method.serves(regime.functional), ErrorCode::bad_option,
        "method: " + asked + " is not for a " + std::string(statistics::name(regime.functional)),
        "the table chooses " + std::string(choice.method->name));
    require(!regime.peeking || is_anytime(method.claim), ErrorCode::bad_option,
            "method: " + asked + " does not hold at all times together",
            "--peeking takes mixture, mixture_share or betting");
    require(method.rows == Rows::independent || method.rows == regime.rows, ErrorCode::bad_option,
            "method: " + asked + " is for rows that are " +
                std::string(statistics::name(method.rows)) + ", these are " +
                std::string(statistics::name(regime.rows)),
            method.rows == Rows::series ? "say what orders them: --time COLUMN"
                                        : "say what hangs together: --unit COLUMN");
    if (&method != choice.method) {
      const Method* by_table = choice.method;
      choice.method = &method;
      choice.why = "it was asked for; the table chooses " + std::string(by_table->name);
      choice.others.push_back(by_table);
    }
  }
  add_other(choice, line->first_other, regime);
  add_other(choice, line->second_other, regime);
  return choice;
}

}  // namespace qed::answers::interval
