// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/copies.h"

#include <doctest/doctest.h>

#include <numeric>
#include <string>

#include "qed/base/random.h"
#include "qed/data/csv/csv.h"

using namespace qed;
using namespace qed::data;

namespace {

std::int64_t copies(const std::string& text) {
  const Table table = csv::read_csv(Bytes::of(text), "t.csv", {}, {});
  std::vector<std::int64_t> rows(static_cast<std::size_t>(table.rows));
  std::iota(rows.begin(), rows.end(), 0);
  return copied_rows(table, rows);
}

// n rows of an amount to the cent, a word and an age.
std::string sales(int n) {
  std::string text = "amount,kind,age\n";
  for (int i = 0; i < n; ++i) {
    Rng rng(3, 1, static_cast<std::uint64_t>(i));
    text += std::to_string(1000 + rng.below(9000)) + ".5," + (rng.below(2) == 0 ? "a" : "b") + "," +
            (rng.below(10) == 0 ? "" : std::to_string(rng.below(60))) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("rows that stand twice as a whole are counted, where columns could tell them apart") {
  const std::string text = sales(300);
  CHECK(copies(text) == 0);
  const std::size_t third = text.find('\n', text.find('\n', text.find('\n') + 1) + 1) + 1;
  const std::string first_two = text.substr(text.find('\n') + 1, third - text.find('\n') - 1);
  CHECK(copies(text + first_two) == 2);
  CHECK(copies(text + first_two + first_two) == 4);
}

TEST_CASE("values that meet by chance are no copies") {
  std::string answers = "a,b\n", rounded = "x\n";
  for (int i = 0; i < 200; ++i) {
    answers += std::to_string(i % 5) + "," + std::to_string(i % 3) + "\n";
    rounded += std::to_string(Rng(3, 2, static_cast<std::uint64_t>(i)).below(200)) + "\n";
  }
  CHECK(copies(answers) == 0);
  CHECK(copies(rounded) == 0);
  CHECK(copies("id,x\n1,5\n2,5\n3,5\n") == 0);
}
