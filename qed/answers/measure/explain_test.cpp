// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/explain.h"

#include <doctest/doctest.h>

#include <set>

TEST_CASE("every entry says what it is, once") {
  std::set<std::string> names;
  for (const auto& entry : qed::answers::measure::explanations()) {
    CAPTURE(entry.name);
    CHECK_UNARY(names.insert(entry.name).second);
    CHECK_FALSE(entry.summary.empty());
    CHECK_FALSE(entry.formula.empty());
    CHECK_FALSE(entry.reading.empty());
  }
}
