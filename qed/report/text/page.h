// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "qed/report/render.h"

namespace qed::report {

/// What a piece of text means; colour only underlines what a mark or a word already says.
enum class Ink { plain, strong, good, bad, doubt, faint };

/// A page of text under construction: wraps, indents and draws within the width. Every text given
/// to it is made printable here, so that data can never drive the terminal.
class TextPage {
 public:
  explicit TextPage(const TextOptions& options);

  /// One letter: `nice` where Unicode may be used.
  std::string letter(std::string_view nice, std::string_view ascii) const;
  std::string ink(std::string text, Ink ink) const;

  /// SECTION ───────
  void heading(std::string_view title);
  /// "first" stands before the first line, the others are indented as deep; `right` ends the first
  /// line.
  void item(std::string_view first, std::string_view text, Ink ink = Ink::plain,
            std::string_view right = {});
  /// An indented paragraph.
  void note(std::size_t indent, std::string_view text, Ink ink = Ink::faint);
  /// "left ... right" on the width.
  void edges(std::string_view left, std::string_view right, Ink left_ink);
  /// A line as it is, without the width's check (commands, which must stay whole to be copied).
  void raw(std::string_view line);
  void blank();

  /// Columns aligned, numbers to the right. Where the width asks for it, texts go on for some lines;
  /// where that is not enough, columns stand in blocks below each other, the first in each.
  void table(std::span<const std::string> columns,
             const std::vector<std::vector<std::string>>& rows,
             const std::vector<bool>& right_aligned);

  const TextOptions& options() const { return options_; }
  std::string finish() { return std::move(text_); }

 private:
  void table_row(std::span<const std::string> cells, std::span<const std::size_t> block,
                 std::span<const std::size_t> widths, const std::vector<bool>& right_aligned,
                 Ink row_ink);
  void line(std::string text);
  TextOptions options_;
  std::string text_;
  std::size_t width_;
};

/// The section's evidence and every kind's own form.
void write_evidence(TextPage& page, const evidence::Answer& answer);

}  // namespace qed::report
