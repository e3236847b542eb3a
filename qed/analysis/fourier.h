// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace qed::analysis {

/// Discrete Fourier transform X_k = Σ_j x_j e^{-2πi jk/n}; the inverse divides by n. Any n ≥ 1; O(n
/// log n) when n has small prime factors only, O(n p) with p the largest. Relative error (in the
/// 2-norm) about 1e-16 log n.
/// Ref: [VanLoan1992, sec. 1.7]
std::vector<std::complex<double>> fourier(std::span<const std::complex<double>> x);
std::vector<std::complex<double>> fourier(std::span<const double> x);
std::vector<std::complex<double>> inverse_fourier(std::span<const std::complex<double>> x);

/// The smallest m ≥ n without prime factors beyond 5, a multiple of `factor` (1, 2 or 4).
std::size_t fast_size(std::size_t n, std::size_t factor = 1);

/// Sixteen transforms of one length at once, in single precision: lane l of element j lies at [16 j
/// + l]. What two-dimensional transforms are made of: sixteen columns, or sixteen rows transposed.
struct alignas(64) SixteenFloats {
  float lane[16];
};
class LaneFourier {
 public:
  static constexpr std::size_t kLanes = 16;
  explicit LaneFourier(std::size_t length = 1);
  std::size_t length() const { return length_; }
  /// re, im (16 length floats each, at multiples of 64 bytes, as std::vector<SixteenFloats> gives them)
  /// are transformed in place; re_work, im_work of the same size are overwritten. The inverse,
  /// without division by the length, is the same call with re and im exchanged. Error 1e-6
  /// relative.
  void transform(float* re, float* im, float* re_work, float* im_work) const;

 private:
  std::size_t length_;
  std::vector<std::size_t> radices_;
  std::vector<float> twiddles_;
};

}  // namespace qed::analysis
