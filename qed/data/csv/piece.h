// SPDX-License-Identifier: Apache-2.0
#pragma once
// One column of one chunk of text, as it is read.
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "qed/data/csv/cell.h"

namespace qed::data::csv {

/// How the cells of a column are read.
enum class Kind : std::uint8_t { skip, integer, number, time, words };

/// At most so many cells of a numeric column, and at most 1 % of them, may be something else and count as missing.
inline constexpr std::int64_t kFewBadCells = 100;

/// Distinct words in the order of their first appearance. The words are not copied.
class Words {
 public:
  /// The code of a word, a new one when it is new.
  std::int32_t code(std::string_view word);
  /// The same for equal words, seldom for others.
  static std::uint64_t hash(std::string_view word);
  /// Lets the newest word stand elsewhere: `same` is a copy that lives longer.
  void move_last(std::string_view same) { levels_.back() = same; }
  const std::vector<std::string_view>& levels() const { return levels_; }

 private:
  void grow();
  struct Slot {
    std::uint32_t mark;  ///< upper half of the hash, so that another word is seldom looked at
    std::int32_t code;   ///< -1: empty
  };
  std::vector<std::string_view> levels_;
  std::vector<std::uint64_t> hashes_;
  std::vector<Slot> slots_;
};

/// Views into one text, eight bytes each while they begin within 2 GiB behind `origin`.
class Views {
 public:
  const char* origin = nullptr;  ///< set before the first view
  std::size_t size() const { return views_.size(); }
  /// A null view stays one; others are not empty.
  void push_back(std::string_view view) {
    const std::uint64_t from = address(view.data()) - address(origin);
    if (view.data() == nullptr)
      views_.push_back(0);
    else if ((from | view.size()) >> 31 == 0)
      views_.push_back(from << 32 | view.size());
    else
      views_.push_back(std::uint64_t{far_.size()} << 32 | kFar), far_.push_back(view);
  }
  std::string_view operator[](std::size_t i) const {
    const std::uint64_t view = views_[i], from = view >> 32, size = view & 0xFFFFFFFFu;
    if (size == kFar) return far_[from];
    return size == 0 ? std::string_view() : std::string_view(origin + from, size);
  }
  bool is_null(std::size_t i) const { return views_[i] == 0; }
  void reserve(std::size_t n) { views_.reserve(n); }

 private:
  static constexpr std::uint32_t kFar = 0xFFFFFFFFu;
  static std::uint64_t address(const char* p) { return reinterpret_cast<std::uintptr_t>(p); }
  std::vector<std::uint64_t> views_;  ///< offset and size, or place in far_ and kFar
  std::vector<std::string_view> far_;
};

/// What a column's cells were: sums over its chunks decide its type. Counts of words that are no number, no moment
/// and no written date stop above kFewBadCells.
struct Tally {
  /// A cell by its row, from 0; -1: there is none.
  struct Place {
    std::int64_t row = -1;
    std::string text = {};
  };
  std::int64_t rows = 0, missing = 0;
  std::int64_t blanks = 0, tokens = 0,
               infinite = 0;  ///< missing cells written " "; as "NA", "?"; infinities
  std::int64_t bad = 0;  ///< cells that are not of the column's kind
  std::int64_t dashes = 0;  ///< words that would be missing in a numeric column
  std::int64_t not_number = 0, not_time = 0, not_written_date = 0;
  Place not_time_at, not_written_date_at;  ///< the first such cells
  std::int64_t first_max = 0,
               second_max = 0;  ///< largest first and second part of a written date in digits
  bool has_open_date = false;  ///< one that only these tell which is its day
  std::string token;  ///< the first such token
  const char* first_bad = nullptr;
  bool has_fraction = false;  ///< an integer column met a number

  void add(const Tally& later);
  /// How many cells of another kind a numeric column of this size may hold; a column of moments, from 20 cells on one.
  std::int64_t allowed_bad() const;
  std::int64_t allowed_not_moments() const;
};

struct Piece {
  Kind kind = Kind::skip;
  Tally tally;
  std::vector<std::uint32_t> missing;  ///< rows within the chunk; of words their cells say it
  std::vector<std::int64_t> integers;  ///< Kind::integer, Kind::time
  std::vector<double> numbers;  ///< Kind::number, and Kind::integer once has_fraction
  std::vector<std::int32_t> codes;  ///< Kind::words while the words repeat; -1 missing
  Words words;
  Views cells;  ///< Kind::words that do not repeat; null view missing
  bool repeats = true;
  std::deque<std::string> unescaped;  ///< blocks of words that stand otherwise in the file
  std::vector<std::int32_t>
      known;    ///< codes of the levels, else of the cells, in the column's vocabulary

  void add_empty() { add_missing({}, false); }
  /// Any cell, at leisure; `start` is where it stands.
  void add(Cell&& cell, const char* start, Dialect dialect);
  /// A word of Kind::words that stands in the file as it is, without blanks around it.
  void add_word(std::string_view word, Dialect dialect);
  /// A word of Kind::words in which every quote is written twice, the last one too.
  void add_doubled(std::string_view text, Dialect dialect);
  void to_numbers();
  /// Room for about so many cells.
  void reserve(std::size_t rows);

 private:
  void add_missing(std::string_view trimmed_text, bool blank);
  std::string& block(std::size_t size);
  std::string_view own(std::string_view word);
  void add_bad(const char* start);
  void count_kinds(std::string_view word, Dialect dialect);
  void count_written_date(std::string_view word);
  Tally::Place place_of(std::string_view word) const;
};

}  // namespace qed::data::csv
