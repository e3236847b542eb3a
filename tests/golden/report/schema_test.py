#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every golden answer satisfies qed/evidence/answer.schema.json, and answers that are wrong in one place do not.
Exit 77 (skipped) without the Python package jsonschema (4.0 or later)."""
import copy
import json
import pathlib
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("SKIPPED: the Python package jsonschema (4.0 or later) is not here; no answer was checked against the schema")
    sys.exit(77)

here = pathlib.Path(__file__).resolve().parent
root = here.parents[2]
schema = json.loads((root / "qed/evidence/answer.schema.json").read_text())
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
answers = sorted((root / "tests/golden").rglob("*.json"))
failures = 0


def complain(text):
    global failures
    failures += 1
    print(text)


checked = 0
for path in answers:
    document = json.loads(path.read_text())
    if not (isinstance(document, dict) and str(document.get("schema", "")).startswith("qed.answer/")):
        continue
    checked += 1
    for error in validator.iter_errors(document):
        complain(f"{path.relative_to(root)}: {error.json_path}: {error.message[:200]}")

# The schema is not an open door: each of these changes must be refused.
good = json.loads((here / "map.json").read_text())
kinds = {piece["kind"]: i for i, piece in enumerate(good["evidence"])}


def spoil(name, change):
    document = copy.deepcopy(good)
    change(document)
    if validator.is_valid(document):
        complain(f"the schema accepts: {name}")


for kind, i in kinds.items():
    for field in good["evidence"][i]:
        if field != "claim_template":
            spoil(f"{kind} without {field}", lambda d: d["evidence"][i].pop(field))
    spoil(f"{kind} with an unknown member", lambda d: d["evidence"][i].update(unknown=1))
for field in good:
    spoil(f"an answer without {field}", lambda d: d.pop(field))
spoil("a level of 95", lambda d: d["verdict"].update(level=95))
spoil("another schema", lambda d: d.update(schema="qed.answer/2"))
spoil("an unknown status", lambda d: d["verdict"].update(status="maybe"))
spoil("a p of 2", lambda d: d["evidence"][kinds["test"]].update(p_value=2))

print(f"{checked} answers checked, {failures} complaints")
sys.exit(1 if failures or not checked else 0)
