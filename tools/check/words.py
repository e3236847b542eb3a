# SPDX-License-Identifier: Apache-2.0
"""Words and includes that have no place: printing below apps/, #ifdef outside base/, heavy headers in headers, machine paths."""
import re
from pathlib import PurePosixPath

import repo

SPDX = "SPDX-License-Identifier: Apache-2.0"
OURS = ("qed/", "apps/")
# The two headers that stand between QED and foreign code, beside base/: Eigen's switches, the prefix of BLAS symbols.
GATES = ("qed/linalg/matrix.h", "qed/linalg/lapack.h")
NAMES = re.compile(r"^(utils?|helpers?|common|managers?|misc)$")
# Machine paths: a user's home, a root folder of a build machine. Written so that this file does not match itself.
PATHS = re.compile(r"(?<![\w.$}~*])/(?:home|root|Users|work|workspace)/(?=[\w.-])")
CODE = [  # (where, what, why); searched in code without comments and strings
    (lambda f: f.startswith("qed/") and not is_test(f),
     re.compile(r"\bstd::(cout|cerr|clog|abort|exit|quick_exit|terminate)\b|(?<![\w.:>])(?:std::)?(?:f|v)?printf\s*\(|"
                r"(?<![\w.>])(?:::)?(?:_?exit|abort)\s*\(|\bfmt::print\b"),
     "only apps/ print or end the program; the library returns and throws"),
    (lambda f: f.startswith("qed/") and not is_test(f), re.compile(r"#\s*include\s*<iostream>"),
     "only apps/ print"),
    (lambda f: f.startswith(OURS) and not f.startswith("qed/base/") and f not in GATES,
     re.compile(r"^\s*#\s*(?:if|ifdef|ifndef)\b", re.M), "conditional compilation lives in base/"),
    (lambda f: f.startswith(OURS) and not f.startswith("qed/base/") and f not in GATES,
     re.compile(r"^\s*#\s*define\b(?!\s+DOCTEST_)", re.M), "no macros outside base/"),
    (lambda f: f.startswith(OURS) and f != "qed/linalg/matrix.h",
     re.compile(r'#\s*include\s*[<"](?:Eigen|unsupported)/'), "Eigen is included by qed/linalg/matrix.h alone"),
    (lambda f: f.startswith(OURS),
     re.compile(r"\bEigen::(\w*SVD|\w*EigenSolver|\w*LU|\w*LDLT|\w*LLT|\w*HouseholderQR|\w*CompleteOrthogonal\w*)\b"),
     "decompositions are functions of qed/linalg, on LAPACK"),
    (lambda f: f.startswith(OURS),
     re.compile(r"\bstd::(?:random_device|mt19937(?:_64)?|default_random_engine)\b|(?<![\w.:>])(?:std::)?s?rand\s*\("),
     "randomness comes from qed::Rng"),
]
HEAVY = re.compile(r"^\s*#\s*include\s*(<(?:boost|nlohmann|tbb|oneapi|spdlog|CLI|arrow|parquet)/[^>]*>|<regex>)", re.M)


def exposed(tree):
    """Headers with heavy includes that a header or another room includes; a room's own .cpp files may share one."""
    texts = {f: repo.without_comments(tree.read(f), strings=False) for f in tree.cpp("qed", "apps")}
    for name, text in texts.items():
        found = HEAVY.search(text) if name.endswith(".h") else None
        if not found:
            continue
        room = name.split("/")[:2]
        for other, includes in texts.items():
            if f'"{name}"' in includes and (other.endswith(".h") or other.split("/")[:2] != room):
                yield f"{name}: {found.group(1)} reaches {other}: heavy headers stay in .cpp files"


def is_test(name):
    return name.endswith("_test.cpp")


def check(tree):
    problems = []
    for name in tree.files:
        path = PurePosixPath(name)
        for part in (*path.parts[:-1], path.stem):
            if NAMES.match(part) and path.parts[0] in ("qed", "apps", "tests", "bench", "tools", "web"):
                problems.append(f"{name}: '{part}' says nothing about what is inside")
        text_file = path.suffix in {".cpp", ".h", ".py", ".cmake", ".md", ".txt", ".json", ".js", ".mjs", ".css", ".html",
                                    ".yml", ".in", ".sh", ""}
        if not text_file or "seeds" in path.parts or "golden" in path.parts:
            continue
        text = tree.read(name)
        script = text.startswith("#!")
        if (path.suffix in {".cpp", ".h", ".py", ".cmake", ".in"} or path.name == "CMakeLists.txt" or script) \
                and SPDX not in "\n".join(text.splitlines()[:3]) and path.name != "qedConfig.cmake.in":
            problems.append(f"{name}:1: wants the line '{SPDX}'")
        for match in PATHS.finditer(text):
            problems.append(f"{name}:{repo.line_of(text, match.start())}: names a folder of some machine")
        if path.suffix in repo.CPP | {".py", ".js", ".mjs", ".cmake"} and not name.startswith("tools/check/"):
            for match in re.finditer(r"\b(?:TODO|FIXME|XXX|HACK)\b", text):
                problems.append(f"{name}:{repo.line_of(text, match.start())}: {match.group(0)}: finish it or say it in an issue")
        if path.suffix not in repo.CPP:
            continue
        if path.suffix == ".h" and "#pragma once" not in text:
            problems.append(f"{name}:1: wants #pragma once")
        code = repo.without_comments(text)
        includes = repo.without_comments(text, strings=False)
        for where, what, why in CODE:
            if where(name):
                for match in what.finditer(includes if what.pattern.startswith("#") else code):
                    problems.append(f"{name}:{repo.line_of(code, match.start())}: {match.group(0).strip()}: {why}")
    return problems + list(exposed(tree)), []


if __name__ == "__main__":
    repo.main("words", check)
