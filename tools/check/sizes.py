# SPDX-License-Identifier: Apache-2.0
"""Lengths: the wish is a note, the stop a problem. Exceptions stand in tools/sizes.txt, each with its reason:

    path limit-name value reason...        e.g.  qed/data/csv.cpp lines 700 the state machine reads as one page
"""
import re
from pathlib import PurePosixPath

import repo

# what: (wish, stop)
HEADER, SOURCE, TEST = (200, 300), (350, 600), (400, 700)
FUNCTION = (40, 60)
ENTRIES, LINE, README = (25, 25), (100, 120), (60, 60)
CONTROL = re.compile(r"\b(if|for|while|switch|catch|else|do|try)\b")
SCOPE = re.compile(r"\b(namespace|class|struct|enum|union|extern)\b[^()]*$")


def functions(text):
    """(first line, last line) of every function body outside classes' own lines, by matching braces."""
    code = re.sub(r"^\s*#(?:\\\n|[^\n])*", lambda m: re.sub(r"[^\n]", " ", m.group(0)),
                  repo.without_comments(text), flags=re.M)
    stack, start, begins = [], 0, None
    for i, c in enumerate(code):
        if c == "{":
            head = code[start:i].strip()
            if "function" in stack or "value" in stack:
                stack.append("inner")
            elif SCOPE.search(head) and not re.search(r"\)\s*(const|noexcept|override|final|->[^{]*)*$", head):
                stack.append("scope")
                start = i + 1
            elif "(" in head and not re.search(r"(:|,)\s*[\w:]+(<[^{}]*>)?$", head) or head == "" and stack:
                stack.append("function")
                begins = start + len(code[start:i]) - len(code[start:i].lstrip())
            else:
                stack.append("value")
        elif c == "}" and stack:
            kind = stack.pop()
            if kind == "function":
                yield repo.line_of(code, begins), repo.line_of(code, i)
            if kind in ("function", "scope"):
                start = i + 1
        elif c == ";" and not any(k in ("function", "value", "inner") for k in stack):
            start = i + 1


def exceptions(tree):
    found, problems = {}, []
    if "tools/sizes.txt" not in tree.files:
        return found, problems
    for number, line in enumerate(tree.read("tools/sizes.txt").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(maxsplit=3)
        if len(words) < 4 or not words[2].isdigit():
            problems.append(f"tools/sizes.txt:{number}: wants: path what value reason")
        else:
            found[words[0], words[1]] = int(words[2])
    return found, problems


def check(tree):
    excused, problems = exceptions(tree)
    notes = []

    def judge(path, what, size, limits, place=None):
        wish, stop = limits
        stop = excused.get((path, what), stop)
        text = f"{place or path}: {what} {size}"
        if size > stop:
            problems.append(f"{text}, at most {stop}")
        elif size > wish:
            notes.append(f"{text}, better at most {wish}")

    entries = {}
    for name in tree.files:
        path = PurePosixPath(name)
        entries.setdefault(str(path.parent), set()).add(path.name)
        for parent in path.parents:
            if str(parent) != ".":
                entries.setdefault(str(parent.parent), set()).add(parent.name)
        if path.name == "README.md" and path.parts[0] == "qed":
            judge(name, "lines", len(tree.read(name).splitlines()), README)
        if path.suffix not in repo.CPP:
            continue
        text = tree.read(name)
        lines = text.splitlines()
        test = path.stem.endswith("_test")
        judge(name, "lines", len(lines), TEST if test else HEADER if path.suffix == ".h" else SOURCE)
        for number, line in enumerate(lines, 1):
            judge(name, "line", len(line), LINE, f"{name}:{number}")
        if not test:
            for first, last in functions(text):
                judge(name, "function", last - first + 1, FUNCTION, f"{name}:{first}")
    for folder, names in entries.items():
        if folder.split("/")[0] in ("qed", "apps", "tools", "cmake") and "seeds" not in folder:
            judge(folder, "entries", len(names), ENTRIES)
    for path, _ in excused:
        if path not in tree.files and path not in entries:
            problems.append(f"tools/sizes.txt: {path} does not exist")
    return problems, notes


if __name__ == "__main__":
    repo.main("sizes", check)
