// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/piece.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "qed/data/moment.h"

namespace qed::data::csv {
namespace {

std::uint64_t byte(const char* p) { return static_cast<unsigned char>(*p); }

// Up to seven bytes in one word, another word for every content of one size.
std::uint64_t few_bytes(const char* p, std::size_t size) {
  if (size >= 4) {
    std::uint32_t low, high;
    std::memcpy(&low, p, 4);
    std::memcpy(&high, p + size - 4, 4);
    return low | std::uint64_t{high} << 32;
  }
  return size == 0 ? 0 : byte(p) | byte(p + size / 2) << 8 | byte(p + size - 1) << 16;
}

// More than eight bytes, eight at a time; the last eight may overlap those before.
bool same_bytes(const char* a, const char* b, std::size_t size) {
  const auto differ = [&](std::size_t at) {
    std::uint64_t part_a, part_b;
    std::memcpy(&part_a, a + at, 8);
    std::memcpy(&part_b, b + at, 8);
    return part_a != part_b;
  };
  for (std::size_t i = 0; i + 8 < size; i += 8)
    if (differ(i)) return false;
  return !differ(size - 8);
}

// The hash of b is looked at only where it decides: it lies elsewhere.
bool same(std::string_view a, std::uint64_t hash_a, std::string_view b,
          const std::uint64_t& hash_b) {
  if (a.size() != b.size()) return false;
  return a.size() <= 8 ? hash_a == hash_b : same_bytes(a.data(), b.data(), a.size());
}

}  // namespace

// A multiplicative hash over eight bytes at a time. Every step can be undone, so words of one size
// of at most eight bytes are equal when their hashes are.
std::uint64_t Words::hash(std::string_view word) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15u;
  std::uint64_t h = word.size() * kOdd;
  const char* p = word.data();
  std::size_t left = word.size();
  for (; left >= 8; left -= 8, p += 8) {
    std::uint64_t part;
    std::memcpy(&part, p, 8);
    h = (h ^ part) * kOdd;
    h ^= h >> 32;
  }
  h = (h ^ few_bytes(p, left)) * kOdd;
  return h ^ h >> 29;
}

std::int32_t Words::code(std::string_view word) {
  if (2 * (levels_.size() + 1) > slots_.size()) grow();
  const std::uint64_t h = hash(word);
  const auto mark = static_cast<std::uint32_t>(h >> 32);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = h & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.code < 0) {
      slot = {mark, static_cast<std::int32_t>(levels_.size())};
      levels_.push_back(word);
      hashes_.push_back(h);
      return slot.code;
    }
    const auto found = static_cast<std::size_t>(slot.code);
    if (slot.mark == mark && same(word, h, levels_[found], hashes_[found])) return slot.code;
  }
}

void Words::grow() {
  slots_.assign(std::max<std::size_t>(64, 2 * slots_.size()), {0, -1});
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t k = 0; k < hashes_.size(); ++k) {
    std::size_t i = hashes_[k] & mask;
    while (slots_[i].code >= 0) i = (i + 1) & mask;
    slots_[i] = {static_cast<std::uint32_t>(hashes_[k] >> 32), static_cast<std::int32_t>(k)};
  }
}

void Tally::add(const Tally& later) {
  const auto take_first = [&](Place& here, const Place& there) {
    if (here.row < 0 && there.row >= 0) here = {rows + there.row, there.text};
  };
  take_first(not_time_at, later.not_time_at);
  take_first(not_written_date_at, later.not_written_date_at);
  has_open_date = has_open_date || later.has_open_date;
  rows += later.rows, missing += later.missing, blanks += later.blanks, tokens += later.tokens;
  infinite += later.infinite, bad += later.bad, dashes += later.dashes;
  not_number += later.not_number, not_time += later.not_time,
      not_written_date += later.not_written_date;
  first_max = std::max(first_max, later.first_max);
  second_max = std::max(second_max, later.second_max);
  if (token.empty()) token = later.token;
  if (first_bad == nullptr) first_bad = later.first_bad;
  has_fraction = has_fraction || later.has_fraction;
}

std::int64_t Tally::allowed_bad() const {
  return std::min(kFewBadCells, (rows - missing - dashes) / 100);
}

std::int64_t Tally::allowed_not_moments() const {
  constexpr std::int64_t kEnough = 20;
  return std::max<std::int64_t>(rows - missing - dashes >= kEnough ? 1 : 0, allowed_bad());
}

void Piece::to_numbers() {
  numbers.assign(integers.begin(), integers.end());
  std::vector<std::int64_t>().swap(integers);
}

void Piece::add_missing(std::string_view text, bool blank) {
  if (kind == Kind::words) {
    repeats ? codes.push_back(-1) : cells.push_back({});
  } else if (kind == Kind::number || (kind == Kind::integer && tally.has_fraction)) {
    missing.push_back(static_cast<std::uint32_t>(numbers.size()));
    numbers.push_back(0);
  } else {
    missing.push_back(static_cast<std::uint32_t>(integers.size()));
    integers.push_back(0);
  }
  ++tally.missing;
  if (blank) ++tally.blanks;
  if (text.empty()) return;
  if (tally.token.empty()) tally.token = text;
  ++tally.tokens;
}

