// SPDX-License-Identifier: Apache-2.0
#include "qed/analysis/fourier.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "qed/base/error.h"
#include "qed/base/lanes.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::analysis;
using Complex = std::complex<double>;

namespace {

std::vector<Complex> random_signal(std::size_t n) {
  std::vector<Complex> x(n);
  Rng random(7, n);
  for (auto& v : x) v = {random.normal(), random.normal()};
  return x;
}

// The definition, O(n²).
std::vector<Complex> by_definition(const std::vector<Complex>& x) {
  std::vector<Complex> X(x.size());
  for (std::size_t k = 0; k < x.size(); ++k)
    for (std::size_t j = 0; j < x.size(); ++j)
      X[k] += x[j] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(j * k % x.size()) /
                                         static_cast<double>(x.size()));
  return X;
}

double relative_error(const std::vector<Complex>& a, const std::vector<Complex>& b) {
  double error = 0, size = 0;
  for (std::size_t k = 0; k < a.size(); ++k)
    error += std::norm(a[k] - b[k]), size += std::norm(b[k]);
  return std::sqrt(error / size);
}

}  // namespace

TEST_CASE("the transform is its definition, at every kind of length") {
  for (const std::size_t n :
       {1, 2, 3, 4, 5, 7, 8, 12, 16, 30, 49, 60, 64, 97, 101, 120, 243, 250, 360, 625, 1000}) {
    CAPTURE(n);
    const auto x = random_signal(n);
    const auto X = fourier(x);
    CHECK(relative_error(X, by_definition(x)) < 1e-13);  // the definition's own rounding grows as n
    CHECK(relative_error(inverse_fourier(X), x) < 2e-15);
  }
}

// numpy.fft.fft([1, 2, 4, 8, 16, 32, 64]) of NumPy 2.4.6, checked to 1e-14.
TEST_CASE("values of NumPy") {
  const std::vector<double> x{1, 2, 4, 8, 16, 32, 64};
  const auto X = fourier(x);
  CHECK(X[0].real() == doctest::Approx(127).epsilon(1e-14));
  CHECK(X[1].real() == doctest::Approx(12.516320470591037).epsilon(1e-14));
  CHECK(X[1].imag() == doctest::Approx(79.24260336704938).epsilon(1e-14));
  CHECK(X[3].real() == doctest::Approx(-41.35881482959681).epsilon(1e-14));
  CHECK(X[3].imag() == doctest::Approx(12.808933613638356).epsilon(1e-14));
}

TEST_CASE("energy is kept (Parseval) and shifts become phases") {
  const auto x = random_signal(180);
  const auto X = fourier(x);
  double before = 0, after = 0;
  for (const auto& v : x) before += std::norm(v);
  for (const auto& v : X) after += std::norm(v) / 180;
  CHECK(after == doctest::Approx(before).epsilon(1e-13));
  std::vector<Complex> shifted(180);
  for (std::size_t j = 0; j < 180; ++j) shifted[(j + 5) % 180] = x[j];
  auto turned = X;
  for (std::size_t k = 0; k < 180; ++k)
    turned[k] *= std::polar(1.0, -2 * std::numbers::pi * 5.0 * static_cast<double>(k) / 180);
  CHECK(relative_error(fourier(shifted), turned) < 1e-14);
}

TEST_CASE("lanes agree with the double transform to single precision") {
  int lanes = 16;
  SUBCASE("eight lanes") { lanes = 8; }
  SUBCASE("sixteen lanes") {}
  const LanesInTests with(lanes);
  for (const std::size_t n : {1, 2, 6, 15, 40, 64, 150, 324, 480}) {
    CAPTURE(n);
    std::vector<SixteenFloats> real(n), imaginary(n), a(n), b(n);
    float *re = real[0].lane, *im = imaginary[0].lane;
    for (std::size_t i = 0; i < 16 * n; ++i) {
      Rng random(n, i);
      re[i] = static_cast<float>(random.normal());
      im[i] = static_cast<float>(random.normal());
    }
    std::vector<Complex> x(n);
    for (std::size_t j = 0; j < n; ++j) x[j] = {re[16 * j + 11], im[16 * j + 11]};
    LaneFourier(n).transform(re, im, a[0].lane, b[0].lane);
    std::vector<Complex> X(n);
    for (std::size_t j = 0; j < n; ++j) X[j] = {re[16 * j + 11], im[16 * j + 11]};
    CHECK(relative_error(X, fourier(x)) < 1e-6);
  }
}

TEST_CASE("fast sizes have factors 2, 3 and 5 only") {
  CHECK(fast_size(1) == 1);
  CHECK(fast_size(7) == 8);
  CHECK(fast_size(7, 4) == 8);
  CHECK(fast_size(301, 4) == 320);
  CHECK(fast_size(541) == 576);
  CHECK_THROWS_AS(fourier(std::vector<double>{}), Error);
}
