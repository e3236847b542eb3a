// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "qed/models/cluster/cluster_count.h"

namespace qed::models {

namespace {

using Signature = std::vector<std::int32_t>;  // the group of a row in each partition

double shared(const Signature& a, const Signature& b) {
  double same = 0;
  for (std::size_t s = 0; s < a.size(); ++s) same += a[s] == b[s];
  return same / static_cast<double>(a.size());
}

struct Kind {
  Signature signature;
  double weight = 0;
};

/// A split joins two clusters by chance (one piece that holds rows of both) far more often than it
/// parts one, so kinds stay apart that are apart in two of five partitions.
constexpr double kLeastShared = 0.6;

/// Average linkage of weighted kinds while the nearest two share more than that of the partitions.
std::vector<std::size_t> link(const std::vector<Kind>& kinds) {
  const std::size_t m = kinds.size();
  Matrix S(static_cast<Index>(m), static_cast<Index>(m));
  std::vector<double> weight(m);
  std::vector<std::size_t> group(m);
  for (std::size_t a = 0; a < m; ++a) {
    weight[a] = kinds[a].weight, group[a] = a;
    for (std::size_t b = 0; b < m; ++b)
      S(static_cast<Index>(a), static_cast<Index>(b)) =
          a == b ? -1 : shared(kinds[a].signature, kinds[b].signature);
  }
  for (;;) {
    Index a = 0, b = 0;
    if (S.maxCoeff(&a, &b) <= kLeastShared) return group;
    const double wa = weight[static_cast<std::size_t>(a)], wb = weight[static_cast<std::size_t>(b)];
    S.row(a) = (wa * S.row(a) + wb * S.row(b)) / (wa + wb);
    S(a, a) = S(a, b) = -1;
    S.col(a) = S.row(a).transpose();
    S.row(b).setConstant(-1);
    S.col(b).setConstant(-1);
    weight[static_cast<std::size_t>(a)] += wb;
    for (std::size_t& g : group)
      if (g == static_cast<std::size_t>(b)) g = static_cast<std::size_t>(a);
  }
}

constexpr std::size_t kMostKinds = 300;

}  // namespace

std::vector<std::int32_t> consensus(const std::vector<std::vector<std::int32_t>>& partitions,
                                    Index min_size) {
  const std::size_t n = partitions.front().size();
  std::map<Signature, double> count;
  const auto signature = [&](std::size_t i) {
    Signature s;
    for (const auto& p : partitions) s.push_back(p[i]);
    return s;
  };
  for (std::size_t i = 0; i < n; ++i) ++count[signature(i)];
  std::vector<Kind> kinds;
  for (const auto& [s, weight] : count) kinds.push_back({s, weight});
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const Kind& a, const Kind& b) { return a.weight > b.weight; });
  if (kinds.size() > kMostKinds) kinds.resize(kMostKinds);
  const auto group = link(kinds);
  std::vector<double> size(kinds.size(), 0);
  for (std::size_t a = 0; a < kinds.size(); ++a) size[group[a]] += kinds[a].weight;
  // Rows of small groups and rare signatures go with the large kind that they share most with.
  std::map<Signature, std::int32_t> label;
  for (const auto& [s, weight] : count) {
    double best = -1;
    for (std::size_t a = 0; a < kinds.size(); ++a) {
      const double held = size[group[a]];
      const bool large = held >= static_cast<double>(min_size) || group[a] == group[0];
      const double v = shared(s, kinds[a].signature);
      if (large && v > best) best = v, label[s] = static_cast<std::int32_t>(group[a]);
    }
  }
  std::vector<std::int32_t> result(n);
  for (std::size_t i = 0; i < n; ++i) result[i] = label[signature(i)];
  return result;
}

}  // namespace qed::models
