// SPDX-License-Identifier: Apache-2.0
#include "qed/algorithms/neighbours/nearest_lists.h"

#include <cmath>

#include "qed/base/target.h"

namespace qed::algorithms {
namespace {

QED_HOT float square_distance(const float* QED_RESTRICT x, const float* QED_RESTRICT y, Index d) {
  float sum = 0;
  for (Index j = 0; j < d; ++j) sum += (x[j] - y[j]) * (x[j] - y[j]);
  return sum;
}

}  // namespace

void finish_row(MatrixFView queries, MatrixFView X, Index i, std::span<const std::uint64_t> kept,
                Neighbours& result) {
  thread_local std::vector<std::uint64_t> found;  // (squared distance, row): bits order as numbers
  found.clear();
  const auto k = static_cast<std::ptrdiff_t>(result.index.cols());
  for (const std::uint64_t key : kept) {
    const std::int32_t j = NearestLists::row(key);
    const float square = square_distance(queries.row(i).data(), X.row(j).data(), X.cols());
    found.push_back(std::uint64_t{std::bit_cast<std::uint32_t>(square)} << 32 |
                    static_cast<std::uint32_t>(j));
  }
  std::partial_sort(found.begin(), found.begin() + k, found.end());
  for (std::ptrdiff_t c = 0; c < k; ++c) {
    const std::uint64_t key = found[static_cast<std::size_t>(c)];
    result.index(i, c) = NearestLists::row(key);
    result.distance(i, c) = std::sqrt(std::bit_cast<float>(static_cast<std::uint32_t>(key >> 32)));
  }
}

}  // namespace qed::algorithms
