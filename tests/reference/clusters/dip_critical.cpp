// SPDX-License-Identifier: Apache-2.0
// Prints the rows of qed/models/cluster/dip_critical.inc: critical values of √n D, 20,000 samples each.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "qed/base/random.h"
#include "qed/statistics/tests/dip.h"

int main() {
  for (std::uint64_t n : {6, 8, 10, 12, 16, 20, 30, 50, 100, 200, 500, 1000, 2000}) {
    std::vector<double> D;
    for (std::uint64_t b = 0; b < 20000; ++b) {
      qed::Rng rng(1, n, b);
      std::vector<double> values(n);
      for (double& x : values) x = rng.uniform();
      D.push_back(std::sqrt(static_cast<double>(n)) * qed::statistics::dip(values).statistic);
    }
    std::sort(D.begin(), D.end());
    std::printf("{%d, %.4f, %.4f, %.4f, %.4f},\n", static_cast<int>(n), D[18000], D[19000],
                D[19800], D[19980]);
  }
}
