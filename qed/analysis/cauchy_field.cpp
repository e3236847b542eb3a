// SPDX-License-Identifier: Apache-2.0
#include "qed/analysis/cauchy_field.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "qed/base/target.h"
#include "qed/base/threads.h"

namespace qed::analysis {
namespace {

constexpr std::size_t kLanes = LaneFourier::kLanes;
constexpr std::size_t kBand = 8;  // grid rows a band; splines reach three rows into the next
constexpr std::size_t kPointBlock = 4096;
constexpr std::size_t kSmallestGrid =
    60;  // so far out the kernel is flat: its periodic copy has no edge
constexpr float kFinestSpacing = 0.2f;

using Four = float __attribute__((vector_size(16)));
using FourLoose = float __attribute__((vector_size(16), aligned(4)));

// The cubic B-spline at the four nodes around a point, t in [0, 1) past the second.
QED_INLINE Four spline(float t) {
  const float s = 1 - t, t2 = t * t, t3 = t2 * t;
  return Four{s * s * s, 3 * t3 - 6 * t2 + 4, 3 * (t + t2 - t3) + 1, t3} * (1.0f / 6);
}
QED_INLINE Four spline_slope(float t) {
  const float s = 1 - t, t2 = t * t;
  return Four{-s * s, 3 * t2 - 4 * t, 1 + 2 * t - 3 * t2, t2} * 0.5f;
}
QED_INLINE float sum(Four v) { return (v[0] + v[2]) + (v[1] + v[3]); }

// uv: positions in units of the spacing, interleaved.
QED_HOT void spread_points(const float* uv, std::size_t n, float* grid, std::size_t stride) {
  for (std::size_t i = 0; i < n; ++i) {
    const float u = uv[2 * i], v = uv[2 * i + 1];
    const int row = static_cast<int>(u), column = static_cast<int>(v);
    const Four wu = spline(u - static_cast<float>(row)),
               wv = spline(v - static_cast<float>(column));
    float* node = grid + static_cast<std::size_t>(row - 1) * stride + (column - 1);
    for (int r = 0; r < 4; ++r, node += stride) *reinterpret_cast<FourLoose*>(node) += wu[r] * wv;
  }
}

// By the first grid row that the point's spline touches.
QED_INLINE std::size_t band_of(float u) { return (static_cast<std::size_t>(u) - 1) / kBand; }

struct Reading {
  const float* grid;
  std::size_t stride;
  float origin_x, origin_y, inverse;
};

QED_HOT void sample_points(const Reading& g, const float* x, const float* y, std::size_t n,
                           FieldValue* out) {
  const float slope = -0.5f * g.inverse;
  for (std::size_t i = 0; i < n; ++i) {
    const float u = (x[i] - g.origin_x) * g.inverse, v = (y[i] - g.origin_y) * g.inverse;
    const int row = static_cast<int>(u), column = static_cast<int>(v);
    const float t = u - static_cast<float>(row), s = v - static_cast<float>(column);
    const Four wu = spline(t), du = spline_slope(t), wv = spline(s), dv = spline_slope(s);
    const float* node = g.grid + static_cast<std::size_t>(row - 1) * g.stride + (column - 1);
    Four value{}, along{};
    for (int r = 0; r < 4; ++r, node += g.stride) {
      const Four f = *reinterpret_cast<const FourLoose*>(node);
      value += wu[r] * f;
      along += du[r] * f;
    }
    out[i] = {sum(value * wv), slope * sum(along * wv), slope * sum(value * dv)};
  }
}

// The spline's transform, squared, sinc^8, at the frequencies of m nodes.
std::vector<float> spline_windows(std::size_t m) {
  std::vector<float> windows(m, 1);
  for (std::size_t k = 1; k < m; ++k) {
    const double xi =
        std::numbers::pi * static_cast<double>(std::min(k, m - k)) / static_cast<double>(m);
    windows[k] = static_cast<float>(std::pow(std::sin(xi) / xi, 8));
  }
  return windows;
}

struct Scratch {
  float *re, *im, *re_work, *im_work;
};

Scratch scratch(std::size_t length) {
  thread_local std::vector<SixteenFloats> memory;
  if (memory.size() < 4 * length) memory.resize(4 * length);
  float* base = memory[0].lane;
  return {base, base + length * kLanes, base + 2 * length * kLanes, base + 3 * length * kLanes};
}

// Z holds even rows as real and odd rows as imaginary parts; the transform of the real column is
//   X_k = (Z_k + Z*_{h−k})/2 − i w^k (Z_k − Z*_{h−k})/2,  w = e^{−2πi/2h}.
QED_HOT void untangle(const float* re, const float* im, const float* w, std::size_t k,
                      std::size_t h, float* out) {
  const std::size_t a = k % h * 16, b = (h - k) % h * 16;
  for (std::size_t l = 0; l < 16; ++l) {
    const float er = 0.5f * (re[a + l] + re[b + l]), ei = 0.5f * (im[a + l] - im[b + l]);
    const float dr = 0.5f * (im[a + l] + im[b + l]), di = -0.5f * (re[a + l] - re[b + l]);
    out[l] = er + dr * w[2 * k] - di * w[2 * k + 1];
    out[16 + l] = ei + dr * w[2 * k + 1] + di * w[2 * k];
  }
}

// The inverse: Z_k = E_k + i w^{−k} D_k, E and D from X_k and X*_{h−k}; halves left out (the kernel
// holds them).
QED_HOT void tangle(const float* re, const float* im, const float* w, std::size_t k, std::size_t h,
                    float* z_re, float* z_im) {
  const std::size_t a = k * 16, b = (h - k) * 16;
  for (std::size_t l = 0; l < 16; ++l) {
    const float er = re[a + l] + re[b + l], ei = im[a + l] - im[b + l];
    const float xr = re[a + l] - re[b + l], xi = im[a + l] + im[b + l];
    const float dr = xr * w[2 * k] + xi * w[2 * k + 1], di = xi * w[2 * k] - xr * w[2 * k + 1];
    z_re[a + l] = er - di;
    z_im[a + l] = ei + dr;
  }
}

// 16 x 16 floats, columns to rows.
QED_HOT void transpose(const float* from, std::size_t from_stride, float* to,
                       std::size_t to_stride) {
  for (std::size_t i = 0; i < 16; ++i)
    for (std::size_t j = 0; j < 16; ++j) to[i * to_stride + j] = from[j * from_stride + i];
}

QED_HOT void multiply(float* re, float* im, const float* kernel, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    re[i] *= kernel[i];
    im[i] *= kernel[i];
  }
}

QED_HOT void cauchy_row(const float* x, const float* y, std::size_t n, std::size_t i,
                        double* sums) {
  double potential = 0, pull_x = 0, pull_y = 0;
  for (std::size_t j = 0; j < n; ++j) {
    const double dx = static_cast<double>(x[i]) - x[j], dy = static_cast<double>(y[i]) - y[j];
    const double k = 1 / (1 + dx * dx + dy * dy);
    potential += k;
    pull_x += dx * k * k;
    pull_y += dy * k * k;
  }
  sums[0] = potential;
  sums[1] = pull_x;
  sums[2] = pull_y;
}

}  // namespace

