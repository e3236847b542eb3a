# SPDX-License-Identifier: Apache-2.0
"""clang-tidy over the library and the command, with the compile commands of build/dev: tidy.py [FILE...]"""
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import repo

# The program itself: the script in .venv/bin holds the absolute path of the folder that it was installed in.
TOOL = next(map(str, repo.ROOT.glob(".venv/lib/python3*/site-packages/clang_tidy/data/bin/clang-tidy")),
            shutil.which("clang-tidy"))


def tidy(name):
    done = subprocess.run([TOOL, "--quiet", "--extra-arg=-Wno-unknown-warning-option", "-p", "build/dev", name], cwd=repo.ROOT, capture_output=True, text=True)
    found = "warning:" in done.stdout or "error:" in done.stdout or done.returncode != 0
    return (done.stdout or done.stderr) if found else ""


def main():
    if TOOL is None:
        sys.exit("tidy: no clang-tidy: make tidy installs it")
    compiled = {c["file"] for c in json.loads((repo.ROOT / "build/dev/compile_commands.json").read_text())}
    wanted = sys.argv[1:] or [f for f in repo.Tree().cpp("qed", "apps") if not f.endswith("_test.cpp")]
    names = [f for f in wanted if str(repo.ROOT / f) in compiled]
    with ThreadPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        found = [text for text in pool.map(tidy, names) if text]
    print("".join(found) + f"tidy: {len(found)} of {len(names)} files with findings")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
