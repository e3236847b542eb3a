// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qed {

/// Levenshtein distance with adjacent transpositions (optimal string alignment), on bytes, letters of either case
/// equal. O(|a| |b|) time.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that the user most likely meant: the smallest edit distance, if at most a third of the letters
/// differ; else the one that begins with `name`; none when nothing is near.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates);

/// "did you mean "x"?" for the nearest candidate, else the list of candidates (at most 8), else "".
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

/// The shortest text that reads back as the same number: for messages; reports have report/number.
std::string shortest(double x);

/// "12345.60" -> "12,345.60", as reports write them; a count in a sentence.
std::string with_separators(std::string digits);
std::string counted(std::int64_t n);

/// "a, b and c".
std::string join_words(std::span<const std::string> words, std::string_view last_joiner = "and");

/// Bytes of the well-formed UTF-8 letter at the start of `text` (not empty), 0 when there is none.
/// Ref: [Unicode, table 3-7]
std::size_t utf8_length(std::string_view text);

/// Bytes of text that came from data, made safe for a terminal or a message: control characters and broken UTF-8
/// become "\xNN", and at most max_length bytes are kept.
std::string printable(std::string_view text, std::size_t max_length = 40);

}  // namespace qed
