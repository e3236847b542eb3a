// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/assemble.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "qed/base/threads.h"
#include "qed/data/bytes/memory.h"
#include "qed/data/moment.h"
#include "qed/data/roles/names.h"

namespace qed::data::csv {
namespace {

bool is_boolean(const Words& words) {
  bool yes_no = false, true_false = false;
  for (const std::string_view word : words.levels()) {
    if (truth_of(word) < 0) return false;
    (word.size() > 3 ? true_false : yes_no) = true;
  }
  return yes_no != true_false && words.levels().size() <= 6;
}

// No and yes as they come first, or one as the other's kind of words has it.
std::array<std::string, 2> spelling_of(const Words& words) {
  const bool yes_no = !words.levels().empty() && words.levels().front().size() <= 3;
  std::array<std::string, 2> spelled = yes_no ? std::array<std::string, 2>{"no", "yes"}
                                              : std::array<std::string, 2>{"false", "true"};
  bool found[2] = {};
  for (const std::string_view word : words.levels()) {
    const int side = truth_of(word);
    if (!std::exchange(found[side], true)) spelled[static_cast<std::size_t>(side)] = word;
  }
  return spelled;
}

std::size_t rows_of(const std::vector<Piece*>& pieces) {
  std::size_t n = 0;
  for (const Piece* piece : pieces) n += static_cast<std::size_t>(piece->tally.rows);
  return n;
}

std::vector<std::size_t> starts_of(const std::vector<Piece*>& pieces) {
  std::vector<std::size_t> starts{0};
  for (const Piece* piece : pieces)
    starts.push_back(starts.back() + static_cast<std::size_t>(piece->tally.rows));
  return starts;
}

// The pieces one after the other, each in its place, in parallel.
template <class T, class Copy>
std::vector<T> joined(const std::vector<Piece*>& pieces, Copy copy) {
  const auto starts = starts_of(pieces);
  std::vector<T> all;
  reserve_filled(all, starts.back());
  all.resize(starts.back());
  parallel_blocks(pieces.size(), 1, [&](Block block) {
    copy(*pieces[block.index], all.data() + starts[block.index]);
  });
  return all;
}

void mark_missing(Column& column, const std::vector<Piece*>& pieces) {
  const auto starts = starts_of(pieces);
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    const Piece& piece = *pieces[k];
    if (piece.missing.empty() && piece.tally.missing == 0) continue;
    if (column.present.empty()) {
      reserve_filled(column.present, starts.back());
      column.present.assign(starts.back(), 1);
    }
    std::uint8_t* const present = column.present.data() + starts[k];
    for (std::size_t i = 0; i < piece.codes.size(); ++i) present[i] = piece.codes[i] >= 0 ? 1 : 0;
    for (std::size_t i = 0; i < piece.cells.size(); ++i)
      present[i] = piece.cells.is_null(i) ? 0 : 1;
    for (const std::uint32_t row : piece.missing) present[row] = 0;
  }
}

// Calls visit(row, word) for every cell of a piece of words; a null view is missing.
template <class Visit>
void each_word(const Piece& piece, Visit visit) {
  const auto& levels = piece.words.levels();
  if (!piece.repeats) {
    for (std::size_t i = 0; i < piece.cells.size(); ++i) visit(i, piece.cells[i]);
    return;
  }
  for (std::size_t i = 0; i < piece.codes.size(); ++i)
    visit(i, piece.codes[i] < 0 ? std::string_view()
                                : levels[static_cast<std::size_t>(piece.codes[i])]);
}

Texts join_texts(const std::vector<Piece*>& pieces) {
  Texts texts;
  reserve_filled(texts.offsets, rows_of(pieces) + 1);
  texts.offsets.push_back(0);
  for (const Piece* piece : pieces)
    each_word(*piece, [&](std::size_t, std::string_view word) {
      texts.offsets.push_back(texts.offsets.back() + word.size());
    });
  reserve_filled(texts.bytes, texts.offsets.back());
  texts.bytes.resize(texts.offsets.back());
  const auto starts = starts_of(pieces);
  parallel_blocks(pieces.size(), 1, [&](Block block) {
    each_word(*pieces[block.index], [&](std::size_t i, std::string_view word) {
      if (!word.empty())
        std::memcpy(texts.bytes.data() + texts.offsets[starts[block.index] + i], word.data(),
                    word.size());
    });
  });
  return texts;
}

// Codes of the vocabulary for every cell; the vocabulary's order is that of first appearance in the file.
std::vector<std::int32_t> join_codes(const std::vector<Piece*>& pieces) {
  return joined<std::int32_t>(pieces, [](const Piece& piece, std::int32_t* out) {
    if (!piece.repeats)
      std::ranges::copy(piece.known, out);
    else
      for (std::size_t i = 0; i < piece.codes.size(); ++i)
        out[i] = piece.codes[i] < 0 ? -1 : piece.known[static_cast<std::size_t>(piece.codes[i])];
  });
}

void join_words(Column& column, const Decision& decision, const std::vector<Piece*>& pieces,
                const Words& words) {
  if (decision.type == ColumnType::category) {
    column.values = Categories{join_codes(pieces), {words.levels().begin(), words.levels().end()}};
    return;
  }
  if (decision.type == ColumnType::boolean) {
    column.values = joined<std::uint8_t>(pieces, [](const Piece& piece, std::uint8_t* out) {
      if (!piece.repeats)
        return each_word(piece, [&](std::size_t i, std::string_view word) {
          out[i] = truth_of(word) == 1 ? 1 : 0;
        });
      std::vector<std::uint8_t> of_level;
      for (const std::string_view level : piece.words.levels())
        of_level.push_back(truth_of(level) == 1 ? 1 : 0);
      for (std::size_t i = 0; i < piece.codes.size(); ++i)
        out[i] = piece.codes[i] < 0 ? 0 : of_level[static_cast<std::size_t>(piece.codes[i])];
    });
  } else if (decision.type == ColumnType::time) {
    column.values = joined<std::int64_t>(pieces, [&](const Piece& piece, std::int64_t* out) {
      each_word(piece, [&](std::size_t i, std::string_view word) {
        const auto date = parse_written_date(word);
        if (date) out[i] = moment_of_date(*date, decision.day_first).value_or(0);
      });
    });
  } else {
    column.values = join_texts(pieces);
  }
}

}  // namespace

