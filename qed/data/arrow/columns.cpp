// SPDX-License-Identifier: Apache-2.0
// Columns of fixed width: numbers, booleans, moments, decimals, nulls.
#include "qed/data/arrow/columns.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "qed/base/text.h"
#include "qed/data/bytes/memory.h"
#include "qed/data/numpy/array.h"

namespace qed::data::arrow {
namespace {

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

// Microseconds of one unit; negative: how many units make one.
std::int64_t microseconds_of(std::string_view format) {
  if (format == "tdD") return 86'400'000'000;
  if (format == "tdm" || format.starts_with("tsm:")) return 1000;
  return format.starts_with("tss:") ? 1'000'000 : format.starts_with("tsu:") ? 1 : -1000;
}

constexpr std::int64_t kFirstMoment = -62'135'596'800'000'000,
                       kLastMoment = 253'402'300'799'999'999;  // years 1 to 9999

// Cells of `From` as values of `To` through `convert`, wherever they stand: decimals of 16 bytes stand at multiples
// of 8.
template <class From, class To, class Convert>
void append_each(std::vector<To>& values, const Part& part, Convert convert) {
  const char* at = part.buffer<char>(1) + part.offset * std::int64_t{sizeof(From)};
  for (std::int64_t i = 0; i < part.length; ++i, at += sizeof(From)) {
    From cell;
    std::memcpy(&cell, at, sizeof cell);
    values.push_back(convert(cell));
  }
}

// The same where the language's own conversion will do.
template <class From, class To>
void append_plain(std::vector<To>& values, const Part& part) {
  const From* const cells = part.buffer<From>(1) + part.offset;
  values.insert(values.end(), cells, cells + part.length);
}

// Bits to bytes of 0 and 1, eight at a time where the bits begin a byte.
void append_bits(std::vector<std::uint8_t>& bytes, const void* bits, std::int64_t offset,
                 std::int64_t length) {
  std::int64_t i = 0;
  if (offset % 8 == 0)
    for (; i + 8 <= length; i += 8) {
      const std::uint64_t byte = static_cast<const unsigned char*>(bits)[(offset + i) / 8];
      // Byte k keeps bit k; adding 127 carries it to the top.
      const std::uint64_t spread = byte * 0x0101010101010101u & 0x8040201008040201u;
      const std::uint64_t eight = (spread + 0x7F7F7F7F7F7F7F7Fu) >> 7 & 0x0101010101010101u;
      for (int k = 0; k < 8; ++k) bytes.push_back(static_cast<std::uint8_t>(eight >> 8 * k));
    }
  for (; i < length; ++i) bytes.push_back(Part::bit(bits, offset + i) ? 1 : 0);
}

// Moves the kept of the values from `first` on together.
template <class T>
void keep(std::vector<T>& values, std::size_t first, std::span<const std::int64_t> kept) {
  for (std::size_t i = 0; i < kept.size(); ++i)
    values[first + i] = values[first + static_cast<std::size_t>(kept[i])];
  values.resize(first + kept.size());
}

class Plain : public ColumnBuilder {
 public:
  Plain(const Schema& schema, std::size_t kept) : format_(schema.format), kept_(kept) {
    column_.name = schema.name != nullptr ? schema.name : "";
    const char letter = format_.front();
    if (letter == 'f')
      start<float>(ColumnType::number);
    else if (letter == 'g' || letter == 'e' || letter == 'd')
      start<double>(ColumnType::number);
    else if (letter == 'b')
      start<std::uint8_t>(ColumnType::boolean);
    else
      start<std::int64_t>(letter == 't' ? ColumnType::time : ColumnType::integer);
  }

  void append(const Part& part, std::span<const std::int64_t> kept) override {
    first_ = static_cast<std::size_t>(column_.size());
    add_cells(part);
    mark_missing(part);
    if (column_.type == ColumnType::number)
      std::visit([&](auto& values) { drop_nan(values); }, column_.values);
    if (column_.type == ColumnType::time) drop_far();
    if (static_cast<std::int64_t>(kept.size()) == part.length) return;
    std::visit(
        [&](auto& values) {
          if constexpr (requires { values.front(); }) keep(values, first_, kept);
        },
        column_.values);
    if (!column_.present.empty()) keep(column_.present, first_, kept);
  }

  Column finish(std::vector<std::string>& notes) override {
    if (far_ > 0)
      notes.push_back("column " + printable(column_.name) + ": " + std::to_string(far_) +
                      (far_ == 1 ? " moment" : " moments") +
                      " outside the years 1 to 9999 read as missing");
    return std::move(column_);
  }

 private:
  template <class T>
  void start(ColumnType type) {
    column_.type = type;
    reserve_filled(column_.values.emplace<std::vector<T>>(), kept_ + kSlack);
  }
  template <class T>
  std::vector<T>& values() {
    return std::get<std::vector<T>>(column_.values);
  }

