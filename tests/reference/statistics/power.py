# SPDX-License-Identifier: Apache-2.0
# Prints power.inc: powers of Student's tests.
#   python power.py > power.inc     (statsmodels 0.14.6, SciPy 1.17.1)
import statsmodels
from scipy import stats
from statsmodels.stats.power import TTestIndPower, TTestPower

print(f"// Made by power.py with statsmodels {statsmodels.__version__}.")
print("// effect in standard deviations, rows, alpha: power\nstatic const std::vector<std::array<double, 4>> kPowerOfMean{")
for effect, n, alpha in [(0.5, 34, 0.05), (-0.2, 50, 0.01), (1.5, 5, 0.05), (0.02, 20000, 0.05), (0.1, 300, 0.2), (3, 2, 0.05)]:
    power = TTestPower().power(effect, n, alpha, alternative="two-sided")
    # By the law itself too: the two agree, or this line says so.
    t = stats.t.isf(alpha / 2, n - 1)
    law = stats.nct(n - 1, effect * n**0.5)
    assert abs(power - (law.sf(t) + law.cdf(-t))) < 1e-9
    print(f"{{{effect:g}, {n}, {alpha:g}, {power:.16g}}},")
print("};\n// effect, rows of each group, alpha: power\nstatic const std::vector<std::array<double, 5>> kPowerOfTwoMeans{")
for effect, a, b, alpha in [(0.5, 64, 64, 0.05), (0.3, 20, 200, 0.05), (-1, 6, 9, 0.01), (0.05, 5000, 7000, 0.05)]:
    power = TTestIndPower().power(effect, a, alpha, ratio=b / a, alternative="two-sided")
    print(f"{{{effect:g}, {a}, {b}, {alpha:g}, {power:.16g}}},")
print("};")
