# SPDX-License-Identifier: Apache-2.0
"""Lines of qed/ that the tests reached, by room, from gcov:  coverage.py build/coverage"""
import gzip
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
build = Path(sys.argv[1]).resolve()
reached = defaultdict(dict)  # file -> line -> was it run
with tempfile.TemporaryDirectory() as folder:
    objects = sorted(build.rglob("*.gcda"))
    for i in range(0, len(objects), 50):
        subprocess.run(["gcov", "--json-format", *objects[i:i + 50]], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for path in Path(folder).glob("*.gcov.json.gz"):
        for file in json.loads(gzip.decompress(path.read_bytes()))["files"]:
            name = file["file"].removeprefix(f"{ROOT}/")
            if name.startswith("qed/") and not name.endswith("_test.cpp"):
                for line in file["lines"]:
                    number = line["line_number"]
                    reached[name][number] = reached[name].get(number, False) or line["count"] > 0
rooms = defaultdict(lambda: [0, 0])
for name, lines in reached.items():
    for key in (name.split("/")[1], "all"):
        rooms[key][0] += sum(lines.values())
        rooms[key][1] += len(lines)
for room, (run, lines) in sorted(rooms.items(), key=lambda item: (item[0] == "all", item[0])):
    print(f"{room:14} {run:6} of {lines:6} lines  {100 * run / max(1, lines):5.1f} %")
sys.exit(0 if reached else "coverage: nothing was run under the coverage preset")
