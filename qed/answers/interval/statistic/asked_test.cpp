// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/statistic/asked.h"

#include <doctest/doctest.h>

using namespace qed;
using namespace qed::answers::interval;

TEST_CASE("what a formula asks: a parameter, a model, two of them, two groups") {
  const auto asked = [](const char* formula) { return asked_by(calculus::parse(formula)); };
  for (const char* formula :
       {"spend", "mean(spend)", "median(spend)", "mean(spend) / mean(visits) - 1", "ratio(x, y)",
        "cor(x, y)", "diff(share(a), share(b))", "share(plan == 'pro', churn)", "p90(x) - p10(x)",
        "quantile(x, 0.9) - quantile(x, 0.1)", "cor(x, y) - cor(x, z)",
        "mean(x, a) / mean(y, a)"}) {
    CAPTURE(formula);
    CHECK(asked(formula) == Asked::parameter);
  }
  for (const char* formula : {"auc(score, label)", "precision(score > 0.5, label)",
                              "brier_score(p, y)", "2 * auc(score, label) - 1",
                              "f1(score, label, country == 'FR')", "auc(s, y) - auc(s, z)"}) {
    CAPTURE(formula);
    CHECK(asked(formula) == Asked::model);
  }
  for (const char* formula :
       {"auc(a, y) - auc(b, y)", "diff(auc(a, y), auc(b, y))", "ratio(f1(a, y), f1(b, y))",
        "recall(a, y, new) - recall(b, y, new)"}) {
    CAPTURE(formula);
    CHECK(asked(formula) == Asked::two_models);
  }
  for (const char* formula :
       {"mean(x, arm == 'b') - mean(x, arm == 'a')",
        "ratio(share(y, arm == 'b'), share(y, arm == 'a'))", "diff(median(x, a), median(x, not a))",
        "auc(s, y, eu) - auc(s, y, us)"}) {
    CAPTURE(formula);
    CHECK(asked(formula) == Asked::two_groups);
  }
}
