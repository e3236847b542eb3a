// SPDX-License-Identifier: Apache-2.0
// count_accuracy SEED DISTANCE: the accuracy table of decision 007; prints each wrong count.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "qed/models/cluster/cluster_count.h"
#include "qed/models/cluster/planted_test.h"

using namespace qed;
using namespace qed::models;

namespace {

bool is_wrong(const MatrixF& X, int truth, const std::string& name) {
  ClusterCountOptions options;
  options.gap_replicates = 0;
  const auto found = cluster_count(X, options);
  if (found.count == truth) return false;
  std::printf("%s: %d for %d, agreement %.2f, splits", name.c_str(), found.count, truth,
              found.agreement);
  for (int count : found.split_counts) std::printf(" %d", count);
  std::printf("\n");
  return true;
}

void without_clusters(std::uint64_t seed) {
  int wrong = 0, all = 0;
  for (std::string kind :
       {"noise", "correlated", "elongated", "mixed", "outliers", "cube", "swiss_roll"})
    for (Index n : {100, 1000, 5000})
      for (std::uint64_t r = 1; r <= (n < 5000 ? 3u : 1u); ++r) {
        if (kind == "swiss_roll" && n < 1000) continue;
        const std::string name = kind + " n=" + std::to_string(n);
        wrong += is_wrong(planted::none(kind, n, 20, r + 10 * seed), 1, name);
        ++all;
      }
  std::printf("without clusters: wrong %d of %d\n", wrong, all);
}

void planted_clusters(std::uint64_t seed, double distance) {
  int wrong = 0, all = 0;
  for (int n : {300, 2000, 5000})
    for (int d : {2, 10, 50})
      for (int k : {3, 5, 8, 15})
        for (int uneven : {0, 1}) {
          if (n == 300 && uneven && k > 8) continue;
          const bool elliptical = (k + d) % 2, nuisance = (n / 100 + k + uneven) % 2;
          const std::string name = "n=" + std::to_string(n) + " d=" + std::to_string(d) +
                                   (uneven ? " uneven" : "") + (elliptical ? " elliptical" : "") +
                                   (nuisance ? " nuisance" : "");
          const auto table =
              planted::table({k, d, n, uneven == 1, elliptical, nuisance, distance}, seed);
          wrong += is_wrong(table.X, k, name);
          ++all;
        }
  std::printf("planted: wrong %d of %d\n", wrong, all);
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 5;
  without_clusters(seed);
  planted_clusters(seed, argc > 2 ? std::atof(argv[2]) : 7);
}
