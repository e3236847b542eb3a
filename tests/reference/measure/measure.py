# SPDX-License-Identifier: Apache-2.0
# Prints measure.inc: skills, areas and their differences by scikit-learn with standard errors by the jackknife, the
# isotonic decomposition by scikit-learn, the isotonic quantile fit as a linear programme by SciPy, McNemar's test and
# the standard error of rows in groups by statsmodels. On rows that C++ makes again.
#   python measure.py > measure.inc     (scikit-learn 1.9.1, SciPy 1.17.1, statsmodels 0.15.0, NumPy)
from importlib.metadata import version

import numpy as np
from scipy.optimize import linprog
from sklearn import metrics
from sklearn.isotonic import IsotonicRegression
import statsmodels.api as sm
from statsmodels.stats.contingency_tables import mcnemar

n = 200
i = np.arange(n)
p = ((i * 37 + 11) % 101 + 0.5) / 101
q = np.floor(8 * (0.5 * p + 0.5 * ((i * 61 + 3) % 103) / 103)) / 8 + 0.05  # knows less, tied
y = (((i * 53 + 7) % 97) / 97 < 0.2 + 0.6 * p).astype(float)
x = 3 + 4 * p + 2 * (((i * 53 + 7) % 97) / 97) ** 3  # a skewed number
f = 3.5 + 4 * p  # its mean
g = 3.2 + 3.5 * p
count = np.floor(x / 2)
group = i % 23


def skill(loss, base):
    return 1 - loss.mean() / base(np.arange(len(loss))).mean()


def jackknife(value):
    """Value and standard error of value(keep) over rows left out one by one."""
    all_rows = np.arange(n)
    left = np.array([value(np.delete(all_rows, k)) for k in range(n)])
    return value(all_rows), np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum())


def brier(model):
    return lambda k: 1 - ((model[k] - y[k]) ** 2).mean() / (y[k].mean() * (1 - y[k].mean()))


def log_skill(k):
    h = y[k].mean()
    return 1 - metrics.log_loss(y[k], p[k]) / -(h * np.log(h) + (1 - h) * np.log(1 - h))


def order_median(values, tau=0.5):
    return np.sort(values)[int(np.ceil(len(values) * tau)) - 1]


def fixed_pinball(tau):
    """The base's quantile is held: to first order it does not matter, and the jackknife of a quantile is rough."""
    c = order_median(x, tau)
    return lambda k: 1 - metrics.mean_pinball_loss(x[k], f[k], alpha=tau) / metrics.mean_pinball_loss(
        x[k], np.full(len(k), c), alpha=tau)


rows = {
    "brier_skill": brier(p),
    "brier_skill_second": brier(q),
    "brier_difference": lambda k: brier(p)(k) - brier(q)(k),
    "log_loss_skill": log_skill,
    "auc": lambda k: metrics.roc_auc_score(y[k], p[k]),
    "auc_difference": lambda k: metrics.roc_auc_score(y[k], p[k]) - metrics.roc_auc_score(y[k], q[k]),
    "r2": lambda k: metrics.r2_score(x[k], f[k]),
    "absolute_skill": fixed_pinball(0.5),
    "pinball_skill": fixed_pinball(0.9),
    "d2_poisson": lambda k: metrics.d2_tweedie_score(count[k], f[k] / 2, power=1),
    "gamma_skill": lambda k: metrics.d2_tweedie_score(x[k], f[k], power=2),
    "f1": lambda k: metrics.f1_score(y[k], p[k] >= 0.5),
    "balanced_accuracy": lambda k: metrics.balanced_accuracy_score(y[k], p[k] >= 0.5),
}
print("// Made by measure.py with " + ", ".join(
    f"{name} {version(name)}" for name in ("scikit-learn", "scipy", "statsmodels", "numpy")) + ".")
print("struct KnownMetric { const char* name; double value, error; };")
print("static const KnownMetric kMetric[] = {")
for name, value in rows.items():
    v, e = jackknife(value)
    print(f'    {{"{name}", {v:.12g}, {e:.6g}}},')
print("};")

fit = IsotonicRegression().fit(p, y).predict(p)
h = y.mean()
print("// MCB, DSC, UNC of the Brier score")
print(f"static const double kDecomposition[] = {{{((p - y) ** 2 - (fit - y) ** 2).mean():.12g}, "
      f"{((h - y) ** 2 - (fit - y) ** 2).mean():.12g}, {h * (1 - h):.12g}}};")

# Isotonic quantile regression: min sum of pinball with values rising in p.
tau, order = 0.75, np.argsort(p, kind="stable")
values, where = np.unique(p[order], return_inverse=True)
K = len(values)
c = np.concatenate([np.zeros(K), np.full(n, tau), np.full(n, 1 - tau)])
A_eq = np.zeros((n, K + 2 * n))
A_eq[np.arange(n), where] = 1
A_eq[np.arange(n), K + np.arange(n)] = 1
A_eq[np.arange(n), K + n + np.arange(n)] = -1
A_ub = np.zeros((K - 1, K + 2 * n))
A_ub[np.arange(K - 1), np.arange(K - 1)] = 1
A_ub[np.arange(K - 1), np.arange(1, K)] = -1
best = linprog(c, A_ub, np.zeros(K - 1), A_eq, x[order], bounds=[(None, None)] * K + [(0, None)] * (2 * n))
print(f"static const double kIsotonicPinball = {best.fun / n:.12g};  // level 0.75, mean loss")

right = [(p >= 0.5) == y, (q >= 0.5) == y]
table = [[(right[0] & right[1]).sum(), (right[0] & ~right[1]).sum()],
         [(~right[0] & right[1]).sum(), (~right[0] & ~right[1]).sum()]]
print(f"static const double kMcNemar[] = {{{table[0][1]}, {table[1][0]}, {mcnemar(table, exact=True).pvalue:.12g}}};")

grouped = sm.OLS((p - y) ** 2, np.ones(n)).fit(cov_type="cluster", cov_kwds={"groups": group})
print(f"static const double kGrouped = {grouped.bse[0]:.12g};  // of the mean squared error, 23 groups")

print("// mean elementary scores of p for a mean, and of f for the 0.75 quantile of x")
print("static const double kMurphy[][3] = {")
for t in (0.1, 0.35, 0.8):
    mean = np.where((np.minimum(p, y) <= t) & (t < np.maximum(p, y)), np.abs(y - t), 0).mean()
    at = 3 + 5 * t
    quantile = (np.where((x <= at) & (at < f), 0.25, 0) + np.where((f <= at) & (at < x), 0.75, 0)).mean()
    print(f"    {{{t}, {mean:.12g}, {quantile:.12g}}},")
print("};")
