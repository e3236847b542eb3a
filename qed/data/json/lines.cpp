// SPDX-License-Identifier: Apache-2.0
#include "qed/data/json/lines.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/text.h"
#include "qed/data/csv/assemble.h"
#include "qed/data/moment.h"

namespace qed::data::json {
namespace {

using Json = nlohmann::ordered_json;

// The values of one key so far. Words are stored whatever the type, and made numbers when all are.
struct Field {
  std::string name;
  std::vector<Json> values;  // a missing value is null; size may lag behind the rows
};

constexpr std::ptrdiff_t kDeepest = 100;

// Values nested deeper than any table's are refused before their text is written back, which recurses.
Json parsed(std::string_view line) {
  const auto opens = std::ranges::count_if(line, [](char c) { return c == '[' || c == '{'; });
  if (opens <= kDeepest) return Json::parse(line);
  return Json::parse(line, [](int depth, Json::parse_event_t, Json&) {
    require(depth <= kDeepest, ErrorCode::bad_data, "the line is nested too deeply");
    return true;
  });
}

Json parse(std::string_view line, const std::string& name, std::size_t number) {
  const char* const hint =
      "one object a line is expected; one array of objects becomes lines with: jq -c '.[]' FILE";
  const auto place = [&](std::size_t column) {
    return name + ":" + std::to_string(number) + ":" +
           std::to_string(std::max<std::size_t>(1, column));
  };
  try {
    Json object = parsed(line);
    if (object.is_object()) return object;
    throw Error(ErrorCode::bad_data, "an object in braces is expected on every line", hint);
  } catch (const Json::parse_error& error) {
    throw Error(ErrorCode::bad_data, "the line is no JSON: '" + printable(line) + "'", hint)
        .with_context(place(error.byte));
  } catch (const Json::exception& error) {  // a number beyond the range of double
    throw Error(ErrorCode::bad_data, "the line cannot be read: " + printable(error.what(), 100),
                hint)
        .with_context(place(1));
  } catch (Error& error) {
    throw error.with_context(place(1));
  }
}

bool all_are(const Field& field, bool (*is)(const Json&)) {
  return std::ranges::all_of(field.values,
                             [&](const Json& value) { return value.is_null() || is(value); });
}

std::string word(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

template <class T, class Get>
std::vector<T> values_of(const Field& field, Get get) {
  std::vector<T> values;
  for (const Json& value : field.values) values.push_back(value.is_null() ? T{} : get(value));
  return values;
}

void fill_words(Column& column, const Field& field) {
  csv::Words words;
  std::vector<std::string> cells;
  for (const Json& value : field.values)
    cells.push_back(value.is_null() ? std::string() : word(value));
  std::vector<std::int32_t> codes;
  for (std::size_t i = 0; i < cells.size(); ++i)
    codes.push_back(field.values[i].is_null() ? -1 : words.code(cells[i]));
  if (words.levels().size() <= csv::category_limit(static_cast<std::int64_t>(cells.size()))) {
    column.type = ColumnType::category;
    column.values = Categories{std::move(codes), {words.levels().begin(), words.levels().end()}};
    return;
  }
  Texts texts{{0}, {}};
  for (const std::string& cell : cells) {
    texts.bytes += cell;
    texts.offsets.push_back(texts.bytes.size());
  }
  column.type = ColumnType::text;
  column.values = std::move(texts);
}

bool is_moment(const Json& value) {
  return value.is_string() && parse_moment(value.get_ref<const std::string&>());
}

Column column_of(const Field& field) {
  Column column;
  column.name = field.name;
  const auto null = [](const Json& value) { return value.is_null(); };
  const bool empty = std::ranges::all_of(field.values, null);
  if (std::ranges::any_of(field.values, null))
    for (const Json& value : field.values) column.present.push_back(value.is_null() ? 0 : 1);
  // An unsigned number above the range of int64 makes the column one of doubles.
  const auto whole = [](const Json& v) {
    return v.is_number_integer() &&
           (!v.is_number_unsigned() || v.get<std::uint64_t>() <= INT64_MAX);
  };
  if (empty || all_are(field, whole)) {
    column.type = ColumnType::integer;
    column.values =
        values_of<std::int64_t>(field, [](const Json& v) { return v.get<std::int64_t>(); });
  } else if (all_are(field, [](const Json& v) { return v.is_number(); })) {
    column.values = values_of<double>(field, [](const Json& v) { return v.get<double>(); });
  } else if (all_are(field, [](const Json& v) { return v.is_boolean(); })) {
    column.type = ColumnType::boolean;
    column.values = values_of<std::uint8_t>(
        field, [](const Json& v) { return v.get<bool>() ? std::uint8_t{1} : std::uint8_t{0}; });
  } else if (all_are(field, is_moment)) {
    column.type = ColumnType::time;
    column.values = values_of<std::int64_t>(
        field, [](const Json& v) { return *parse_moment(v.get_ref<const std::string&>()); });
  } else {
    fill_words(column, field);
  }
  return column;
}

}  // namespace

Table read_lines(std::string_view text, const std::string& name, const Progress& progress) {
  std::vector<Field> fields;
  std::unordered_map<std::string, std::size_t> index;
  Table table;
  const std::size_t size = text.size();
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t length = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, length);
    text.remove_prefix(std::min(text.size(), length + 1));
    if (number % 4096 == 0) {
      check_interrupt();
      if (progress)
        progress("read", 1 - static_cast<double>(text.size()) / static_cast<double>(size));
    }
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    Json object = parse(line, name, number);
    for (auto& [key, value] : object.items()) {
      const auto [at, is_new] = index.try_emplace(key, fields.size());
      if (is_new) fields.push_back({key, {}});
      auto& values = fields[at->second].values;
      values.resize(static_cast<std::size_t>(table.rows));
      values.push_back(std::move(value));
    }
    ++table.rows;
  }
  require(table.rows > 0 && !fields.empty(), ErrorCode::bad_data, "there are no rows");
  for (Field& field : fields) {
    field.values.resize(static_cast<std::size_t>(table.rows));
    table.columns.push_back(column_of(field));
    field.values = {};
  }
  return table;
}

}  // namespace qed::data::json
