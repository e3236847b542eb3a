# SPDX-License-Identifier: Apache-2.0
"""A room includes lower floors and itself, and CMake's DEPENDS says the same.

The floors are the design's (docs/decisions/001: linalg below algorithms). Beside the stack: report sees evidence, base and
what evidence is made of (statistics/estimate.h); an answer never includes report or another answer.
"""
import re
from pathlib import PurePosixPath

import repo

FLOORS = [["base"], ["linalg"], ["algorithms"], ["calculus", "analysis", "manifold", "data"],
          ["probability", "optim"], ["statistics", "information"], ["metrics", "evidence"],
          ["models", "embedding"], ["validation"], ["answers"]]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
APPS = {"answers", "report", "evidence", "base", "data"}
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
ROOM = re.compile(r"\bqed_room\(\s*(\w+)([^)]*)\)")
KEYWORDS = {"FLAT", "DEPENDS", "PUBLIC", "PRIVATE", "TEST_LINK"}


def room_of(path):
    """qed/answers/map/ask.h -> ("answers", "map"); qed/base/error.h -> ("base", "")."""
    parts = PurePosixPath(path).parts
    if len(parts) < 3 or parts[0] != "qed":
        return None, ""
    return parts[1], parts[2] if parts[1] == "answers" and len(parts) > 3 else ""


def allowed(source, target):
    """None when source may include target, else why not."""
    (room, question), (other, other_question) = room_of(source), room_of(target)
    if other is None:
        return None
    if source.startswith("apps/"):
        return None if other in APPS else f"apps see {', '.join(sorted(APPS))} only"
    if room is None:
        return None  # tests, bench, examples: whole library
    if other not in FLOOR and other != "report":
        return f"{other} is on no floor: add it to tools/check/layers.py and DESIGN"
    if room == "report":
        fine = other in ("report", "evidence", "base") or target == "qed/statistics/estimate.h"
        return None if fine else "report sees evidence and base only"
    if other == "report":
        return "only apps include report"
    if room == "answers" and other == "answers":
        # answers/question/ holds what a question is: the shape that each implements.
        fine = not question or other_question in ("", "question", question)
        return None if fine else "a question never includes another"
    if room == other or FLOOR[other] < FLOOR[room]:
        return None
    return f"{other} is not below {room}"


def rooms(tree):
    """folder -> (name, {DEPENDS, TEST_LINK...}) of every qed_room call."""
    found = {}
    for name in tree.files:
        if name.startswith("qed/") and name.endswith("CMakeLists.txt"):
            text = re.sub(r"#[^\n]*", "", tree.read(name))
            for call in ROOM.finditer(text):
                groups, key = {k: [] for k in KEYWORDS}, None
                for word in call.group(2).split():
                    if word in KEYWORDS:
                        key = word
                    elif key:
                        groups[key].append(word)
                found[str(PurePosixPath(name).parent)] = (call.group(1), groups)
    return found


def owner(path, folders):
    """The deepest folder with a qed_room call that holds path."""
    folder = PurePosixPath(path).parent
    while str(folder) not in (".", "/"):
        if str(folder) in folders:
            return str(folder)
        folder = folder.parent
    return None


def check(tree):
    problems, notes = [], []
    declared = rooms(tree)
    used = {folder: set() for folder in declared}
    for name in tree.cpp("qed", "apps"):
        text = repo.without_comments(tree.read(name), strings=False)
        for match in INCLUDE.finditer(text):
            target, place = match.group(1), f"{name}:{repo.line_of(text, match.start())}"
            if why := allowed(name, target):
                problems.append(f"{place}: includes {target}: {why}")
            here, there = owner(name, declared), owner(target, declared)
            if not name.startswith("qed/") or here is None or there is None or here == there:
                continue
            room, groups = declared[there][0], declared[here][1]
            linked = groups["DEPENDS"]
            if name.endswith("_test.cpp"):
                linked = linked + [t.removeprefix("qed::") for t in groups["TEST_LINK"]]
            used[here].add(room)
            if room not in linked and not (declared[here][0] == "report" and target == "qed/statistics/estimate.h"):
                problems.append(f"{place}: includes {target}, but {here}/CMakeLists.txt does not depend on {room}")
    for folder, (room, groups) in declared.items():
        sources = [f for f in tree.cpp("qed") if owner(f, declared) == folder and f.endswith(".cpp")]
        idle = [d for d in groups["DEPENDS"] if d not in used[folder]]
        if sources and idle:
            notes.append(f"{folder}/CMakeLists.txt: depends on {', '.join(idle)} but includes nothing of it")
    return problems, notes


if __name__ == "__main__":
    repo.main("layers", check)
