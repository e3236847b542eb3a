// SPDX-License-Identifier: Apache-2.0
#pragma once
// How tightly operators bind; internal to the parser and the speller.
#include <string_view>

namespace qed::calculus {

enum Precedence : int {
  kNone,  ///< no operator
  kOr,
  kAnd,
  kNot,
  kComparison,  ///< not chained
  kSum,
  kProduct,
  kMinus,  ///< unary
  kPower,  ///< groups to the right; its exponent may begin with a minus
  kOperand
};

/// kNone for what is no operator of two values.
constexpr Precedence binary_precedence(std::string_view mark) {
  if (mark == "or") return kOr;
  if (mark == "and") return kAnd;
  if (mark == "<" || mark == "<=" || mark == ">" || mark == ">=" || mark == "==" || mark == "!=")
    return kComparison;
  if (mark == "+" || mark == "-") return kSum;
  if (mark == "*" || mark == "/") return kProduct;
  return mark == "^" ? kPower : kNone;
}

}  // namespace qed::calculus
