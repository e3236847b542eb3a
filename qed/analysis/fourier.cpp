// SPDX-License-Identifier: Apache-2.0
#include "qed/analysis/fourier.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "qed/base/error.h"
#include "qed/base/lanes.h"

namespace qed::analysis {
namespace {

std::vector<std::size_t> radices_of(std::size_t n) {
  std::vector<std::size_t> radices;
  for (; n % 4 == 0; n /= 4) radices.push_back(4);
  for (std::size_t p = 2; n > 1; p = p * p > n ? n : p + 1)
    for (; n % p == 0; n /= p) radices.push_back(p);
  return radices;
}

// Twiddles of all passes, one after the other: for p < m, k in 1..r-1: cos and -sin of 2π p k / (r
// m).
template <class T>
std::vector<T> twiddles_of(std::size_t n, const std::vector<std::size_t>& radices) {
  std::vector<T> twiddles;
  for (const std::size_t r : radices) {
    const std::size_t m = n / r;
    for (std::size_t p = 0; p < m; ++p)
      for (std::size_t k = 1; k < r; ++k) {
        const double angle =
            -2 * std::numbers::pi * static_cast<double>(p * k % n) / static_cast<double>(n);
        twiddles.push_back(static_cast<T>(std::cos(angle)));
        twiddles.push_back(static_cast<T>(std::sin(angle)));
      }
    n = m;
  }
  return twiddles;
}

// One pass of Stockham's autosorting transform (decimation in frequency): for p < m and every lane
// q < s,
//   y[q + s (r p + k)] = w^k Σ_j e^{-2πi jk/r} x[q + s (p + m j)],  w = e^{-2πi p/(r m)}.
// T is a number or a vector of lanes, W a number; s counts T.
template <class T, class W>
struct Pass {
  const T *x_re, *x_im;
  T *y_re, *y_im;
  const W* w;
  std::size_t m, s;
};

template <class T, class W>
QED_INLINE void radix_2(const Pass<T, W>& a) {
  for (std::size_t p = 0; p < a.m; ++p) {
    const W wr = a.w[2 * p], wi = a.w[2 * p + 1];
    const T *r0 = a.x_re + a.s * p, *i0 = a.x_im + a.s * p, *r1 = r0 + a.s * a.m,
            *i1 = i0 + a.s * a.m;
    T *QED_RESTRICT yr = a.y_re + 2 * a.s * p, *QED_RESTRICT yi = a.y_im + 2 * a.s * p;
    for (std::size_t q = 0; q < a.s; ++q) {
      const T dr = r0[q] - r1[q], di = i0[q] - i1[q];
      yr[q] = r0[q] + r1[q];
      yi[q] = i0[q] + i1[q];
      yr[a.s + q] = dr * wr - di * wi;
      yi[a.s + q] = dr * wi + di * wr;
    }
  }
}

template <class T, class W>
QED_INLINE void radix_3(const Pass<T, W>& a) {
  const W half_root_3 = static_cast<W>(std::numbers::sqrt3 / 2);
  for (std::size_t p = 0; p < a.m; ++p) {
    const W* w = a.w + 4 * p;
    const std::size_t step = a.s * a.m;
    const T *r0 = a.x_re + a.s * p, *i0 = a.x_im + a.s * p;
    T *QED_RESTRICT yr = a.y_re + 3 * a.s * p, *QED_RESTRICT yi = a.y_im + 3 * a.s * p;
    for (std::size_t q = 0; q < a.s; ++q) {
      const T tr = r0[step + q] + r0[2 * step + q], ti = i0[step + q] + i0[2 * step + q];
      const T ur = half_root_3 * (r0[step + q] - r0[2 * step + q]),
              ui = half_root_3 * (i0[step + q] - i0[2 * step + q]);
      const T cr = r0[q] - W{0.5} * tr, ci = i0[q] - W{0.5} * ti;
      yr[q] = r0[q] + tr;
      yi[q] = i0[q] + ti;
      const T ar = cr + ui, ai = ci - ur, br = cr - ui, bi = ci + ur;
      yr[a.s + q] = ar * w[0] - ai * w[1];
      yi[a.s + q] = ar * w[1] + ai * w[0];
      yr[2 * a.s + q] = br * w[2] - bi * w[3];
      yi[2 * a.s + q] = br * w[3] + bi * w[2];
    }
  }
}

template <class T, class W>
QED_INLINE void radix_4(const Pass<T, W>& a) {
  for (std::size_t p = 0; p < a.m; ++p) {
    const W* w = a.w + 6 * p;
    const std::size_t step = a.s * a.m, s = a.s;
    const T *r0 = a.x_re + s * p, *i0 = a.x_im + s * p;
    T *QED_RESTRICT yr = a.y_re + 4 * s * p, *QED_RESTRICT yi = a.y_im + 4 * s * p;
    for (std::size_t q = 0; q < s; ++q) {
      const T ar = r0[q] + r0[2 * step + q], ai = i0[q] + i0[2 * step + q];
      const T br = r0[q] - r0[2 * step + q], bi = i0[q] - i0[2 * step + q];
      const T cr = r0[step + q] + r0[3 * step + q], ci = i0[step + q] + i0[3 * step + q];
      const T dr = r0[step + q] - r0[3 * step + q], di = i0[step + q] - i0[3 * step + q];
      yr[q] = ar + cr;
      yi[q] = ai + ci;
      const T er = br + di, ei = bi - dr, fr = ar - cr, fi = ai - ci, gr = br - di, gi = bi + dr;
      yr[s + q] = er * w[0] - ei * w[1];
      yi[s + q] = er * w[1] + ei * w[0];
      yr[2 * s + q] = fr * w[2] - fi * w[3];
      yi[2 * s + q] = fr * w[3] + fi * w[2];
      yr[3 * s + q] = gr * w[4] - gi * w[5];
      yi[3 * s + q] = gr * w[5] + gi * w[4];
    }
  }
}

// Any radix, by its definition: O(r²) a butterfly.
template <class T, class W>
QED_INLINE void radix_any(const Pass<T, W>& a, std::size_t r) {
  const std::size_t step = a.s * a.m;
  for (std::size_t p = 0; p < a.m; ++p)
    for (std::size_t k = 0; k < r; ++k) {
      const W wr = k == 0 ? W{1} : a.w[2 * ((r - 1) * p + k - 1)];
      const W wi = k == 0 ? W{0} : a.w[2 * ((r - 1) * p + k - 1) + 1];
      T *QED_RESTRICT yr = a.y_re + a.s * (r * p + k),
                      *QED_RESTRICT yi = a.y_im + a.s * (r * p + k);
      for (std::size_t q = 0; q < a.s; ++q) yr[q] = yi[q] = T{};
      for (std::size_t j = 0; j < r; ++j) {
        const double angle =
            -2 * std::numbers::pi * static_cast<double>(j * k % r) / static_cast<double>(r);
        const W c = static_cast<W>(std::cos(angle)), d = static_cast<W>(std::sin(angle));
        const W er = c * wr - d * wi, ei = c * wi + d * wr;
        const T *xr = a.x_re + a.s * p + step * j, *xi = a.x_im + a.s * p + step * j;
        for (std::size_t q = 0; q < a.s; ++q) {
          yr[q] += xr[q] * er - xi[q] * ei;
          yi[q] += xr[q] * ei + xi[q] * er;
        }
      }
    }
}

// sin and cos of 2π/5 and 4π/5.
template <class T, class W>
QED_INLINE void radix_5(const Pass<T, W>& a) {
  const W c1 = static_cast<W>(0.30901699437494742410), c2 = static_cast<W>(-0.80901699437494742410);
  const W s1 = static_cast<W>(0.95105651629515357212), s2 = static_cast<W>(0.58778525229247312917);
  for (std::size_t p = 0; p < a.m; ++p) {
    const W* w = a.w + 8 * p;
    const std::size_t step = a.s * a.m, s = a.s;
    const T *r0 = a.x_re + s * p, *i0 = a.x_im + s * p;
    T *QED_RESTRICT yr = a.y_re + 5 * s * p, *QED_RESTRICT yi = a.y_im + 5 * s * p;
    for (std::size_t q = 0; q < s; ++q) {
      const T ar = r0[step + q] + r0[4 * step + q], ai = i0[step + q] + i0[4 * step + q];
      const T br = r0[step + q] - r0[4 * step + q], bi = i0[step + q] - i0[4 * step + q];
      const T cr = r0[2 * step + q] + r0[3 * step + q], ci = i0[2 * step + q] + i0[3 * step + q];
      const T dr = r0[2 * step + q] - r0[3 * step + q], di = i0[2 * step + q] - i0[3 * step + q];
      yr[q] = r0[q] + ar + cr;
      yi[q] = i0[q] + ai + ci;
      const T er = r0[q] + c1 * ar + c2 * cr, ei = i0[q] + c1 * ai + c2 * ci;
      const T fr = r0[q] + c2 * ar + c1 * cr, fi = i0[q] + c2 * ai + c1 * ci;
      const T gr = s1 * br + s2 * dr, gi = s1 * bi + s2 * di;
      const T hr = s2 * br - s1 * dr, hi = s2 * bi - s1 * di;
      const T t1r = er + gi, t1i = ei - gr, t4r = er - gi, t4i = ei + gr;
      const T t2r = fr + hi, t2i = fi - hr, t3r = fr - hi, t3i = fi + hr;
      yr[s + q] = t1r * w[0] - t1i * w[1];
      yi[s + q] = t1r * w[1] + t1i * w[0];
      yr[2 * s + q] = t2r * w[2] - t2i * w[3];
      yi[2 * s + q] = t2r * w[3] + t2i * w[2];
      yr[3 * s + q] = t3r * w[4] - t3i * w[5];
      yi[3 * s + q] = t3r * w[5] + t3i * w[4];
      yr[4 * s + q] = t4r * w[6] - t4i * w[7];
      yi[4 * s + q] = t4r * w[7] + t4i * w[6];
    }
  }
}

template <class T, class W>
QED_INLINE void run_pass(const Pass<T, W>& pass, std::size_t r) {
  switch (r) {
    case 2:
      return radix_2(pass);
    case 3:
      return radix_3(pass);
    case 4:
      return radix_4(pass);
    case 5:
      return radix_5(pass);
    default:
      return radix_any(pass, r);
  }
}

// One pass over numbers of kLanes floats each: one vector of sixteen, or two of eight.
struct LanePass {
  const float *x_re, *x_im;
  float *y_re, *y_im;
  const float* w;
  std::size_t m, s, radix;
};

// Whole registers, which alias their floats, as g++ and clang have it.
using EightLanes = float __attribute__((vector_size(32)));
using SixteenLanes = float __attribute__((vector_size(64)));

template <class Lanes>
QED_INLINE void run_lanes(const LanePass& a) {
  const auto in = [](const float* p) { return reinterpret_cast<const Lanes*>(p); };
  const auto out = [](float* p) { return reinterpret_cast<Lanes*>(p); };
  constexpr std::size_t vectors = LaneFourier::kLanes * sizeof(float) / sizeof(Lanes);
  run_pass(
      Pass<Lanes, float>{in(a.x_re), in(a.x_im), out(a.y_re), out(a.y_im), a.w, a.m, a.s * vectors},
      a.radix);
}
QED_HOT void run_eights(const LanePass& a) { run_lanes<EightLanes>(a); }
QED_HOT void run_sixteens(const LanePass& a) { run_lanes<SixteenLanes>(a); }

void transform(std::vector<double>& re, std::vector<double>& im) {
  const std::size_t n = re.size();
  const auto radices = radices_of(n);
  const auto twiddles = twiddles_of<double>(n, radices);
  std::vector<double> re_work(n), im_work(n);
  const double* w = twiddles.data();
  std::size_t rest = n, s = 1;
  for (const std::size_t r : radices) {
    const std::size_t m = rest / r;
    run_pass<double, double>({re.data(), im.data(), re_work.data(), im_work.data(), w, m, s}, r);
    re.swap(re_work);
    im.swap(im_work);
    w += 2 * (r - 1) * m;
    rest = m;
    s *= r;
  }
}

std::vector<std::complex<double>> joined(const std::vector<double>& re,
                                         const std::vector<double>& im, double scale) {
  std::vector<std::complex<double>> out(re.size());
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = {re[k] * scale, im[k] * scale};
  return out;
}

}  // namespace

std::vector<std::complex<double>> fourier(std::span<const std::complex<double>> x) {
  require(!x.empty(), ErrorCode::bad_shape, "fourier: needs at least one value");
  std::vector<double> re(x.size()), im(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) re[j] = x[j].real(), im[j] = x[j].imag();
  transform(re, im);
  return joined(re, im, 1);
}

std::vector<std::complex<double>> fourier(std::span<const double> x) {
  return fourier(std::vector<std::complex<double>>(x.begin(), x.end()));
}

std::vector<std::complex<double>> inverse_fourier(std::span<const std::complex<double>> x) {
  require(!x.empty(), ErrorCode::bad_shape, "inverse_fourier: needs at least one value");
  std::vector<double> re(x.size()), im(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) re[j] = x[j].real(), im[j] = x[j].imag();
  transform(im, re);  // exchanged parts conjugate the exponent
  return joined(re, im, 1.0 / static_cast<double>(x.size()));
}

std::size_t fast_size(std::size_t n, std::size_t factor) {
  for (std::size_t m = (n + factor - 1) / factor * factor;; m += factor) {
    std::size_t rest = m;
    for (const std::size_t p : {2, 3, 5})
      while (rest > 1 && rest % p == 0) rest /= p;
    if (m > 0 && rest == 1) return m;
  }
}

LaneFourier::LaneFourier(std::size_t length)
    : length_(length), radices_(radices_of(length)),
      twiddles_(twiddles_of<float>(length, radices_)) {}

void LaneFourier::transform(float* re, float* im, float* re_work, float* im_work) const {
  float *x_re = re, *x_im = im;
  const float* w = twiddles_.data();
  std::size_t rest = length_, s = 1;
  for (const std::size_t r : radices_) {
    const std::size_t m = rest / r;
    const LanePass pass{x_re, x_im, re_work, im_work, w, m, s, r};
    sixteen_lanes() ? run_sixteens(pass) : run_eights(pass);
    std::swap(x_re, re_work);
    std::swap(x_im, im_work);
    w += 2 * (r - 1) * m;
    rest = m;
    s *= r;
  }
  if (x_re != re) {
    std::copy_n(x_re, length_ * kLanes, re);
    std::copy_n(x_im, length_ * kLanes, im);
  }
}

}  // namespace qed::analysis
