// SPDX-License-Identifier: Apache-2.0
#include "qed/report/text/layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace qed::report {
namespace {

// Bytes of the letter that starts at text[0] (text is well-formed or has passed printable()).
std::size_t letter_bytes(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return std::min(length, text.size());
}

std::uint32_t code_point(std::string_view letter) {
  if (letter.size() == 1) return static_cast<unsigned char>(letter[0]);
  std::uint32_t code = static_cast<unsigned char>(letter[0]) & (0xFFu >> (letter.size() + 1));
  for (const char byte : letter.substr(1))
    code = code << 6 | (static_cast<unsigned char>(byte) & 0x3Fu);
  return code;
}

// Ranges of the Unicode property East_Asian_Width W and F that occur in text, and of marks without
// a cell.
constexpr std::pair<std::uint32_t, std::uint32_t> kWide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},  {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},  {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
constexpr std::pair<std::uint32_t, std::uint32_t> kNone[] = {
    {0x0300, 0x036F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},
    {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};

std::size_t cells(std::string_view letter) {
  const std::uint32_t code = code_point(letter);
  if (code < 0x300) return 1;
  const auto within = [code](const auto& range) {
    return range.first <= code && code <= range.second;
  };
  if (std::ranges::any_of(kNone, within)) return 0;
  return std::ranges::any_of(kWide, within) ? 2 : 1;
}

// Bytes of the longest beginning of `text` that fits into `width` cells.
std::size_t fitting(std::string_view text, std::size_t width) {
  std::size_t bytes = 0, used = 0;
  while (bytes < text.size()) {
    const std::size_t length = letter_bytes(text.substr(bytes));
    used += cells(text.substr(bytes, length));
    if (used > width) break;
    bytes += length;
  }
  return bytes;
}

// Bytes of the longest end of `text` that fits into `width` cells.
std::size_t ending(std::string_view text, std::size_t width) {
  std::size_t bytes = 0, left = display_width(text);
  while (bytes < text.size() && left > width) {
    const std::size_t length = letter_bytes(text.substr(bytes));
    left -= cells(text.substr(bytes, length));
    bytes += length;
  }
  // A mark without a letter before it is no beginning.
  while (bytes < text.size() && cells(text.substr(bytes)) == 0)
    bytes += letter_bytes(text.substr(bytes));
  return text.size() - bytes;
}

// Where a word that is too long for its line is broken.
std::size_t broken_at(std::string_view word, std::size_t width) {
  const std::size_t bytes = fitting(word, width);
  const std::size_t joint = word.substr(0, bytes).find_last_of("_-./=,:");
  return joint != std::string_view::npos && 2 * (joint + 1) > bytes ? joint + 1 : bytes;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = letter_bytes(text.substr(i));
    width += cells(text.substr(i, length));
    i += length;
  }
  return width;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 2);
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (word.empty()) continue;
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width)
      lines.push_back(std::exchange(line, {}));
    while (line.empty() && display_width(word) > width) {
      const std::size_t bytes = broken_at(word, width);
      lines.emplace_back(word.substr(0, bytes));
      word.remove_prefix(bytes);
    }
    line += (line.empty() ? "" : " ") + std::string(word);
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string elide(std::string_view text, std::size_t width, std::string_view ellipsis) {
  const std::size_t whole = display_width(text), mark = display_width(ellipsis);
  if (whole <= width) return std::string(text);
  const std::size_t kept = width > mark ? width - mark : 0;
  const std::size_t start = fitting(text, (kept + 1) / 2);
  const std::size_t end = ending(text.substr(start), kept - display_width(text.substr(0, start)));
  return std::string(text.substr(0, start)) + std::string(ellipsis) +
         std::string(text.substr(text.size() - end));
}

std::string pad_left(const std::string& text, std::size_t width) {
  const std::size_t used = display_width(text);
  return used < width ? std::string(width - used, ' ') + text : text;
}

std::string pad_right(const std::string& text, std::size_t width) {
  const std::size_t used = display_width(text);
  return used < width ? text + std::string(width - used, ' ') : text;
}

std::string sparkline(std::span<const double> values, std::size_t width, bool unicode) {
  constexpr std::array<const char*, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::array<const char*, 8> kLetters{"_", ".", ":", "-", "=", "+", "*", "#"};
  width = std::min(width, values.size());
  std::vector<double> means(width, std::nan(""));
  double lowest = INFINITY, highest = -INFINITY;
  for (std::size_t cell = 0; cell < width; ++cell) {
    double sum = 0, count = 0;
    for (std::size_t i = cell * values.size() / width; i < (cell + 1) * values.size() / width; ++i)
      if (std::isfinite(values[i])) sum += values[i], ++count;
    if (count == 0) continue;
    means[cell] = sum / count;
    lowest = std::min(lowest, means[cell]);
    highest = std::max(highest, means[cell]);
  }
  std::string line;
  for (const double mean : means) {
    const double height = highest > lowest ? (mean - lowest) / (highest - lowest) : 0.5;
    const std::size_t step =
        std::isnan(mean) ? 0 : std::min<std::size_t>(7, static_cast<std::size_t>(height * 8));
    line += std::isnan(mean) ? " " : unicode ? kBlocks[step] : kLetters[step];
  }
  return line;
}

std::vector<double> histogram(std::span<const double> values, double lower, double upper,
                              std::size_t bins) {
  std::vector<double> counts(bins, 0);
  if (!(upper > lower)) return counts;
  for (const double value : values) {
    if (!(value >= lower && value <= upper)) continue;
    const auto bin =
        static_cast<std::size_t>((value - lower) / (upper - lower) * static_cast<double>(bins));
    ++counts[std::min(bin, bins - 1)];
  }
  return counts;
}

}  // namespace qed::report
