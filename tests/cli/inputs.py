# SPDX-License-Identifier: Apache-2.0
"""Writes the bad and strange tables that the transcripts ask about into the current folder: inputs.py NAME..."""
import gzip
import random
import sys
from pathlib import Path

random.seed(1)
number = random.random


def rows(n, columns, cell=lambda: f"{number():.6f}"):
    return "".join(",".join(cell() for _ in range(columns)) + "\n" for _ in range(n))


def table(header, n, cell=lambda: f"{number():.6f}"):
    return header + "\n" + rows(n, header.count(",") + 1, cell)


def injected():
    words = ["<img src=x onerror=alert(1)>", "=1+1", "plain"]
    body = "".join(f"{number()},{number()},{random.choice(words)}\n" for _ in range(150))
    return "=cmd()|x,<script>alert(1)</script>,kind\n" + body


def scored(label, n=60, score=number, words=("no", "yes")):
    """A score and a label: label(i) says yes or no."""
    return "score,label\n" + "".join(f"{score():.4f},{words[bool(label(i))]}\n" for i in range(n))


def few_labels():
    rows = [(number(), number()) for _ in range(900)]
    cells = ("" if i % 9 else f"{2 * x + 0.2 * y:.4f}" for i, (x, y) in enumerate(rows))
    return "spend,predicted_spend\n" + "".join(f"{cell},{2 * x:.4f}\n" for cell, (x, y) in zip(cells, rows))


CASES = {
    "few_labels.csv": few_labels,
    "empty.csv": lambda: "",
    "header.csv": lambda: "a,b,c\n",
    "one.csv": lambda: "a,b,c\n1,2,3\n",
    "constant.csv": lambda: "a,b\n" + "1,2\n" * 50,
    "missing.csv": lambda: "a,b\n" + ",NA\n" * 50,
    "few.csv": lambda: table("a,b,c", 12),
    "same.csv": lambda: "a,b,c\n" + "1,2,3\n" * 60,
    "twice.csv": lambda: "a,b,c\n" + "1,2,3\n4,5,6\n" * 60,
    "text.csv": lambda: table("a,b", 80, lambda: f"word {number()}"),
    "infinite.csv": lambda: table("a,b,c", 100, lambda: random.choice(["NaN", "Inf", "-inf", *[str(number())] * 20])),
    "ragged.csv": lambda: "a,b,c\n1,2,3\n4,5\n6,7,8,9\n",
    "junk.csv": lambda: random.randbytes(5000),
    "cut.csv.gz": lambda: gzip.compress(table("a,b,c", 3000).encode())[:20000],
    "cut.parquet": lambda: b"PAR1" + random.randbytes(2000),
    "wide.csv": lambda: table(",".join(f"c{i}" for i in range(10000)), 60, lambda: str(random.randrange(1000))),
    "cell.csv": lambda: "a,b\n1," + "x" * 100_000_000 + "\n2,3\n",
    "inject.csv": injected,
    "good.csv": lambda: table("a,b,c", 200),
    "scores.csv": lambda: scored(lambda i: number() < 0.3),
    "one_class.csv": lambda: scored(lambda i: False, words=("ok", "bad")),
    "three_positives.csv": lambda: scored(lambda i: i % 20 == 0),
    "same_scores.csv": lambda: scored(lambda i: i % 3 == 0, score=lambda: 0.5),
    "leak.csv": lambda: "score,label\n" + "".join(f"{i % 2},{i % 2}\n" for i in range(40)),
    "three_labels.csv": lambda: "score,label\n" + "".join(f"{number():.3f},{'abc'[i % 3]}\n" for i in range(30)),
    "gaps.csv": lambda: "score,label\n" + "".join(f"{'NaN' if i % 7 == 0 else round(number(), 3)},{'' if i % 5 == 0 else i % 2}\n" for i in range(60)),
    "sums.csv": lambda: "label,a,b,c\n" + "".join(f"{'abc'[i % 3]},0.2,0.3,{0.5 if i != 4 else 0.9}\n" for i in range(30)),
    "first.csv": lambda: "id,label,score\n" + "".join(f"{i},{i % 3 == 0:d},{number():.3f}\n" for i in range(30)),
    "second.csv": lambda: "id,label,score\n" + "".join(f"{i},{(i % 3 == 0) != (i == 6):d},{number():.3f}\n" for i in range(30)),
    "shorter.csv": lambda: "id,label,score\n" + "".join(f"{i},{i % 3 == 0:d},{number():.3f}\n" for i in range(25)),
    "weights.csv": lambda: "x,w,none\n" + "".join(f"{number():.3f},{-1 if i == 9 else 1},0\n" for i in range(30)),
    "groups.csv": lambda: "x,part\n" + "".join(f"{number():.3f},{'alone' if i == 0 else 'ab'[i % 2]}\n" for i in range(41)),
    "dates.csv": lambda: "day,x\n" + "".join(f"day {i},{number():.3f}\n" for i in range(40)),
    "large.csv": lambda: table(",".join("abcdefghij"), 20000),
}

for name in sys.argv[1:]:
    made = CASES[name]()
    Path(name).write_bytes(made if isinstance(made, bytes) else made.encode())
