# SPDX-License-Identifier: Apache-2.0
"""Prints the values that the examples of qed/answers/topics are compared with, where no book prints them.
usage: python topics.py     (SciPy 1.17.1, statsmodels 0.15.0, scikit-learn 1.9.1, NumPy 2.4.6, mpmath 1.4.1, arch 8.0.0,
       ppi-python 0.2.3)
"""
from importlib.metadata import version

import mpmath
import numpy as np
from arch.bootstrap import optimal_block_length
from ppi_py import ppi_mean_pointestimate
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import brentq
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, ndcg_score, roc_auc_score
from statsmodels.datasets import nile
from statsmodels.stats.power import TTestIndPower, TTestPower
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint


def say(what, *values):
    print(f"{what:44}", *(f"{float(v):.15g}" for v in values))


print(*(f"{p} {version(p)}" for p in ("scipy", "statsmodels", "scikit-learn", "numpy", "mpmath", "arch", "ppi-python")))

# --- shares -----------------------------------------------------------------------------------------------------
say("Clopper-Pearson 7 of 50", *proportion_confint(7, 50, 0.05, "beta"))
say("Jeffreys 7 of 50", *proportion_confint(7, 50, 0.05, "jeffreys"))
say("Sison-Glaz of 23, 12, 44, first", *multinomial_proportions_confint([23, 12, 44], 0.05, "sison-glaz")[0])
say("Goodman of 23, 12, 44, first", *multinomial_proportions_confint([23, 12, 44], 0.05, "goodman")[0])
# Wilson's coverage at n = 50, averaged over the posterior of 7 of 50 under Jeffreys' prior.
ends = [proportion_confint(k, 50, 0.05, "wilson") for k in range(51)]
holds = lambda p: sum(stats.binom.pmf(k, 50, p) for k in range(51) if ends[k][0] <= p <= ends[k][1])
grid = stats.beta.ppf((np.arange(20000) + 0.5) / 20000, 7.5, 43.5)
say("mean coverage of Wilson over Beta(7.5, 43.5)", np.mean([holds(p) for p in grid]))
say("median of 20: P(x_6 <= m <= x_15)", stats.binom.cdf(14, 20, 0.5) - stats.binom.cdf(5, 20, 0.5))

# --- a ratio: hormone patches (Efron and Tibshirani 1993, table 10.1) --------------------------------------------
placebo = np.array([9243, 9671, 11792, 13357, 9055, 6290, 12412, 18806.0])
old = np.array([17649, 12013, 19979, 21816, 13850, 9806, 17208, 29044.0])
new = np.array([16449, 14614, 17274, 23798, 12560, 10157, 16570, 26325.0])
z, y = old - placebo, new - old
ratio = y.mean() / z.mean()
psi = (y - ratio * z) / z.mean()
say("patch: ratio, delta s.e.", ratio, psi.std(ddof=1) / np.sqrt(8))
say("patch: influence of the first", psi[0])

# --- area under the curve: radiologist's ratings (Hanley and McNeil 1982) ----------------------------------------
normal, abnormal = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]
negative, positive = np.repeat(range(1, 6), normal), np.repeat(range(1, 6), abnormal)
wins = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
say("area, DeLong's s.e.", wins.mean(),
    np.sqrt(wins.mean(1).var(ddof=1) / len(positive) + wins.mean(0).var(ddof=1) / len(negative)))
say("area, scikit-learn", roc_auc_score([0] * 58 + [1] * 51, np.concatenate([negative, positive])))

# --- groups: travel times of ultrasound in rails (Pinheiro and Bates 2000) ---------------------------------------
rail = np.array([[55, 53, 54], [26, 37, 32], [78, 91, 85], [92, 100, 96], [49, 51, 50], [80, 85, 83.0]])
msb, msw = 3 * rail.mean(1).var(ddof=1), rail.var(axis=1, ddof=1).mean()
say("rails: s.e. of the mean, F, ICC", np.sqrt(msb / 18), msb / msw, (msb - msw) / (msb + 2 * msw))
say("rails: t interval", *(rail.mean() + np.array([-1, 1]) * stats.t.ppf(0.975, 5) * np.sqrt(msb / 18)))