void CauchyField::fit_box(const float* x, const float* y, std::size_t n) {
  std::array<std::size_t, 2> need{};
  std::array<float, 2> low{}, width{};
  for (int axis = 0; axis < 2; ++axis) {
    const auto [least, most] = std::minmax_element(axis ? y : x, (axis ? y : x) + n);
    low[axis] = *least;
    width[axis] = *most - *least;
  }
  const float widest = std::max(width[0], width[1]);
  float spacing = std::max(wanted_, widest / static_cast<float>(kLargestGrid - 8));
  // A small map is all near field, where errors add up, and costs little: finer steps for it.
  while (spacing > kFinestSpacing && widest < 48 * 0.7f * spacing) spacing *= 0.7f;
  bool fits = spacing == spacing_ && side_[0] > 0;
  for (int axis = 0; axis < 2; ++axis) {
    need[axis] = std::max(
        kSmallestGrid, static_cast<std::size_t>(width[axis] / spacing) + 6);  // splines, rounding
    fits = fits && need[axis] <= side_[axis] && need[axis] + need[axis] / 3 + 16 >= side_[axis];
  }
  if (!fits) {
    spacing_ = spacing;
    for (int axis = 0; axis < 2; ++axis) {
      padded_[axis] = fast_size(2 * (need[axis] + need[axis] / 16), 4);
      side_[axis] = padded_[axis] / 2;
    }
    make_kernel();
  }
  for (int axis = 0; axis < 2; ++axis)  // the points in the middle of the grid
    origin_[axis] =
        low[axis] - 0.5f * (static_cast<float>(side_[axis] - 1) * spacing_ - width[axis]);
}

