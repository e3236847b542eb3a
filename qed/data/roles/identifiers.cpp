// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/identifiers.h"

#include <algorithm>
#include <cmath>

namespace qed::data {

bool are_whole(const Column& column) {
  if (column.type == ColumnType::integer) return true;
  if (column.type != ColumnType::number) return false;
  const std::vector<double> numbers = column.numbers();
  return std::ranges::all_of(numbers, [](double x) { return std::isnan(x) || x == std::floor(x); });
}

bool counts_rows(const Column& column) {
  if (column.type != ColumnType::integer || !column.present.empty() || column.size() < 10)
    return false;
  const double first = *column.number_at(0);
  double before = first, largest = first;
  for (std::int64_t row = 1; row < column.size(); ++row) {
    const double here = *column.number_at(row);
    if (here != before + 1 && here != first) return false;
    largest = std::max(largest, before = here);
  }
  return largest >= first + 2;
}

}  // namespace qed::data
