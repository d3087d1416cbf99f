"""What a person sees of a run, on a terminal and without one; see harness.py."""

import os
import re
import signal
import subprocess
import sys

from harness import DocbuildTest, ServedTest, main, program


class OnATerminal(DocbuildTest):
    def test_one_status_line_with_failures_above_it(self):
        self.manifest({"bad": self.fake("exit", "3"),
                       "slow": self.fake("wait-for", self.path("go"))})
        run = self.start("--keep-going", "--jobs", "2", terminal=(80, 24))
        screen = run.wait_for_screen("[1/2] 1 failed")
        lines = [line for line in screen.split("\n") if line]
        self.assertRegex(lines[0], r"^\[1/2\] failed bad:build")
        self.assertRegex(lines[-1], r"^\[1/2\] 1 failed \| slow:build \d")
        self.write("go")
        run.finish()
        self.assertNotIn("| slow:build", run.screen())
        self.assertIn("1 built, 1 failed", run.screen())

    def test_fits_a_narrow_terminal(self):
        self.manifest({"a-document-with-a-long-name": self.fake("wait-for", self.path("go"))})
        run = self.start(terminal=(20, 10))
        screen = run.wait_for_screen("[0/1]")
        self.assertEqual(1, sum("[0/1]" in line for line in screen.split("\n")))
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_ctrl_c_stops(self):
        self.manifest({"a": self.fake(["touch", self.path("ready")], ["sleep", "600"])})
        run = self.start(terminal=(80, 24))
        run.wait_for_file(self.path("ready"))
        run.type("\x03")
        self.assertEqual(130, run.finish().exit)
        self.assertIn("stopped by SIGINT", run.screen())
        self.assert_no_process_left()

    def test_colours_unless_no_color(self):
        self.manifest({"a": self.fake("exit", "3")})
        self.assertIn("\x1b[31m", self.docbuild(terminal=(80, 24)).stdout)
        plain = self.docbuild(terminal=(80, 24), environment={"NO_COLOR": "1"}).stdout
        self.assertNotIn("\x1b[31m", plain)


class SphinxOnATerminal(ServedTest):
    """A document of four pages whose conf.py holds Sphinx when it has read the first."""

    def setUp(self):
        super().setUp()
        self.write("docs/conf.py", f"""
import os, time
def hold(app, tree):
    while not os.path.exists({self.path("go")!r}):
        time.sleep(0.01)
def setup(app):
    app.connect("doctree-read", hold, priority=900)
""")
        for page in ("index", "one", "two", "three"):
            self.write(f"docs/{page}.rst", "Title\n=====\n")
        self.write_manifest({
            "docbuild": 1, "stages": {"html": {"sphinx": "html", "python": sys.executable}},
            "documents": [{"name": "a", "source": "docs"}]})

    def test_the_status_line_says_how_far_sphinx_is(self):
        run = self.start(terminal=(80, 24), environment={"NO_COLOR": "1"})
        screen = run.wait_for_screen("25%")
        self.assertRegex(screen, r"^\[0/1\] \| a:html \d+s 25% reading sources$")
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        self.assertNotIn("reading sources", run.screen())

    def test_a_narrow_terminal_has_the_job_and_its_time_instead(self):
        run = self.start(terminal=(80, 24), environment={"NO_COLOR": "1"})
        run.wait_for_screen("25% reading sources")
        run.resize(22, 24)
        written = len(run.written())
        line = re.compile(r"\r\[0/1\] \| a:html \d+s\x1b")
        self.wait_until(lambda: line.search(run.written()[written:]), "a line without progress")
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_who_asks_by_a_signal_is_told_without_a_terminal_too(self):
        run = self.start()
        progress = "_build/.docbuild/sphinx/progress/html/a.txt"
        self.wait_until(lambda: os.path.exists(self.path(progress))
                        and self.read(progress).startswith("25%"), "the first page's end")
        run.send(signal.SIGUSR1)
        asked = run.wait_for_event("warning")["message"]
        self.write("go")
        result = run.finish()
        self.assertEqual(0, result.exit)
        self.assertIn("a:html (25% reading sources, ", asked)
        self.assertRegex(result.stderr, r"\n  a:html \(\S+, 25% reading sources, .*pid \d+\)\n")


