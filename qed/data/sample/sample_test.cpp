// SPDX-License-Identifier: Apache-2.0
// A sample of rows is the same however the file is read: as one table, or in batches of little memory.
#include "qed/data/sample/sample.h"

#include <doctest/doctest.h>
#include <unistd.h>
#include <zlib.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>

#include "qed/base/error.h"
#include "qed/base/file.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/data/arrow/arrow.h"
#include "qed/data/bytes/memory.h"

using namespace qed;
using namespace qed::data;

namespace {

struct File {
  std::string path;
  explicit File(const std::string& bytes, const std::string& ending) {
    path = (std::filesystem::temp_directory_path() / ("qed_XXXXXX" + ending)).string();
    ::close(::mkstemps(path.data(), static_cast<int>(ending.size())));
    write_file(path, bytes);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { std::filesystem::remove(path); }
};

std::string gzip_of(const std::string& text) {
  const auto path =
      std::filesystem::temp_directory_path() / ("qed_gz_" + std::to_string(::getpid()));
  gzFile file = gzopen(path.c_str(), "wb1");
  REQUIRE(gzwrite(file, text.data(), static_cast<unsigned>(text.size())) > 0);
  gzclose(file);
  std::string bytes = read_file(path);
  std::filesystem::remove(path);
  return bytes;
}

// Every cell, spelt, with names, types, notes and the file's rows.
std::string spelt(const Table& table) {
  std::string all = std::to_string(table.rows_in_file) + "\n";
  for (const std::int64_t row : table.row_of) all += std::to_string(row) + " ";
  for (const Column& column : table.columns) {
    all += "\n" + column.name + ":" + std::string(name(column.type));
    if (const auto* words = std::get_if<Categories>(&column.values))
      for (const auto& level : words->levels) all += "/" + level;
    for (std::int64_t i = 0; i < table.rows; ++i)
      all += "\n" + column.text_at(i).value_or("<missing>");
  }
  for (const std::string& note : table.notes) all += "\n" + note;
  return all;
}

// Every kind of column; types that only late rows decide: `late` is a number until row 20,000 and `rare` an integer
// until a fraction comes; quoted newlines; ambiguous and clear slash dates; more words than a category holds.
std::string typed_csv(int n) {
  Rng rng(3, 1);
  std::string text = "i,x,word,note,when,slash,late,rare,yes\n";
  for (int i = 0; i < n; ++i) {
    const std::uint64_t kind = rng.below(10);
    text += std::to_string(i) + "," + (kind == 0 ? "" : std::to_string(rng.normal()));
    text += ",w" + std::to_string(rng.below(40));
    text += kind == 1 ? ",\"a \"\"b\"\"\nline " + std::to_string(rng()) + "\""
                      : ",note " + std::to_string(rng());
    text += ",2024-03-0" + std::to_string(1 + rng.below(9));
    text += "," + std::to_string(1 + rng.below(i > 15000 ? 28 : 9)) + "/2/2024";
    text += i > 20000 ? ",high" : "," + std::to_string(rng.below(9));
    text += i == 25000 ? ",1.5" : "," + std::to_string(i % 11);
    text += rng.below(2) == 0 ? ",yes\n" : ",no\n";
  }
  return text;
}

std::string json_lines(int n) {
  Rng rng(4, 1);
  std::string text;
  for (int i = 0; i < n; ++i) {
    text += "{\"i\":" + std::to_string(i) + ",\"x\":" + std::to_string(rng.normal());
    text += ",\"word\":\"w" + std::to_string(rng.below(30)) + "\"";
    text += ",\"note\":\"n" + std::to_string(rng()) + "\",\"when\":\"2024-01-01\"";
    text += i % 7 == 0 ? "" : ",\"flag\":true";
    text += i < n / 2 ? ",\"late\":" + std::to_string(i % 60) : ",\"late\":\"word\"";
    if (i >= 10 && i < 40)  // keys that come when words have been counted
      text += ",\"key" + std::to_string(i) + "\":\"v" + std::to_string(i % 3) + "\"";
    text += i == n - 1 ? ",\"last\":1}\n" : "}\n";
  }
  return text;
}

std::string npy_of(const std::string& header, const std::string& cells) {
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size());
  bytes += '\0';
  return bytes + header + cells;
}

constexpr std::int64_t kSample = 500;

// The sample of a file read whole and in the least memory, for several numbers of threads.
void check_same(const std::string& path) {
  CAPTURE(path);
  const auto read = [&](std::uint64_t memory) {
    return spelt(read_table(path, {.sample = kSample, .seed = 9, .memory = memory}));
  };
  const std::string whole = read(std::uint64_t{1} << 40);
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    CHECK(read(1) == whole);
    CHECK(read(1 << 20) == whole);
  }
  set_threads(0);
}

}  // namespace

