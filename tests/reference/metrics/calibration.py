# SPDX-License-Identifier: Apache-2.0
# Prints calibration.inc: smooth calibration errors of rows that C++ makes again: by definition, summed over all rows
# at 20,001 places with 13 images of the Gaussian, and by relplot, whose kernel is cut off at half the unit interval (it
# differs for wide kernels) and which counts half of a probability that is 0 or 1.
#   python calibration.py > calibration.inc     (relplot 1.0.3, SciPy 1.17.1, NumPy 2.4.6)
from importlib.metadata import version

import numpy as np
import relplot
import scipy
from scipy.optimize import brentq

t = np.linspace(0, 1, 20001)


def kernel(f, sigma):
    total = np.zeros_like(t)
    for turn in range(-6, 7):
        for image in (f, -f):
            total += np.exp(-((t - image - 2 * turn) / sigma) ** 2 / 2)
    return total / (sigma * np.sqrt(2 * np.pi))


def smooth(f, y, sigma):
    r = np.zeros_like(t)
    for place in np.unique(f):
        r += (y[f == place] - place).sum() * kernel(place, sigma)
    return np.trapezoid(np.abs(r), t) / len(f)


def rows(name):
    i = np.arange(400)
    p = ((i * 37 + 11) % 101 + 0.5) / 101
    y = (((i * 53 + 7) % 97) / 97 < 0.2 + 0.6 * p).astype(float)
    if name == "sharp":
        p = p**3 / (p**3 + (1 - p) ** 3)
    if name == "ends":  # certain predictions, at 0 and 1
        p = np.clip(2 * p - 0.5, 0, 1)
    if name == "right":
        y = (((i * 53 + 7) % 97) / 97 < p).astype(float)
    return p, y


print(f"// Made by calibration.py with relplot {version('relplot')}, SciPy {scipy.__version__}, "
      f"NumPy {np.__version__}.")
print("struct KnownSmooth { const char* name; double error, at_005, at_03, relplot, relplot_at_005; };")
print("static const KnownSmooth kSmooth[] = {")
for name in ("plain", "sharp", "ends", "right"):
    p, y = rows(name)
    fixed = brentq(lambda s: smooth(p, y, s) - s, 1 / 1024, 1, xtol=1e-10)
    values = [fixed, smooth(p, y, 0.05), smooth(p, y, 0.3), relplot.smECE(p, y), relplot.smECE_sigma(p, y, 0.05)]
    print(f'    {{"{name}", ' + ", ".join(f"{v:.10g}" for v in values) + "},")
print("};")
