# SPDX-License-Identifier: Apache-2.0
# Prints decision.inc: the H-measure by the package hmeasure, and by quadrature over costs of the least cost of all
# thresholds (which checks the package too); net benefit by dcurves; standard errors by the jackknife. On rows that C++
# makes again, and on the data df_binary that comes with dcurves.
#   python decision.py > decision.inc     (hmeasure 0.1.6, dcurves 1.1.7, SciPy 1.17.1, NumPy 2.4.6)
from importlib.metadata import version
from importlib.resources import files

import dcurves
import numpy as np
import pandas as pd
import scipy
from hmeasure import h_score
from scipy.stats import beta

n = 200
i = np.arange(n)
score = ((i * 37 + 11) % 101 + 0.5) / 101
label = (((i * 53 + 7) % 97) / 97 < 0.2 + 0.6 * score).astype(int)
tied = np.floor(score * 8) / 8
rare = label * (i % 3 == 0)
strong = 0.3 * score + 0.7 * (label * 0.4 + ((i * 61 + 3) % 103) / 172)


def costs(y, s):
    """False alarms and misses a row of every threshold."""
    cuts = np.concatenate([np.unique(s), [np.inf]])
    alarms = np.array([((s >= c) & (y == 0)).mean() for c in cuts])
    misses = np.array([((s < c) & (y == 1)).mean() for c in cuts])
    return alarms, misses


def quadrature(y, s, a, b):
    """Midpoints of 200,000 costs."""
    c = (np.arange(200000) + 0.5) / 200000
    w = beta(a, b).pdf(c)
    alarms, misses = costs(y, s)
    least = np.full_like(c, np.inf)
    for f, m in zip(alarms, misses):
        np.minimum(least, c * f + (1 - c) * m, out=least)
    trivial = np.minimum(c * (1 - y.mean()), (1 - c) * y.mean())
    return 1 - (least * w).sum() / (trivial * w).sum()


def weighted_h(y, s, weight, costs_of=4000):
    """H under Beta(1 + π1, 1 + π0) of rows with weights, every threshold tried at every cost."""
    c = (np.arange(costs_of) + 0.5) / costs_of
    share = weight / weight.sum()
    ones = (share * y).sum()
    w = beta(1 + ones, 2 - ones).pdf(c)
    yes = s[None, :] >= np.concatenate([np.unique(s), [np.inf]])[:, None]
    alarms, misses = (yes * (share * (1 - y))).sum(axis=1), (~yes * (share * y)).sum(axis=1)
    least = (alarms[:, None] * c + misses[:, None] * (1 - c)).min(axis=0)
    return 1 - (least * w).sum() / (np.minimum(c * (1 - ones), (1 - c) * ones) * w).sum()


def influence_error(y, s):
    """Standard error by the slopes of H in the weight of each row."""
    slopes, step = [], 1e-4
    for k in range(n):
        ends = []
        for sign in (1, -1):
            weight = np.ones(n)
            weight[k] += sign * step
            ends.append(weighted_h(y, s, weight))
        slopes.append((ends[0] - ends[1]) / (2 * step))
    return np.sqrt((np.array(slopes) ** 2).sum() * n / (n - 1))


def jackknife(f, y, s):
    values = np.array([f(y[i != k], s[i != k]) for k in range(n)])
    return np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum())


def benefit(y, s, t):
    return np.mean((s >= t) & (y == 1)) - np.mean((s >= t) & (y == 0)) * t / (1 - t)


def by_dcurves(y, s, thresholds):
    data = pd.DataFrame({"y": y, "s": s})
    table = dcurves.dca(data=data, outcome="y", modelnames=["s"], thresholds=thresholds)
    return [table[table.model == m].net_benefit.to_numpy() for m in ("s", "all")]


print(f"// Made by decision.py with hmeasure {version('hmeasure')}, dcurves {version('dcurves')}, "
      f"SciPy {scipy.__version__}, NumPy {np.__version__}.")
print("// default prior, by quadrature, standard error by the jackknife, by slopes in weights; severity ratio 0.5: Beta(2, 3)")
print("struct KnownH { double value, quadrature, error, influence, severity; };")
print("static const KnownH kH[] = {")
for y, s in ((label, score), (label, tied), (label, strong), (rare, strong)):
    p = y.mean()
    print(f"    {{{h_score(y, s, severity_ratio=-1):.15g}, {quadrature(y, s, 1 + p, 2 - p):.10g}, "
          f"{jackknife(lambda v, x: h_score(v, x, severity_ratio=-1), y, s):.8g}, "
          f"{influence_error(y, s):.8g}, {h_score(y, s, severity_ratio=0.5):.15g}}},")
print("};")
print("struct KnownBenefit { double threshold, model, all, model_error, over_all_error, standardised_error; };")
print("static const KnownBenefit kBenefit[] = {")
cuts = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8]
for t, value, everybody in zip(cuts, *by_dcurves(label, score, cuts)):
    every = np.ones(n)
    print(f"    {{{t}, {value:.15g}, {everybody:.15g}, {jackknife(lambda y, x: benefit(y, x, t), label, score):.10g}, "
          f"{jackknife(lambda y, x: benefit(y, x, t) - benefit(y, np.ones(len(y)), t), label, score):.10g}, "
          f"{jackknife(lambda y, x: benefit(y, x, t) / y.mean(), label, score):.10g}}},")
print("};")
data = pd.read_csv(files("dcurves") / "data" / "df_binary.csv")
cuts = [0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.5]
print("// df_binary: the model is the column cancerpredmarker")
print("struct KnownCancer { double threshold, model, all; };")
print("static const KnownCancer kCancer[] = {")
cancer, predicted = data.cancer.to_numpy().astype(int), data.cancerpredmarker.to_numpy()
for t, value, everybody in zip(cuts, *by_dcurves(cancer, predicted, cuts)):
    print(f"    {{{t}, {value:.15g}, {everybody:.15g}}},")
print("};")
