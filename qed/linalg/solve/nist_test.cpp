// SPDX-License-Identifier: Apache-2.0
// Linear regression against NIST StRD: correct digits of the worst coefficient.  Ref: [NistStrd]
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "qed/linalg/solve/qr.h"

namespace {

using namespace qed;
using namespace qed::linalg;

/// A file of the collection: certified coefficients from line 31 on, data from line 61 on. An empty
/// X: no file.
struct Problem {
  Matrix X;
  Vector y, certified;
};

/// intercept: the first power of x is 0, else 1.
Problem read(const std::string& name, Index rows, Index coefficients, int first_power = 0) {
  const char* folder = std::getenv("QED_DATA");
  const std::filesystem::path data =
      folder ? std::filesystem::path(folder)
             : std::filesystem::path(QED_SOURCE_DIR) / ".." / "shared" / "data";
  std::ifstream file(data / "q7" / "nist_linear" / (name + ".dat"));
  if (!file) {
    MESSAGE("SKIPPED: ", name, ".dat not found; set QED_DATA to the folder of the test data");
    return {};
  }
  Problem p{Matrix(rows, coefficients), Vector(rows), Vector(coefficients)};
  std::string line, word;
  Index found = 0;
  for (int number = 1; std::getline(file, line); ++number) {
    std::istringstream words(line);
    if (number >= 31 && number <= 50 && found < coefficients && words >> word &&
        word == "B" + std::to_string(found + first_power))
      words >> p.certified[found++];
    if (number < 61 || number >= 61 + rows) continue;
    double x = 0;
    std::istringstream(line) >> p.y[number - 61] >> x;
    for (Index j = 0; j < coefficients; ++j)
      p.X(number - 61, j) = std::pow(x, static_cast<double>(j + first_power));
  }
  REQUIRE(found == coefficients);
  return p;
}

/// Checks digits of the coefficients and the residual sum of squares; returns the fit.
LeastSquares check(const Problem& p, double digits, double sum_of_squares, double tolerance) {
  const LeastSquares fit = least_squares(p.X, p.y);
  const double correct = -std::log10(
      ((fit.coefficients - p.certified).array() / p.certified.array()).abs().maxCoeff());
  MESSAGE("correct digits: ", correct);
  CHECK(correct > digits);
  CHECK(std::abs(fit.residuals.squaredNorm() - sum_of_squares) <= tolerance * (sum_of_squares + 1));
  CHECK(fit.decomposition.aliases.empty());
  return fit;
}

}  // namespace

TEST_CASE("Norris and NoInt1: a line, with and without intercept") {
  if (const Problem p = read("Norris", 36, 2); p.X.size() > 0)
    check(p, 13, 26.6173985294224, 1e-11);
  if (const Problem p = read("NoInt1", 11, 1, 1); p.X.size() > 0)
    check(p, 13, 127.272727272727, 1e-13);
}

TEST_CASE("Wampler1, 3, 5: a polynomial of degree 5 under growing noise") {
  if (const Problem p = read("Wampler1", 21, 6); p.X.size() > 0) check(p, 13, 0, 1e-9);
  if (const Problem p = read("Wampler3", 21, 6); p.X.size() > 0) check(p, 12, 83554268, 1e-10);
  if (const Problem p = read("Wampler5", 21, 6); p.X.size() > 0)
    check(p, 13, 0.835542680e16, 1e-12);
}

// The hardest of the collection: R's lm drops a column by default.
TEST_CASE("Filip: a polynomial of degree 10, no column dropped") {
  const Problem p = read("Filip", 82, 11);
  if (p.X.size() == 0) return;
  CHECK(p.certified[0] == -1467.48961422980);
  const LeastSquares fit = check(p, 7, 0.795851382172941e-03, 1e-11);
  CHECK(fit.decomposition.condition > 1e8);
  CHECK(least_squares(p.X, p.y, 1e-7).decomposition.kept.size() < 11);  // R's default tolerance
}
