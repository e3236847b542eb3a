// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/pca/pca.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/embedding/pca/sampled.h"
#include "qed/linalg/blas.h"
#include "qed/linalg/golden_values.h"
#include "qed/linalg/subspace/orthonormal.h"
#include "qed/linalg/svd.h"
#include "qed/linalg/test_matrices.h"

namespace {

using namespace qed;
using namespace qed::embedding;
namespace golden = qed::linalg::golden;

MatrixF samples(Index n, Index d) { return linalg::lattice(n, d).cast<float>(); }

// n samples of k strong directions in d columns plus noise.
MatrixF low_rank(Index n, Index d, Index k, std::uint64_t seed) {
  const Matrix A = linalg::random_matrix(n, k, seed) * Vector::LinSpaced(k, 9, 3).asDiagonal() *
                   linalg::random_matrix(k, d, seed + 1);
  return (A + 0.1 * linalg::random_matrix(n, d, seed + 2)).cast<float>();
}

TEST_CASE("variances and components agree with scikit-learn") {
  PcaOptions o;
  o.components = 7;
  const Pca p = pca(samples(60, 7), o);
  CHECK(p.method == "covariance, double");
  for (Index j = 0; j < 7; ++j) {
    CHECK(p.variances[j] ==
          doctest::Approx(golden::kPcaVariances[static_cast<std::size_t>(j)]).epsilon(1e-12));
    for (Index i = 0; i < 7; ++i)
      CHECK(std::abs(p.components(i, j) -
                     golden::kPcaComponents[static_cast<std::size_t>(7 * j + i)]) < 1e-10);
  }
  CHECK(p.total_variance == doctest::Approx(p.variances.sum()).epsilon(1e-13));
  CHECK(p.explained().sum() == doctest::Approx(1).epsilon(1e-13));
  CHECK(p.residuals.maxCoeff() < 1e-13 * p.variances[0]);
}

TEST_CASE("fewer samples than columns, by all three solvers") {
  const MatrixF X = samples(8, 40);
  for (const char* solver : {"auto", "covariance", "gram", "randomised"}) {
    PcaOptions o;
    o.solver = solver;
    const Pca p = pca(X, o);
    CAPTURE(p.method);
    REQUIRE(p.variances.size() == 7);  // n - 1
    const double tolerance = p.method.starts_with("randomised") ? 1e-6 : 1e-11;
    for (Index j = 0; j < 7; ++j)
      CHECK(p.variances[j] ==
            doctest::Approx(golden::kPcaWideVariances[static_cast<std::size_t>(j)])
                .epsilon(tolerance));
    CHECK(p.orthogonality < 1e-12);
    CHECK(p.spectrum.size() == 7);
    CHECK((reconstruct(p, transform(p, X)) - X).cwiseAbs().maxCoeff() < 1e-3F);  // entries up to 50
  }
}

TEST_CASE("three samples, constant columns, equal samples, one column") {
  const Pca three = pca(samples(3, 50));
  CHECK(three.variances.size() == 2);
  MatrixF X = samples(30, 4);
  X.col(2).setConstant(123.456F);
  const Pca p = pca(X);
  CHECK(p.variances[3] == 0);
  CHECK(p.components(2, 3) == doctest::Approx(1).epsilon(1e-12));
  CHECK(p.orthogonality < 1e-13);
  for (const char* solver : {"covariance", "gram", "randomised"}) {
    PcaOptions o;
    o.solver = solver;
    const Pca same = pca(MatrixF::Constant(5, 6, 2.5F), o);
    CHECK(same.variances.maxCoeff() == 0);
    CHECK(same.orthogonality < 1e-13);
    CHECK(same.total_variance == 0);
    CHECK(same.explained().sum() == 0);
    const Pca doubled = pca(samples(40, 1).replicate(1, 5), o);  // rank 1
    CHECK(doubled.variances[1] < 1e-6 * doubled.variances[0]);
    CHECK(doubled.orthogonality < 1e-12);
  }
  CHECK(pca(samples(9, 1)).components(0, 0) == 1);
}

TEST_CASE("single-precision products keep six digits, far from the origin too") {
  MatrixF X = low_rank(50000, 300, 20, 1);  // n d^2 = 4.5e9: the single-precision route
  X.array() += 1000.0F;
  PcaOptions o;
  o.components = 20;
  const Pca p = pca(X, o);
  CHECK(p.method == "covariance, single-precision products summed in double");
  const Matrix centred = X.cast<double>().rowwise() - X.cast<double>().colwise().mean();
  const linalg::Svd exact = linalg::svd(centred.topRows(50000));
  for (Index j = 0; j < 20; ++j)
    CHECK(p.variances[j] == doctest::Approx(exact.s[j] * exact.s[j] / 49999).epsilon(2e-6));
  const Matrix V = exact.V.leftCols(20);
  CHECK((p.components - V * (V.transpose() * p.components)).norm() < 1e-5);
}

TEST_CASE("scale does not matter, even where squares leave single precision") {
  const MatrixF X = low_rank(400, 30, 5, 2);
  const Pca unit = pca(X);
  for (const float scale : {1e-25F, 1e25F}) {
    const Pca p = pca(X * scale);
    const double square = static_cast<double>(scale) * static_cast<double>(scale);
    CHECK(p.variances[0] / square == doctest::Approx(unit.variances[0]).epsilon(1e-6));
    CHECK(p.orthogonality < 1e-12);
  }
}

TEST_CASE("randomised agrees with exact and certifies it") {
  const MatrixF X = low_rank(3000, 2500, 12, 3);
  PcaOptions o;
  o.components = 12;
  const Pca p = pca(X, o);
  REQUIRE(p.method.starts_with("randomised"));
  CHECK(p.method.ends_with("residuals_small"));
  o.solver = "gram";
  const Pca exact = pca(X.topRows(400), o), rough = [&] {
    o.solver = "randomised";
    return pca(X.topRows(400), o);
  }();
  for (Index j = 0; j < 12; ++j) {
    CHECK(rough.variances[j] == doctest::Approx(exact.variances[j]).epsilon(1e-6));
    CHECK(std::abs(rough.variances[j] - exact.variances[j]) <=
          rough.residuals[j] + 1e-6 * exact.variances[0]);
  }
  CHECK(rough.total_variance == doctest::Approx(exact.total_variance).epsilon(1e-10));
}

// n samples whose covariance has about the given spectrum, in a random basis.
MatrixF with_spectrum(Index n, const Vector& spectrum, std::uint64_t seed) {
  const Index d = spectrum.size();
  const Matrix basis = linalg::orthonormalise(linalg::random_matrix(d, d, seed)).Q;
  const Matrix right = spectrum.cwiseSqrt().asDiagonal() * basis;
  return linalg::multiply(linalg::random_matrix(n, d, seed + 1), right).cast<float>();
}

TEST_CASE("sampled variances are short of the exact ones by what they say, or are not taken") {
  constexpr Index n = 20000, d = 320, k = 8;
  Vector power(d), hard(d), equal(d), slow(d), low = Vector::Zero(d);
  for (Index j = 0; j < d; ++j) {
    const double place = static_cast<double>(j + 1);
    power[j] = std::pow(place, -1.2);
    hard[j] = std::pow(place, -0.4);
    equal[j] = j < k - 2 ? 10 : j < k + 2 ? 2 : 1 / place;  // a cluster across the k-th place
    slow[j] = std::pow(place, -0.05);
    if (j < k + 4) low[j] = 1;  // fewer dimensions than columns of the trial space
  }
  for (const Vector& spectrum : {power, hard, equal, slow, low}) {
    const MatrixF X = with_spectrum(n, spectrum, 21);
    PcaOptions o;
    o.components = k;
    o.solver = "sampled";
    o.tolerance = 0.01;
    const Pca fast = pca(X, o);
    o.solver = "covariance";
    const Pca exact = pca(X, o);
    CAPTURE(fast.method);
    CAPTURE(spectrum[k]);
    const bool taken = fast.method.starts_with("sampled");
    CHECK(taken == (spectrum[k] != slow[k]));
    CHECK(fast.method.ends_with("(sampled was not exact enough)") == !taken);
    CHECK(fast.orthogonality < 1e-10);
    CHECK(fast.total_variance == doctest::Approx(exact.total_variance).epsilon(1e-5));
    CHECK((fast.mean - exact.mean).norm() < 1e-6);
    if (spectrum[k] == hard[k])  // not hidden by rounding
      CHECK((exact.variances - fast.variances).maxCoeff() > 2e-5 * exact.variances[0]);
    for (Index j = 0; j < k; ++j) {
      const double short_by = exact.variances[j] - fast.variances[j];
      // The estimate is chi-squared of >= 8 degrees: 6 times too small happens once in 1e4.
      // Rounding of single-precision products adds its part.
      const double claimed = taken ? 6 * fast.variance_error[j] : 0.0;
      CHECK(std::abs(short_by) <= claimed + 3e-6 * exact.variances[0]);
      CHECK(short_by <= 0.01 * exact.variances[j]);
    }
  }
}

TEST_CASE("few heavy rows that a sample may miss are not hidden, sorted rows do no harm") {
  constexpr Index n = 20000, d = 320, k = 8;
  Vector spectrum(d);
  for (Index j = 0; j < d; ++j) spectrum[j] = std::pow(static_cast<double>(j + 1), -1.2);
  MatrixF X = with_spectrum(n, spectrum, 41);
  PcaOptions o;
  o.components = k;
  o.tolerance = 0.01;
  const auto worst = [&] {
    o.solver = "covariance";
    const Pca exact = pca(X, o);
    o.solver = "sampled";
    double largest = 0;
    int taken = 0;
    for (o.seed = 0; o.seed < 6; ++o.seed) {
      const Pca fast = pca(X, o);
      taken += fast.method.starts_with("sampled");
      const Vector off = (fast.variances - exact.variances).cwiseQuotient(exact.variances);
      largest = std::max(largest, off.cwiseAbs().maxCoeff());
    }
    return std::pair(largest, taken);
  };
  std::vector<Index> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](Index i) { return X.row(i).squaredNorm(); });
  const MatrixF unsorted = X;
  for (Index i = 0; i < n; ++i) X.row(i) = unsorted.row(order[static_cast<std::size_t>(i)]);
  const auto [sorted_error, sorted_taken] = worst();
  CHECK(sorted_taken == 6);
  CHECK(sorted_error < 2e-4);
  // Six equal rows make a direction of variance 2.4 λ_k, which every second sample does not see.
  Vector heavy = linalg::random_matrix(d, 1, 42).col(0).normalized();
  heavy *= std::sqrt(0.4 * static_cast<double>(n) * spectrum[k - 1]);
  for (Index r = 0; r < 6; ++r) X.row(2999 * r) += heavy.transpose().cast<float>();
  const auto [heavy_error, heavy_taken] = worst();
  CHECK(heavy_taken < 6);
  CHECK(heavy_error < 1e-3);
}

