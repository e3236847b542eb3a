// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/method/choose.h"

#include <doctest/doctest.h>

using namespace qed::answers;
using qed::statistics::Functional;

namespace {

std::string_view chosen(const interval::Regime& regime) {
  return interval::choose(regime, "auto").method->name;
}

}  // namespace

TEST_CASE("the method of an area hangs on the rarer label") {
  interval::Regime area{.functional = Functional::area, .n = 2000, .units = 2000};
  for (const auto& [fewest, method] : {std::pair{1, "score_auc"},
                                       {2, "score_auc"},
                                       {3, "score_auc"},
                                       {4, "jackknife_auc"},
                                       {199, "jackknife_auc"},
                                       {200, "delong"}}) {
    CAPTURE(fewest);
    area.fewest = fewest;
    CHECK(chosen(area) == method);
  }
}

TEST_CASE("the method of a mean hangs on the skewness for so many rows") {
  interval::Regime mean{.functional = Functional::mean, .n = 100, .units = 100};
  CHECK(chosen(mean) == "student_t");
  mean.skewness = 0.9;
  CHECK(chosen(mean) == "guarded_t");
  mean.n = mean.units = 10'000;
  CHECK(chosen(mean) == "student_t");
}

TEST_CASE("of predictions beside labels, the labels are counted, not the rows") {
  interval::Regime powered{.functional = Functional::smooth,
                           .form = qed::statistics::Form::prediction_powered,
                           .n = 5100,
                           .units = 5100,
                           .fewest = 100};
  CHECK(chosen(powered) == "jackknife");
  powered.fewest = 1000;
  CHECK(chosen(powered) == "delta");
}
