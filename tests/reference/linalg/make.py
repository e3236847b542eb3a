# SPDX-License-Identifier: Apache-2.0
"""Golden values for qed/linalg and qed/embedding/pca.   usage: python make.py > qed/linalg/golden_values.h
Needs numpy, scipy, scikit-learn, mpmath. Inputs are exact in binary or given by formula, so that C++ makes the same."""
import textwrap

import mpmath
import numpy as np
import scipy
import sklearn
from scipy.linalg import hilbert, subspace_angles
from sklearn.decomposition import PCA

mpmath.mp.dps = 50


def array(name, values, note):
    body = textwrap.fill(", ".join(repr(float(v)) for v in np.ravel(values)), 92, initial_indent="    ",
                         subsequent_indent="    ")
    print(f"/// {note}.\ninline const std::vector<double> {name} = {{\n{body}}};")


def lattice(n, d):
    """Integers in [-50, 50] by a quadratic rule: no random generator to agree upon."""
    i, j = np.meshgrid(np.arange(1, n + 1), np.arange(1, d + 1), indexing="ij")
    return ((37 * i * i + 101 * i * j + 53 * j * j * i) % 101 - 50).astype(float)


print("// SPDX-License-Identifier: Apache-2.0\n#pragma once")
print("// Made by tests/reference/linalg/make.py; do not edit.")
print(f"// numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__},"
      f" mpmath {mpmath.__version__}")
print("#include <vector>\n\nnamespace qed::linalg::golden {\n")

H = mpmath.matrix(10, 10)
for i in range(10):
    for j in range(10):
        H[i, j] = mpmath.mpf(1) / (i + j + 1)
w = sorted(mpmath.eigsy(H, eigvals_only=True), reverse=True)
array("kHilbert10", w, "eigenvalues of the Hilbert matrix of order 10, mpmath, tolerance eps times the largest")
array("kHilbert10Condition", [w[0] / w[9]], "their ratio")

W = mpmath.matrix(21, 21)
for i in range(21):
    W[i, i] = abs(10 - i)
    if i:
        W[i, i - 1] = W[i - 1, i] = 1
array("kWilkinson21", sorted(mpmath.eigsy(W, eigvals_only=True), reverse=True), "W21+, mpmath; tolerance 1e-13")

F = mpmath.matrix(12, 12)
for i in range(1, 13):
    for j in range(1, 13):
        if j >= i - 1:
            F[i - 1, j - 1] = 13 - max(i, j)
frank = sorted((mpmath.re(v) for v in mpmath.eig(F, left=False, right=False)), reverse=True)
array("kFrank12", frank, "Frank matrix of order 12, mpmath; tolerance condition times eps times the norm")

X = lattice(60, 7)
p = PCA(7, svd_solver="full").fit(X)
array("kPcaVariances", p.explained_variance_, "scikit-learn PCA of lattice(60, 7); tolerance 1e-12 relative")
V = p.components_.T
V = V * np.sign(V[np.abs(V).argmax(0), range(7)])
array("kPcaComponents", V.T, "its components, row by row, largest entry positive; tolerance 1e-10")
X = lattice(8, 40)
p = PCA(7, svd_solver="full").fit(X)
array("kPcaWideVariances", p.explained_variance_, "lattice(8, 40), n < d; tolerance 1e-11 relative")
array("kSubspaceAngles", np.sort(subspace_angles(lattice(12, 3), lattice(12, 7)[:, 3:6])),
      "scipy subspace_angles of the columns 1-3 and 4-6 of lattice(12, 7), ascending; tolerance 1e-12")
print("\n}  // namespace qed::linalg::golden")
