// SPDX-License-Identifier: Apache-2.0
#include "qed/calculus/expression/expression.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>

#include "qed/base/error.h"
#include "qed/base/random.h"

using namespace qed::calculus;
using Kind = Expression::Kind;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The tree in prefix form, which says all but places: "(+ a (* b 2))".
std::string shape(const Expression& e) {
  std::string text;
  switch (e.kind) {
    case Kind::number: {
      const auto bits = std::bit_cast<std::uint64_t>(e.number);
      const bool small = e.number == std::floor(e.number) && e.number < 1e6;
      return small ? std::to_string(static_cast<int>(e.number)) : "#" + std::to_string(bits);
    }
    case Kind::text:
      return "'" + e.name + "'";
    case Kind::name:
      return e.name;
    case Kind::call:
      text = "(call " + e.name;
      break;
    default:
      text = "(" + e.name;
  }
  for (const Expression& argument : e.arguments) text += " " + shape(argument);
  return text + ")";
}

std::string shape_of(std::string_view formula) { return shape(parse(formula)); }

template <class Run>
std::string message_of(Run run) {
  try {
    run();
  } catch (const qed::Error& error) {
    CHECK(error.code() == qed::ErrorCode::bad_option);
    return error.message() + (error.hint().empty() ? "" : "\n[" + error.hint() + "]");
  }
  return "no error";
}
std::string refused(std::string_view formula) {
  return message_of([&] { parse(formula); });
}

/// A formula whose variables are `names`, in this order.
Compiled compiled(std::string_view formula, const std::vector<std::string>& names = {}) {
  return {formula, parse(formula), [&](const Expression& node) {
            const auto at = std::ranges::find(names, node.name);
            if (at == names.end()) fail_at(formula, node.from, node.to, "unknown");
            return static_cast<std::size_t>(at - names.begin());
          }};
}
double value(std::string_view formula) { return compiled(formula)(std::vector<double>{}); }
std::string not_compiled(std::string_view formula) {
  return message_of([&] { compiled(formula); });
}

bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

constexpr std::array kBinary{
    "+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or"};

Expression random_leaf(qed::Rng& rng, bool numbers_only) {
  Expression e;
  constexpr std::array kNames{"a",   "b",          "x.y_1", "größe", "odd name",
                              "and", "say \"hi\"", "2x",    "`",     "."};
  constexpr std::array kTexts{"", "FR", "it's", "''", "\"", "a\nb"};
  const std::uint64_t kind = rng.below(numbers_only ? 2 : 3);
  if (kind == 0) {
    e.kind = Kind::name;
    e.name = kNames[rng.below(numbers_only ? 4 : kNames.size())];
  } else if (kind == 1) {
    const double scale = std::pow(10.0, static_cast<double>(rng.below(40)) - 20);
    e.number = rng.below(2) == 0 ? static_cast<double>(rng.below(100)) : rng.uniform() * scale;
  } else {
    e.kind = Kind::text;
    e.name = kTexts[rng.below(kTexts.size())];
  }
  return e;
}

Expression random_tree(qed::Rng& rng, int levels, bool numbers_only) {
  if (levels == 1 || rng.below(6) == 0) return random_leaf(rng, numbers_only);
  Expression e;
  std::size_t operands = 2;
  const std::uint64_t kind = rng.below(8);
  if (kind == 0) {
    e.kind = Kind::call;
    const Function& f = functions()[rng.below(functions().size())];
    const auto fewest = static_cast<std::size_t>(f.fewest);
    e.name = numbers_only ? std::string(f.name) : "f.g";
    operands = !numbers_only ? rng.below(4) : f.most > 3 ? fewest + rng.below(3) : fewest;
  } else if (kind < 3) {
    e.kind = Kind::unary;
    e.name = rng.below(2) == 0 ? "-" : "not";
    operands = 1;
  } else {
    e.kind = Kind::binary;
    e.name = kBinary[rng.below(kBinary.size())];
  }
  for (std::size_t k = 0; k < operands; ++k)
    e.arguments.push_back(random_tree(rng, levels - 1, numbers_only));
  return e;
}

