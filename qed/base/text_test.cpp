// SPDX-License-Identifier: Apache-2.0
#include "qed/base/text.h"

#include <doctest/doctest.h>

using namespace qed;

TEST_CASE("edit distance counts insertions, deletions, substitutions and transpositions") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("tenrue", "tenure") == 1);
  CHECK(edit_distance("Churn", "churn") == 0);
}

TEST_CASE("the nearest name is found, and none when nothing is near") {
  const std::vector<std::string> columns{"tenure", "MonthlyCharges", "Churn"};
  CHECK(nearest("monthly_charges", columns) == "MonthlyCharges");
  CHECK(nearest("churm", columns) == "Churn");
  CHECK(nearest("month", columns) == "MonthlyCharges");
  CHECK_FALSE(nearest("latitude", columns).has_value());
  CHECK_FALSE(nearest("d", std::vector<std::string>{"a", "b"}).has_value());
  CHECK(nearest("A", std::vector<std::string>{"a", "b"}) == "a");
  CHECK(did_you_mean("tenur", columns) == "did you mean \"tenure\"?");
  CHECK(did_you_mean("latitude", columns) == "there are tenure, MonthlyCharges and Churn");
}

TEST_CASE("text from data cannot drive the terminal") {
  CHECK(printable("a\x1b[31mb") == "a\\x1b[31mb");
  CHECK(printable("caf\xc3\xa9") == "caf\xc3\xa9");
  CHECK(printable("\xff\xfe") == "\\xff\\xfe");
  CHECK(printable("\xc2\x9b"
                  "31m") == "\\xc2\\x9b31m");
  CHECK(printable("a\xe2\x80\xae"
                  "b") ==
        "a\\xe2\\x80\\xae"
        "b");  // right-to-left override
  CHECK(printable("\xd7\xa9\xe2\x80\x93") == "\xd7\xa9\xe2\x80\x93");  // Hebrew, a dash
  CHECK(printable(std::string(100, 'x'), 10) == "xxxxxxxxxx...");
}

TEST_CASE("counts in sentences have separators") {
  CHECK(counted(0) == "0");
  CHECK(counted(999) == "999");
  CHECK(counted(-1000) == "-1,000");
  CHECK(counted(1'234'567) == "1,234,567");
  CHECK(with_separators("-12345.678") == "-12,345.678");
}
