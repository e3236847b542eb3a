// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "qed/answers/topics/topic.h"
#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/features.h"
#include "qed/data/read.h"
#include "qed/data/roles/roles.h"

namespace qed::answers {
namespace {

constexpr Index kFewestRows = 10;  // below it no spectrum or neighbourhood says anything

std::vector<const data::Column*> numeric_features(const data::Table& table,
                                                  const std::vector<data::ColumnRole>& roles) {
  std::vector<const data::Column*> columns;
  for (std::size_t j = 0; j < table.columns.size(); ++j)
    if (table.columns[j].is_numeric() && roles[j].role == data::Role::feature)
      columns.push_back(&table.columns[j]);
  return columns;
}

}  // namespace

Sheet read_sheet(const std::string& file) {
  const data::Table table = data::read_table(file, {.max_rows = kSheetRows, .digest = false});
  const auto width = static_cast<std::int64_t>(table.columns.size());
  require(width <= kSheetColumns, ErrorCode::bad_data,
          printable(file, 200) + ": has " + std::to_string(width) +
              " columns, but an example takes " + std::to_string(kSheetColumns) + " at most",
          "qed map takes wide tables");
  const auto roles = data::roles(table);
  Sheet sheet;
  const auto columns = numeric_features(table, roles);
  std::vector<std::int64_t> complete;
  for (std::int64_t row = 0; row < table.rows; ++row)
    if (std::ranges::none_of(columns, [&](const auto* c) { return c->is_missing(row); }))
      complete.push_back(row);
  sheet.numbers.resize(static_cast<Index>(complete.size()), static_cast<Index>(columns.size()));
  for (std::size_t j = 0; j < columns.size(); ++j) {
    sheet.names.push_back(printable(columns[j]->name));
    for (std::size_t i = 0; i < complete.size(); ++i)
      sheet.numbers(static_cast<Index>(i), static_cast<Index>(j)) =
          *columns[j]->number_at(complete[i]);
  }
  const data::FeatureOptions options{.hint = "qed map takes the columns to use by name"};
  sheet.features = data::FeatureEncoder::fit(table, roles, options).encode(table);
  const Index columns_made = std::max<Index>(1, sheet.features.cols());
  require(columns_made <= 4 * kSheetColumns, ErrorCode::bad_data,
          printable(file, 200) + ": its categories make " + std::to_string(columns_made) +
              " columns, but an example takes " + std::to_string(4 * kSheetColumns) + " at most",
          "qed map takes wide tables");
  const Index rows = std::min(sheet.features.rows(), kSheetCells / columns_made);
  sheet.features.conservativeResize(rows, Eigen::NoChange);
  sheet.numbers.conservativeResize(std::min(rows, sheet.numbers.rows()), Eigen::NoChange);
  require(sheet.features.rows() >= kFewestRows && sheet.numbers.rows() >= kFewestRows,
          ErrorCode::bad_data,
          printable(file, 200) + ": fewer than " + std::to_string(kFewestRows) +
              " complete rows are left, but an example needs that many");
  sheet.input = printable(file, 200) + ": " + std::to_string(rows) + " rows, " +
                std::to_string(columns.size()) + " numeric columns as they stand, " +
                std::to_string(sheet.features.cols()) + " columns encoded as qed map does";
  if (rows < table.rows || rows == kSheetRows) sheet.input += " (the first rows of the file)";
  return sheet;
}

}  // namespace qed::answers
