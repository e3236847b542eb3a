// SPDX-License-Identifier: Apache-2.0
// Precedence climbing over the words of next_token, and the carets under what is wrong.
#include <algorithm>
#include <cctype>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/calculus/expression/expression.h"
#include "qed/calculus/expression/precedence.h"
#include "qed/calculus/expression/tokens.h"

namespace qed::calculus {
namespace {

constexpr std::size_t kLongest = 10'000;
constexpr int kDeepest = 200;

/// A tree, its height, and where it stands with the parentheses around it.
struct Parsed {
  Expression tree;
  int height = 1;
  std::size_t from = 0, to = 0;
};

class Parser {
 public:
  explicit Parser(std::string_view formula) : formula_(formula), token_(next_token(formula, 0)) {}

  Expression whole() {
    Parsed all = parse(kOr);
    if (token_.is(")")) fail_at(formula_, token_.from, token_.to, "this \")\" closes nothing");
    if (token_.is(","))
      fail_at(formula_, token_.from, token_.to, "expected an operator here",
              "commas stand between the arguments of a function, not in a number");
    if (token_.kind != Token::Kind::end) unexpected("expected an operator here");
    return std::move(all.tree);
  }

 private:
  /// What binds at least as tightly as `level`.
  Parsed parse(int level) {
    Parsed left = first_operand(level);
    bool compared = false;
    while (token_.kind == Token::Kind::mark) {
      const int binds = binary_precedence(token_.word);
      if (binds < level || binds == kNone) break;
      if (binds == kComparison && std::exchange(compared, true))
        fail_at(formula_, token_.from, token_.to, "comparisons do not chain",
                "write a < b and b < c");
      const Token mark = take();
      Parsed right = operand(binds == kPower ? kMinus : binds + 1);
      left = binary(mark, std::move(left), std::move(right));
    }
    return left;
  }

  Parsed first_operand(int level) {
    if (token_.is("not") && level > kNot)
      fail_at(formula_, token_.from, token_.to, "not needs parentheses here", "write (not x)");
    if (token_.is("not")) return unary(kNot);
    if (token_.is("-") && level <= kMinus) return unary(kMinus);
    return primary();
  }

  /// An operand of a node that is still open: one level deeper.
  Parsed operand(int level) {
    if (++open_nodes_ >= kDeepest) too_deep();
    Parsed parsed = parse(level);
    --open_nodes_;
    return parsed;
  }

  Parsed unary(int level) {
    const Token mark = take();
    Parsed inner = operand(level);
    Parsed node{.tree = {.kind = Expression::Kind::unary, .name = mark.word, .arguments = {}},
                .from = mark.from,
                .to = inner.to};
    adopt(node, std::move(inner));
    return placed(std::move(node));
  }

  Parsed binary(const Token& mark, Parsed left, Parsed right) {
    Parsed node{.tree = {.kind = Expression::Kind::binary, .name = mark.word, .arguments = {}},
                .from = left.from,
                .to = right.to};
    node.tree.arguments.reserve(2);
    adopt(node, std::move(left));
    adopt(node, std::move(right));
    // A long sum grows to the left, above what is already read.
    if (open_nodes_ + node.height > kDeepest) too_deep(mark);
    return placed(std::move(node));
  }

  Parsed primary() {
    const Token token = token_;
    if (token.is("(")) return group();
    Parsed leaf{.tree = {.number = token.number, .name = token.word, .arguments = {}},
                .from = token.from,
                .to = token.to};
    switch (token.kind) {
      case Token::Kind::number:
        leaf.tree.kind = Expression::Kind::number;
        break;
      case Token::Kind::text:
        leaf.tree.kind = Expression::Kind::text;
        break;
      case Token::Kind::name:
        leaf.tree.kind = Expression::Kind::name;
        break;
      default:
        unexpected("expected a value here");
    }
    take();
    if (token.kind == Token::Kind::name && !token.quoted && token_.is("(")) call(leaf);
    return placed(std::move(leaf));
  }

  Parsed group() {
    const Token bracket = take();
    if (++open_groups_ > kDeepest) too_deep(bracket);
    Parsed inner = parse(kOr);
    --open_groups_;
    inner.from = bracket.from;
    inner.to = closed(bracket, "expected an operator or \")\" here");
    return inner;
  }

  /// The arguments of a call whose name has been read.
  void call(Parsed& node) {
    node.tree.kind = Expression::Kind::call;
    const Token bracket = take();
    if (!token_.is(")")) {
      adopt(node, operand(kOr));
      while (token_.is(",")) {
        take();
        adopt(node, operand(kOr));
      }
    }
    node.to = closed(bracket, "expected an operator, \",\" or \")\" here");
  }

  /// Reads the ")" of `bracket` and returns where it ends.
  std::size_t closed(const Token& bracket, std::string_view otherwise) {
    if (token_.is(")")) return take().to;
    if (token_.kind != Token::Kind::end) unexpected(otherwise);
    const auto begins_letter = [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    };
    const auto column = 1 + std::ranges::count_if(formula_.substr(0, bracket.from), begins_letter);
    fail_at(formula_, token_.from, token_.to, "expected \")\" here",
            "the \"(\" of column " + counted(column) + " is open");
  }

