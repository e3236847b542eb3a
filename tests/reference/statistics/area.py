# SPDX-License-Identifier: Apache-2.0
# Prints area.inc: bootstrap intervals of the area under the ROC curve by drawing 100,000 resamples of the rows.
#   python area.py > area.inc     (SciPy 1.17.1)
# Row i has the label i % 3 == 0 and the score ((37 i + 11) % 101 + 30 label)/step rounded down: the same everywhere.
import numpy as np
import scipy
from scipy import stats


def area(score, label, axis=-1):
    ranks = stats.rankdata(score, axis=axis)
    m = label.sum(axis=axis)
    n = label.shape[axis] - m
    return ((ranks * label).sum(axis=axis) - m * (m + 1) / 2) / (m * n)


print(f"// Made by area.py with SciPy {scipy.__version__}, 100,000 resamples.")
print("// rows, step, BCa (else percentile): area, lower, upper")
print("static const std::vector<std::array<double, 6>> kDrawnAreas{")
for rows, step in [(45, 1), (90, 1), (90, 12), (150, 40)]:
    i = np.arange(rows)
    label = (i % 3 == 0).astype(float)
    score = ((37 * i + 11) % 101 + 30 * label) // step
    for method in ["BCa", "percentile"]:
        r = stats.bootstrap((score, label), area, paired=True, vectorized=True, n_resamples=100_000, batch=5000,
                            method=method, rng=np.random.default_rng(1)).confidence_interval
        print(f"{{{rows}, {step}, {int(method == 'BCa')}, {area(score, label):.15g}, {r.low:.10g}, {r.high:.10g}}},")
print("};")
