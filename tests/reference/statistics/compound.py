# SPDX-License-Identifier: Apache-2.0
"""Weighted quantiles and areas, and formulas over quantiles, for qed/statistics/intervals/compound/compound_test.cpp:
python compound.py > compound.inc. NumPy 2.4.6, SciPy 1.17.1, scikit-learn 1.9.1. Formulas are written down here again,
the area by a comparison of all pairs; resamples are NumPy's."""
import numpy as np
from scipy import stats
from sklearn.metrics import roc_auc_score


def values(n):
    i = np.arange(n)
    return ((i * 37 + 11) % 101) / 7 + i * i % 13


def rows(n):
    """x, weight, label and score of row i; weights differ, scores have ties."""
    i, x = np.arange(n), values(n)
    weight = 0.25 + (i * 53 % 97) / 16
    label = ((i * 7) % 5 < 2).astype(int)
    return x, weight, label, np.floor((x + 6 * label) / 2)


def line(*numbers):
    return "{" + ", ".join(f"{float(v):.16g}" for v in numbers) + "},"


def kish(w):
    return w.sum() ** 2 / (w ** 2).sum()


def expit(z):
    return 1 / (1 + np.exp(-z))


print("// Made by compound.py: see there for the software. Do not edit.")
print("// {n, p, weighted quantile by inverted_cdf, Woodruff's interval at 95 %}")
print("static const std::vector<std::array<double, 5>> kWeightedQuantiles{")
for n in (23, 150, 1000):
    x, w, _, _ = rows(n)
    for p in (0.1, 0.5, 0.9):
        def quantile(share):
            return np.quantile(x, share, weights=w, method="inverted_cdf")
        q = quantile(p)
        below = np.array([w[x < q].sum(), w[x <= q].sum()]) / w.sum()
        at = np.argmin(np.abs(below - p))
        psi = n * w / w.sum() * ((x < q if at == 0 else x <= q) - below[at])
        variance = max((psi ** 2).sum() / n / (n - 1), p * (1 - p) / kish(w))
        half = stats.t.ppf(0.975, kish(w) - 1) * np.sqrt(variance) / (p * (1 - p))
        ends = expit(np.log(p / (1 - p)) + np.array([-half, half]))
        # A tail that no row would reach has no end: p^m > 0.025, m rows that know the share as well.
        m = stats.norm.ppf(0.975) ** 2 / (p * (1 - p)) / half ** 2
        lower = -np.inf if (1 - p) ** m > 0.025 else quantile(ends[0])
        upper = np.inf if p ** m > 0.025 else quantile(ends[1])
        print(line(n, p, q, lower, upper).replace("inf", "INFINITY"))

print("};\n// {n, area by roc_auc_score, DeLong's interval by weight on the logit scale, the jackknife's, at 95 %}")
print("static const std::vector<std::array<double, 6>> kWeightedAreas{")


def area_of(score, label, w):
    s, t, u, v = score[label == 1], score[label == 0], w[label == 1], w[label == 0]
    wins = (s[:, None] > t) + 0.5 * (s[:, None] == t)
    return u @ wins @ v / u.sum() / v.sum(), wins @ v / v.sum(), u @ wins / u.sum()


for n in (20, 90, 400):
    _, w, label, score = rows(n)
    area, of_positive, of_negative = area_of(score, label, w)
    assert abs(area - roc_auc_score(label, score, sample_weight=w)) < 1e-12
    ends = []
    for method in ("delong", "jackknife"):
        variances, degrees = [], []
        for own, placed in ((1, of_positive), (0, of_negative)):
            u, m = w[label == own], kish(w[label == own])
            if method == "delong":
                v = ((u / u.sum() * (placed - area)) ** 2).sum() * m / (m - 1) / (area * (1 - area)) ** 2
            else:
                logits = []
                for i in np.flatnonzero(label == own):
                    keep = np.arange(n) != i
                    a = area_of(score[keep], label[keep], w[keep])[0]
                    logits.append(np.log(a / (1 - a)))
                v = (len(logits) - 1) * np.var(logits)
            variances.append(v), degrees.append(m - 1)
        v = np.array(variances)
        t = stats.t.ppf(0.975, max(1, v.sum() ** 2 / (v ** 2 / np.array(degrees)).sum()))
        ends += list(expit(np.log(area / (1 - area)) + np.array([-1, 1]) * t * np.sqrt(v.sum())))
    print(line(n, roc_auc_score(label, score, sample_weight=w), *ends))

print("};\n// {n, median(x) - median(y), p90(x)/median(x), median(x)/mean(y), each with the ends of the bias-corrected\n"
      "// bootstrap, expanded, of 40,000 resamples}, x = values(n), y = x/2 + i * 29 % 17 + 3")
print("static const std::vector<std::array<double, 10>> kFormulas{")
FORMULAS = (lambda x, y: np.median(x, -1) - np.median(y, -1),
            lambda x, y: np.quantile(x, 0.9, -1) / np.median(x, -1),
            lambda x, y: np.median(x, -1) / y.mean(-1))
for n in (31, 200):
    x, rng = values(n), np.random.default_rng(n)
    y = x / 2 + np.arange(n) * 29 % 17 + 3
    drawn = rng.integers(0, n, (40_000, n))
    numbers = [n]
    for formula in FORMULAS:
        value, replicates = formula(x, y), formula(x[drawn], y[drawn])
        bias = stats.norm.ppf(((replicates < value).mean() + (replicates <= value).mean()) / 2)
        reach = np.sqrt(n / (n - 1)) * stats.t.ppf(0.975, n - 1)
        numbers += [value, *np.quantile(replicates, stats.norm.cdf(2 * bias + np.array([-reach, reach])))]
    print(line(*numbers))
print("};")
