# SPDX-License-Identifier: Apache-2.0
"""Writes qed/models/cluster/kmeans_values.h: scikit-learn's best k-means inertia and adjusted Rand index."""
import numpy, sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
# A table that both sides can make: x_ij = sin(37 i + 11 j) + 5 ((i mod 3) == j)
n, d = 90, 4
i, j = numpy.meshgrid(numpy.arange(n), numpy.arange(d), indexing="ij")
X = numpy.sin(37.0 * i + 11.0 * j) + 5.0 * ((i % 3) == j)
out = ["// SPDX-License-Identifier: Apache-2.0", "#pragma once",
       f"// Written by tests/reference/clusters/kmeans.py with scikit-learn {sklearn.__version__}; relative tolerance 1e-5.",
       "namespace qed::models::golden {"]
for k in (2, 3, 5):
    inertia = KMeans(k, n_init=200, random_state=0, tol=0, max_iter=1000).fit(X).inertia_
    out.append(f"inline constexpr double kInertia{k} = {inertia:.12g};")
a, b = (numpy.arange(n) * 7) % 5, (numpy.arange(n) // 11) % 4
out.append(f"inline constexpr double kRand = {adjusted_rand_score(a, b):.15g};")
out.append("}  // namespace qed::models::golden")
open("qed/models/cluster/kmeans_values.h", "w").write("\n".join(out) + "\n")
