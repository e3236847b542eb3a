// SPDX-License-Identifier: Apache-2.0
// What everything stands on: random numbers, digests, near names, formulas.
#include <algorithm>
#include <cmath>
#include <vector>

#include "qed/answers/topics/rooms.h"
#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/text.h"
#include "qed/calculus/expression/expression.h"
#include "qed/data/bytes/sha256.h"

namespace qed::answers {
namespace {

// √n D > 2.9 and χ² of 5 degrees > 42 each happen with probability below 1e-7.
Example random_example() {
  constexpr std::size_t kDraws = 100000;
  const auto words =
      philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});
  Rng rng(23), dice(24);
  std::vector<double> u(kDraws), faces(6);
  for (double& value : u) value = rng.uniform(), ++faces[dice.below(6)];
  std::ranges::sort(u);
  double distance = 0, chi_square = 0;
  for (std::size_t i = 0; i < kDraws; ++i)
    distance = std::max(distance, std::abs(u[i] - static_cast<double>(i + 1) / kDraws));
  for (const double count : faces) chi_square += std::pow(count - kDraws / 6.0, 2) / (kDraws / 6.0);
  Example e("the digits of π as counter and key of Philox4x32-10; 100,000 draws, seeds 23 and 24");
  e.is_true("the four words published for it come out",
            words == std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
  e.at_most("√n times the distance from uniform", std::sqrt(kDraws) * distance, 2.9, "p = 1e-7");
  e.at_most("χ² of the six faces", chi_square, 42, "p = 6e-8");
  return e.is_true("a stream begins again by its name alone", Rng(23, 5, 7)() == Rng(23, 5, 7)());
}

Topic random_topic() {
  return {
      .name = "random numbers",
      .aliases = {"rng", "philox", "pseudorandom numbers", "seed"},
      .room = "base",
      .statement =
          "A bijection of a counter under a key: number i of a stream is computed, not "
          "arrived at, so that replicates share no state.",
      .formula = "words = philox(counter, key(seed, stream)),  ten rounds of multiply and exchange",
      .use =
          "everything random in an answer, the same for every number of threads and on every "
          "machine",
      .files = {"qed/base/random.h"},
      .example = random_example};
}

Example distance_example() {
  const std::vector<std::string> columns{"income", "age", "tenure_months"};
  Example e("pairs of words; a column that was mistyped");
  e.equals("from kitten to sitting", static_cast<double>(edit_distance("kitten", "sitting")), 3, 0,
           "Levenshtein's example");
  e.equals("from tenrue to tenure", static_cast<double>(edit_distance("tenrue", "tenure")), 1, 0,
           "one exchange of neighbours");
  e.equals("from nothing to income", static_cast<double>(edit_distance("", "income")), 6, 0,
           "six insertions");
  return e.is_true("\"incmoe\" is taken for income", nearest("incmoe", columns) == "income");
}

Topic distance_topic() {
  return {.name = "dynamic programming",
          .aliases = {"edit distance", "levenshtein", "did you mean"},
          .room = "base",
          .statement =
              "The best way to a cell of a table is the best way to a cell before it and "
              "one step more.",
          .formula =
              "D(i,j) = min{D(i−1,j) + 1, D(i,j−1) + 1, D(i−1,j−1) + [aᵢ ≠ bⱼ], D(i−2,j−2) + 1 "
              "when neighbours are exchanged}",
          .use = "the column, flag, verb or topic that was meant, when a name is wrong",
          .files = {"qed/base/text.h"},
          .example = distance_example};
}

std::string digest_of(std::string_view text) {
  data::Sha256 hash;
  hash.update(text);
  return hash.finish();
}

Example hashing_example() {
  Example e("the texts of FIPS 180-4's examples");
  e.is_true("SHA-256 of \"abc\" is ba7816bf .. f20015ad",
            digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  e.is_true("of a million times a: cdc76e5c .. c7112cd0",
            digest_of(std::string(1000000, 'a')) ==
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  // A changed bit changes each of 256 bits with probability 1/2: 128 ± 8.
  const std::string one = digest_of("customers"), other = digest_of("customerr");
  double digits = 0;
  for (std::size_t i = 0; i < one.size(); ++i) digits += one[i] != other[i];
  return e.equals("hexadecimal digits of 64 that one bit changes", digits, 60, 8,
                  "15 of 16; 4 s.e.");
}

Topic hashing_topic() {
  return {.name = "hashing",
          .aliases = {"sha 256", "sha256", "digest", "hash"},
          .room = "data",
          .statement = "A text of any length becomes a few digits that no one can aim at.",
          .formula = "SHA-256: 64 rounds a block of 512 bits",
          .use = "the digest of the data in each answer: the same file, or not",
          .files = {"qed/data/bytes/sha256.h"},
          .example = hashing_example};
}

std::size_t unknown_name(const calculus::Expression& node) {
  throw Error(ErrorCode::bad_option, "no variable is called \"" + node.name + "\"");
}

double value_of(std::string_view formula) {
  return calculus::Compiled(formula, calculus::parse(formula), unknown_name)({});
}

// What is wrong with a formula, carets included; empty where nothing is.
std::string complaint(std::string_view formula) {
  try {
    value_of(formula);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

Example formula_example() {
  Example e("formulas of numbers, as one would type them");
  e.equals("-2^2", value_of("-2^2"), -4, 0, "Python's -2**2");
  e.equals("2^3^2", value_of("2^3^2"), 512, 0, "Python's 2**3**2: to the right");
  e.equals("2^-1", value_of("2^-1"), 0.5, 0, "Python's 2**-1");
  e.equals("7 - 3 - 2", value_of("7 - 3 - 2"), 2, 0, "to the left");
  e.equals("1 + 2 * 3 == 7 and not 2 < 1", value_of("1 + 2 * 3 == 7 and not 2 < 1"), 1, 0,
           "Python: True");
  e.equals("log1p(1e-12)", value_of("log1p(1e-12)"), 9.999999999995e-13, 1e-25, "x − x²/2");
  e.is_true("0/0 is undefined", std::isnan(value_of("0/0")));
  e.is_true("(1 - ((2))) * 3 is spelled (1 - 2) * 3",
            calculus::spelled(calculus::parse("(1 - ((2))) * 3")) == "(1 - 2) * 3");
  e.is_true("1 < 2 < 3 is refused, with a caret",
            complaint("1 < 2 < 3").find('^') != std::string::npos);
  return e.is_true("10,000 opening parentheses are refused, not a crash",
                   !complaint(std::string(10000, '(')).empty());
}

Topic formula_topic() {
  return {
      .name = "formulas",
      .aliases = {"formula", "grammar", "precedence", "parser", "stack", "expressions"},
      .room = "calculus",
      .statement =
          "A grammar says what a line of operators means: which binds tighter, and to which side.",
      .formula = "or < and < not < comparison < + − < * / < −x < ^, the last to the right",
      .use = "qed interval: the statistic, as \"mean(spend) / mean(visits) - 1\"",
      .files = {"qed/calculus/expression/expression.h", "qed/calculus/expression/precedence.h"},
      .example = formula_example};
}

}  // namespace

std::vector<Topic> foundation_topics() {
  return {random_topic(), distance_topic(), hashing_topic(), formula_topic()};
}

}  // namespace qed::answers
