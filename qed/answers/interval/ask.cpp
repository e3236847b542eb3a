// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/ask.h"

#include "qed/answers/interval/answer.h"
#include "qed/answers/interval/demo.h"
#include "qed/answers/interval/verdict.h"
#include "qed/base/error.h"
#include "qed/statistics/intervals/methods/method.h"

namespace qed::answers::interval {
namespace {

class IntervalAsk final : public Ask {
 public:
  OptionList options() override { return interval::options(options_); }
  evidence::Answer answer(const std::vector<std::string>& files, const Run& run) override {
    require(files.size() == 1, ErrorCode::bad_option,
            "qed interval takes one file, but " + std::to_string(files.size()) + " were given",
            "put both into one file, with a column that tells them apart: --by COLUMN");
    options().check();
    return interval::answer(files.front(), options_, run);
  }
  evidence::Verdict verdict(const std::vector<evidence::Evidence>& evidence,
                            double level) override {
    return interval::verdict(evidence, level);
  }

 private:
  IntervalOptions options_;
};

std::vector<std::string> method_names() {
  std::vector<std::string> names{"auto"};
  for (const statistics::Method& method : statistics::methods()) names.emplace_back(method.name);
  return names;
}

}  // namespace

OptionList options(IntervalOptions& o) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return {
      {"statistic", o.statistic, text("FORMULA"),
       "what is asked: mean(x), share(x > 3), median(x), p90(x), auc(score, label), f1(score, "
       "label), ratio(x, y), cor(x, y), diff(a, b), mean(x, group == 'a'), or a formula over "
       "them, as p90(x)/median(x) (default: guessed and said)"},
      {"by", o.by, column_name(),
       "an interval for each value of this column, all holding together"},
      {"unit", o.unit, text("COLUMN|rows"),
       "what is independent: the values of a column (customers), or rows (default: found and "
       "said)"},
      {"time", o.time, column_name(), "rows are a series in the order of this column"},
      {"new_case", o.new_case, flag(), "where the next row will lie, instead of a parameter"},
      {"peeking", o.peeking, flag(),
       "the rows are an experiment that is looked at while it runs: an interval for all times"},
      {"exact", o.exact, flag(), "guaranteed for every law, at the price of width"},
      {"method", o.method, choice(method_names()),
       "the method of the interval; auto: by the table"},
      {"weights", o.weights, column_name(),
       "how many rows a row stands for: of means, shares, quantiles, areas and formulas"},
      {"predicted", o.predicted, text("COLUMN|none"),
       "predictions for all rows, where few have the label: prediction-powered (default: found, "
       "used where they are worth it, and said)"},
      {"positive", o.positive, text("WORD"), "the word of a label that counts as yes"},
      {"threshold", o.threshold, real_in(-kInfinity, kInfinity),
       "the score from which on the decision is yes, for precision, recall, f1 ..."},
      {"lower", o.lower, real_in(-kInfinity, kInfinity),
       "least value that a row can have, if known"},
      {"upper", o.upper, real_in(-kInfinity, kInfinity),
       "largest value that a row can have, if known"},
      {"against", o.against, text("VALUE"),
       "decide against this value (default: 0 of a difference or correlation, 0.5 of an area)"},
      {"margin", o.margin, real_in(0, kInfinity), "differences from it up to this do not matter"},
  };
}

Question question() {
  return {.name = "interval",
          .summary = "What is the right confidence interval, and does it hold what it says?",
          .operand = "DATA",
          .details =
              "Finds what is independent (rows, customers, days), picks the interval by a fixed "
              "table, and simulates how often it covers at this number of rows, beside the "
              "bootstrap of rows that most people use. Verdicts: with a value to decide against, "
              "differs (yes), equal within the margin (no), undecided with the number of units "
              "that would decide; without one, the interval holds (yes) or cannot be trusted "
              "(undecided).",
          .examples = {"qed interval visits.csv --statistic 'mean(spend)' -o visits.html",
                       "qed interval scores.csv --statistic 'auc(score, churn)' --by region",
                       "qed interval ab.csv --statistic \"diff(mean(y, arm == 'b'), mean(y, arm == "
                       "'a'))\" --peeking",
                       "qed interval trips.csv --statistic 'ratio(fare, km)' --unit driver_id",
                       "qed interval pairs.csv --statistic 'diff(median(new), median(old))'"},
          .ask = [] { return std::unique_ptr<Ask>(std::make_unique<IntervalAsk>()); },
          .demos = {{"visits", kDemoTruth, visits}}};
}

}  // namespace qed::answers::interval
