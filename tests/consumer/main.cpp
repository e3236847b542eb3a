// SPDX-License-Identifier: Apache-2.0
// A program outside QED that uses the installed library.
#include <cstdio>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/linalg/matrix.h"

int main() {
  qed::Rng rng(7);
  qed::Vector x(1000);
  for (auto& value : x) value = rng.normal();
  const double sum = qed::parallel_reduce<double>(
      1000, 100, 0.0, [&](qed::Block block) { return x.segment(block.begin, block.size()).sum(); },
      [](double& total, double part) { total += part; });
  std::printf("mean of 1000 Gaussians: %.4f\n", sum / 1000);
  try {
    throw qed::Error(qed::ErrorCode::bad_value, "x is wrong", "give another");
  } catch (const std::exception& error) {
    std::printf("error as text: %s\n", error.what());
  }
  return -0.2 < sum / 1000 && sum / 1000 < 0.2 ? 0 : 1;
}
