// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/csv.h"

#include <doctest/doctest.h>

#include <string>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

using namespace qed;
using namespace qed::data;

namespace {

Table read(const std::string& text, const ReadOptions& options = {}) {
  return csv::read_csv(Bytes::of(text), "t.csv", options, {});
}

// The error's "what" and hint.
std::string refusal(const std::string& text, const ReadOptions& options = {}) {
  try {
    read(text, options);
  } catch (const Error& error) {
    return std::string(error.what()) + " | " + error.hint();
  }
  return "read";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
bool noted(const Table& table, const std::string& part) {
  for (const std::string& note : table.notes)
    if (has(note, part)) return true;
  return false;
}

std::string repeated(const std::string& row, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += row;
  return text;
}

// Every cell of a table, spelt.
std::string spelt(const Table& table) {
  std::string all;
  for (const Column& column : table.columns) {
    all += column.name + ":" + std::string(name(column.type)) + "\n";
    for (std::int64_t i = 0; i < table.rows; ++i)
      all += column.text_at(i).value_or("<missing>") + "\n";
  }
  for (const std::string& note : table.notes) all += note + "\n";
  return all;
}

}  // namespace

TEST_CASE("types are inferred over all rows") {
  const Table t = read(
      "i,x,b,c,t\n1,1.5,yes,red,2024-02-29\n2,-2e3,No,blue,2024-03-01T10:00:00Z\n,3,yes,red,\n");
  CHECK(t.rows == 3);
  CHECK(t.column("i").type == ColumnType::integer);
  CHECK(t.column("x").type == ColumnType::number);
  CHECK(t.column("b").type == ColumnType::boolean);
  CHECK(t.column("c").type == ColumnType::category);
  CHECK(t.column("t").type == ColumnType::time);
  CHECK(t.column("i").is_missing(2));
  CHECK(t.column("x").number_at(1) == -2000.0);
  CHECK(t.column("b").number_at(1) == 0.0);
  CHECK(t.column("b").text_at(0) == "yes");
  CHECK(t.column("b").text_at(1) == "No");
  CHECK(read("b\nTRUE\ntrue\n").column("b").text_at(1) == "TRUE");  // as it came first
  CHECK(take_rows(t, {1}).columns[2].text_at(0) == "No");
  CHECK(t.column("t").text_at(0) == "2024-02-29");
  CHECK(t.column("t").text_at(1) == "2024-03-01T10:00:00Z");
  CHECK(t.column("t").is_missing(2));
  CHECK_THROWS_AS(t.column("colour"), Error);
}

TEST_CASE("quotes, newlines within cells, three newline styles and a byte order mark") {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const Table t = read(
        "\xef\xbb\xbf"
        "a,b" +
        end + "\"x, \"\"y\"\"" + end + "z\",1" + end + "plain,\"2\"" + end);
    CHECK(t.rows == 2);
    CHECK(t.columns[0].name == "a");
    CHECK(t.columns[0].text_at(0) == "x, \"y\"" + end + "z");
    CHECK(t.columns[1].type == ColumnType::integer);
    CHECK(t.columns[1].number_at(1) == 2.0);
  }
}

// Few words are kept in a dictionary, many as they stand: both with quotes to undo in every place.
TEST_CASE("doubled quotes in words that repeat, in words that do not, and from one to the other") {
  const std::vector<std::string> words = {"\"", "a\"b", "\"\"", "\"in\", out", "end\""};
  std::string text = "few,many,late\n";
  const auto quoted = [](const std::string& word) {
    std::string cell = "\"";
    for (const char c : word) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
    return cell + "\"";
  };
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < 3000; ++i) {
    const std::string& word = words[i % words.size()];
    const std::string number = std::to_string(i);
    rows.push_back({word, word + number, i < 1000 ? word : number + word + number});
    text += quoted(word) + ",\" " + quoted(rows[i][1]).substr(1) + "," + quoted(rows[i][2]) + "\n";
  }
  const Table t = read(text);
  CHECK(t.columns[0].type == ColumnType::category);
  CHECK(t.columns[1].type == ColumnType::text);
  CHECK(t.columns[2].type == ColumnType::text);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < 3; ++j)
      wrong += t.columns[j].text_at(static_cast<std::int64_t>(i)) != rows[i][j] ? 1 : 0;
  CHECK(wrong == 0);
}

