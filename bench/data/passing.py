# SPDX-License-Identifier: Apache-2.0
"""A CSV file that is too long to be held: `qed interval` and `qed measure` beside the time that reading it takes.

    python bench/data/passing.py build/release/bin [--rows 20000000] [--rounds 3] [--own]

The file is made once (seed 1) in --folder: users whose rows hang together, days, amounts, a score and a label; ranked
lists are another file. QED is
told that the machine has 2 GiB (QED_MEMORY), so that texts of more than 256 MiB are read in passing, on two threads.
`reading` is QED's reader alone: types, missing cells and a sample of all rows; polars (a streaming mean) stands beside
it. `measure` reads twice: what its metrics need is known from a sample of the whole. Prints a Markdown
table: seconds, over reading's, and the peak of resident memory, mapped pages included."""
import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ASKED = ["mean(spend)", "share(churn)", "ratio(spend, visits)", "p90(spend)", "auc(score, churn)"]
POLARS = """
import sys
import polars as pl
print(pl.scan_csv(sys.argv[1]).select(pl.col("spend").mean()).collect(engine="streaming"))
"""


def make(path, rows):
    import numpy as np
    rng = np.random.default_rng(1)
    of_user = rng.normal(size=rows // 40 + 1)
    with open(path, "w") as out:
        out.write("user_id,day,spend,visits,score,churn\n")
        for first in range(0, rows, 1_000_000):
            n = min(1_000_000, rows - first)
            user = rng.integers(0, len(of_user), n)
            spend = np.exp(3 + 0.5 * of_user[user] + 0.5 * rng.normal(size=n))
            churn = rng.uniform(size=n) < 0.05
            score = 1 / (1 + np.exp(3 - churn - rng.normal(size=n)))
            day = np.datetime64("2025-01-01") + rng.integers(0, 365, n)
            visits = rng.integers(1, 30, n)
            out.writelines(f"u{u},{d},{s:.2f},{v},{p:.4f},{int(c)}\n"
                           for u, d, s, v, p, c in zip(user, day, spend, visits, score, churn))


def make_lists(path, rows):
    import numpy as np
    rng = np.random.default_rng(2)
    with open(path, "w") as out:
        out.write("query_id,relevance,score_a,score_b\n")
        for first in range(0, rows, 1_000_000):
            n = min(1_000_000, rows - first)
            grade = rng.choice(5, size=n, p=[0.55, 0.2, 0.13, 0.08, 0.04])
            a, b = grade + 2 * rng.normal(size=n), grade + 2.5 * rng.normal(size=n)
            out.writelines(f"{(first + i) // 10},{g},{x:.4f},{y:.4f}\n" for i, (g, x, y) in enumerate(zip(grade, a, b)))


def made(path, make_it, rows):
    if not path.exists():
        make_it(path.with_suffix(".part"), rows)
        path.with_suffix(".part").rename(path)
    return path


def timed(command):
    env = os.environ | {"QED_MEMORY": "2048", "QED_THREADS": "2", "POLARS_MAX_THREADS": "2"}
    start = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    told = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{command}: {told.decode()[-400:]}")
    return time.perf_counter() - start, used.ru_maxrss / 1024


def in_turn(commands, rounds):
    """The fastest run and the largest peak of each: the machine's slow minutes fall on all of them."""
    best = dict.fromkeys(commands, (float("inf"), 0.0))
    for _ in range(rounds):
        for what, command in commands.items():
            seconds, peak = timed([str(word) for word in command])
            best[what] = min(best[what][0], seconds), max(best[what][1], peak)
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin", type=Path)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("build/bench-inputs"))
    parser.add_argument("--own", action="store_true", help="without polars")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    path = made(options.folder / f"passing_{options.rows}.csv", make, options.rows)
    lists = made(options.folder / f"passing_lists_{options.rows}.csv", make_lists, options.rows)
    commands = {"reading": [options.bin / "read_table_bench", path, "2", "1", "200000"]}
    if not options.own:
        commands["polars, mean(spend)"] = [sys.executable, "-c", POLARS, path]
    for statistic in ASKED:
        for unit in ("rows", "user_id"):
            commands[f"{statistic}, unit {unit}"] = [options.bin / "qed", "interval", path, "--statistic", statistic,
                                                     "--unit", unit, "--threads", "2", "--format", "json"]
    for unit in ("rows", "user_id"):
        commands[f"measure (score, churn), unit {unit}"] = [
            options.bin / "qed", "measure", path, "--label", "churn", "--prediction", "score", "--unit", unit,
            "--threads", "2", "--format", "json"]
    commands["reading lists"] = [options.bin / "read_table_bench", lists, "2", "1", "200000"]
    commands["measure (lists of ten, two scores)"] = [
        options.bin / "qed", "measure", lists, "--query", "query_id", "--threads", "2", "--format", "json"]
    print(f"{options.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB, read from the page cache.\n")
    print("| what | seconds | over reading | peak MB |\n|---|---|---|---|")
    best = in_turn(commands, options.rounds)
    for what, (seconds, peak) in best.items():
        print(f"| {what} | {seconds:.2f} | {seconds / best['reading'][0]:.2f} | {peak:.0f} |", flush=True)


main()