TEST_CASE(
    "sampled is chosen where it pays and the spectrum is not asked, far from the origin too") {
  CHECK(sampling_pays(70000, 784, 50));
  CHECK_FALSE(sampling_pays(70000, 300, 50));  // the covariance costs less
  CHECK_FALSE(sampling_pays(20000, 784, 50));  // a sample too small to correct with
  Vector spectrum(576);
  for (Index j = 0; j < 576; ++j) spectrum[j] = std::pow(0.8, static_cast<double>(j));
  MatrixF X = with_spectrum(18500, spectrum, 31);
  X.array() += 300.0F;
  PcaOptions o;
  o.components = 6;
  const Pca whole = pca(X, o);
  CHECK(whole.spectrum.size() == 576);
  o.whole_spectrum = false;
  const Pca leading = pca(X, o);
  CHECK(leading.method.starts_with("sampled"));
  for (Index j = 0; j < 6; ++j)
    CHECK(leading.variances[j] == doctest::Approx(whole.variances[j]).epsilon(1e-4));
}

TEST_CASE("transform, reconstruct and the error map") {
  const MatrixF X = low_rank(600, 25, 3, 4);
  const Pca p = pca(X);
  const MatrixF scores = transform(p, X);
  const Vector spread = scores.cast<double>().colwise().squaredNorm().transpose() / 599;
  for (Index j = 0; j < 3; ++j) CHECK(spread[j] == doctest::Approx(p.variances[j]).epsilon(1e-5));
  // Mean squared error over rows = variance left out, per column.
  const double left = p.variances.tail(22).sum() * 599 / 600 / 25;
  CHECK(reconstruction_error(p, X, 3).mean() == doctest::Approx(left).epsilon(1e-4));
  CHECK(reconstruction_error(p, X, 25).maxCoeff() < 1e-9);
  CHECK_THROWS_WITH_AS(transform(p, X.leftCols(4)), "pca: samples have 4 columns, but the model 25",
                       Error);
}