TEST_CASE("separators and decimal commas are found by looking") {
  for (const std::string s : {",", ";", "\t", "|"}) {
    const Table t = read("a" + s + "b\n1" + s + "x\n2" + s + "y\n");
    CHECK(t.columns.size() == 2);
  }
  const Table comma = read("a;b\n1,5;2\n-0,25;3\n");
  CHECK(comma.column("a").number_at(0) == 1.5);
  CHECK(comma.column("a").number_at(1) == -0.25);
  CHECK(noted(comma, "decimal comma"));
  CHECK(read("a;b\n1;2\n", {.separator = ","}).columns.size() == 1);
}

TEST_CASE("missing cells and cells that are not numbers are said") {
  const Table t = read("x,y\n" + repeated("1,2\n", 300) + " ,NA\nabc,3\n");
  CHECK(t.column("x").type == ColumnType::integer);
  CHECK(t.column("x").missing_count() == 2);
  CHECK(noted(t, "column x: 1 blank cell read as missing"));
  CHECK(noted(t, "t.csv:303:1 'abc'"));
  CHECK(noted(t, "\"NA\" read as missing"));
  const Table words = read("x\n" + repeated("1\n", 50) + repeated("abc\n", 2));
  CHECK(words.column("x").type == ColumnType::category);
  const Table infinite = read("x\n1.5\ninf\nnan\n");
  CHECK(noted(infinite, "infinite"));
  CHECK(infinite.column("x").missing_count() == 1);
}

TEST_CASE("a kind that the first rows do not show is found in the end") {
  const Table late = read("x,y,z\n" + repeated(",1,a\n", 2000) + "word,2.5,b\n" +
                          repeated("w,x,2020-01-01\n", 300));
  CHECK(late.column("x").type == ColumnType::category);
  CHECK(late.column("y").type == ColumnType::category);
  CHECK(late.column("z").type == ColumnType::category);
  const Table numbers = read("x\n" + repeated("-\nNone\n", 200) + repeated("3.25\n", 5));
  CHECK(numbers.column("x").type == ColumnType::number);
  CHECK(numbers.column("x").missing_count() == 400);
}

TEST_CASE("day/month/year only where one order fits") {
  const Table t = read("d,m,u\n31/12/2020,12/31/2020,1/2/2020\n1/2/2021,1/2/2021,3/4/2021\n");
  CHECK(t.column("d").text_at(1) == "2021-02-01");
  CHECK(t.column("m").text_at(1) == "2021-01-02");
  CHECK(t.column("u").type == ColumnType::category);
  CHECK(noted(t, "column u: dates that may be"));
}

TEST_CASE("dates with the month's name, with dots, and with years of two digits") {
  const Table t = read(
      "a,b,c,d\n03-Jan-2023,\"Jan 03, 2023\",03.01.2023,03.01.23\n"
      "04-Feb-2023,\"February 4, 2023\",04.02.2023,04.02.23\n");
  for (const Column& column : t.columns) {
    CAPTURE(column.name);
    REQUIRE(column.type == ColumnType::time);
    CHECK(column.text_at(0) == "2023-01-03");
    CHECK(column.text_at(1) == "2023-02-04");
  }
  CHECK(noted(t, "column c: dates read as day/month/year"));
  CHECK(read("d\n01.31.2024\n02.01.2024\n").column("d").text_at(1) == "2024-02-01");
  // A month that is named does not tell how others are written.
  CHECK(read("d\n13-Jan-2023\n1/2/2023\n").column("d").type == ColumnType::category);
  CHECK(read("d\n13-Jan-2023\n12/31/2023\n").column("d").text_at(1) == "2023-12-31");
  CHECK(read("version\n1.2.10\n1.3.10\n").column("version").type == ColumnType::category);
}

