// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/linalg/blas.h"
#include "qed/statistics/nulls/latent.h"
#include "qed/statistics/nulls/marginal.h"
#include "qed/statistics/nulls/null_model.h"

namespace qed::statistics {
namespace {

/// One latent normal and what it turns into: a column, or the columns of one category.
struct Variable {
  std::vector<Index> columns;
  std::vector<std::vector<float>>
      levels;  // patterns of a category in order; empty for a single column
  std::vector<Quantiles> law;              // one: of the column, or of the level's number
};

std::vector<Index> ranks_of(std::span<const float> values) {
  std::vector<Index> order(values.size());
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(), [&](Index a, Index b) {
    const float x = values[static_cast<std::size_t>(a)], y = values[static_cast<std::size_t>(b)];
    return x < y || (x == y && a < b);
  });
  return order;
}

std::vector<float> column_of(const MatrixF& X, Index j) {
  std::vector<float> values(static_cast<std::size_t>(X.rows()));
  for (Index i = 0; i < X.rows(); ++i) values[static_cast<std::size_t>(i)] = X(i, j);
  return values;
}

/// Row scores near the leading principal component: five steps of power iteration from the sum of the columns.
Vector leading_scores(const MatrixF& X) {
  const MatrixF Y = X.rowwise() - X.colwise().mean();
  Eigen::VectorXf v = Eigen::VectorXf::Ones(Y.cols()), u;
  for (int step = 0; step < 5; ++step) {
    u = Y * v;
    v = Y.transpose() * u;
    const float size = v.norm();
    if (size > 0) v /= size;
  }
  return u.cast<double>();
}

double squared(double x) { return x * x; }

/// How far to shrink off-diagonal correlations towards 0 so that sampling noise is not taken for structure: the
/// estimated share of noise in Σ_{i≠j} r_ij², each r carrying about 1/(n-1) of it. Near 1 for pure noise, O(1/n) for
/// true correlations.  Ref: [SchaeferStrimmer2005]
double shrinkage(double sum_of_squares, Index n, Index d) {
  const double noise =
      static_cast<double>(d) * static_cast<double>(d - 1) / static_cast<double>(n - 1);
  return sum_of_squares > noise ? noise / sum_of_squares : 1;
}

class CopulaFit : public NullModel::Fit {
 public:
  CopulaFit(const MatrixF& X, const std::vector<int>& block, Marginals marginals)
      : columns_(X.cols()) {
    gather_variables(X, block);
    const Index n = X.rows(), count = static_cast<Index>(variables_.size());
    Matrix scores(n, count);
    std::vector<Hermite> hermite(static_cast<std::size_t>(count));
    const Vector leading = block.empty() ? Vector() : leading_scores(X);
    parallel_blocks(static_cast<std::size_t>(count), 1, [&](Block b) {
      const auto v = static_cast<Index>(b.index);
      Variable& variable = variables_[b.index];
      const bool category = variable.columns.size() > 1;
      const std::vector<float> values =
          category ? code_levels(X, leading, variable) : column_of(X, variable.columns[0]);
      const std::vector<Index> order = ranks_of(values);
      scores.col(v) = normal_scores(values, order);
      hermite[b.index] = hermite_coefficients(scores.col(v), order);
      std::vector<float> sorted(values.size());
      for (std::size_t r = 0; r < sorted.size(); ++r)
        sorted[r] = values[static_cast<std::size_t>(order[r])];
      variable.law.push_back(category ? Quantiles::of_levels(sorted)
                                      : Quantiles(sorted, marginals));
    });
    if (n <= count) {
      const double off = linalg::gram_of_rows(scores).squaredNorm() / squared(n - 1.0) -
                         static_cast<double>(count);
      latent_ = Latent::of_rows(scores.cast<float>(), shrinkage(off, n, count));
    } else {
      latent_ = Latent::of_covariance(latent_correlations(scores, hermite));
    }
  }

  MatrixF sample(std::int64_t rows, std::uint64_t seed, std::uint64_t index) const override {
    const MatrixF Z = latent_.sample(rows, seed, index);
    MatrixF X(rows, columns_);
    constexpr std::size_t kTile = 16;  // variables whose laws and cells stay in the cache
    for (std::size_t first = 0; first < variables_.size(); first += kTile) {
      const std::size_t end = std::min(first + kTile, variables_.size());
      for (Index i = 0; i < rows; ++i)
        for (std::size_t v = first; v < end; ++v)
          write_cell(variables_[v], Z(i, static_cast<Index>(v)), X.row(i));
    }
    return X;
  }
  std::int64_t columns() const override { return columns_; }