/// The formula without the k-th pair of parentheses that is not a call's; empty when there are fewer.
std::string without_parentheses(const std::string& text, std::size_t k) {
  char quote = 0;
  std::vector<std::pair<std::size_t, bool>> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(') {
      open.emplace_back(i, i > 0 && text[i - 1] == 'g');  // f.g( is the only call of these trees
    } else if (c == ')') {
      const auto [at, call] = open.back();
      open.pop_back();
      if (!call && k-- == 0)
        return text.substr(0, at) + " " + text.substr(at + 1, i - at - 1) + " " +
               text.substr(i + 1);
    }
  }
  return {};
}

}  // namespace

TEST_CASE("operators group as the table of precedence says") {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"a or b and c", "(or a (and b c))"},
      {"a and b or c", "(or (and a b) c)"},
      {"a or b or c", "(or (or a b) c)"},
      {"not a and b", "(and (not a) b)"},
      {"not a == b", "(not (== a b))"},
      {"!a==b||c&&!d", "(or (not (== a b)) (and c (not d)))"},
      {"not not a", "(not (not a))"},
      {"a and not b < c", "(and a (not (< b c)))"},
      {"a < b + 1", "(< a (+ b 1))"},
      {"a < b and b <= c or c != d", "(or (and (< a b) (<= b c)) (!= c d))"},
      {"(a < b) == (b > a)", "(== (< a b) (> b a))"},
      {"a - b - c", "(- (- a b) c)"},
      {"a - (b - c)", "(- a (- b c))"},
      {"a / b * c", "(* (/ a b) c)"},
      {"a + b * c ^ 2", "(+ a (* b (^ c 2)))"},
      {"a^b^c", "(^ a (^ b c))"},
      {"(a^b)^c", "(^ (^ a b) c)"},
      {"-2^2", "(- (^ 2 2))"},
      {"(-2)^2", "(^ (- 2) 2)"},
      {"2^-1", "(^ 2 (- 1))"},
      {"2^-3^2*5", "(* (^ 2 (- (^ 3 2))) 5)"},
      {"a*-b", "(* a (- b))"},
      {"a--b", "(- a (- b))"},
      {"--a", "(- (- a))"},
      {"-a*b", "(* (- a) b)"},
      {"-a<-b", "(< (- a) (- b))"},
      {"f(a, b + 1, g())", "(call f a (+ b 1) (call g))"},
      {"mean ( x )/n", "(/ (call mean x) n)"},
      {"country == 'FR'", "(== country 'FR')"}};
  for (const auto& [formula, expected] : cases) {
    CAPTURE(formula);
    CHECK(shape_of(formula) == expected);
  }
}

TEST_CASE("names, texts and numbers are read as they are written") {
  CHECK(parse("sepal.length_2").name == "sepal.length_2");
  CHECK(parse("größe").name == "größe");
  CHECK(parse("売上").name == "売上");
  CHECK(parse("_x").name == "_x");
  CHECK(parse("orange").kind == Kind::name);
  CHECK(parse("\"odd \"\"name\"\"\"").name == "odd \"name\"");
  CHECK(parse("`a\"b``c`").name == "a\"b`c");
  CHECK(parse("\"and\"").kind == Kind::name);
  CHECK(parse("\"and\"").name == "and");
  CHECK(parse("'it''s'").name == "it's");
  CHECK(parse("''").kind == Kind::text);
  CHECK(parse("1.5e-3").number == 1.5e-3);
  CHECK(parse(".5").number == 0.5);
  CHECK(parse("5.").number == 5);
  CHECK(parse("2E+3").number == 2000);
  CHECK(parse("5e-324").number == 5e-324);
  CHECK(parse("0.1").number == 0.1);
  CHECK(shape_of("2-3") == "(- 2 3)");
  CHECK(shape_of("\ta\n+\r\nb ") == "(+ a b)");
}

TEST_CASE("a node says where it stands") {
  const std::string formula = " mean(x) / (a + \"b c\") - 1";
  const auto text = [&](const Expression& e) { return formula.substr(e.from, e.to - e.from); };
  const Expression e = parse(formula);
  CHECK(text(e) == "mean(x) / (a + \"b c\") - 1");
  const Expression& ratio = e.arguments[0];
  CHECK(text(ratio) == "mean(x) / (a + \"b c\")");
  CHECK(text(ratio.arguments[0]) == "mean(x)");
  CHECK(text(ratio.arguments[0].arguments[0]) == "x");
  CHECK(text(ratio.arguments[1]) == "a + \"b c\"");
  CHECK(text(ratio.arguments[1].arguments[1]) == "\"b c\"");
  CHECK(text(e.arguments[1]) == "1");
  const Expression grouped = parse("((a) + (b)) / (c)");
  CHECK(grouped.from == 0);
  CHECK(grouped.to == 17);
}

