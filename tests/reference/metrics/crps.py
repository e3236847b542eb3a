# SPDX-License-Identifier: Apache-2.0
# Prints crps.inc: CRPS of forecasts that C++ makes again, by scoringrules.
#   python crps.py > crps.inc     (scoringrules 0.10.0, NumPy 2.4.6)
from importlib.metadata import version

import numpy as np
import scoringrules as sr

print(f"// Made by crps.py with scoringrules {version('scoringrules')}, NumPy {np.__version__}.")
print("struct KnownCrps { double plain, fair, normal, quantile; };")
print("static const KnownCrps kCrps[] = {")
levels = np.array([0.05, 0.2, 0.35, 0.5, 0.6, 0.9, 0.99])
for r in range(12):
    k = np.arange(7)
    members = ((r * 31 + k * 17) % 23) / 4 - 2
    y = (r * 19 % 41) / 5 - 2.5
    mu, sigma = (r % 5) / 2 - 1, 0.1 + (r % 4) * 0.7
    values = [
        sr.crps_ensemble(y, members, estimator="nrg"), sr.crps_ensemble(y, members, estimator="fair"),
        sr.crps_normal(y, mu, sigma), sr.crps_quantile(y, np.sort(members), levels),
    ]
    print("    {" + ", ".join(f"{float(v):.16g}" for v in values) + "},")
print("};")
