# SPDX-License-Identifier: Apache-2.0
# Prints methods.inc: intervals of the catalogue, quantities of weighted rows, and what they rest on.
#   python methods.py > methods.inc     (NumPy 2.4.6, SciPy 1.17.1, statsmodels 0.15.0, scikit-learn 1.9.1, mpmath 1.4.1)
# Rows are whole numbers that C++ makes again: no generator to agree on.
import mpmath
import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn.metrics import roc_auc_score
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW


def line(name, *values):
    return '{"' + name + '", {' + ", ".join(f"{float(v):.16g}" for v in values) + "}},"


def values(n):
    i = np.arange(n)
    return (i * 37 + 11) % 101 / 7.0 + (i * i) % 13


def partner(n):
    i = np.arange(n)
    return values(n) / 2 + (i * 29) % 17 + 3


print(f"// Made by methods.py with NumPy {np.__version__}, SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}, "
      f"scikit-learn {sklearn.__version__}, mpmath {mpmath.__version__}.")
print("// method, {hits, n, level, lower, upper}")
print("static const std::vector<std::pair<const char*, std::array<double, 5>>> kShares{")


def mixture(k, n, level):
    """The roots of B(k+1, n-k+1)/(p^k (1-p)^(n-k)) = 1/alpha, in 50 digits."""
    mpmath.mp.dps = 50
    height = mpmath.log(mpmath.beta(k + 1, n - k + 1)) + mpmath.log(1 - mpmath.mpf(level))
    excess = lambda p: height - (k * mpmath.log(p) if k else 0) - ((n - k) * mpmath.log(1 - p) if k < n else 0)
    share, tiny = mpmath.mpf(k) / n, mpmath.mpf(10) ** -30
    root = lambda a, b: mpmath.findroot(excess, (a, b), solver="anderson", tol=1e-60)
    return (root(tiny, share) if k else 0), (root(share, 1 - tiny) if k < n else 1)


for k, n in [(0, 12), (1, 40), (7, 20), (33, 35), (50, 50), (480, 3000)]:
    for level in (0.9, 0.99):
        for name, method in (("wilson", "wilson"), ("exact", "beta"), ("jeffreys", "jeffreys"),
                             ("agresti_coull", "agresti_coull")):
            if method != "jeffreys" or 0 < k < n:  # ours ends at 0 and 1 there
                print(line(name, k, n, level, *np.clip(proportion_confint(k, n, 1 - level, method), 0, 1)))
        print(line("mixture_share", k, n, level, *mixture(k, n, level)))
        print(line("row_bootstrap", k, n, level, *(stats.binom.ppf([(1 - level) / 2, (1 + level) / 2], n, k / n) / n)))

print("};\n// method, {n, level, lower, upper} of values(n); student_prediction is that of a new case")
print("static const std::vector<std::pair<const char*, std::array<double, 4>>> kMeans{")
for n in (5, 30, 200):
    x = values(n)
    for level in (0.9, 0.99):
        print(line("student_t", n, level, *DescrStatsW(x).tconfint_mean(1 - level)))
        s = x.std(ddof=1) * np.sqrt(1 + 1 / n)
        print(line("student_prediction", n, level, *stats.t.interval(level, n - 1, x.mean(), s)))
        if n > 5:
            for name, method in (("row_bootstrap", "percentile"), ("bca", "BCa")):
                ends = stats.bootstrap((x,), np.mean, confidence_level=level, n_resamples=400_000, batch=20_000,
                                       method=method, rng=np.random.default_rng(n)).confidence_interval
                print(line(name, n, level, *ends))

print("};\n// method, {n, p, level, lower, upper} of values(n)")
print("static const std::vector<std::pair<const char*, std::array<double, 5>>> kQuantiles{")
for n, p in [(40, 0.5), (100, 0.2), (400, 0.9)]:
    x, level = np.sort(values(n)), 0.95
    low = int(stats.binom.ppf((1 - level) / 2, n, p))
    high = int(stats.binom.isf((1 - level) / 2, n, p)) + 1
    # scipy.stats.quantile_test gives the same two order statistics, one side at a time.
    one = stats.quantile_test(x, p=p, q=0, alternative="less").confidence_interval(0.975).high
    two = stats.quantile_test(x, p=p, q=0, alternative="greater").confidence_interval(0.975).low
    assert one == x[high - 1] and two == x[low - 1], (n, p, one, x[high - 1], two, x[low - 1])
    print(line("order_statistics", n, p, level, x[low - 1], x[high - 1]))

print("};\n// what, {n, value, standard error, lower and upper at 95 %} of values(n) and partner(n) by the delta method")
print("static const std::vector<std::pair<const char*, std::array<double, 5>>> kSmooth{")
for n in (30, 200):
    x, y = values(n), partner(n)
    t = stats.t.ppf(0.975, n - 1)
    ratio = x.mean() / y.mean()
    psi = (x - ratio * y) / y.mean()
    se = psi.std(ddof=1) / np.sqrt(n)
    print(line("ratio", n, ratio, se, *(ratio * np.exp(np.array([-t, t]) * se / ratio))))
    zx, zy = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
    r = np.corrcoef(x, y)[0, 1]
    psi = zx * zy - r / 2 * (zx ** 2 + zy ** 2)  # Hampel (1974)
    se = psi.std(ddof=1) / np.sqrt(n)
    print(line("correlation", n, r, se, *np.tanh(np.arctanh(r) + np.array([-t, t]) * se / (1 - r * r))))

print("};\n// {n, type-7 quantile at 0.3 of values(n) where row i counts i % 4 times, area of values(n) + 3 label where it")
print("// counts 0.5 + i % 3 times}, label = (i * 7) % 5 < 2")
print("static const std::vector<std::array<double, 3>> kWeighted{")
for n in (7, 50, 333):
    i, x = np.arange(n), values(n)
    label = ((i * 7) % 5 < 2).astype(int)
    area = roc_auc_score(label, x + 3 * label, sample_weight=0.5 + i % 3)
    print("{" + ", ".join(f"{float(v):.16g}" for v in (n, np.quantile(np.repeat(x, i % 4), 0.3), area)) + "},")
print("};")
