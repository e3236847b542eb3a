# SPDX-License-Identifier: Apache-2.0
"""Density, cdf and survival of the catalogue's laws by mpmath at 60 digits, both tails down to 1e-300.
usage: python distributions.py > distributions.inc     (requirements.txt beside it)

SciPy only proposes where to look: values are mpmath's at the double that is written. What lies below 1e-300 is left out.
"""
import math

import mpmath as m
import scipy
from scipy import stats

m.mp.dps = 60
LEVELS = [1e-290, 1e-100, 1e-30, 1e-16, 1e-9, 1e-4, 0.02, 0.2, 0.5]
mpf, exp, log, sqrt, pi = m.mpf, m.exp, m.log, m.sqrt, m.pi


def gamma_laws(a, s, x):
    z = x / s
    return (z ** (a - 1) * exp(-z) / m.gamma(a) / s, m.gammainc(a, 0, z, regularized=True),
            m.gammainc(a, z, m.inf, regularized=True))


def beta_tails(a, b, x):
    """I_x(a, b) and 1 - I_x(a, b), x in (0, 1), without cancellation."""
    return m.betainc(a, b, 0, x, regularized=True), m.betainc(b, a, 0, 1 - x, regularized=True)


def beta_law(a, b, x):
    return (x ** (a - 1) * (1 - x) ** (b - 1) / m.beta(a, b), *beta_tails(a, b, x))


def normal(mu, s, x):
    z = (x - mu) / s
    return exp(-z * z / 2) / (s * sqrt(2 * pi)), m.erfc(-z / sqrt(2)) / 2, m.erfc(z / sqrt(2)) / 2


def student(v, x):
    f = m.gamma((v + 1) / 2) / (sqrt(v * pi) * m.gamma(v / 2)) * (1 + x * x / v) ** (-(v + 1) / 2)
    far = m.betainc(v / 2, mpf(1) / 2, 0, v / (v + x * x), regularized=True) / 2
    return (f, far, 1 - far) if x < 0 else (f, 1 - far, far)


def fisher(a, b, x):
    u = a * x / (a * x + b)
    f = (a / b) ** (a / 2) * x ** (a / 2 - 1) * (1 + a * x / b) ** (-(a + b) / 2) / m.beta(a / 2, b / 2)
    return f, m.betainc(a / 2, b / 2, 0, u, regularized=True), m.betainc(b / 2, a / 2, 0, b / (a * x + b), regularized=True)


def cauchy(c, s, x):
    z = (x - c) / s
    tail = m.atan(1 / abs(z)) / pi if z else mpf(1) / 2
    return 1 / (pi * s * (1 + z * z)), tail if z < 0 else 1 - tail, 1 - tail if z < 0 else tail


def log_normal(mu, s, x):
    f, p, q = normal(mu, s, log(x))
    return f / x, p, q


def waiting(log_tail, density):
    return lambda *a: (density(*a), -m.expm1(log_tail(*a)), exp(log_tail(*a)))


def laplace(c, s, x):
    half = exp(-abs(x - c) / s) / 2
    return half / s, half if x < c else 1 - half, 1 - half if x < c else half


def logistic(c, s, x):
    z = (x - c) / s
    return exp(-abs(z)) / (s * (1 + exp(-abs(z))) ** 2), 1 / (1 + exp(-z)), 1 / (1 + exp(z))


def sums(mass, last):
    """Lower and upper sums of a discrete law; `last` None: until a term no longer counts."""
    def values(*a):
        *p, k = a
        k = int(k)
        lower = m.fsum(mass(*p, j) for j in range(k + 1))
        upper, j = mpf(0), k + 1
        while last is None or j <= last(*p):
            term = mass(*p, j)
            upper += term
            j += 1
            if term < upper * mpf(10) ** -40 and last is None:
                break
        return mass(*p, k), lower, upper
    return values


def hyper(N, K, n, k):
    return m.binomial(K, k) * m.binomial(N - K, n - k) / m.binomial(N, n)


