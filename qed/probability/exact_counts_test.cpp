// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/exact_counts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/combinatorics.h"

using namespace qed::probability;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Arguments = std::vector<std::int64_t>;

struct Reference {
  std::string kind;
  Arguments arguments;
  std::string digits;
  double log;
};
const std::vector<Reference>& references() {
  static const std::vector<Reference> all{
#include "tests/reference/probability/counts.inc"
  };
  return all;
}

Ways ways_of(const std::string& kind, const Arguments& a) {
  if (kind == "factorial") return factorial(a[0]);
  if (kind == "permutations") return permutations(a[0], a[1]);
  if (kind == "binomial") return binomial_coefficient(a[0], a[1]);
  if (kind == "multinomial") return multinomial_coefficient(a);
  if (kind == "stirling") return stirling_second(a[0], a[1]);
  return subgroups(std::span(a).subspan(1), a[0]);
}

double relative(double found, double wanted) {
  if (found == wanted) return 0;
  return std::abs(found - wanted) / std::max(std::abs(wanted), 1.0);
}

}  // namespace

TEST_CASE("numbers of ways against Python's integers, and their logarithms") {
  double worst = 0;
  for (const Reference& r : references()) {
    const Ways ways = ways_of(r.kind, r.arguments);
    INFO(r.kind, " ", r.arguments.empty() ? 0 : r.arguments.front(), " ", r.digits, " ", r.log);
    CHECK(ways.digits().value_or("") == r.digits);
    CHECK(ways.is_exact() == !r.digits.empty());
    CHECK(relative(ways.log, r.log) <= 1e-13);
    if (r.log > -kInfinity && r.log < 700)
      CHECK(ways.value() == doctest::Approx(std::exp(r.log)).epsilon(1e-11));
    worst = std::max(worst, relative(ways.log, r.log));
  }
  MESSAGE("largest relative error of a logarithm: ", worst);
}

TEST_CASE("logarithms of any size, where the exact number is not asked for") {
  double worst = 0;
  for (const Reference& r : references()) {
    const Arguments& a = r.arguments;
    INFO(r.kind, " ", a.empty() ? 0 : a.front(), " ", r.log);
    if (r.kind == "permutations")
      worst = std::max(worst, relative(log_permutations(a[0], a[1]), r.log));
    if (r.kind == "binomial")
      worst = std::max(worst, relative(log_binomial_coefficient(a[0], a[1]), r.log));
    if (r.kind == "multinomial")
      worst = std::max(worst, relative(log_multinomial_coefficient(a), r.log));
    CHECK(worst <= 1e-15);
  }
  MESSAGE("largest relative error: ", worst);
}

TEST_CASE("identities: Pascal, Vandermonde, Bell, and Stirling's sum of falling factorials") {
  for (std::int64_t n = 1; n <= 120; ++n)
    for (std::int64_t k = 0; k <= n; k += 7)
      CHECK(*binomial_coefficient(n, k).exact ==
            *binomial_coefficient(n - 1, k).exact + *binomial_coefficient(n - 1, k - 1).exact);
  Natural bell = 0, seven = 0, vandermonde = 0;
  for (std::int64_t k = 0; k <= 20; ++k) {
    bell += *stirling_second(20, k).exact;
    seven += *stirling_second(20, k).exact * *permutations(7, k).exact;  // Σ S(n, k) x(x-1)...
    vandermonde += *binomial_coefficient(60, k).exact * *binomial_coefficient(40, 20 - k).exact;
  }
  CHECK(Ways{bell, 0}.digits() == "51724158235372");  // the 20th Bell number
  CHECK(Ways{seven, 0}.digits() == "79792266297612001");  // 7^20
  CHECK(vandermonde == *binomial_coefficient(100, 20).exact);
}

TEST_CASE("a number of ways is exact to the last that fits, and the next says that it is not") {
  CHECK(factorial(34).digits() == "295232799039604140847618609643520000000");
  CHECK_FALSE(factorial(35).is_exact());
  CHECK(factorial(35).value() == doctest::Approx(1.0333147966386145e40).epsilon(1e-13));
  CHECK(binomial_coefficient(131, 65).is_exact());
  CHECK_FALSE(binomial_coefficient(132, 66).is_exact());
  CHECK(stirling_second(129, 2).digits() ==
        "340282366920938463463374607431768211455");  // 2^128 - 1
  CHECK_FALSE(stirling_second(130, 2).is_exact());
  CHECK(Ways{Natural{0}, -kInfinity}.digits() == "0");
}

TEST_CASE("what cannot be counted is refused") {
  for (const auto& bad : std::vector<std::function<void()>>{
           [] { factorial(-1); }, [] { permutations(-1, 0); }, [] { permutations(3, -1); },
           [] { binomial_coefficient(-1, 0); }, [] { multinomial_coefficient(Arguments{1, -1}); },
           [] { multinomial_coefficient(Arguments{INT64_MAX, 1}); }, [] { stirling_second(-1, 0); },
           [] { stirling_second(3, -1); }, [] { stirling_second(10'001, 2); },
           [] { subgroups(Arguments{2}, -1); }, [] { subgroups(Arguments{-2}, 1); },
           [] { log_permutations(-1, 0); }, [] { log_multinomial_coefficient(Arguments{-1}); }})
    CHECK_THROWS_AS(bad(), qed::Error);
}
