// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/tsne/forces.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "qed/base/target.h"
#include "qed/base/threads.h"

namespace qed::embedding {
namespace {

constexpr std::size_t kRowBlock = 512;
constexpr float kLongestStep = 5;  // a point never jumps further along an axis

struct Row {
  const std::int32_t* column;
  const float* value;
  std::size_t n;
};

Row row_of(const Affinities& p, std::size_t i) {
  return {p.column.data() + p.row_start[i], p.value.data() + p.row_start[i],
          static_cast<std::size_t>(p.row_start[i + 1] - p.row_start[i])};
}

using Eight = float __attribute__((vector_size(32), aligned(4), may_alias));
using Pair = double __attribute__((may_alias));  // one (x, y), moved as one word
using FourPairs = double __attribute__((vector_size(32)));
using Point = float __attribute__((vector_size(16), may_alias, aligned(4)));  // (x, y, z, unused)

QED_INLINE Eight both(Point a, Point b) {
  return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
}

// xy: interleaved, so that a neighbour is one load. Sixteen bytes at a time are put together, then
// parted into x and y.
QED_HOT void attract_2(Row row, const float* xy, float xi, float yi, float* out) {
  const Pair* pair = reinterpret_cast<const Pair*>(xy);
  Eight fx{}, fy{};
  std::size_t e = 0;
  for (; e + 8 <= row.n; e += 8) {
    const std::int32_t* c = row.column + e;
    const FourPairs low{pair[c[0]], pair[c[1]], pair[c[4]], pair[c[5]]};
    const FourPairs high{pair[c[2]], pair[c[3]], pair[c[6]], pair[c[7]]};
    const Eight a = reinterpret_cast<const Eight&>(low), b = reinterpret_cast<const Eight&>(high);
    const Eight dx = xi - __builtin_shufflevector(a, b, 0, 2, 8, 10, 4, 6, 12, 14);
    const Eight dy = yi - __builtin_shufflevector(a, b, 1, 3, 9, 11, 5, 7, 13, 15);
    const Eight w = *reinterpret_cast<const Eight*>(row.value + e) / (1 + dx * dx + dy * dy);
    fx += w * dx;
    fy += w * dy;
  }
  float sum_x = 0, sum_y = 0;
  for (int l = 0; l < 8; ++l) {
    sum_x += fx[l];
    sum_y += fy[l];
  }
  for (; e < row.n; ++e) {
    const float dx = xi - xy[2 * row.column[e]], dy = yi - xy[2 * row.column[e] + 1];
    const float w = row.value[e] / (1 + dx * dx + dy * dy);
    sum_x += w * dx;
    sum_y += w * dy;
  }
  out[0] = sum_x;
  out[1] = sum_y;
}

// log a for a >= 1: a = 2^i m, m in [2/3, 4/3), log m = 2 atanh((m − 1)/(m + 1)) by its series;
// error 1e-7.
QED_INLINE float logarithm(float a) {
  const std::int32_t bits = std::bit_cast<std::int32_t>(a);
  const std::int32_t i = (bits - 0x3f2aaaab) >> 23;
  const float m = std::bit_cast<float>(bits - i * (1 << 23));
  const float s = (m - 1) / (m + 1), t = s * s;
  return static_cast<float>(i) * 0.69314718f +
         2 * s * (1 + t * (1.0f / 3 + t * (0.2f + t * (1.0f / 7 + t / 9))));
}

QED_HOT float plane_energy(Row row, const float* x, const float* y, const float* at) {
  float sum = 0;
  for (std::size_t e = 0; e < row.n; ++e) {
    const std::int32_t j = row.column[e];
    const float dx = at[0] - x[j], dy = at[1] - y[j];
    sum += row.value[e] * logarithm(1 + dx * dx + dy * dy);
  }
  return sum;
}

QED_HOT float row_energy(Row row, const float* x, const float* y, const float* z, const float* at) {
  float sum = 0;
  for (std::size_t e = 0; e < row.n; ++e) {
    const std::int32_t j = row.column[e];
    const float dx = at[0] - x[j], dy = at[1] - y[j], dz = at[2] - z[j];
    sum += row.value[e] * logarithm(1 + dx * dx + dy * dy + dz * dz);
  }
  return sum;
}

// xyz: interleaved, a fourth float unused, so that a neighbour is one load of sixteen bytes. Eight
// are put together in the order 0 4, 1 5, 2 6, 3 7 and parted into x, y and z, 0 to 7.
QED_HOT void attract_3(Row row, const float* xyz, const float* at, float* out) {
  const Point* point = reinterpret_cast<const Point*>(xyz);
  Eight fx{}, fy{}, fz{};
  std::size_t e = 0;
  for (; e + 8 <= row.n; e += 8) {
    const std::int32_t* c = row.column + e;
    const Eight p0 = both(point[c[0]], point[c[4]]), p1 = both(point[c[1]], point[c[5]]),
                p2 = both(point[c[2]], point[c[6]]), p3 = both(point[c[3]], point[c[7]]);
    const Eight xy01 = __builtin_shufflevector(p0, p1, 0, 8, 1, 9, 4, 12, 5, 13);
    const Eight xy23 = __builtin_shufflevector(p2, p3, 0, 8, 1, 9, 4, 12, 5, 13);
    const Eight z01 = __builtin_shufflevector(p0, p1, 2, 10, 3, 11, 6, 14, 7, 15);
    const Eight z23 = __builtin_shufflevector(p2, p3, 2, 10, 3, 11, 6, 14, 7, 15);
    const Eight dx = at[0] - __builtin_shufflevector(xy01, xy23, 0, 1, 8, 9, 4, 5, 12, 13);
    const Eight dy = at[1] - __builtin_shufflevector(xy01, xy23, 2, 3, 10, 11, 6, 7, 14, 15);
    const Eight dz = at[2] - __builtin_shufflevector(z01, z23, 0, 1, 8, 9, 4, 5, 12, 13);
    const Eight w =
        *reinterpret_cast<const Eight*>(row.value + e) / (1 + dx * dx + dy * dy + dz * dz);
    fx += w * dx;
    fy += w * dy;
    fz += w * dz;
  }
  out[0] = out[1] = out[2] = 0;
  for (int l = 0; l < 8; ++l) {
    out[0] += fx[l];
    out[1] += fy[l];
    out[2] += fz[l];
  }
  for (; e < row.n; ++e) {
    const float* other = xyz + 4 * static_cast<std::size_t>(row.column[e]);
    const float dx = at[0] - other[0], dy = at[1] - other[1], dz = at[2] - other[2];
    const float w = row.value[e] / (1 + dx * dx + dy * dy + dz * dz);
    out[0] += w * dx;
    out[1] += w * dy;
    out[2] += w * dz;
  }
}

// sums: Σ K, Σ K² d_c over columns [first, last).
QED_HOT void repel(const float* x, const float* y, const float* z, const float* at,
                   std::size_t first, std::size_t last, float* sums) {
  float s = 0, fx = 0, fy = 0, fz = 0;
  if (z == nullptr) {
    for (std::size_t j = first; j < last; ++j) {
      const float dx = at[0] - x[j], dy = at[1] - y[j];
      const float k = 1 / (1 + dx * dx + dy * dy);
      s += k;
      fx += k * k * dx;
      fy += k * k * dy;
    }
  } else {
    for (std::size_t j = first; j < last; ++j) {
      const float dx = at[0] - x[j], dy = at[1] - y[j], dz = at[2] - z[j];
      const float k = 1 / (1 + dx * dx + dy * dy + dz * dz);
      s += k;
      fx += k * k * dx;
      fy += k * k * dy;
      fz += k * k * dz;
    }
  }
  sums[0] = s;
  sums[1] = fx;
  sums[2] = fy;
  sums[3] = fz;
}

QED_HOT double advance(StepState s, StepRule rule, std::size_t begin, std::size_t end) {
  double square = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const float g = rule.exaggeration * s.attraction[i] - rule.inverse_z * s.repulsion[i];
    const float opposed = s.gain[i] + 0.2f, along = 0.8f * s.gain[i] + 0.01f;
    const float gain = g * s.velocity[i] <= 0 ? opposed : along;
    float v = rule.momentum * s.velocity[i] - rule.rate * gain * g;
    v = v < -kLongestStep ? -kLongestStep : v > kLongestStep ? kLongestStep : v;
    s.gain[i] = gain;
    s.velocity[i] = v;
    s.position[i] += v;
    square += static_cast<double>(g) * g;
  }
  return square;
}

std::uint64_t spaced(std::uint32_t value, int dims) {  // bits of 16 put dims apart
  std::uint64_t bits = 0;
  for (int b = 0; b < 16; ++b) bits |= static_cast<std::uint64_t>(value >> b & 1) << (b * dims);
  return bits;
}

}  // namespace

