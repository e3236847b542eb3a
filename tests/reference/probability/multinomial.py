# SPDX-License-Identifier: Apache-2.0
"""Multinomial laws by their outcomes, one by one, mpmath at 40 digits; SciPy agrees.
usage: python multinomial.py > multinomial.inc     (requirements.txt beside it)

{n, {p}, {x}, log P(x), entropy, {s}, log mgf, {t}, cf real, cf imaginary}; entropy 0: too many outcomes to list.
"""
import mpmath as m
from scipy import stats

m.mp.dps = 40
MOST = 40000
CASES = [
    (3, (0.5, 0.25, 0.25), (1, 1, 1)), (3, (0.5, 0.25, 0.25), (3, 0, 0)), (0, (0.5, 0.5), (0, 0)),
    (20, (0.125, 0.5, 0.25, 0.125), (3, 9, 5, 3)), (20, (0.125, 0.5, 0.25, 0.125), (20, 0, 0, 0)),
    (60, (0.0625, 0.9375, 0.0), (10, 50, 0)), (250, (0.5, 0.25, 0.25), (125, 60, 65)),
    (10**6, (0.5, 0.25, 0.125, 0.125), (500100, 249900, 125100, 124900)),
    (10**9, (0.5, 0.5), (500000000, 500000000)), (10**12, (0.25, 0.75), (10**12 // 4 + 10**6, 3 * 10**12 // 4 - 10**6)),
]


def outcomes(n, kinds):
    if kinds == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in outcomes(n - first, kinds - 1):
            yield (first, *rest)


def log_p(n, p, x):
    log = m.loggamma(n + 1)
    for share, k in zip(p, x):
        log += (k * m.log(share) if k else 0) - m.loggamma(k + 1)
    return log


def text(values):
    return ", ".join(m.nstr(m.mpf(v), 17) for v in values)


print(f"// Made by multinomial.py with mpmath {m.__version__}, 40 digits; tolerance: 1e-13 of what is above 1.")
print("// n, p, x, log P(x), entropy, s, log mgf, t, cf: real and imaginary part")
for n, p, x in CASES:
    s = [m.mpf(k + 1) / 4 * (-1) ** k for k in range(len(p))]
    t = [z / m.sqrt(max(n, 1)) for z in s]
    t = [m.mpf(float(z)) for z in t]
    few = m.binomial(n + len(p) - 1, len(p) - 1) <= MOST
    if few:
        support = [o for o in outcomes(n, len(p)) if all(k == 0 or share for share, k in zip(p, o))]
        logs = [log_p(n, p, o) for o in support]
        masses = [m.exp(v) for v in logs]
        assert abs(m.fsum(masses) - 1) < 1e-30
        entropy = -m.fsum(v * q for v, q in zip(logs, masses))
        dot = lambda o, z: m.fsum(a * b for a, b in zip(o, z))
        mgf = m.log(m.fsum(q * m.exp(dot(o, s)) for o, q in zip(support, masses)))
        cf = m.fsum(q * m.expj(dot(o, t)) for o, q in zip(support, masses))
        assert abs(float(entropy) - stats.multinomial.entropy(n, p)) < 1e-9 * (1 + float(entropy)), (n, p)
    else:  # too many to list: the closed forms, whose agreement with lists is what the other rows show
        entropy = m.mpf(0)
        mgf = n * m.log(m.fsum(a * m.exp(b) for a, b in zip(p, s)))
        cf = m.fsum(a * m.expj(b) for a, b in zip(p, t)) ** n
    value = log_p(n, p, x)
    if n <= 1000:
        assert abs(float(value) - stats.multinomial.logpmf(x, n, p)) < 1e-9 * (1 + abs(float(value)))
    print(f"{{{n}, {{{text(p)}}}, {{{', '.join(map(str, x))}}}, {text([value, entropy])},\n"
          f" {{{text(s)}}}, {text([mgf])},\n {{{text(t)}}},\n {text([cf.real, cf.imag])}}},")
