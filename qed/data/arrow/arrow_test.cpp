// SPDX-License-Identifier: Apache-2.0
#include "qed/data/arrow/arrow.h"

#include <doctest/doctest.h>

#include <string>

#include "qed/base/error.h"
#include "qed/base/file.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

using namespace qed;
using namespace qed::data;

namespace {

const std::string kFolder = std::string(QED_SOURCE_DIR) + "/tests/reference/data/";

bool skipped() {
  if (arrow::is_available()) return false;
  MESSAGE("SKIPPED: libqed_arrow.so is not there, so Parquet and Arrow files are not tested");
  return true;
}

std::string cell(const Table& table, const std::string& column, std::int64_t row) {
  return table.column(column).text_at(row).value_or("<missing>");
}

Table numbered(std::int64_t n) {
  Table table;
  table.rows = n;
  std::vector<double> x;
  Texts texts{{0}, {}};
  Categories words{{}, {"red", "blue", "green"}};
  std::vector<std::uint8_t> present;
  for (std::int64_t i = 0; i < n; ++i) {
    x.push_back(static_cast<double>(i) / 7);
    texts.bytes += "text number " + std::to_string(i);
    texts.offsets.push_back(texts.bytes.size());
    words.codes.push_back(i % 5 == 4 ? -1 : static_cast<std::int32_t>(i % 3));
    present.push_back(i % 5 == 4 ? 0 : 1);
  }
  table.columns = {{"x", ColumnType::number, x, {}},
                   {"text", ColumnType::text, texts, {}},
                   {"word", ColumnType::category, words, present},
                   {"flag", ColumnType::boolean,
                    std::vector<std::uint8_t>(static_cast<std::size_t>(n), 1), present},
                   {"when",
                    ColumnType::time,
                    std::vector<std::int64_t>(static_cast<std::size_t>(n), 1'500'000),
                    {}}};
  return table;
}

std::string spelt(const Table& table) {
  std::string all;
  for (const Column& column : table.columns) {
    all += column.name + ":" + std::string(name(column.type)) + "\n";
    for (std::int64_t i = 0; i < table.rows; ++i)
      all += column.text_at(i).value_or("<missing>") + "\n";
  }
  return all;
}

}  // namespace

TEST_CASE("every type that pyarrow writes, as Parquet, Arrow file and Arrow stream") {
  if (skipped()) return;
  for (const std::string file : {"types.parquet", "types.arrow", "types.arrows"}) {
    CAPTURE(file);
    const Table t = read_table(kFolder + file);
    REQUIRE(t.rows == 3);
    for (const std::string type :
         {"int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"})
      CHECK(t.column(type).type == ColumnType::integer);
    for (const std::string type :
         {"float16", "float32", "float64", "big", "nan", "decimal", "small_decimal"})
      CHECK(t.column(type).type == ColumnType::number);
    for (const std::string type : {"int8", "uint64", "float16", "float64", "uint8"}) {
      CHECK(cell(t, type, 0) == "0");
      CHECK(cell(t, type, 1) == "1");
      CHECK(cell(t, type, 2) == "<missing>");
    }
    CHECK(t.column("big").number_at(1) == 18446744073709551616.0);
    CHECK(t.column("nan").missing_count() == 2);
    CHECK(cell(t, "flag", 1) == "true");
    CHECK(t.column("null").missing_count() == 3);
    CHECK(cell(t, "utf8", 0) == "red, dark");
    CHECK(cell(t, "utf8", 2) == "<missing>");
    CHECK(cell(t, "large", 1) == "blue");
    CHECK(cell(t, "view", 0) == "short");
    CHECK(cell(t, "view", 1) == "longer than twelve bytes");
    CHECK(t.column("coded").type == ColumnType::category);
    CHECK(cell(t, "coded", 1) == "blue");
    CHECK(cell(t, "coded_number", 1) == "9");
  }
}

TEST_CASE("dates, moments, decimals and what is left out") {
  if (skipped()) return;
  for (const std::string file : {"types.parquet", "types.arrow", "types.arrows"}) {
    CAPTURE(file);
    const Table t = read_table(kFolder + file);
    CHECK(cell(t, "date32", 0) == "2024-02-29");
    CHECK(cell(t, "date64", 1) == "1969-12-31");
    CHECK(cell(t, "s", 0) == "2024-02-29T12:00:00Z");
    CHECK(cell(t, "ms", 0) == "2024-02-29T12:00:00.25Z");
    CHECK(cell(t, "us", 0) == "2024-02-29T12:00:00.25Z");
    CHECK(cell(t, "ns", 1) == "1969-12-31T23:59:59.999999Z");
    CHECK(t.column("far").missing_count() == 2);
    CHECK(t.column("decimal").number_at(0) == 0.1);
    CHECK(t.column("decimal").number_at(1) == -12345678901234567890.12);
    CHECK(t.column("small_decimal").number_at(1) == -2.5);
    const auto names = t.column_names();
    for (const std::string left_out : {"list", "struct", "binary"})
      CHECK(std::find(names.begin(), names.end(), left_out) == names.end());
    CHECK(t.notes.size() == 4);  // three columns, and the moment beyond the year 9999
  }
}

TEST_CASE("a table reads back from Parquet as it was, for any number of threads") {
  if (skipped()) return;
  const Table table = numbered(1000);
  const std::string bytes = arrow::parquet_of(table);
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    CHECK(spelt(arrow::read(bytes, arrow::Format::parquet, {})) == spelt(table));
  }
  set_threads(0);
}

TEST_CASE("columns are chosen before they are read") {
  if (skipped()) return;
  const std::string bytes = arrow::parquet_of(numbered(10));
  const auto names = [&](const ReadOptions& options) {
    return arrow::read(bytes, arrow::Format::parquet, options).column_names();
  };
  CHECK(names({.columns = {"word", "x"}}) == std::vector<std::string>{"x", "word"});
  CHECK(names({.drop = {"text", "x", "flag"}}) == std::vector<std::string>{"word", "when"});
  CHECK_THROWS_WITH_AS(names({.columns = {"wort"}}), doctest::Contains("no column is called"),
                       Error);
  const Table t =
      read_table(kFolder + "types.arrow", {.columns = {"coded", "int8"}, .max_rows = 2});
  CHECK(t.column_names() == std::vector<std::string>{"int8", "coded"});
  CHECK(t.rows == 2);
}

TEST_CASE(
    "damaged files are errors, never crashes") {  // fixed seed; no false alarm: any table or Error passes
  if (skipped()) return;
  for (const auto& [file, format] : {std::pair("types.parquet", arrow::Format::parquet),
                                     std::pair("types.arrow", arrow::Format::ipc_file),
                                     std::pair("types.arrows", arrow::Format::ipc_stream)}) {
    const std::string whole = read_file(kFolder + file);
    const auto attempt = [&, kind = format](const std::string& bytes) {
      try {
        spelt(arrow::read(bytes, kind, {}));
        return true;
      } catch (const Error&) {
        return false;
      }
    };
    Rng rng(5, 1);
    for (int k = 0; k < 150; ++k) {
      if (format != arrow::Format::ipc_stream)
        CHECK_FALSE(attempt(whole.substr(0, rng.below(whole.size()))));
      std::string flipped = whole;
      for (int bits = 0; bits < 3; ++bits)
        flipped[rng.below(flipped.size())] ^= static_cast<char>(1u << rng.below(8));
      attempt(flipped);
    }
  }
  CHECK_THROWS_WITH_AS(arrow::read("PAR1 junk PAR1", arrow::Format::parquet, {}),
                       doctest::Contains("damaged"), Error);
}