TEST_CASE("variables come once, in order; calls are none") {
  const auto names = variables(parse("b + f(a, b) * \"and\" - log(c)"));
  CHECK(names == std::vector<std::string>{"b", "a", "and", "c"});
  CHECK(variables(parse("f('a', 1)")).empty());
}

TEST_CASE("formulas are spelled with few parentheses") {
  CHECK(spelled(parse("((a)+(b*c))")) == "a + b * c");
  CHECK(spelled(parse("(a+b)*c")) == "(a + b) * c");
  CHECK(spelled(parse("a-(b-c)-d")) == "a - (b - c) - d");
  CHECK(spelled(parse("(a^b)^(c^d)")) == "(a^b)^c^d");
  CHECK(spelled(parse("-(a^2)*(-b)")) == "-a^2 * -b");
  CHECK(spelled(parse("!(a&&b)||(!c)")) == "not (a and b) or not c");
  CHECK(spelled(parse("(not a) == (b<c)")) == "(not a) == (b < c)");
  CHECK(spelled(parse("f( `odd name`,'it''s' ,0.10)")) == "f(\"odd name\", 'it''s', 0.1)");
  Expression minus_two;
  minus_two.number = -2;
  Expression square{.kind = Kind::binary, .name = "^", .arguments = {minus_two, parse("2")}};
  CHECK(spelled(square) == "(-2)^2");
}

TEST_CASE("what is spelled reads back as the same tree, and needs each of its parentheses") {
  qed::Rng rng(1);
  std::size_t pairs = 0;
  for (int k = 0; k < 2000; ++k) {
    const Expression e = random_tree(rng, 6, false);
    const std::string text = spelled(e), expected = shape(e);
    CAPTURE(text);
    REQUIRE(shape_of(text) == expected);
    for (std::size_t pair = 0;; ++pair) {
      const std::string fewer = without_parentheses(text, pair);
      if (fewer.empty()) break;
      ++pairs;
      std::string other;
      try {
        other = shape_of(fewer);
      } catch (const qed::Error&) {
      }
      REQUIRE(other != expected);
    }
  }
  CHECK(pairs > 1000);
}

TEST_CASE("carets stand under what is wrong") {
  const std::vector<std::array<const char*, 2>> cases{
      {"mean(spend",
       "expected \")\" here\n  mean(spend\n            ^\n[the \"(\" of column 5 is open]"},
      {"mean(spend visits)",
       "expected an operator, \",\" or \")\" here\n  mean(spend visits)\n             ^^^^^^"},
      {"a = 2", "cannot read \"=\" here\n  a = 2\n    ^\n[== compares]"},
      {"a < b < c", "comparisons do not chain\n  a < b < c\n        ^\n[write a < b and b < c]"},
      {"1.2.3 + a",
       "\"1.2.3\" is not a number\n  1.2.3 + a\n  ^^^^^\n[numbers are like 1.5 and 2e-3]"},
      {"a + 1e",
       "\"1e\" is not a number\n  a + 1e\n      ^^\n[numbers are like 1.5 and 2e-3, a product like "
       "2 * x; a name that begins with a digit stands in \"quotes\"]"},
      {"größe + ", "expected a value here\n  größe + \n          ^"},
      {"売上 * 'FR", "this ' is not closed\n  売上 * 'FR\n       ^"},
      {"a + \"b c", "this \" is not closed\n  a + \"b c\n      ^"},
      {"(a + b) * c)", "this \")\" closes nothing\n  (a + b) * c)\n             ^"},
      {"1,000 * a",
       "expected an operator here\n  1,000 * a\n   ^\n[commas stand between the arguments of a "
       "function, not in a number]"},
      {"a ≤ b", "cannot read \"≤\" here\n  a ≤ b\n    ^\n[<= compares]"},
      {"a . b", "cannot read \".\" here\n  a . b\n    ^\n[a number has digits: 0.5]"},
      {"a AND b", "expected an operator here\n  a AND b\n    ^^^\n[write and in small letters]"},
      {"a + not b", "not needs parentheses here\n  a + not b\n      ^^^\n[write (not x)]"},
      {"a + * b", "expected a value here\n  a + * b\n      ^"},
      {"f(a,)", "expected a value here\n  f(a,)\n      ^"},
      {"()", "expected a value here\n  ()\n   ^"},
      {"a ** 2", "cannot read \"**\" here\n  a ** 2\n    ^^\n[^ raises to a power]"},
      {"1e999", "\"1e999\" is beyond the numbers of double precision\n  1e999\n  ^^^^^"},
      {"``", "a name has no letters\n  ``\n  ^^"},
      {" \t", "the formula is empty"}};
  for (const auto& [formula, expected] : cases) {
    CAPTURE(formula);
    CHECK(refused(formula) == expected);
  }
}

