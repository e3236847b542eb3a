# SPDX-License-Identifier: Apache-2.0
"""C++ is laid out by the clang-format that tools/requirements-check.txt pins. --write: in place."""
import subprocess
import sys

import repo

TOOL = repo.ROOT / ".venv/bin/clang-format"


def main():
    if not TOOL.exists():
        print("format: no clang-format in .venv: run tools/setup test")
        sys.exit(1)
    tree = repo.Tree()
    names = tree.cpp()
    if "--write" in sys.argv[1:]:
        subprocess.run([TOOL, "-i", *names], cwd=tree.root, check=True)
        return
    wrong = [n for n in names if subprocess.run([TOOL, n], cwd=tree.root, capture_output=True, check=True)
             .stdout.decode("utf-8", "replace") != tree.read(n)]
    for name in wrong:
        print(f"format: {name}: laid out differently (make format)")
    print(f"format: {len(wrong)} problems in {len(names)} files")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
