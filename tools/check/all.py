# SPDX-License-Identifier: Apache-2.0
"""Every check, each preceded by the proof that it still catches what it is for."""
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CHECKS = ["self_test", "layers", "sizes", "refs", "words", "format"]

failed = [c for c in CHECKS if subprocess.run([sys.executable, HERE / f"{c}.py", *sys.argv[1:]]).returncode]
print(f"check: {len(CHECKS) - len(failed)} passed, {len(failed)} failed" + (f" ({', '.join(failed)})" if failed else ""))
sys.exit(1 if failed else 0)
