// SPDX-License-Identifier: Apache-2.0
// Every operation is one inline function of numbers; the value of a Function and the kernel over a block of rows are
// made from it, so that both give the same bits.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "qed/calculus/expression/expression.h"
#include "qed/calculus/expression/kernels.h"

namespace qed::calculus {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kMany = std::numeric_limits<int>::max();

// Undefined in, undefined out: also where C's functions would know better (NaN^0, fmin). `|` instead of `||`, and
// choices between values already there, so that the loops vectorise.
bool undefined(double x) { return x != x; }
bool undefined(double x, double y) { return undefined(x) | undefined(y); }
double unless_undefined(double x, double y, double value) { return undefined(x, y) ? kNaN : value; }

double log(double x) { return std::log(x); }
double log2(double x) { return std::log2(x); }
double log10(double x) { return std::log10(x); }
double log1p(double x) { return std::log1p(x); }
double exp(double x) { return std::exp(x); }
double expm1(double x) { return std::expm1(x); }
double sqrt(double x) { return std::sqrt(x); }
double abs(double x) { return std::fabs(x); }
double sign(double x) {
  const double value = static_cast<double>(x > 0) - static_cast<double>(x < 0);
  return undefined(x) ? kNaN : value;
}
double floor(double x) { return std::floor(x); }
double ceil(double x) { return std::ceil(x); }
double round(double x) { return std::round(x); }
double sin(double x) { return std::sin(x); }
double cos(double x) { return std::cos(x); }
double tan(double x) { return std::tan(x); }
double atan(double x) { return std::atan(x); }
double tanh(double x) { return std::tanh(x); }
// log(x / (1 - x)) cancels near 1/2, where 2x - 1 is exact (Sterbenz) and logit x = 2 artanh(2x - 1).
double logit(double x) {
  return x > 0.25 && x < 0.75 ? 2 * std::atanh(2 * x - 1) : std::log(x / (1 - x));
}
// exp of a number that is not positive: no overflow, and tails down to the smallest numbers.
double expit(double x) {
  const double small = std::exp(-std::fabs(x));
  return (x < 0 ? small : 1.0) / (1 + small);
}
// x * x is the correctly rounded square, in a fraction of pow's time.
double power(double x, double y) { return unless_undefined(x, y, y == 2 ? x * x : std::pow(x, y)); }
double smaller(double x, double y) { return unless_undefined(x, y, x < y ? x : y); }
double larger(double x, double y) { return unless_undefined(x, y, x > y ? x : y); }
double choose(double condition, double yes, double no) {
  const double chosen = condition != 0 ? yes : no;
  return undefined(condition) ? kNaN : chosen;
}

double add(double x, double y) { return x + y; }
double subtract(double x, double y) { return x - y; }
double multiply(double x, double y) { return x * y; }
double divide(double x, double y) { return x / y; }
double negate(double x) { return -x; }
double less(double x, double y) { return unless_undefined(x, y, x < y); }
double at_most(double x, double y) { return unless_undefined(x, y, x <= y); }
double greater(double x, double y) { return unless_undefined(x, y, x > y); }
double at_least(double x, double y) { return unless_undefined(x, y, x >= y); }
double equal(double x, double y) { return unless_undefined(x, y, x == y); }
double unequal(double x, double y) { return unless_undefined(x, y, x != y); }
// Kleene's words: one operand may decide, whatever the undefined other would have been.
double both(double x, double y) {
  const bool decided = (x == 0) | (y == 0);
  const double otherwise = undefined(x, y) ? kNaN : 1.0;
  return decided ? 0.0 : otherwise;
}
double either(double x, double y) {
  const bool decided = ((x != 0) & !undefined(x)) | ((y != 0) & !undefined(y));
  const double otherwise = undefined(x, y) ? kNaN : 0.0;
  return decided ? 1.0 : otherwise;
}
double opposite(double x) {
  const double value = x == 0;
  return undefined(x) ? kNaN : value;
}

using Unary = double (*)(double);
using Binary = double (*)(double, double);
using Ternary = double (*)(double, double, double);

/// One operation in its two forms.
struct Operation {
  double (*value)(std::span<const double> arguments);
  Kernel kernel;
};

template <Unary f>
constexpr Operation unary() {
  return {[](std::span<const double> x) { return f(x[0]); },
          {1, [](const double* const* x, double* out, std::size_t n) {
             const double* a = x[0];
             for (std::size_t i = 0; i < n; ++i) out[i] = f(a[i]);
           }}};
}

template <Binary f>
constexpr Operation binary() {
  return {[](std::span<const double> x) {
            double folded = x[0];
            for (const double next : x.subspan(1)) folded = f(folded, next);
            return folded;
          },
          {2, [](const double* const* x, double* out, std::size_t n) {
             const double *a = x[0], *b = x[1];
             for (std::size_t i = 0; i < n; ++i) out[i] = f(a[i], b[i]);
           }}};
}

template <Ternary f>
constexpr Operation ternary() {
  return {[](std::span<const double> x) { return f(x[0], x[1], x[2]); },
          {3, [](const double* const* x, double* out, std::size_t n) {
             const double *a = x[0], *b = x[1], *c = x[2];
             for (std::size_t i = 0; i < n; ++i) out[i] = f(a[i], b[i], c[i]);
           }}};
}

struct Entry {
  std::string_view name, summary;
  int fewest, most;
  Operation operation;
};

constexpr std::array<Entry, 23> kFunctions{{
    {"log", "natural logarithm", 1, 1, unary<log>()},
    {"log2", "logarithm to base 2", 1, 1, unary<log2>()},
    {"log10", "logarithm to base 10", 1, 1, unary<log10>()},
    {"log1p", "log(1 + x), accurate near 0", 1, 1, unary<log1p>()},
    {"exp", "e to the power x", 1, 1, unary<exp>()},
    {"expm1", "exp(x) - 1, accurate near 0", 1, 1, unary<expm1>()},
    {"sqrt", "square root", 1, 1, unary<sqrt>()},
    {"abs", "x without its sign", 1, 1, unary<abs>()},
    {"sign", "-1, 0 or 1", 1, 1, unary<sign>()},
    {"min", "smallest of its arguments", 2, kMany, binary<smaller>()},
    {"max", "largest of its arguments", 2, kMany, binary<larger>()},
    {"floor", "largest whole number not above x", 1, 1, unary<floor>()},
    {"ceil", "smallest whole number not below x", 1, 1, unary<ceil>()},
    {"round", "nearest whole number, halves away from 0", 1, 1, unary<round>()},
    {"logit", "log(x / (1 - x)), x a share", 1, 1, unary<logit>()},
    {"expit", "1 / (1 + exp(-x)), the inverse of logit", 1, 1, unary<expit>()},
    {"sin", "sine of x in radians", 1, 1, unary<sin>()},
    {"cos", "cosine of x in radians", 1, 1, unary<cos>()},
    {"tan", "tangent of x in radians", 1, 1, unary<tan>()},
    {"atan", "angle in radians whose tangent is x", 1, 1, unary<atan>()},
    {"tanh", "hyperbolic tangent", 1, 1, unary<tanh>()},
    {"pow", "x to the power y", 2, 2, binary<power>()},
    {"if", "if(condition, a, b): a where the condition is not 0, else b", 3, 3, ternary<choose>()},
}};

constexpr std::array<Function, kFunctions.size()> kPublic = [] {
  std::array<Function, kFunctions.size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i] = {kFunctions[i].name, kFunctions[i].summary, kFunctions[i].fewest, kFunctions[i].most,
              kFunctions[i].operation.value};
  return all;
}();

