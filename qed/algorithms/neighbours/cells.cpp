// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/neighbours/cells.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "qed/algorithms/neighbours/nearest_lists.h"
#include "qed/base/random.h"
#include "qed/base/target.h"
#include "qed/base/threads.h"

namespace qed::algorithms {
namespace {

constexpr std::size_t kDirectionRows = 512;  // that a principal direction is taken from
constexpr int kDirectionSteps = 6;
constexpr std::size_t kParallelSplit = 8192;  // smaller parts are split on one thread
constexpr Index kSampledRows = 1000;          // half choose the reach, half measure the recall
constexpr Index kFarthestReach = 512;
constexpr double kMargin = 0.005;             // of recall beyond what was asked, for the sample
constexpr std::uint64_t kSampleStream = 0x6365'6c6c73;

QED_HOT float inner(const float* QED_RESTRICT x, const float* QED_RESTRICT y, std::size_t d) {
  float sum = 0;
  for (std::size_t j = 0; j < d; ++j) sum += x[j] * y[j];
  return sum;
}

QED_HOT void add_scaled(const float* QED_RESTRICT x, float a, std::size_t d,
                        float* QED_RESTRICT to) {
  for (std::size_t j = 0; j < d; ++j) to[j] += a * x[j];
}

// The leading principal direction of some of the rows by power steps from the widest coordinate.
std::vector<float> direction(MatrixFView X, std::span<const std::int32_t> rows) {
  const auto d = static_cast<std::size_t>(X.cols());
  const std::size_t count = std::min(kDirectionRows, rows.size());
  MatrixF some(static_cast<Index>(count), X.cols());
  for (std::size_t i = 0; i < count; ++i)
    some.row(static_cast<Index>(i)) = X.row(rows[i * rows.size() / count]);
  some.rowwise() -= some.colwise().mean().eval();
  Index widest = 0;
  some.colwise().squaredNorm().maxCoeff(&widest);
  std::vector<float> v(d, 0), next(d);
  v[static_cast<std::size_t>(widest)] = 1;
  for (int step = 0; step < kDirectionSteps; ++step) {
    std::ranges::fill(next, 0.0f);
    for (std::size_t i = 0; i < count; ++i) {
      const float* row = some.row(static_cast<Index>(i)).data();
      add_scaled(row, inner(row, v.data(), d), d, next.data());
    }
    const float length = std::sqrt(inner(next.data(), next.data(), d));
    if (!(length > 0)) break;  // all rows are equal
    for (std::size_t j = 0; j < d; ++j) v[j] = next[j] / length;
  }
  return v;
}

void split(MatrixFView X, std::span<std::int32_t> rows) {
  if (rows.size() <= kCell) return;
  const std::vector<float> v = direction(X, rows);
  std::vector<std::pair<float, std::int32_t>> places(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    places[i] = {inner(X.row(rows[i]).data(), v.data(), v.size()), rows[i]};
  const std::size_t half = (rows.size() / kCell + 1) / 2 * kCell;
  std::ranges::nth_element(places, places.begin() + static_cast<std::ptrdiff_t>(half));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = places[i].second;
  places = {};
  const std::span<std::int32_t> sides[2] = {rows.first(half), rows.subspan(half)};
  if (rows.size() < kParallelSplit) {
    for (const auto& side : sides) split(X, side);
    return;
  }
  parallel_blocks(2, 1, [&](Block b) { split(X, sides[b.begin]); });
}

MatrixF centres_of(MatrixFView X, const std::vector<std::int32_t>& order) {
  const auto cells = static_cast<Index>(block_count(static_cast<std::size_t>(X.rows()), kCell));
  MatrixF centres(cells, X.cols());
  parallel_blocks(static_cast<std::size_t>(cells), 64, [&](Block b) {
    for (std::size_t cell = b.begin; cell < b.end; ++cell) {
      const std::size_t first = cell * kCell;
      const auto end = std::min(first + kCell, static_cast<std::size_t>(X.rows()));
      Eigen::RowVectorXf sum = Eigen::RowVectorXf::Zero(X.cols());
      for (std::size_t place = first; place < end; ++place) sum += X.row(order[place]);
      centres.row(static_cast<Index>(cell)) = sum / static_cast<float>(end - first);
    }
  });
  return centres;
}

// Sampled rows and their true neighbours.
struct Truth {
  std::vector<std::int32_t> rows;
  IndexMatrix index;
};
Truth true_neighbours(MatrixFView X, const NeighbourOptions& options) {
  const Index wanted = std::min(kSampledRows, X.rows());
  Truth truth;
  Rng rng(options.seed, kSampleStream);
  for (Index s = 0; s < wanted; ++s)  // one of each equal run of rows
    truth.rows.push_back(static_cast<std::int32_t>(
        s * X.rows() / wanted + static_cast<Index>(rng.below(static_cast<std::uint64_t>(
                                    (s + 1) * X.rows() / wanted - s * X.rows() / wanted)))));
  MatrixF queries(wanted, X.cols());
  for (Index s = 0; s < wanted; ++s)
    queries.row(s) = X.row(truth.rows[static_cast<std::size_t>(s)]);
  const Neighbours found = neighbours_of(queries, X, {options.k + 1, "exact"});
  truth.index.resize(wanted, options.k);
  for (Index s = 0; s < wanted; ++s) {  // without the row itself; duplicates may stand before it
    Index at = 0;
    for (Index c = 0; c <= options.k && at < options.k; ++c)
      if (found.index(s, c) != truth.rows[static_cast<std::size_t>(s)])
        truth.index(s, at++) = found.index(s, c);
  }
  return truth;
}

// The least reach at which the even sampled rows find `recall`; -1 when no reach allowed does.
Index choose_reach(const Truth& truth, const std::vector<std::int32_t>& cell_of,
                   const IndexMatrix& near, double recall) {
  std::vector<double> found(static_cast<std::size_t>(near.cols()) + 1);  // by rank; 0: its own cell
  double all = 0;
  for (std::size_t s = 0; s < truth.rows.size(); s += 2) {
    const std::int32_t own = cell_of[static_cast<std::size_t>(truth.rows[s])];
    for (Index c = 0; c < truth.index.cols(); ++c, ++all) {
      const std::int32_t cell =
          cell_of[static_cast<std::size_t>(truth.index(static_cast<Index>(s), c))];
      const auto* begin = near.row(own).data();
      const auto* at = std::find(begin, begin + near.cols(), cell);
      if (cell == own)
        ++found[0];
      else if (at != begin + near.cols())
        ++found[static_cast<std::size_t>(at - begin) + 1];
    }
  }
  double sum = 0;
  for (std::size_t reach = 0; reach < found.size(); ++reach)
    if ((sum += found[reach]) >= recall * all) return static_cast<Index>(reach);
  return -1;
}

double measured_recall(const Truth& truth, const IndexMatrix& index) {
  double hits = 0, all = 0;
  for (std::size_t s = 1; s < truth.rows.size(); s += 2) {
    const auto row = index.row(truth.rows[s]);
    for (Index c = 0; c < truth.index.cols(); ++c, ++all)
      hits += std::find(row.data(), row.data() + row.size(),
                        truth.index(static_cast<Index>(s), c)) != row.data() + row.size();
  }
  return hits / all;
}

// A cell's rows against the rows of one cell.
void scan_cell(const PackedRows& rows, std::size_t cell, std::size_t other, NearestLists& lists,
               Hit* hits) {
  static const std::vector<float> kNever(kPanel, -1.0f);
  const std::size_t first = cell * kCell;
  for (std::size_t column = other * kCell; column < (other + 1) * kCell; column += kPanel) {
    const int count =
        panel_hits({rows, first, rows, column, lists.limits(0), kNever.data(), kCell}, hits);
    for (int h = 0; h < count; ++h) {
      const std::size_t b = column + static_cast<std::size_t>(hits[h].column);
      if (first + static_cast<std::size_t>(hits[h].row) != b)
        lists.offer(static_cast<std::size_t>(hits[h].row), hits[h].half_square, rows.row(b));
    }
  }
}

void search(MatrixFView X, const PackedRows& rows, const IndexMatrix& near, Index reach,
            Neighbours& result, const Progress& progress) {
  const auto cells = static_cast<std::size_t>(near.rows()), wave = std::size_t{1024};
  const int kept = kept_for(static_cast<int>(result.index.cols()));
  for (std::size_t start = 0; start < cells; start += wave) {  // between waves: the progress
    parallel_blocks(std::min(wave, cells - start), 4, [&](Block b) {
      std::vector<Hit> hits(static_cast<std::size_t>(kCell) * kPanel);
      for (std::size_t cell = start + b.begin; cell < start + b.end; ++cell) {
        NearestLists lists(kCell, kept);
        scan_cell(rows, cell, cell, lists, hits.data());
        for (Index r = 0; r < reach; ++r)
          scan_cell(rows, cell, static_cast<std::size_t>(near(static_cast<Index>(cell), r)), lists,
                    hits.data());
        for (std::size_t at = 0; at < kCell; ++at)
          if (const std::int32_t i = rows.row(cell * kCell + at); i >= 0)
            finish_row(X, X, i, lists.finish(at), result);
      }
    });
    if (progress) progress("neighbours", static_cast<double>(start) / static_cast<double>(cells));
  }
}

}  // namespace

std::vector<std::int32_t> cell_order(MatrixFView X) {
  std::vector<std::int32_t> rows(static_cast<std::size_t>(X.rows()));
  std::iota(rows.begin(), rows.end(), 0);
  split(X, rows);
  rows.resize(block_count(rows.size(), kTileBlock) * kTileBlock, -1);
  return rows;
}

Neighbours neighbours_in_cells(MatrixFView X, const NeighbourOptions& options,
                               const Progress& progress) {
  const Truth truth = true_neighbours(X, options);
  std::vector<std::int32_t> order = cell_order(X);
  std::vector<std::int32_t> cell_of(static_cast<std::size_t>(X.rows()));
  for (std::size_t place = 0; place < cell_of.size(); ++place)
    cell_of[static_cast<std::size_t>(order[place])] = static_cast<std::int32_t>(place / kCell);
  const MatrixF centres = centres_of(X, order);
  const Index most = std::min(kFarthestReach, centres.rows() / 3);
  const Index least = options.k / kCell + 2;  // so that every row meets k others
  if (most < least) return {};
  const IndexMatrix near = neighbours(centres, {static_cast<int>(most), "exact"}).index;
  const Index chosen = choose_reach(truth, cell_of, near, std::min(1.0, options.recall + kMargin));
  if (chosen < 0) return {};
  const PackedRows rows(X, frame_of(X), std::move(order));
  Neighbours result{IndexMatrix(X.rows(), options.k), MatrixF(X.rows(), options.k), 1, "cells"};
  search(X, rows, near, std::max(chosen, least), result, progress);
  result.recall = measured_recall(truth, result.index);
  return result;
}

}  // namespace qed::algorithms
