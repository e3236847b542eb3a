// SPDX-License-Identifier: Apache-2.0
#include "qed/data/table.h"

#include <algorithm>
#include <limits>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/moment.h"

namespace qed::data {
namespace {

std::int64_t count(const Categories& categories) {
  return static_cast<std::int64_t>(categories.codes.size());
}
std::int64_t count(const Texts& texts) {
  return texts.offsets.empty() ? 0 : static_cast<std::int64_t>(texts.offsets.size()) - 1;
}
template <class T>
std::int64_t count(const std::vector<T>& values) {
  return static_cast<std::int64_t>(values.size());
}

template <class T>
double plain_number(const std::vector<T>& values, std::size_t i) {
  return static_cast<double>(values[i]);
}
double plain_number(const auto&, std::size_t) { return 0; }  // words, refused before

bool holds_numbers(ColumnType type) {
  return type != ColumnType::category && type != ColumnType::text;
}
[[noreturn]] void refuse_words(const std::string& name) {
  throw Error(ErrorCode::bad_data,
              "column \"" + printable(name) + "\" holds words, but numbers are needed");
}

template <class T>
std::vector<T> taken(const std::vector<T>& values, const std::vector<std::int64_t>& rows) {
  std::vector<T> part;
  part.reserve(rows.size());
  for (const std::int64_t row : rows) part.push_back(values[static_cast<std::size_t>(row)]);
  return part;
}

Categories taken(const Categories& categories, const std::vector<std::int64_t>& rows) {
  Categories part{taken(categories.codes, rows), categories.levels};
  renumber(part);
  return part;
}

Texts taken(const Texts& texts, const std::vector<std::int64_t>& rows) {
  Texts part{{0}, {}};
  part.offsets.reserve(rows.size() + 1);
  for (const std::int64_t row : rows) {
    const auto i = static_cast<std::size_t>(row);
    part.bytes.append(texts.bytes, texts.offsets[i], texts.offsets[i + 1] - texts.offsets[i]);
    part.offsets.push_back(part.bytes.size());
  }
  return part;
}

}  // namespace

std::string_view name(ColumnType type) {
  switch (type) {
    case ColumnType::number:
      return "number";
    case ColumnType::integer:
      return "integer";
    case ColumnType::boolean:
      return "boolean";
    case ColumnType::category:
      return "category";
    case ColumnType::text:
      return "text";
    case ColumnType::time:
      return "time";
  }
  return "text";
}

std::int64_t Column::size() const {
  return std::visit([](const auto& held) { return count(held); }, values);
}

std::int64_t Column::missing_count() const { return std::ranges::count(present, std::uint8_t{0}); }

std::optional<double> Column::number_at(std::int64_t row) const {
  const auto i = static_cast<std::size_t>(row);
  if (!holds_numbers(type)) refuse_words(name);
  if (is_missing(row)) return std::nullopt;
  return std::visit([i](const auto& held) { return plain_number(held, i); }, values);
}

std::vector<double> Column::numbers() const {
  if (!holds_numbers(type)) refuse_words(name);
  std::vector<double> found(static_cast<std::size_t>(size()));
  std::visit(
      [&](const auto& held) {
        for (std::size_t i = 0; i < found.size(); ++i) found[i] = plain_number(held, i);
      },
      values);
  for (std::size_t i = 0; i < present.size(); ++i)
    if (present[i] == 0) found[i] = std::numeric_limits<double>::quiet_NaN();
  return found;
}

std::optional<std::string> Column::text_at(std::int64_t row) const {
  if (is_missing(row)) return std::nullopt;
  const auto i = static_cast<std::size_t>(row);
  switch (type) {
    case ColumnType::number:
      return shortest(*number_at(row));
    case ColumnType::integer:
      if (const auto* bytes = std::get_if<std::vector<std::uint8_t>>(&values))
        return std::to_string((*bytes)[i]);
      return std::to_string(std::get<std::vector<std::int64_t>>(values)[i]);
    case ColumnType::time:
      return spell_moment(std::get<std::vector<std::int64_t>>(values)[i]);
    case ColumnType::boolean:
      return spelled[std::get<std::vector<std::uint8_t>>(values)[i] != 0 ? 1 : 0];
    case ColumnType::category: {
      const auto& [codes, levels] = std::get<Categories>(values);
      return codes[i] < 0 ? std::nullopt
                          : std::optional(levels[static_cast<std::size_t>(codes[i])]);
    }
    case ColumnType::text: {
      const auto& [offsets, bytes] = std::get<Texts>(values);
      return bytes.substr(offsets[i], offsets[i + 1] - offsets[i]);
    }
  }
  return std::nullopt;
}

std::vector<std::string> Table::column_names() const {
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(column.name);
  return names;
}

const Column& Table::column(std::string_view column_name) const {
  const auto found = std::ranges::find(columns, column_name, &Column::name);
  if (found == columns.end())
    throw Error(ErrorCode::bad_data, "no column is called \"" + printable(column_name) + "\"",
                did_you_mean(column_name, column_names()));
  return *found;
}

Table first_rows(Table table, std::int64_t count) {
  const auto n = static_cast<std::size_t>(std::clamp<std::int64_t>(count, 0, table.rows));
  table.rows = static_cast<std::int64_t>(n);
  for (Column& column : table.columns) {
    if (!column.present.empty()) column.present.resize(n);
    if (auto* categories = std::get_if<Categories>(&column.values)) {
      categories->codes.resize(n);
    } else if (auto* texts = std::get_if<Texts>(&column.values)) {
      texts->offsets.resize(n + 1);
      texts->bytes.resize(texts->offsets.back());
    } else {
      std::visit(
          [n](auto& values) {
            if constexpr (requires { values.resize(n); }) values.resize(n);
          },
          column.values);
    }
  }
  return table;
}

void renumber(Categories& categories) {
  std::vector<std::int32_t> code_of(categories.levels.size(), -1);
  std::vector<std::string> levels;
  for (std::int32_t& code : categories.codes) {
    if (code < 0) continue;
    std::int32_t& now = code_of[static_cast<std::size_t>(code)];
    if (now < 0) {
      now = static_cast<std::int32_t>(levels.size());
      levels.push_back(std::move(categories.levels[static_cast<std::size_t>(code)]));
    }
    code = now;
  }
  categories.levels = std::move(levels);
}

Column take_rows(const Column& column, const std::vector<std::int64_t>& rows) {
  Column part{column.name, column.type, {}, {}, column.spelled};
  std::visit([&](const auto& values) { part.values = taken(values, rows); }, column.values);
  if (!column.present.empty()) part.present = taken(column.present, rows);
  return part;
}

Table take_rows(const Table& table, const std::vector<std::int64_t>& rows) {
  Table part;
  part.rows = static_cast<std::int64_t>(rows.size());
  for (const Column& column : table.columns) part.columns.push_back(take_rows(column, rows));
  return part;
}

}  // namespace qed::data
