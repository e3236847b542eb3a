// SPDX-License-Identifier: Apache-2.0
#include "qed/data/arrow/columns.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/csv/assemble.h"
#include "qed/data/numpy/array.h"

namespace qed::data::arrow {
namespace {

using Parts = std::vector<Part>;

template <class T>
const T* buffer(const Array& array, int k) {
  return static_cast<const T*>(array.buffers[k]);
}

bool bit(const void* bits, std::int64_t i) {
  return (static_cast<const unsigned char*>(bits)[i >> 3] >> (i & 7) & 1) != 0;
}

bool has_value(const Part& part, std::int64_t i) {
  const Array& array = *part.array;
  return array.n_buffers == 0 || array.buffers[0] == nullptr ||
         bit(array.buffers[0], part.offset + i);
}

std::size_t rows_of(const Parts& parts) {
  std::size_t n = 0;
  for (const Part& part : parts) n += static_cast<std::size_t>(part.length);
  return n;
}

void set_missing(Column& column, std::size_t row, std::size_t n) {
  if (column.present.empty()) column.present.assign(n, 1);
  column.present[row] = 0;
}

// Marks what the bitmaps say is missing and stores 0 there.
void mark_missing(Column& column, const Parts& parts) {
  const std::size_t n = rows_of(parts);
  std::size_t row = 0;
  for (const Part& part : parts) {
    const bool all = part.array->n_buffers == 0 || part.array->buffers[0] == nullptr ||
                     part.array->null_count == 0;
    for (std::int64_t i = 0; !all && i < part.length; ++i)
      if (!has_value(part, i)) set_missing(column, row + static_cast<std::size_t>(i), n);
    row += static_cast<std::size_t>(part.length);
  }
  if (column.present.empty()) return;
  std::visit(
      [&](auto& values) {
        if constexpr (requires { values[0] = 0; })
          for (std::size_t i = 0; i < n; ++i)
            if (column.present[i] == 0) values[i] = 0;
      },
      column.values);
}

// Every cell through `value`, missing ones too (their value is any, and set to 0 afterwards).
template <class To, class From, class Value>
std::vector<To> each(const Parts& parts, Value value) {
  std::vector<To> all;
  all.reserve(rows_of(parts));
  for (const Part& part : parts) {
    // Decimals of 16 bytes stand at multiples of 8.
    const char* at = buffer<char>(*part.array, 1) + part.offset * std::int64_t{sizeof(From)};
    for (std::int64_t i = 0; i < part.length; ++i, at += sizeof(From)) {
      From cell;
      std::memcpy(&cell, at, sizeof cell);
      all.push_back(value(cell));
    }
  }
  return all;
}

// The same where the language's own conversion will do.
template <class To, class From>
std::vector<To> copied(const Parts& parts) {
  std::vector<To> all;
  all.reserve(rows_of(parts));
  for (const Part& part : parts) {
    const From* const cells = buffer<From>(*part.array, 1) + part.offset;
    all.insert(all.end(), cells, cells + part.length);
  }
  return all;
}

template <class From>
void fill_integers(Column& column, const Parts& parts) {
  column.type = ColumnType::integer;
  column.values = copied<std::int64_t, From>(parts);
}

void set_numbers(Column& column, std::vector<double> all) {
  for (std::size_t i = 0; i < all.size(); ++i)
    if (std::isnan(all[i])) {
      set_missing(column, i, all.size());
      all[i] = 0;
    }
  column.type = ColumnType::number;
  column.values = std::move(all);
}

void fill_unsigned(Column& column, const Parts& parts) {
  bool fits = true;
  for (const Part& part : parts)
    for (std::int64_t i = 0; i < part.length; ++i)
      fits = fits && (buffer<std::uint64_t>(*part.array, 1)[part.offset + i] <= INT64_MAX ||
                      !has_value(part, i));
  if (fits) return fill_integers<std::uint64_t>(column, parts);
  set_numbers(column, copied<double, std::uint64_t>(parts));
}

void fill_booleans(Column& column, const Parts& parts) {
  std::vector<std::uint8_t> all;
  all.reserve(rows_of(parts));
  for (const Part& part : parts)
    for (std::int64_t i = 0; i < part.length; ++i)
      all.push_back(bit(part.array->buffers[1], part.offset + i) ? 1 : 0);
  column.type = ColumnType::boolean;
  column.values = std::move(all);
}

// x / 10^scale: exact digits go through their decimal text, so the result is correctly rounded.
template <class Whole>
double decimal(Whole x, int scale) {
  if (x >= -(Whole{1} << 30) && x <= Whole{1} << 30 && scale >= 0 && scale <= 9) {
    constexpr double kPowers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    return static_cast<double>(x) / kPowers[scale];
  }
  char digits[64];
  char* at = digits + sizeof digits;
  const bool negative = x < 0;
  do {
    const int digit = static_cast<int>(x % 10);
    *--at = static_cast<char>('0' + (digit < 0 ? -digit : digit));
    x /= 10;
  } while (x != 0);
  if (negative) *--at = '-';
  const std::string text = std::string(at, digits + sizeof digits) + "e" + std::to_string(-scale);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// "d:19,10" or "d:19,10,64": scale and bits.
struct DecimalType {
  int scale = 0, bits = 128;
};
DecimalType decimal_type(std::string_view format) {
  DecimalType type;
  const char* const end = format.data() + format.size();
  const auto comma = format.find(',');
  if (comma == std::string_view::npos) return type;
  const auto scale = std::from_chars(format.data() + comma + 1, end, type.scale);
  if (scale.ptr != end && *scale.ptr == ',') std::from_chars(scale.ptr + 1, end, type.bits);
  return type;
}

void fill_decimals(Column& column, const Parts& parts, DecimalType type) {
  const auto as = [&]<class T>(T) {
    set_numbers(column, each<double, T>(parts, [&](T x) { return decimal(x, type.scale); }));
  };
  type.bits == 32 ? as(std::int32_t{}) : type.bits == 64 ? as(std::int64_t{}) : as(__int128{});
}

// Microseconds of one unit; negative: how many units make one.
std::int64_t microseconds_of(std::string_view format) {
  if (format == "tdD") return 86'400'000'000;
  if (format == "tdm" || format.starts_with("tsm:")) return 1000;
  return format.starts_with("tss:") ? 1'000'000 : format.starts_with("tsu:") ? 1 : -1000;
}

template <class From>
void fill_times(Column& column, const Parts& parts, std::string_view format) {
  const std::int64_t unit = microseconds_of(format);
  column.type = ColumnType::time;
  column.values = each<std::int64_t, From>(parts, [unit](From x) {
    std::int64_t moment = x;
    if (unit > 0 && __builtin_mul_overflow(moment, unit, &moment)) return INT64_MIN;
    if (unit < 0) moment = moment / -unit - (moment % -unit < 0 ? 1 : 0);
    return moment;
  });
}

void drop_far_moments(Column& column, std::vector<std::string>& notes) {
  constexpr std::int64_t kFirst = -62'135'596'800'000'000,
                         kLast = 253'402'300'799'999'999;  // years 1 to 9999
  auto& moments = std::get<std::vector<std::int64_t>>(column.values);
  std::int64_t far = 0;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    if (moments[i] >= kFirst && moments[i] <= kLast) continue;
    set_missing(column, i, moments.size());
    moments[i] = 0;
    ++far;
  }
  if (far > 0)
    notes.push_back("column " + printable(column.name) + ": " + std::to_string(far) +
                    (far == 1 ? " moment" : " moments") +
                    " outside the years 1 to 9999 read as missing");
}

bool is_text(std::string_view format) { return format == "u" || format == "U" || format == "vu"; }

// The i-th word of an array of text, wherever its layout puts it.
std::string_view word_at(const Array& array, std::string_view format, std::int64_t i) {
  const auto between = [&](auto begin, auto end) {
    return begin == end ? std::string_view()
                        : std::string_view(buffer<char>(array, 2) + begin,
                                           static_cast<std::size_t>(end - begin));
  };
  if (format == "u")
    return between(buffer<std::int32_t>(array, 1)[i], buffer<std::int32_t>(array, 1)[i + 1]);
  if (format == "U")
    return between(buffer<std::int64_t>(array, 1)[i], buffer<std::int64_t>(array, 1)[i + 1]);
  // A view: length, then up to 12 letters, or 4 letters, buffer and place.
  const char* const view = buffer<char>(array, 1) + 16 * i;
  std::int32_t length, which[2];
  std::memcpy(&length, view, 4);
  std::memcpy(which, view + 8, 8);
  if (length <= 12) return {view + 4, static_cast<std::size_t>(length)};
  return {buffer<char>(array, 2 + which[0]) + which[1], static_cast<std::size_t>(length)};
}

std::int64_t index_at(const Array& array, char format, std::int64_t i) {
  switch (format) {
    case 'c':
      return buffer<std::int8_t>(array, 1)[i];
    case 'C':
      return buffer<std::uint8_t>(array, 1)[i];
    case 's':
      return buffer<std::int16_t>(array, 1)[i];
    case 'S':
      return buffer<std::uint16_t>(array, 1)[i];
    case 'i':
      return buffer<std::int32_t>(array, 1)[i];
    case 'I':
      return buffer<std::uint32_t>(array, 1)[i];
    default:
      return buffer<std::int64_t>(array, 1)[i];
  }
}

using Word = std::optional<std::string_view>;

// The words of a dictionary; those of other types than text are spelt and kept in `spelt`.
std::vector<Word> dictionary_words(const Schema& schema, const Array& array,
                                   std::vector<std::string>& spelt) {
  std::vector<Word> words;
  const Part whole{&array, array.offset, array.length};
  if (is_text(schema.format)) {
    for (std::int64_t i = 0; i < array.length; ++i)
      words.push_back(has_value(whole, i) ? Word(word_at(array, schema.format, array.offset + i))
                                          : Word());
    return words;
  }
  std::vector<std::string> unused;
  const Column column = column_of(schema, {whole}, unused);
  spelt.reserve(static_cast<std::size_t>(array.length));
  for (std::int64_t i = 0; i < array.length; ++i) {
    const auto text = column.text_at(i);
    words.push_back(text ? Word(spelt.emplace_back(*text)) : Word());
  }
  return words;
}

// The words of a column, part by part: coded (levels and a code a cell) or plain.
struct WordPart {
  Part part;
  std::vector<std::string> spelt;
  std::vector<Word> levels;
};

std::vector<WordPart> word_parts(const Schema& schema, const Parts& parts) {
  std::vector<WordPart> all;
  for (const Part& part : parts) {
    WordPart& one = all.emplace_back(WordPart{part, {}, {}});
    if (schema.dictionary != nullptr)
      one.levels = dictionary_words(*schema.dictionary, *part.array->dictionary, one.spelt);
  }
  return all;
}

// visit(code, word) for every cell: the code is that of the part's dictionary, -1 where there is none.
template <class Visit>
void each_word(const Schema& schema, const WordPart& one, Visit visit) {
  const std::string_view format = schema.format;
  for (std::int64_t i = 0; i < one.part.length; ++i) {
    const std::int64_t at = one.part.offset + i;
    if (!has_value(one.part, i)) {
      visit(-1, Word());
    } else if (schema.dictionary == nullptr) {
      visit(-1, Word(word_at(*one.part.array, format, at)));
    } else {
      const std::int64_t code = index_at(*one.part.array, format.front(), at);
      visit(code, one.levels[static_cast<std::size_t>(code)]);
    }
  }
}

// Codes of the words in order of first appearance; nothing when there are more than `limit`.
std::optional<Categories> categories_of(const Schema& schema, const std::vector<WordPart>& all,
                                        std::size_t n) {
  const std::size_t limit = csv::category_limit(static_cast<std::int64_t>(n));
  csv::Words words;
  std::vector<std::int32_t> codes;
  codes.reserve(n);
  for (const WordPart& one : all) {
    std::vector<std::int32_t> known(one.levels.size(), -1);
    bool many = false;
    each_word(schema, one, [&](std::int64_t code, const Word& word) {
      if (many) return;
      std::int32_t* const cached = code >= 0 ? &known[static_cast<std::size_t>(code)] : nullptr;
      std::int32_t found = cached != nullptr ? *cached : -1;
      if (found < 0 && word) found = words.code(*word);
      if (cached != nullptr) *cached = found;
      codes.push_back(found);
      many = words.levels().size() > limit;
    });
    if (many) return std::nullopt;
  }
  return Categories{std::move(codes), {words.levels().begin(), words.levels().end()}};
}

void fill_words(Column& column, const Schema& schema, const Parts& parts) {
  const std::size_t n = rows_of(parts);
  const std::vector<WordPart> all = word_parts(schema, parts);
  if (auto categories = categories_of(schema, all, n)) {
    column.type = ColumnType::category;
    column.values = std::move(*categories);
    // A null level of a dictionary is a missing cell too.
    const auto& codes = std::get<Categories>(column.values).codes;
    for (std::size_t i = 0; i < n; ++i)
      if (codes[i] < 0) set_missing(column, i, n);
    return;
  }
  Texts texts{{0}, {}};
  texts.offsets.reserve(n + 1);
  std::size_t bytes = 0;
  for (const WordPart& one : all)
    each_word(schema, one,
              [&](std::int64_t, const Word& word) { bytes += word ? word->size() : 0; });
  texts.bytes.reserve(bytes);
  for (const WordPart& one : all)
    each_word(schema, one, [&](std::int64_t, const Word& word) {
      if (word)
        texts.bytes += *word;
      else
        set_missing(column, texts.offsets.size() - 1, n);
      texts.offsets.push_back(texts.bytes.size());
    });
  column.type = ColumnType::text;
  column.values = std::move(texts);
}

void fill_nothing(Column& column, const Parts& parts) {
  const std::size_t n = rows_of(parts);
  column.type = ColumnType::integer;
  column.values = std::vector<std::int64_t>(n, 0);
  column.present.assign(n, 0);
}

// Types of fixed width by their letter.
void fill_plain(Column& column, char letter, const Parts& parts) {
  switch (letter) {
    case 'n':
      return fill_nothing(column, parts);
    case 'b':
      return fill_booleans(column, parts);
    case 'c':
      return fill_integers<std::int8_t>(column, parts);
    case 'C':
      return fill_integers<std::uint8_t>(column, parts);
    case 's':
      return fill_integers<std::int16_t>(column, parts);
    case 'S':
      return fill_integers<std::uint16_t>(column, parts);
    case 'i':
      return fill_integers<std::int32_t>(column, parts);
    case 'I':
      return fill_integers<std::uint32_t>(column, parts);
    case 'l':
      return fill_integers<std::int64_t>(column, parts);
    case 'L':
      return fill_unsigned(column, parts);
    case 'e':
      return set_numbers(column, each<double, std::uint16_t>(parts, numpy::half));
    case 'f':
      return set_numbers(column, copied<double, float>(parts));
    default:
      return set_numbers(column, copied<double, double>(parts));
  }
}

}  // namespace

bool can_hold(const Schema& schema) {
  const std::string_view format = schema.format;
  if (schema.dictionary != nullptr) return can_hold(*schema.dictionary);
  if (format.size() == 1)
    return std::string_view("nbcCsSiIlLefguU").find(format) != std::string_view::npos;
  if (format == "vu" || format == "tdD" || format == "tdm" || format.starts_with("ts")) return true;
  return format.starts_with("d:") && decimal_type(format).bits <= 128;
}

Column column_of(const Schema& schema, const std::vector<Part>& parts,
                 std::vector<std::string>& notes) {
  const std::string_view format = schema.format;
  Column column;
  column.name = schema.name != nullptr ? schema.name : "";
  if (schema.dictionary != nullptr || is_text(format)) {
    fill_words(column, schema, parts);
    return column;
  }
  if (format.starts_with("d:"))
    fill_decimals(column, parts, decimal_type(format));
  else if (format == "tdD")
    fill_times<std::int32_t>(column, parts, format);
  else if (format.starts_with("t"))
    fill_times<std::int64_t>(column, parts, format);
  else
    fill_plain(column, format.front(), parts);
  mark_missing(column, parts);
  if (column.type == ColumnType::time) drop_far_moments(column, notes);
  return column;
}

}  // namespace qed::data::arrow
