# SPDX-License-Identifier: Apache-2.0
"""Reading speed beside polars, pyarrow and pandas, on one machine, runs in turn, the smallest of each.

    python bench/data/reading.py build/release/bin/read_table_bench [--rows 1000000] [--threads 2] [--rounds 7]

The files are made once (seed 1) in --folder: typed.csv has every kind of column (integers, decimals, full-precision
doubles, words that repeat, quoted text, dates, moments, booleans) with missing cells; numbers.csv is 20 columns of
doubles; quoted.csv is mostly text in quotes (separators, doubled quotes, newlines) with a third of its cells missing;
typed.parquet is typed.csv's table as pyarrow writes it. Every reader gets the same number of threads, and
polars parses dates (try_parse_dates) because QED does. Prints a Markdown table: seconds, and seconds over QED's.
"""
import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

PEERS = {
    "csv": {
        "polars": "import polars as pl\nread = lambda f: pl.read_csv(f, try_parse_dates=True)",
        "pyarrow": "import pyarrow.csv as pc\n"
                   "read = lambda f: pc.read_csv(f, parse_options=pc.ParseOptions(newlines_in_values='quoted' in f))",
        "pandas": "import pandas as pd\nread = lambda f: pd.read_csv(f)",
    },
    "parquet": {
        "pyarrow": "import pyarrow.parquet as pq\nread = lambda f: pq.read_table(f)",
        "polars": "import polars as pl\nread = lambda f: pl.read_parquet(f)",
    },
}
TIMED = """
import sys, time
{imports}
best = 1e300
for _ in range(3):
    start = time.perf_counter(); table = read(sys.argv[1]); best = min(best, time.perf_counter() - start)
    del table
print(best)
"""


def make(folder, rows):
    import numpy as np
    import pandas as pd
    rng = np.random.default_rng(1)
    typed, numbers, quoted, parquet = (folder / name for name in ("typed.csv", "numbers.csv", "quoted.csv", "typed.parquet"))
    if not typed.exists():
        start = np.datetime64("2019-01-01")
        seconds = np.datetime64("2023-01-01T00:00:00") + rng.integers(0, 3 * 10**7, rows).astype("timedelta64[s]")
        words = np.array(["red", "green", "blue", "violet", "orange", "teal"])
        frame = pd.DataFrame({
            "id": np.arange(rows),
            "age": rng.integers(18, 95, rows),
            "balance": np.round(rng.normal(1000, 400, rows), 2),
            "measure": rng.normal(size=rows),
            "rate": np.round(rng.uniform(size=rows), 4),
            "colour": words[rng.integers(0, len(words), rows)],
            "city": np.char.add("city ", rng.integers(0, 800, rows).astype(str)),
            "note": ["Order, \"urgent\" " + str(k) if k % 3 == 0 else "note number " + str(k)
                     for k in rng.integers(0, 10**9, rows)],
            "born": (start - rng.integers(0, 20000, rows).astype("timedelta64[D]")).astype(str),
            "seen": np.datetime_as_string(seconds),
            "active": np.where(rng.uniform(size=rows) < .5, "true", "false"),
            "visits": rng.poisson(3, rows),
        })
        for name in ("balance", "rate", "colour", "born", "visits"):
            frame[name] = frame[name].astype(object).where(rng.uniform(size=rows) > .05, None)
        frame.to_csv(typed, index=False)
        import pyarrow.csv
        import pyarrow.parquet
        pyarrow.parquet.write_table(pyarrow.csv.read_csv(typed), parquet)
    if not numbers.exists():
        cells = rng.normal(size=(rows // 2, 20))
        pd.DataFrame(cells, columns=[f"x{j}" for j in range(20)]).to_csv(numbers, index=False)
    if not quoted.exists():
        n = rows // 2
        places = np.array(["Berlin, Mitte", "Paris, \"Rive Gauche\"", "New York, NY", "Lyon"])
        frame = pd.DataFrame({
            "id": np.arange(n),
            "name": [f"Surname {k}, Given" for k in rng.integers(0, n, n)],
            "place": places[rng.integers(0, 4, n)],
            "comment": [f"said \"no {k}\", then left\nand came back" if k % 4 == 0 else f"nothing, really {k}"
                        for k in rng.integers(0, 10**9, n)],
            "address": [f"{k} Long Street, Flat {k % 9}" for k in rng.integers(1, 9999, n)],
            "amount": np.round(rng.normal(100, 30, n), 2),
        })
        for name in frame.columns[1:]:
            frame[name] = frame[name].astype(object).where(rng.uniform(size=n) > 1 / 3, None)
        frame.to_csv(quoted, index=False)
    return [typed, numbers, quoted, parquet]


def seconds(command, environment):
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="files whose name contains this")
    parser.add_argument("--own", action="store_true", help="QED alone")
    parser.add_argument("--folder", type=Path, default=Path("build/bench-data"))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    threads = str(options.threads)
    environment = os.environ | {"POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads,
                                "ARROW_IO_THREADS": threads}
    print("| file | MB | reader | seconds | over QED's |\n|---|---|---|---|---|")
    for file in make(options.folder, options.rows):
        if options.only not in file.name:
            continue
        commands = {"QED": [options.program, str(file), threads, "3"]}
        peers = {} if options.own else PEERS[file.suffix[1:]]
        for name, imports in peers.items():
            commands[name] = [sys.executable, "-c", TIMED.format(imports=imports), str(file)]
        best = dict.fromkeys(commands, 1e300)
        for _ in range(options.rounds):
            for name, command in commands.items():
                best[name] = min(best[name], seconds(command, environment))
        for name, spent in best.items():
            print(f"| {file.name} | {file.stat().st_size / 1e6:.0f} | {name} | {spent:.3f} | "
                  f"{spent / best['QED']:.2f} |", flush=True)


if __name__ == "__main__":
    main()