void CauchyField::make_kernel() {
  half_x_ = LaneFourier(padded_[0] / 2);
  whole_y_ = LaneFourier(padded_[1]);
  untangle_.clear();
  for (std::size_t k = 0; k <= padded_[0] / 2; ++k) {
    const double angle =
        -2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(padded_[0]);
    untangle_.push_back(static_cast<float>(std::cos(angle)));
    untangle_.push_back(static_cast<float>(std::sin(angle)));
  }
  const std::size_t lines = padded_[0] / 2 + 1, chunks = block_count(lines, kLanes);
  stride_ = block_count(padded_[1], kLanes) * kLanes;
  std::vector<float> samples(padded_[0] * stride_);
  parallel_blocks(padded_[0], 16, [&](Block block) {
    for (std::size_t i = block.begin; i < block.end; ++i)
      for (std::size_t j = 0; j < padded_[1]; ++j) {
        const float a = spacing_ * static_cast<float>(std::min(i, padded_[0] - i));
        const float b = spacing_ * static_cast<float>(std::min(j, padded_[1] - j));
        samples[i * stride_ + j] = 1 / (1 + a * a + b * b);
      }
  });
  spectrum_re_.assign(chunks * stride_ * kLanes, 0);
  spectrum_im_.assign(chunks * stride_ * kLanes, 0);
  kernel_.assign(chunks * padded_[1] * kLanes, 0);
  forward_columns(samples, padded_[0]);
  transform_rows(padded_[1], true);
  stride_ = block_count(side_[1], kLanes) * kLanes;
  spectrum_re_.assign(chunks * stride_ * kLanes, 0);
  spectrum_im_.assign(chunks * stride_ * kLanes, 0);
  grid_.assign((side_[0] + 1) / 2 * 2 * stride_ + kLanes, 0);
}

// Points in order of bands of grid rows, within a band by index: bands can be spread side by side.
void CauchyField::sort_by_band(const float* x, const float* y, std::size_t n) {
  const std::size_t bands = block_count(side_[0], kBand), blocks = block_count(n, kPointBlock);
  const float inverse = 1 / spacing_;
  counts_.assign(blocks * bands, 0);
  sorted_.resize(2 * n);
  parallel_blocks(n, kPointBlock, [&](Block b) {
    std::uint32_t* count = counts_.data() + b.index * bands;
    for (std::size_t i = b.begin; i < b.end; ++i) ++count[band_of((x[i] - origin_[0]) * inverse)];
  });
  band_start_.assign(bands + 1, 0);
  std::uint32_t total = 0;
  for (std::size_t band = 0; band < bands; ++band) {
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::uint32_t here = counts_[block * bands + band];
      counts_[block * bands + band] = total;
      total += here;
    }
    band_start_[band + 1] = total;
  }
  parallel_blocks(n, kPointBlock, [&](Block b) {
    std::uint32_t* next = counts_.data() + b.index * bands;
    for (std::size_t i = b.begin; i < b.end; ++i) {
      const float u = (x[i] - origin_[0]) * inverse, v = (y[i] - origin_[1]) * inverse;
      const std::size_t place = next[band_of(u)]++;
      sorted_[2 * place] = u;
      sorted_[2 * place + 1] = v;
    }
  });
}

// Even bands first (each clears its own rows and the next band's), then odd ones: no node has two
// writers at once.
void CauchyField::spread() {
  const std::size_t bands = band_start_.size() - 1;
  for (const std::size_t odd : {0, 1})
    parallel_blocks((bands + 1 - odd) / 2, 1, [&](Block b) {
      const std::size_t band = 2 * b.index + odd, row = band * kBand;
      if (odd == 0) {
        const std::size_t end = std::min((row + 2 * kBand) * stride_, grid_.size());
        std::fill(grid_.begin() + static_cast<std::ptrdiff_t>(row * stride_),
                  grid_.begin() + static_cast<std::ptrdiff_t>(end), 0.0f);
      }
      spread_points(sorted_.data() + 2 * band_start_[band],
                    band_start_[band + 1] - band_start_[band], grid_.data(), stride_);
    });
}

// Real columns, sixteen at a time, to half spectra, stored in chunks of sixteen frequencies:
// [chunk][column][lane].
void CauchyField::forward_columns(const std::vector<float>& grid, std::size_t rows) {
  const std::size_t h = padded_[0] / 2, chunks = block_count(h + 1, kLanes);
  parallel_blocks(stride_ / kLanes, 1, [&](Block b) {
    const Scratch s = scratch(std::max(h, chunks * kLanes));
    const float* column = grid.data() + b.index * kLanes;
    for (std::size_t r = 0; r < h; ++r)
      for (std::size_t part = 0; part < 2; ++part) {
        float* z = (part ? s.im : s.re) + r * kLanes;
        if (2 * r + part < rows)
          std::copy_n(column + (2 * r + part) * stride_, kLanes, z);
        else
          std::fill_n(z, kLanes, 0.0f);
      }
    half_x_.transform(s.re, s.im, s.re_work, s.im_work);
    float lines[kLanes][2 * kLanes] = {};
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
      for (std::size_t l = 0; l < kLanes && chunk * kLanes + l <= h; ++l)
        untangle(s.re, s.im, untangle_.data(), chunk * kLanes + l, h, lines[l]);
      const std::size_t at = (chunk * stride_ + b.index * kLanes) * kLanes;
      transpose(&lines[0][0], 2 * kLanes, spectrum_re_.data() + at, kLanes);
      transpose(&lines[0][kLanes], 2 * kLanes, spectrum_im_.data() + at, kLanes);
    }
  });
}

