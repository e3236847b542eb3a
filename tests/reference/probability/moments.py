# SPDX-License-Identifier: Apache-2.0
"""Mean, variance, skewness and excess kurtosis by integrals of the densities and sums of the masses, mpmath at 50 digits.
usage: python moments.py > moments.inc     (requirements.txt beside it)

{law, {parameters}, mean, variance, skewness, excess kurtosis}. Densities are written out here; no formula of a moment is.
"""
import mpmath as m

m.mp.dps = 50
mpf, exp, log, sqrt, pi, inf = m.mpf, m.exp, m.log, m.sqrt, m.pi, m.inf


def gamma_law(a, s):
    return lambda x: x ** (a - 1) * exp(-x / s) / m.gamma(a) / s**a, [0, a * s, 10 * a * s + 30 * s, inf]


def fisher(p, q):
    a, b = p / 2, q / 2
    return lambda x: (a / b) ** a * x ** (a - 1) * (1 + a * x / b) ** -(a + b) / m.beta(a, b), [0, 1, 10, inf]


CONTINUOUS = {
    "student_t": (lambda v: (lambda x: m.gamma((v + 1) / 2) / (sqrt(v * pi) * m.gamma(v / 2)) * (1 + x * x / v) ** (-(v + 1) / 2),
                             [-inf, -3, 0, 3, inf]), [(5,), (30,)]),
    "chi_square": (lambda v: gamma_law(v / 2, mpf(2)), [(1,), (7,)]),
    "f": (fisher, [(4, 10), (1, 20)]),
    "beta": (lambda a, b: (lambda x: x ** (a - 1) * (1 - x) ** (b - 1) / m.beta(a, b), [0, a / (a + b), 1]),
             [(0.75, 2.5), (30, 20)]),
    "gamma": (gamma_law, [(0.5, 2), (9, 0.5)]),
    # In the logarithm y of x.
    "log_normal": (None, [(0, 0.5), (1, 1)]),
    "uniform": (lambda a, b: (lambda x: 1 / (b - a), [a, b]), [(-1, 3)]),
    "exponential": (lambda r: gamma_law(mpf(1), 1 / r), [(0.25,)]),
    "weibull": (lambda k, s: (lambda x: k / s * (x / s) ** (k - 1) * exp(-(x / s) ** k), [0, s, 4 * s, 50 * s, inf]),
                [(0.75, 1), (3, 2), (10, 1)]),
    "laplace": (lambda c, s: (lambda x: exp(-abs(x - c) / s) / (2 * s), [-inf, c - 9 * s, c, c + 9 * s, inf]), [(-1, 2)]),
    "logistic": (lambda c, s: (lambda x: exp(-abs(x - c) / s) / (s * (1 + exp(-abs(x - c) / s)) ** 2),
                               [-inf, c - 9 * s, c, c + 9 * s, inf]), [(1, 0.5)]),
    "pareto": (lambda a, s: (lambda x: a * s**a / x ** (a + 1), [s, 4 * s, inf]), [(5, 3), (12, 1)]),
}
DISCRETE = {
    "bernoulli": (lambda p: (lambda k: p if k else 1 - p, 0, 1), [(0.25,)]),
    "binomial": (lambda n, p: (lambda k: m.binomial(n, k) * p**k * (1 - p) ** (n - k), 0, n), [(40, 0.25), (7, 0.75)]),
    "poisson": (lambda r: (lambda k: exp(-r) * r**k / m.factorial(k), 0, 2000), [(3.5,), (200,)]),
    "negative_binomial": (lambda r, p: (lambda k: m.gamma(k + r) / m.factorial(k) / m.gamma(r) * p**r * (1 - p) ** k, 0, 1500),
                          [(2.5, 0.25), (10, 0.75)]),
    "geometric": (lambda p: (lambda k: p * (1 - p) ** k, 0, 1500), [(0.25,)]),
    "hypergeometric": (lambda N, K, n: (lambda k: m.binomial(K, k) * m.binomial(N - K, n - k) / m.binomial(N, n),
                                        max(0, K + n - N), min(K, n)),
                       [(60, 20, 15), (8, 4, 4), (2, 1, 1), (3, 1, 2), (3, 2, 2), (4, 1, 2), (1000, 3, 800)]),
}


def row(name, p, expect):
    mean = expect(lambda x: x)
    centred = [expect(lambda x, k=k: (x - mean) ** k) for k in (2, 3, 4)]
    values = (mean, centred[0], centred[1] / centred[0] ** mpf("1.5"), centred[2] / centred[0] ** 2 - 3)
    # Below 1e-25 is what the integral leaves of 0.
    text = ", ".join("0" if abs(v) < mpf("1e-25") else m.nstr(v, 17) for v in values)
    print(f'{{"{name}", {{{", ".join(map(repr, p))}}}, {text}}},')


print(f"// Made by moments.py with mpmath {m.__version__}, 50 digits; tolerance: relative 1e-13.")
print("// law, parameters, mean, variance, skewness, excess kurtosis")
for name, (law, parameters) in CONTINUOUS.items():
    for p in parameters:
        if law:
            f, places = law(*map(mpf, p))
            row(name, p, lambda g: m.quad(lambda x: f(x) * g(x), places, maxdegree=12))
        else:
            mu, s = map(mpf, p)
            points = [mu + s * z for z in (-60, -20, -5, 0, 5, 20, 60)]
            row(name, p, lambda g: m.quad(lambda y: exp(-((y - mu) / s) ** 2 / 2) / (s * sqrt(2 * pi)) * g(exp(y)), points))
for name, (law, parameters) in DISCRETE.items():
    for p in parameters:
        f, low, high = law(*(x if isinstance(x, int) else mpf(x) for x in p))
        row(name, p, lambda g: m.fsum(f(k) * g(k) for k in range(low, high + 1)))