LAWS = [  # name, mpmath's values, SciPy's law of the same parameters, parameters
    ("normal", normal, stats.norm, [(0, 1), (1, 2)]),
    ("student_t", student, stats.t, [(1,), (4.5,), (30,)]),
    ("chi_square", lambda v, x: gamma_laws(v / 2, mpf(2), x), stats.chi2, [(1,), (3,), (50,)]),
    ("f", fisher, stats.f, [(4, 9), (1, 20)]),
    ("beta", beta_law, stats.beta, [(0.75, 2.5), (2, 3), (30, 20)]),
    ("gamma", gamma_laws, lambda a, s: stats.gamma(a, scale=s), [(0.5, 2), (9, 0.5)]),
    ("log_normal", log_normal, lambda u, s: stats.lognorm(s, scale=math.exp(u)), [(0, 0.5), (1, 1)]),
    ("cauchy", cauchy, stats.cauchy, [(0, 1), (2, 3)]),
    ("exponential", waiting(lambda r, x: -r * x, lambda r, x: r * exp(-r * x)), lambda r: stats.expon(scale=1 / r),
     [(1,), (0.25,)]),
    ("weibull", waiting(lambda k, s, x: -(x / s) ** k, lambda k, s, x: k / s * (x / s) ** (k - 1) * exp(-(x / s) ** k)),
     lambda k, s: stats.weibull_min(k, scale=s), [(0.75, 1), (3, 2)]),
    ("laplace", laplace, stats.laplace, [(0, 1), (-1, 2)]),
    ("logistic", logistic, stats.logistic, [(0, 1), (1, 0.5)]),
    ("pareto", waiting(lambda a, s, x: a * log(s / x), lambda a, s, x: a * s ** a / x ** (a + 1)),
     lambda a, s: stats.pareto(a, scale=s), [(2.5, 1), (5, 3)]),
    ("binomial", sums(lambda n, p, k: m.binomial(n, k) * p ** k * (1 - p) ** (n - k), lambda n, p: int(n)), stats.binom,
     [(40, 0.25), (1000, 0.5)]),
    ("poisson", sums(lambda r, k: exp(-r) * r ** k / m.factorial(k), None), stats.poisson, [(3.5,), (200,)]),
    ("negative_binomial", sums(lambda r, p, k: m.gamma(k + r) / m.factorial(k) / m.gamma(r) * p ** r * (1 - p) ** k, None),
     stats.nbinom, [(2.5, 0.25), (10, 0.75)]),
    ("geometric", sums(lambda p, k: p * (1 - p) ** k, None), lambda p: stats.geom(p, loc=-1), [(0.25,), (0.875,)]),
    ("hypergeometric", sums(hyper, lambda N, K, n: int(min(K, n))), lambda N, K, n: stats.hypergeom(N, K, n),
     [(60, 20, 15), (8, 4, 4)])]


def text(value):
    return m.nstr(value, 17, min_fixed=1, max_fixed=0) if abs(value) >= mpf("1e-300") else "0"


print(f"// Made by distributions.py: mpmath {m.__version__}, 60 digits; places by scipy {scipy.__version__}. Tolerance 1e-12 relative.")
print("// law, parameters, x, density, cdf, survival; 0: below 1e-300, not compared.")
for name, values, law, parameters in LAWS:
    for p in parameters:
        frozen = law(*p)
        places = {float(x) for level in LEVELS for x in (frozen.ppf(level), frozen.isf(level))}
        low, high = frozen.support()
        for x in sorted(x for x in places if math.isfinite(x) and low <= x <= high and (x > low or low == 0 == x or low < 0)):
            if name in ("binomial", "poisson", "negative_binomial", "geometric", "hypergeometric"):
                if x != int(x):
                    continue
            elif x in (low, high):
                continue
            row = values(*map(mpf, p), mpf(x))
            assert abs(row[1] + row[2] - 1) < mpf(10) ** -25, (name, p, x)
            print(f'{{"{name}", {{{", ".join(map(repr, p))}}}, {x!r}, {", ".join(map(text, row))}}},')