class Elsewhere(DocbuildTest):
    def test_a_line_a_finished_job_and_a_summary_with_failures_last(self):
        self.manifest({"a": self.fake("exit", "0"), "b": self.fake("exit", "3")})
        said = self.docbuild("-k", "-j1").stderr
        lines = said.split("\n")
        self.assertRegex(lines[0], r"^\[1/2\] built a:build \(\S+, \S+ \SiB\)$")
        self.assertRegex(lines[1], r"^\[2/2\] failed b:build ")
        self.assertLess(said.index("slowest:"), said.index("most memory:"))
        self.assertLess(said.index("most memory:"), said.index("\nfailed:\n  failed b:build"))
        self.assertNotIn("\x1b", said)

    def test_colours_when_forced(self):
        self.manifest({"a": self.fake("exit", "3")})
        forced = self.docbuild(environment={"CLICOLOR_FORCE": "1"}).stderr
        self.assertIn("\x1b[31m", forced)
        self.assertIn("\x1b[31m", self.docbuild("--color", "always").stderr)
        self.assertNotIn("\x1b", self.docbuild("--color", "never",
                                               environment={"CLICOLOR_FORCE": "1"}).stderr)

    def test_quiet_says_failures_alone(self):
        self.manifest({"a": self.fake("exit", "0")})
        self.assertEqual("", self.docbuild("-q").stderr)
        self.manifest({"a": self.fake("exit", "3")})
        self.assertIn("exit status 3", self.docbuild("-q").stderr)

    def test_verbose_says_starts_and_commands(self):
        self.manifest({"a": self.fake("exit", "0")})
        said = self.docbuild("-v").stderr
        self.assertRegex(said, r"started a:build \(pid \d+\)")
        self.assertIn(f"command: {program('FAKE_BUILDER')} exit 0", said)
        self.assertIn("up_to_date a:build", self.docbuild("-v").stderr)

    def test_progress_none_says_nothing_while_building(self):
        self.manifest({"a": self.fake("exit", "0")})
        self.assertNotIn("[1/1]", self.docbuild("--progress", "none").stderr)

    def test_closed_or_broken_outputs_do_not_end_a_build(self):
        self.manifest({"a": self.fake("exit", "0")})
        for redirection in ("2>&-", ">&-", "2>/dev/full", "2>&1 | true"):
            with self.subTest(redirection):
                done = subprocess.run(
                    ["bash", "-c", f'set -o pipefail; "$0" -B --events log {redirection}',
                     program("DOCBUILD")], cwd=self.directory, env=self.environment(),
                    stdin=subprocess.DEVNULL, capture_output=True, check=False)
                self.assertEqual(0, done.returncode, done.stderr)
                self.assertIn('"outcome":"built"', self.read("log"))
                os.remove(self.path("log"))

    def test_a_reader_that_does_not_read_delays_nothing(self):
        """More is said than a pipe takes, and nobody reads before the run has ended."""
        chatter = self.fake("print", "a line that is said again at the end " * 100)
        commands = {f"bad{n}": {"command": chatter, "outputs": ["{output}/missing"]}
                    for n in range(160)}
        commands["endless"] = {"command": self.fake("sleep", "600"), "timeout": 0.2, "grace": 0.2}
        self.manifest(commands)
        run = self.start("--keep-going", "--jobs", "2")
        run.wait_for_event("run_finished", exit=1)
        self.assertIsNone(run.process.poll(), "all of it fitted into the pipe")
        result = run.finish()
        self.assertEqual((1, "timed_out"), (result.exit, result.outcomes()["endless:build"]))
        self.assertIn("160 missing_output", result.stderr)

    def test_results_that_cannot_be_written(self):
        self.manifest({"a": self.fake("exit", "0")})
        done = subprocess.run(["bash", "-c", '"$0" --list >/dev/full', program("DOCBUILD")],
                              cwd=self.directory, env=self.environment(), capture_output=True,
                              check=False)
        self.assertEqual(3, done.returncode)
        self.assertIn(b"No space left on device", done.stderr)


if __name__ == "__main__":
    main()