void Piece::add_bad(const char* start) {
  add_missing({}, false);
  --tally.missing;
  ++tally.bad;
  if (tally.first_bad == nullptr) tally.first_bad = start;
}

void Piece::reserve(std::size_t rows) {
  if (kind == Kind::number || tally.has_fraction)
    numbers.reserve(rows);
  else if (kind == Kind::integer || kind == Kind::time)
    integers.reserve(rows);
  else if (kind == Kind::words)
    repeats ? codes.reserve(rows) : cells.reserve(rows);
}

// A block with room for so many bytes: blocks never grow beyond what they reserved, so that what
// stands in them stays where it is.
std::string& Piece::block(std::size_t size) {
  constexpr std::size_t kBlock = 1 << 16;
  if (unescaped.empty() || unescaped.back().capacity() - unescaped.back().size() < size)
    unescaped.emplace_back().reserve(std::max(kBlock, size));
  return unescaped.back();
}

std::string_view Piece::own(std::string_view word) {
  std::string& kept = block(word.size());
  kept += word;
  return std::string_view(kept).substr(kept.size() - word.size());
}

void Piece::add_doubled(std::string_view text, Dialect dialect) {
  std::string& kept = block(text.size());
  const std::size_t before = kept.size(), levels = words.levels().size();
  while (!text.empty()) {
    const std::size_t quote = std::min(text.find('"'), text.size() - 1);
    kept += text.substr(0, quote + 1);
    text.remove_prefix(std::min(text.size(), quote + (text[quote] == '"' ? 2 : 1)));
  }
  add_word(trimmed(std::string_view(kept).substr(before)), dialect);
  // A word that the dictionary has need not stand here again.
  if (repeats && words.levels().size() == levels) kept.resize(before);
}

void Piece::add(Cell&& cell, const char* start, Dialect dialect) {
  const std::string_view text = trimmed(cell.view());
  if (kind == Kind::words) {
    if (!cell.owned || is_missing_word(text)) return add_word(text, dialect);
    return add_word(own(text), dialect);
  }
  if (is_missing_number(text)) return add_missing(text, text.empty() && !cell.view().empty());
  if (kind == Kind::time) {
    const auto moment = parse_moment(text);
    return moment ? integers.push_back(*moment) : add_bad(start);
  }
  if (kind == Kind::integer && !tally.has_fraction)
    if (const auto integer = parse_integer(text)) return integers.push_back(*integer);
  const auto number = parse_number(text, dialect.decimal);
  if (!number) return add_bad(start);
  if (kind == Kind::integer && !tally.has_fraction) {
    to_numbers();
    tally.has_fraction = true;
  }
  if (std::isinf(*number)) ++tally.infinite;
  numbers.push_back(*number);
}

void Piece::count_kinds(std::string_view word, Dialect dialect) {
  if (is_missing_number(word)) {
    ++tally.dashes;
    return;
  }
  if (tally.not_number <= kFewBadCells && !parse_number(word, dialect.decimal)) ++tally.not_number;
  if (tally.not_time <= kFewBadCells && !parse_moment(word)) {
    if (tally.not_time == 0) tally.not_time_at = place_of(word);
    ++tally.not_time;
  }
  if (tally.not_written_date <= kFewBadCells) count_written_date(word);
}

void Piece::count_written_date(std::string_view word) {
  const auto date = parse_written_date(word);
  if (!date) {
    if (tally.not_written_date == 0) tally.not_written_date_at = place_of(word);
    ++tally.not_written_date;
  } else if (date->order != WrittenDate::Order::named) {
    tally.first_max = std::max(tally.first_max, date->first);
    tally.second_max = std::max(tally.second_max, date->second);
    tally.has_open_date = tally.has_open_date || date->order == WrittenDate::Order::open;
  }
}

Tally::Place Piece::place_of(std::string_view word) const {
  constexpr std::size_t kShown = 40;
  return {static_cast<std::int64_t>(repeats ? codes.size() : cells.size()),
          std::string(word.substr(0, kShown))};
}

void Piece::add_word(std::string_view word, Dialect dialect) {
  if (word.size() <= 4 && is_missing_word(word)) return add_missing(word, false);
  if (tally.not_number <= kFewBadCells || tally.not_time <= kFewBadCells ||
      tally.not_written_date <= kFewBadCells)
    count_kinds(word, dialect);
  if (!repeats) return cells.push_back(word);
  codes.push_back(words.code(word));
  // Words that hardly repeat are kept as they stand: a dictionary would only cost.
  const std::size_t distinct = words.levels().size();
  const bool hardly = distinct > 1024 ? 2 * distinct >= codes.size()
                                      : distinct > 256 && 20 * distinct >= 19 * codes.size();
  if (!hardly) return;
  repeats = false;
  cells.reserve(std::max(2 * codes.size(), codes.capacity()));
  for (const std::int32_t code : codes)
    cells.push_back(code < 0 ? std::string_view() : words.levels()[static_cast<std::size_t>(code)]);
  std::vector<std::int32_t>().swap(codes);
  words = Words();
}

}  // namespace qed::data::csv
