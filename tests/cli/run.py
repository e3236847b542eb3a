# SPDX-License-Identifier: Apache-2.0
"""Runs the transcripts of this folder: what a person types and what must come back.

    # a remark
    $ qed map missing.csv
    2> qed: missing.csv: no such file
    [exit 2]

A line is a bash command in an empty folder of the file's own (with $CASES = this folder); then its stdout, its stderr
after `2> `, and `[exit N]` unless 0. What differs from run to run is written <seconds>, <version>, <digest>, <dir>;
`<...>` stands for anything within a line and a line `...` for any number of lines.
usage: run.py --qed build/release/bin/qed [--accept] [FILE...]     --accept writes what came back
"""
import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
VARYING = [(re.compile(r"\b\d+(?:\.\d+)? (m?s)\b(?!\.\w)"), r"<seconds> \1"), (re.compile(r"sha256:[0-9a-f]{8,}"), "<digest>"),
           (re.compile(r"\bqed \d+\.\d+\.\d+[^\s,)]*"), "qed <version>")]


def normal(text, folder):
    text = text.replace(str(folder), "<dir>").replace(str(HERE), "<cases>")
    for pattern, name in VARYING:
        text = pattern.sub(name, text)
    return [line.rstrip() for line in text.splitlines()]


def matches(expected, found):
    """Line by line; `...` as a line is any lines, `<...>` any text within one."""
    pattern = ""
    for line in expected:
        if line == "...":
            pattern += r"(?:[^\n]*\n)*"
        else:
            pattern += r"[^\n]*".join(re.escape(part) for part in line.split("<...>")) + "\n"
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in found)) is not None


def blocks(text):
    """[(lines before, command, expected lines)] and the lines after the last command."""
    found, before, command, expected = [], [], None, []
    for line in text.splitlines():
        if line.startswith("$ ") or line.startswith("# ") and not expected and command is None or line == "#":
            if command is not None:
                found.append((before, command, expected))
                before, command, expected = [], None, []
            if line.startswith("$ "):
                command = line[2:]
            else:
                before.append(line)
        elif command is None:
            before.append(line)
        elif line.startswith("# "):  # a remark ends the output of the command above
            found.append((before, command, expected))
            before, command, expected = [line], None, []
        else:
            expected.append(line)
    if command is not None:
        found.append((before, command, expected))
        before = []
    return found, before


def trimmed(lines):
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def execute(command, folder, environment):
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True,
                          errors="replace", stdin=subprocess.DEVNULL, timeout=300)
    lines = normal(done.stdout, folder) + [f"2> {line}".rstrip() for line in normal(done.stderr, folder)]
    return trimmed(lines + ([f"[exit {done.returncode}]"] if done.returncode else []))


def run(path, program, accept):
    """Failures of one transcript as text; with accept, rewrites it."""
    text, failures, written = path.read_text(encoding="utf-8"), [], []
    cases, rest = blocks(text)
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": f"{program.parent}:{os.environ['PATH']}", "HOME": folder, "LC_ALL": "C.UTF-8",
                       "TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "80", "CASES": str(HERE)}
        for before, command, expected in cases:
            found, expected = execute(command, folder, environment), trimmed(expected)
            same = matches(expected, found)
            if not same and not accept:
                difference = difflib.unified_diff(expected, found, "expected", "found", lineterm="")
                failures.append("\n".join([f"{path.name}: $ {command}", *difference]))
            written += [*before, f"$ {command}", *(expected if same else found), ""]
    if accept:
        path.write_text("\n".join(trimmed(written + rest)) + "\n", encoding="utf-8")
    return len(cases), failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--qed", type=Path, required=True)
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("files", type=Path, nargs="*")
    given = parser.parse_args()
    paths = given.files or sorted(HERE.glob("*.txt"))
    if not paths or not given.qed.is_file():
        sys.exit(f"cli: no transcripts in {HERE.name}" if not paths else f"cli: no {given.qed}: run make first")
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda p: run(p, given.qed.resolve(), given.accept), paths))
    failures = [failure for _, failed in results for failure in failed]
    print("\n\n".join(failures) + ("\n" if failures else "") +
          f"cli: {sum(n for n, _ in results)} commands in {len(paths)} transcripts, {len(failures)} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
