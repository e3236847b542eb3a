# SPDX-License-Identifier: Apache-2.0
"""What the scaffolds share: names, and writing files that do not exist yet."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def checked(name, example):
    """name when it is snake_case, else the end."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        sys.exit(f"NAME is '{name}', but must be snake_case, as in NAME={example}")
    return name


def pascal(name):
    return "".join(word.capitalize() for word in name.split("_"))


def fill(template, **words):
    """Replaces @word@ by its value."""
    for word, value in words.items():
        template = template.replace(f"@{word}@", value)
    return template


def write(path, text):
    if path.exists():
        sys.exit(f"{path.relative_to(ROOT)} exists already: nothing was written over it")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.lstrip("\n"), encoding="utf-8")
    print(f"  {path.relative_to(ROOT)}")


def insert(path, before, line):
    """Puts line above the first line that contains `before`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next((i for i, text in enumerate(lines) if before in text), None)
    if at is None:
        sys.exit(f"{path.relative_to(ROOT)}: no line with '{before}': add '{line.strip()}' by hand")
    lines.insert(at, line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"  {path.relative_to(ROOT)}: {line.strip()}")
