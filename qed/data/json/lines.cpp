// SPDX-License-Identifier: Apache-2.0
#include "qed/data/json/lines.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/text.h"
#include "qed/data/csv/assemble.h"
#include "qed/data/moment.h"
#include "qed/data/sample/sample.h"

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

std::string word(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

template <class T, class Get>
std::vector<T> values_of(const Field& field, Get get) {
  std::vector<T> values;
  for (const Json& value : field.values) values.push_back(value.is_null() ? T{} : get(value));
  return values;
}

bool is_moment(const Json& value) {
  return value.is_string() && parse_moment(value.get_ref<const std::string&>());
}

// What the values of a key were, one after the other. It stays where it is: words point into kept.
struct Seen {
  Seen() = default;
  Seen(const Seen&) = delete;
  Seen& operator=(const Seen&) = delete;

  bool whole = true, number = true, boolean = true, moment = true;
  bool empty = true;
  bool mixed = false;   // values other than text stand among them
  bool counts = false, counts_all = false;  // words are counted: of text, of all values
  bool many = false;  // more words than any category has
  csv::Words words;
  std::deque<std::string> kept;

  void add(const Json& value) {
    if (value.is_null()) return;
    empty = false;
    // An unsigned number above the range of int64 makes the column one of doubles.
    whole = whole && value.is_number_integer() &&
            (!value.is_number_unsigned() || value.get<std::uint64_t>() <= INT64_MAX);
    number = number && value.is_number();
    boolean = boolean && value.is_boolean();
    moment = moment && is_moment(value);
    mixed = mixed || !value.is_string();
    if (counts && !many && (counts_all || value.is_string())) count(word(value));
  }
  bool is_words() const { return !empty && !whole && !number && !boolean && !moment; }
  bool is_category(std::int64_t rows) const {
    return !many && words.levels().size() <= csv::category_limit(rows);
  }

 private:
  void count(std::string&& text) {
    const std::size_t before = words.levels().size();
    words.code(text);
    if (words.levels().size() > before) words.move_last(kept.emplace_back(std::move(text)));
    many = before >= std::size_t{1} << 20;
  }
};

// category: what all rows of the file say, when the values are a sample; else as many words as they have decide.
void fill_words(Column& column, const Field& field, std::optional<bool> category) {
  csv::Words words;
  std::vector<std::string> cells;
  for (const Json& value : field.values)
    cells.push_back(value.is_null() ? std::string() : word(value));
  std::vector<std::int32_t> codes;
  for (std::size_t i = 0; i < cells.size(); ++i)
    codes.push_back(field.values[i].is_null() ? -1 : words.code(cells[i]));
  if (category.value_or(words.levels().size() <=
                        csv::category_limit(static_cast<std::int64_t>(cells.size())))) {
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

Column column_of(const Field& field, const Seen& seen, std::optional<bool> category) {
  Column column;
  column.name = field.name;
  if (std::ranges::any_of(field.values, [](const Json& value) { return value.is_null(); }))
    for (const Json& value : field.values) column.present.push_back(value.is_null() ? 0 : 1);
  if (seen.empty || seen.whole) {
    column.type = ColumnType::integer;
    column.values =
        values_of<std::int64_t>(field, [](const Json& v) { return v.get<std::int64_t>(); });
  } else if (seen.number) {
    column.values = values_of<double>(field, [](const Json& v) { return v.get<double>(); });
  } else if (seen.boolean) {
    column.type = ColumnType::boolean;
    column.values = values_of<std::uint8_t>(
        field, [](const Json& v) { return v.get<bool>() ? std::uint8_t{1} : std::uint8_t{0}; });
  } else if (seen.moment) {
    column.type = ColumnType::time;
    column.values = values_of<std::int64_t>(
        field, [](const Json& v) { return *parse_moment(v.get_ref<const std::string&>()); });
  } else {
    fill_words(column, field, category);
  }
  return column;
}

// visit(object, line) for every line that is not blank, until it returns false.
template <class Visit>
void each_line(std::string_view text, const std::string& name, const Progress& progress,
               Visit visit) {
  const std::size_t size = text.size();
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t length = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, length);
    text.remove_prefix(std::min(text.size(), length + 1));
    if (number % 4096 == 0) {
      check_interrupt();
      if (progress)
        progress("read", 1 - static_cast<double>(text.size()) / static_cast<double>(size));
    }
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (!visit(parse(line, name, number), line)) return;
  }
}

// The fields so far, in the order of their first appearance.
struct Fields {
  std::vector<Field> all;
  std::unordered_map<std::string, std::size_t> index;

  std::size_t at(const std::string& key) {
    const auto [found, is_new] = index.try_emplace(key, all.size());
    if (is_new) all.push_back({key, {}});
    return found->second;
  }
  void add(Json& object, std::int64_t row) {
    for (auto& [key, value] : object.items()) {
      auto& values = all[at(key)].values;
      values.resize(static_cast<std::size_t>(row));
      values.push_back(std::move(value));
    }
  }
};

void require_rows(std::int64_t rows, const Fields& fields) {
  require(rows > 0 && !fields.all.empty(), ErrorCode::bad_data, "there are no rows");
}

// All rows once more, of the columns that the visitor wants, as the whole file has them.
void show_all(std::string_view text, const std::string& name, const Fields& fields,
              const std::deque<Seen>& seen, std::int64_t rows, BatchVisitor& visitor,
              const Progress& progress) {
  constexpr std::int64_t kBatch = 20'000;
  std::vector<std::size_t> wanted;
  for (const std::string& column : visitor.columns()) wanted.push_back(fields.index.at(column));
  if (wanted.empty()) return;
  std::vector<Field> batch(wanted.size());
  std::int64_t row = 0;
  const auto show = [&] {
    Table table;
    table.rows = static_cast<std::int64_t>(batch.front().values.size());
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      const std::size_t j = wanted[k];
      batch[k].name = fields.all[j].name;
      table.columns.push_back(column_of(batch[k], seen[j], seen[j].is_category(rows)));
      batch[k].values.clear();
    }
    visitor.add(*visitor.see(table, row - table.rows));
  };
  each_line(text, name, progress, [&](Json&& object, std::string_view) {
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      const auto value = object.find(fields.all[wanted[k]].name);
      batch[k].values.push_back(value == object.end() ? Json() : std::move(*value));
    }
    if (++row % kBatch == 0 || row == rows) show();
    return row != rows;
  });
}

