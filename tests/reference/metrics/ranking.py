# SPDX-License-Identifier: Apache-2.0
# Prints ranking.inc: ranking metrics of 12 queries that C++ makes again. Average precision and NDCG by scikit-learn;
# precision, recall and reciprocal rank as exact fractions, every placement of relevant rows within a run enumerated.
#   python ranking.py > ranking.inc     (scikit-learn 1.9.1, NumPy 2.4.6)
from fractions import Fraction
from itertools import combinations

import numpy as np
import sklearn
import sklearn.metrics as m

i = np.arange(240)
query = i % 12
score = ((i * 37 + 11) % 7) * 0.5 + ((i * 13) % 3)
grade = np.maximum(0, (i * 53 + 7) % 31 % 9 - 5).astype(float)
grade[query == 11] = 0
K = 5


def orders(y, s):
    """Every order of the runs, as 0/1 lists by rank: equally likely."""
    lists = [[]]
    for value in sorted(set(s), reverse=True):
        run = y[s == value]
        places = list(combinations(range(len(run)), int(run.sum())))
        lists = [old + [int(r in chosen) for r in range(len(run))] for old in lists for chosen in places]
    return lists


def expected(value, y, s, stop):
    """Expectation over orders of value(ranks), of as many runs from the top as `stop` rows need."""
    values = sorted(set(s), reverse=True)
    kept = next(v for v in values if (s >= v).sum() >= stop)
    lists = orders(y[s >= kept], s[s >= kept])
    return float(sum((value(ranks) for ranks in lists), Fraction(0)) / len(lists))


def first_relevant(ranks):
    return Fraction(1, ranks.index(1) + 1)


print(f"// Made by ranking.py with scikit-learn {sklearn.__version__}, NumPy {np.__version__}; k = {K}.")
print("struct KnownRanking {")
print("  double average_precision, precision, recall, linear, linear_at, exponential, exponential_at, reciprocal;")
print("};")
print("static const KnownRanking kRanking[] = {")
for q in range(11):
    s, g = score[query == q], grade[query == q]
    y = (g > 0).astype(int)
    top = s[y == 1].max()
    gain = 2**g - 1
    values = [
        m.average_precision_score(y, s),
        expected(lambda r: Fraction(sum(r[:K]), K), y, s, K),
        expected(lambda r: Fraction(sum(r[:K]), int(y.sum())), y, s, K),
        m.ndcg_score([g], [s]), m.ndcg_score([g], [s], k=K), m.ndcg_score([gain], [s]), m.ndcg_score([gain], [s], k=K),
        expected(first_relevant, y, s, (s >= top).sum()),
    ]
    print("    {" + ", ".join(f"{v:.16g}" for v in values) + "},")
print("};")