  // Types of fixed width by their letter.
  void add_cells(const Part& part) {
    switch (format_.front()) {
      case 'n':
        return values<std::int64_t>().resize(first_ + static_cast<std::size_t>(part.length), 0);
      case 'b':
        return append_bits(values<std::uint8_t>(), part.array->buffers[1], part.offset,
                           part.length);
      case 'c':
        return append_plain<std::int8_t>(values<std::int64_t>(), part);
      case 'C':
        return append_plain<std::uint8_t>(values<std::int64_t>(), part);
      case 's':
        return append_plain<std::int16_t>(values<std::int64_t>(), part);
      case 'S':
        return append_plain<std::uint16_t>(values<std::int64_t>(), part);
      case 'i':
        return append_plain<std::int32_t>(values<std::int64_t>(), part);
      case 'I':
        return append_plain<std::uint32_t>(values<std::int64_t>(), part);
      case 'l':
        return append_plain<std::int64_t>(values<std::int64_t>(), part);
      case 'L':
        return add_unsigned(part);
      case 'e':
        return append_each<std::uint16_t>(values<double>(), part, numpy::half);
      case 'f':
        return append_plain<float>(values<float>(), part);
      case 'd':
        return add_decimals(part, decimal_type(format_));
      case 't':
        return format_ == "tdD" ? add_times<std::int32_t>(part) : add_times<std::int64_t>(part);
      default:
        return append_plain<double>(values<double>(), part);
    }
  }

  // Integers until one does not fit, then numbers, those before it too.
  void add_unsigned(const Part& part) {
    const auto* const cells = part.buffer<std::uint64_t>(1) + part.offset;
    bool fits = column_.type == ColumnType::integer;
    for (std::int64_t i = 0; fits && i < part.length; ++i)
      fits = cells[i] <= INT64_MAX || !part.has_value(i);
    if (fits) return append_plain<std::uint64_t>(values<std::int64_t>(), part);
    if (column_.type == ColumnType::integer) {
      const auto whole = std::move(values<std::int64_t>());
      start<double>(ColumnType::number);
      values<double>().assign(whole.begin(), whole.end());
    }
    append_plain<std::uint64_t>(values<double>(), part);
  }

  void add_decimals(const Part& part, DecimalType type) {
    const auto as = [&]<class T>(T) {
      append_each<T>(values<double>(), part, [&](T x) { return decimal(x, type.scale); });
    };
    type.bits == 32 ? as(std::int32_t{}) : type.bits == 64 ? as(std::int64_t{}) : as(__int128{});
  }

  template <class From>
  void add_times(const Part& part) {
    const std::int64_t unit = microseconds_of(format_);
    append_each<From>(values<std::int64_t>(), part, [unit](From x) {
      std::int64_t moment = x;
      if (unit > 0 && __builtin_mul_overflow(moment, unit, &moment)) return INT64_MIN;
      if (unit < 0) moment = moment / -unit - (moment % -unit < 0 ? 1 : 0);
      return moment;
    });
  }

  // present of the rows from first_ on, made when it is first needed.
  std::uint8_t* marks() {
    const auto n = static_cast<std::size_t>(column_.size());
    if (column_.present.empty()) column_.present.reserve(std::max(n, kept_ + kSlack));
    column_.present.resize(n, 1);
    return column_.present.data() + first_;
  }

  // What the bitmap says is missing gets 0.
  void mark_missing(const Part& part) {
    const auto length = static_cast<std::size_t>(part.length);
    if (format_ == "n") {
      std::fill_n(marks(), length, std::uint8_t{0});
      return;
    }
    if (!part.has_bitmap()) {
      if (!column_.present.empty()) marks();
      return;
    }
    bits_.clear();
    append_bits(bits_, part.array->buffers[0], part.offset, part.length);
    std::ranges::copy(bits_, marks());
    std::visit(
        [&](auto& values) {
          if constexpr (requires { values.front() = 0; })
            for (std::size_t i = 0; i < length; ++i)
              values[first_ + i] = bits_[i] != 0 ? values[first_ + i] : 0;
        },
        column_.values);
  }

  void drop_nan(auto& values) {
    if constexpr (requires { std::isnan(values.front()); }) {
      std::size_t count = 0;
      for (std::size_t i = first_; i < values.size(); ++i) count += values[i] != values[i] ? 1 : 0;
      if (count == 0) return;
      std::uint8_t* const present = marks();
      for (std::size_t i = first_; i < values.size(); ++i)
        if (std::isnan(values[i])) values[i] = 0, present[i - first_] = 0;
    }
  }

  void drop_far() {
    auto& moments = values<std::int64_t>();
    for (std::size_t i = first_; i < moments.size(); ++i) {
      if (moments[i] >= kFirstMoment && moments[i] <= kLastMoment) continue;
      marks()[i - first_] = 0;
      moments[i] = 0;
      ++far_;
    }
  }

  static constexpr std::size_t kSlack = 1 << 16;  // of a batch before it is thinned
  std::string format_;
  std::size_t kept_;
  Column column_;
  std::size_t first_ = 0;  // the row of the batch's first cell
  std::int64_t far_ = 0;
  std::vector<std::uint8_t> bits_;
};

}  // namespace

bool can_hold(const Schema& schema) {
  const std::string_view format = schema.format;
  if (schema.dictionary != nullptr) return can_hold(*schema.dictionary);
  if (format.size() == 1)
    return std::string_view("nbcCsSiIlLefguU").find(format) != std::string_view::npos;
  if (format == "vu" || format == "tdD" || format == "tdm" || format.starts_with("ts")) return true;
  return format.starts_with("d:") && decimal_type(format).bits <= 128;
}

std::unique_ptr<ColumnBuilder> column_builder(const Schema& schema, std::int64_t rows,
                                              std::int64_t kept) {
  if (schema.dictionary != nullptr || is_text(schema.format))
    return word_builder(schema, rows, kept);
  return std::make_unique<Plain>(schema, static_cast<std::size_t>(kept));
}

}  // namespace qed::data::arrow
