# SPDX-License-Identifier: Apache-2.0
"""Times QED and its peers on the same inputs and prints one markdown table.  See README.md.
usage: table.py BENCH_TSNE INPUT_FOLDER ROWS...      table.py BENCH_TSNE INPUT_FOLDER --scaling ROWS..."""
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
REPETITIONS = 3
MAPS = ("qed", "opentsne_fft", "opentsne_bh", "pacmap")
SEARCHES = ("qed", "faiss", "sklearn", "sklearnex")


def one(command):
    env = dict(os.environ, QED_THREADS="2")
    out = subprocess.run(["taskset", "-c", "0,1", *command], env=env, capture_output=True, text=True, check=True)
    return json.loads(out.stdout.strip().splitlines()[-1])


def best(command):
    return min((one(command) for _ in range(REPETITIONS)), key=lambda r: r["seconds"]["total"])


def command(program, who, data, out, search=False):
    if who == "qed":
        return [program, "neighbours", data] if search else [program, "map", data, out]
    return [sys.executable, str(HERE / "peer.py"), who, data] + ([] if search else [out])


def row(n, task, who, result, base, kl):
    seconds = result["seconds"]["total"]
    print(f"| {n:,} | {task} | {who} | {seconds:.2f} | {seconds / base:.1f} | {kl} | {result['peak_mb']:.0f} |", flush=True)


def main():
    program, folder = sys.argv[1], Path(sys.argv[2])
    if sys.argv[3] == "--scaling":
        print("| n | neighbours s | affinities s | ms an iteration | peak MB |\n|---|---|---|---|---|")
        for n in map(int, sys.argv[4:]):
            r = best(command(program, "qed", str(folder / f"pca50_{n}.npy"), "/dev/null"))
            s = r["seconds"]
            print(f"| {n:,} | {s['neighbours']:.2f} | {s['affinities']:.2f} | {1e3 * s['optimise'] / r['iterations']:.3f} | "
                  f"{r['peak_mb']:.0f} |", flush=True)
        return
    print("| n | task | program | seconds | of QED's | KL | peak MB |\n|---|---|---|---|---|---|---|")
    for n in map(int, sys.argv[3:]):
        data = str(folder / f"pca50_{n}.npy")
        base = None
        for who in MAPS:
            out = str(folder / f"map_{who}_{n}.npy")
            result = best(command(program, who, data, out))
            base = base or result["seconds"]["total"]
            kl = subprocess.run([program, "kl", data, out], capture_output=True, text=True, check=True).stdout
            row(n, "map", who, result, base, f"{json.loads(kl)['kl']:.4f}")
        base = None
        for who in SEARCHES:
            result = best(command(program, who, data, "", True))
            base = base or result["seconds"]["total"]
            row(n, "90 neighbours", who, result, base, "")


main()