// Along the rows there, times the kernel, and back; or there only, to make the kernel.
void CauchyField::transform_rows(std::size_t columns, bool make) {
  const std::size_t length = padded_[1], lines = padded_[0] / 2 + 1;
  std::vector<float> window_x, window_y;
  if (make) window_x = spline_windows(padded_[0]), window_y = spline_windows(length);
  parallel_blocks(block_count(lines, kLanes), 1, [&](Block b) {
    const Scratch s = scratch(length);
    float *re = s.re, *im = s.im;
    float *in_re = spectrum_re_.data() + b.index * stride_ * kLanes,
          *in_im = spectrum_im_.data() + b.index * stride_ * kLanes;
    std::copy_n(in_re, columns * kLanes, re);
    std::copy_n(in_im, columns * kLanes, im);
    std::fill(re + columns * kLanes, re + length * kLanes, 0.0f);
    std::fill(im + columns * kLanes, im + length * kLanes, 0.0f);
    whole_y_.transform(re, im, s.re_work, s.im_work);
    float* kernel = kernel_.data() + b.index * length * kLanes;
    if (make) {  // halves of the inverse transforms' tangling and both lengths are put in here
      for (std::size_t j = 0; j < length; ++j)
        for (std::size_t l = 0; l < kLanes; ++l) {
          const std::size_t k = b.index * kLanes + l;
          const float scale = static_cast<float>(padded_[0] * length);
          if (k < lines)
            kernel[j * kLanes + l] = re[j * kLanes + l] / (window_x[k] * window_y[j] * scale);
        }
      return;
    }
    multiply(re, im, kernel, length * kLanes);
    whole_y_.transform(im, re, s.im_work, s.re_work);
    std::copy_n(re, columns * kLanes, in_re);
    std::copy_n(im, columns * kLanes, in_im);
  });
}

void CauchyField::inverse_columns() {
  const std::size_t h = padded_[0] / 2, chunks = block_count(h + 1, kLanes);
  parallel_blocks(stride_ / kLanes, 1, [&](Block b) {
    const Scratch s = scratch(std::max(h, chunks * kLanes));
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
      const std::size_t at = (chunk * stride_ + b.index * kLanes) * kLanes;
      transpose(spectrum_re_.data() + at, kLanes, s.re_work + chunk * kLanes * kLanes, kLanes);
      transpose(spectrum_im_.data() + at, kLanes, s.im_work + chunk * kLanes * kLanes, kLanes);
    }
    for (std::size_t k = 0; k < h; ++k)
      tangle(s.re_work, s.im_work, untangle_.data(), k, h, s.re, s.im);
    half_x_.transform(s.im, s.re, s.im_work, s.re_work);
    float* column = grid_.data() + b.index * kLanes;
    for (std::size_t r = 0; r < side_[0]; ++r)
      std::copy_n((r % 2 ? s.im : s.re) + r / 2 * kLanes, kLanes, column + r * stride_);
  });
}

void CauchyField::charge(const float* x, const float* y, std::size_t n) {
  fit_box(x, y, n);
  sort_by_band(x, y, n);
  spread();
  forward_columns(grid_, side_[0]);
  transform_rows(side_[1], false);
  inverse_columns();
}

void CauchyField::sample(const float* x, const float* y, std::size_t m, FieldValue* out) const {
  sample_points({grid_.data(), stride_, origin_[0], origin_[1], 1 / spacing_}, x, y, m, out);
}

void cauchy_sums(const float* x, const float* y, std::size_t n, double* potential, double* pull_x,
                 double* pull_y) {
  parallel_blocks(n, 64, [&](Block b) {
    for (std::size_t i = b.begin; i < b.end; ++i) {
      double sums[3];
      cauchy_row(x, y, n, i, sums);
      potential[i] = sums[0];
      pull_x[i] = sums[1];
      pull_y[i] = sums[2];
    }
  });
}

}  // namespace qed::analysis
