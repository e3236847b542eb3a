# SPDX-License-Identifier: Apache-2.0
"""What every check needs: the files of a tree, C++ text without comments and strings, and a place to report."""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CPP = {".cpp", ".h"}
TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>\w*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'", re.S)


class Tree:
    """A checkout: tracked files and new ones that git does not ignore; outside git, every file."""

    def __init__(self, root=ROOT):
        self.root = Path(root)
        found = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=self.root,
                               capture_output=True, text=True)
        if found.returncode == 0 and (self.root / ".git").exists():
            names = found.stdout.splitlines()
        else:
            names = [str(p.relative_to(self.root)) for p in self.root.rglob("*") if p.is_file()]
        self.files = sorted(n for n in set(names) if (self.root / n).is_file())

    def read(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    def cpp(self, *folders):
        """C++ files, of these top folders or all."""
        return [f for f in self.files if Path(f).suffix in CPP and (not folders or f.split("/")[0] in folders)]


def without_comments(text, strings=True):
    """Same length and lines; comments blank, and string contents too unless strings=False."""
    def blank(match):
        found = match.group(0)
        if not found.startswith("/"):
            if not strings:
                return found
            return found[0] + re.sub(r"[^\n]", " ", found[1:-1]) + found[-1]
        return re.sub(r"[^\n]", " ", found)
    return TOKEN.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def main(name, check):
    """Runs check(tree) -> (problems, notes), prints, exits 1 when there are problems."""
    verbose = "-v" in sys.argv[1:]
    problems, notes = check(Tree())
    for problem in problems:
        print(f"{name}: {problem}")
    if verbose:
        for note in notes:
            print(f"{name}: note: {note}")
    more = f", {len(notes)} notes (-v shows them)" if notes and not verbose else ""
    print(f"{name}: {len(problems)} problems{more}")
    sys.exit(1 if problems else 0)
