# SPDX-License-Identifier: Apache-2.0
"""Lines of qed/ that the tests reached, by room, from gcov:  coverage.py build/coverage"""
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
build = Path(sys.argv[1]).resolve()
reached = defaultdict(dict)  # file -> line -> was it run
objects = sorted(build.rglob("*.gcda"))
for i in range(0, len(objects), 50):
    # To standard output, an object a line: files would be named by the source's last name, and overwrite each other.
    said = subprocess.run(["gcov", "--json-format", "--stdout", *objects[i:i + 50]], cwd=build, check=True,
                          capture_output=True, text=True).stdout
    for line in filter(None, said.splitlines()):
        answer = json.loads(line)
        for file in answer["files"]:
            path = (Path(answer["current_working_directory"]) / file["file"]).resolve()
            name = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else ""
            if name.startswith("qed/") and not name.endswith("_test.cpp"):
                for at in file["lines"]:
                    number = at["line_number"]
                    reached[name][number] = reached[name].get(number, False) or at["count"] > 0
rooms = defaultdict(lambda: [0, 0])
for name, lines in reached.items():
    for key in (name.split("/")[1], "all"):
        rooms[key][0] += sum(lines.values())
        rooms[key][1] += len(lines)
for room, (run, lines) in sorted(rooms.items(), key=lambda item: (item[0] == "all", item[0])):
    print(f"{room:14} {run:6} of {lines:6} lines  {100 * run / max(1, lines):5.1f} %")
sys.exit(0 if reached else "coverage: nothing was run under the coverage preset")