TEST_CASE(
    "one cell that is no date in twenty is missing, in fewer the column is words: both are said") {
  const auto dates = [](int count, const std::string& form) {
    std::string text = "when\n";
    for (int i = 0; i < count; ++i) {
      const std::string day = std::to_string(11 + i % 18);
      text += i == 4 ? "tomorrow\n" : form == "iso" ? "2024-03-" + day + "\n" : day + "/03/2024\n";
    }
    return read(text);
  };
  for (const std::string form : {"iso", "slash"}) {
    CAPTURE(form);
    const Table enough = dates(20, form), few = dates(19, form);
    CHECK(enough.column("when").type == ColumnType::time);
    CHECK(enough.column("when").is_missing(4));
    CHECK(enough.column("when").missing_count() == 1);
    CHECK(noted(enough, form == "iso" ? "1 cell that is not a date, read as missing"
                                      : "1 cell read as missing, no date: row 5 says 'tomorrow'"));
    CHECK(few.column("when").type == ColumnType::category);
    CHECK(noted(few, "kept as words, for 1 cell is no date, first: row 5 says 'tomorrow'"));
  }
  CHECK(read("x\n" + repeated("1.5\n", 40) + "word\n").column("x").type == ColumnType::category);
  CHECK_FALSE(noted(read("x\na\nb\n2024-01-01\n"), "kept as words"));
  // The row counts from the first row, over chunks.
  const Table late = read("when,x\n" + repeated("13/01/2024,1\n", 200'000) + "then,1\n");
  CHECK(noted(late, "no date: row 200001 says 'then'"));
}

TEST_CASE("names: doubled, absent, no header, R's row names") {
  CHECK(read("a,a,\n1,2,3\n").column_names() == std::vector<std::string>{"a", "a_2", "column_3"});
  const Table bare = read("1,2\n3,4\n");
  CHECK(bare.rows == 2);
  CHECK(bare.columns[1].name == "column_2");
  CHECK(read("a,b\nr1,1,2\nr2,3,4\n").column_names() == std::vector<std::string>{"row", "a", "b"});
}

TEST_CASE("columns are chosen by name, rows by number") {
  const Table t = read("a,b,c\n1,2,3\n4,5,6\n",
                       {.columns = {"c", "a"}, .drop = {}, .max_rows = 1, .separator = ""});
  CHECK(t.column_names() == std::vector<std::string>{"a", "c"});
  CHECK(t.rows == 1);
  CHECK(has(refusal("alpha,beta\n1,2\n", {.columns = {"beto"}}), "did you mean \"beta\""));
}

TEST_CASE("bad files are refused with a place and a hint") {
  CHECK(has(refusal("a,b\n1,2\n3,4,5\n6,7\n"),
            "t.csv:3:1: 3 cells, but the first row has 2 | a cell that holds"));
  CHECK(has(refusal("a,b\n1,2\n3\n"), "t.csv:3:1: 1 cell,"));
  CHECK(has(refusal("a,b\n1,\"2\n3,4\n"), "t.csv:2:3: a quoted cell opens here and never closes"));
  CHECK(has(refusal(""), "nothing in it"));
  CHECK(has(refusal("a,b\n"), "no rows"));
  CHECK(has(refusal(std::string("a,b\n1,\0\n", 8)), "t.csv:2:3: a NUL byte"));
  CHECK(has(refusal("\xff\xfe"
                    "a"),
            "UTF-16"));
}

TEST_CASE("bytes that are no UTF-8 survive") {
  CHECK(read("name\nM\xfcller\nMaier\n").columns[0].text_at(0) == "M\xfcller");
}

TEST_CASE("ten thousand columns, a cell of ten megabytes") {
  std::string header, row;
  for (int j = 0; j < 10000; ++j)
    header += (j ? "," : "") + ("c" + std::to_string(j)), row += j ? ",1" : "1";
  CHECK(read(header + "\n" + row + "\n" + row + "\n").columns.size() == 10000);
  const std::string big(10'000'000, 'x');
  CHECK(read("a,b\n1,\"" + big + "\"\n2,y\n").columns[1].text_at(0)->size() == big.size());
}

// Rows with quotes, newlines in quotes and stray quotes, enough for several chunks.
static std::string several_chunks() {
  Rng rng(7, 1);
  std::string text = "i,x,word,note\n";
  for (int i = 0; text.size() < (std::size_t{5} << 20); ++i) {
    text += std::to_string(i) + "," + std::to_string(rng.normal()) + ",w" +
            std::to_string(rng.below(30));
    const auto kind = rng.below(8);
    text += kind == 0   ? ",\"a \"\"quoted\"\"\nline " + std::to_string(rng()) + "\"\n"
            : kind == 1 ? ",5\" pipe\n"
                        : ",text " + std::to_string(rng()) + "\n";
  }
  return text;
}

TEST_CASE("the same table for 1, 2 and 7 threads") {
  const std::string text = several_chunks();
  std::vector<std::string> tables;
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    tables.push_back(spelt(read(text)));
  }
  set_threads(0);
  CHECK(tables[0] == tables[1]);
  CHECK(tables[0] == tables[2]);
  CHECK(read(text).column("note").type == ColumnType::text);
  CHECK(read(text).column("word").type == ColumnType::category);
}

TEST_CASE("words that hardly repeat in one chunk: the limit of categories is exact all the same") {
  constexpr int kRows = 120'000, kLimit = kRows / 20;
  std::string text = "within,beyond,late,own\n";
  const auto word = [](int k) { return "\"word, \"\"" + std::to_string(k) + "\"\"\""; };
  for (int i = 0; i < kRows; ++i)
    text += word(i % kLimit) + ",b" + std::to_string(i % (kLimit + 1)) + ",l" +
            std::to_string(i < kLimit ? i : i % 7) + "," + word(i) + "\n";
  const Table table = read(text);
  CHECK(table.column("within").type == ColumnType::category);
  CHECK(table.column("beyond").type == ColumnType::text);
  CHECK(table.column("late").type == ColumnType::category);
  CHECK(table.column("own").type == ColumnType::text);
  for (int i = 0; i < kRows; i += 997) {
    CHECK(table.column("within").text_at(i) == "word, \"" + std::to_string(i % kLimit) + "\"");
    CHECK(table.column("beyond").text_at(i) == "b" + std::to_string(i % (kLimit + 1)));
    CHECK(table.column("own").text_at(i) == "word, \"" + std::to_string(i) + "\"");
  }
}

TEST_CASE("a chunk that begins at a wrong guess misleads no later chunk") {
  // A stray quote turns the parity, so that the next chunks are first read within a quoted cell.
  const std::string stray = "1,true,5\" pipe\n";
  std::string block = "2,false,\"\n";
  for (int i = 0; i < 2000; ++i) block += "5,w" + std::to_string(i) + ",z\n";
  block += "end\"\n" + repeated("1,true,x\n", 30);
  const std::string text =
      "a,flag,c\n" + stray + repeated(block, 200) + stray + repeated(block, 200);
  set_threads(1);  // chunks in turn
  const Table table = read(text);
  set_threads(0);
  CHECK(table.rows == 2 + 400 * 31);
  CHECK(table.column("flag").type == ColumnType::boolean);
  double sum = 0;
  for (const double one : table.column("flag").numbers()) sum += one;
  CHECK(sum == 2 + 400 * 30);
}

TEST_CASE("a blank row of a sample stays one behind a row that ends in a carriage return") {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {  // some leave out the row between
    ReadOptions options{.sample = 3};
    options.seed = seed, options.memory = 0;
    CHECK(read("name\rb\rc\n\ne\n", options).rows == 3);
  }
}
