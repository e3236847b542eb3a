# SPDX-License-Identifier: Apache-2.0
"""Maximum likelihood of F laws: SciPy's search (loc 0, scale 1), then the roots of the likelihood's slopes by mpmath.
usage: python fit.py > fit_f.inc     (requirements.txt beside it)

{df_1, df_2, {values}}; tolerance 1e-9 relative.
"""
import mpmath
import numpy
import scipy
from scipy import stats

mpmath.mp.dps = 60
CASES = [(4, 9, 60), (1.5, 3, 40), (12, 30, 400), (2, 6, 50)]


def log_density(x, m, n):
    return (m / 2 * mpmath.log(m / n) + (m / 2 - 1) * mpmath.log(x) - (m + n) / 2 * mpmath.log1p(m * x / n)
            - mpmath.log(mpmath.beta(m / 2, n / 2)))


print(f"// Made by fit.py: scipy {scipy.__version__}, then mpmath {mpmath.__version__}. Tolerance 1e-9 relative.")
print("// df_1, df_2, values")
for seed, (m, n, rows) in enumerate(CASES):
    draws = numpy.random.default_rng(seed).f(m, n, rows)
    x = [float(f"{v:.3g}") for v in draws]
    found = stats.f.fit(x, m, n, floc=0, fscale=1)[:2]
    values = [mpmath.mpf(v) for v in x]
    total = lambda a, b: mpmath.fsum(log_density(v, a, b) for v in values)
    slopes = [lambda a, b: mpmath.diff(total, (a, b), (1, 0)), lambda a, b: mpmath.diff(total, (a, b), (0, 1))]
    root = mpmath.findroot(slopes, tuple(map(mpmath.mpf, found)), tol=1e-25)
    assert all(abs(r / f - 1) < 1e-3 for r, f in zip(root, found)), (root, found)
    print(f"{{{mpmath.nstr(root[0], 17)}, {mpmath.nstr(root[1], 17)},\n {{", end="")
    lines, line = [], ""
    for v in x:
        line += f"{v!r}, "
        if len(line) > 100:
            lines.append(line.rstrip())
            line = ""
    print("\n  ".join(lines + [line]).rstrip().rstrip(",") + "}},")