 private:
  static void write_cell(const Variable& variable, float z, Eigen::Ref<Eigen::RowVectorXf> row) {
    const float value = variable.law[0](normal_cdf(z));
    if (variable.levels.empty()) {
      row(variable.columns[0]) = value;
      return;
    }
    const std::vector<float>& pattern = variable.levels[static_cast<std::size_t>(value)];
    for (std::size_t c = 0; c < pattern.size(); ++c) row(variable.columns[c]) = pattern[c];
  }

  void gather_variables(const MatrixF& X, const std::vector<int>& block) {
    require(block.empty() || static_cast<Index>(block.size()) == X.cols(), ErrorCode::bad_shape,
            "copula_null: block must have one id a column");
    std::map<int, std::size_t> variable_of;
    for (Index j = 0; j < X.cols(); ++j) {
      const int id = block.empty() ? -1 : block[static_cast<std::size_t>(j)];
      const auto [place, is_new] = id < 0 ? std::pair{variable_of.end(), true}
                                          : variable_of.try_emplace(id, variables_.size());
      if (is_new)
        variables_.push_back({{j}, {}, {}});
      else
        variables_[place->second].columns.push_back(j);
    }
  }

  /// Numbers the patterns of a category by their rows' mean leading score; returns each row's number.
  static std::vector<float> code_levels(const MatrixF& X, const Vector& leading,
                                        Variable& variable) {
    struct Level {
      double sum = 0, count = 0;
      std::vector<Index> rows;
    };
    std::map<std::vector<float>, Level> seen;
    for (Index i = 0; i < X.rows(); ++i) {
      std::vector<float> pattern;
      for (const Index j : variable.columns) pattern.push_back(X(i, j));
      Level& level = seen[pattern];
      level.sum += leading(i), level.count += 1;
      level.rows.push_back(i);
    }
    using Entry = const std::pair<const std::vector<float>, Level>*;
    std::vector<Entry> ordered;
    for (const auto& entry : seen) ordered.push_back(&entry);
    std::stable_sort(ordered.begin(), ordered.end(), [](Entry a, Entry b) {
      return a->second.sum / a->second.count < b->second.sum / b->second.count;
    });
    std::vector<float> codes(static_cast<std::size_t>(X.rows()));
    for (std::size_t l = 0; l < ordered.size(); ++l) {
      variable.levels.push_back(ordered[l]->first);
      for (const Index i : ordered[l]->second.rows)
        codes[static_cast<std::size_t>(i)] = static_cast<float>(l);
    }
    return codes;
  }

  static Matrix latent_correlations(const Matrix& scores, const std::vector<Hermite>& hermite) {
    Matrix C = linalg::gram(scores) / static_cast<double>(scores.rows() - 1);
    C *= 1 - shrinkage(C.squaredNorm() - C.diagonal().squaredNorm(), scores.rows(), C.cols());
    parallel_blocks(static_cast<std::size_t>(C.cols()), 8, [&](Block b) {
      for (std::size_t j = b.begin; j < b.end; ++j)
        for (std::size_t i = j; i < hermite.size(); ++i) {
          const auto row = static_cast<Index>(i), column = static_cast<Index>(j);
          C(row, column) = i == j ? 1 : latent_correlation(hermite[i], hermite[j], C(row, column));
        }
    });
    for (Index j = 0; j < C.cols(); ++j)
      for (Index i = 0; i < j; ++i) C(i, j) = C(j, i);
    return repaired_correlation(C);
  }

  Index columns_;
  std::vector<Variable> variables_;
  Latent latent_;
};

}  // namespace

NullModel copula_null(MatrixFView X, const std::vector<int>& block, Marginals marginals) {
  const bool unimodal = marginals == Marginals::unimodal;
  return {"copula",
          unimodal
              ? "rank correlations; discrete columns' laws; the nearest unimodal law of the others"
              : "each column's law and the rank correlations",
          std::make_shared<CopulaFit>(rows_to_fit(X), block, marginals)};
}

}  // namespace qed::statistics
