// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/columns/levels.h"

#include <doctest/doctest.h>

#include "qed/data/csv/csv.h"

using namespace qed;
using namespace qed::answers;
using Names = std::vector<std::string>;

namespace {

std::vector<measure::QuantileSet> sets(const Names& names, Names* left_out = nullptr) {
  std::string text;
  for (int row = 0; row < 2; ++row)
    for (std::size_t k = 0; k < names.size(); ++k)
      text += (row == 0 ? names[k] : "1.5") + (k + 1 == names.size() ? "\n" : ",");
  Names unused;
  return measure::quantile_sets(data::csv::read_csv(data::Bytes::of(text), "q.csv", {}, {}), names,
                                left_out == nullptr ? unused : *left_out);
}

}  // namespace

TEST_CASE("the level that a name claims, and what is left of it") {
  const auto is = [](const char* name, double level, const char* rest) {
    CAPTURE(name);
    const auto found = measure::level_in(name);
    REQUIRE(found.has_value());
    CHECK(found->level == doctest::Approx(level).epsilon(1e-12));
    CHECK(found->rest == rest);
  };
  is("q90", 0.9, ""), is("P05", 0.05, ""), is("p975", 0.975, ""), is("quantile_0.1", 0.1, "");
  is("q0.5", 0.5, ""), is("median", 0.5, ""), is("percentile 25", 0.25, "");
  is("model_a_q10", 0.1, "model_a"), is("q10_b", 0.1, "b"), is("sales.p50", 0.5, "sales");
  for (const char* name : {"q", "p1000", "q0", "q100x", "price50", "medians", "iq90", "p", "x"}) {
    CAPTURE(name);
    CHECK_FALSE(measure::level_in(name).has_value());
  }
}

TEST_CASE("columns of one forecast, and of two") {
  const auto one = sets({"q90", "q10", "q50", "other"});
  REQUIRE(one.size() == 1);
  CHECK(one[0].columns == Names{"q10", "q50", "q90"});
  CHECK(one[0].name == "q10 to q90");
  Names left_out;
  const auto two = sets({"a_q10", "a_q50", "a_q90", "b_q10", "b_q90", "b_q95"}, &left_out);
  REQUIRE(two.size() == 2);
  CHECK(two[0].name == "a");
  CHECK(two[1].levels == std::vector<double>{0.1, 0.9});
  CHECK(left_out == Names{"a_q50", "b_q95"});
  CHECK(sets({"q50", "mean"}).empty());
  CHECK(sets({"a_q10", "a_q20", "b_q80", "b_q90"}).empty());
}

TEST_CASE("mu and sigma are a normal law; mean and sd only when asked") {
  const auto laws = measure::normal_sets({"a_mu", "b_mu", "a_sigma", "x", "sigma_b"}, false);
  REQUIRE(laws.size() == 2);
  CHECK(laws[0].name == "a");
  CHECK(laws[0].columns == Names{"a_mu", "a_sigma"});
  CHECK(laws[1].columns == Names{"b_mu", "sigma_b"});
  CHECK(laws[0].levels.size() == 9);
  CHECK(measure::normal_sets({"mean", "sd"}, false).empty());
  CHECK(measure::normal_sets({"mean", "sd"}, true).size() == 1);
  CHECK(measure::normal_sets({"museum", "sigma"}, true).empty());
}