Affinities reordered(const Affinities& p, const std::vector<std::int32_t>& order) {
  const std::size_t n = order.size();
  std::vector<std::int32_t> place(n);
  Affinities q;
  q.perplexity = p.perplexity;
  q.row_start.assign(n + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    place[order[i]] = static_cast<std::int32_t>(i);
    q.row_start[i + 1] = q.row_start[i] + p.row_start[order[i] + 1] - p.row_start[order[i]];
  }
  q.column.resize(p.column.size());
  q.value.resize(p.value.size());
  parallel_blocks(n, kRowBlock, [&](Block block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      std::int64_t at = q.row_start[i];
      for (std::int64_t e = p.row_start[order[i]]; e < p.row_start[order[i] + 1]; ++e, ++at) {
        q.column[at] = place[p.column[e]];
        q.value[at] = p.value[e];
      }
    }
  });
  return q;
}

std::vector<std::int32_t> curve_order(const Points& y, int dims) {
  const std::size_t n = y[0].size();
  std::array<float, 3> low{};
  float widest = 0;
  for (int c = 0; c < dims; ++c) {
    const auto [least, most] = std::ranges::minmax_element(y[c]);
    low[c] = *least;
    widest = std::max(widest, *most - *least);
  }
  const float scale = widest > 0 ? 65535 / widest : 0;
  std::vector<std::pair<std::uint64_t, std::int32_t>> keys(n);
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t key = 0;
    for (int c = 0; c < dims; ++c) {
      const float cell = std::clamp((y[c][i] - low[c]) * scale, 0.0f, 65535.0f);
      key |= spaced(static_cast<std::uint32_t>(cell), dims) << c;
    }
    keys[i] = {key, static_cast<std::int32_t>(i)};
  }
  std::ranges::sort(keys);
  std::vector<std::int32_t> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = keys[i].second;
  return order;
}

