// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/pca/signal_dimension.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/embedding/pca/pca.h"

namespace qed::embedding {
namespace {

constexpr std::uint64_t kRows = 0x726f7773, kColumn = 0x636f6c756d6e;

// Mass of the Marchenko-Pastur law below x = a + (b − a) sin² t, by Simpson's rule in t: the
// density
//   √((b − x)(x − a)) / (2π β x)
// becomes smooth there, also at β = 1 where it is singular in x.
double mass_below(double t, double a, double b, double beta) {
  constexpr int kSteps = 400;
  const auto integrand = [&](double u) {
    const double s = std::sin(u), c = std::cos(u), x = a + (b - a) * s * s;
    if (x <= 0) return (b - a) * c * c / (std::numbers::pi * beta);   // limit at a = 0
    return (b - a) * (b - a) * s * s * c * c / (std::numbers::pi * beta * x);
  };
  const double h = t / kSteps;
  double sum = integrand(0) + integrand(t);
  for (int i = 1; i < kSteps; ++i) sum += (i % 2 == 1 ? 4 : 2) * integrand(i * h);
  return sum * h / 3;
}

struct Bulk {
  double beta, median;   // ratio of the sides, median of the observed eigenvalues
};

Bulk bulk(VectorView spectrum, Index n, Index d) {
  require(n >= 3 && d >= 2, ErrorCode::bad_shape,
          "noise threshold: needs at least 3 rows and 2 columns");
  const Index p = std::min(n - 1, d);
  require(spectrum.size() == p, ErrorCode::bad_shape,
          "noise threshold: needs all " + std::to_string(p) +
              " eigenvalues of the covariance, but " + std::to_string(spectrum.size()) +
              " are given",
          "use the covariance or gram solver of pca");
  std::vector<double> values(spectrum.begin(), spectrum.end());
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
  return {static_cast<double>(p) / static_cast<double>(std::max(n - 1, d)), median};
}

SignalDimension count_above(VectorView spectrum, double threshold) {
  SignalDimension result;
  result.observed = spectrum;
  result.threshold = threshold;
  result.reference = Vector::Constant(spectrum.size(), threshold);
  result.dimension = static_cast<int>((spectrum.array() > threshold).count());
  return result;
}

std::string bulk_caveat(const SignalDimension& r, const Bulk& b) {
  if (b.median <= 1e-12 * r.observed.maxCoeff())
    return "more than half of the directions have no variance, so the noise level cannot be read "
           "from them";
  if (2 * r.dimension > r.observed.size())
    return "half of the eigenvalues or more count as signal, so the noise level is not that of "
           "noise";
  return "the noise is taken to be independent with one variance in all columns";
}

// The spectrum of X or of X with every column permuted, on the rows chosen.
Vector spectrum_of(const MatrixF& X) {
  PcaOptions o;
  o.components = 1;
  o.solver = X.rows() < X.cols() ? "gram" : "covariance";
  return pca(X, o).spectrum;
}

MatrixF chosen_rows(MatrixFView X, const ParallelAnalysisOptions& o) {
  if (X.rows() <= o.rows) return X;
  std::vector<Index> order(static_cast<std::size_t>(X.rows()));
  std::iota(order.begin(), order.end(), Index{0});
  Rng rng(o.seed, kRows);
  MatrixF S(o.rows, X.cols());
  for (Index i = 0; i < o.rows;
       ++i) {   // the first steps of Fisher and Yates: a sample without replacement
    const auto j = i + static_cast<Index>(rng.below(static_cast<std::uint64_t>(X.rows() - i)));
    std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(j)]);
    S.row(i) = X.row(order[static_cast<std::size_t>(i)]);
  }
  return S;
}

// Every column shuffled by a stream of its own: (seed, column, replicate).
void permute_columns(MatrixF& X, std::uint64_t seed, std::uint64_t replicate) {
  parallel_blocks(static_cast<std::size_t>(X.cols()), 16, [&](Block block) {
    for (std::size_t j = block.begin; j < block.end; ++j) {
      Rng rng(seed, kColumn + (j << 32), replicate);
      const auto column = static_cast<Index>(j);
      for (Index i = X.rows() - 1; i > 0; --i)
        std::swap(X(i, column),
                  X(static_cast<Index>(rng.below(static_cast<std::uint64_t>(i + 1))), column));
    }
  });
}

}  // namespace

