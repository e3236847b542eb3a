// SPDX-License-Identifier: Apache-2.0
#pragma once
// Vectors of floats for QED_HOT kernels that are written once and compiled for two widths: eight
// floats fill a register of AVX2, sixteen one of AVX-512. Wider than the register g++ takes them
// apart through memory, several times slower, so a kernel is asked for at run time:
//   QED_HOT void eights(const Job& j) { run<Eight>(j); }
//   QED_HOT void sixteens(const Job& j) { run<Sixteen>(j); }
//   sixteen_lanes() ? sixteens(j) : eights(j);
#include <cstdint>

#include "qed/base/target.h"

namespace qed {

struct Eight {
  static constexpr int kLanes = 8;
  using Floats = float __attribute__((vector_size(32), aligned(4), may_alias));
  using Mask = std::int32_t __attribute__((vector_size(32), aligned(4), may_alias));
};

struct Sixteen {
  static constexpr int kLanes = 16;
  using Floats = float __attribute__((vector_size(64), aligned(4), may_alias));
  using Mask = std::int32_t __attribute__((vector_size(64), aligned(4), may_alias));
};

template <class V>
QED_INLINE const typename V::Floats& load(const float* p) {
  return *reinterpret_cast<const typename V::Floats*>(p);
}

/// Does a register of this machine hold sixteen floats?
bool sixteen_lanes();

/// While it lives, kernels run with 8 or 16 lanes whatever the machine has: the answer is right with either, so
/// that tests see both. One at a time.
class LanesInTests {
 public:
  explicit LanesInTests(int lanes);
  ~LanesInTests();
  LanesInTests(const LanesInTests&) = delete;
  LanesInTests& operator=(const LanesInTests&) = delete;
};

}  // namespace qed
