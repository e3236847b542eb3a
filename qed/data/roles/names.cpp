// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

namespace qed::data {
namespace {

constexpr std::array<std::string_view, 32> kUnits{
    "id",      "uid",       "uuid",     "key",     "user",      "customer",    "client",
    "patient", "subject",   "person",   "member",  "account",   "session",     "device",
    "card",    "merchant",  "terminal", "driver",  "household", "family",      "cluster",
    "author",  "query",     "batch",    "doctor",  "teacher",   "participant", "machine",
    "sensor",  "physician", "employee", "panelist"};
constexpr std::array<std::string_view, 23> kPlaces{
    "city",    "county",   "state",   "region",   "country",  "site",  "location", "zip",
    "zipcode", "postcode", "station", "province", "district", "tract", "school",   "hospital",
    "store",   "shop",     "clinic",  "village",  "plot",     "field", "lab"};
constexpr std::array<std::string_view, 14> kTimes{
    "epoch", "step", "iter",  "iteration", "time", "t",         "date",
    "day",   "week", "month", "year",      "hour", "timestamp", "quarter"};
constexpr std::array<std::string_view, 23> kYes{
    "1",     "yes",    "y",    "true",  "t",         "positive",  "pos",    "case",
    "event", "bad",    "poor", "fraud", "churn",     "died",      "dead",   "default",
    "hit",   "class1", "spam", "sick",  "malignant", "converted", "failure"};

bool ends_with_one_of(std::string_view name, std::span<const std::string_view> words) {
  const auto parts = words_of_name(name);
  return !parts.empty() && std::ranges::find(words, parts.back()) != words.end();
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string low(text);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return low;
}

std::vector<std::string> words_of_name(std::string_view name) {
  std::vector<std::string> words(1);
  unsigned char before = 0;
  for (const char letter : name) {
    const auto c = static_cast<unsigned char>(letter);
    const bool is_letter = std::isalnum(c) != 0 || c >= 0x80;
    if (!is_letter || (std::isupper(c) != 0 && std::islower(before) != 0)) words.emplace_back();
    if (is_letter) words.back() += letter;
    before = c;
  }
  std::erase(words, "");
  for (std::string& word : words) word = lower_case(word);
  return words;
}

bool names_a_unit(std::string_view name) {
  const auto parts = words_of_name(name);
  // "customerid", written as one word.
  return ends_with_one_of(name, kUnits) ||
         (!parts.empty() && parts.back().size() > 5 && parts.back().ends_with("id"));
}
bool names_a_place(std::string_view name) { return ends_with_one_of(name, kPlaces); }
bool names_a_time(std::string_view name) { return ends_with_one_of(name, kTimes); }

int truth_of(std::string_view word) {
  if (word.size() > 5) return -1;
  const std::string low = lower_case(word);
  return low == "yes" || low == "true" ? 1 : low == "no" || low == "false" ? 0 : -1;
}

bool says_yes(std::string_view word) {
  return std::ranges::find(kYes, lower_case(word)) != kYes.end();
}

}  // namespace qed::data
