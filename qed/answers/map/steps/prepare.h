// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "qed/answers/map/ask.h"
#include "qed/data/features.h"
#include "qed/data/roles/roles.h"
#include "qed/data/table.h"
#include "qed/embedding/pca/pca.h"
#include "qed/linalg/matrix.h"

namespace qed::answers::map {

/// Above this many features, neighbours and t-SNE work on the leading principal components.
inline constexpr int kReducedDimension = 50;

/// The rows as every later step sees them.
struct Prepared {
  data::Table table;                       ///< the rows that are answered from
  std::int64_t rows_read = 0;  ///< rows of the file; more than table.rows when sampled
  std::vector<std::int64_t> row_of;  ///< file row of each table row, empty when all rows are used
  std::vector<data::ColumnRole> roles;
  data::FeatureEncoder encoder;
  std::string label;  ///< column that colours the map, may be empty
  std::string label_why;  ///< how it was chosen, empty when asked for
  MatrixF X;  ///< n x d features
  std::vector<std::string> notes;  ///< what reading and encoding had to decide
};

/// Reads the file, finds roles, draws the sample, encodes. Throws Error for data that cannot be mapped (fewer than
/// kFewestRows rows, no usable column, all rows equal).
Prepared prepare(const std::string& file, const MapOptions& options, std::uint64_t seed,
                 const Progress& progress);

/// Features of some rows with another scaling, fitted to all rows, for the flip.
struct Encoded {
  MatrixF X;
  std::vector<int> blocks;
};
Encoded rescaled(const Prepared& prepared, const MapOptions& options, const std::string& scale,
                 const std::vector<std::int64_t>& rows);

/// m of n rows without replacement, in increasing order; all of them when m >= n.
std::vector<std::int64_t> sample_rows(std::int64_t n, std::int64_t m, std::uint64_t seed,
                                      std::uint64_t stream);
MatrixF take_rows(MatrixFView X, const std::vector<std::int64_t>& rows);

/// The space in which neighbours are sought: X itself up to 50 features, else its leading components.
struct Reduced {
  embedding::Pca pca;
  MatrixF scores;  ///< n x min(50, rank): principal components
  MatrixF points;  ///< n x min(50, d): what t-SNE and clustering see (X when d <= 50)
};
Reduced reduce(MatrixFView X, int dims, std::uint64_t seed, const Progress& progress = {});
/// Block ids of the columns of Reduced::points: those of the features where they are the features themselves.
std::vector<int> blocks_of(const Reduced& reduced, const std::vector<int>& feature_blocks);
/// The PCA picture: the first `dims` components; where there are fewer, the remaining axes are flat.
MatrixF flat_map(const Reduced& reduced, int dims);

}  // namespace qed::answers::map
