// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/steps/place.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/read.h"

namespace qed::answers::map {
namespace {

constexpr Index kShownNeighbours = 5;
constexpr double kOwnShare = 0.99;  // of the map's rows that are nearer to their nearest

// Distances in the space of neighbours, lengthened by what that space leaves out of each row.
std::vector<float> whole_distances(const MatrixF& distance, MatrixFView X, const Reduced& reduced) {
  std::vector<float> whole(static_cast<std::size_t>(distance.rows()));
  const bool is_reduced = reduced.points.cols() != X.cols();
  const Vector left_out =
      is_reduced ? Vector(embedding::reconstruction_error(reduced.pca, X,
                                                          static_cast<int>(reduced.points.cols())) *
                          static_cast<double>(X.cols()))
                 : Vector(Vector::Zero(X.rows()));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const auto row = static_cast<Index>(i);
    const double within = distance(row, 0);
    whole[i] = static_cast<float>(std::sqrt(within * within + left_out[row]));
  }
  return whole;
}

// The least that kOwnShare of the n + 1 rows, were the new one among them, stay within.
double own_limit(std::vector<float> own) {
  const auto n = static_cast<double>(own.size());
  const auto rank = std::min(static_cast<std::size_t>(std::ceil(kOwnShare * (n + 1))), own.size());
  std::ranges::nth_element(own, own.begin() + static_cast<std::ptrdiff_t>(rank - 1));
  return own[rank - 1];
}

}  // namespace

std::int64_t Placed::far_count() const {
  return std::ranges::count_if(distance, [&](float d) { return d > far_from; });
}

Placed place_rows(const std::string& file, const Prepared& data, const Pictures& pictures) {
  try {
    Placed placed;
    placed.table = data::read_table(file);
    const MatrixF X = data.encoder.encode(placed.table);
    const Reduced& reduced = pictures.reduced;
    const bool is_reduced = reduced.points.cols() != data.X.cols();
    const MatrixF rows = is_reduced ? embedding::transform(reduced.pca, X) : X;
    const Index n = reduced.points.rows();
    embedding::PlaceOptions how;
    how.perplexity = std::min(how.perplexity, static_cast<double>(n) / 3);
    placed.coordinates = embedding::place(rows, reduced.points, pictures.tsne.coordinates, how);
    const int k = static_cast<int>(std::min<Index>(kShownNeighbours, n));
    const auto near = algorithms::neighbours_of(rows, reduced.points, {.k = k});
    placed.nearest = near.index;
    placed.distance = whole_distances(near.distance, X, reduced);
    placed.far_from = own_limit(whole_distances(pictures.neighbours.distance, data.X, reduced));
    return placed;
  } catch (Error& error) {
    throw error.with_context("--place " + printable(file, 200));
  }
}

}  // namespace qed::answers::map
