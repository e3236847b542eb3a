// SPDX-License-Identifier: Apache-2.0
#include "qed/calculus/expression/tokens.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include "qed/base/text.h"
#include "qed/calculus/expression/expression.h"

namespace qed::calculus {
namespace {

using Kind = Token::Kind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_word(std::string_view name) { return name == "and" || name == "or" || name == "not"; }

/// The code point of a well-formed UTF-8 letter.
char32_t code_point(std::string_view letter) {
  constexpr std::array<unsigned, 5> kFirstBits{0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t code = static_cast<unsigned char>(letter[0]) & kFirstBits[letter.size()];
  for (const char c : letter.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3F);
  return code;
}

// Beyond ASCII a letter is all but controls, spaces, punctuation, operators and symbols: of the blocks that hold
// these, so that no table of Unicode is needed. A name with one of them stands in quotes.
bool is_letter(char32_t code) {
  if (code < 0x80) return (code | 0x20) - U'a' < 26 || code == U'_';
  if (code < 0xC0) return code == 0xAA || code == 0xB5 || code == 0xBA;  // ª µ º
  const auto within = [&](char32_t first, char32_t last) { return code >= first && code <= last; };
  return code != 0xD7 && code != 0xF7 &&  // × ÷
         !within(0x2000, 0x207F) &&  // spaces, dashes, quotes, marks of direction, superscripts
         !within(0x20A0, 0x20CF) &&  // currencies
         !within(0x2190, 0x2BFF) &&  // arrows, operators, symbols
         !within(0x2E00, 0x2E7F) && !within(0x3000, 0x3003) && !within(0x3008, 0x3020) &&
         !within(0xFE00, 0xFE0F) && code != 0xFEFF && !within(0xFF00, 0xFF20) &&
         !within(0xFFF0, 0xFFFF);
}

/// Bytes of the letter at `at`, 0 where there is none.
std::size_t letter_length(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const std::size_t length = utf8_length(text.substr(at));
  return length > 0 && is_letter(code_point(text.substr(at, length))) ? length : 0;
}

/// Where the run of letters, digits, underscores and dots that begins at `at` ends.
std::size_t end_of_run(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const std::size_t length = is_digit(text[at]) || text[at] == '.' ? 1 : letter_length(text, at);
    if (length == 0) break;
    at += length;
  }
  return at;
}

Token number_at(std::string_view formula, std::size_t from) {
  std::size_t to = end_of_run(formula, from);
  const bool signed_exponent = (formula[to - 1] | 0x20) == 'e' && to + 1 < formula.size() &&
                               (formula[to] == '-' || formula[to] == '+') &&
                               is_digit(formula[to + 1]);
  // 2e-3 has one exponent; in 2x.e-3 the sign is a minus.
  if (signed_exponent && formula.substr(from, to - 1 - from).find_first_not_of("0123456789.") ==
                             std::string_view::npos)
    to = end_of_run(formula, to + 1);
  Token token{.kind = Kind::number, .word = {}, .from = from, .to = to};
  const auto [rest, problem] =
      std::from_chars(formula.data() + from, formula.data() + to, token.number);
  const std::string_view written = formula.substr(from, to - from);
  const std::string shown = '"' + printable(written) + '"';
  const bool whole = rest == formula.data() + to;
  if (whole && (problem == std::errc::result_out_of_range || std::isinf(token.number)))
    fail_at(formula, from, to, shown + " is beyond the numbers of double precision");
  if (!whole || problem != std::errc())
    fail_at(formula, from, to, shown + " is not a number",
            written.find_first_not_of("0123456789.") == std::string_view::npos
                ? "numbers are like 1.5 and 2e-3"
                : "numbers are like 1.5 and 2e-3, a product like 2 * x; a name that begins with a "
                  "digit stands in \"quotes\"");
  return token;
}

/// A name in "..." or `...`, a text in '...'; a doubled quote is one of its letters.
Token quoted_at(std::string_view formula, std::size_t from) {
  const char quote = formula[from];
  const bool is_text = quote == '\'';
  Token token{.kind = is_text ? Kind::text : Kind::name, .word = {}, .quoted = true, .from = from};
  for (std::size_t at = from + 1; at < formula.size(); ++at) {
    if (formula[at] != quote) {
      token.word += formula[at];
    } else if (at + 1 < formula.size() && formula[at + 1] == quote) {
      token.word += formula[at++];
    } else {
      token.to = at + 1;
      if (token.word.empty() && !is_text)
        fail_at(formula, from, token.to, "a name has no letters",
                quote == '"' ? "an empty text is ''" : "");
      return token;
    }
  }
  fail_at(formula, from, from + 1, std::string("this ") + quote + " is not closed");
}

struct Spelling {
  std::string_view written, means;
};

// The longest first: "<=" before "<".
constexpr std::array<Spelling, 19> kMarks{{{"<=", "<="},
                                           {">=", ">="},
                                           {"==", "=="},
                                           {"!=", "!="},
                                           {"&&", "and"},
                                           {"||", "or"},
                                           {"**", ""},
                                           {"<>", ""},
                                           {"!", "not"},
                                           {"<", "<"},
                                           {">", ">"},
                                           {"+", "+"},
                                           {"-", "-"},
                                           {"*", "*"},
                                           {"/", "/"},
                                           {"^", "^"},
                                           {"(", "("},
                                           {")", ")"},
                                           {",", ","}}};

// What other languages and typesetters write, and what to write here; the longest first.
constexpr std::array<Spelling, 29> kForeign{{{"=<", "<= compares"},
                                             {"=>", ">= compares"},
                                             {"=", "== compares"},
                                             {"<>", "!= compares"},
                                             {"**", "^ raises to a power"},
                                             {"&", "write and"},
                                             {"|", "write or"},
                                             {"%", "5% is 0.05"},
                                             {"[", "( and ) are the only parentheses"},
                                             {"]", "( and ) are the only parentheses"},
                                             {"{", "( and ) are the only parentheses"},
                                             {"}", "( and ) are the only parentheses"},
                                             {";", "a comma stands between arguments"},
                                             {".", "a number has digits: 0.5"},
                                             {"−", "the minus is -"},
                                             {"–", "the minus is -"},
                                             {"×", "* multiplies"},
                                             {"·", "* multiplies"},
                                             {"÷", "/ divides"},
                                             {"≤", "<= compares"},
                                             {"≥", ">= compares"},
                                             {"≠", "!= compares"},
                                             {"²", "write ^2"},
                                             {"³", "write ^3"},
                                             {"√", "write sqrt()"},
                                             {"“", "names stand in straight \"quotes\""},
                                             {"”", "names stand in straight \"quotes\""},
                                             {"‘", "texts stand in straight 'quotes'"},
                                             {"’", "texts stand in straight 'quotes'"}}};

const Spelling* beginning(std::span<const Spelling> spellings, std::string_view text) {
  const auto found = std::ranges::find_if(
      spellings, [&](const Spelling& s) { return text.starts_with(s.written); });
  return found == spellings.end() ? nullptr : &*found;
}

Token mark_at(std::string_view formula, std::size_t from) {
  const std::string_view rest = formula.substr(from);
  if (const Spelling* mark = beginning(kMarks, rest); mark && !mark->means.empty())
    return {.kind = Kind::mark,
            .word = std::string(mark->means),
            .from = from,
            .to = from + mark->written.size()};
  const Spelling* foreign = beginning(kForeign, rest);
  const std::size_t length =
      foreign ? foreign->written.size() : std::max<std::size_t>(1, utf8_length(rest));
  fail_at(formula, from, from + length,
          "cannot read \"" + printable(rest.substr(0, length)) + "\" here",
          foreign ? foreign->means : std::string_view());
}

}  // namespace

Token next_token(std::string_view formula, std::size_t at) {
  while (at < formula.size() && is_space(formula[at])) ++at;
  if (at == formula.size()) return {.kind = Kind::end, .word = {}, .from = at, .to = at};
  const char first = formula[at];
  if (is_digit(first) || (first == '.' && at + 1 < formula.size() && is_digit(formula[at + 1])))
    return number_at(formula, at);
  if (first == '"' || first == '`' || first == '\'') return quoted_at(formula, at);
  if (letter_length(formula, at) == 0) return mark_at(formula, at);
  const std::size_t to = end_of_run(formula, at);
  const std::string_view word = formula.substr(at, to - at);
  return {.kind = is_word(word) ? Kind::mark : Kind::name,
          .word = std::string(word),
          .from = at,
          .to = to};
}

bool is_plain_name(std::string_view name) {
  return letter_length(name, 0) > 0 && end_of_run(name, 0) == name.size() && !is_word(name);
}

}  // namespace qed::calculus
