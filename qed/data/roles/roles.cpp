// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/roles.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>
#include <unordered_set>
#include <utility>

#include "qed/base/text.h"
#include "qed/base/threads.h"
#include "qed/data/roles/names.h"

namespace qed::data {
namespace {

constexpr std::array<std::string_view, 14> kIdWords = {"id",    "ids",    "uuid",   "guid",  "key",
                                                       "code",  "row",    "idx",    "index", "nr",
                                                       "rowid", "serial", "number", "no"};
// The more conventional first: of two candidates the earlier name is the label.
constexpr std::array<std::string_view, 31> kLabelWords = {
    "label",    "labels",   "class",          "target",  "y",         "outcome", "truth",
    "y_true",   "churn",    "churned",        "default", "fraud",     "isfraud", "is_fraud",
    "tx_fraud", "species",  "diagnosis",      "income",  "attrition", "deposit", "survived",
    "status",   "response", "two_year_recid", "quality", "category",  "type",    "outcome_type",
    "cancer",   "pubcov",   "exited"};
constexpr std::size_t kMaxClasses = 20;

bool has_id_name(std::string_view name) {
  const auto words = words_of_name(name);
  return std::ranges::any_of(words, [](const std::string& word) {
    return std::ranges::find(kIdWords, word) != kIdWords.end();
  });
}

std::optional<std::size_t> label_rank(std::string_view name) {
  const auto found = std::ranges::find(kLabelWords, lower_case(name));
  if (found == kLabelWords.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kLabelWords.begin());
}

template <class T>
std::size_t distinct_of(const Column& column, const std::vector<T>& values) {
  std::vector<T> held;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!column.is_missing(static_cast<std::int64_t>(i))) held.push_back(values[i]);
  std::ranges::sort(held);
  return static_cast<std::size_t>(
      std::ranges::distance(held.begin(), std::ranges::unique(held).begin()));
}

// Bytes and codes are few: marked, not sorted.
std::size_t distinct_of(const Column& column, const std::vector<std::uint8_t>& bytes) {
  std::array<bool, 256> seen{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (!column.is_missing(static_cast<std::int64_t>(i))) seen[bytes[i]] = true;
  return static_cast<std::size_t>(std::ranges::count(seen, true));
}

std::size_t distinct_of(const Column&, const Categories& categories) {
  std::vector<char> seen(categories.levels.size(), 0);
  for (const std::int32_t code : categories.codes)
    if (code >= 0) seen[static_cast<std::size_t>(code)] = 1;
  return static_cast<std::size_t>(std::ranges::count(seen, 1));
}

std::size_t distinct_of(const Column& column, const Texts& texts) {
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i + 1 < texts.offsets.size(); ++i)
    if (!column.is_missing(static_cast<std::int64_t>(i)))
      seen.insert(std::string_view(texts.bytes)
                      .substr(texts.offsets[i], texts.offsets[i + 1] - texts.offsets[i]));
  return seen.size();
}

// Every value one more than the one before it.
template <class T>
bool counts_up(const std::vector<T>& values) {
  for (std::size_t i = 1; i < values.size(); ++i)
    if (values[i] != values[i - 1] + 1) return false;
  return true;
}

bool is_running(const Column& column) {
  if (!column.present.empty() || column.size() < 10) return false;
  if (const auto* values = std::get_if<std::vector<std::int64_t>>(&column.values))
    return counts_up(*values);
  const auto* bytes = std::get_if<std::vector<std::uint8_t>>(&column.values);
  return bytes != nullptr && counts_up(*bytes);
}

double mean_length(const Column& column) {
  if (const auto* texts = std::get_if<Texts>(&column.values))
    return static_cast<double>(texts->bytes.size()) /
           std::max<double>(1, static_cast<double>(column.size()));
  double total = 0;
  const auto& levels = std::get<Categories>(column.values).levels;
  for (const std::string& level : levels) total += static_cast<double>(level.size());
  return levels.empty() ? 0 : total / static_cast<double>(levels.size());
}

struct Counts {
  std::size_t held, distinct;
};

std::optional<ColumnRole> identifier(const Column& column, Counts counts) {
  const bool words = column.type == ColumnType::text || column.type == ColumnType::category;
  if (column.type == ColumnType::number || column.type == ColumnType::time || counts.held < 10)
    return std::nullopt;
  if (column.type == ColumnType::integer && is_running(column))
    return ColumnRole{column.name, Role::id, "its values count the rows"};
  const bool nearly_distinct = 20 * counts.distinct >= 19 * counts.held;
  if (nearly_distinct && has_id_name(column.name))
    return ColumnRole{column.name, Role::id,
                      "it is named like an identifier and " + counted(counts.distinct) +
                          " of its " + counted(counts.held) + " values are distinct"};
  if (words && counts.distinct == counts.held && mean_length(column) <= 40)
    return ColumnRole{column.name, Role::id, "no value stands twice"};
  return std::nullopt;
}

ColumnRole role_of(const Column& column) {
  const Counts counts{
      static_cast<std::size_t>(column.size() - column.missing_count()),
      std::visit([&](const auto& values) { return distinct_of(column, values); }, column.values)};
  const std::string distinct = counted(counts.distinct);
  if (counts.held == 0) return {column.name, Role::empty, "every cell is missing"};
  if (counts.distinct == 1) return {column.name, Role::constant, "every cell holds the same value"};
  if (column.type == ColumnType::time)
    return {column.name, Role::time, "its cells are dates or times"};
  if (auto id = identifier(column, counts)) return *id;
  if (label_rank(column.name) && counts.distinct <= kMaxClasses &&
      column.type != ColumnType::number)
    return {column.name, Role::label,
            "it is named \"" + printable(column.name) + "\" and has " + distinct + " classes"};
  if (column.type == ColumnType::boolean)
    return {column.name, Role::category, "its cells are true or false"};
  if (column.type == ColumnType::category)
    return {column.name, Role::category, "it has " + distinct + " distinct words"};
  if (column.type == ColumnType::text)
    return {column.name, Role::text,
            distinct + " of its " + counted(counts.held) + " texts are distinct"};
  return {column.name, Role::feature, "it holds numbers"};
}

}  // namespace

std::string_view name(Role role) {
  switch (role) {
    case Role::feature:
      return "feature";
    case Role::id:
      return "id";
    case Role::constant:
      return "constant";
    case Role::time:
      return "time";
    case Role::category:
      return "category";
    case Role::label:
      return "label";
    case Role::empty:
      return "empty";
    case Role::text:
      return "text";
  }
  return "feature";
}

std::vector<ColumnRole> roles(const Table& table) {
  std::vector<ColumnRole> found(table.columns.size());
  parallel_blocks(found.size(), 1,
                  [&](Block block) { found[block.index] = role_of(table.columns[block.index]); });
  // One label only: the most conventional name; the others are what their type says.
  const ColumnRole* best = nullptr;
  for (const ColumnRole& one : found)
    if (one.role == Role::label &&
        (best == nullptr || *label_rank(one.column) < *label_rank(best->column)))
      best = &one;
  for (std::size_t j = 0; j < found.size(); ++j) {
    if (found[j].role != Role::label || &found[j] == best) continue;
    const bool numeric = table.columns[j].is_numeric();
    found[j].role = numeric ? Role::feature : Role::category;
    found[j].why = "\"" + printable(best->column) + "\" is the more likely label";
  }
  return found;
}

}  // namespace qed::data
