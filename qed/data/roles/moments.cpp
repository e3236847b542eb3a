// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/moments.h"

#include <cmath>
#include <vector>

#include "qed/data/roles/names.h"

namespace qed::data {
namespace {

bool is_month(double month) { return month >= 1 && month <= 12; }
bool is_year(double year) { return year >= 1800 && year <= 2200; }

// Every value is a calendar's number of one kind.
bool are_of_calendar(const std::vector<double>& values) {
  constexpr double kSecondsOf1973 = 1e8;  // 100,000,000 s, and all milliseconds since then
  bool years = true, months = true, days = true, seconds = true;
  for (const double v : values) {
    years = years && is_year(v);
    months = months && is_year(std::floor(v / 100)) && is_month(std::fmod(v, 100));
    const double day = std::fmod(v, 100);
    days = days && is_year(std::floor(v / 10'000)) &&
           is_month(std::fmod(std::floor(v / 100), 100)) && day >= 1 && day <= 31;
    seconds = seconds && v >= kSecondsOf1973;
  }
  return years || months || days || seconds;
}

bool are_in_order(const std::vector<double>& values) {
  std::size_t falls = 0;
  for (std::size_t i = 1; i < values.size(); ++i) falls += values[i] < values[i - 1];
  return 100 * falls <= values.size();
}

}  // namespace

bool says_when(const Column& column, Role role) {
  if (role == Role::time) return true;
  if (!column.is_numeric() || !names_a_time(column.name)) return false;
  std::vector<double> values = column.numbers();
  std::erase_if(values, [](double v) { return std::isnan(v); });
  return !values.empty() && (are_of_calendar(values) || are_in_order(values));
}

}  // namespace qed::data
