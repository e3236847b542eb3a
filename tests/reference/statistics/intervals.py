# SPDX-License-Identifier: Apache-2.0
# Prints intervals.inc: intervals of shares, of two shares and of areas under the ROC curve, at 95 %.
#   python intervals.py > intervals.inc     (statsmodels 0.14.6, SciPy 1.17.1, scikit-learn 1.9.1)
# Shares are statsmodels'. Score intervals of two shares and Tango's are their definitions, the constrained likelihood maximised by
# root finding; DeLong's variance is its definition over all pairs, in O(m n).
import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy.optimize import brentq
from scipy.stats import norm
from sklearn.metrics import roc_auc_score
from statsmodels.stats.proportion import (confint_proportions_2indep, multinomial_proportions_confint,
                                          proportion_confint)

Z = norm.ppf(0.975)


def line(*values):
    return "{" + ", ".join(str(v) if isinstance(v, (int, np.integer)) else f"{v:.16g}" for v in values) + "},"


print(f"// Made by intervals.py with statsmodels {statsmodels.__version__}, SciPy {scipy.__version__}, "
      f"scikit-learn {sklearn.__version__}.")
print("// hits, n, then lower and upper of Clopper-Pearson, Jeffreys, Agresti-Coull")
print("static const std::vector<std::array<double, 8>> kShares{")
for k, n in [(1, 2), (1, 10), (5, 10), (7, 50), (1, 1000), (995, 1000), (3, 100000), (49990, 100000)]:
    ends = [e for m in ("beta", "jeffreys", "agresti_coull") for e in proportion_confint(k, n, 0.05, m)]
    print(line(k, n, *np.clip(ends, 0, 1)))


def likeliest(terms, low, high):
    """The q in (low, high) that maximises sum w log(c + s q): the root of the falling derivative."""
    terms = [(w, c, s) for w, c, s in terms if w > 0]
    slope = lambda q: sum(w * s / max(c + s * q, 1e-300) for w, c, s in terms)
    edge = (high - low) * 1e-14
    if slope(low + edge) <= 0:
        return low
    if slope(high - edge) >= 0:
        return high
    return brentq(slope, low + edge, high - edge, xtol=1e-16)


def ends(excess, value, lowest, highest):
    find = lambda end: end if excess(end) <= 0 else brentq(excess, value, end, xtol=1e-14)
    return find(lowest), find(highest)


def difference(k1, n1, k2, n2):
    def excess(d):
        q = likeliest([(k1, d, 1), (n1 - k1, 1 - d, -1), (k2, 0, 1), (n2 - k2, 1, -1)], max(0, -d), min(1, 1 - d))
        n, p = n1 + n2, q + d
        return (k1 / n1 - k2 / n2 - d) ** 2 - Z * Z * (p * (1 - p) / n1 + q * (1 - q) / n2) * n / (n - 1)
    return ends(excess, k1 / n1 - k2 / n2, -1 + 1e-9, 1 - 1e-9)


def ratio(k1, n1, k2, n2):
    def excess(log_f):
        f = np.exp(log_f)
        q = likeliest([(k1, 0, f), (n1 - k1, 1, -f), (k2, 0, 1), (n2 - k2, 1, -1)], 0, min(1, 1 / f))
        n, p = n1 + n2, q * f
        return (k1 / n1 - f * k2 / n2) ** 2 - Z * Z * (p * (1 - p) / n1 + f * f * q * (1 - q) / n2) * n / (n - 1)
    return np.exp(ends(excess, np.log(k1 / n1 * n2 / k2), -20, 20))


def tango(b, c, n):
    def excess(d):
        q = likeliest([(b, d, 1), (c, 0, 1), (n - b - c, 1 - d, -2)], max(0, -d), (1 - d) / 2)
        return (b - c - n * d) ** 2 - Z * Z * n * (2 * q + d * (1 - d))
    return ends(excess, (b - c) / n, -1 + 1e-9, 1 - 1e-9)


