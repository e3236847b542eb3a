// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/roles.h"

#include <doctest/doctest.h>

#include <string>

#include "qed/data/csv/csv.h"

using namespace qed::data;

TEST_CASE("roles are found and explained") {
  std::string text = "customerID,row,flat,none,when,Churn,class,spend,plan,comment\n";
  for (int i = 0; i < 200; ++i)
    text += "C" + std::to_string(i * 7919) + "," + std::to_string(i + 1) + ",1,,2024-01-0" +
            std::to_string(1 + i % 9) + "," + (i % 3 ? "Yes" : "No") + "," + std::to_string(i % 4) +
            "," + std::to_string(i * 0.37) + "," + (i % 2 ? "a" : "b") +
            ",\"a comment of many words that nobody else wrote but " + std::to_string(i / 2) +
            "\"\n";
  const Table table = csv::read_csv(Bytes::of(text), "t.csv", {}, {});
  const std::vector<Role> expected = {Role::id,       Role::id,       Role::constant, Role::empty,
                                      Role::time,     Role::category, Role::label,    Role::feature,
                                      Role::category, Role::text};
  const auto found = roles(table);
  REQUIRE(found.size() == expected.size());
  for (std::size_t j = 0; j < found.size(); ++j) {
    INFO(found[j].column << ": " << name(found[j].role) << ", " << found[j].why);
    CHECK(found[j].role == expected[j]);
    CHECK_FALSE(found[j].why.empty());
  }
}