# --- prediction-powered ------------------------------------------------------------------------------------------
i = np.arange(40.0)
f = np.sin(i)
label = f + 0.5 * np.cos(3 * i)
F = np.sin(0.7 * np.arange(400.0)) + 0.1
r = 40 / 400
lam = np.cov(label, f)[0, 1] / ((1 + r) * np.concatenate([f, F]).var(ddof=1))  # ppi-python's, but for n - 1 instead of n
theta = label.mean() + lam * (F.mean() - f.mean())
se = np.sqrt((label - lam * f).var(ddof=1) / 40 + lam**2 * F.var(ddof=1) / 400)
say("PPI: lambda, mean, s.e.", lam, theta, se)
say("PPI: mean at that lambda, ppi-python", ppi_mean_pointestimate(label, f, F, lam=lam)[0])
say("PPI: lambda by ppi-python, n - 1", (ppi_mean_pointestimate(label, f, F)[0] - label.mean()) / (F.mean() - f.mean()) * 40 / 39)

# --- bootstrap of Darwin's maize: all resamples by convolution ----------------------------------------------------
darwin = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48])
law = {0: 1.0}
for _ in range(15):
    step = {}
    for total, p in law.items():
        for x in darwin:
            step[total + x] = step.get(total + x, 0) + p / 15
    law = step
totals = np.array(sorted(law))
cdf = np.cumsum([law[t] for t in totals])
say("mean of Darwin's: percentile ends", *(totals[np.searchsorted(cdf, q)] / 15 for q in (0.025, 0.975)))
median_cdf = stats.binom.sf(7, 15, np.arange(1, 16) / 15)
say("median of Darwin's: percentile ends at 90 %", *(np.sort(darwin)[np.searchsorted(median_cdf, q)] for q in (0.05, 0.95)))
say("its cdf before and at those", *(median_cdf[np.searchsorted(median_cdf, q) + d] for q in (0.05, 0.95) for d in (-1, 0)))

# --- bootstrap of a variance: spatial perception of 26 children, test A (Efron and Tibshirani 1993, table 14.1) ----
spatial = np.array([48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41.0])
for method in ("percentile", "BCa"):
    ends = stats.bootstrap((spatial,), np.var, n_resamples=400_000, batch=10_000, confidence_level=0.9, method=method, rng=1)
    say(f"variance of the children's, {method}", spatial.var(), *ends.confidence_interval)

# --- series: volume of the Nile ----------------------------------------------------------------------------------
flow = nile.load_pandas().data["volume"].to_numpy()
print("Nile", flow.astype(int).tolist())
length = optimal_block_length(flow)["stationary"].iloc[0]
d, n = flow - flow.mean(), len(flow)
R = np.array([(d[k:] * d[:n - k]).sum() / n for k in range(n)])
k, q = np.arange(1, n), 1 - 1 / 3.0
variance = (R[0] + 2 * (((1 - k / n) * q**k + k / n * q ** (n - k)) * R[1:]).sum()) / n
say("Nile: block length, s.e. at blocks of 3, of rows", length, np.sqrt(variance), np.sqrt(R[0] / n))

# --- tests of counts and of distributions ------------------------------------------------------------------------
say("McNemar exact 150, 86", stats.binomtest(86, 236).pvalue)
say("McNemar exact 8, 1; mid-p", stats.binomtest(1, 9).pvalue, stats.binomtest(1, 9).pvalue - stats.binom.pmf(1, 9, 0.5))
say("Berkeley: all", stats.chi2_contingency([[1198, 1493], [557, 1278]], correction=False)[0])
say("Berkeley: department A", stats.chi2_contingency([[512, 313], [89, 19]], correction=False)[0])
say("Berkeley: department C", *stats.chi2_contingency([[120, 205], [202, 391]], correction=False)[:2])
say("Fisher 3 1 1 3", stats.fisher_exact([[3, 1], [1, 3]])[1])
first = [0.61, 0.29, 0.06, 0.59, -1.73, -0.74, 0.51, -0.56, 0.39, 1.64, 0.05, -0.06, 0.64, -0.82, 0.37, 1.77, 1.09, -1.28, 2.36,
         1.31, 1.05, -0.32, -0.40, 1.06, -2.47]
ks = stats.kstest(first, "norm")
say("Kolmogorov, D and p", ks.statistic, ks.pvalue)
second = [x * 1.5 + 0.4 for x in first[:18]]
two = stats.ks_2samp(first, second, method="exact")
say("Kolmogorov-Smirnov, D and p", two.statistic, two.pvalue)
u = np.sort(stats.norm.cdf(first))
m = len(u)
V = (np.arange(1, m + 1) / m - u).max() + (u - np.arange(m) / m).max()
lam_k = (np.sqrt(m) + 0.155 + 0.24 / np.sqrt(m)) * V
kuiper = 2 * mpmath.nsum(lambda j: (4 * j**2 * lam_k**2 - 1) * mpmath.exp(-2 * j**2 * lam_k**2), [1, mpmath.inf])
say("Kuiper, V and p", V, kuiper)
say("Kolmogorov's limit at 1.3581", 2 * mpmath.nsum(lambda j: (-1) ** int(j - 1) * mpmath.exp(-2 * j**2 * mpmath.mpf("1.3581")**2), [1, mpmath.inf]))

