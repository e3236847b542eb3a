// SPDX-License-Identifier: Apache-2.0
#include "qed/manifold/intrinsic_dimension.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "qed/base/error.h"

namespace qed::manifold {
namespace {

constexpr double kKept = 0.9;  // share of the ratios that are trusted, as in FaccoEtAl2017
// Neighbouring points share distances: the variance of S over that of independent ratios, measured on even points of a
// torus, is 1.57, 1.54, 1.58, 1.52, 1.30 in 1, 2, 3, 5, 8 dimensions (decision 005).
constexpr double kShared = 1.6;
constexpr Index kFewest = 10;

void check(MatrixFView distances, Index least_columns, double level) {
  require(level > 0 && level < 1, ErrorCode::bad_option, "level: must be in (0, 1)");
  require(distances.cols() >= least_columns, ErrorCode::bad_shape,
          "intrinsic dimension: needs distances to at least " + std::to_string(least_columns) +
              " neighbours");
  const Index k = distances.cols();
  for (Index i = 0; i < distances.rows(); ++i) {
    bool ascending = distances(i, 0) >= 0 && std::isfinite(distances(i, k - 1));
    for (Index j = 1; j < k; ++j) ascending = ascending && distances(i, j) >= distances(i, j - 1);
    require(ascending, ErrorCode::bad_value, [&] {
      return "intrinsic dimension: distances of row " + std::to_string(i) +
             " are not finite and ascending";
    });
  }
}

Dimension named(const char* method, double level) {
  Dimension out;
  out.method = method;
  out.level = level;
  return out;
}

Dimension without_value(Dimension out, std::string reason) {
  out.reason = std::move(reason);
  return out;
}

}  // namespace

Dimension two_nn(MatrixFView distances, double level) {
  check(distances, 2, level);
  Dimension out = named("TwoNN, maximum likelihood of 90 % of the ratios, chi-squared", level);
  std::vector<double> logs;
  for (Index i = 0; i < distances.rows(); ++i) {
    const double r1 = distances(i, 0), r2 = distances(i, 1);
    if (r1 > 0) logs.push_back(std::log(r2 / r1));
  }
  out.used = static_cast<Index>(logs.size());
  out.duplicates = distances.rows() - out.used;
  if (out.used < kFewest) return without_value(out, "fewer than 10 points that are not duplicates");
  std::sort(logs.begin(), logs.end());
  const auto m = static_cast<std::size_t>(kKept * static_cast<double>(logs.size()));
  double sum = 0;  // total time under test of a sample censored at its m-th value
  for (std::size_t i = 0; i < m; ++i) sum += logs[i];
  sum += static_cast<double>(logs.size() - m) * logs[m - 1];
  if (sum <= 0)
    return without_value(out, "first and second neighbours are equally far (a lattice?)");
  const auto count = static_cast<double>(m);
  const boost::math::chi_squared chi(2 * count / kShared);
  out.value = (count - 1) / sum;
  out.lower = boost::math::quantile(chi, (1 - level) / 2) * kShared / (2 * sum);
  out.upper = boost::math::quantile(chi, (1 + level) / 2) * kShared / (2 * sum);
  return out;
}

Dimension levina_bickel(MatrixFView distances, double level) {
  check(distances, 3, level);
  Dimension out = named("Levina-Bickel, inverses averaged, normal over points", level);
  const Index k = distances.cols();
  double mean = 0, squares = 0;
  for (Index i = 0; i < distances.rows(); ++i) {
    if (distances(i, 0) <= 0) continue;
    double m = 0;
    for (Index j = 0; j + 1 < k; ++j)
      m += std::log(static_cast<double>(distances(i, k - 1)) / distances(i, j));
    m /= static_cast<double>(k - 1);
    const double step = m - mean;  // Welford
    mean += step / static_cast<double>(++out.used);
    squares += step * (m - mean);
  }
  out.duplicates = distances.rows() - out.used;
  if (out.used < kFewest) return without_value(out, "fewer than 10 points that are not duplicates");
  if (mean <= 0) return without_value(out, "all neighbours are equally far");
  const auto n = static_cast<double>(out.used);
  const double error = std::sqrt(squares / (n - 1) / n * static_cast<double>(k));
  const double z = boost::math::quantile(boost::math::normal(), (1 + level) / 2);
  out.value = 1 / mean;
  out.lower = 1 / (mean + z * error);
  out.upper = mean > z * error ? 1 / (mean - z * error) : std::numeric_limits<double>::infinity();
  return out;
}

}  // namespace qed::manifold
