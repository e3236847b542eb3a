# SPDX-License-Identifier: Apache-2.0
"""Values of formulas: functions by mpmath at 50 digits, operators by Python's own reading of the same text.
usage: python formulas.py > formulas.inc     (mpmath 1.4.1; Python 3.11 or later)

Python groups + - * / ** comparisons, not, and, or as formulas do (a chained comparison, which it alone knows, is not
written here). Its `and` and `or` see comparisons only, whose values are 1 and 0 in both.
"""
import math
import random
import re
import sys

import mpmath as m

m.mp.dps = 50
FUNCTIONS = {  # name: (value, points)
    "log": (m.log, [1e-300, 0.5, 3.25, 1e300]),
    "log2": (lambda x: m.log(x) / m.log(2), [0.1, 8, 12345.678]),
    "log10": (lambda x: m.log(x) / m.log(10), [1e-5, 7, 1e200]),
    "log1p": (lambda x: m.log(1 + x), [-0.75, 1e-12, 2.5]),
    "exp": (m.exp, [-700, -0.5, 1, 700]),
    "expm1": (lambda x: m.exp(x) - 1, [-30, 1e-12, 2]),
    "sqrt": (m.sqrt, [2, 1e-200]),
    "abs": (abs, [-2.5, 2.5]),
    "sign": (m.sign, [-1e-300, 7.5]),
    "floor": (m.floor, [-2.5, 2.5]),
    "ceil": (m.ceil, [-2.5, 2.5]),
    "round": (lambda x: m.sign(x) * m.floor(abs(x) + m.mpf(1) / 2), [-2.5, -0.4, 0.5, 1.5, 2.4]),
    "logit": (lambda x: m.log(x / (1 - x)), [1e-300, 0.2, 0.3, 0.4999999, 0.5000001, 0.74, 0.75, 0.999999]),
    "expit": (lambda x: 1 / (1 + m.exp(-x)), [-700, -40, -0.3, 0.001, 2, 37]),
    "sin": (m.sin, [-1.5, 3, 1000]),
    "cos": (m.cos, [-1.5, 3, 1000]),
    "tan": (m.tan, [-1.5, 3, 1000]),
    "atan": (m.atan, [-1e10, 0.5, 2]),
    "tanh": (m.tanh, [-1e-9, 0.5, 20]),
    "pow": (m.power, [(2, 0.5), (9.5, -3), (-2, 3), (1.0000001, 1e7)]),
    "min": (min, [(3, -1, 2), (0.5, 0.25), (1, 2, 3, 4)]),
    "max": (max, [(3, -1, 2), (0.5, 0.25), (1, 2, 3, 4)]),
    "if": (lambda c, a, b: a if c else b, [(0, 2, 3), (1, 2, 3), (-0.5, 2, 3)]),
}


class Real(float):
    """A float whose powers are real or an error, never complex."""

    def __neg__(self):
        return Real(-float(self))

    def __pow__(self, other):
        return Real(math.pow(self, other))


for operator in ("add", "sub", "mul", "truediv"):
    setattr(Real, f"__{operator}__", lambda x, y, f=getattr(float, f"__{operator}__"): Real(f(x, y)))
NAMES = {"a": Real(1.5), "b": Real(-2.25), "c": Real(0.75), "d": Real(3), "Real": Real}
rng = random.Random(20240607)


def arithmetic(operands):
    words = []
    for k in range(operands):
        if k > 0:
            words.append(rng.choice(["+", "-", "*", "/", "**"]))
        if rng.random() < 0.25:
            words.append("-")
        words.append(f"({arithmetic(rng.randint(2, 3))})" if rng.random() < 0.15 else rng.choice("abcd24"))
    return " ".join(words)


def logic():
    words = []
    for k in range(rng.randint(1, 5)):
        if k > 0:
            words.append(rng.choice(["and", "or"]))
        if rng.random() < 0.3:
            words.append("not")
        words.append(arithmetic(rng.randint(1, 2)) + " " + rng.choice(["<", "<=", ">", ">=", "==", "!="]) + " " +
                     arithmetic(rng.randint(1, 2)))
    return " ".join(words)


def write(formula, value):
    print(f'{{"{formula}", {value!r}}},')


def by_python(make, wanted):
    while wanted > 0:
        text = make()
        try:
            value = eval(re.sub("([24])", r"Real(\1)", text), {}, NAMES)  # our own text
        except (ArithmeticError, ValueError):
            continue
        if not 1e-6 < abs(value) < 1e6 and value not in (0, 1):
            continue
        write(text.replace("**", "^"), float(value))
        wanted -= 1


print(f"// Made by formulas.py: mpmath {m.__version__} (50 digits), Python {sys.version.split()[0]}; a = 1.5, b = -2.25, "
      "c = 0.75, d = 3.")
for name, (value, points) in FUNCTIONS.items():
    for point in points:
        numbers = point if isinstance(point, tuple) else (point,)
        write(f"{name}({', '.join(map(repr, numbers))})", float(value(*map(m.mpf, numbers))))
by_python(lambda: arithmetic(rng.randint(2, 6)), 120)
by_python(logic, 60)
