// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/tiles/tiles.h"

#include <algorithm>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/lanes.h"

namespace qed::linalg {
namespace {

constexpr Index kPanel = 16;  // columns of a tile

enum class Side { plain, transposed };

// C (n x m) += A' B, A' = A or Aᵀ, over `depth` terms; in a triangle a panel of columns begins at
// its first row.
struct Job {
  const float* a;
  Index lda;
  const float* b;
  Index ldb;
  float* c;
  Index ldc;
  Index n, m, depth;
  bool triangle = false;
};

// C[r][·] += Σ_t a_rt b[t][·] for R rows and one panel of columns.
template <class V, int R, Side side>
QED_INLINE void tile(const float* a, Index lda, const float* b, Index ldb, float* c, Index ldc,
                     Index depth) {
  using Lanes = typename V::Floats;
  constexpr Index lanes = V::kLanes, parts = kPanel / lanes;
  Lanes acc[R][parts];  // from zero: C, the sum of many blocks, would take digits from each term
  for (int r = 0; r < R; ++r)
    for (Index p = 0; p < parts; ++p) acc[r][p] = Lanes{};
  for (Index t = 0; t < depth; ++t) {
    Lanes row[parts];
    for (Index p = 0; p < parts; ++p) row[p] = load<V>(b + t * ldb + p * lanes);
    for (int r = 0; r < R; ++r) {
      const float factor = side == Side::plain ? a[r * lda + t] : a[t * lda + r];
      for (Index p = 0; p < parts; ++p) acc[r][p] += factor * row[p];
    }
  }
  for (int r = 0; r < R; ++r)
    for (Index p = 0; p < parts; ++p)
      *reinterpret_cast<Lanes*>(c + r * ldc + p * lanes) += acc[r][p];
}

// Rows [i, n) of one panel in tiles of R rows; returns the first row that is left.
template <class V, int R, Side side>
QED_INLINE Index rows_of_panel(const Job& j, Index panel, Index i) {
  for (; i + R <= j.n; i += R)
    tile<V, R, side>(j.a + (side == Side::plain ? i * j.lda : i), j.lda, j.b + panel, j.ldb,
                     j.c + i * j.ldc + panel, j.ldc, j.depth);
  return i;
}

template <class V, int R, Side side>
QED_INLINE void panel_from(const Job& j, Index panel, Index i) {
  i = rows_of_panel<V, R, side>(j, panel, i);
  i = rows_of_panel<V, 4, side>(j, panel, i);
  i = rows_of_panel<V, 2, side>(j, panel, i);
  rows_of_panel<V, 1, side>(j, panel, i);
}

// Whole panels. Rows outside, so that a group of them is read from the first-level cache for every
// panel but the first; in a triangle panels outside.
template <class V, int R, Side side>
QED_INLINE void whole_panels(const Job& j) {
  if (j.triangle) {
    for (Index panel = 0; panel + kPanel <= j.m; panel += kPanel)
      panel_from<V, R, side>(j, panel, panel);
    return;
  }
  Job group = j;
  for (Index i = 0; i < j.n; i += R) {
    group.n = std::min<Index>(i + R, j.n);
    for (Index panel = 0; panel + kPanel <= j.m; panel += kPanel)
      panel_from<V, R, side>(group, panel, i);
  }
}

// 16 registers hold 6 rows of two vectors of eight; 32 registers 8 rows of one of sixteen, and more
// would not be faster.
QED_HOT void plain_eights(const Job& j) { whole_panels<Eight, 6, Side::plain>(j); }
QED_HOT void plain_sixteens(const Job& j) { whole_panels<Sixteen, 8, Side::plain>(j); }
QED_HOT void transposed_eights(const Job& j) { whole_panels<Eight, 6, Side::transposed>(j); }
QED_HOT void transposed_sixteens(const Job& j) { whole_panels<Sixteen, 8, Side::transposed>(j); }

void run_whole(const Job& j, Side side) {
  const bool wide = sixteen_lanes();
  if (side == Side::plain)
    wide ? plain_sixteens(j) : plain_eights(j);
  else
    wide ? transposed_sixteens(j) : transposed_eights(j);
}

// The last columns, fewer than a panel, through padded copies.
void run(const Job& j, Side side) {
  run_whole(j, side);
  const Index done = j.m / kPanel * kPanel, left = j.m - done;
  if (left == 0) return;
  const Index first = j.triangle ? done : 0, rows = j.n - first;
  std::vector<float> b(static_cast<std::size_t>(j.depth * kPanel), 0.0F);
  std::vector<float> c(static_cast<std::size_t>(rows * kPanel), 0.0F);
  for (Index t = 0; t < j.depth; ++t)
    std::copy_n(j.b + t * j.ldb + done, left, b.data() + t * kPanel);
  const float* a = j.a + (side == Side::plain ? first * j.lda : first);
  run_whole({a, j.lda, b.data(), kPanel, c.data(), kPanel, rows, kPanel, j.depth}, side);
  for (Index i = 0; i < rows; ++i)
    for (Index q = 0; q < left; ++q) j.c[(first + i) * j.ldc + done + q] += c[i * kPanel + q];
}

void require_inner(Index a, Index b) {
  require(a == b, ErrorCode::bad_shape, [&] {
    return "product: inner sizes are " + std::to_string(a) + " and " + std::to_string(b) +
           ", but must be equal";
  });
}

}  // namespace

void add_product(RowBlock A, RowBlock B, float* C, Index stride) {
  require_inner(A.columns, B.rows);
  run({A.data, A.stride, B.data, B.stride, C, stride, A.rows, B.columns, A.columns}, Side::plain);
}

void add_transposed_product(RowBlock A, RowBlock B, float* C, Index stride) {
  require_inner(A.rows, B.rows);
  run({A.data, A.stride, B.data, B.stride, C, stride, A.columns, B.columns, A.rows},
      Side::transposed);
}

void add_gram(RowBlock A, float* C) {
  run({A.data, A.stride, A.data, A.stride, C, A.columns, A.columns, A.columns, A.rows, true},
      Side::transposed);
}

}  // namespace qed::linalg
