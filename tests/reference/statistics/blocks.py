# SPDX-License-Identifier: Apache-2.0
# Prints the block lengths of resampling/blocks_test.cpp by the definitions of Politis and White (2004, corrected 2009): m is the
# smallest lag that is followed by insignificant ones only. arch 7.2.0 takes the first insignificant lag itself:
# 14.3147, 1.0052, 6.0189, 25.0179 for these series.
#   python blocks.py     (NumPy 2.4.6)
import numpy as np


def series(phi, n):
    x, v, s = [], 0.0, 12345
    for _ in range(n):
        s = (s * 1103515245 + 12345) % 2**31
        v = phi * v + (s / 2**31 - 0.5)
        x.append(v)
    return np.array(x)


def length(x):
    n, e = len(x), x - x.mean()
    run = max(5, int(np.ceil(np.sqrt(np.log10(n)))))
    lags = int(np.ceil(np.sqrt(n))) + run
    R = np.array([e[k:] @ e[: n - k] / n for k in range(lags + 1)])
    small = np.abs(R / R[0]) < 2 * np.sqrt(np.log10(n) / n)
    m = next((m for m in range(lags - run + 1) if small[m + 1 : m + run + 1].all()), None)
    m = max((k for k in range(1, lags + 1) if not small[k]), default=0) if m is None else m
    M = min(2 * max(m, 1), lags)
    k = np.arange(1, M + 1)
    window = np.where(k / M <= 0.5, 1, 2 * (1 - k / M))
    G, S = 2 * (window * k * R[1 : M + 1]).sum(), R[0] + 2 * (window * R[1 : M + 1]).sum()
    return min(max((2 * G**2 / (2 * S**2)) ** (1 / 3) * n ** (1 / 3), 1), np.ceil(min(3 * np.sqrt(n), n / 3)))


for phi in (0.7, 0.0, -0.4, 0.95):
    print(phi, f"{length(series(phi, 400)):.12g}")