TEST_CASE("what may not be printed is escaped, and the caret stays beneath") {
  CHECK(refused("\x1b[31m") == "cannot read \"\\x1b\" here\n  \\x1b[31m\n  ^^^^");
  CHECK(refused("'\x1b' + \xff") ==
        "cannot read \"\\xff\" here\n  '\\x1b' + \\xff\n           ^^^^");
  CHECK(refused("a\n+\t%") == "cannot read \"%\" here\n  a + %\n      ^\n[5% is 0.05]");
  CHECK(refused(std::string_view("\0", 1)) == "cannot read \"\\x00\" here\n  \\x00\n  ^^^^");
  const auto message = message_of([] { fail_at("abc", 7, 2, "beyond"); });
  CHECK(message == "beyond\n  abc\n     ^");
}

TEST_CASE("of a long formula the part around the place is shown") {
  const auto lines = [](const std::string& message) {
    const auto first = message.find("\n  "), second = message.find("\n  ", first + 1);
    return std::pair{message.substr(first + 3, second - first - 3), message.substr(second + 3)};
  };
  for (const std::string letter : {"a", "é", "売"}) {
    for (const std::size_t before : {0u, 1u, 39u, 41u, 100u, 1500u})
      for (const std::size_t after : {0u, 5u, 69u, 1500u}) {
        std::string formula;
        for (std::size_t k = 0; k < before; ++k) formula += letter;
        const std::size_t at = formula.size();
        formula += "?!";
        for (std::size_t k = 0; k < after; ++k) formula += letter;
        const auto [text, carets] =
            lines(message_of([&] { fail_at(formula, at, at + 2, "here"); }));
        CAPTURE(before);
        CAPTURE(after);
        CAPTURE(text);
        // The caret's column is the one of "?!": as many letters before it as the line has.
        std::size_t columns = 0;
        for (const char c : text.substr(0, text.find("?!")))
          columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        CHECK(carets == std::string(columns, ' ') + "^^");
        std::size_t all = 0;
        for (const char c : text) all += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        CHECK(all <= 76);
        CHECK(text.starts_with("...") == (before + after + 2 > 70 && before > 40));
        CHECK(text.ends_with("...") == (before + after + 2 > 70 && after > 28));
      }
  }
  const auto [text, carets] =
      lines(message_of([] { fail_at(std::string(5000, 'x'), 10, 4000, "all of this"); }));
  CHECK(text == std::string(70, 'x') + "...");
  CHECK(carets == std::string(10, ' ') + std::string(60, '^'));
}

TEST_CASE("formulas are at most 200 levels deep and 10,000 bytes long") {
  const auto repeated = [](const char* text, int n) {
    std::string all;
    for (int k = 0; k < n; ++k) all += text;
    return all;
  };
  for (const char* opening : {"-", "!", "(", "2^", "f(", "1 + f("}) {
    CAPTURE(opening);
    CHECK(refused(repeated(opening, 201)).starts_with("more than 200 levels deep here"));
    CHECK(refused(repeated(opening, 9000 / static_cast<int>(std::strlen(opening))))
              .starts_with("more than 200 levels deep here"));
  }
  CHECK(refused(repeated("-", 199) + "a") == "no error");
  CHECK(refused(repeated("-", 200) + "a").starts_with("more than 200"));
  CHECK(refused(repeated("a+", 199) + "a") == "no error");
  CHECK(refused(repeated("a+", 200) + "a").starts_with("more than 200"));
  CHECK(refused("-(" + repeated("a+", 198) + "a)") == "no error");
  CHECK(refused("-(" + repeated("a+", 199) + "a)").starts_with("more than 200"));
  CHECK(refused(repeated("(", 200) + "a" + repeated(")", 200)) == "no error");
  // The deepest tree with a parenthesis at every level reads back from its spelling.
  const std::string deepest = repeated("(b-", 198) + "(b-a" + repeated(")", 199);
  CHECK(shape_of(spelled(parse(deepest))) == shape_of(deepest));
  CHECK(refused("'" + std::string(9998, 'x') + "'") == "no error");
  CHECK(refused("'" + std::string(9999, 'x') + "'") ==
        "the formula has 10,001 bytes, but may have 10,000");
}

