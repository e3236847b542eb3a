// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/tsne/tree.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "qed/base/target.h"
#include "qed/base/threads.h"

namespace qed::embedding {
namespace {

constexpr std::size_t kLeaf = 32;  // points, at most
constexpr int kHalveEvery = 10;
constexpr std::size_t kFarParts = 10;

// sums: Σ K, Σ K² d over single points.
QED_HOT void near_sums(const float* const* p, std::size_t n, const float* at, double* sums) {
  const float *x = p[0], *y = p[1], *z = p[2];
  float s = 0, fx = 0, fy = 0, fz = 0;
  for (std::size_t j = 0; j < n; ++j) {
    const float dx = at[0] - x[j], dy = at[1] - y[j], dz = at[2] - z[j];
    const float k = 1 / (1 + dx * dx + dy * dy + dz * dz), k2 = k * k;
    s += k;
    fx += k2 * dx;
    fy += k2 * dy;
    fz += k2 * dz;
  }
  sums[0] += s;
  sums[1] += fx;
  sums[2] += fy;
  sums[3] += fz;
}

// The same over cells: centre, mass, second moments.
QED_HOT void far_sums(const float* const* p, std::size_t n, const float* at, double* sums) {
  const float *x = p[0], *y = p[1], *z = p[2], *mass = p[3], *xx = p[4], *xy = p[5], *xz = p[6],
              *yy = p[7], *yz = p[8], *zz = p[9];
  float s = 0, fx = 0, fy = 0, fz = 0;
  for (std::size_t j = 0; j < n; ++j) {
    const float dx = at[0] - x[j], dy = at[1] - y[j], dz = at[2] - z[j];
    const float k = 1 / (1 + dx * dx + dy * dy + dz * dz), k2 = k * k, k3 = k2 * k;
    const float cx = xx[j] * dx + xy[j] * dy + xz[j] * dz;
    const float cy = xy[j] * dx + yy[j] * dy + yz[j] * dz;
    const float cz = xz[j] * dx + yz[j] * dy + zz[j] * dz;
    const float q = cx * dx + cy * dy + cz * dz, trace = xx[j] + yy[j] + zz[j];
    s += mass[j] * k + 4 * k3 * q - k2 * trace;
    const float along = k2 * (mass[j] + 12 * k2 * q - 2 * k * trace), across = 4 * k3;
    fx += along * dx - across * cx;
    fy += along * dy - across * cy;
    fz += along * dz - across * cz;
  }
  sums[0] += s;
  sums[1] += fx;
  sums[2] += fy;
  sums[3] += fz;
}

float reach2(const float* low, const float* high, const float* centre) {
  float sum = 0;
  for (int c = 0; c < 3; ++c) {
    const float side = std::max(high[c] - centre[c], centre[c] - low[c]);
    sum += side * side;
  }
  return sum;
}

}  // namespace

/// What one group feels: single points, and cells part by part. Together they are all points once,
/// so that no list is longer than the tree has points and leaves.
struct RepulsionTree::Lists {
  std::array<std::vector<float>, 3> near;
  std::array<std::vector<float>, kFarParts> far;
  std::size_t n_near = 0, n_far = 0;
  std::vector<std::uint32_t> waiting;
};

// Halves along the widest axis of each cell's box, level by level.
void RepulsionTree::halve(const Points& y) {
  if (order_.size() != n_) {
    order_.resize(n_);
    std::iota(order_.begin(), order_.end(), 0);
  }
  for (std::size_t cells = 1; cells < leaves_; cells *= 2)
    parallel_blocks(cells, 1, [&](Block b) {
      const auto place = [&](std::size_t i) {
        return order_.begin() + static_cast<std::ptrdiff_t>(first_of(i * (leaves_ / cells) / 2));
      };
      const auto begin = place(2 * b.index), middle = place(2 * b.index + 1),
                 end = place(2 * b.index + 2);
      float widest = -1;
      int axis = 0;
      for (int c = 0; c < 3; ++c) {
        float low = std::numeric_limits<float>::max(), high = -low;
        for (auto i = begin; i != end; ++i)
          low = std::min(low, y[c][*i]), high = std::max(high, y[c][*i]);
        if (high - low > widest) widest = high - low, axis = c;
      }
      std::nth_element(begin, middle, end, [&y = y[axis]](std::int32_t i, std::int32_t j) {
        return y[i] < y[j] || (y[i] == y[j] && i < j);
      });
    });
}

void RepulsionTree::measure_leaf(std::size_t leaf) {
  const std::size_t begin = first_of(leaf), end = first_of(leaf + 1);
  Cell& cell = cells_[leaves_ + leaf];
  Box& box = cell.box;
  cell.mass = static_cast<float>(end - begin);
  double centre[3], moment[6] = {};
  for (int c = 0; c < 3; ++c) {
    const auto [low, high] =
        std::minmax_element(at_[c].begin() + static_cast<std::ptrdiff_t>(begin),
                            at_[c].begin() + static_cast<std::ptrdiff_t>(end));
    box.low[c] = *low, box.high[c] = *high;
    centre[c] = 0;
    for (std::size_t i = begin; i < end; ++i) centre[c] += at_[c][i];
    centre[c] /= static_cast<double>(end - begin);
    cell.centre[c] = static_cast<float>(centre[c]);
  }
  for (std::size_t i = begin; i < end; ++i) {
    const double dx = at_[0][i] - centre[0], dy = at_[1][i] - centre[1], dz = at_[2][i] - centre[2];
    const double products[6] = {dx * dx, dx * dy, dx * dz, dy * dy, dy * dz, dz * dz};
    for (int m = 0; m < 6; ++m) moment[m] += products[m];
  }
  for (int m = 0; m < 6; ++m) cell.moment[m] = static_cast<float>(moment[m]);
  cell.reach2 = reach2(cell.box.low, cell.box.high, cell.centre);
}

void RepulsionTree::gather(const Points& y) {
  parallel_blocks(leaves_, 16, [&](Block b) {
    for (std::size_t leaf = b.begin; leaf < b.end; ++leaf) {
      for (int c = 0; c < 3; ++c)
        for (std::size_t i = first_of(leaf); i < first_of(leaf + 1); ++i)
          at_[c][i] = y[c][order_[i]];
      measure_leaf(leaf);
    }
  });
  for (std::size_t i = leaves_ - 1; i > 0; --i) {  // moments about a common centre
    const Cell &a = cells_[2 * i], &b = cells_[2 * i + 1];
    Cell& whole = cells_[i];
    whole.mass = a.mass + b.mass;
    const float share = b.mass / whole.mass, reduced = a.mass * share;
    float d[3];
    for (int c = 0; c < 3; ++c) {
      d[c] = b.centre[c] - a.centre[c];
      whole.centre[c] = a.centre[c] + share * d[c];
      whole.box.low[c] = std::min(a.box.low[c], b.box.low[c]);
      whole.box.high[c] = std::max(a.box.high[c], b.box.high[c]);
    }
    const float products[6] = {d[0] * d[0], d[0] * d[1], d[0] * d[2],
                               d[1] * d[1], d[1] * d[2], d[2] * d[2]};
    for (int m = 0; m < 6; ++m) whole.moment[m] = a.moment[m] + b.moment[m] + reduced * products[m];
    whole.reach2 = reach2(whole.box.low, whole.box.high, whole.centre);
  }
}

void RepulsionTree::collect(std::size_t leaf, Lists& lists) const {
  for (auto& part : lists.near) part.resize(n_);
  for (auto& part : lists.far) part.resize(leaves_);
  lists.n_near = lists.n_far = 0;
  const auto opening2 = static_cast<float>(opening_ * opening_);
  const Box& group = cells_[leaves_ + leaf].box;
  lists.waiting.assign(1, 1);
  while (!lists.waiting.empty()) {
    const std::uint32_t i = lists.waiting.back();
    lists.waiting.pop_back();
    const Cell& cell = cells_[i];
    float distance2 = 0;
    for (int c = 0; c < 3; ++c) {
      const float beside =
          std::max({group.low[c] - cell.centre[c], cell.centre[c] - group.high[c], 0.0f});
      distance2 += beside * beside;
    }
    if (cell.reach2 < opening2 * (1 + distance2)) {
      for (int c = 0; c < 3; ++c) lists.far[c][lists.n_far] = cell.centre[c];
      lists.far[3][lists.n_far] = cell.mass;
      for (int m = 0; m < 6; ++m) lists.far[4 + m][lists.n_far] = cell.moment[m];
      ++lists.n_far;
    } else if (i < leaves_) {
      lists.waiting.push_back(2 * i + 1);
      lists.waiting.push_back(2 * i);
    } else {
      const std::size_t begin = first_of(i - leaves_), points = first_of(i - leaves_ + 1) - begin;
      for (int c = 0; c < 3; ++c)
        std::copy_n(at_[c].data() + begin, points, lists.near[c].data() + lists.n_near);
      lists.n_near += points;
    }
  }
}

double RepulsionTree::repulsion(const Points& y, Points& out) {
  if (y[0].size() != n_) calls_ = 0;
  n_ = y[0].size();
  leaves_ = std::bit_ceil(block_count(n_, kLeaf));
  cells_.resize(2 * leaves_);
  for (auto& coordinate : at_) coordinate.resize(n_);
  if (calls_++ % kHalveEvery == 0) halve(y);
  gather(y);
  return parallel_reduce(
      leaves_, 8, 0.0,
      [&](Block b) {
        thread_local Lists lists;
        double z = 0;
        for (std::size_t leaf = b.begin; leaf < b.end; ++leaf) {
          collect(leaf, lists);
          const float* near[3];
          const float* far[kFarParts];
          for (int c = 0; c < 3; ++c) near[c] = lists.near[c].data();
          for (std::size_t c = 0; c < kFarParts; ++c) far[c] = lists.far[c].data();
          for (std::size_t i = first_of(leaf); i < first_of(leaf + 1); ++i) {
            const float at[3] = {at_[0][i], at_[1][i], at_[2][i]};
            double sums[4] = {-1, 0, 0, 0};  // without the point itself
            near_sums(near, lists.n_near, at, sums);
            far_sums(far, lists.n_far, at, sums);
            z += sums[0];
            for (int c = 0; c < 3; ++c) out[c][order_[i]] = static_cast<float>(sums[c + 1]);
          }
        }
        return z;
      },
      [](double& total, double part) { total += part; });
}

}  // namespace qed::embedding
