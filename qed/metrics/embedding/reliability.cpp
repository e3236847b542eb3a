// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/embedding/reliability.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include "qed/algorithms/low_dimensional/kd_tree.h"
#include "qed/base/error.h"
#include "qed/base/threads.h"

namespace qed::metrics {
namespace {

std::vector<std::int32_t> overlaps(const IndexMatrix& a, const IndexMatrix& b) {
  std::vector<std::int32_t> shared(static_cast<std::size_t>(a.rows()));
  parallel_blocks(shared.size(), 1024, [&](Block block) {
    std::vector<std::int32_t> x, y, both;
    for (std::size_t i = block.begin; i < block.end; ++i) {
      const auto row = static_cast<Index>(i);
      x.assign(a.row(row).begin(), a.row(row).end());
      y.assign(b.row(row).begin(), b.row(row).end());
      std::sort(x.begin(), x.end());
      std::sort(y.begin(), y.end());
      both.clear();
      std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
      shared[i] = static_cast<std::int32_t>(both.size());
    }
  });
  return shared;
}

// Step-up over k + 1 possible p-values: the least o with p(o) <= q (points with overlap >= o) / n.
int least_supported(const std::vector<std::int32_t>& shared, const std::vector<double>& tail,
                    double q) {
  const int k = static_cast<int>(tail.size()) - 1;
  std::vector<std::int64_t> at_least(tail.size() + 1);
  for (std::int32_t o : shared) ++at_least[static_cast<std::size_t>(o)];
  for (std::size_t o = tail.size(); o-- > 0;) at_least[o] += at_least[o + 1];
  for (int o = 0; o <= k; ++o) {
    const auto at = static_cast<std::size_t>(o);
    if (at_least[at] > 0 &&
        tail[at] <= q * static_cast<double>(at_least[at]) / static_cast<double>(shared.size()))
      return o;
  }
  return k + 1;
}

}  // namespace

std::vector<double> overlap_tail(std::int64_t others, int k) {
  require(k >= 1 && others >= k, ErrorCode::bad_shape, "overlap_tail: needs 1 <= k <= others");
  const auto N = static_cast<double>(others);
  const int lowest = static_cast<int>(std::max<std::int64_t>(0, 2 * std::int64_t{k} - others));
  // log of the weights by p(o+1)/p(o) = (k - o)² / ((o + 1)(N - 2k + o + 1)), from the lowest possible overlap.
  std::vector<double> log_weight(static_cast<std::size_t>(k) + 1, -INFINITY);
  double log_sum = 0, largest = 0;
  for (int o = lowest; o <= k; ++o) {
    log_weight[static_cast<std::size_t>(o)] = log_sum;
    largest = std::max(largest, log_sum);
    log_sum += 2 * std::log(k - o) - std::log(o + 1) - std::log(N - 2 * k + o + 1);
  }
  std::vector<double> tail(log_weight.size());
  double sum = 0;
  for (std::size_t o = tail.size(); o-- > 0;) tail[o] = sum += std::exp(log_weight[o] - largest);
  for (double& t : tail) t /= sum;
  return tail;
}

Reliability reliability(const IndexMatrix& true_neighbours, MatrixFView picture, double q) {
  const Index n = picture.rows(), k = true_neighbours.cols();
  require(true_neighbours.rows() == n, ErrorCode::bad_shape,
          "reliability: the picture has " + std::to_string(n) +
              " points, but neighbours are given for " + std::to_string(true_neighbours.rows()));
  require(q > 0 && q < 1, ErrorCode::bad_option, "q: must be in (0, 1)");
  const auto shared = overlaps(true_neighbours, algorithms::low_dimensional_neighbours(picture, k));
  Reliability out;
  out.q = q;
  out.least_overlap = least_supported(shared, overlap_tail(n - 1, static_cast<int>(k)), q);
  for (std::int32_t o : shared) {
    out.value.push_back(static_cast<float>(o) / static_cast<float>(k));
    out.flagged.push_back(o < out.least_overlap ? 1 : 0);
    out.count += out.flagged.back();
  }
  return out;
}

}  // namespace qed::metrics