struct Operator {
  std::string_view mark;
  Kernel kernel;
};

constexpr std::array<Operator, 15> kOperators{{{"+", binary<add>().kernel},
                                               {"-", binary<subtract>().kernel},
                                               {"*", binary<multiply>().kernel},
                                               {"/", binary<divide>().kernel},
                                               {"^", binary<power>().kernel},
                                               {"<", binary<less>().kernel},
                                               {"<=", binary<at_most>().kernel},
                                               {">", binary<greater>().kernel},
                                               {">=", binary<at_least>().kernel},
                                               {"==", binary<equal>().kernel},
                                               {"!=", binary<unequal>().kernel},
                                               {"and", binary<both>().kernel},
                                               {"or", binary<either>().kernel},
                                               {"-", unary<negate>().kernel},
                                               {"not", unary<opposite>().kernel}}};

}  // namespace

std::span<const Function> functions() { return kPublic; }

const Function* find_function(std::string_view name) {
  const auto found = std::ranges::find(kPublic, name, &Function::name);
  return found == kPublic.end() ? nullptr : &*found;
}

Kernel function_kernel(std::string_view name) {
  const auto found = std::ranges::find(kFunctions, name, &Entry::name);
  return found == kFunctions.end() ? Kernel{} : found->operation.kernel;
}

Kernel operator_kernel(std::string_view mark, std::size_t operands) {
  for (const Operator& known : kOperators)
    if (known.mark == mark && known.kernel.operands == static_cast<int>(operands))
      return known.kernel;
  return {};
}

}  // namespace qed::calculus
