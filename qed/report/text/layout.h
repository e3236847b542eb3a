// SPDX-License-Identifier: Apache-2.0
#pragma once
// Text on a grid of character cells.
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qed::report {

/// Cells that UTF-8 text takes on a terminal: wide East Asian letters and emoji two, combining
/// marks none.
std::size_t display_width(std::string_view text);

/// Lines of at most `width` cells, broken at spaces; a longer word is broken after one of "_-./=,:" in
/// the line's second half, else cut.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// At most `width` cells: where it is longer, the middle gives way to `ellipsis`, since names of one
/// table mostly differ at their ends.
std::string elide(std::string_view text, std::size_t width, std::string_view ellipsis);

std::string pad_left(const std::string& text, std::size_t width);
std::string pad_right(const std::string& text, std::size_t width);

/// A line chart one cell high: `width` cells of the values' means, lowest to highest in eight
/// steps. Values that are not finite leave their cell empty.
std::string sparkline(std::span<const double> values, std::size_t width, bool unicode);

/// How often values fall in each of `bins` equal parts of [lower, upper].
std::vector<double> histogram(std::span<const double> values, double lower, double upper,
                              std::size_t bins);

}  // namespace qed::report
