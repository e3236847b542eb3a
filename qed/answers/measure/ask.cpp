// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/ask.h"

#include <limits>

#include "qed/answers/measure/answer.h"
#include "qed/answers/measure/demo.h"
#include "qed/answers/measure/verdict.h"
#include "qed/base/error.h"

namespace qed::answers::measure {
namespace {

class MeasureAsk final : public Ask {
 public:
  OptionList options() override { return measure::options(options_); }
  evidence::Answer answer(const std::vector<std::string>& files, const Run& run) override {
    require(files.size() == 1 || files.size() == 2, ErrorCode::bad_option,
            "qed measure takes one file, or two with the same rows, but " +
                std::to_string(files.size()) + " were given",
            "put more models side by side into one file, a column each");
    options().check();
    return measure::answer(files, options_, run);
  }
  evidence::Verdict verdict(const std::vector<evidence::Evidence>& evidence,
                            double level) override {
    return measure::verdict(evidence, level);
  }

 private:
  MeasureOptions options_;
};

}  // namespace

OptionList options(MeasureOptions& o) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return {
      {"label", o.label, column_name(), "what happened (default: found by name and said)"},
      {"prediction", o.prediction, column_list(),
       "what was predicted, one column a model (default: found by name and said)"},
      {"query", o.query, text("COLUMN|none"),
       "whose values are ranked lists, judged by their order (default: found by name and said)"},
      {"top", o.top, integer_in(1, 1'000'000),
       "how many rows of a ranked list count, from the front"},
      {"positive", o.positive, text("WORD"),
       "the label that counts as yes; of relevance in numbers, the least that counts"},
      {"form", o.form, choice({"auto", "probability", "score"}),
       "what predictions in [0, 1] of yes or no are (default: by name and values, and said)"},
      {"cost_fp", o.cost_fp, real_in(0, kInfinity), "what a false alarm costs; 0: not known"},
      {"cost_fn", o.cost_fn, real_in(0, kInfinity), "what a miss costs; 0: not known"},
      {"threshold", o.threshold, text("NUMBER|auto"),
       "the prediction from which on the decision is yes; auto: from costs"},
      {"margin", o.margin, real_in(0, kInfinity),
       "differences of the primary metric up to it do not matter"},
      {"quantile", o.quantile, real_in(0, 0.999999),
       "the level that quantiles or intervals claim (0.5: a median); 0: found and said"},
      {"unit", o.unit, text("COLUMN|rows"),
       "what is independent: the values of a column (customers), or rows, of ranked lists queries "
       "(default: found and said)"},
  };
}

Question question() {
  return {
      .name = "measure",
      .summary = "What is the right way to measure success, and which model wins?",
      .operand = "DATA [DATA]",
      .details =
          "Finds out what the predictions are (decisions, probabilities, scores, means, medians, "
          "quantiles, "
          "intervals, classes, ranked lists), names one metric to decide by, one to find the fault "
          "with and one "
          "to run by, and "
          "refuses the others with what the rows say against them. Verdicts of one model: better "
          "than the best "
          "constant prediction, of ranked lists than a random order (yes), no better (no), "
          "undecided with the number of rows that would decide. Of two "
          "or more columns, or two files with the same rows: one wins (yes), equal within the "
          "margin (no), "
          "undecided.",
      .examples =
          {"qed measure predictions.csv -o predictions.html",
           "qed measure predictions.csv --label churned --prediction model_a,model_b --margin 0.01",
           "qed measure scores.csv --cost-fp 1 --cost-fn 20",
           "qed measure results.csv --query search_id --label clicked --top 5",
           "qed measure old.csv new.csv --unit customer_id"},
      .ask = [] { return std::unique_ptr<Ask>(std::make_unique<MeasureAsk>()); },
      .demos = {{"predictions", kDemoTruth, predictions}, {"searches", kSearchesTruth, searches}}};
}

}  // namespace qed::answers::measure
