// SPDX-License-Identifier: Apache-2.0
#include "qed/base/text.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace qed {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Marks that reorder what stands around them (U+202A to U+202E, U+2066 to U+2069): with them a name could
// make a line read as something else.
bool turns_direction(std::string_view letter) {
  const auto last = static_cast<unsigned char>(letter[2]);
  return (letter.starts_with("\xE2\x80") && last >= 0xAA && last <= 0xAE) ||
         (letter.starts_with("\xE2\x81") && last >= 0xA6 && last <= 0xA9);
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!continues(1) || !continues(2)) return 0;
    const bool overlong = first == 0xE0 && byte(1) < 0xA0,
               surrogate = first == 0xED && byte(1) > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    const bool overlong = first == 0xF0 && byte(1) < 0x90, beyond = first == 0xF4 && byte(1) > 0x8F;
    return overlong || beyond ? 0 : 4;
  }
  return 0;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Three rows of the dynamic programme: before_last (i-2), last (i-1), row (i).
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates) {
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > 3 * name.size() + 3) continue;
    const std::size_t distance = edit_distance(name, candidate);
    const std::size_t allowed =
        std::max<std::size_t>(1, std::max(name.size(), candidate.size()) / 3);
    // Fewer than all its letters: a name of one letter is never meant to be another.
    if (distance <= allowed && distance < std::max<std::size_t>(1, name.size()) &&
        (!best || distance < best_distance)) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (!best && name.size() >= 3) {  // the beginning of exactly one candidate
    for (const std::string& candidate : candidates) {
      const bool begins = candidate.size() > name.size() &&
                          edit_distance(name, candidate.substr(0, name.size())) == 0;
      if (begins && best) return std::nullopt;
      if (begins) best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  if (const auto best = nearest(name, candidates))
    return "did you mean \"" + printable(*best) + "\"?";
  if (candidates.empty()) return {};
  std::vector<std::string> shown;
  for (const std::string& candidate : candidates.first(std::min<std::size_t>(8, candidates.size())))
    shown.push_back(printable(candidate));
  if (candidates.size() > 8) shown.push_back(std::to_string(candidates.size() - 8) + " more");
  return "there are " + join_words(shown);
}

std::string shortest(double x) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, x).ptr};
}

std::string with_separators(std::string digits) {
  const std::size_t start = digits.starts_with('-') ? 1 : 0;
  std::size_t at = std::min(digits.find('.'), digits.size());
  while (at > start + 3) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string counted(std::int64_t n) { return with_separators(std::to_string(n)); }

std::string join_words(std::span<const std::string> words, std::string_view last_joiner) {
  std::string joined;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) joined += i + 1 == words.size() ? " " + std::string(last_joiner) + " " : ", ";
    joined += words[i];
  }
  return joined;
}

std::string printable(std::string_view text, std::size_t max_length) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string shown;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = utf8_length(text.substr(i));
    if (shown.size() + std::max<std::size_t>(length, 1) > max_length) return shown + "...";
    // C0, DEL and C1 controls would let data drive the terminal.
    const bool control =
        byte < 0x20 || byte == 0x7F ||
        (length == 2 && byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0) ||
        (length == 3 && turns_direction(text.substr(i, 3)));
    if (length == 0 || control) {
      for (std::size_t k = i; k < i + std::max<std::size_t>(length, 1); ++k) {
        const auto raw = static_cast<unsigned char>(text[k]);
        shown += {'\\', 'x', kHex[raw >> 4], kHex[raw & 15]};
      }
    } else {
      shown += text.substr(i, length);
    }
    i += std::max<std::size_t>(length, 1);
  }
  return shown;
}

}  // namespace qed