TEST_CASE("a sample of CSV is the same in batches, plain, compressed and piped") {
  const std::string text = typed_csv(30000);
  const File plain(text, ".csv"), packed(gzip_of(text), ".csv.gz");
  check_same(plain.path);
  check_same(packed.path);
  const Table sample = read_table(plain.path, {.sample = kSample, .seed = 9, .memory = 1});
  CHECK(sample.rows == kSample);
  CHECK(sample.rows_in_file == 30000);
  const Table whole = read_table(plain.path);
  CHECK(whole.rows_in_file == 30000);
  CHECK(whole.row_of.empty());
  // Types are those of all rows, and every row is the file's row that it says.
  for (std::size_t j = 0; j < whole.columns.size(); ++j) {
    CHECK(sample.columns[j].type == whole.columns[j].type);
    for (std::size_t i = 0; i < sample.row_of.size(); ++i)
      if (sample.columns[j].text_at(static_cast<std::int64_t>(i)) !=
          whole.columns[j].text_at(sample.row_of[i]))
        FAIL(whole.columns[j].name << " differs in row " << sample.row_of[i]);
  }
}

TEST_CASE("a sample of JSON lines is the same in batches") {
  const File file(json_lines(4000), ".jsonl");
  check_same(file.path);
  const Table sample = read_table(file.path, {.sample = kSample, .seed = 9, .memory = 1});
  CHECK(sample.column("late").type == ColumnType::category);
  CHECK(sample.column("last").missing_count() >= kSample - 1);
}

TEST_CASE("a sample of arrays, and the tiles in which they are read") {
  Rng rng(5, 1);
  const std::size_t n = 3001, d = 37;
  std::string cells(n * d * 4, '\0');
  for (std::size_t k = 0; k < n * d; ++k) {
    const float value = k % 101 == 0 ? std::nanf("") : static_cast<float>(rng.normal());
    std::memcpy(cells.data() + 4 * k, &value, 4);
  }
  const File file(npy_of("{'descr': '<f4', 'fortran_order': False, 'shape': (3001, 37), }", cells),
                  ".npy");
  check_same(file.path);
  const Table whole = read_table(file.path);
  const Table sample = read_table(file.path, {.sample = kSample, .seed = 9});
  std::size_t wrong = 0;
  for (std::size_t j = 0; j < d; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      float value;
      std::memcpy(&value, cells.data() + 4 * (i * d + j), 4);
      const auto found = whole.columns[j].number_at(static_cast<std::int64_t>(i));
      if (std::isnan(value) ? found.has_value() : found != double{value}) ++wrong;
    }
    for (std::size_t i = 0; i < sample.row_of.size(); ++i)
      if (sample.columns[j].number_at(static_cast<std::int64_t>(i)) !=
          whole.columns[j].number_at(sample.row_of[i]))
        ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a sample of Parquet is that of the table") {
  if (!arrow::is_available()) {
    MESSAGE("SKIPPED: libqed_arrow.so is not there");
    return;
  }
  const File csv(typed_csv(70000), ".csv");  // more rows than one batch has
  const Table table = read_table(csv.path);
  const File file(arrow::parquet_of(table), ".parquet");
  check_same(file.path);
  const Table sample = read_table(file.path, {.sample = kSample, .seed = 9});
  const Table expected = read_table(csv.path, {.sample = kSample, .seed = 9});
  REQUIRE(sample.row_of == expected.row_of);
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    CHECK(sample.columns[j].type == expected.columns[j].type);
    const bool is_boolean = sample.columns[j].type == ColumnType::boolean;  // held unspelled
    for (std::int64_t i = 0; i < kSample; ++i)
      if (is_boolean ? sample.columns[j].number_at(i) != expected.columns[j].number_at(i)
                     : sample.columns[j].text_at(i) != expected.columns[j].text_at(i))
        FAIL(sample.columns[j].name << " differs in row " << i);
  }
}