  static void adopt(Parsed& node, Parsed child) {
    node.height = std::max(node.height, child.height + 1);
    node.tree.arguments.push_back(std::move(child.tree));
  }

  static Parsed placed(Parsed node) {
    node.tree.from = node.from;
    node.tree.to = node.to;
    return node;
  }

  Token take() {
    Token next = next_token(formula_, token_.to);
    return std::exchange(token_, std::move(next));
  }

  [[noreturn]] void unexpected(std::string_view message) const {
    std::string lower = token_.word;
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool shouted = token_.kind == Token::Kind::name && !token_.quoted &&
                         (lower == "and" || lower == "or" || lower == "not");
    fail_at(formula_, token_.from, token_.to, message,
            shouted ? "write " + lower + " in small letters" : "");
  }

  [[noreturn]] void too_deep() const { too_deep(token_); }
  [[noreturn]] void too_deep(const Token& place) const {
    fail_at(formula_, place.from, place.to,
            "more than " + std::to_string(kDeepest) + " levels deep here",
            "parentheses around the halves of a long sum make it flatter: (a + b) + (c + d)");
  }

  std::string_view formula_;
  Token token_;          // the next word, not yet taken
  int open_nodes_ = 0;   // nodes above the one being read
  int open_groups_ = 0;  // parentheses that are no node
};

/// What stands beneath the message: one entry a column.
struct Shown {
  std::vector<std::string> columns;
  std::size_t from = 0, to = 0;  ///< the columns to mark
  bool cut_left = false, cut_right = false;
};

// A letter a column; a line break or tab is a space, and what may not be printed is "\xNN", a column each letter.
Shown columns_of(std::string_view formula, std::size_t from, std::size_t to) {
  // More bytes than a window has columns on either side, so that a letter cut in two is out of sight.
  constexpr std::size_t kNear = 400;
  const std::size_t begin = from > kNear ? from - kNear : 0;
  const std::size_t end = std::min(formula.size(), from + kNear);
  Shown shown{.columns = {}, .cut_left = begin > 0, .cut_right = end < formula.size()};
  for (std::size_t at = begin; at < end;) {
    const std::size_t length = std::max<std::size_t>(1, utf8_length(formula.substr(at)));
    const bool space = formula[at] == '\t' || formula[at] == '\n' || formula[at] == '\r';
    const std::string letter = space ? " " : printable(formula.substr(at, length));
    const std::size_t column = shown.columns.size();
    if (letter == formula.substr(at, length))
      shown.columns.push_back(letter);
    else
      for (const char c : letter) shown.columns.emplace_back(1, c);
    if (at <= from && from < at + length) shown.from = column;
    if (at < to) shown.to = shown.columns.size();
    at += length;
  }
  if (from >= end) shown.from = shown.columns.size();
  shown.to = std::max(shown.to, shown.from + 1);
  return shown;
}

}  // namespace

void fail_at(std::string_view formula, std::size_t from, std::size_t to, std::string_view message,
             std::string_view hint) {
  constexpr std::size_t kWindow = 70, kBefore = 40;
  from = std::min(from, formula.size());
  to = std::clamp(to, from, formula.size());
  Shown shown = columns_of(formula, from, to);
  const std::size_t n = shown.columns.size();
  std::size_t first = 0, last = n;
  if (n > kWindow || shown.cut_left || shown.cut_right) {
    first = shown.from > kBefore ? shown.from - kBefore : 0;
    last = std::min(n, first + kWindow);
    first = last > kWindow ? std::min(first, last - kWindow) : 0;
  }
  const std::string before = first > 0 || shown.cut_left ? "..." : "";
  std::string text = std::string(message) + "\n  " + before;
  for (std::size_t i = first; i < last; ++i) text += shown.columns[i];
  if (last < n || shown.cut_right) text += "...";
  text += "\n  " + std::string(before.size() + shown.from - first, ' ');
  text.append(std::max(shown.from + 1, std::min(shown.to, last)) - shown.from, '^');
  throw Error(ErrorCode::bad_option, std::move(text), std::string(hint));
}

Expression parse(std::string_view formula) {
  if (formula.size() > kLongest)
    throw Error(ErrorCode::bad_option, "the formula has " +
                                           counted(static_cast<std::int64_t>(formula.size())) +
                                           " bytes, but may have " + counted(kLongest));
  if (formula.find_first_not_of(" \t\r\n") == std::string_view::npos)
    throw Error(ErrorCode::bad_option, "the formula is empty");
  return Parser(formula).whole();
}

std::vector<std::string> variables(const Expression& e) {
  std::vector<std::string> names;
  const auto visit = [&](const auto& self, const Expression& node) -> void {
    if (node.kind == Expression::Kind::name && std::ranges::find(names, node.name) == names.end())
      names.push_back(node.name);
    for (const Expression& argument : node.arguments) self(self, argument);
  };
  visit(visit, e);
  return names;
}

}  // namespace qed::calculus
