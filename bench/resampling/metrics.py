# SPDX-License-Identifier: Apache-2.0
"""`qed measure` beside scikit-learn's four metrics of the same probabilities.

    python bench/resampling/metrics.py build/release/bin [--rows 10000000] [--rounds 2] [--own]

Labels and probabilities are made once (seed 1) in --folder. QED reads a CSV file; its phases are told apart: `in memory`
is all but reading, and holds every metric with its interval, the decomposition, the operating point and what is
refused. scikit-learn gets the arrays; imports and reading are not counted. Prints a Markdown table of seconds."""
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

METRICS = ["roc_auc_score", "average_precision_score", "brier_score_loss", "log_loss"]
PEER = """
import json, sys, time
import numpy as np
from sklearn import metrics
p, y = np.fromfile(sys.argv[1]), np.fromfile(sys.argv[2], np.uint8)
spent = {}
for name in sys.argv[3:]:
    getattr(metrics, name)(y[:100], p[:100])
    start = time.perf_counter(); getattr(metrics, name)(y, p); spent[name] = time.perf_counter() - start
print(json.dumps(spent))
"""


def make(folder, rows):
    import numpy as np
    text, p_path, y_path = (folder / f"measure_{rows}.{end}" for end in ("csv", "f64", "u8"))
    if not (text.exists() and p_path.exists() and y_path.exists()):
        rng = np.random.default_rng(1)
        p = np.round(1 / (1 + np.exp(2 - rng.normal(size=rows) * 1.5)), 6)
        y = (rng.uniform(size=rows) < p).astype(np.uint8)
        p.tofile(p_path), y.tofile(y_path)
        with open(text, "w") as out:
            out.write("probability,label\n")
            for first in range(0, rows, 1_000_000):
                out.writelines(f"{a:.6f},{b}\n" for a, b in zip(p[first:first + 1_000_000], y[first:first + 1_000_000]))
    return text, p_path, y_path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin", type=Path)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path("build/bench-inputs"))
    parser.add_argument("--own", action="store_true", help="without scikit-learn")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    text, p, y = make(options.folder, options.rows)
    own, peer = [], []
    for _ in range(options.rounds):
        command = [options.bin / "qed", "measure", text, "--threads", "2", "--format", "json"]
        own.append(json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["seconds"])
        if not options.own:
            command = [sys.executable, "-c", PEER, p, y, *METRICS]
            peer.append(json.loads(subprocess.run(command, capture_output=True, check=True, env=os.environ).stdout))
    def total(seconds):
        return sum(t for phase, t in seconds.items() if phase != "read")
    best = min(own, key=total)
    print(f"{options.rows:,} rows.\n\n| program | what | seconds |\n|---|---|---|")
    print(f"| qed measure | in memory: all metrics, intervals, decomposition | {total(best):.2f} |")
    print(f"| qed measure | reading the text beside | {best['read']:.2f} |")
    if peer:
        least = min(peer, key=lambda spent: sum(spent.values()))
        print(f"| scikit-learn | the four | {sum(least.values()):.2f} |")
        for name in METRICS:
            print(f"| scikit-learn | {name} | {least[name]:.2f} |")


main()
