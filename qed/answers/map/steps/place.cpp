// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/steps/place.h"

#include <algorithm>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/read.h"

namespace qed::answers::map {

constexpr Index kShownNeighbours = 5;

Placed place_rows(const std::string& file, const Prepared& data, const Pictures& pictures) {
  require(pictures.tsne.coordinates.cols() == 2, ErrorCode::bad_option, "--place: needs --dims 2");
  try {
    const data::Table table = data::read_table(file);
    const MatrixF X = data.encoder.encode(table);
    const Reduced& reduced = pictures.reduced;
    const bool reduced_space = reduced.points.cols() != data.X.cols();
    const MatrixF rows = reduced_space ? embedding::transform(reduced.pca, X) : X;
    Placed placed{embedding::place(rows, reduced.points, pictures.tsne.coordinates), {}};
    const int k = static_cast<int>(std::min<Index>(kShownNeighbours, reduced.points.rows()));
    placed.nearest = algorithms::neighbours_of(rows, reduced.points, {.k = k}).index;
    return placed;
  } catch (Error& error) {
    throw error.with_context("--place " + printable(file, 200));
  }
}

}  // namespace qed::answers::map
