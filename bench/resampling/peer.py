# SPDX-License-Identifier: Apache-2.0
"""The intervals of resampling_bench by SciPy, NumPy and scikit-learn, each a line of JSON (seconds, peak memory, interval).

usage: peer.py make FOLDER                                  the inputs, once
       peer.py mean|median VALUES.f64 REPLICATES [scaled]   scipy.stats.bootstrap, BCa
       peer.py area SCORES.f64 LABELS.u8 REPLICATES         rows drawn by NumPy, roc_auc_score of each
       peer.py auc SCORES.f64 LABELS.u8                     roc_auc_score alone: no interval
       peer.py sort SCORES.f64                              np.sort alone

SciPy's BCa leaves out every row in turn, O(rows²). `scaled` times the mean at a twentieth and a tenth of the rows and
extends a·rows + b·rows² to all of them. Of the area 8 replicates are timed and scaled to all. What is not measured is
named in "how"."""
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

TIMED = 8


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for n in (10_000, 100_000):
        path = folder / f"values_{n}.f64"
        if not path.exists():
            np.random.default_rng(1).lognormal(size=n).tofile(path)
    for n in (1_000_000, 10_000_000):
        scores, labels = folder / f"scores_{n}.f64", folder / f"labels_{n}.u8"
        if not (scores.exists() and labels.exists()):
            rng = np.random.default_rng(2)
            label = (rng.uniform(size=n) < 0.3).astype(np.uint8)
            (rng.normal(size=n) + label).tofile(scores)
            label.tofile(labels)


def seconds_of(run):
    start = time.perf_counter()
    value = run()
    return time.perf_counter() - start, value


def bootstrap(x, statistic, replicates):
    from scipy import stats
    batch = max(1, 4_000_000 // len(x))  # 32 MB of resampled values at a time
    ends = stats.bootstrap((x,), statistic, n_resamples=replicates, batch=batch, method="BCa",
                           rng=np.random.default_rng(3)).confidence_interval
    return [float(ends.low), float(ends.high)]


def scaled(x, statistic, replicates):
    sizes = np.array([len(x) // 20, len(x) // 10], float)
    spent = [seconds_of(lambda: bootstrap(x[:int(n)], statistic, replicates))[0] for n in sizes]
    a, b = np.linalg.solve(np.column_stack([sizes, sizes**2]), spent)
    return a * len(x) + b * len(x) ** 2, f"extrapolated from {int(sizes[0]):,} and {int(sizes[1]):,} rows"


def area(score, label, replicates):
    from sklearn.metrics import roc_auc_score
    rng = np.random.default_rng(3)

    def replicate():
        rows = rng.integers(0, len(score), len(score))
        return roc_auc_score(label[rows], score[rows])

    replicate()
    spent, _ = seconds_of(lambda: [replicate() for _ in range(TIMED)])
    return spent * replicates / TIMED, f"{TIMED} replicates, scaled"


def main():
    task = sys.argv[1]
    if task == "make":
        return make(Path(sys.argv[2]))
    x = np.fromfile(sys.argv[2])
    who, interval, how = "scipy", None, "measured"
    if task in ("mean", "median"):
        statistic, replicates = getattr(np, task), int(sys.argv[3])
        bootstrap(x[:100], statistic, replicates)  # imports
        if sys.argv[4:] == ["scaled"]:
            total, how = scaled(x, statistic, replicates)
        else:
            total, interval = seconds_of(lambda: bootstrap(x, statistic, replicates))
    elif task == "area":
        who = "numpy and sklearn"
        total, how = area(x, np.fromfile(sys.argv[3], np.uint8), int(sys.argv[4]))
    elif task == "auc":
        from sklearn.metrics import roc_auc_score
        who, label = "sklearn", np.fromfile(sys.argv[3], np.uint8)
        roc_auc_score(label[:100], x[:100])
        total, value = min(seconds_of(lambda: roc_auc_score(label, x)) for _ in range(3))
        interval, how = [value, value], "the area alone"
    elif task == "sort":
        who, how = "numpy", "the sort alone"
        total = min(seconds_of(lambda: np.sort(x))[0] for _ in range(3))
    else:
        raise SystemExit(__doc__)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"who": who, "n": len(x), "seconds": {"total": total}, "peak_mb": memory,
                      "interval": interval, "how": how}))


main()