std::size_t category_limit(std::int64_t rows) {
  return std::min<std::size_t>(std::size_t{1} << 20,
                               std::max<std::size_t>(50, static_cast<std::size_t>(rows) / 20));
}

void Vocabulary::add(Piece& piece, std::size_t limit) {
  if (overflow) return;
  const auto add_all = [&](const auto& all) {
    piece.known.reserve(all.size());
    for (std::size_t i = 0; i < all.size() && !overflow; ++i) {
      const std::string_view word = all[i];
      piece.known.push_back(word.data() == nullptr ? -1 : words.code(word));
      overflow = words.levels().size() > limit;
    }
  };
  piece.repeats ? add_all(piece.words.levels()) : add_all(piece.cells);
}

// A word sets the bit that its hash names: the bits set are at most as many as the distinct words.
bool surely_more(const std::vector<Piece*>& pieces, std::size_t limit) {
  const std::size_t size = std::bit_ceil(limit + 1) * 8;
  std::vector<std::uint64_t> bits(size / 64);
  std::size_t words = 0, set = 0;
  for (const Piece* piece : pieces) {
    if (piece->repeats) return false;
    for (std::size_t i = 0; i < piece->cells.size(); ++i) {
      if (piece->cells.is_null(i)) continue;
      const std::string_view word = piece->cells[i];
      const std::uint64_t at = Words::hash(word) % size, bit = std::uint64_t{1} << at % 64;
      set += (bits[at / 64] & bit) == 0 ? 1 : 0;
      bits[at / 64] |= bit;
      if (set > limit) return true;
      if (++words >= 1024 && set < words / 4 * 3) return false;
    }
  }
  return false;
}

std::optional<Kind> other_kind(Kind kind, const Tally& tally) {
  const std::int64_t allowed = tally.allowed_bad();
  switch (kind) {
    case Kind::skip:
      return std::nullopt;
    case Kind::integer:
    case Kind::number:
      if (tally.bad > allowed) return Kind::words;
      return std::nullopt;
    case Kind::time:
      // A time column that is wrong may still be numeric; words count both.
      if (tally.bad > tally.allowed_not_moments()) return Kind::words;
      return std::nullopt;
    case Kind::words:
      if (tally.missing + tally.dashes == tally.rows || tally.not_number <= allowed)
        return Kind::integer;
      if (tally.not_time <= tally.allowed_not_moments()) return Kind::time;
      return std::nullopt;
  }
  return std::nullopt;
}

// Do written dates begin with the day? Nothing where the column holds other words, or does not tell.
std::optional<bool> order_of_dates(const Tally& tally) {
  const std::int64_t cells = tally.rows - tally.missing - tally.dashes;
  if (cells == tally.not_written_date || tally.not_written_date > tally.allowed_not_moments())
    return std::nullopt;
  const bool first_is_month = tally.first_max <= 12, second_is_month = tally.second_max <= 12;
  if (first_is_month && second_is_month)
    return tally.has_open_date ? std::nullopt : std::optional(true);
  if (!first_is_month && !second_is_month) return std::nullopt;
  return second_is_month;
}

Decision decide(Kind kind, const Tally& tally, const Vocabulary& vocabulary) {
  if (kind == Kind::integer) return {tally.has_fraction ? ColumnType::number : ColumnType::integer};
  if (kind == Kind::number) return {ColumnType::number};
  if (kind == Kind::time) return {ColumnType::time};
  if (const auto day_first = order_of_dates(tally)) return {ColumnType::time, *day_first, true};
  if (vocabulary.overflow) return {ColumnType::text};
  if (!is_boolean(vocabulary.words)) return {ColumnType::category};
  Decision boolean{ColumnType::boolean};
  boolean.spelled = spelling_of(vocabulary.words);
  return boolean;
}

Column assemble(std::string name, const Decision& decision, std::vector<Piece*> pieces,
                const Vocabulary& vocabulary) {
  Column column;
  column.name = std::move(name);
  column.type = decision.type;
  column.spelled = decision.spelled;
  if (!pieces.empty() && pieces.front()->kind == Kind::words) {
    join_words(column, decision, pieces, vocabulary.words);
    if (decision.type == ColumnType::time)
      for (Piece* piece : pieces)
        each_word(*piece, [&](std::size_t i, std::string_view word) {
          const auto date = parse_written_date(word);
          if (word.data() != nullptr && !(date && moment_of_date(*date, decision.day_first)))
            piece->missing.push_back(static_cast<std::uint32_t>(i));
        });
  } else if (decision.type == ColumnType::number) {
    column.values = joined<double>(pieces, [](Piece& piece, double* out) {
      if (piece.kind == Kind::integer && !piece.tally.has_fraction) piece.to_numbers();
      std::ranges::copy(piece.numbers, out);
    });
  } else {
    column.values = joined<std::int64_t>(
        pieces, [](Piece& piece, std::int64_t* out) { std::ranges::copy(piece.integers, out); });
  }
  mark_missing(column, pieces);
  return column;
}

}  // namespace qed::data::csv
