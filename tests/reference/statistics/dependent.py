# SPDX-License-Identifier: Apache-2.0
# Prints dependent.inc: intervals at 95 % of rows in groups and in the order of time, and one-way analyses of variance.
#   python dependent.py > dependent.inc     (statsmodels 0.15.0, SciPy 1.17.1, NumPy 2.4.6)
# Of groups, regressions on a constant of statsmodels: least squares, and logistic for the logit scale of a share. The jackknife
# refits without each group; its degrees of freedom are Bell and McCaffrey's from dense matrices. Of a series, statsmodels' HAC
# covariance of what an autoregression leaves, its expectation and degrees of freedom from the dense quadratic form.
from fractions import Fraction

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy.stats import f_oneway, t


def line(*values):
    return "{" + ", ".join(str(v) if isinstance(v, (int, np.integer)) else f"{v:.16g}" for v in values) + "},"


def rows(groups, spread):
    """As clustered_test.cpp makes them."""
    value, group = [], []
    for g in range(groups):
        for i in range(1 + g % spread):
            value.append((g * 37 + 11) % 23 + ((i + g) * 13 % 7) / 4)
            group.append(g)
    return np.array(value), np.array(group)


def clustered(model, group, **fit):
    result = model.fit(cov_type="cluster", cov_kwds={"groups": group}, use_t=True, **fit)
    # statsmodels takes n - 1 degrees for a GLM; the same t as for least squares, G - 1, here.
    half = t.ppf(0.975, len(set(group)) - 1) * result.bse[0]
    return result.params[0], half


def jackknife(value, group):
    ids, n = sorted(set(group)), len(value)
    left = [sm.OLS(value[group != g], np.ones((group != g).sum())).fit().params[0] for g in ids]
    G = len(ids)
    variance = (G - 1) / G * ((np.array(left) - value.mean()) ** 2).sum()
    # V = x' (sum of b b') x for independent x of variance 1, b the rows' weights in one left-out difference.
    B = np.array([np.where(group != g, 1 / (group != g).sum(), 0) - 1 / n for g in ids])
    Q = B @ B.T
    df = np.trace(Q) ** 2 / (Q * Q).sum()
    half = t.ppf(0.975, df) * np.sqrt(variance)
    return value.mean() - half, value.mean() + half, df


print(f"// Made by dependent.py with statsmodels {statsmodels.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}.")
print("// groups, spread of sizes: ends of the jackknife and its degrees of freedom")
print("static const std::vector<std::array<double, 5>> kJackknife{")
for G, spread in [(2, 3), (5, 4), (20, 7), (60, 2)]:
    print(line(G, spread, *jackknife(*rows(G, spread))))
print("};\n// groups, spread of sizes: share of values above 11 and its ends on the logit scale")
print("static const std::vector<std::array<double, 5>> kShareOfGroups{")
for G, spread in [(5, 4), (20, 7), (60, 2)]:
    value, group = rows(G, spread)
    centre, half = clustered(sm.GLM((value > 11).astype(float), np.ones(len(value)), sm.families.Binomial()), group, tol=1e-14)
    print(line(G, spread, *(1 / (1 + np.exp(-c)) for c in (centre, centre - half, centre + half))))


def series(phi, n):
    """As blocks.py makes them."""
    x, v, s = [], 0.0, 12345
    for _ in range(n):
        s = (s * 1103515245 + 12345) % 2**31
        v = phi * v + (s / 2**31 - 0.5)
        x.append(v)
    return np.array(x)


def newey_west(x):
    n, psi = len(x), x - x.mean()
    raw = psi[1:] @ psi[:-1] / (psi @ psi)
    rho = np.clip(raw + (1 + 3 * raw) / n, -0.97, 0.97)
    e = psi[1:] - rho * psi[:-1]
    m, width = len(e), int(np.ceil(1.3 * np.sqrt(n)))
    hac = sm.OLS(e, np.ones(m)).fit(cov_type="HAC", cov_kwds={"maxlags": width - 1, "use_correction": False})
    W = np.maximum(0, 1 - np.abs(np.subtract.outer(np.arange(m), np.arange(m))) / width)
    M = np.eye(m) - 1 / m
    Q = M @ W @ M
    expectation, df = np.trace(Q) / m, np.trace(Q) ** 2 / (Q * Q).sum()
    half = t.ppf(0.975, df) * np.sqrt(hac.bse[0] ** 2 * m / expectation / n) / (1 - rho)
    return x.mean() - half, x.mean() + half


print("};\n// autoregression, rows: ends of Newey and West's interval")
print("static const std::vector<std::array<double, 4>> kSeries{")
for phi, n in [(0.7, 400), (0.0, 100), (-0.4, 50), (0.95, 150), (0.5, 12)]:
    print(line(phi, n, *newey_west(series(phi, n))))


def exact_f(value, group):
    groups = [[Fraction(float(v)) for v in value[group == g]] for g in sorted(set(group))]
    every = [v for x in groups for v in x]
    mean = sum(every) / len(every)
    between = sum(len(x) * (sum(x) / len(x) - mean) ** 2 for x in groups)
    within = sum((v - sum(x) / len(x)) ** 2 for x in groups for v in x)
    return float(between / (len(groups) - 1) / (within / (len(every) - len(groups))))


print("};\n// groups, spread of sizes, what is added to every value: F, in fractions of the doubles")
print("static const std::vector<std::array<double, 4>> kOneWay{")
for G, spread in [(5, 4), (20, 7), (60, 2)]:
    value, group = rows(G, spread)
    assert np.isclose(exact_f(value, group), f_oneway(*(value[group == g] for g in sorted(set(group))))[0], rtol=1e-11)
    for offset in (0.0, 1e6 + 0.1, 1e12 + 0.1):
        print(line(G, spread, offset, exact_f(value + offset, group)))
print("};")