std::vector<float> interleaved(const Points& y, int dims) {
  const std::size_t stride = dims == 2 ? 2 : 4;
  std::vector<float> together(stride * y[0].size());
  for (std::size_t i = 0; i < y[0].size(); ++i)
    for (int c = 0; c < dims; ++c) together[stride * i + static_cast<std::size_t>(c)] = y[c][i];
  return together;
}

void attraction_plane(const Affinities& p, const std::vector<float>& xy, std::size_t begin,
                      std::size_t end, Points& out) {
  for (std::size_t i = begin; i < end; ++i) {
    float force[2];
    attract_2(row_of(p, i), xy.data(), xy[2 * i], xy[2 * i + 1], force);
    out[0][i] = force[0];
    out[1][i] = force[1];
  }
}

void attraction_space(const Affinities& p, const std::vector<float>& xyz, std::size_t begin,
                      std::size_t end, Points& out) {
  for (std::size_t i = begin; i < end; ++i) {
    float force[3];
    attract_3(row_of(p, i), xyz.data(), xyz.data() + 4 * i, force);
    for (int c = 0; c < 3; ++c) out[c][i] = force[c];
  }
}

double attraction_energy(const Affinities& p, const Points& y, int dims, std::size_t begin,
                         std::size_t end) {
  double energy = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const float at[3] = {y[0][i], y[1][i], dims == 3 ? y[2][i] : 0};
    energy += dims == 2 ? plane_energy(row_of(p, i), y[0].data(), y[1].data(), at)
                        : row_energy(row_of(p, i), y[0].data(), y[1].data(), y[2].data(), at);
  }
  return energy;
}

void exact_field(const Points& y, int dims, const float* at, double* sums) {
  const std::size_t n = y[0].size(), part = 1024;
  const float* z = dims == 3 ? y[2].data() : nullptr;
  std::fill_n(sums, dims + 1, 0.0);
  for (std::size_t first = 0; first < n; first += part) {
    float some[4];
    repel(y[0].data(), y[1].data(), z, at, first, std::min(n, first + part), some);
    for (int s = 0; s <= dims; ++s) sums[s] += some[s];
  }
}

double exact_repulsion(const Points& y, int dims, std::size_t begin, std::size_t end, Points& out) {
  double z = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const float at[3] = {y[0][i], y[1][i], dims == 3 ? y[2][i] : 0};
    double sums[4];
    exact_field(y, dims, at, sums);
    z += sums[0] - 1;  // without the point itself
    for (int c = 0; c < dims; ++c) out[c][i] = static_cast<float>(sums[c + 1]);
  }
  return z;
}

double step(const StepState& state, const StepRule& rule, std::size_t begin, std::size_t end) {
  return advance(state, rule, begin, end);
}

}  // namespace qed::embedding
