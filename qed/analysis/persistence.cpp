// SPDX-License-Identifier: Apache-2.0
#include "qed/analysis/persistence.h"

#include <algorithm>
#include <cmath>

#include "qed/algorithms/graph/union_find.h"
#include "qed/base/error.h"

namespace qed::analysis {
Barcode barcode(MatrixFView X) {
  require(X.cols() == 0 || (X.array().abs() < 1e17F).all(), ErrorCode::bad_value,
          "barcode: a value is not finite, or above 1e17 in size");
  return {algorithms::spanning_tree(X, std::vector<float>(static_cast<std::size_t>(X.rows()))),
          X.rows()};
}

Index Barcode::components(double scale) const {
  const auto alive =
      std::count_if(tree.begin(), tree.end(), [&](const auto& e) { return e.length > scale; });
  return points == 0 ? 0 : static_cast<Index>(alive) + 1;
}

std::vector<std::int32_t> Barcode::labels(double scale) const {
  algorithms::UnionFind parts(static_cast<std::size_t>(points));
  for (const auto& edge : tree)
    if (edge.length <= scale) parts.unite(edge.a, edge.b);
  return parts.labels();
}

Barcode::Gap Barcode::widest_gap(Index most) const {
  Gap best;
  const auto edges = static_cast<Index>(tree.size());
  for (Index c = 2; c <= std::min(most, edges); ++c) {
    // c components live between the (c-1)-th longest edge and the one before it in length.
    const double death = tree[static_cast<std::size_t>(edges - c + 1)].length;
    const double birth = tree[static_cast<std::size_t>(edges - c)].length;
    if (birth > 0 && death / birth > best.ratio)
      best = {c, death / birth, std::sqrt(death * birth)};
  }
  return best;
}

}  // namespace qed::analysis
