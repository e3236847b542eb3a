# SPDX-License-Identifier: Apache-2.0
"""Numbers of ways by Python's integers, and their logarithms by mpmath at 40 digits.
usage: python counts.py > counts.inc     (requirements.txt beside it)

{kind, {arguments}, digits ("" from 2^128 on), logarithm}.
"""
import itertools
import math

import mpmath

mpmath.mp.dps = 40


def stirling(n, k):  # Σ (-1)^(k-j) C(k, j) j^n/k!, another way than the recurrence
    return sum((-1) ** (k - j) * math.comb(k, j) * j**n for j in range(k + 1)) // math.factorial(k)


def multinomial(*counts):
    return math.factorial(sum(counts)) // math.prod(map(math.factorial, counts))


def subgroups(depth, *values):  # one by one
    return sum(math.prod(chosen) for d in range(1, depth + 1) for chosen in itertools.combinations(values, d))


def log(n):
    return mpmath.nstr(mpmath.log(n), 17)


CASES = [
    ("factorial", lambda n: math.factorial(n), [(0,), (1,), (20,), (33,), (34,), (35,), (170,), (1000,)]),
    ("permutations", math.perm, [(10, 3), (5, 6), (40, 20), (34, 34), (1000000, 6), (1000000, 7), (200, 150), (10**15, 2),
                                 (10**15, 3)]),
    ("binomial", math.comb, [(0, 0), (49, 6), (7, 9), (130, 65), (131, 65), (132, 66), (1000, 12), (1000, 500), (10**15, 2),
                             (10**15, 3), (10**15, 5), (2**62, 2), (2**62, 3), (10**6, 300000)]),
    ("multinomial", multinomial, [(), (3,), (2, 0, 1), (5, 5, 5, 5), (30, 30, 30), (10,) * 10, (100, 200, 300), (3,) * 14,
                                  (3,) * 15]),
    ("stirling", stirling, [(0, 0), (5, 0), (1, 1), (5, 3), (10, 4), (3, 4), (30, 12), (44, 16), (60, 30), (128, 2), (129, 2),
                            (130, 2), (400, 399), (1000, 40)]),
    ("subgroups", subgroups, [(2, 2, 2, 3, 5), (3, 2, 2, 3, 5), (9, 2, 2, 3, 5), (0, 4, 4), (5, *([11] * 12)),
                            (12, *([2000] * 12)),   (10, *([9000] * 12)), (2, 0, 3, 4)]),
]
print(f"// Made by counts.py: Python's integers, mpmath {mpmath.__version__}, 40 digits. Logarithms to 1e-13 relative.")
for kind, ways, arguments in CASES:
    for a in arguments:
        n = ways(*a)
        digits = str(n) if n < 2**128 else ""
        print(f'{{"{kind}", {{{", ".join(map(str, a))}}}, "{digits}", {log(n) if n else "-kInfinity"}}},')
