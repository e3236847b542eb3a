// SPDX-License-Identifier: Apache-2.0
#include "qed/base/options.h"

#include <doctest/doctest.h>

#include "qed/base/error.h"

using namespace qed;

namespace {

struct Sample {
  double perplexity = 30;
  int dims = 2;
  std::uint64_t seed = 1;
  bool exact = false;
  std::string scale = "auto", label;
  std::vector<std::string> drop;
};

OptionList options(Sample& o) {
  return {{"perplexity", o.perplexity, real_between(0, 1000), "effective number of neighbours"},
          {"dims", o.dims, integer_in(2, 3), "dimensions of the picture"},
          {"seed", o.seed, integer_in(0, 1 << 30), "seed"},
          {"exact", o.exact, flag(), "exact sums"},
          {"scale", o.scale, choice({"auto", "none", "robust"}), "how columns are scaled"},
          {"label", o.label, column_name(), "the label"},
          {"drop", o.drop, column_list(), "columns left out"}};
}

}  // namespace

TEST_CASE("options are set from text and read back") {
  Sample o;
  auto list = options(o);
  list.find("perplexity").set("12.5");
  list.find("dims").set("3");
  list.find("drop").set("id, name,a\\,b");
  list.find("scale").set("robust");
  CHECK(o.perplexity == 12.5);
  CHECK(o.dims == 3);
  CHECK(o.drop == std::vector<std::string>{"id", "name", "a,b"});
  CHECK(std::get<std::string>(list.find("scale").value()) == "robust");
  list.check();
}

TEST_CASE("every value outside a domain is refused by name, and the old value stays") {
  Sample o;
  auto list = options(o);
  for (Option& option : list)
    for (const std::string& bad : outside(option.domain)) {
      CAPTURE(option.name);
      CAPTURE(bad);
      const OptionValue before = option.value();
      CHECK_THROWS_WITH_AS(option.set(bad), doctest::Contains(option.flag_name().c_str()), Error);
      CHECK_UNARY(option.value() == before);
    }
}

TEST_CASE("a member changed in code is checked too") {
  Sample o;
  o.perplexity = -3;
  CHECK_THROWS_WITH_AS(options(o).check(), "--perplexity: is \"-3\", but must be in (0, 1000)",
                       Error);
}

TEST_CASE("a near word is suggested") {
  Sample o;
  auto list = options(o);
  try {
    list.find("scale").set("robst");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.hint() == "did you mean \"robust\"?");
  }
  CHECK_THROWS_AS(list.find("perplexty"), Error);
}
