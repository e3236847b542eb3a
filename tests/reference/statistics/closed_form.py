# SPDX-License-Identifier: Apache-2.0
# Prints closed_form.inc: bootstrap intervals of a mean and of a quantile by drawing 200,000 resamples.
#   python closed_form.py > closed_form.inc     (SciPy 1.17.1)
# The values are exp(z((i + 1/2)/n)), z the normal quantile: skewed, and the same everywhere.
import numpy as np
import scipy
from scipy import stats

print(f"// Made by closed_form.py with SciPy {scipy.__version__}, 200,000 resamples.")
print("// rows, quantile (-1: the mean), BCa (else percentile): lower, upper")
print("static const std::vector<std::array<double, 5>> kDrawn{")
for n, q in [(60, -1), (500, -1), (61, 0.5), (80, 0.5), (200, 0.9)]:
    x = np.exp(stats.norm.ppf((np.arange(n) + 0.5) / n))
    statistic = np.mean if q < 0 else lambda v, axis: np.quantile(v, q, axis=axis)
    for method in ["BCa", "percentile"]:
        r = stats.bootstrap((x,), statistic, n_resamples=200_000, batch=2000, method=method, rng=np.random.default_rng(1))
        print(f"{{{n}, {q:g}, {int(method == 'BCa')}, {r.confidence_interval.low:.10g}, {r.confidence_interval.high:.10g}}},")
print("};")
