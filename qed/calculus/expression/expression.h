// SPDX-License-Identifier: Apache-2.0
#pragma once
// Formulas as people write them: "mean(spend) / mean(visits) - 1", "auc(score, churn)",
// "amount > 100 and country == 'FR'".
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qed::calculus {

/// A node of the syntax tree and where it stands in the text, bytes [from, to).
struct Expression {
  enum class Kind {
    number,  ///< 1.5e-3; `number`
    text,    ///< 'FR'; `name` holds it without quotes
    name,  ///< a variable; `name` holds it; "odd names" and `odd names` stand in double quotes or backquotes
    call,  ///< name(arguments)
    unary,  ///< name: "-" or "not"
    binary  ///< name: + - * / ^ < <= > >= == != and or
  };
  Kind kind = Kind::number;
  double number = 0;
  std::string name;
  std::vector<Expression> arguments;
  std::size_t from = 0, to = 0;
};

/// Precedence, loosest first: or; and; not; comparisons (not chained); + -; * /; unary -; ^ (to the right).
/// Nothing but the text is known: any name may be a variable, any call a function. At most 200 levels deep and
/// 10,000 bytes. Throws Error{bad_option} whose message shows the text with a caret under the place.
Expression parse(std::string_view formula);

/// The formula with as few parentheses as it needs; parse(spelled(e)) is e but for places.
std::string spelled(const Expression& e);

/// Throws Error{bad_option}: the message, then the formula and carets under the bytes [from, to) on lines of
/// their own.
[[noreturn]] void fail_at(std::string_view formula, std::size_t from, std::size_t to,
                          std::string_view message, std::string_view hint = {});

/// The names of the variables in it, each once, in order of appearance.
std::vector<std::string> variables(const Expression& e);

/// A function of numbers that every formula may call: log, exp, sqrt, abs, min, max ...
struct Function {
  std::string_view name, summary;
  int fewest, most;  ///< arguments
  double (*value)(std::span<const double> arguments);
};
std::span<const Function> functions();
/// nullptr where there is none.
const Function* find_function(std::string_view name);

/// A compiled formula of numbers: values of its variables in, its value out; comparisons and words (and, or,
/// not) give 1 or 0; NaN where undefined (0/0, log of a negative number) and of an undefined operand, but where the
/// other one decides: 0 and NaN is 0, 1 or NaN is 1.
class Compiled {
 public:
  /// variable(node) says which argument a name is, and throws (fail_at) for one that it does not know. Calls are
  /// of `functions()`; one that is not is refused with the nearest name and a caret, and so is a text.
  Compiled(std::string_view formula, const Expression& e,
           const std::function<std::size_t(const Expression& node)>& variable);
  /// values[k] of the k-th variable; fewer than variables: Error{bad_shape}.
  double operator()(std::span<const double> values) const;
  /// out[i] for rows i, columns[k][i] the k-th variable: in blocks, no call a row and node. Shapes: Error{bad_shape}.
  void rows(std::span<const std::span<const double>> columns, std::span<double> out) const;

 private:
  struct Program;  // shared, so that copies are cheap; never changed once made
  std::shared_ptr<const Program> program_;
};

}  // namespace qed::calculus
