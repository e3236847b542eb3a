// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/explain.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>

#include "qed/base/file.h"

using namespace qed::answers;

TEST_CASE("every formula of formulas.tex belongs to an explanation that has one in Unicode") {
  const auto all = map::explanations();
  std::istringstream lines(
      qed::read_file(std::filesystem::path(QED_SOURCE_DIR) / "qed/answers/map/formulas.tex"));
  int names = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("%: ")) continue;
    std::istringstream words(line.substr(3));
    for (std::string name; words >> name; ++names) {
      const auto entry = std::ranges::find(all, name, &Explanation::name);
      CHECK_MESSAGE((entry != all.end() && !entry->formula.empty()), name);
    }
    CHECK_MESSAGE((std::getline(lines, line) && !line.empty()), "the formula after the names");
  }
  CHECK(names > 10);
}