print("};\n// k1, n1, k2, n2, then the difference's and the ratio's ends")
print("static const std::vector<std::array<double, 8>> kTwoShares{")
for k1, n1, k2, n2 in [(56, 70, 48, 80), (9, 10, 3, 10), (5, 56, 1, 29), (10, 10, 7, 20), (300, 10000, 250, 9000), (1, 5, 4, 6)]:
    print(line(k1, n1, k2, n2, *difference(k1, n1, k2, n2), *ratio(k1, n1, k2, n2)))
# Newcombe (1998), table II, method 6; statsmodels' interval of the difference is another (0.0526, 0.3440).
assert np.allclose(difference(56, 70, 48, 80), (0.0528, 0.3382), atol=5e-5)
known = confint_proportions_2indep(56, 70, 48, 80, method="score", compare="ratio", correction=True)
assert np.allclose(ratio(56, 70, 48, 80), known, rtol=1e-9)
print("};\n// both, first only, second only, neither, lower, upper")
print("static const std::vector<std::array<double, 6>> kPaired{")
for a, b, c, d in [(43, 0, 1, 0), (53, 16, 9, 422), (20, 12, 2, 16), (0, 5, 0, 30), (10, 8, 8, 10), (900, 30, 55, 15)]:
    print(line(a, b, c, d, *tango(b, c, a + b + c + d)))


def placements(p, q):
    wins = (p[:, None] > q[None, :]) + 0.5 * (p[:, None] == q[None, :])
    return wins.mean(1), wins.mean(0)


print("};\n// positives, negatives, step of ties: area, variance, variance of the difference from the score halved in places")
print("static const std::vector<std::array<double, 6>> kAreas{")
for m, n, ties in [(3, 5, 1), (20, 30, 4), (40, 25, 1000), (113, 72, 2)]:
    # Whole numbers that C++ makes again: no generator to agree on.
    p = np.floor(((np.arange(m) * 37 + 11) % 101) * ties / 101.0) + 0.25 * ties
    q = np.floor(((np.arange(n) * 53 + 29) % 97) * ties / 97.0)
    p2, q2 = p - (np.arange(m) % 3), q - (np.arange(n) % 2)
    v10, v01 = placements(p, q)
    w10, w01 = placements(p2, q2)
    area = roc_auc_score(np.r_[np.ones(m), np.zeros(n)], np.r_[p, q])
    assert abs(area - v10.mean()) < 1e-12
    print(line(m, n, ties, area, v10.var(ddof=1) / m + v01.var(ddof=1) / n,
               (v10 - w10).var(ddof=1) / m + (v01 - w01).var(ddof=1) / n))
print("};")
print("// counts, then lower and upper of every cell by Goodman, then by Sison and Glaz")
print("static const std::vector<std::array<std::vector<double>, 3>> kMultinomial{")
for counts in [[56, 72, 73, 59, 62, 87, 58], [5, 95], [0, 3, 17], [500, 30, 200, 270]]:
    cells = [multinomial_proportions_confint(counts, 0.05, m).ravel() for m in ("goodman", "sison-glaz")]
    lists = ["{" + ", ".join(f"{v:.16g}" for v in x) + "}" for x in (counts, *cells)]
    print("{{" + ", ".join(lists) + "}},")
print("};\n// groups, rows of group g = 1 + g % spread: mean, lower, upper of a cluster-robust regression on a constant")
print("static const std::vector<std::array<double, 5>> kClustered{")
for G, spread in [(2, 3), (5, 4), (20, 7), (60, 2)]:
    value, group = [], []
    for g in range(G):
        for i in range(1 + g % spread):
            value.append((g * 37 + 11) % 23 + ((i + g) * 13 % 7) / 4)
            group.append(g)
    fit = sm.OLS(np.array(value), np.ones(len(value))).fit(cov_type="cluster", cov_kwds={"groups": np.array(group)}, use_t=True)
    low, high = fit.conf_int(0.05)[0]
    print(line(G, spread, fit.params[0], low, high))
print("};")