TEST_CASE("formulas and functions have the values that mpmath and Python give them") {
  struct Reference {
    const char* formula;
    double value;
  };
  const std::vector<Reference> references{
#include "tests/reference/calculus/formulas.inc"
  };
  std::set<std::string> seen;
  for (const auto& [formula, expected] : references) {
    CAPTURE(formula);
    const Expression e = parse(formula);
    const std::vector<double> values{1.5, -2.25, 0.75, 3};
    const double found = compiled(formula, {"a", "b", "c", "d"})(values);
    if (e.kind == Kind::call) {  // 4.5 units in the last place
      seen.insert(e.name);
      CHECK(std::fabs(found - expected) <= 1e-15 * std::fabs(expected));
    } else {  // sums of the same rounded terms; powers of another libm may differ in their last place
      CHECK(std::fabs(found - expected) <= 1e-12 * std::max(1.0, std::fabs(expected)));
    }
  }
  CHECK(seen.size() == functions().size());
}

TEST_CASE("functions are found by name, case and all") {
  REQUIRE(find_function("log1p") != nullptr);
  CHECK(find_function("log1p")->name == "log1p");
  CHECK(find_function("Log") == nullptr);
  CHECK(find_function("") == nullptr);
  for (const Function& f : functions()) {
    CAPTURE(f.name);
    CHECK(find_function(f.name) == &f);
    CHECK(!f.summary.empty());
    std::string formula(f.name);
    std::vector<double> values;
    std::vector<std::string> names;
    for (int k = 0; k < f.fewest; ++k) {
      names.push_back(std::string(1, static_cast<char>('a' + k)));
      values.push_back(0.3 + 0.1 * k);
      formula += (k == 0 ? "(" : ",") + names.back();
    }
    CHECK(same_bits(f.value(values), compiled(formula + ")", names)(values)));
    for (double& x : values) x = kNaN;
    CHECK(std::isnan(f.value(values)));
  }
}

TEST_CASE("what is undefined is NaN and stays so, unless and, or and if are decided without it") {
  const auto at = [](std::string_view formula, double x) {
    return compiled(formula, {"x"})(std::vector{x});
  };
  for (const char* formula :
       {"0/0", "log(-1)", "sqrt(-1)", "(-8)^(1/3)", "logit(1.5)", "logit(-0.5)", "log1p(-2)"})
    CHECK(std::isnan(value(formula)));
  for (const char* formula :
       {"x + 1",        "x^0",       "1^x",         "pow(x, 0)", "x < 1",      "x == x",
        "x != x",       "x >= 1",    "not x",       "-x",        "x and 1",    "1 and x",
        "x or 0",       "0 or x",    "x and x",     "x or x",    "min(x, 1)",  "min(1, x)",
        "max(1, 2, x)", "max(x, 1)", "if(x, 1, 1)", "sign(x)",   "if(1, x, 0)"}) {
    CAPTURE(formula);
    CHECK(std::isnan(at(formula, kNaN)));
  }
  for (const char* formula :
       {"0 and x", "x and 0", "not (1 or x)", "0 * 1 and x or 0", "if(0, x, 0)"})
    CHECK(at(formula, kNaN) == 0);
  for (const char* formula : {"1 or x", "x or 1", "x or -0.5", "if(1, 1, x)", "not (x and 0)"})
    CHECK(at(formula, kNaN) == 1);
  CHECK(value("1/0") == kInfinity);
  CHECK(value("log(0)") == -kInfinity);
  CHECK(value("logit(0)") == -kInfinity);
  CHECK(value("expit(-1000)") == 0);
  CHECK(value("expit(1000)") == 1);
  CHECK(value("3 and 0.5") == 1);
  CHECK(value("not 7") == 0);
  CHECK(value("0^0") == 1);
}

