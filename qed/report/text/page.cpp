// SPDX-License-Identifier: Apache-2.0
#include "qed/report/text/page.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "qed/base/text.h"
#include "qed/report/text/layout.h"

namespace qed::report {
namespace {

constexpr std::size_t kLongestText = 8000;  // bytes of one sentence that are shown

std::string repeat(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

// Cells that each column would take on one line.
std::vector<std::size_t> natural_widths(std::span<const std::string> columns,
                                        const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    widths.push_back(std::max<std::size_t>(1, display_width(columns[c])));
    for (const auto& row : rows) widths[c] = std::max(widths[c], display_width(row[c]));
  }
  return widths;
}

constexpr std::size_t kGap = 2, kIndent = 3;
constexpr std::size_t kLeast = 14;  // a text column stays this wide; its cells go on for some lines
constexpr std::size_t kMostLines = 4;  // of a cell, before its middle gives way

std::size_t total(std::span<const std::size_t> block, const std::vector<std::size_t>& widths) {
  std::size_t sum = 0;
  for (const std::size_t c : block) sum += widths[c] + kGap;
  return sum - std::min(sum, kGap);
}

// Narrows the texts, the widest first, until the columns fit side by side; false when they cannot.
// Numbers are never broken.
bool narrow(std::vector<std::size_t>& widths, std::span<const std::size_t> block,
            const std::vector<bool>& is_number, std::size_t room) {
  while (total(block, widths) > room) {
    std::size_t widest = widths.size();
    for (const std::size_t c : block)
      if (!is_number[c] && widths[c] > kLeast &&
          (widest == widths.size() || widths[c] > widths[widest]))
        widest = c;
    if (widest == widths.size()) return false;
    --widths[widest];
  }
  return true;
}

// The columns that tell rows apart, repeated in every block: the first, and the second where the
// first does not and half of the room holds both.
std::vector<std::size_t> key_of(std::vector<std::size_t>& widths,
                                const std::vector<std::vector<std::string>>& rows,
                                std::size_t room) {
  std::set<std::string_view> names;
  for (const auto& row : rows) names.insert(row[0]);
  const std::size_t half = room / 2;
  widths[0] = std::min(widths[0], half);
  const bool second = names.size() < rows.size() && widths.size() > 2 &&
                      widths[0] + kGap + std::min(kLeast, widths[1]) <= half;
  if (!second) return {0};
  widths[1] = std::min(widths[1], half - kGap - widths[0]);
  return {0, 1};
}

// The columns that stand side by side: all of them where they can, else as many as fit, the key in
// each block, so that none is lost.
std::vector<std::vector<std::size_t>> blocks_of(std::vector<std::size_t>& widths,
                                                const std::vector<std::vector<std::string>>& rows,
                                                const std::vector<bool>& is_number,
                                                std::size_t room) {
  std::vector<std::size_t> all(widths.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  auto narrowed = widths;
  if (narrow(narrowed, all, is_number, room)) {
    widths = std::move(narrowed);
    return {all};
  }
  const auto key = key_of(widths, rows, room);
  const std::size_t beside = room - kGap - total(key, widths);
  std::vector<std::vector<std::size_t>> blocks{key};
  for (std::size_t c = key.size(); c < widths.size(); ++c) {
    widths[c] = std::min(widths[c], beside);
    blocks.back().push_back(c);
    if (total(blocks.back(), widths) <= room) continue;
    blocks.back().pop_back();
    blocks.push_back(key);
    blocks.back().push_back(c);
  }
  return blocks;
}

}  // namespace

TextPage::TextPage(const TextOptions& options)
    : options_(options), width_(static_cast<std::size_t>(std::max(options.width, 40))) {}

std::string TextPage::letter(std::string_view nice, std::string_view ascii) const {
  return std::string(options_.unicode ? nice : ascii);
}

std::string TextPage::ink(std::string text, Ink ink) const {
  if (!options_.colour || ink == Ink::plain || text.empty()) return text;
  constexpr const char* kCodes[] = {"0", "1", "1;32", "1;31", "1;33", "2"};
  return "\033[" + std::string(kCodes[static_cast<int>(ink)]) + "m" + text + "\033[0m";
}

void TextPage::line(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  text_ += text + "\n";
}

void TextPage::raw(std::string_view text) { line(printable(text, kLongestText)); }

void TextPage::blank() {
  if (!text_.empty() && !text_.ends_with("\n\n")) text_ += "\n";
}

void TextPage::heading(std::string_view title) {
  blank();
  const std::string shown = elide(printable(title, kLongestText), width_ - 2, letter("…", "..."));
  const std::size_t rest = width_ - display_width(shown) - 1;
  line(ink(shown, Ink::strong) + " " + ink(repeat(letter("─", "-"), rest), Ink::faint));
}

void TextPage::item(std::string_view first, std::string_view text, Ink first_ink,
                    std::string_view right) {
  const std::size_t indent = display_width(first) + 1;
  const std::string shown = printable(text, kLongestText), end = printable(right, kLongestText);
  const std::size_t end_width = display_width(end);
  const bool beside = end_width > 0 && end_width + indent + 24 <= width_;
  const auto lines = wrap(shown, width_ - indent - (beside ? end_width + 2 : 0));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string start =
        i == 0 ? ink(std::string(first), first_ink) + " " : std::string(indent, ' ');
    if (i == 0 && beside)
      line(start + pad_right(lines[i], width_ - indent - end_width) + ink(end, Ink::strong));
    else
      line(start + lines[i]);
  }
  if (end_width > 0 && !beside) note(indent, right, Ink::strong);
}

void TextPage::note(std::size_t indent, std::string_view text, Ink note_ink) {
  for (const std::string& piece : wrap(printable(text, kLongestText), width_ - indent))
    line(std::string(indent, ' ') + ink(piece, note_ink));
}

void TextPage::edges(std::string_view left, std::string_view right, Ink left_ink) {
  const std::string end = printable(right, kLongestText);
  const std::string start = printable(left, kLongestText);
  const std::size_t used = display_width(start) + display_width(end);
  if (used + 2 > width_) {
    note(0, start, left_ink);
    note(0, end);
  } else {
    line(ink(start, left_ink) + std::string(width_ - used, ' ') + ink(end, Ink::faint));
  }
}

void TextPage::table(std::span<const std::string> columns,
                     const std::vector<std::vector<std::string>>& rows,
                     const std::vector<bool>& right_aligned) {
  if (columns.empty()) return;
  auto widths = natural_widths(columns, rows);
  bool first = true;
  for (const auto& block : blocks_of(widths, rows, right_aligned, width_ - kIndent)) {
    if (!std::exchange(first, false)) blank();
    table_row(columns, block, widths, right_aligned, Ink::faint);
    for (const auto& row : rows) table_row(row, block, widths, right_aligned, Ink::plain);
  }
}

void TextPage::table_row(std::span<const std::string> cells, std::span<const std::size_t> block,
                         std::span<const std::size_t> widths,
                         const std::vector<bool>& right_aligned, Ink row_ink) {
  std::vector<std::vector<std::string>> lines;
  std::size_t height = 0;
  for (const std::size_t c : block) {
    const std::size_t width = widths[c];
    lines.push_back(wrap(cells[c], width));
    if (lines.back().size() > kMostLines)
      lines.back() = wrap(elide(cells[c], (kMostLines - 1) * width, letter("…", "~")), width);
    height = std::max(height, lines.back().size());
  }
  for (std::size_t i = 0; i < height; ++i) {
    std::string text;
    for (std::size_t k = 0; k < block.size(); ++k) {
      const std::string cell = i < lines[k].size() ? lines[k][i] : "";
      const std::size_t width = widths[block[k]];
      text += (k ? std::string(kGap, ' ') : "") +
              (right_aligned[block[k]] ? pad_left(cell, width) : pad_right(cell, width));
    }
    text.erase(text.find_last_not_of(' ') + 1);
    line(std::string(kIndent, ' ') + ink(text, row_ink));
  }
}

}  // namespace qed::report
