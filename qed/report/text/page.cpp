// SPDX-License-Identifier: Apache-2.0
#include "qed/report/text/page.h"

#include <algorithm>
#include <numeric>

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

// Cells for each column. Texts give way, the widest first, until the line fits; numbers are never
// cut. Empty when it cannot fit.
std::vector<std::size_t> column_widths(std::span<const std::string> columns,
                                       const std::vector<std::vector<std::string>>& rows,
                                       const std::vector<bool>& is_number, std::size_t room) {
  constexpr std::size_t kLeast = 8;
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    widths.push_back(std::max<std::size_t>(1, display_width(columns[c])));
    for (const auto& row : rows) widths[c] = std::max(widths[c], display_width(row[c]));
  }
  const std::size_t gaps = columns.empty() ? 0 : 2 * (columns.size() - 1);
  while (std::accumulate(widths.begin(), widths.end(), gaps) > room) {
    std::size_t widest = columns.size();
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (!is_number[c] && widths[c] > kLeast &&
          (widest == columns.size() || widths[c] > widths[widest]))
        widest = c;
    if (widest == columns.size()) return {};
    --widths[widest];
  }
  return widths;
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
  const std::string shown =
      truncate(printable(title, kLongestText), width_ - 2, letter("…", "..."));
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
  constexpr std::size_t kIndent = 3;
  const auto widths = column_widths(columns, rows, right_aligned, width_ - kIndent);
  if (widths.empty()) return records(columns, rows);
  const auto write = [&](std::span<const std::string> cells, Ink row_ink) {
    std::string text;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string cell = truncate(cells[c], widths[c], letter("…", "~"));
      text += (c ? "  " : "") +
              (right_aligned[c] ? pad_left(cell, widths[c]) : pad_right(cell, widths[c]));
    }
    line(std::string(kIndent, ' ') + ink(text, row_ink));
  };
  write(columns, Ink::faint);
  for (const auto& row : rows) write(row, Ink::plain);
}

void TextPage::records(std::span<const std::string> columns,
                       const std::vector<std::vector<std::string>>& rows) {
  for (const auto& row : rows) {
    std::string text;
    for (std::size_t c = 0; c < row.size(); ++c)
      if (!row[c].empty()) text += (text.empty() ? "" : "; ") + columns[c] + " " + row[c];
    item("   -", text);
  }
}

}  // namespace qed::report
