// SPDX-License-Identifier: Apache-2.0
// How often is the number of clusters right? Fresh tables against the error rates that decision 007 states.
#include <doctest/doctest.h>

#include <string>

#include "qed/models/cluster/cluster_count.h"
#include "qed/models/cluster/planted_test.h"

using namespace qed;
using namespace qed::models;

namespace {

int count_of(const MatrixF& X) {
  ClusterCountOptions options;
  options.gap_replicates = 0;
  return cluster_count(X, options).count;
}

}  // namespace

// With a rate of 3 % the number wrong of 144 exceeds 19 with probability 1.5e-8 (binomial).
TEST_CASE("tables without clusters: clusters are counted in 3 % or fewer") {
  int wrong = 0, all = 0;
  for (std::string kind : {"noise", "correlated", "elongated", "mixed", "outliers", "cube"})
    for (Index n : {100, 300, 1000})
      for (std::uint64_t r = 0; r < 8; ++r, ++all) {
        const Index d = r % 2 && kind != "mixed" ? 3 : 20;
        wrong += count_of(planted::none(kind, n, d, 4000 + r)) != 1;
      }
  CHECK(all == 144);
  MESSAGE("without clusters: wrong " << wrong << " of " << all);
  CHECK(wrong <= 19);
  for (std::uint64_t r = 0; r < 4; ++r)
    CHECK(count_of(planted::none("swiss_roll", 1000, 3, r)) == 1);
}

// With a rate of 10 % wrong at 7 sd the number wrong of 72 exceeds 23 with probability 6.4e-8.
TEST_CASE("3 to 15 planted clusters, down to 1 % of the rows: counted right in 90 % or more") {
  int wrong = 0, all = 0;
  for (int n : {400, 2000})
    for (int d : {2, 10, 50})
      for (int k : {3, 5, 15})
        for (int form = 0; form < 4; ++form, ++all) {
          planted::Setting s;
          s.k = k, s.d = d, s.n = n, s.uneven = form % 2 && (n > 400 || k < 15);
          s.elliptical = form / 2, s.nuisance = (form + k / 2) % 2;
          wrong += count_of(planted::table(s, 4000 + static_cast<std::uint64_t>(form)).X) != k;
        }
  CHECK(all == 72);
  MESSAGE("planted at 7 sd: wrong " << wrong << " of " << all);
  CHECK(wrong <= 23);
}
