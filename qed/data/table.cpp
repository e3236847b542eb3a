// SPDX-License-Identifier: Apache-2.0
#include "qed/data/table.h"

#include <algorithm>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::data {

std::string_view name(ColumnType type) {
  switch (type) {
    case ColumnType::number: return "number";
    case ColumnType::integer: return "integer";
    case ColumnType::boolean: return "boolean";
    case ColumnType::category: return "category";
    case ColumnType::text: return "text";
    case ColumnType::time: return "time";
  }
  return "text";
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

}  // namespace qed::data
