# SPDX-License-Identifier: Apache-2.0
"""What needs a terminal, a signal or another user: terminal_test.py QED

Colour and progress on a pseudo-terminal and nowhere else, interrupts, files that may not be read, and completions in
the shells themselves.
"""
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

QED = ""
HERE = Path(__file__).resolve().parent
ESCAPE = b"\x1b["
COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
QUICK = ["--flips", "off"]


def environment(**more):
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm", **more}


class Folder(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)
        subprocess.run([sys.executable, HERE / "inputs.py", "good.csv", "large.csv"], cwd=self.folder, check=True)

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())


def has_terminals():
    """Some containers have no /dev/pts."""
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError:
        return False
    return True


@unittest.skipUnless(has_terminals(), "SKIPPED: this machine gives no pseudo-terminal (/dev/pts is not mounted)")
class Terminal(Folder):
    def run_with(self, words, tty_out=True, tty_err=True, **more):
        """What came to stdout and to stderr, each a pseudo-terminal or a pipe."""
        ends = []
        for is_tty in (tty_out, tty_err):
            ends.append(pty.openpty() if is_tty else os.pipe())
        # The write end of a pipe is its second, of a pseudo-terminal its slave, also the second.
        process = subprocess.Popen([QED, *words], cwd=self.folder, env=environment(**more), stdin=subprocess.DEVNULL,
                                   stdout=ends[0][1], stderr=ends[1][1])
        for _, write in ends:
            os.close(write)
        found = [self.drain(read) for read, _ in ends]
        self.assertEqual(process.wait(), 0, found)
        return found

    @staticmethod
    def drain(descriptor):
        text = b""
        while True:
            try:
                piece = os.read(descriptor, 1 << 16)
            except OSError:  # a pseudo-terminal whose other end is closed
                piece = b""
            if not piece:
                os.close(descriptor)
                return text
            text += piece

    def test_colour_and_progress_on_a_terminal(self):
        # The answer goes to one terminal, progress to the other; nothing blocks, as both stay below a pipe's buffer.
        out, err = self.run_with(["map", "good.csv", *QUICK])
        self.assertRegex(out, COLOUR)
        self.assertIn(b"[", err)
        self.assertIn(ESCAPE + b"K", err)
        self.assertTrue(err.endswith(b"\r" + ESCAPE + b"K"), "the progress line is wiped")

    def test_no_colour(self):
        for more in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            out, _ = self.run_with(["map", "good.csv", *QUICK], **more)
            self.assertIn(b"map good.csv", out)
            self.assertNotIn(ESCAPE, out, more)

    def test_pipes_are_plain(self):
        out, err = self.run_with(["map", "good.csv", *QUICK], tty_out=False, tty_err=False)
        self.assertNotIn(b"\x1b", out)
        self.assertEqual(err, b"")
        out, err = self.run_with(["map", "good.csv", *QUICK], tty_out=False)
        self.assertNotIn(b"\x1b", out, "progress goes to stderr alone")
        self.assertIn(ESCAPE, err)

    def test_quiet(self):
        _, err = self.run_with(["map", "good.csv", "--quiet", *QUICK])
        self.assertEqual(err, b"")

    def test_words_are_the_same_with_and_without_colour(self):
        coloured, _ = self.run_with(["map", "good.csv", *QUICK], COLUMNS="80")
        plain, _ = self.run_with(["map", "good.csv", *QUICK], NO_COLOR="1")
        timeless = [re.sub(rb"\d+\.\d+ m?s|\d+ m?s", b"", text) for text in (COLOUR.sub(b"", coloured), plain)]
        self.assertEqual(*timeless)


class Interrupt(Folder):
    def test_one_and_two_interrupts(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for wait in (0.3, 1.5):
                process = subprocess.Popen([QED, "map", "large.csv", "-o", "cut.html", "-o", "cut.json", "--coordinates",
                                            "cut.csv"], cwd=self.folder, env=environment(), stdin=subprocess.DEVNULL,
                                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                time.sleep(wait)
                process.send_signal(number)
                begin = time.monotonic()
                out, err = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 130, err)
                self.assertLess(time.monotonic() - begin, 1.0)
                self.assertEqual(out, b"")
                self.assertEqual(err, b"interrupted: nothing was written\n")
                self.assertEqual(self.names(), ["good.csv", "large.csv"])

    def test_an_old_report_stays(self):
        (self.folder / "old.html").write_text("the old report")
        process = subprocess.Popen([QED, "map", "large.csv", "-o", "old.html"], cwd=self.folder, env=environment(),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=60), 130)
        self.assertEqual((self.folder / "old.html").read_text(), "the old report")
        self.assertEqual(self.names(), ["good.csv", "large.csv", "old.html"])


class Permission(Folder):
    """Mode bits do not bind root, so root runs the command as nobody."""

    def run_as_nobody(self, *words):
        command = [QED, *words]
        if os.geteuid() == 0:
            if shutil.which("setpriv") is None:
                self.skipTest("no setpriv")
            command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
            if subprocess.run([*command[:-len(words)], "--version"], capture_output=True).returncode != 0:
                # Folders above the build may be closed to others: a copy of the command will do.
                copy = self.folder / "qed"
                shutil.copy(QED, copy)
                command[-len(words) - 1] = str(copy)
        self.folder.chmod(0o755)
        return subprocess.run(command, cwd=self.folder, env=environment(), capture_output=True, text=True)

    def test_a_file_that_may_not_be_read(self):
        (self.folder / "good.csv").chmod(0)
        done = self.run_as_nobody("map", "good.csv")
        self.assertEqual(done.returncode, 2, done)
        self.assertEqual(done.stderr, 'error: cannot read "good.csv": Permission denied\n'
                                      "hint: you may not read it: check its permissions\n")

    def test_a_folder_that_may_not_be_written(self):
        done = self.run_as_nobody("map", "good.csv", "--quiet", "-o", "report.html", *QUICK)
        self.assertEqual(done.returncode, 2, done)
        self.assertIn('cannot write "report.html": Permission denied', done.stderr)
        self.assertNotIn("report.html", self.names())


class Completion(unittest.TestCase):
    def script(self, shell):
        return subprocess.run([QED, "completions", shell], capture_output=True, text=True, check=True).stdout

    def complete(self, *words):
        """What bash offers for the last of the words."""
        listed = " ".join(f"'{word}'" for word in words)
        code = f"{self.script('bash')}\nCOMP_WORDS=({listed}); COMP_CWORD={len(words) - 1}\n_qed; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash(self):
        self.assertEqual(self.complete("qed", "ma"), ["map", "maths", "man"])
        self.assertEqual(self.complete("qed", "map", "--perp"), ["--perplexity"])
        self.assertEqual(self.complete("qed", "map", "x.csv", "--format", "h"), ["html"])
        self.assertEqual(self.complete("qed", "completions", "z"), ["zsh"])
        self.assertIn("map", self.complete("qed", "demo", ""))

    def test_the_other_shells_can_read_theirs(self):
        for shell in ("zsh", "fish"):
            with self.subTest(shell):
                if shutil.which(shell) is None:
                    self.skipTest(f"no {shell} (tools/setup test installs it)")
                done = subprocess.run([shell, "-n", "/dev/stdin"], input=self.script(shell), capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_fish_offers_flags(self):
        if shutil.which("fish") is None:
            self.skipTest("no fish")
        code = self.script("fish") + '\ncomplete -C "qed map --perp"\n'
        done = subprocess.run(["fish", "--no-config", "-c", code], capture_output=True, text=True, check=True)
        self.assertIn("--perplexity", done.stdout)


if __name__ == "__main__":
    QED = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
