// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/pca/signal_dimension.h"

#include <doctest/doctest.h>

#include <cmath>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/embedding/pca/pca.h"
#include "qed/linalg/subspace/orthonormal.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using namespace qed::embedding;

// n x d unit noise plus k orthogonal directions of standard deviation `strength` each.
MatrixF planted(Index n, Index d, Index k, double strength) {
  const Matrix directions =
      linalg::orthonormalise(linalg::random_matrix(d, std::max<Index>(k, 1), 1)).Q;
  Matrix X = linalg::random_matrix(n, d, 2);
  if (k > 0) X += strength * linalg::random_matrix(n, k, 3) * directions.transpose();
  return X.cast<float>();
}

TEST_CASE("published constants of Gavish and Donoho") {
  CHECK(gavish_donoho_lambda(1) == doctest::Approx(4 / std::sqrt(3.0)).epsilon(1e-15));
  CHECK(std::abs(gavish_donoho_omega(1) - 2.858) < 5e-4);
  // Table IV of the paper: beta and omega.
  CHECK(std::abs(gavish_donoho_omega(0.05) - 1.5194) < 1e-4);
  CHECK(std::abs(gavish_donoho_omega(0.5) - 2.1711) < 1e-4);
  CHECK_THROWS_AS(gavish_donoho_omega(0), Error);
  CHECK_THROWS_AS(marchenko_pastur_median(1.5), Error);
}

TEST_CASE("the median of the law tends to 1 for tall data and is reached by noise") {
  CHECK(marchenko_pastur_median(1e-6) == doctest::Approx(1).epsilon(1e-5));
  const Vector spectrum = pca(planted(2001, 400, 0, 0)).spectrum;
  const SignalDimension r = marchenko_pastur(spectrum, 2001, 400);
  CHECK(r.noise == doctest::Approx(1).epsilon(0.01));
}

// One seed, strengths far from the thresholds: a false alarm would need an eigenvalue of noise 5 %
// beyond the edge.
TEST_CASE("planted dimensions are found and pure noise has none") {
  for (auto [n, d] : {std::pair<Index, Index>{800, 100}, {150, 600}}) {
    for (Index k : {0, 1, 5}) {
      const MatrixF X = planted(n, d, k, 6);
      const Pca p = pca(X);
      CAPTURE(n);
      CAPTURE(k);
      CHECK(gavish_donoho(p.spectrum, n, d).dimension == k);
      const SignalDimension mp = marchenko_pastur(p.spectrum, n, d);
      CHECK(mp.dimension >= k);
      CHECK(mp.dimension <=
            k + 2);   // the largest of noise falls beyond the asymptotic edge now and then
      CHECK(mp.noise == doctest::Approx(1).epsilon(0.05));
      CHECK(parallel_analysis(X).dimension >= (k == 0 ? 0 : 1));
      CHECK(parallel_analysis(X).dimension <= k + 1);
    }
  }
  CHECK(parallel_analysis(planted(800, 100, 5, 3)).dimension == 5);
}

TEST_CASE("parallel analysis works on a seeded sample of rows and repeats itself") {
  const MatrixF X = planted(3000, 30, 3, 4);
  ParallelAnalysisOptions o;
  o.rows = 1000;
  o.replicates = 8;
  set_threads(1);
  const SignalDimension once = parallel_analysis(X, o);
  CHECK(once.dimension == 3);
  CHECK(once.method == "parallel_analysis, 8 replicates of 1000 rows");
  for (int count : {2, 7}) {
    set_threads(count);
    CHECK(parallel_analysis(X, o).reference == once.reference);
  }
  set_threads(0);
  o.seed = 1;
  CHECK(parallel_analysis(X, o).reference != once.reference);
  CHECK(parallel_analysis(X.leftCols(1), o).dimension ==
        0);   // one column has nothing to agree with
  CHECK(parallel_analysis(MatrixF::Constant(50, 4, 1.0F), o).dimension == 0);
}

TEST_CASE("an incomplete spectrum is refused, a rank-deficient one warned of") {
  CHECK_THROWS_AS(marchenko_pastur(Vector::Ones(10), 100, 20), Error);
  Vector spectrum = Vector::Zero(20);
  spectrum.head(5).setConstant(3);
  CHECK(gavish_donoho(spectrum, 100, 20).caveat.starts_with("more than half"));
  CHECK(gavish_donoho(Vector::Ones(20), 100, 20).dimension == 0);
}

}  // namespace