# --- probabilities against labels --------------------------------------------------------------------------------
p = np.array([0.1, 0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.65, 0.8, 0.9])
hit = np.array([0, 0, 1, 0, 1, 0, 1, 1, 0, 1])
Z = ((hit - p) * (1 - 2 * p)).sum() / np.sqrt(((1 - 2 * p) ** 2 * p * (1 - p)).sum())
say("Spiegelhalter Z and p", Z, 2 * stats.norm.sf(abs(Z)))
say("Brier, log loss", brier_score_loss(hit, p), log_loss(hit, p))
fit = IsotonicRegression(y_min=0, y_max=1).fit_transform(p, hit)
uncertainty = hit.mean() * (1 - hit.mean())
say("MCB, DSC, UNC", brier_score_loss(hit, p) - ((fit - hit) ** 2).mean(), uncertainty - ((fit - hit) ** 2).mean(), uncertainty)
say("isotonic fit", *fit)
say("average precision, AUC", average_precision_score(hit, p), roc_auc_score(hit, p))
relevance, shown = [3, 2, 3, 0, 1, 2], [6, 5, 4, 3, 2, 1]
say("nDCG of 3 2 3 0 1 2, linear", ndcg_score([relevance], [shown]))
say("nDCG, exponential", ndcg_score([[2**g - 1 for g in relevance]], [shown]))
cuts = np.concatenate([p, [2.0]])  # yes from each on
alarms, misses = np.array([((p >= c) & (hit == 0)).mean() for c in cuts]), np.array([((p < c) & (hit == 1)).mean() for c in cuts])
cost = lambda least: mpmath.quad(lambda c: least(float(c)) * 6 * float(c) * (1 - float(c)), mpmath.linspace(0, 1, 601))
say("H-measure under Beta(2, 2)", 1 - cost(lambda c: (c * alarms + (1 - c) * misses).min())
    / cost(lambda c: min(c * (1 - hit.mean()), (1 - c) * hit.mean())))
fine = np.linspace(0, 1, 200001)
kernel = lambda f, s: sum(stats.norm.pdf(fine, image + 2 * turn, s) for turn in (-2, -1, 0, 1, 2) for image in (f, -f))
smooth = lambda s: np.trapezoid(np.abs(sum((h - f) * kernel(f, s) for f, h in zip(p, hit)) / len(p)), fine)
say("smECE and its bandwidth", brentq(lambda s: smooth(s) - s, 0.01, 0.5, xtol=1e-10))
say("CRPS of N(0, 1) at 1", quad(lambda x: stats.norm.cdf(x) ** 2, -20, 1)[0] + quad(lambda x: stats.norm.sf(x) ** 2, 1, 20)[0])

# --- power -------------------------------------------------------------------------------------------------------
say("power, d = 0.5, 64 a group", TTestIndPower().power(0.5, 64, 0.05))
say("power, d = 0.5, 34 pairs", TTestPower().power(0.5, 34, 0.05))

# --- laws --------------------------------------------------------------------------------------------------------
bearings = [17.88, 28.92, 33.00, 41.52, 42.12, 45.60, 48.48, 51.84, 51.96, 54.12, 55.56, 67.80, 68.64, 68.64, 68.88, 84.12, 93.12,
            98.64, 105.12, 105.84, 127.92, 128.04, 173.40]
logs = np.log(bearings)
shape = brentq(lambda k: (np.power(bearings, k) @ logs) / np.power(bearings, k).sum() - 1 / k - logs.mean(), 1, 4, xtol=1e-14)
say("Weibull of 23 bearings", shape, np.mean(np.power(bearings, shape)) ** (1 / shape))
shape, _, scale = stats.gamma.fit(bearings, floc=0)
say("gamma of 23 bearings", shape, scale)
say("Beta(5.4, 18.6): mean, s.d., 95 %", stats.beta.mean(5.4, 18.6), stats.beta.std(5.4, 18.6), *stats.beta.ppf([0.025, 0.975], 5.4, 18.6))
say("P(Binomial(100, 0.1) >= 20)", stats.binom.sf(19, 100, 0.1))
say("Darwin: t interval", *stats.t.interval(0.95, 14, darwin.mean(), darwin.std(ddof=1) / np.sqrt(15)))
