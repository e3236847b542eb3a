// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/match.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::answers::measure {
namespace {

using data::Column;
using data::Table;

const Column* find(const Table& table, const std::string& name) {
  const auto at = std::ranges::find(table.columns, name, &Column::name);
  return at == table.columns.end() ? nullptr : &*at;
}

std::string file_of(const Table& table) { return printable(table.source, 80); }

// Rows are counted as a reader of the file counts them: the first below the header is row 1.
std::string row_text(std::int64_t i) { return "row " + counted(i + 1); }

using Places = std::unordered_map<std::string, std::int64_t>;
Places places_of(const Table& table, const Column& id) {
  Places places;
  for (std::int64_t i = 0; i < id.size(); ++i) {
    const auto word = id.text_at(i);
    if (!word)
      throw Error(ErrorCode::bad_data, file_of(table) + ": " + row_text(i) + " has no " +
                                           printable(id.name) + " to match by");
    const auto [at, fresh] = places.try_emplace(*word, i);
    if (!fresh)
      throw Error(ErrorCode::bad_data,
                  file_of(table) + ": " + printable(id.name) + " " + printable(*word) +
                      " stands twice, in rows " + counted(at->second + 1) + " and " +
                      counted(i + 1) + ", so rows cannot be matched by it",
                  "leave one of them out");
  }
  return places;
}

// An identifier of the first file that the second has too.
std::optional<std::string> common_id(const Table& first, const Table& second,
                                     const std::string& label) {
  const auto roles = data::roles(first);
  for (const data::ColumnRole& role : roles)
    if (role.role == data::Role::id && role.column != label && find(second, role.column) != nullptr)
      return role.column;
  return std::nullopt;
}

[[noreturn]] void refuse_missing(const Table& in, const Table& of, std::int64_t row,
                                 const std::string& id) {
  throw Error(ErrorCode::bad_data,
              file_of(in) + ": has no row with " + printable(id) + " " +
                  printable(of.column(id).text_at(row).value_or("")) + ", which is " +
                  row_text(row) + " of " + file_of(of),
              "both files must hold the same rows");
}

std::vector<std::int64_t> order_by(const std::string& name, const Table& first,
                                   const Table& second) {
  const Column &id = *find(first, name), &other = *find(second, name);
  const Places here = places_of(first, id), there = places_of(second, other);
  std::vector<std::int64_t> order;
  order.reserve(static_cast<std::size_t>(first.rows));
  for (std::int64_t i = 0; i < first.rows; ++i) {
    const auto at = there.find(*id.text_at(i));
    if (at == there.end()) refuse_missing(second, first, i, name);
    order.push_back(at->second);
  }
  for (std::int64_t i = 0; i < second.rows && second.rows != first.rows; ++i)
    if (!here.contains(*other.text_at(i))) refuse_missing(first, second, i, name);
  return order;
}

bool agree(const Column& a, const Column& b, std::int64_t i) {
  if (a.is_missing(i) || b.is_missing(i)) return a.is_missing(i) == b.is_missing(i);
  if (a.is_numeric() && b.is_numeric()) return a.number_at(i) == b.number_at(i);
  return a.text_at(i) == b.text_at(i);
}

}  // namespace

Matched match_rows(const Table& first, Table second, const std::string& label) {
  Matched matched;
  if (const auto id = common_id(first, second, label)) {
    matched.by = *id;
    const auto order = order_by(*id, first, second);
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
  const Column *a = find(first, label), *b = find(matched.second, label);
  if (a == nullptr || b == nullptr) return matched;
  for (std::int64_t i = 0; i < first.rows; ++i)
    if (!agree(*a, *b, i))
      throw Error(ErrorCode::bad_data,
                  row_text(i) + ": label " + printable(label) + " is " +
                      printable(a->text_at(i).value_or("missing")) + " in " + file_of(first) +
                      " and " + printable(b->text_at(i).value_or("missing")) + " in " +
                      file_of(matched.second),
                  matched.by.empty() ? "both files must hold the same rows in the same order"
                                     : "rows were matched by " + printable(matched.by));
  return matched;
}

}  // namespace qed::answers::measure
