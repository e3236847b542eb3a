// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/columns/match.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/roles/names.h"

namespace qed::answers::measure {
namespace {

using data::Column;
using data::Table;

// What lists are of.
constexpr std::array<std::string_view, 20> kItems{
    "item",  "doc",  "document", "docno", "docid",   "product",   "url",
    "sku",   "asin", "movie",    "video", "passage", "candidate", "result",
    "hotel", "ad",   "song",     "page",  "name",    "article"};

bool names_an_item(const std::string& name) {
  const auto words = data::words_of_name(name);
  return data::names_a_unit(name) ||
         (!words.empty() && std::ranges::find(kItems, words.back()) != kItems.end());
}

const Column* find(const Table& table, const std::string& name) {
  const auto at = std::ranges::find(table.columns, name, &Column::name);
  return at == table.columns.end() ? nullptr : &*at;
}

std::string file_of(const Table& table) { return printable(table.source, 80); }

// Rows are counted as a reader of the file counts them: the first below the header is row 1.
std::string row_text(std::int64_t i) { return "row " + counted(i + 1); }

// The columns that identify a row: one, or that of its list and one more.
using Key = std::vector<std::string>;

// A row's cells in them, each with its length before it so that no two keys read alike; nothing where one is missing.
std::optional<std::string> key_at(const Table& table, const Key& key, std::int64_t row) {
  std::string text;
  for (const std::string& name : key) {
    const auto word = table.column(name).text_at(row);
    if (!word) return std::nullopt;
    text += std::to_string(word->size()) + ":" + *word;
  }
  return text;
}

// "query_id 7 and item a3".
std::string key_text(const Table& table, const Key& key, std::int64_t row) {
  std::vector<std::string> parts;
  for (const std::string& name : key)
    parts.push_back(printable(name) + " " +
                    printable(table.column(name).text_at(row).value_or("")));
  return join_words(parts);
}

using Places = std::unordered_map<std::string, std::int64_t>;
Places places_of(const Table& table, const Key& key) {
  Places places;
  for (std::int64_t i = 0; i < table.rows; ++i) {
    const auto word = key_at(table, key, i);
    if (!word)
      throw Error(ErrorCode::bad_data, file_of(table) + ": " + row_text(i) + " has no " +
                                           printable(join_words(key)) + " to match by");
    const auto [at, fresh] = places.try_emplace(*word, i);
    if (!fresh)
      throw Error(ErrorCode::bad_data,
                  file_of(table) + ": " + key_text(table, key, i) + " stands twice, in rows " +
                      counted(at->second + 1) + " and " + counted(i + 1) +
                      ", so rows cannot be matched by it",
                  "leave one of them out");
  }
  return places;
}

bool identifies(const Table& table, const Key& key) {
  std::unordered_set<std::string> seen;
  for (std::int64_t i = 0; i < table.rows; ++i) {
    auto word = key_at(table, key, i);
    if (!word || !seen.insert(std::move(*word)).second) return false;
  }
  return true;
}

// An identifier of the first file that the second has too; of lists, beside the query a column that is named like one.
Key common_id(const Table& first, const Table& second, const std::string& label,
              const std::string& query) {
  const auto roles = data::roles(first);
  for (const data::ColumnRole& role : roles)
    if (role.role == data::Role::id && role.column != label && find(second, role.column) != nullptr)
      return {role.column};
  if (query.empty() || find(second, query) == nullptr) return {};
  for (const Column& c : first.columns) {
    const bool other = c.name == label || c.name == query || c.type == data::ColumnType::number;
    if (!other && names_an_item(c.name) && find(second, c.name) != nullptr &&
        identifies(first, {query, c.name}))
      return {query, c.name};
  }
  return {};
}

[[noreturn]] void refuse_missing(const Table& in, const Table& of, std::int64_t row,
                                 const Key& key) {
  throw Error(ErrorCode::bad_data,
              file_of(in) + ": has no row with " + key_text(of, key, row) + ", which is " +
                  row_text(row) + " of " + file_of(of),
              "both files must hold the same rows");
}

std::vector<std::int64_t> order_by(const Key& key, const Table& first, const Table& second) {
  const Places here = places_of(first, key), there = places_of(second, key);
  std::vector<std::int64_t> order;
  order.reserve(static_cast<std::size_t>(first.rows));
  for (std::int64_t i = 0; i < first.rows; ++i) {
    const auto at = there.find(*key_at(first, key, i));
    if (at == there.end()) refuse_missing(second, first, i, key);
    order.push_back(at->second);
  }
  for (std::int64_t i = 0; i < second.rows && second.rows != first.rows; ++i)
    if (!here.contains(*key_at(second, key, i))) refuse_missing(first, second, i, key);
  return order;
}

bool agree(const Column& a, const Column& b, std::int64_t i) {
  if (a.is_missing(i) || b.is_missing(i)) return a.is_missing(i) == b.is_missing(i);
  const auto counts = [](const Column& c) {  // yes is 1 where the other file writes numbers
    return c.is_numeric() || c.type == data::ColumnType::boolean;
  };
  if (counts(a) && counts(b)) return a.number_at(i) == b.number_at(i);
  return a.text_at(i) == b.text_at(i);
}

// Where both have the column, every cell of one is that of the other in the same row.
void require_same(const Table& first, const Matched& matched, const std::string& name,
                  const std::string& what) {
  const Column *a = find(first, name), *b = find(matched.second, name);
  if (a == nullptr || b == nullptr) return;
  for (std::int64_t i = 0; i < first.rows; ++i)
    if (!agree(*a, *b, i))
      throw Error(ErrorCode::bad_data,
                  row_text(i) + ": " + what + " " + printable(name) + " is " +
                      printable(a->text_at(i).value_or("missing")) + " in " + file_of(first) +
                      " and " + printable(b->text_at(i).value_or("missing")) + " in " +
                      file_of(matched.second),
                  matched.by.empty() ? "both files must hold the same rows in the same order"
                                     : "rows were matched by " + printable(matched.by));
}

}  // namespace

Matched match_rows(const Table& first, Table second, const std::string& label,
                   const std::string& query) {
  Matched matched;
  if (const Key id = common_id(first, second, label, query); !id.empty()) {
    matched.by = join_words(id);
    const auto order = order_by(id, first, second);
    const std::string source = second.source;
    matched.second = data::take_rows(second, order);
    matched.second.source = source;
    matched.second.digest = second.digest;
  } else {
    require(first.rows == second.rows, ErrorCode::bad_data,
            file_of(first) + " has " + counted(first.rows) + " rows and " + file_of(second) +
                " has " + counted(second.rows) + ": from " +
                row_text(std::min(first.rows, second.rows)) +
                " on there is nothing to compare with",
            "give both files a column that identifies rows, or the same rows in the same order");
    matched.second = std::move(second);
  }
  if (!query.empty()) require_same(first, matched, query, "query");
  require_same(first, matched, label, "label");
  return matched;
}

}  // namespace qed::answers::measure
