// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/pca/row_sample.h"

#include <algorithm>

#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/linalg/tiles/tiles.h"

namespace qed::embedding {
namespace {

using linalg::kTileRows;

constexpr std::uint64_t kRowStream = 0x706361'726f77;

// read(block of rows) for the listed rows, a tile's rows at a time.
template <class Visit>
void for_tiles(std::span<const Index> rows, MatrixFView X, CentredRows& centred, Visit visit) {
  for (std::size_t first = 0; first < rows.size(); first += kTileRows)
    visit(centred.read(X,
                       rows.subspan(first, std::min<std::size_t>(kTileRows, rows.size() - first))));
}

}  // namespace

RowSamples draw_rows(Index n, std::uint64_t seed) {
  Rng rng(seed, kRowStream);
  RowSamples drawn;
  for (Index i = 0; i + kShare <= n; i += kShare) {
    const auto one = static_cast<Index>(rng.below(kShare));
    const auto further = 1 + static_cast<Index>(rng.below(kShare - 1));
    drawn.first.push_back(i + one);
    drawn.second.push_back(i + (one + further) % kShare);
  }
  return drawn;
}

MatrixF sample_covariance(MatrixFView X, std::span<const Index> rows, const Shift& by,
                          bool center) {
  const Index d = X.cols();
  const std::size_t m = rows.size();
  struct Sums {
    MatrixF products;
    Vector columns;
  };
  Sums sums = parallel_reduce(
      m, (m + 3) / 4, Sums{MatrixF::Zero(d, d), Vector::Zero(d)},
      [&](Block slab) {
        Sums part{MatrixF::Zero(d, d), Vector::Zero(d)};
        CentredRows centred(by);
        for_tiles(rows.subspan(slab.begin, slab.size()), X, centred,
                  [&](linalg::RowBlock z) { linalg::add_gram(z, part.products.data()); });
        part.columns = centred.sums();
        return part;
      },
      [](Sums& total, const Sums& part) {
        total.products += part.products;
        total.columns += part.columns;
      });
  const auto size = static_cast<float>(m);
  MatrixF& S = sums.products;
  const Eigen::VectorXf mean = (sums.columns / static_cast<double>(m)).cast<float>();
  for (Index i = 0; i < d; ++i) {
    const Index rest = i + 1;
    S.row(i).head(rest) *= 1 / (size - 1);
    if (center) S.row(i).head(rest) -= mean[i] * mean.head(rest).transpose() * (size / (size - 1));
    S.col(i).head(rest) = S.row(i).head(rest).transpose();
  }
  return S;
}

std::vector<Matrix> group_means(MatrixFView X, std::span<const Index> rows, const Shift& by,
                                const MatrixF& B, const Eigen::RowVectorXf& offset) {
  const Index b = B.cols();
  std::vector<Matrix> means(kGroups);
  parallel_blocks(kGroups, 1, [&](Block group) {
    std::vector<Index> own;
    for (std::size_t i = group.index; i < rows.size(); i += kGroups) own.push_back(rows[i]);
    CentredRows centred(by);
    MatrixF image(kTileRows, b), gram = MatrixF::Zero(b, b);
    for_tiles(own, X, centred, [&](linalg::RowBlock z) {
      image.rowwise() = -offset;
      linalg::add_product(z, linalg::rows_of(B), image.data(), b);
      linalg::add_gram(linalg::rows_of(image, 0, z.rows), gram.data());
    });
    means[group.index] = gram.cast<double>() / static_cast<double>(own.size());
  });
  return means;
}

}  // namespace qed::embedding