double marchenko_pastur_median(double beta) {
  require(beta > 0 && beta <= 1, ErrorCode::bad_value, "beta: must be in (0, 1]");
  const double root = std::sqrt(beta), a = (1 - root) * (1 - root), b = (1 + root) * (1 + root);
  double low = 0, high = std::numbers::pi / 2;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (mass_below(middle, a, b, beta) < 0.5 ? low : high) = middle;
  }
  const double s = std::sin(0.5 * (low + high));
  return a + (b - a) * s * s;
}

double gavish_donoho_lambda(double beta) {
  require(beta > 0 && beta <= 1, ErrorCode::bad_value, "beta: must be in (0, 1]");
  return std::sqrt(2 * (beta + 1) +
                   8 * beta / ((beta + 1) + std::sqrt(beta * beta + 14 * beta + 1)));
}

double gavish_donoho_omega(double beta) {
  return gavish_donoho_lambda(beta) / std::sqrt(marchenko_pastur_median(beta));
}

// With p ≤ q the sides, the nonzero eigenvalues of noise are σ² (q / (n − 1)) times a
// Marchenko-Pastur law of ratio β = p/q: for d ≤ n the factor is 1, for d > n it is γ = d/n.
SignalDimension marchenko_pastur(VectorView spectrum, Index n, Index d) {
  const Bulk b = bulk(spectrum, n, d);
  const double scale = b.median / marchenko_pastur_median(b.beta);   // σ² q / (n − 1)
  SignalDimension result = count_above(spectrum, scale * std::pow(1 + std::sqrt(b.beta), 2));
  const double factor = static_cast<double>(std::max(n - 1, d)) / static_cast<double>(n - 1);
  result.noise = std::sqrt(scale / factor);
  result.method = "marchenko_pastur";
  result.caveat = bulk_caveat(result, b);
  return result;
}

SignalDimension gavish_donoho(VectorView spectrum, Index n, Index d) {
  const Bulk b = bulk(spectrum, n, d);
  // Singular values are √((n − 1) λ): the rule for σ squared is one for λ.
  const double omega = gavish_donoho_omega(b.beta);
  SignalDimension result = count_above(spectrum, omega * omega * b.median);
  const double factor = static_cast<double>(std::max(n - 1, d)) / static_cast<double>(n - 1);
  result.noise = std::sqrt(b.median / marchenko_pastur_median(b.beta) / factor);
  result.method = "gavish_donoho";
  result.caveat = bulk_caveat(result, b);
  return result;
}

SignalDimension parallel_analysis(MatrixFView X, const ParallelAnalysisOptions& o,
                                  const Progress& progress) {
  require(o.replicates >= 1 && o.quantile > 0 && o.quantile < 1 && o.rows >= 3,
          ErrorCode::bad_option,
          "parallel analysis: replicates >= 1, quantile in (0, 1) and rows >= 3 are needed");
  const MatrixF S = chosen_rows(X, o);
  SignalDimension result;
  result.observed = spectrum_of(S);
  const Index p = result.observed.size();
  Matrix null(o.replicates, p);
  if (progress) progress("parallel analysis", 0);
  parallel_blocks(static_cast<std::size_t>(o.replicates), 1, [&](Block block) {
    MatrixF shuffled = S;
    permute_columns(shuffled, o.seed, block.index);
    null.row(static_cast<Index>(block.index)) = spectrum_of(shuffled).transpose();
  });
  result.reference.resize(p);
  for (Index j = 0; j < p; ++j) {
    std::sort(null.col(j).begin(), null.col(j).end());
    const auto rank = static_cast<Index>(std::ceil(o.quantile * o.replicates)) - 1;
    result.reference[j] = null(std::clamp<Index>(rank, 0, o.replicates - 1), j);
  }
  // Eigenvalues that agree to rounding (a single column, all columns constant) are not above.
  const double slack = 1e-6 * result.observed.maxCoeff();
  Index k = 0;
  while (k < p && result.observed[k] > result.reference[k] + slack) ++k;
  result.dimension = static_cast<int>(k);
  result.threshold = result.reference[std::min(k, p - 1)];
  result.method = "parallel_analysis, " + std::to_string(o.replicates) + " replicates of " +
                  std::to_string(S.rows()) + " rows";
  result.caveat =
      "weak components behind strong ones are missed: permuted columns keep the whole variance";
  return result;
}

}  // namespace qed::embedding
