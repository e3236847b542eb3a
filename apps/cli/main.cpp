// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "qed/base/build_info.h"
#include "qed/base/target.h"

int main() {
  std::printf("qed %s (%s, %s, %s; kernels: %s)\n", qed::kVersion, qed::kBuildType, qed::kCompiler,
              qed::kCpuBaseline, qed::cpu_target());
}
