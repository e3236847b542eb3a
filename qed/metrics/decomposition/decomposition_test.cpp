// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/metrics/decomposition/isotonic.h"
#include "qed/metrics/decomposition/murphy.h"

using namespace qed;
using namespace qed::metrics;

namespace {

struct Rows {
  std::vector<double> right, sharp, label;
};
// Calibrated probabilities, the same with their odds squared, and labels of them.
Rows rows_of(std::size_t n, std::uint64_t seed) {
  Rows rows;
  Rng rng(seed);
  for (std::size_t i = 0; i < n; ++i) {
    const double p = 0.02 + 0.96 * rng.uniform(), odds = p / (1 - p);
    rows.right.push_back(p);
    rows.sharp.push_back(odds * odds / (1 + odds * odds));
    rows.label.push_back(rng.uniform() < p);
  }
  return rows;
}

}  // namespace

TEST_CASE("pooling adjacent violators, by hand") {
  // 1 | 3 2 | 4 pools to 1, 2.5, 4; the two rows of score 2 are one block.
  const auto blocks =
      isotonic_fit(std::vector<double>{4, 1, 2, 3, 2}, std::vector<double>{4, 1, 2, 2, 4});
  REQUIRE(blocks.size() == 3);
  CHECK(blocks[0].mean == 1);
  CHECK(blocks[1].lower == 2);
  CHECK(blocks[1].upper == 3);
  CHECK(blocks[1].rows == 3);
  CHECK(blocks[1].mean == doctest::Approx(8.0 / 3));
  CHECK(blocks[2].mean == 4);
  CHECK(isotonic_fit({}, {}).empty());
  CHECK_THROWS_AS(isotonic_fit(std::vector<double>{1}, {}), Error);
}

TEST_CASE("the isotonic fit is the best rising function: brute force over cuts of few rows") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Rng rng(seed, 5);
    std::vector<double> score(9), label(9);
    for (std::size_t i = 0; i < 9; ++i) {
      score[i] = static_cast<double>(i);
      label[i] = rng.uniform() < 0.5;
    }
    double fitted = 0;
    for (const auto& b : isotonic_fit(score, label)) fitted += b.rows * b.mean * (1 - b.mean);
    double best = 1e9;
    for (unsigned cuts = 0; cuts < 256; ++cuts) {  // a cut after row i where bit i is set
      double loss = 0, last = -1;
      bool rises = true;
      for (std::size_t i = 0; i < 9;) {
        std::size_t stop = i + 1;
        while (stop < 9 && !(cuts >> (stop - 1) & 1U)) ++stop;
        const double sum = std::accumulate(label.begin() + static_cast<std::ptrdiff_t>(i),
                                           label.begin() + static_cast<std::ptrdiff_t>(stop), 0.0);
        const double rows = static_cast<double>(stop - i), mean = sum / rows;
        rises = rises && mean >= last;
        last = mean;
        loss += rows * mean * (1 - mean);
        i = stop;
      }
      if (rises) best = std::min(best, loss);
    }
    CHECK(fitted == doctest::Approx(best));
  }
}

TEST_CASE(
    "MCB - DSC + UNC is the score; sharpened scores are miscalibrated, their order is as good") {
  const Rows rows = rows_of(4000, 3);
  for (const auto decomposition : {brier_decomposition, log_loss_decomposition}) {
    const ScoreDecomposition right = decomposition(rows.right, rows.label),
                             sharp = decomposition(rows.sharp, rows.label);
    for (const auto& d : {right, sharp})
      CHECK(d.miscalibration - d.discrimination + d.uncertainty ==
            doctest::Approx(d.score).epsilon(1e-12));
    CHECK(right.miscalibration < 0.3 * sharp.miscalibration);
    CHECK(right.discrimination == doctest::Approx(sharp.discrimination).epsilon(1e-12));
    // A rising transform to the fit itself takes all miscalibration away.
    CHECK(right.uncertainty == sharp.uncertainty);
  }
}

TEST_CASE(
    "decompositions at the edges: a constant forecast, certainty that fails, what is refused") {
  const std::vector<double> y{0, 1, 1, 0}, half(4, 0.5), sure{1, 1, 1, 0};
  const ScoreDecomposition d = brier_decomposition(half, y);
  CHECK(d.miscalibration == 0);
  CHECK(d.discrimination == 0);
  CHECK(d.uncertainty == 0.25);
  CHECK(std::isinf(log_loss_decomposition(sure, y).miscalibration));
  CHECK_THROWS_AS(brier_decomposition(std::vector<double>{1.5}, std::vector<double>{1}), Error);
  CHECK_THROWS_AS(brier_decomposition(std::vector<double>{0.5}, std::vector<double>{2}), Error);
  CHECK_THROWS_AS(brier_decomposition({}, {}), Error);
}

TEST_CASE("elementary scores: their definition, and the integral that is half the squared error") {
  const Rows rows = rows_of(300, 4);
  std::vector<double> theta;
  for (int k = 0; k < 2000; ++k) theta.push_back((k + 0.5) / 2000);
  const auto curve = murphy_curve(rows.right, rows.label, theta);
  double integral = 0, squared = 0;
  for (const double s : curve) integral += s / 2000;
  for (std::size_t i = 0; i < 300; ++i) squared += std::pow(rows.right[i] - rows.label[i], 2) / 300;
  CHECK(2 * integral == doctest::Approx(squared).epsilon(1e-3));
  for (const std::size_t k : {10U, 900U, 1999U}) {
    double sum = 0;
    for (std::size_t i = 0; i < 300; ++i) {
      const double f = rows.right[i], y = rows.label[i];
      if (std::min(f, y) <= theta[k] && theta[k] < std::max(f, y)) sum += std::abs(y - theta[k]);
    }
    CHECK(curve[k] == doctest::Approx(sum / 300).epsilon(1e-9).scale(1e-12));
  }
}

TEST_CASE("dominance: found where it is, rarely where it is not, the same bits for any threads") {
  const Rows rows = rows_of(3000, 6);
  std::vector<double> blurred;  // less is known: halfway to the mean
  for (const double p : rows.right) blurred.push_back(0.5 + 0.5 * (p - 0.5));
  const MurphyComparison c = murphy_comparison(rows.right, blurred, rows.label);
  CHECK(c.first_better);
  CHECK_FALSE(c.second_better);
  const MurphyComparison same = murphy_comparison(rows.right, rows.right, rows.label);
  CHECK_FALSE(same.first_better);
  CHECK_FALSE(same.second_better);
  set_threads(1);
  const auto one = murphy_comparison(rows.right, blurred, rows.label).upper;
  set_threads(7);
  CHECK(murphy_comparison(rows.right, blurred, rows.label).upper == one);
  set_threads(0);
  // Two forecasts that are equally good: exchanging them row by row at random.
  int found = 0;
  for (std::uint64_t trial = 0; trial < 100; ++trial) {
    const Rows r = rows_of(300, 100 + trial);
    Rng rng(trial, 7);
    std::vector<double> a, b;
    for (std::size_t i = 0; i < 300; ++i) {
      const bool turn = rng.uniform() < 0.5;
      a.push_back(turn ? r.right[i] : r.sharp[i]);
      b.push_back(turn ? r.sharp[i] : r.right[i]);
    }
    const MurphyComparison n = murphy_comparison(a, b, r.label, 0.95, 49, 199);
    found += n.first_better || n.second_better;
  }
  CHECK(found <= 20);  // Binomial(100, 0.05) exceeds 20 with a probability below 1e-7
  CHECK_THROWS_AS(murphy_curve(rows.right, rows.label, std::vector<double>{1, 0}), Error);
}
