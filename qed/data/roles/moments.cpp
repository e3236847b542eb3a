// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/moments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
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

// Values that come again, as the days of every month do, may not fall at all.
bool are_in_order(const std::vector<double>& values, bool come_again) {
  std::size_t falls = 0;
  for (std::size_t i = 1; i < values.size(); ++i) falls += values[i] < values[i - 1];
  return come_again ? falls == 0 : 100 * falls <= values.size();
}

std::vector<double> present_numbers(const Column& column) {
  std::vector<double> values = column.numbers();
  std::erase_if(values, [](double v) { return std::isnan(v); });
  return values;
}

struct Part {
  std::string_view name;
  double last;
};
constexpr std::array<Part, 5> kParts{
    {{"day", 31}, {"month", 12}, {"week", 53}, {"hour", 24}, {"quarter", 4}}};

bool are_part(std::string_view name, const std::vector<double>& values) {
  const auto words = words_of_name(name);
  if (words.empty()) return false;
  const auto part = std::ranges::find(kParts, words.back(), &Part::name);
  return part != kParts.end() && std::ranges::all_of(values, [&](double v) {
           return v >= 0 && v <= part->last && v == std::floor(v);
         });
}

}  // namespace

bool says_when(const Column& column, Role role) {
  if (role == Role::time) return true;
  if (!column.is_numeric() || !names_a_time(column.name)) return false;
  const std::vector<double> values = present_numbers(column);
  return !values.empty() &&
         (are_of_calendar(values) || are_in_order(values, are_part(column.name, values)));
}

bool is_part_of_calendar(const Column& column) {
  return column.is_numeric() && names_a_time(column.name) &&
         are_part(column.name, present_numbers(column));
}

}  // namespace qed::data
