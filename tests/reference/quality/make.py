# SPDX-License-Identifier: Apache-2.0
"""Writes picture_quality.inc: quality of a picture by independent software.

trustworthiness and continuity: scikit-learn's `trustworthiness` (continuity with the two spaces exchanged);
Q_NX: the co-ranking matrix of Lee and Verleysen in numpy, summed directly; Spearman: scipy.stats.spearmanr.
All 100 points are landmarks and reference. Run: python tests/reference/quality/make.py
"""
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import pdist, squareform
from scipy.stats import spearmanr
from sklearn.manifold import trustworthiness


def data(n):
    """Scattered points that the C++ test makes too: exact multiples of 2^-16, no generator in between."""
    i = np.arange(n)
    j = np.arange(3)[:, None]
    return (((i + 1) ** 3 * (2 * j + 3) * 7901 + (i + 1) * (j + 1) * 104729) % 65521 / 65536.0).T


def ranks(D):
    D = D.copy()
    np.fill_diagonal(D, -1)
    return np.argsort(np.argsort(D, axis=1, kind="stable"), axis=1, kind="stable")  # own rank 0


n, k = 100, 10
X = data(n)
Y = np.column_stack([X[:, 0], X[:, 1] + X[:, 2] * 0.25])
A, B = squareform(pdist(X)), squareform(pdist(Y))
rho, r = ranks(A), ranks(B)
corank = np.zeros((n, n), int)
np.add.at(corank, (rho.ravel(), r.ravel()), 1)
corank = corank[1:, 1:]
K = np.arange(1, n - 1)
Q = np.array([corank[:m, :m].sum() / (m * n) for m in K])
R = ((n - 1) * Q - K) / (n - 1 - K)
rows = {
    "kAuc": (R / K).sum() / (1 / K).sum(),
    "kRecall": Q[k - 1],
    "kTrustworthiness": trustworthiness(X, Y, n_neighbors=k),
    "kContinuity": trustworthiness(Y, X, n_neighbors=k),
    "kSpearman": spearmanr(pdist(X), pdist(Y)).statistic,
    "kRnx1": R[0],
    "kRnx64": R[63],
}
# Single precision must not exchange neighbours: the nearest to a tie is 100 times its rounding away.
for D in (A, B):
    sorted_rows = np.sort(D, axis=1)[:, 1:]
    assert (np.diff(sorted_rows, axis=1) / sorted_rows[:, 1:]).min() > 2e-6
out = [
    "// Made by tests/reference/quality/make.py with "
    f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}.",
    f"// {n} points, k = {k}. Tolerance: 1e-12 relative.",
]
out += [f"constexpr double {name} = {value!r};".replace("np.float64(", "").replace(")", "") for name, value in rows.items()]
pathlib.Path(__file__).with_name("picture_quality.inc").write_text("\n".join(out) + "\n")
