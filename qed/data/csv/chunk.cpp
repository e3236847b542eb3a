// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/chunk.h"

#include <fast_float/fast_float.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "qed/base/target.h"
#include "qed/data/moment.h"

namespace qed::data::csv {
namespace {

QED_INLINE unsigned digit_of(char c) { return static_cast<unsigned char>(c) - unsigned{'0'}; }

// Appends the digits at p to `value`, eight at a time: a sum of neighbours makes two digits of each
// pair of bytes, then four, then eight.  Wraps beyond 19 digits.
QED_INLINE std::uint64_t take_digits(const char*& p, const char* end, std::uint64_t value) {
  for (; std::endian::native == std::endian::little && end - p >= 8; p += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, p, 8);
    constexpr std::uint64_t kHigh = 0xF0F0F0F0F0F0F0F0u, kZeros = 0x3030303030303030u;
    if (((eight & kHigh) | (((eight + 0x0606060606060606u) & kHigh) >> 4)) != 0x3333333333333333u)
      break;
    eight = (eight - kZeros) * 10 + ((eight - kZeros) >> 8);
    eight = ((eight & 0x000000FF000000FFu) * 0x000F424000000064u +
             (eight >> 16 & 0x000000FF000000FFu) * 0x0000271000000001u) >>
            32;
    value = value * 100'000'000 + eight;
  }
  while (p != end && digit_of(*p) < 10) value = value * 10 + digit_of(*p++);
  return value;
}

// An integer of at most 18 digits that fills its cell; else false with the scanner where it was.
QED_INLINE bool take_integer(Scanner& s, std::vector<std::int64_t>& out) {
  const char* p = s.at;
  const bool negative = p != s.end && *p == '-';
  p += negative ? 1 : 0;
  const char* const first = p;
  std::uint64_t digits = 0;
  while (p != s.end && digit_of(*p) < 10) digits = digits * 10 + digit_of(*p++);
  if (p == first || p - first > 18 || (p != s.end && !s.ends_cell(*p))) return false;
  s.at = p;
  const auto value = static_cast<std::int64_t>(digits);
  out.push_back(negative ? -value : value);
  return true;
}

constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// A finite number that fills its cell. Up to 2^53 in digits, one division by an exact power of ten
// is correctly rounded (Clinger's fast path); up to 19 digits the product with a 128-bit power of
// ten nearly always is; the rest goes to fast_float.  Ref: [Lemire2021, sec. 3 and 5]
QED_INLINE bool take_number(Scanner& s, std::vector<double>& out) {
  const char* p = s.at;
  const bool negative = p != s.end && *p == '-';
  p += negative ? 1 : 0;
  const char* const first = p;
  std::uint64_t digits = 0;
  while (p != s.end && digit_of(*p) < 10) digits = digits * 10 + digit_of(*p++);
  const std::ptrdiff_t whole = p - first;
  std::ptrdiff_t decimals = 0;
  if (p != s.end && *p == s.dialect.decimal) {
    const char* const point = ++p;
    digits = take_digits(p, s.end, digits);
    decimals = p - point;
  }
  const bool ended = p == s.end || s.ends_cell(*p);
  if (whole + decimals == 0) return false;
  double value = 0;
  if (ended && whole + decimals <= 19) {
    s.at = p;
    if (digits <= std::uint64_t{1} << 53) {
      value = static_cast<double>(digits) / kPowers[decimals];
      out.push_back(negative ? -value : value);
      return true;
    }
    const auto rounded =
        fast_float::compute_float<fast_float::binary_format<double>>(-decimals, digits);
    if (rounded.power2 >= 0) {
      fast_float::to_float(negative, rounded, value);
      out.push_back(value);
      return true;
    }
    s.at = first - (negative ? 1 : 0);
  }
  const fast_float::parse_options options{fast_float::chars_format::general, s.dialect.decimal};
  const auto [at, failed] = fast_float::from_chars_advanced(s.at, s.end, value, options);
  if (failed != std::errc{} || !std::isfinite(value) || (at != s.end && !s.ends_cell(*at)))
    return false;
  out.push_back(value);
  s.at = at;
  return true;
}

// A word without quotes and without blanks at its ends.
QED_INLINE bool take_word(Scanner& s, Piece& piece) {
  const char* const begin = s.at;
  const char* p = begin;
  if (p != s.end && (*p == '"' || *p == ' ' || *p == '\t')) return false;
  while (p != s.end && !s.ends_cell(*p)) ++p;
  if (p != begin && (p[-1] == ' ' || p[-1] == '\t')) return false;
  piece.add_word({begin, static_cast<std::size_t>(p - begin)}, s.dialect);
  s.at = p;
  return true;
}

// A word in quotes that has nothing behind it.
QED_INLINE bool take_quoted_word(Scanner& s, Piece& piece) {
  if (s.at == s.end || *s.at != '"') return false;
  const char* const begin = s.at + 1;
  const auto find_quote = [&](const char* from) {
    return static_cast<const char*>(std::memchr(from, '"', static_cast<std::size_t>(s.end - from)));
  };
  const char* quote = find_quote(begin);
  bool doubled = false;
  while (quote != nullptr && quote + 1 != s.end && quote[1] == '"') {
    doubled = true;
    quote = find_quote(quote + 2);
  }
  if (quote == nullptr || (quote + 1 != s.end && !s.ends_cell(quote[1]))) return false;
  const std::string_view text(begin, static_cast<std::size_t>(quote - begin));
  doubled ? piece.add_doubled(text, s.dialect) : piece.add_word(trimmed(text), s.dialect);
  s.at = quote + 1;
  return true;
}

// A moment without quotes and blanks around it.
QED_INLINE bool take_moment(Scanner& s, std::vector<std::int64_t>& out) {
  const char* p = s.at;
  while (p != s.end && !s.ends_cell(*p)) ++p;
  const auto moment = parse_moment({s.at, static_cast<std::size_t>(p - s.at)});
  if (!moment) return false;
  out.push_back(*moment);
  s.at = p;
  return true;
}

QED_INLINE void skip_cell(Scanner& s) {
  if (s.at != s.end && (*s.at == '"' || *s.at == ' ')) {
    take_cell(s);
    return;
  }
  while (!s.at_cell_end()) ++s.at;
}

QED_INLINE void read_cell(Scanner& s, Piece& piece) {
  if (s.at_cell_end() && piece.kind != Kind::skip) return piece.add_empty();
  switch (piece.kind) {
    case Kind::skip:
      return skip_cell(s);
    case Kind::integer:
      if (!piece.tally.has_fraction ? take_integer(s, piece.integers)
                                    : take_number(s, piece.numbers))
        return;
      break;
    case Kind::number:
      if (take_number(s, piece.numbers)) return;
      break;
    case Kind::words:
      if (take_word(s, piece) || take_quoted_word(s, piece)) return;
      break;
    case Kind::time:
      break;
  }
  const char* const start = s.at;
  piece.add(take_cell(s), start, s.dialect);
}

constexpr std::int64_t kRowsLookedAt = 256;

// Room for the rows that the first ones promise.
void reserve(Chunk& chunk, const char* at, const char* nominal_end) {
  const double more = static_cast<double>(nominal_end - at) / static_cast<double>(at - chunk.begin);
  const auto rows = static_cast<std::size_t>(static_cast<double>(kRowsLookedAt) * (1 + 1.1 * more));
  for (Piece& piece : chunk.pieces) piece.reserve(rows);
}

// Cells of the row beyond the expected ones; the scanner ends at the row's end.
std::size_t count_rest(Scanner& s) {
  std::size_t count = 0;
  while (s.at != s.end && *s.at == s.dialect.separator) {
    ++s.at;
    take_cell(s);
    ++count;
  }
  return count;
}

}  // namespace

