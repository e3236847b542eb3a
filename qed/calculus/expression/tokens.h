// SPDX-License-Identifier: Apache-2.0
#pragma once
// The words of a formula; internal to the parser and the speller.
#include <cstddef>
#include <string>
#include <string_view>

namespace qed::calculus {

/// A word of a formula, bytes [from, to) of it.
struct Token {
  enum class Kind {
    number,  ///< `number`
    text,    ///< 'FR'; `word` holds it without quotes
    name,    ///< `word` without quotes; `quoted` says whether it had some
    mark,    ///< an operator, a parenthesis or a comma, as Expression spells it: && is "and"
    end
  };
  Kind kind = Kind::end;
  std::string word;
  double number = 0;
  bool quoted = false;
  std::size_t from = 0, to = 0;

  bool is(std::string_view mark) const { return kind == Kind::mark && word == mark; }
};

/// The first word at or after byte `at`. Throws Error{bad_option} with a caret where there is none that formulas know.
Token next_token(std::string_view formula, std::size_t at);

/// Whether a name needs no quotes: letters of any script, digits, underscores and dots, a letter or an underscore
/// first, and none of the words and, or, not.
bool is_plain_name(std::string_view name);

}  // namespace qed::calculus
