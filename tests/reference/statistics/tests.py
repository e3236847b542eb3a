# SPDX-License-Identifier: Apache-2.0
# Prints tests.inc: p-values of the tests of counts and of distributions.
#   python tests.py > tests.inc     (SciPy 1.17.1, statsmodels 0.14.6)
# Two samples with ties: every assignment of the pooled values to the samples is tried. Kuiper's p is summed here by its series.
import itertools
import math

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

print(f"// Made by tests.py with SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}.")


def line(*values):
    return "{" + ", ".join(str(v) if isinstance(v, (int, np.integer)) else f"{v:.16g}" for v in values) + "},"


print("// first only, second only: exact p, mid-p\nstatic const std::vector<std::array<double, 4>> kMcNemar{")
for b, c in [(1, 0), (3, 9), (12, 2), (40, 40), (0, 30), (150, 210), (3000, 2700)]:
    p = mcnemar([[5, b], [c, 7]], exact=True).pvalue
    tail = stats.binom.cdf(min(b, c), b + c, 0.5) - stats.binom.pmf(min(b, c), b + c, 0.5) / 2
    print(line(b, c, p, min(1, 2 * tail)))
print("};\n// k1, n1, k2, n2: p\nstatic const std::vector<std::array<double, 5>> kFisher{")
for k1, n1, k2, n2 in [(3, 4, 1, 4), (1, 9, 11, 15), (10, 60, 30, 70), (0, 5, 5, 5), (300, 10000, 250, 9000), (2, 2, 5, 9)]:
    print(line(k1, n1, k2, n2, stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue))
print("};\n// rows, columns, six counts: statistic, p\nstatic const std::vector<std::array<double, 10>> kChiSquare{")
for shape, counts in [((2, 3), [10, 20, 30, 6, 9, 17]), ((3, 2), [500, 430, 20, 70, 31, 30]), ((2, 3), [1, 0, 3, 4, 9, 1])]:
    r = stats.chi2_contingency(np.reshape(counts, shape), correction=False)
    print(line(*shape, *counts, r.statistic, r.pvalue))


def made(n, a, mod, shift, step):
    return [(i * a + 7) % mod * step + shift for i in range(n)]


print("};\n// two samples, value i = (a i + 7) mod m times step plus shift: n, a, mod, shift, step twice; D, p")
print("static const std::vector<std::array<double, 12>> kSmirnov{")
for one, two in [((5, 37, 101, 0.0, 1.0), (7, 53, 97, 0.5, 1.0)), ((30, 37, 101, 0.0, 1.0), (45, 53, 97, 20.5, 1.0)),
                 ((100, 37, 1009, 0.0, 1.0), (80, 53, 997, 150.5, 1.0))]:
    r = stats.ks_2samp(made(*one), made(*two), method="exact")
    print(line(*one, *two, r.statistic, r.pvalue))
for one, two in [((5, 3, 4, 0.0, 1.0), (6, 5, 4, 1.0, 1.0)), ((4, 2, 3, 0.0, 1.0), (8, 1, 3, 0.0, 1.0))]:
    x, y = made(*one), made(*two)
    pooled = np.array(x + y)

    def d(a, b):
        return max(abs(np.mean(np.array(a) <= v) - np.mean(np.array(b) <= v)) for v in np.unique(pooled))

    seen = d(x, y)
    all_d = [d(pooled[list(c)], np.delete(pooled, list(c))) for c in itertools.combinations(range(len(pooled)), len(x))]
    print(line(*one, *two, seen, np.mean([v >= seen - 1e-12 for v in all_d])))
print("};\n// one sample against the uniform law on [0, 1], value i as above: n, a, mod, shift, step; D, p, V, p")
print("static const std::vector<std::array<double, 9>> kUniform{")
for one in [(1, 1, 100, 0.0, 0.01), (10, 37, 101, 0.0, 1 / 101), (50, 37, 101, 0.005, 1 / 130), (140, 37, 1009, 0.0, 1 / 1009),
            (1000, 37, 1009, 0.0, 1 / 1060), (5000, 37, 10007, 0.0, 1 / 10300)]:
    x = np.array(made(*one))
    r = stats.kstest(x, "uniform", method="exact")
    s, n = np.sort(x), len(x)
    v = max(np.arange(1, n + 1) / n - s) + max(s - np.arange(n) / n)
    t = (math.sqrt(n) + 0.155 + 0.24 / math.sqrt(n)) * v
    p = min(1, 2 * sum((4 * k * k * t * t - 1) * math.exp(-2 * k * k * t * t) for k in range(1, 200))) if t > 0.4 else 1.0
    print(line(*one, r.statistic, r.pvalue, v, p))
print("};")