// A text larger than memory: one pass for the types and the sample (a second where words stand among numbers), then
// the lines of the sample.
Table sample_lines(std::string_view text, const std::string& name, const ReadOptions& options,
                   const Progress& progress) {
  Fields fields;
  std::deque<Seen> seen;
  RowSample sample(options.passing > 0 ? std::min(options.sample, options.passing) : options.sample,
                   options.seed);
  std::int64_t rows = 0;
  const auto pass = [&](bool first) {
    std::int64_t row = 0;
    each_line(text, name, progress, [&](Json&& object, std::string_view line) {
      for (auto& [key, value] : object.items()) {
        const std::size_t j = fields.at(key);
        if (j == seen.size()) seen.emplace_back().counts = true;
        if (first || seen[j].counts_all) seen[j].add(value);
      }
      if (first) sample.offer(row, line);
      return ++row != options.max_rows;
    });
    rows = row;
  };
  pass(true);
  require_rows(rows, fields);
  bool again = false;
  for (Seen& one : seen)
    if (one.is_words() && one.mixed && !one.many) one.counts_all = again = true;
  if (again) pass(false);
  Table table;
  table.rows_in_file = rows;
  for (const auto& kept : sample.take()) {
    Json object = parsed(kept.text);
    fields.add(object, table.rows++);
    table.row_of.push_back(kept.row);
  }
  if (table.rows == rows) table.row_of.clear();
  for (std::size_t j = 0; j < seen.size(); ++j) {
    fields.all[j].values.resize(static_cast<std::size_t>(table.rows));
    table.columns.push_back(column_of(fields.all[j], seen[j], seen[j].is_category(rows)));
    fields.all[j].values = {};
  }
  if (options.visitor != nullptr) {
    options.visitor->prepare(table, true);
    show_all(text, name, fields, seen, rows, *options.visitor, progress);
  }
  return table;
}

}  // namespace

Table read_lines(std::string_view text, const std::string& name, const ReadOptions& options,
                 const Progress& progress) {
  if (options.sample > 0 && text.size() > options.memory)
    return sample_lines(text, name, options, progress);
  Fields fields;
  Table table;
  each_line(text, name, progress, [&](Json&& object, std::string_view) {
    fields.add(object, table.rows++);
    return table.rows != options.max_rows;
  });
  require_rows(table.rows, fields);
  for (Field& field : fields.all) {
    field.values.resize(static_cast<std::size_t>(table.rows));
    Seen seen;
    for (const Json& value : field.values) seen.add(value);
    table.columns.push_back(column_of(field, seen, std::nullopt));
    field.values = {};
  }
  return table;
}

}  // namespace qed::data::json
