# SPDX-License-Identifier: Apache-2.0
"""Builds the dev preset from nothing, without ccache, two at a time, and lists the ten slowest steps by wall seconds."""
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build/report"

subprocess.run(["cmake", "--preset", "dev", "-B", BUILD], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
subprocess.run(["cmake", "--build", BUILD, "--target", "clean"], check=True, stdout=subprocess.DEVNULL)
(BUILD / ".ninja_log").unlink(missing_ok=True)
subprocess.run(["cmake", "--build", BUILD, "-j", os.environ.get("JOBS", "2")], check=True,
               env={**os.environ, "CCACHE_DISABLE": "1"}, stdout=subprocess.DEVNULL)
steps = {}
for line in (BUILD / ".ninja_log").read_text().splitlines()[1:]:
    start, end, _, output, _ = line.split("\t")
    steps[output] = (int(end) - int(start)) / 1000
for output, seconds in sorted(steps.items(), key=lambda item: -item[1])[:10]:
    print(f"{seconds:7.1f} s  {output}")
print(f"{sum(steps.values()):7.1f} s  all {len(steps)} steps")
