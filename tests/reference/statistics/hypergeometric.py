# SPDX-License-Identifier: Apache-2.0
# Prints hypergeometric.inc: {total, marked, draws, k, mass, lower tail, upper tail}.
#   python hypergeometric.py > hypergeometric.inc     (mpmath 1.4.1)
import math

import mpmath

mpmath.mp.dps = 40
print(f"// Made by hypergeometric.py with mpmath {mpmath.__version__}, 40 digits; tolerance: relative 1e-12. Below 1e-290: 0.")


def term(total, marked, draws, k):
    return math.comb(marked, k) * math.comb(total - marked, draws - k)


for total, marked, draws in [(8, 4, 4), (60, 20, 15), (999, 15, 15), (5000, 2500, 300),
                             (69999, 30, 30), (100000, 50000, 1000), (1000000, 300, 300),
                             (1000000, 2000, 3000), (1000000, 500000, 2000)]:
    lowest, highest = max(0, draws + marked - total), min(draws, marked)
    deviation = math.sqrt(draws * marked / total * (1 - marked / total) * (total - draws) / (total - 1))
    centre = draws * marked // total
    ks = {lowest, highest, centre, centre + 1, centre - 1}
    ks |= {centre + int(s * deviation) for s in (-12, -4, 4, 12)}
    # Exact integers: P(k) by the ratio of neighbours would be a second use of the code's own idea.
    first = term(total, marked, draws, lowest)
    terms, value = [], first
    for k in range(lowest, highest + 1):
        terms.append(value)
        value = value * (marked - k) * (draws - k) // ((k + 1) * (total - marked - draws + k + 1))
    whole = math.comb(total, draws)
    for k in sorted(k for k in ks if lowest <= k <= highest):
        low = sum(terms[: k - lowest + 1])
        numbers = (terms[k - lowest], low, whole - low + terms[k - lowest])
        values = [mpmath.mpf(x) / whole for x in numbers]
        row = ", ".join(mpmath.nstr(v, 17) if v > 1e-290 else "0" for v in values)
        print(f"{{{total}, {marked}, {draws}, {k}, {row}}},")
