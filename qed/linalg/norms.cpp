// SPDX-License-Identifier: Apache-2.0
#include "qed/linalg/norms.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/linalg/svd.h"

namespace qed::linalg {

double one_norm(MatrixView A) {
  return A.size() == 0 ? 0 : A.cwiseAbs().colwise().sum().maxCoeff();
}

double infinity_norm(MatrixView A) {
  return A.size() == 0 ? 0 : A.cwiseAbs().rowwise().sum().maxCoeff();
}

double frobenius_norm(MatrixView A) {
  const double largest = max_norm(A);
  return largest > 0 && largest < std::numeric_limits<double>::infinity()
             ? largest * (A / largest).norm()
             : largest;
}

double max_norm(MatrixView A) { return A.size() == 0 ? 0 : A.cwiseAbs().maxCoeff(); }

double safe_scale(MatrixView A) {
  const double largest = max_norm(A);
  if (!(largest > 0) || !std::isfinite(largest)) return 1;
  const int exponent = std::ilogb(largest);
  return std::abs(exponent) <= 256 ? 1 : std::ldexp(1.0, std::min(-exponent, 1023));
}

double spectral_norm(MatrixView A) { return A.size() == 0 ? 0 : singular_values(A)[0]; }

double nuclear_norm(MatrixView A) { return singular_values(A).sum(); }

double condition_number(MatrixView A) {
  const Vector s = singular_values(A);
  if (s.size() == 0) return 1;
  const double smallest = s[s.size() - 1];
  return smallest > 0 ? s[0] / smallest : std::numeric_limits<double>::infinity();
}

}  // namespace qed::linalg
