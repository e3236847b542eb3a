// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/tsne/forces.h"

#include <algorithm>
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

QED_HOT void attract_2(Row row, const float* x, const float* y, float xi, float yi, float* out) {
  float fx = 0, fy = 0;
  for (std::size_t e = 0; e < row.n; ++e) {
    const std::int32_t j = row.column[e];
    const float dx = xi - x[j], dy = yi - y[j];
    const float w = row.value[e] / (1 + dx * dx + dy * dy);
    fx += w * dx;
    fy += w * dy;
  }
  out[0] = fx;
  out[1] = fy;
}

QED_HOT void attract_3(Row row, const float* x, const float* y, const float* z, const float* at, float* out) {
  float fx = 0, fy = 0, fz = 0;
  for (std::size_t e = 0; e < row.n; ++e) {
    const std::int32_t j = row.column[e];
    const float dx = at[0] - x[j], dy = at[1] - y[j], dz = at[2] - z[j];
    const float w = row.value[e] / (1 + dx * dx + dy * dy + dz * dz);
    fx += w * dx;
    fy += w * dy;
    fz += w * dz;
  }
  out[0] = fx;
  out[1] = fy;
  out[2] = fz;
}

// sums: Σ K, Σ K² d_c over columns [first, last).
QED_HOT void repel(const float* x, const float* y, const float* z, const float* at, std::size_t first,
                   std::size_t last, float* sums) {
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
    v = std::min(std::max(v, -kLongestStep), kLongestStep);
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

void attraction(const Affinities& p, const Points& y, int dims, std::size_t begin, std::size_t end, Points& out) {
  for (std::size_t i = begin; i < end; ++i) {
    const Row row{p.column.data() + p.row_start[i], p.value.data() + p.row_start[i],
                  static_cast<std::size_t>(p.row_start[i + 1] - p.row_start[i])};
    float force[3];
    if (dims == 2) {
      attract_2(row, y[0].data(), y[1].data(), y[0][i], y[1][i], force);
    } else {
      const float at[3] = {y[0][i], y[1][i], y[2][i]};
      attract_3(row, y[0].data(), y[1].data(), y[2].data(), at, force);
    }
    for (int c = 0; c < dims; ++c) out[c][i] = force[c];
  }
}

double attraction_energy(const Affinities& p, const Points& y, int dims, std::size_t begin, std::size_t end) {
  double energy = 0;
  for (std::size_t i = begin; i < end; ++i)
    for (std::int64_t e = p.row_start[i]; e < p.row_start[i + 1]; ++e) {
      double square = 0;
      for (int c = 0; c < dims; ++c) {
        const double d = static_cast<double>(y[c][i]) - y[c][p.column[e]];
        square += d * d;
      }
      energy += p.value[e] * std::log1p(square);
    }
  return energy;
}

double exact_repulsion(const Points& y, int dims, std::size_t begin, std::size_t end, Points& out) {
  const std::size_t n = y[0].size(), part = 1024;  // single precision within a part, double across
  double z = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const float at[3] = {y[0][i], y[1][i], dims == 3 ? y[2][i] : 0};
    double total[4] = {-1, 0, 0, 0};  // without the point itself
    for (std::size_t first = 0; first < n; first += part) {
      float sums[4];
      repel(y[0].data(), y[1].data(), dims == 3 ? y[2].data() : nullptr, at, first, std::min(n, first + part), sums);
      for (int s = 0; s < 4; ++s) total[s] += sums[s];
    }
    z += total[0];
    for (int c = 0; c < dims; ++c) out[c][i] = static_cast<float>(total[c + 1]);
  }
  return z;
}

double step(const StepState& state, const StepRule& rule, std::size_t begin, std::size_t end) {
  return advance(state, rule, begin, end);
}

}  // namespace qed::embedding
