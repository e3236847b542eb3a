// SPDX-License-Identifier: Apache-2.0
#include "qed/data/write.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>

#include "qed/base/error.h"
#include "qed/base/file.h"
#include "qed/base/random.h"
#include "qed/data/arrow/arrow.h"
#include "qed/data/read.h"

using namespace qed;
using namespace qed::data;

namespace {

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "qed_write.XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string operator/(const char* file) const { return (path / file).string(); }
};

Column texts(std::string name, const std::vector<std::string>& cells) {
  Texts held{{0}, {}};
  for (const std::string& cell : cells) {
    held.bytes += cell;
    held.offsets.push_back(held.bytes.size());
  }
  return {std::move(name), ColumnType::text, held, {}};
}

// One column of every type, with missing cells.
Table every_type() {
  Table table;
  table.rows = 3;
  table.columns = {
      {"x, \"y\"", ColumnType::number, std::vector<double>{0.1, -1e300, 0}, {1, 1, 0}},
      {"i", ColumnType::integer, std::vector<std::int64_t>{INT64_MIN, 0, INT64_MAX}, {1, 0, 1}},
      {"b", ColumnType::boolean, std::vector<std::uint8_t>{1, 0, 0}, {}},
      {"c", ColumnType::category, Categories{{0, -1, 1}, {"red, dark", "blue"}}, {1, 0, 1}},
      {"t", ColumnType::time, std::vector<std::int64_t>{0, 1'000'001, -86'400'000'000}, {}},
      texts("text", {"line\nbreak", "say \"no\"", "M\xc3\xbcller"})};
  return table;
}

}  // namespace

TEST_CASE("a table of every type reads back as it was written") {
  const Folder folder;
  const Table table = every_type();
  write_csv(folder / "t.csv", table);
  const Table back = read_table(folder / "t.csv");
  CHECK(back.column_names() == table.column_names());
  REQUIRE(back.rows == table.rows);
  for (std::size_t j = 0; j < table.columns.size(); ++j)
    for (std::int64_t i = 0; i < table.rows; ++i)
      CHECK(back.columns[j].text_at(i) == table.columns[j].text_at(i));
  CHECK(back.columns[0].type == ColumnType::number);
  CHECK(back.columns[4].type == ColumnType::time);
}

TEST_CASE("formulas are defused, numbers are not") {
  const Folder folder;
  Table table;
  table.rows = 5;
  table.columns = {texts("=HYPERLINK(\"x\")", {"=1+1", "+1 or so", "-cmd", "@SUM(A1,A2)", "\tx"}),
                   {"n", ColumnType::integer, std::vector<std::int64_t>{-1, -2, -3, -4, -5}, {}}};
  write_csv(folder / "t.csv", table);
  CHECK(read_file(folder / "t.csv") ==
        "\"'=HYPERLINK(\"\"x\"\")\",n\n'=1+1,-1\n'+1 or "
        "so,-2\n'-cmd,-3\n\"'@SUM(A1,A2)\",-4\n\"'\tx\",-5\n");
}

TEST_CASE("numbers read back as the same double") {  // exact, no false alarm
  const Folder folder;
  Rng rng(11, 3);
  std::vector<double> values{0.5, -0.0, std::numeric_limits<double>::denorm_min(),
                             std::numeric_limits<double>::max(),
                             std::numeric_limits<double>::infinity()};
  while (values.size() < 2000)
    values.push_back(std::ldexp(rng.normal(), static_cast<int>(rng.below(2000)) - 1000));
  Table table;
  table.rows = static_cast<std::int64_t>(values.size());
  table.columns = {{"x", ColumnType::number, values, {}}};
  write_csv(folder / "t.csv", table);
  const Table back = read_table(folder / "t.csv");
  CHECK(std::get<std::vector<double>>(back.columns[0].values) == values);
}

TEST_CASE("a matrix reads back, also a block of a wider one") {
  const Folder folder;
  MatrixF matrix(3, 5);
  for (Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = static_cast<float>(i) / 3;
  write_npy(folder / "m.npy", matrix.middleCols(1, 3));
  CHECK(std::filesystem::file_size(folder / "m.npy") == 128 + 3 * 3 * 4);
  const Table back = read_table(folder / "m.npy");
  REQUIRE(back.columns.size() == 3);
  for (Index i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      CHECK(back.columns[j].number_at(i) ==
            static_cast<double>(matrix(i, static_cast<Index>(j) + 1)));
}

TEST_CASE("a folder that is not there is an error with a reason") {
  const Folder folder;
  CHECK_THROWS_WITH_AS(write_csv(folder / "no/t.csv", every_type()),
                       doctest::Contains("No such file"), Error);
}

TEST_CASE("columns of few bytes a cell are numbers like any other") {
  const Folder folder;
  Table table;
  table.rows = 12;
  std::vector<float> singles;
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 12; ++i) {
    singles.push_back(static_cast<float>(i) / 3);
    bytes.push_back(static_cast<std::uint8_t>(240 + i));
  }
  table.columns = {{"single", ColumnType::number, singles, {}},
                   {"byte", ColumnType::integer, bytes, {}}};
  table = first_rows(std::move(table), 11);
  CHECK(table.columns[1].text_at(1) == "241");
  std::vector<std::string> files{folder / "t.csv"};
  write_csv(files[0], table);
  if (arrow::is_available()) write_parquet(files.emplace_back(folder / "t.parquet"), table);
  for (const std::string& file : files) {
    const Table back = read_table(file);
    REQUIRE(back.rows == 11);
    for (std::int64_t i = 0; i < 11; ++i) {
      CHECK(back.columns[0].number_at(i) ==
            static_cast<double>(singles[static_cast<std::size_t>(i)]));
      CHECK(back.columns[1].number_at(i) == 240.0 + static_cast<double>(i));
    }
    CHECK(back.columns[1].type == ColumnType::integer);
  }
}
