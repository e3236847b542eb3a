// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/modality.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

#include "qed/algorithms/graph/union_find.h"
#include "qed/base/random.h"
#include "qed/linalg/eigen.h"
#include "qed/linalg/symmetric/definite.h"
#include "qed/models/cluster/kmeans.h"
#include "qed/statistics/tests/dip.h"

namespace qed::models {

namespace {

constexpr std::uint64_t kTieStream = 0x746965, kHalfStream = 0x68616c66,
                        kShuffleStream = 0x73687566;
using Rows = std::vector<Index>;

/// One set of rows under study: the fitting and the testing half.
struct Halves {
  Rows fit, test;
};

MatrixF take(MatrixFView X, const Rows& rows) {
  MatrixF part(static_cast<Index>(rows.size()), X.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) part.row(static_cast<Index>(i)) = X.row(rows[i]);
  return part;
}

Matrix covariance_of(const MatrixF& X) {
  const Matrix centred = X.cast<double>().rowwise() - X.cast<double>().colwise().mean();
  return centred.transpose() * centred / static_cast<double>(std::max<Index>(1, X.rows() - 1));
}

/// The principal directions whose variance exceeds that of the same columns shuffled one by one
/// (parallel analysis), at least 2 and at most 20.
Matrix leading_directions(const MatrixF& X, const ModalityOptions& options) {
  MatrixF shuffled = X;
  for (Index j = 0; j < X.cols(); ++j) {
    Rng rng(options.seed, kShuffleStream + options.split, static_cast<std::uint64_t>(j));
    for (Index i = X.rows() - 1; i > 0; --i)
      std::swap(shuffled(i, j),
                shuffled(static_cast<Index>(rng.below(static_cast<std::uint64_t>(i) + 1)), j));
  }
  const Index most = std::min<Index>({20, X.cols(), X.rows() - 1});
  const auto real = linalg::symmetric_eigen(covariance_of(X), most);
  const auto null = linalg::symmetric_eigen(covariance_of(shuffled), 0);
  Index r = 0;
  while (r < most && real.values[r] > null.values[r]) ++r;
  return real.vectors.leftCols(std::min(most, std::max<Index>(r, 2)));
}

/// Critical values of √n D under uniformity, 20,000 replicates each: 90, 95, 99, 99.9 %.
struct Critical {
  double n, at_10, at_5, at_1, at_01;
};
constexpr Critical kCritical[] = {
#include "qed/models/cluster/dip_critical.inc"
};

double critical_value(std::size_t n, double alpha) {
  const auto of = [&](const Critical& c) {
    return alpha >= 0.1 ? c.at_10 : alpha >= 0.05 ? c.at_5 : alpha >= 0.01 ? c.at_1 : c.at_01;
  };
  const double m = static_cast<double>(n);
  const Critical* below = kCritical;
  for (const Critical& c : kCritical)
    if (c.n <= m) below = &c;
  if (below + 1 == std::end(kCritical) || m < below->n) return of(*below);
  const Critical* above = below + 1;
  const double t = (std::log(m) - std::log(below->n)) / (std::log(above->n) - std::log(below->n));
  return of(*below) * (1 - t) + of(*above) * t;
}

/// Do the rows of a and b (of the testing half) have a dip along w? The larger side keeps its rows
/// nearest to the cut, as many as the smaller has.
bool dips(const MatrixF& a, const MatrixF& b, const Eigen::VectorXf& w, double alpha) {
  Eigen::VectorXf low = a * w, high = b * w;  // w points from a to b
  std::vector<double> left(low.begin(), low.end()), right(high.begin(), high.end());
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  const std::size_t m = std::min(left.size(), right.size());
  std::vector<double> both(left.end() - static_cast<std::ptrdiff_t>(m), left.end());
  both.insert(both.end(), right.begin(), right.begin() + static_cast<std::ptrdiff_t>(m));
  const double statistic = statistics::dip(both).statistic;
  const std::size_t n = both.size();
  // Many rows show a valley at a stricter level: alpha, then alpha / 5, then alpha / 50.
  const double level = n < 24 ? alpha : n < 80 ? alpha / 5 : alpha / 50;
  return std::sqrt(static_cast<double>(n)) * statistic > critical_value(n, level);
}

/// The line between the centres of the fitting halves, and Fisher's direction.
std::vector<Eigen::VectorXf> directions(const MatrixF& a, const MatrixF& b) {
  const Eigen::VectorXf between = (b.colwise().mean() - a.colwise().mean()).transpose();
  const double na = static_cast<double>(a.rows()), nb = static_cast<double>(b.rows());
  Matrix W = (covariance_of(a) * na + covariance_of(b) * nb) / (na + nb);
  // Shrunk towards its mean variance as much as the rows fall short of the columns.
  const double d = static_cast<double>(W.cols()), share = std::min(0.9, d / (d + na + nb));
  const double mean = std::max(W.trace() / d, 1e-12);
  W = (1 - share) * W + share * mean * Matrix::Identity(W.rows(), W.cols());
  const linalg::Cholesky factor = linalg::cholesky(W);
  if (!factor.positive_definite()) return {between};  // directions without any variance
  const Vector fisher = linalg::solve(factor, between.cast<double>());
  return {between, fisher.cast<float>()};
}

bool are_apart(MatrixFView X, const Halves& a, const Halves& b, double alpha) {
  if (a.fit.size() < 3 || b.fit.size() < 3) return false;
  const MatrixF fit_a = take(X, a.fit), fit_b = take(X, b.fit);
  const MatrixF test_a = take(X, a.test), test_b = take(X, b.test);
  for (const auto& w : directions(fit_a, fit_b))
    if (dips(test_a, test_b, w, alpha)) return true;
  return false;
}

struct Cut {
  std::vector<Halves> piece;
  std::set<std::pair<std::size_t, std::size_t>> neighbours;
};

/// The nearest and the second nearest centre of each row make the pieces and their neighbourhoods.
Cut cut(MatrixFView X, const Halves& rows, int pieces, std::uint64_t seed) {
  const MatrixF fit = take(X, rows.fit), test = take(X, rows.test);
  KMeansOptions options;
  options.restarts = 3, options.seed = seed, options.max_iterations = 30;
  const Clustering found = kmeans(fit, pieces, options);
  Cut result;
  result.piece.resize(static_cast<std::size_t>(found.count));
  const auto place = [&](const MatrixF& part, const Rows& from, Rows Halves::* side) {
    for (Index i = 0; i < part.rows(); ++i) {
      Eigen::VectorXf distance = (found.centres.rowwise() - part.row(i)).rowwise().squaredNorm();
      Index first = 0, second = 0;
      distance.minCoeff(&first);
      Halves& piece = result.piece[static_cast<std::size_t>(first)];
      (piece.*side).push_back(from[static_cast<std::size_t>(i)]);
      if (found.count < 2) continue;
      distance[first] = std::numeric_limits<float>::infinity();
      distance.minCoeff(&second);
      result.neighbours.insert({static_cast<std::size_t>(std::min(first, second)),
                                static_cast<std::size_t>(std::max(first, second))});
    }
  };
  place(fit, rows.fit, &Halves::fit);
  place(test, rows.test, &Halves::test);
  return result;
}

constexpr std::size_t kLeastTest = 5;

/// Joins pieces that do not dip; pieces too small to be tested go to their nearest tested piece.
std::vector<Halves> join(MatrixFView X, const Cut& cut, double alpha) {
  const std::size_t k = cut.piece.size();
  algorithms::UnionFind sets(k);
  const auto testable = [&](std::size_t c) {
    return cut.piece[c].test.size() >= kLeastTest && cut.piece[c].fit.size() >= 3;
  };
  MatrixF centre(static_cast<Index>(k), X.cols());
  for (std::size_t c = 0; c < k; ++c)
    centre.row(static_cast<Index>(c)) = take(X, cut.piece[c].fit).colwise().mean();
  for (const auto& [a, b] : cut.neighbours) {
    const auto one = static_cast<std::int32_t>(a), other = static_cast<std::int32_t>(b);
    if (testable(a) && testable(b) && sets.find(one) != sets.find(other) &&
        !are_apart(X, cut.piece[a], cut.piece[b], alpha))
      sets.unite(one, other);
  }
  for (std::size_t c = 0; c < k; ++c) {
    if (testable(c)) continue;
    float least = std::numeric_limits<float>::infinity();
    std::size_t to = c;
    for (std::size_t o = 0; o < k; ++o) {
      const float v =
          (centre.row(static_cast<Index>(c)) - centre.row(static_cast<Index>(o))).squaredNorm();
      if (testable(o) && v < least) least = v, to = o;
    }
    sets.unite(static_cast<std::int32_t>(c), static_cast<std::int32_t>(to));
  }
  const auto label = sets.labels();
  std::vector<Halves> group(
      label.empty() ? 0
                    : 1u + static_cast<std::size_t>(*std::max_element(label.begin(), label.end())));
  for (std::size_t c = 0; c < k; ++c) {
    Halves& g = group[static_cast<std::size_t>(label[c])];
    g.fit.insert(g.fit.end(), cut.piece[c].fit.begin(), cut.piece[c].fit.end());
    g.test.insert(g.test.end(), cut.piece[c].test.begin(), cut.piece[c].test.end());
  }
  return group;
}

constexpr Index kFewColumns = 10;  // up to which k-means sees small groups among all columns
constexpr int kFewPieces = 16;  // fewer pieces hold more rows: a shallow valley becomes significant

/// Cuts and joins one group in its own space: one way of cutting it after the other, until one takes
/// it apart. A way fails when a piece that holds rows of two clusters joins them.
std::vector<Halves> take_apart(MatrixFView X, const Halves& rows, const ModalityOptions& options) {
  const int most = static_cast<int>(
      std::min<std::size_t>(static_cast<std::size_t>(options.pieces), rows.fit.size() / 8));
  std::vector<Halves> group;
  MatrixF leading;
  for (int pieces : {most, kFewPieces}) {
    if (pieces < 2 || pieces > most) break;
    for (bool subspace : {options.subspace, !options.subspace}) {
      if (X.cols() <= kFewColumns && subspace) continue;
      if (subspace && leading.size() == 0)
        leading = X * leading_directions(take(X, rows.fit), options).cast<float>();
      const MatrixFView Z = subspace ? MatrixFView(leading) : X;
      group = join(Z, cut(Z, rows, pieces, options.seed + options.split), options.alpha);
      if (group.size() > 1) return group;
    }
  }
  return group;
}

/// What comes apart is taken apart again.
void resolve(MatrixFView X, Halves rows, const ModalityOptions& options, int depth,
             std::vector<Halves>& found) {
  std::vector<Halves> group;
  if (depth < 6) group = take_apart(X, rows, options);
  if (group.size() < 2) {
    found.push_back(std::move(rows));
    return;
  }
  for (Halves& g : group) resolve(X, std::move(g), options, depth + 1, found);
}

}  // namespace

MatrixF spread_ties(MatrixFView X, std::uint64_t seed) {
  MatrixF result = X;
  for (Index j = 0; j < X.cols(); ++j) {
    std::vector<float> level(static_cast<std::size_t>(X.rows()));
    for (Index i = 0; i < X.rows(); ++i) level[static_cast<std::size_t>(i)] = X(i, j);
    std::sort(level.begin(), level.end());
    level.erase(std::unique(level.begin(), level.end()), level.end());
    const std::size_t m = level.size();
    if (m < 2 || static_cast<Index>(4 * m) > X.rows()) continue;
    Rng rng(seed, kTieStream, static_cast<std::uint64_t>(j));
    for (Index i = 0; i < X.rows(); ++i) {
      const auto at = static_cast<std::size_t>(
          std::lower_bound(level.begin(), level.end(), X(i, j)) - level.begin());
      const float down = at > 0 ? level[at] - level[at - 1] : level[1] - level[0];
      const float up = at + 1 < m ? level[at + 1] - level[at] : level[m - 1] - level[m - 2];
      const double u = rng.uniform() - 0.5;
      result(i, j) += static_cast<float>(u) * (u < 0 ? down : up);
    }
  }
  return result;
}

std::vector<std::int32_t> modal_groups(MatrixFView X, const ModalityOptions& options) {
  const Index n = X.rows();
  std::vector<std::int32_t> label(static_cast<std::size_t>(n), 0);
  if (n < 16) return label;
  Rows order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), Index{0});
  Rng rng(options.seed, kHalfStream, options.split);
  for (std::size_t i = order.size() - 1; i > 0; --i) std::swap(order[i], order[rng.below(i + 1)]);
  Halves all;
  all.fit.assign(order.begin(), order.begin() + n / 2);
  all.test.assign(order.begin() + n / 2, order.end());
  std::vector<Halves> found;
  resolve(X, std::move(all), options, 0, found);
  for (std::size_t g = 0; g < found.size(); ++g)
    for (const Rows* rows : {&found[g].fit, &found[g].test})
      for (Index i : *rows) label[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(g);
  return label;
}

}  // namespace qed::models
