# SPDX-License-Identifier: Apache-2.0
# Prints metrics.inc: values of metrics on rows that C++ makes again, by scikit-learn, and standard errors by the jackknife.
#   python metrics.py > metrics.inc     (scikit-learn 1.9.1, NumPy 2.4.6)
import warnings

import numpy as np
import sklearn
import sklearn.metrics as m

warnings.filterwarnings("ignore")
n = 200
i = np.arange(n)
score = ((i * 37 + 11) % 101 + 0.5) / 101
label = (((i * 53 + 7) % 97) / 97 < 0.2 + 0.6 * score).astype(float)
other = ((i * 61 + 3) % 103 + 0.5) / 103 * 0.4 + 0.6 * score
amount = ((i * 29 + 5) % 83) / 10 + 0.1
guess = 0.7 * amount + ((i * 17 + 2) % 31) / 10 + 0.2
count = np.floor(amount)
t, q = 0.6, 0.9


def decide(f):
    return lambda y, s: f(y, s >= t)


def cost(y, s):
    return np.mean(2 * ((s >= t) & (y == 0)) + 5 * ((s < t) & (y == 1)))


def benefit(y, s):
    return np.mean((s >= t) & (y == 1)) - np.mean((s >= t) & (y == 0)) * t / (1 - t)


def skill(loss):
    return lambda y, s: 1 - loss(y, s) / loss(y, np.full(len(y), y.mean()))


binary = {
    "accuracy": decide(m.accuracy_score), "balanced_accuracy": decide(m.balanced_accuracy_score),
    "precision": decide(m.precision_score), "recall": decide(m.recall_score),
    "specificity": decide(lambda y, d: m.recall_score(1 - y, 1 - d)),
    "negative_predictive_value": decide(lambda y, d: m.precision_score(1 - y, 1 - d)),
    "selection_rate": decide(lambda y, d: np.mean(d)), "f1": decide(m.f1_score),
    "matthews_correlation": decide(m.matthews_corrcoef), "cohen_kappa": decide(m.cohen_kappa_score),
    "informedness": decide(lambda y, d: m.balanced_accuracy_score(y, d, adjusted=True)),
    "cost": cost, "net_benefit": benefit,
    "brier_score": m.brier_score_loss, "log_loss": m.log_loss,
    "spherical_score": lambda y, s: np.mean(np.where(y == 1, s, 1 - s) / np.sqrt(s * s + (1 - s) ** 2)),
    "brier_skill": skill(m.brier_score_loss), "log_loss_skill": skill(m.log_loss),
    "calibration_in_the_large": lambda y, s: np.mean(s) - np.mean(y),
}
numbers = {
    "mean_squared_error": m.mean_squared_error, "root_mean_squared_error": m.root_mean_squared_error,
    "mean_absolute_error": m.mean_absolute_error, "r2": m.r2_score, "bias": lambda y, f: np.mean(f - y),
    "mean_absolute_percentage_error": m.mean_absolute_percentage_error,
    "pinball_loss": lambda y, f: m.mean_pinball_loss(y, f, alpha=q),
    "quantile_coverage": lambda y, f: np.mean(y <= f), "mean_gamma_deviance": m.mean_gamma_deviance,
}
counts = {"mean_poisson_deviance": m.mean_poisson_deviance, "d2_poisson": lambda y, f: m.d2_tweedie_score(y, f, power=1)}


def jackknife(f, y, *predictions):
    values = []
    for k in range(n):
        keep = i != k
        parts = [f(y[keep], p[keep]) for p in predictions]
        values.append(parts[0] - (parts[1] if len(parts) > 1 else 0))
    values = np.array(values, dtype=float)
    return np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum())


print(f"// Made by metrics.py with scikit-learn {sklearn.__version__}, NumPy {np.__version__}.")
print("// family 0: labels, 1: amounts, 2: counts; name, value, standard error, that of the difference from the other prediction")
print("struct Known { int family; const char* name; double value, error, paired_error; };")
print("static const Known kKnown[] = {")
for family, (functions, y, first, second) in enumerate([(binary, label, score, other), (numbers, amount, guess, guess * 0.9 + 0.3),
                                                        (counts, count, guess, guess * 0.9 + 0.3)]):
    for name, f in functions.items():
        print(f'    {{{family}, "{name}", {f(y, first):.16g}, {jackknife(f, y, first):.10g}, '
              f"{jackknife(f, y, first, second):.10g}}},")
print("};")
