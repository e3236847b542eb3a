// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/steps/prepare.h"

#include <algorithm>
#include <numeric>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/text.h"
#include "qed/data/read.h"

namespace qed::answers::map {
namespace {

constexpr std::int64_t kFewestRows = 10;  // below it neither picture nor null says anything
constexpr std::int64_t kMostRows = 250'000;  // a minute or two on two cores; --sample asks for more
constexpr std::int64_t kMostCells =
    250'000'000;  // 1 GB of features, as much again or twice of table

// The label asked for, else the column whose role is a label.
void choose_label(Prepared& prepared, const MapOptions& options) {
  if (!options.label.empty()) {
    prepared.label = prepared.table.column(options.label).name;
    return;
  }
  for (const data::ColumnRole& role : prepared.roles) {
    const bool asked = std::ranges::find(options.columns, role.column) != options.columns.end();
    if (role.role == data::Role::label && !asked) {
      prepared.label = role.column;
      prepared.label_why = role.why;
      return;
    }
  }
}

bool all_rows_equal(const MatrixF& X) {
  for (Index i = 1; i < X.rows(); ++i)
    if (X.row(i) != X.row(0)) return false;
  return true;
}

}  // namespace

std::vector<std::int64_t> sample_rows(std::int64_t n, std::int64_t m, std::uint64_t seed,
                                      std::uint64_t stream) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(n));
  std::iota(rows.begin(), rows.end(), 0);
  if (m >= n) return rows;
  Rng rng(seed, stream);
  for (std::int64_t i = 0; i < m; ++i)  // the first m steps of a Fisher-Yates shuffle
    std::swap(rows[static_cast<std::size_t>(i)],
              rows[static_cast<std::size_t>(i) + rng.below(static_cast<std::uint64_t>(n - i))]);
  rows.resize(static_cast<std::size_t>(m));
  std::ranges::sort(rows);
  return rows;
}

MatrixF take_rows(MatrixFView X, const std::vector<std::int64_t>& rows) {
  MatrixF part(static_cast<Index>(rows.size()), X.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) part.row(static_cast<Index>(i)) = X.row(rows[i]);
  return part;
}

Prepared prepare(const std::string& file, const MapOptions& options, std::uint64_t seed,
                 const Progress& progress) {
  Prepared prepared;
  const std::int64_t most = options.sample > 0 ? options.sample : kMostRows;
  prepared.table = data::read_table(
      file, {.sample = most, .cells = options.sample > 0 ? 0 : kMostCells, .seed = seed}, progress);
  prepared.rows_read = prepared.table.rows_in_file;
  prepared.row_of = prepared.table.row_of;
  prepared.notes = prepared.table.notes;
  require(prepared.table.rows >= kFewestRows, ErrorCode::bad_data,
          printable(file, 200) + ": has " + std::to_string(prepared.table.rows) +
              " rows, but a map needs at least " + std::to_string(kFewestRows));
  if (prepared.table.rows < prepared.rows_read)
    prepared.notes.push_back("a random sample of " + counted(prepared.table.rows) + " of " +
                             counted(prepared.rows_read) + " rows was used");
  prepared.roles = data::roles(prepared.table);
  choose_label(prepared, options);
  prepared.encoder = data::FeatureEncoder::fit(prepared.table, prepared.roles,
                                               {.columns = options.columns,
                                                .drop = options.drop,
                                                .label = prepared.label,
                                                .scale = options.scale,
                                                .hint = "name the columns to use with --columns"});
  for (const auto& note : prepared.encoder.notes()) prepared.notes.push_back(note);
  prepared.X = prepared.encoder.encode(prepared.table);
  require(!all_rows_equal(prepared.X), ErrorCode::bad_data,
          printable(file, 200) + ": all rows are equal, there is nothing to map");
  return prepared;
}

Encoded rescaled(const Prepared& prepared, const MapOptions& options, const std::string& scale,
                 const std::vector<std::int64_t>& rows) {
  const auto encoder = data::FeatureEncoder::fit(
      prepared.table, prepared.roles,
      {.columns = options.columns, .drop = options.drop, .label = prepared.label, .scale = scale});
  return {encoder.encode(data::take_rows(prepared.table, rows)), encoder.blocks()};
}

Reduced reduce(MatrixFView X, int dims, std::uint64_t seed, const Progress& progress) {
  const int d = static_cast<int>(X.cols());
  Reduced reduced;
  reduced.pca = embedding::pca(
      X, {.components = std::min(std::max(kReducedDimension, dims), d), .seed = seed}, progress);
  reduced.scores = embedding::transform(reduced.pca, X);
  reduced.points = d > kReducedDimension ? reduced.scores : MatrixF(X);
  return reduced;
}

std::vector<int> blocks_of(const Reduced& reduced, const std::vector<int>& feature_blocks) {
  const auto columns = static_cast<std::size_t>(reduced.points.cols());
  return columns == feature_blocks.size() ? feature_blocks : std::vector<int>(columns, -1);
}

MatrixF flat_map(const Reduced& reduced, int dims) {
  MatrixF map = MatrixF::Zero(reduced.scores.rows(), dims);
  const Index known = std::min<Index>(dims, reduced.scores.cols());
  map.leftCols(known) = reduced.scores.leftCols(known);
  return map;
}

}  // namespace qed::answers::map