Chunk read_chunk(const char* begin, const char* nominal_end, const char* text_end,
                 const Layout& layout, Hints* hints) {
  Chunk chunk;
  const std::size_t d = layout.kinds.size();
  chunk.pieces.resize(d);
  for (std::size_t j = 0; j < d; ++j) {
    chunk.pieces[j].kind = layout.kinds[j];
    chunk.pieces[j].cells.origin = begin;
    chunk.pieces[j].repeats = hints == nullptr || !(*hints)[j];
  }
  chunk.begin = begin;
  Scanner s{begin, text_end, layout.dialect};
  while (s.at < nominal_end && chunk.ragged == nullptr) {
    if ((*s.at == '\n' || *s.at == '\r') && d > 1) {
      s.skip_newline();
      continue;
    }
    const char* const row = s.at;
    if (layout.keeps_rows) chunk.row_at.push_back(static_cast<std::uint32_t>(row - begin));
    std::size_t cells = 1;
    read_cell(s, chunk.pieces[0]);
    for (; cells < d && s.at != s.end && *s.at == layout.dialect.separator; ++cells) {
      ++s.at;
      read_cell(s, chunk.pieces[cells]);
    }
    cells += count_rest(s);
    if (cells != d) chunk.ragged = row, chunk.ragged_cells = cells;
    s.skip_newline();
    if (++chunk.rows == kRowsLookedAt) reserve(chunk, s.at, nominal_end);
  }
  for (std::size_t j = 0; j < d; ++j) {
    chunk.pieces[j].tally.rows = chunk.rows;
    if (hints != nullptr && !chunk.pieces[j].repeats) (*hints)[j] = true;
  }
  chunk.end = s.at;
  chunk.unclosed = s.unclosed;
  return chunk;
}

const char* guess_row_start(const char* from, const char* text_end, bool in_quotes) {
  // From the byte before: a row may begin exactly here.
  for (const char* p = from - 1; p < text_end; ++p) {
    if (*p == '"' && p >= from) in_quotes = !in_quotes;
    if (in_quotes || (*p != '\n' && *p != '\r')) continue;
    p += *p == '\r' && p + 1 < text_end && p[1] == '\n' ? 2 : 1;
    return p;
  }
  return text_end;
}

}  // namespace qed::data::csv
