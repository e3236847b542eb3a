// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "qed/base/random.h"
#include "qed/linalg/matrix.h"

namespace qed::models::planted {

struct Table {
  MatrixF X;
  std::vector<std::int32_t> label;
};

struct Setting {
  int k = 3, d = 10, n = 2000;
  bool uneven = false, elliptical = false, nuisance = false;
  double distance = 7;  ///< least distance of two centres, in standard deviations within
};

/// Sizes: equal, or falling geometrically from the largest to max(1 %, 18 rows).
inline std::vector<int> sizes(const Setting& s) {
  std::vector<double> share(static_cast<std::size_t>(s.k), 1.0);
  const double least = std::max(0.01 * s.n, 18.0);
  std::vector<int> size(share.size());
  double ratio = 1;
  if (s.uneven) {  // least (1 + r + ... + r^(k-1)) = n
    double lo = 1, hi = 1000;
    for (int t = 0; t < 100; ++t) {
      ratio = (lo + hi) / 2;
      double sum = 0, term = least;
      for (int c = 0; c < s.k; ++c) sum += term, term *= ratio;
      (sum > s.n ? hi : lo) = ratio;
    }
  }
  int used = 0;
  for (int c = s.k - 1; c > 0; --c) {
    size[static_cast<std::size_t>(c)] =
        s.uneven ? static_cast<int>(least * std::pow(ratio, s.k - 1 - c)) : s.n / s.k;
    used += size[static_cast<std::size_t>(c)];
  }
  size[0] = s.n - used;
  return size;
}

/// Centres `distance` apart or more, as dense as rejection allows (a growing ball).
inline Matrix centres(const Setting& s, Rng& rng) {
  Matrix c(s.k, s.d);
  double radius = s.distance * 0.75;
  for (int a = 0; a < s.k;) {
    for (int j = 0; j < s.d; ++j) c(a, j) = rng.normal();
    c.row(a) *= radius / std::sqrt(static_cast<double>(s.d)) *
                (s.d <= 3 ? std::sqrt(rng.uniform()) * 1.5 : 1.0);
    bool free = true;
    for (int b = 0; b < a; ++b) free = free && (c.row(a) - c.row(b)).norm() >= s.distance;
    if (free)
      ++a;
    else
      radius *= 1.002;
  }
  return c;
}

/// Unit variance within in the clusters' columns (elliptical: 1.6 times longer along a
/// random axis of each cluster); nuisance: three 0/1 and three
/// log-normal columns more, each of about unit variance.
inline Table table(const Setting& s, std::uint64_t seed) {
  Rng rng(seed, 77);
  Matrix c = centres(s, rng);
  const int extra = s.nuisance ? 6 : 0;
  Table t;
  t.X.resize(s.n, s.d + extra);
  const auto size = sizes(s);
  Index row = 0;
  for (int a = 0; a < s.k; ++a) {
    Vector axis(s.d);
    for (int j = 0; j < s.d; ++j) axis[j] = rng.normal();
    axis.normalize();
    for (int i = 0; i < size[static_cast<std::size_t>(a)]; ++i, ++row) {
      Vector x(s.d);
      for (int j = 0; j < s.d; ++j) x[j] = rng.normal();
      if (s.elliptical) x += axis * axis.dot(x) * 0.6;  // 1.6 times longer along its own axis
      t.X.row(row).head(s.d) = (c.row(a).transpose() + x).transpose().cast<float>();
      for (int j = 0; j < extra; ++j)
        t.X(row, s.d + j) = static_cast<float>(j < 3 ? 2.0 * (rng.uniform() < 0.2 + 0.2 * j)
                                                     : 0.5 * std::exp(rng.normal()));
      t.label.push_back(a);
    }
  }
  return t;
}

/// Tables without clusters: noise, correlated, elongated, mixed (log-normal and 0/1 of a Gaussian
/// copula), outliers (t with 2 degrees of freedom), cube, swiss_roll.
inline MatrixF none(const std::string& kind, Index n, Index d, std::uint64_t seed) {
  Rng rng(seed, 78);
  if (kind == "swiss_roll") d = 3;
  MatrixF X(n, d);
  Matrix A(d, d);
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < d; ++j) A(i, j) = rng.normal() * (j < 3 ? 3 : 0.5) / std::sqrt(9.0);
  for (Index i = 0; i < n; ++i) {
    Vector g(d);
    for (Index j = 0; j < d; ++j) g[j] = rng.normal();
    if (kind == "correlated" || kind == "mixed") g = A * g;
    if (kind == "elongated") g[0] *= 8;
    if (kind == "outliers") {
      const double a = rng.normal(), b = rng.normal();
      g /= std::sqrt((a * a + b * b) / 2);
    }
    if (kind == "cube")
      for (Index j = 0; j < d; ++j) g[j] = 3.46 * rng.uniform();
    if (kind == "mixed")
      for (Index j = 0; j < d; ++j)
        g[j] = j % 2 ? 2.0 * (g[j] > 0.3 * (j % 5)) : 0.6 * std::exp(0.6 * g[j]);
    if (kind == "swiss_roll") {
      const double t = 1.5 * 3.141592653589793 * (1 + 2 * rng.uniform());
      g << t * std::cos(t), 21 * rng.uniform(), t * std::sin(t);
    }
    X.row(i) = g.transpose().cast<float>();
  }
  return X;
}

}  // namespace qed::models::planted
