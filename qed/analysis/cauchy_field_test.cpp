// SPDX-License-Identifier: Apache-2.0
#include "qed/analysis/cauchy_field.h"

#include <doctest/doctest.h>

#include <cmath>
#include <tuple>

#include "qed/base/random.h"
#include "qed/base/threads.h"

using namespace qed;
using namespace qed::analysis;

namespace {

struct Cloud {
  std::vector<float> x, y;
};

Cloud cloud(std::size_t n, double width, double height) {
  Cloud c;
  for (std::size_t i = 0; i < n; ++i) {
    Rng random(5, 0, i);
    c.x.push_back(static_cast<float>(3 + width * random.normal()));
    c.y.push_back(static_cast<float>(-7 + height * random.normal()));
  }
  return c;
}

struct Errors {
  double potential, pull, total;  // relative; root mean square over points for the first two
};

Errors errors(const Cloud& c, double spacing) {
  const std::size_t n = c.x.size();
  CauchyField field(spacing);
  field.charge(c.x.data(), c.y.data(), n);
  std::vector<FieldValue> fast(n);
  field.sample(c.x.data(), c.y.data(), n, fast.data());
  std::vector<double> potential(n), pull_x(n), pull_y(n);
  cauchy_sums(c.x.data(), c.y.data(), n, potential.data(), pull_x.data(), pull_y.data());
  double e = 0, s = 0, eg = 0, sg = 0, z_fast = 0, z = 0;
  for (std::size_t i = 0; i < n; ++i) {
    e += std::pow(fast[i].potential - potential[i], 2), s += std::pow(potential[i], 2);
    eg += std::pow(fast[i].pull_x - pull_x[i], 2) + std::pow(fast[i].pull_y - pull_y[i], 2);
    sg += std::pow(pull_x[i], 2) + std::pow(pull_y[i], 2);
    z_fast += fast[i].potential - 1.0, z += potential[i] - 1;
  }
  return {std::sqrt(e / s), std::sqrt(eg / sg), std::abs(z_fast / z - 1)};
}

}  // namespace

TEST_CASE("fast sums agree with exact ones within the stated errors") {
  // spacing, bounds on potential, pull, Z: what the header states, for maps with 3000 points a few
  // units wide or 90.
  for (const auto& [spacing, potential, pull, total] :
       {std::tuple{0.25, 2e-4, 6e-3, 2e-4}, std::tuple{1.0 / 3, 2e-4, 2e-2, 2e-4},
        std::tuple{0.4, 4e-4, 4e-2, 4e-4}})
    for (const double width : {1e-4, 0.3, 1.0, 4.0, 15.0}) {
      CAPTURE(spacing);
      CAPTURE(width);
      const Errors e = errors(cloud(3000, width, 0.6 * width), spacing);
      CHECK(e.potential < potential);
      CHECK(e.total < total);
      if (width >= 0.3) CHECK(e.pull < (width < 5 ? pull / 5 : pull));
    }
}

TEST_CASE("one point, two points, points on a line") {
  const float x[2] = {0, 3}, y[2] = {0, 4};
  CauchyField field(0.25);
  FieldValue v[2];
  field.charge(x, y, 1);
  field.sample(x, y, 1, v);
  CHECK(v[0].potential == doctest::Approx(1).epsilon(1e-3));
  field.charge(x, y, 2);
  field.sample(x, y, 2, v);
  CHECK(v[0].potential == doctest::Approx(1 + 1 / 26.0).epsilon(1e-3));
  CHECK(v[1].pull_x == doctest::Approx(3.0 / 676).epsilon(0.05));
  Cloud line = cloud(500, 8, 0);
  CHECK(errors(line, 0.25).potential < 1e-3);
}

TEST_CASE("a field is the same bits at 1, 2 and 7 threads") {
  const Cloud c = cloud(9000, 12, 9), other = cloud(100, 40, 2);
  std::vector<FieldValue> one(9000), more(9000);
  set_threads(1);
  CauchyField field;
  field.charge(other.x.data(), other.y.data(), 100);
  field.charge(c.x.data(), c.y.data(), 9000);
  field.sample(c.x.data(), c.y.data(), 9000, one.data());
  for (const int count : {2, 7}) {
    set_threads(count);
    CauchyField again;
    again.charge(other.x.data(), other.y.data(), 100);
    again.charge(c.x.data(), c.y.data(), 9000);
    again.sample(c.x.data(), c.y.data(), 9000, more.data());
    bool same = true;
    for (std::size_t i = 0; i < 9000; ++i)
      same = same && one[i].potential == more[i].potential && one[i].pull_x == more[i].pull_x;
    CHECK(same);
  }
  set_threads(0);
}

TEST_CASE("a map too wide for the grid widens the spacing instead of the memory") {
  Cloud c = cloud(200, 1, 1);
  c.x[0] = 1e6f;
  CauchyField field;
  field.charge(c.x.data(), c.y.data(), 200);
  CHECK(field.nodes_x() <= CauchyField::kLargestGrid + 512);
  CHECK(field.spacing() > 100);
}
