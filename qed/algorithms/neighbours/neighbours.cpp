// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/neighbours/neighbours.h"

#include <cmath>
#include <memory>
#include <vector>

#include "qed/algorithms/neighbours/cells.h"
#include "qed/algorithms/neighbours/nearest_lists.h"
#include "qed/algorithms/neighbours/tiles.h"
#include "qed/base/error.h"
#include "qed/base/target.h"
#include "qed/base/text.h"
#include "qed/base/threads.h"

namespace qed::algorithms {
namespace {

QED_HOT bool finite_sum(const float* x, std::size_t n) {
  float sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += x[i] * 0.0f;
  return sum == 0.0f;  // NaN and infinities times zero are NaN
}

void check_rows(MatrixFView X, const char* what) {
  for (Index i = 0; i < X.rows(); ++i)
    if (!finite_sum(X.row(i).data(), static_cast<std::size_t>(X.cols())))
      throw Error(
          ErrorCode::bad_data,
          std::string(what) + ": row " + std::to_string(i) + " holds a value that is not finite",
          "fill or drop missing values first");
}

// Both sides of every pair of two blocks (or of one with itself, each side by its own tile).
void scan_blocks(const PackedRows& rows, NearestLists& lists, std::size_t i, std::size_t j,
                 Hit* hits) {
  static const std::vector<float> kNever(kPanel, -1.0f);
  const std::size_t first = i * kTileBlock;
  for (std::size_t column = j * kTileBlock; column < (j + 1) * kTileBlock; column += kPanel) {
    const int count = panel_hits({rows, first, rows, column, lists.limits(first),
                                  i == j ? kNever.data() : lists.limits(column)},
                                 hits);
    for (int h = 0; h < count; ++h) {
      const std::size_t a = first + hits[h].row, b = column + hits[h].column;
      if (a == b) continue;
      lists.offer(a, hits[h].half_square, rows.row(b));
      if (i != j) lists.offer(b, hits[h].half_square, rows.row(a));
    }
  }
}

// Round by round as in a tournament: in a round no block meets twice, so that no list has two
// writers, and every list sees its offers in one order whatever the number of threads.
void scan_all_pairs(const PackedRows& rows, NearestLists& lists, const Progress& progress) {
  const std::size_t blocks = rows.blocks(), even = blocks + blocks % 2;
  const auto play = [&](std::size_t i, std::size_t j) {
    thread_local std::vector<Hit> hits(static_cast<std::size_t>(kTileBlock) * kPanel);
    if (i < blocks && j < blocks) scan_blocks(rows, lists, i, j, hits.data());
  };
  parallel_blocks(blocks, 1, [&](Block b) { play(b.begin, b.begin); });
  for (std::size_t round = 0; round + 1 < even; ++round) {
    parallel_blocks(even / 2, 1, [&](Block b) {
      const std::size_t m = even - 1, s = b.begin;
      if (s == 0) return play(round, m);
      play((round + s) % m, (round + m - s) % m);
    });
    if (progress)
      progress("neighbours", static_cast<double>(round + 1) / static_cast<double>(even));
  }
}

void scan_queries(const PackedRows& queries, const PackedRows& rows, NearestLists& lists,
                  const Progress& progress) {
  static const std::vector<float> kNever(kPanel, -1.0f);
  const std::size_t wave = 64;  // blocks of queries between two reports
  for (std::size_t start = 0; start < queries.blocks(); start += wave) {
    parallel_blocks(std::min(wave, queries.blocks() - start), 1, [&](Block b) {
      thread_local std::vector<Hit> hits(static_cast<std::size_t>(kTileBlock) * kPanel);
      const std::size_t first = (start + b.begin) * kTileBlock;
      for (std::size_t column = 0; column < rows.places(); column += kPanel) {
        const int count = panel_hits(
            {queries, first, rows, column, lists.limits(first), kNever.data()}, hits.data());
        for (int h = 0; h < count; ++h)
          lists.offer(first + hits[h].row, hits[h].half_square, rows.row(column + hits[h].column));
      }
    });
    if (progress)
      progress("neighbours", static_cast<double>(start) / static_cast<double>(queries.blocks()));
  }
}

void finish(MatrixFView queries, MatrixFView X, const PackedRows& places, NearestLists& lists,
            Neighbours& result) {
  parallel_blocks(places.places(), kTileBlock, [&](Block block) {
    for (std::size_t place = block.begin; place < block.end; ++place)
      if (const std::int32_t i = places.row(place); i >= 0)
        finish_row(queries, X, i, lists.finish(place), result);
  });
}

void check_options(const NeighbourOptions& options, Index available, Index columns) {
  require(options.method == "auto" || options.method == "exact" || options.method == "cells",
          ErrorCode::bad_option,
          "method: is " + printable(options.method) + ", but must be one of auto, exact and cells");
  require(options.k >= 1 && options.k <= available, ErrorCode::bad_option,
          "k: is " + std::to_string(options.k) + ", but must be in [1, " +
              std::to_string(available) + "]",
          "ask for fewer neighbours or give more rows");
  require(options.recall > 0 && options.recall <= 1, ErrorCode::bad_option,
          "recall: must be above 0 and at most 1");
  require(columns >= 1, ErrorCode::bad_shape, "rows: have no columns, but must have at least one");
}

}  // namespace

Neighbours neighbours(MatrixFView X, const NeighbourOptions& options, const Progress& progress) {
  check_options(options, X.rows() - 1, X.cols());
  check_rows(X, "rows");
  if (options.method == "cells" || (options.method == "auto" && X.rows() > kExactRows))
    if (Neighbours found = neighbours_in_cells(X, options, progress); found.index.rows() > 0)
      return found;
  const Frame frame = frame_of(X);
  const PackedRows rows(X, frame, spatial_order(X, frame));
  const int kept = static_cast<int>(std::min<Index>(kept_for(options.k), X.rows() - 1));
  NearestLists lists(rows.places(), kept);
  scan_all_pairs(rows, lists, progress);
  Neighbours result{IndexMatrix(X.rows(), options.k), MatrixF(X.rows(), options.k), 1, "exact"};
  finish(X, X, rows, lists, result);
  return result;
}

Neighbours neighbours_of(MatrixFView queries, MatrixFView X, const NeighbourOptions& options,
                         const Progress& progress) {
  check_options(options, X.rows(), X.cols());
  require(queries.cols() == X.cols(), ErrorCode::bad_shape,
          "queries: have " + std::to_string(queries.cols()) + " columns, but must have the " +
              std::to_string(X.cols()) + " of the rows");
  check_rows(queries, "queries");
  check_rows(X, "rows");
  Frame frame = frame_of(X);
  const float reach =
      (queries.rowwise() - Eigen::Map<const Eigen::RowVectorXf>(frame.centre.data(), X.cols()))
          .cwiseAbs()
          .maxCoeff();
  if (reach * frame.scale > 1) frame.scale = std::ldexp(1.0f, -std::ilogb(reach) - 1);
  const PackedRows rows(X, frame, spatial_order(X, frame));
  const PackedRows asked(queries, frame, spatial_order(queries, frame));
  NearestLists lists(asked.places(),
                     static_cast<int>(std::min<Index>(kept_for(options.k), X.rows())));
  scan_queries(asked, rows, lists, progress);
  Neighbours result{IndexMatrix(queries.rows(), options.k), MatrixF(queries.rows(), options.k), 1,
                    "exact"};
  finish(queries, X, asked, lists, result);
  return result;
}

}  // namespace qed::algorithms
