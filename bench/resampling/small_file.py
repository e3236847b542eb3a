# SPDX-License-Identifier: Apache-2.0
"""`qed interval` of a CSV file of 1 MB, from the start of the process to its end, beside Python's.

    python bench/resampling/small_file.py build/release/bin [--rounds 11] [--own]

The file is made once (seed 1) in --folder: 29,000 visits of 1,500 users in three plans, a skewed amount, a spend with a
far longer tail (log-normal, sigma 2), two scores and a label. Every run is a process of its own, which reads the file, finds the unit, chooses the method and simulates its
coverage; the medians of the rounds are kept. Python imports pandas and SciPy, reads the file and computes one interval.
Prints a Markdown table of seconds."""
import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROWS, USERS, MOST = 29_000, 1_500, 0.2
ROWS_ALONE, USERS_TOO = ["--unit", "rows"], ["--unit", "user_id"]
ASKED = [("mean(amount)", []), ("mean(amount)", ROWS_ALONE), ("mean(spend)", ROWS_ALONE), ("mean(amount)", USERS_TOO), ("mean(amount)", [*ROWS_ALONE, "--by", "plan"]),
         ("share(label)", ROWS_ALONE), ("share(label)", USERS_TOO), ("median(amount)", ROWS_ALONE),
         ("p90(amount)", ROWS_ALONE), ("ratio(amount, visits)", ROWS_ALONE), ("ratio(amount, visits)", USERS_TOO),
         ("cor(score, amount)", ROWS_ALONE), ("auc(score, label)", ROWS_ALONE), ("auc(score, label)", USERS_TOO),
         ("f1(score > 0.5, label)", ROWS_ALONE), ("diff(auc(score, label), auc(older, label))", ROWS_ALONE)]
PEER = """
import sys
import pandas as pd
from scipy import stats
x = pd.read_csv(sys.argv[1])["amount"].to_numpy()
if sys.argv[2] == "t":
    print(stats.t.interval(0.95, len(x) - 1, loc=x.mean(), scale=stats.sem(x)))
else:
    drawn = stats.bootstrap((x,), lambda v, axis: v.mean(axis=axis), n_resamples=1999, method="BCa", batch=100)
    print(drawn.confidence_interval)
"""


def make(path):
    import numpy as np
    rng = np.random.default_rng(1)
    user = np.sort(rng.integers(0, USERS, ROWS))
    of_user = rng.normal(size=USERS)
    spend = np.exp(2 + 2 * rng.normal(size=ROWS))
    amount = np.exp(3 + 0.5 * of_user[user] + 0.6 * rng.normal(size=ROWS))
    label = rng.uniform(size=ROWS) < 0.15
    score, older = (1 / (1 + np.exp(1.5 - s * label - rng.normal(size=ROWS))) for s in (1.5, 1.2))
    visits = rng.integers(1, 30, ROWS)
    plan = rng.choice(["free", "plus", "pro"], ROWS, p=[0.6, 0.3, 0.1])
    with open(path, "w") as out:
        out.write("user_id,plan,amount,spend,visits,score,older,label\n")
        out.writelines(f"u{u},{p},{a:.2f},{b:.2f},{v},{s:.4f},{o:.4f},{int(y)}\n"
                       for u, p, a, b, v, s, o, y in zip(user, plan, amount, spend, visits, score, older, label))


def timed(command, rounds):
    """Of the rounds: the median and the largest of the whole process's seconds, the median of its processors'."""
    seconds, spent = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        told = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        seconds.append(time.perf_counter() - start)
        spent.append(used.ru_utime + used.ru_stime)
        if status:
            raise RuntimeError(f"{command}: {told.decode()[-400:]}")
    return statistics.median(seconds), max(seconds), statistics.median(spent)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin", type=Path)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--folder", type=Path, default=Path("build/bench-inputs"))
    parser.add_argument("--own", action="store_true", help="without Python")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / f"visits_{ROWS}.csv"
    if not path.exists():
        make(path)
    size = os.path.getsize(path) / 1e6
    print(f"{ROWS:,} rows, {size:.2f} MB; medians of {options.rounds} processes. To hold: at most {MOST} s.\n")
    print("| program | what | seconds | slowest | of processors | holds |\n|---|---|---|---|---|---|")
    for statistic, flags in ASKED:
        command = [options.bin / "qed", "interval", path, "--statistic", statistic, "--threads", "2", *flags]
        middle, slowest, spent = timed(command, options.rounds)
        what = f"{statistic}, unit {flags[1] if flags else 'found'}" + (f", by {flags[3]}" if len(flags) > 2 else "")
        holds = "yes" if middle <= MOST else "no"
        print(f"| qed interval | {what} | {middle:.3f} | {slowest:.3f} | {spent:.3f} | {holds} |", flush=True)
    if options.own:
        return
    for how, what, rounds in (("t", "t interval of the mean, nothing checked", options.rounds),
                              ("bca", "BCa bootstrap of the mean, 1,999 resamples", 1)):
        middle, slowest, spent = timed([sys.executable, "-c", PEER, path, how], rounds)
        print(f"| pandas + SciPy | {what} | {middle:.3f} | {slowest:.3f} | {spent:.3f} | |", flush=True)


main()
