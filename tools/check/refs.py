# SPDX-License-Identifier: Apache-2.0
"""Every `Ref: [Key, ...]` and every key in a C++ string resolves in docs/refs.bib; no key stands there twice."""
import re

import repo

ENTRY = re.compile(r"^\s*@\w+\s*\{\s*([^,\s]+)\s*,", re.M)
REF = re.compile(r"\bRef:\s*\[([^\]]*)\]", re.S)
KEY = re.compile(r"^[A-Za-z]+(?:19|20)\d\d[a-z]?$")
QUOTED = re.compile(r'"([A-Za-z]{3,}(?:19|20)\d\d[a-z]?)"')


def check(tree):
    problems, notes, used = [], [], set()
    bib = tree.read("docs/refs.bib") if "docs/refs.bib" in tree.files else ""
    keys = ENTRY.findall(bib)
    for key in sorted({k for k in keys if keys.count(k) > 1}):
        problems.append(f"docs/refs.bib: {key} stands there {keys.count(key)} times")
    texts = tree.cpp() + [f for f in tree.files if f.endswith(".md")]
    for name in texts:
        text = tree.read(name)
        for match in REF.finditer(text):
            place = f"{name}:{repo.line_of(text, match.start())}"
            words = [w.strip(" \n/*") for w in re.split(r"[,;]", match.group(1))]
            found = [w for w in words if KEY.match(w) or w in keys]
            used.update(found)
            if not found and not name.endswith(".md"):
                problems.append(f"{place}: Ref: [{match.group(1)}] names no key such as Welch1947")
            problems += [f"{place}: Ref: {w} is not in docs/refs.bib" for w in found if w not in keys]
        if name.startswith(("qed/", "apps/")) and name.endswith((".cpp", ".h")) and not name.endswith("_test.cpp"):
            for match in QUOTED.finditer(text):
                used.add(match.group(1))
                if match.group(1) not in keys:
                    place = f"{name}:{repo.line_of(text, match.start())}"
                    problems.append(f"{place}: \"{match.group(1)}\" is not in docs/refs.bib")
    everything = " ".join(tree.read(n) for n in texts)
    notes += [f"docs/refs.bib: {k} is used nowhere" for k in keys if k not in used and k not in everything]
    return problems, notes


if __name__ == "__main__":
    repo.main("refs", check)
