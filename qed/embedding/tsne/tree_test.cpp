// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/tsne/tree.h"

#include <doctest/doctest.h>

#include <cmath>
#include <tuple>

#include "qed/base/random.h"
#include "qed/base/threads.h"

using namespace qed;
using namespace qed::embedding;

namespace {

// Groups of unequal size and density, as maps have them: every third point in a tight one.
Points cloud(std::size_t n, double width) {
  Points y;
  for (std::size_t i = 0; i < n; ++i) {
    Rng random(12, 0, i);
    const auto group = static_cast<double>(i % 7);
    const double size = width * (i % 3 == 0 ? 0.05 : 0.4);
    for (int c = 0; c < 3; ++c)
      y[c].push_back(static_cast<float>(width * std::sin(group * (c + 1)) + size * random.normal() -
                                        3 * width));
  }
  return y;
}

struct Errors {
  double pull, z;  // relative; root mean square over points for the first
};

// Against sums term by term in double precision.
Errors errors(const Points& y, double opening) {
  const std::size_t n = y[0].size();
  Points fast = y;
  const double z = RepulsionTree(opening).repulsion(y, fast);
  double total = 0, error = 0, scale = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double pull[3] = {};
    for (std::size_t j = 0; j < n; ++j) {
      double d[3], k = 1;
      for (int c = 0; c < 3; ++c) d[c] = double{y[c][i]} - y[c][j], k += d[c] * d[c];
      k = 1 / k;
      if (i != j) total += k;
      for (int c = 0; c < 3; ++c) pull[c] += k * k * d[c];
    }
    for (int c = 0; c < 3; ++c) {
      error += std::pow(fast[c][i] - pull[c], 2);
      scale += pull[c] * pull[c];
    }
  }
  return {scale > 0 ? std::sqrt(error / scale) : std::sqrt(error), std::abs(z - total) / total};
}

}  // namespace

TEST_CASE("sums by the tree agree with exact ones within the stated errors") {
  for (const std::size_t n : {31, 33, 64, 65, 700, 3000})
    for (const double width : {1e-4, 0.5, 3.0, 30.0, 200.0}) {
      CAPTURE(n);
      CAPTURE(width);
      const Points y = cloud(n, width);
      const bool unit = width >= 0.5 && width <= 3;  // about as wide as the kernel
      for (const auto& [opening, pull, z] :
           {std::tuple{0.7, 3e-3, 1e-3}, std::tuple{0.5, 6e-4, 2e-4},
            std::tuple{0.3, 5e-5, 2e-5}}) {
        CAPTURE(opening);
        const Errors e = errors(y, opening);
        CHECK(e.pull < (unit ? 8 * pull : pull));
        CHECK(e.z < (unit ? 5 * z : z));
      }
    }
}

TEST_CASE("one point, and points in one place") {
  Points y;
  for (auto& coordinate : y) coordinate.assign(100, 2.5f);
  Points out = y;
  CHECK(RepulsionTree().repulsion(y, out) == doctest::Approx(9900));
  for (int c = 0; c < 3; ++c) CHECK(std::abs(out[c][50]) < 1e-6);
  for (auto& coordinate : y) coordinate.resize(1);
  CHECK(RepulsionTree().repulsion(y, out) == 0);
}

TEST_CASE("a tree follows points that move, with the same bits at 1, 2 and 7 threads") {
  std::vector<double> z;
  Points pulls;
  for (const int count : {1, 2, 7}) {
    set_threads(count);
    Points y = cloud(2000, 10), out = y;
    RepulsionTree tree;
    for (int call = 0; call < 12; ++call) {
      const double found = tree.repulsion(y, out);
      if (count == 1)
        z.push_back(found);
      else
        CHECK(found == z[static_cast<std::size_t>(call)]);
      for (int c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < y[c].size(); ++i)
          y[c][i] += 1.5f * std::sin(static_cast<float>(i * (c + 1)));
    }
    if (count == 1) pulls = out;
    CHECK(out == pulls);
    for (int c = 0; c < 3; ++c)  // back to where the last call saw them
      for (std::size_t i = 0; i < y[c].size(); ++i)
        y[c][i] -= 1.5f * std::sin(static_cast<float>(i * (c + 1)));
    Points fresh = out;
    CHECK(RepulsionTree().repulsion(y, fresh) == doctest::Approx(z.back()).epsilon(2e-3));
  }
  set_threads(0);
}
