// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/tsne/pairs.h"

#include <doctest/doctest.h>

#include <cmath>

#include "qed/analysis/cauchy_field.h"
#include "qed/base/lanes.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

using namespace qed;
using namespace qed::embedding;

namespace {

Points cloud(std::size_t n, double width) {
  Points y;
  for (std::size_t i = 0; i < n; ++i) {
    Rng random(8, 0, i);
    y[0].push_back(static_cast<float>(width * random.normal()));
    y[1].push_back(static_cast<float>(width * random.normal() - 3));
  }
  return y;
}

}  // namespace

TEST_CASE("every pair once gives the sums over all pairs") {
  int lanes = 16;
  SUBCASE("eight lanes") { lanes = 8; }
  SUBCASE("sixteen lanes") {}
  const LanesInTests with(lanes);
  // Odd and even numbers of chunks, chunks in part filled, more than a block.
  for (const std::size_t n : {1, 2, 15, 16, 17, 32, 33, 100, 128, 250, 1000, 2063})
    for (const double width : {1e-3, 5.0, 300.0}) {
      CAPTURE(n);
      CAPTURE(width);
      const Points y = cloud(n, width);
      std::vector<double> potential(n), pull_x(n), pull_y(n);
      analysis::cauchy_sums(y[0].data(), y[1].data(), n, potential.data(), pull_x.data(),
                            pull_y.data());
      Points out = y;
      const double z = repulsion_plane(y, out);
      double total = 0, error = 0, scale = 0;
      for (std::size_t i = 0; i < n; ++i) {
        total += potential[i] - 1;
        error += std::pow(out[0][i] - pull_x[i], 2) + std::pow(out[1][i] - pull_y[i], 2);
        scale += std::pow(pull_x[i], 2) + std::pow(pull_y[i], 2);
      }
      // Single precision: 1e-6 of the sums; a lone close pair among far ones is 1e-7 of their 1.
      CHECK(std::abs(z - total) <= 2e-6 * (total + static_cast<double>(n)));
      CHECK(std::sqrt(error) <=
            1e-5 * std::sqrt(scale) + 1e-6 * std::sqrt(static_cast<double>(n)) * 1e-3);
    }
}

TEST_CASE("pairs are the same bits at 1, 2 and 7 threads") {
  const Points y = cloud(1500, 10);
  Points one = y, more = y;
  set_threads(1);
  const double z = repulsion_plane(y, one);
  for (const int count : {2, 7}) {
    set_threads(count);
    CHECK(repulsion_plane(y, more) == z);
    CHECK(more[0] == one[0]);
    CHECK(more[1] == one[1]);
  }
  set_threads(0);
}