TEST_CASE("what does not compile says why and where") {
  CHECK(
      not_compiled("1 + lgo(2)") ==
      "there is no function \"lgo\" of numbers\n  1 + lgo(2)\n      ^^^\n[did you mean \"log\"?]");
  CHECK(not_compiled("Log(2)").ends_with("[did you mean \"log\"?]"));
  CHECK(not_compiled("2 * pow(2)") ==
        "pow takes 2 arguments, but has 1\n  2 * pow(2)\n      ^^^^^^\n[x to the power y]");
  CHECK(not_compiled("exp()") ==
        "exp takes 1 argument, but has 0\n  exp()\n  ^^^^^\n[e to the power x]");
  CHECK(
      not_compiled("min(1)") ==
      "min takes at least 2 arguments, but has 1\n  min(1)\n  ^^^^^^\n[smallest of its arguments]");
  CHECK(not_compiled("1 < 'FR'") ==
        "a text stands where a number is needed\n  1 < 'FR'\n      ^^^^");
  CHECK(not_compiled("1 + z") == "unknown\n  1 + z\n      ^");
}

TEST_CASE("rows have the bits of one value at a time, in any block") {
  qed::Rng rng(7);
  const std::vector<std::string> names{"a", "b", "x.y_1", "größe"};
  const std::vector<double> odd{kNaN, kInfinity, -kInfinity, 0.0, -0.0, 1.0, 5e-324, 1e308};
  constexpr std::size_t kRows = 1100;  // two blocks and a part of one
  std::vector<std::vector<double>> columns(4, std::vector<double>(kRows));
  for (auto& column : columns)
    for (double& x : column) x = rng.below(4) == 0 ? odd[rng.below(odd.size())] : 3 * rng.normal();
  const std::vector<std::span<const double>> views(columns.begin(), columns.end());
  std::vector<double> out(kRows), values(4);
  std::size_t undefined = 0;
  for (int k = 0; k < 300; ++k) {
    const std::string formula = spelled(random_tree(rng, 6, true));
    CAPTURE(formula);
    const Compiled f = compiled(formula, names);
    f.rows(views, out);
    std::size_t different = 0;
    for (std::size_t i = 0; i < kRows; ++i) {
      for (std::size_t j = 0; j < 4; ++j) values[j] = columns[j][i];
      const double one = f(values);
      undefined += std::isnan(one);
      // NaN is NaN, whichever of two its bits come from.
      different += !(same_bits(out[i], one) || (std::isnan(out[i]) && std::isnan(one)));
    }
    REQUIRE(different == 0);
  }
  CHECK(undefined > 0);
  CHECK(undefined < 300 * kRows);
}

TEST_CASE("rows may be written over a column, and deep formulas have room") {
  std::vector<double> x(1025);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i);
  const std::vector<std::span<const double>> columns{x};
  compiled("1 + x - (x - 2 * x)", {"x"}).rows(columns, x);
  for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(x[i] == 1 + 2 * static_cast<double>(i));

  std::string deep = "1", many = "min(1", wide = "1";
  for (int k = 0; k < 90; ++k) deep = "if(1, 2, " + deep + " + 1)";
  CHECK(value(deep) == 2);
  for (int k = 0; k < 2000; ++k) many += ",2";
  CHECK(value(many + ")") == 1);
  std::vector<double> rows(3);
  compiled(many + ", 0.5)").rows({}, rows);
  CHECK(rows == std::vector<double>{0.5, 0.5, 0.5});
  compiled("1").rows({}, {});
}

TEST_CASE("shapes that do not fit are refused") {
  const Compiled f = compiled("a + b", {"a", "b"});
  const std::vector<double> one(1), three(3);
  std::vector<double> out(3);
  const auto refused_shape = [](auto run) {
    try {
      run();
    } catch (const qed::Error& error) {
      return error.code() == qed::ErrorCode::bad_shape;
    }
    return false;
  };
  CHECK(refused_shape([&] { f(one); }));
  CHECK(refused_shape([&] { f.rows(std::vector<std::span<const double>>{three}, out); }));
  CHECK(refused_shape([&] { f.rows(std::vector<std::span<const double>>{three, one}, out); }));
  const Compiled copy = f;
  CHECK(copy(std::vector<double>{1, 2}) == 3);
}
