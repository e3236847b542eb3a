# SPDX-License-Identifier: Apache-2.0
"""The transcript runner sees a wrong line, a wrong exit code and a missing line, and --accept repairs them."""
import stat
import tempfile
import unittest
from pathlib import Path

import run


class Runner(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.qed = Path(self.folder.name, "qed")
        self.qed.write_text("#!/bin/sh\necho \"qed 1.2.3 took 0.51 s\"; echo \"in $PWD\"; echo oops >&2; exit ${1:-0}\n")
        self.qed.chmod(self.qed.stat().st_mode | stat.S_IEXEC)

    def failures(self, text, accept=False):
        path = Path(self.folder.name, "case.txt")
        path.write_text(text)
        count, failed = run.run(path, self.qed, accept)
        return count, failed, path.read_text()

    def test_right(self):
        for text in ("# one\n$ qed 2\nqed <version> took <seconds> s\nin <dir>\n2> oops\n[exit 2]\n\n# two\n$ true\n",
                     "$ qed\nqed <...>\n...\n2> oops\n", "$ qed\n...\n"):
            count, failed, _ = self.failures(text)
            self.assertEqual(failed, [])
        self.assertGreater(count, 0)

    def test_wrong(self):
        for text in ("$ qed\nqed <version> took <seconds> s\nin <dir>\n2> oops\n[exit 2]\n", "$ qed\nqed\n...\n", "$ qed 1\n",
                     "$ qed\nqed <version> took <seconds> s\n2> oops\n"):
            _, failed, _ = self.failures(text)
            self.assertEqual(len(failed), 1, text)

    def test_accept(self):
        _, _, text = self.failures("# why\n$ qed 4\nold\n\n$ qed\nqed <...>\n...\n", accept=True)
        self.assertEqual(text, "# why\n$ qed 4\nqed <version> took <seconds> s\nin <dir>\n2> oops\n[exit 4]\n\n"
                               "$ qed\nqed <...>\n...\n")
        self.assertEqual(self.failures(text)[1], [])


if __name__ == "__main__":
    unittest.main()
