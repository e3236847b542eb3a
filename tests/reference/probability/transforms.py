# SPDX-License-Identifier: Apache-2.0
"""log E e^{sX} and E e^{itX} of laws without elementary ones, mpmath at 30 digits.
usage: python transforms.py > transforms.inc     (requirements.txt beside it)

{law, {parameters}, s, log mgf, t, cf: real and imaginary part}. F by Tricomi's U, Pareto by the incomplete gamma function,
Weibull by its moments' series, log-normal by integrals over the normal variable.
"""
import mpmath as m

m.mp.dps = 30
PLACES = [-9, -6, -4, -2, 0, 2, 4, 6, 9]


def fisher(a, b):
    p, q = m.mpf(a) / 2, m.mpf(b) / 2
    return lambda z: m.gamma(p + q) / m.gamma(q) * m.hyperu(p, 1 - q, -q / p * z)


def pareto(a, s):
    return lambda z: a * (-z * s) ** a * m.gammainc(-m.mpf(a), -z * s)


def weibull(k, s):  # k > 1: the series converges everywhere
    def value(z):
        with m.workdps(120):
            return m.nsum(lambda n: (z * s) ** n * m.gamma(1 + n / m.mpf(k)) / m.factorial(n), [0, 400], method="d")
    return value


def log_normal(mu, s):
    phi = lambda y: m.exp(-y * y / 2) / m.sqrt(2 * m.pi)
    return lambda z: m.quad(lambda y: phi(y) * m.exp(z * m.exp(mu + s * y)), [k / m.mpf(4) for k in range(-44, 45)])


print(f"// Made by transforms.py with mpmath {m.__version__}, 30 digits; tolerance 1e-11.")
print("// law, parameters, s, log mgf, t, cf: real and imaginary part")
for name, law, parameters in [("f", fisher, [(4, 9), (1, 20), (3, 1.5)]), ("pareto", pareto, [(2.5, 1), (0.75, 3)]),
                              ("weibull", weibull, [(3, 2), (1.5, 1)]), ("log_normal", log_normal, [(0, 0.5), (1, 0.25)])]:
    for p in parameters:
        for s, t in [(-0.125, 0.25), (-1, 1), (-3, -2.5)]:
            value = law(*p)
            K, phi = m.log(m.re(value(m.mpf(s)))), value(m.mpc(0, t))
            text = ", ".join(m.nstr(v, 17) for v in (m.re(phi), m.im(phi)))
            print(f'{{"{name}", {{{", ".join(map(repr, p))}}}, {s}, {m.nstr(K, 17)}, {t}, {text}}},')
