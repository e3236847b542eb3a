// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/calculus/expression/expression.h"
#include "qed/calculus/expression/precedence.h"
#include "qed/calculus/expression/tokens.h"

namespace qed::calculus {
namespace {

using Kind = Expression::Kind;

std::string in_quotes(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) {
    if (c == quote) quoted += quote;
    quoted += c;
  }
  return quoted + quote;
}

/// How tightly the outermost operator of e binds, as it is spelled.
Precedence precedence(const Expression& e) {
  switch (e.kind) {
    case Kind::unary:
      return e.name == "not" ? kNot : kMinus;
    case Kind::binary:
      return binary_precedence(e.name);
    case Kind::number:
      return std::signbit(e.number) ? kMinus : kOperand;
    default:
      return kOperand;
  }
}

void spell(const Expression& e, std::string& text);

/// An operand that must bind at least as tightly as `level`.
void spell_operand(const Expression& e, int level, std::string& text) {
  const bool parentheses = precedence(e) < level;
  if (parentheses) text += '(';
  spell(e, text);
  if (parentheses) text += ')';
}

void spell_binary(const Expression& e, std::string& text) {
  ensure(e.arguments.size() == 2 && precedence(e) != kNone, "an operator of two values");
  const int level = precedence(e);
  // Operators group to the left, but for ^; comparisons not at all.
  const int left = level == kPower ? kOperand : level == kComparison ? level + 1 : level;
  spell_operand(e.arguments[0], left, text);
  text += level == kPower ? e.name : ' ' + e.name + ' ';
  spell_operand(e.arguments[1], level == kPower ? kMinus : level + 1, text);
}

void spell(const Expression& e, std::string& text) {
  switch (e.kind) {
    case Kind::number:
      text += shortest(e.number);
      break;
    case Kind::text:
      text += in_quotes(e.name, '\'');
      break;
    case Kind::name:
      text += is_plain_name(e.name) ? e.name : in_quotes(e.name, '"');
      break;
    case Kind::call:
      text += e.name + '(';
      for (std::size_t i = 0; i < e.arguments.size(); ++i) {
        if (i > 0) text += ", ";
        spell(e.arguments[i], text);
      }
      text += ')';
      break;
    case Kind::unary:
      ensure(e.arguments.size() == 1, "an operator of one value");
      text += e.name == "not" ? "not " : e.name;
      spell_operand(e.arguments[0], precedence(e), text);
      break;
    case Kind::binary:
      spell_binary(e, text);
  }
}

}  // namespace

std::string spelled(const Expression& e) {
  std::string text;
  spell(e, text);
  return text;
}

}  // namespace qed::calculus