TEST_CASE("bad input is refused with its place") {
  MatrixF X = samples(20, 3);
  X(16, 1) = std::numeric_limits<float>::quiet_NaN();
  for (const char* solver : {"covariance", "gram", "randomised"}) {
    PcaOptions o;
    o.solver = solver;
    CHECK_THROWS_WITH_AS(pca(X, o), "samples: hold NaN in row 17, column 2, but must be finite",
                         Error);
  }
  CHECK_THROWS_AS(pca(samples(1, 3)), Error);
  PcaOptions o;
  o.components = 0;
  CHECK_THROWS_AS(pca(samples(9, 3), o), Error);
}

TEST_CASE("the same bits for 1, 2 and 7 threads") {
  const MatrixF X = low_rank(5000, 60, 8, 5);
  for (const char* solver : {"covariance", "randomised", "sampled"}) {
    PcaOptions o;
    o.components = 8;
    o.solver = solver;
    set_threads(1);
    const Pca once = pca(X, o);
    const MatrixF scores = transform(once, X);
    for (int count : {2, 7}) {
      set_threads(count);
      const Pca again = pca(X, o);
      CHECK(again.components == once.components);
      CHECK(again.variances == once.variances);
      CHECK(again.total_variance == once.total_variance);
      CHECK(transform(again, X) == scores);
    }
  }
  set_threads(0);
}

}  // namespace
