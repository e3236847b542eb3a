# SPDX-License-Identifier: Apache-2.0
"""Writes qed/models/cluster/hdbscan_values.h: scikit-learn's HDBSCAN labels on tables that both sides can make."""
import numpy, sklearn
from sklearn.cluster import HDBSCAN


def table(n, d, groups, spread):
    """Three to seven uneven groups on a lattice: x_ij = f(i, j) scaled + 4 (g(i) has bit j), in steps of 2^-12."""
    i, j = numpy.meshgrid(numpy.arange(n, dtype=float), numpy.arange(d, dtype=float), indexing="ij")
    u = (i * i * 7919 + i * 104729 + j * j * 1299 + i * j * 611953 + 13 * j) % 4093 / 4096
    v = (i * i * 5417 + i * 32452 + j * 7177 + i * j * 86028) % 4091 / 4096
    g = (i * i * 31 + i * 7) % 101 % groups if groups else 0 * i
    return spread * (u + v - 1) + 4 * (numpy.floor(g / 2**j) % 2)


cases = [(400, 3, 5, 1.5, 10, 5), (600, 4, 7, 2.0, 15, 15), (300, 2, 4, 2.5, 8, 3),
         (500, 3, 0, 1.0, 12, 4), (400, 3, 5, 3.0, 5, 2)]
out = ["// SPDX-License-Identifier: Apache-2.0", "#pragma once",
       f"// Written by tests/reference/clusters/hdbscan.py with scikit-learn {sklearn.__version__}; labels: '.' is noise.",
       "namespace qed::models::golden {",
       "struct HdbscanCase {", "  int n, d, groups;", "  double spread;", "  int min_cluster_size, min_samples;",
       "  const char* labels;", "};",
       "inline constexpr HdbscanCase kHdbscan[] = {"]
for n, d, groups, spread, size, samples in cases:
    label = HDBSCAN(min_cluster_size=size, min_samples=samples, algorithm="brute", copy=True).fit(
        table(n, d, groups, spread)).labels_
    assert label.max() < 52
    text = "".join("." if l < 0 else chr(ord("a") + l) if l < 26 else chr(ord("A") + l - 26) for l in label)
    print(n, d, groups, spread, "clusters", label.max() + 1, "noise", (label < 0).sum())
    out.append(f"    {{{n}, {d}, {groups}, {spread}, {size}, {samples},")
    out += [f'     "{text[at:at + 80]}"' for at in range(0, n, 80)]
    out[-1] += "},"
out += ["};", "}  // namespace qed::models::golden"]
open("qed/models/cluster/hdbscan_values.h", "w").write("\n".join(out) + "\n")
