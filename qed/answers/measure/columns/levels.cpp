// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/columns/levels.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <span>
#include <utility>

#include "qed/base/text.h"
#include "qed/data/roles/names.h"

namespace qed::answers::measure {
namespace {

bool is_alphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// Without the marks between words at its ends.
std::string trimmed(std::string text) {
  while (!text.empty() && !is_alphanumeric(text.back())) text.pop_back();
  while (!text.empty() && !is_alphanumeric(text.front())) text.erase(0, 1);
  return text;
}

// The level that digits from `at` on spell: 0.9 as it is, 90 of a hundred, 975 of a thousand; where they end.
std::optional<std::pair<double, std::size_t>> level_at(const std::string& low, std::size_t at) {
  const bool is_fraction = low.compare(at, 2, "0.") == 0 || low.compare(at, 1, ".") == 0;
  std::size_t end = at;
  while (end < low.size() && (is_digit(low[end]) || low[end] == '.')) ++end;
  double level = 0;
  const auto [stop, error] = std::from_chars(low.data() + at, low.data() + end, level);
  if (error != std::errc() || stop != low.data() + end) return std::nullopt;
  if (!is_fraction) level /= level >= 100 ? 1000 : 100;
  if (!(level > 0 && level < 1) || (end < low.size() && is_alphanumeric(low[end])))
    return std::nullopt;
  return std::pair(level, end);
}

// The name without one of its words, or nothing.
std::optional<std::string> without(const std::string& name,
                                   std::span<const std::string_view> words) {
  const std::string low = data::lower_case(name);
  for (const std::string_view word : words)
    for (std::size_t at = low.find(word); at != std::string::npos; at = low.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      if ((at == 0 || !is_alphanumeric(low[at - 1])) &&
          (end == low.size() || !is_alphanumeric(low[end])))
        return trimmed(name.substr(0, at) + name.substr(end));
    }
  return std::nullopt;
}

std::string set_name(const std::string& rest, const std::vector<std::string>& columns) {
  return rest.empty() ? columns.front() + " to " + columns.back() : rest;
}

}  // namespace

std::optional<NamedLevel> level_in(const std::string& name) {
  constexpr std::array<std::string_view, 6> kMarks{"quantile", "percentile", "perc",
                                                   "pctl",     "q",          "p"};
  const std::string low = data::lower_case(name);
  for (std::size_t begin = 0; begin < low.size(); ++begin) {
    if (begin > 0 && is_alphanumeric(low[begin - 1])) continue;
    if (low.compare(begin, 6, "median") == 0 &&
        (begin + 6 == low.size() || !is_alphanumeric(low[begin + 6])))
      return NamedLevel{0.5, trimmed(name.substr(0, begin) + name.substr(begin + 6))};
    for (const std::string_view mark : kMarks) {
      if (low.compare(begin, mark.size(), mark) != 0) continue;
      std::size_t at = begin + mark.size();
      while (at < low.size() && !is_alphanumeric(low[at]) && low[at] != '.') ++at;
      if (at == low.size() || (!is_digit(low[at]) && low[at] != '.')) continue;
      if (const auto found = level_at(low, at))
        return NamedLevel{found->first,
                          trimmed(name.substr(0, begin) + name.substr(found->second))};
    }
  }
  return std::nullopt;
}

std::vector<QuantileSet> quantile_sets(const data::Table& table,
                                       const std::vector<std::string>& names,
                                       std::vector<std::string>& left_out) {
  std::vector<std::pair<std::string, std::vector<std::pair<double, std::string>>>> found;
  for (const std::string& name : names) {
    const auto level = table.column(name).is_numeric() ? level_in(name) : std::nullopt;
    if (!level) continue;
    auto at = std::ranges::find(found, level->rest, [](const auto& set) { return set.first; });
    if (at == found.end()) at = found.insert(found.end(), {level->rest, {}});
    at->second.emplace_back(level->level, name);
  }
  std::erase_if(found, [](const auto& set) { return set.second.size() < 2; });
  const auto in_all = [&](double level) {
    return std::ranges::all_of(found, [&](const auto& set) {
      return std::ranges::any_of(set.second, [&](const auto& q) { return q.first == level; });
    });
  };
  std::vector<QuantileSet> sets;
  for (auto& [rest, quantiles] : found) {
    std::ranges::sort(quantiles);
    QuantileSet set;
    for (const auto& [level, column] : quantiles) {
      if (!in_all(level) || (!set.levels.empty() && set.levels.back() == level)) {
        left_out.push_back(column);
        continue;
      }
      set.levels.push_back(level), set.columns.push_back(column);
    }
    if (set.levels.size() < 2) return {};
    set.name = set_name(rest, set.columns);
    sets.push_back(std::move(set));
  }
  return sets;
}

std::vector<QuantileSet> normal_sets(const std::vector<std::string>& names, bool any_words) {
  constexpr std::array<std::string_view, 2> kCentres{"mu", "mean"};
  constexpr std::array<std::string_view, 4> kSpreads{"sigma", "sd", "std", "stddev"};
  const std::span centres(kCentres.data(), any_words ? kCentres.size() : 1);
  const std::span spreads(kSpreads.data(), any_words ? kSpreads.size() : 1);
  std::vector<QuantileSet> sets;
  for (const std::string& centre : names) {
    const auto rest = without(centre, centres);
    if (!rest) continue;
    const auto spread = std::ranges::find_if(
        names, [&](const std::string& other) { return without(other, spreads) == rest; });
    if (spread == names.end()) continue;
    QuantileSet set{rest->empty() ? "normal law" : *rest, {centre, *spread}, {}, true};
    for (int k = 1; k <= 9; ++k) set.levels.push_back(k / 10.0);
    sets.push_back(std::move(set));
  }
  return sets;
}

}  // namespace qed::answers::measure