namespace {

// Counts rows, adds up numbers and words, and keeps the digits of every row in order.
class Adder final : public BatchVisitor {
 public:
  std::vector<std::string> wanted;
  int prepared = 0, looked = 0;
  std::int64_t rows = 0, late_words = 0;
  double sum = 0;
  std::string order;

  void prepare(const Table& some, bool whole) override {
    ++prepared, looked += !whole;
    CHECK(some.rows > 0);
    rows = late_words = 0, sum = 0, order.clear();
  }
  std::vector<std::string> columns() const override { return wanted; }
  struct OfBatch final : Seen {
    std::int64_t rows = 0, late_words = 0;
    double sum = 0;
    std::string order;
  };
  std::unique_ptr<Seen> see(const Table& batch, std::int64_t first_row) const override {
    auto seen = std::make_unique<OfBatch>();
    seen->rows = batch.rows;
    for (const Column& column : batch.columns) {
      for (std::int64_t i = 0; i < batch.rows; ++i) {
        const auto text = column.text_at(i);
        if (column.name == "late" && text == "high") ++seen->late_words;
        if (column.name == "x") seen->sum += column.number_at(i).value_or(0);
        if (column.name == "i" && text != std::to_string(first_row + i)) seen->order += "wrong ";
        if (column.name == "word") seen->order += *text;
      }
    }
    return seen;
  }
  void add(Seen& seen) override {
    const auto& batch = static_cast<const OfBatch&>(seen);
    rows += batch.rows, sum += batch.sum, late_words += batch.late_words, order += batch.order;
  }
  bool stands(const Table& sample) override { return sample.rows == 200; }
};

}  // namespace

TEST_CASE(
    "a visitor sees all rows in order while the sample is drawn, twice where types come late") {
  const File file(typed_csv(30000), ".csv");
  const Table whole = read_table(file.path);
  double sum = 0;
  std::string order;
  std::int64_t late_words = 0;
  for (std::int64_t i = 0; i < whole.rows; ++i) {
    sum += whole.column("x").number_at(i).value_or(0);
    order += *whole.column("word").text_at(i);
    late_words += whole.column("late").text_at(i) == "high";
  }
  for (const bool late : {false, true}) {
    CAPTURE(late);
    for (const int count : {1, 2, 7}) {
      set_threads(count);
      Adder adder;
      adder.wanted = {"word", "x", "i"};
      if (late) adder.wanted.push_back("late");
      const Table sample = read_table(
          file.path,
          {.sample = kSample, .passing = 200, .seed = 9, .memory = 1 << 16, .visitor = &adder});
      CHECK(sample.rows == 200);
      CHECK(spelt(sample) == spelt(read_table(file.path, {.sample = 200, .seed = 9})));
      CHECK(adder.rows == 30000);
      CHECK(adder.order == order);
      CHECK(adder.sum == doctest::Approx(sum).epsilon(1e-12));
      CHECK(adder.looked == 1);
      // "late" is a number in the first rows and words in the end.
      CHECK(adder.prepared == (late ? 2 : 1));
      CHECK(adder.late_words == (late ? late_words : 0));
    }
    set_threads(0);
  }
}

TEST_CASE("rows come again where a column of words turns out to be of times") {
  const File file(typed_csv(30000), ".csv");
  Adder adder;
  adder.wanted = {"slash"};  // 3/2/2024 in the first rows, later days beyond 12
  const Table sample = read_table(
      file.path, {.sample = kSample, .passing = 200, .memory = 1 << 16, .visitor = &adder});
  CHECK(sample.column("slash").type == ColumnType::time);
  CHECK(adder.prepared == 2);
  CHECK(adder.rows == 30000);
}

TEST_CASE("a visitor of JSON lines and of Parquet sees all rows in order, in a second reading") {
  const File csv(typed_csv(70000), ".csv");
  const Table table = read_table(csv.path);
  std::string lines, order;
  double sum = 0;
  for (std::int64_t i = 0; i < table.rows; ++i) {
    const auto x = table.column("x").number_at(i);
    const std::string word = *table.column("word").text_at(i);
    lines += "{\"i\":" + std::to_string(i) + ",\"word\":\"" + word + "\"";
    lines += x ? ",\"x\":" + *table.column("x").text_at(i) + "}\n" : "}\n";
    sum += x.value_or(0), order += word;
  }
  const File json(lines, ".jsonl");
  std::vector<std::string> paths{json.path};
  std::optional<File> parquet;
  if (arrow::is_available())
    paths.push_back(parquet.emplace(arrow::parquet_of(table), ".parquet").path);
  else
    MESSAGE("SKIPPED: libqed_arrow.so is not there");
  for (const std::string& path : paths) {
    CAPTURE(path);
    Adder adder;
    adder.wanted = {"word", "x", "i"};
    const Table sample = read_table(
        path, {.sample = kSample, .passing = 200, .seed = 9, .memory = 1, .visitor = &adder});
    CHECK(sample.rows == 200);
    CHECK(adder.prepared == 1);
    CHECK(adder.looked == 0);
    CHECK(adder.rows == 70000);
    CHECK(adder.order == order);
    CHECK(adder.sum == doctest::Approx(sum).epsilon(1e-12));
  }
}

TEST_CASE("every row is as likely as any other to be in the sample") {
  // 2000 seeds, 5 of 20 rows: counts are binomial(2000, 1/4), sd 19.4; each of 20 is within 5.5 sd. A row's count is
  // outside by chance once in 26 million, so the test fails by chance less than once in a million seeds.
  std::vector<int> counts(20);
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    const auto rows = chosen_rows(20, 1, {.sample = 5, .seed = seed});
    REQUIRE(rows.size() == 5);
    for (const auto row : rows) ++counts[static_cast<std::size_t>(row)];
  }
  for (const int count : counts) CHECK(std::abs(count - 500) < 107);
  CHECK(chosen_rows(20, 1, {.sample = 20}).empty());
  CHECK(chosen_rows(20, 1, {.max_rows = 3}) == std::vector<std::int64_t>{0, 1, 2});
}

TEST_CASE("a table that cannot fit is refused before memory is taken") {
  const File file(typed_csv(2000), ".csv");
  CHECK_THROWS_WITH_AS(read_table(file.path, {.memory = 1000}),
                       doctest::Contains("would not fit into memory"), Error);
  CHECK(text_limit() <= usable_memory() / 8);
  CHECK(usable_memory() > (std::uint64_t{64} << 20));
}

TEST_CASE("a sample of many columns has fewer rows: the same ones as a sample of that size") {
  const File csv(typed_csv(6000), ".csv"), lines(json_lines(6000), ".jsonl"),
      npy(npy_of("{'descr': '|u1', 'fortran_order': False, 'shape': (6000, 3), }",
                 std::string(18000, 'q')),
          ".npy");
  for (const std::string& path : {csv.path, lines.path, npy.path}) {
    CAPTURE(path);
    const auto columns = static_cast<std::int64_t>(read_table(path).columns.size());
    const Table expected = read_table(path, {.sample = 1500, .seed = 9});
    REQUIRE(expected.rows == 1500);
    for (const std::uint64_t memory : {std::uint64_t{1}, std::uint64_t{1} << 40})
      CHECK(spelt(read_table(
                path, {.sample = 5000, .cells = 1500 * columns, .seed = 9, .memory = memory})) ==
            spelt(expected));
    CHECK(read_table(path, {.sample = 5000, .cells = 10, .seed = 9}).rows == 1000);  // no fewer
    CHECK(read_table(path, {.sample = 500, .cells = 10, .seed = 9}).rows == 500);
  }
}
