"""Every way in which a builder can end or not end, and what is said of it; see harness.py."""

import os
import signal
import sys

from harness import DocbuildTest, main

LOG = "_build/.docbuild/logs/build/a.log"

# What ends a process unless it arranges otherwise (signal(7)): all but those that are ignored or
# stop it, and the two that the C library keeps for itself.
_NOT_DEADLY = {signal.SIGCHLD, signal.SIGCONT, signal.SIGURG, signal.SIGWINCH,
               signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU}
STANDARD = [number for number in range(1, 32) if number not in _NOT_DEADLY]
REAL_TIME = list(range(signal.SIGRTMIN, signal.SIGRTMAX + 1))


def name_of(number):
    if number >= signal.SIGRTMIN:
        offset = number - signal.SIGRTMIN
        return f"SIGRTMIN+{offset}" if offset else "SIGRTMIN"
    return signal.Signals(number).name


class Endings(DocbuildTest):
    def run_one(self, *actions, options=(), **keys):
        self.manifest({"a": {"command": self.fake(*actions), **keys}})
        result = self.docbuild(*options)
        self.assert_no_process_left()
        return result, result.events_named("job_finished")[-1]


class Statuses(Endings):
    def test_each_exit_status_but_0_is_a_failure_that_names_it(self):
        statuses = [1, 2, 63, 64, 126, 127, 128, 129, 137, 159, 160, 254, 255]
        self.manifest({f"s{status}": self.fake("exit", status) for status in statuses})
        result = self.docbuild("--keep-going")
        self.assertEqual({f"s{status}:build": "failed" for status in statuses}, result.outcomes())
        for status in statuses:
            self.assertRegex(result.stderr, rf"failed s{status}:build .*\n  exit status {status}\b")

    def test_what_a_shell_makes_of_a_signal_is_explained(self):
        result, _ = self.run_one("exit", 139)
        self.assertIn("exit status 139 (a shell says so of a program that was ended by SIGSEGV)",
                      result.stderr)

    def test_a_builder_that_closes_its_output_is_built(self):
        result, event = self.run_one(["print", "before"], ["close-output"], ["exit", 0])
        self.assertEqual((0, "built"), (result.exit, event["outcome"]))
        self.assertEqual("before\n", self.read(LOG))


class Signals(Endings):
    def test_each_deadly_signal_is_a_crash_that_names_it(self):
        numbers = STANDARD + REAL_TIME
        self.manifest({f"s{number}": self.fake("signal", number) for number in numbers})
        result = self.docbuild("--keep-going", "--jobs", 2)
        self.assertEqual({f"s{number}:build": "crashed" for number in numbers}, result.outcomes())
        names = {e["job"]: e["signal_name"] for e in result.events_named("job_finished")}
        self.assertEqual({f"s{number}:build": name_of(number) for number in numbers}, names)
        for number in numbers:
            self.assertRegex(result.stderr,
                             rf"crashed s{number}:build .*\n  killed by {name_of(number)}[,\n]"
                             .replace("+", r"\+"))

    def test_a_builder_that_any_stop_signal_stopped_is_ended_by_its_time_limit(self):
        stops = ["STOP", signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU]
        self.manifest({f"s{int(number) if number != 'STOP' else 19}":
                       {"command": self.fake("signal", number), "timeout": 0.3, "grace": 600}
                       for number in stops})
        result = self.docbuild("--keep-going", "--jobs", 4)
        self.assertEqual({"timed_out"}, set(result.outcomes().values()))
        self.assertEqual({15}, {e["signal"] for e in result.events_named("job_finished")})
        self.assert_no_process_left()

    def test_a_stopped_builder_that_ignores_sigterm_is_killed_after_the_grace_period(self):
        result, event = self.run_one(["ignore-term"], ["stop"], ["sleep", 600], timeout=0.3,
                                     grace=0.3)
        self.assertEqual(("timed_out", 9), (event["outcome"], event["signal"]))
        self.assertEqual(1, result.exit)


class Stopped(Endings):
    def start_one(self, **options):
        self.manifest({"a": self.fake(["touch", self.path("ready")],
                                      ["wait-for", self.path("go")])})
        run = self.start(**options)
        run.wait_for_file(self.path("ready"))
        return run, run.wait_for_event("job_started")["pid"]

    def test_the_status_line_and_the_event_log_say_that_somebody_stopped_a_builder(self):
        run, pid = self.start_one(terminal=(100, 24))
        os.kill(pid, signal.SIGSTOP)
        run.wait_for_screen("s stopped")
        said = run.wait_for_event("warning", job="a:build")
        self.assertEqual("its builder was stopped by an external signal; its time limit keeps running",
                         said["message"])
        os.kill(pid, signal.SIGCONT)
        run.wait_for_event("warning", job="a:build", message="its builder was resumed")
        self.wait_until(lambda: "s stopped" not in run.screen().split("\n")[-1], "another line")
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_plain_progress_says_it_in_a_line(self):
        run, pid = self.start_one()
        os.kill(pid, signal.SIGSTOP)
        run.wait_for_event("warning", job="a:build")
        os.kill(pid, signal.SIGCONT)
        run.wait_for_event("warning", message="its builder was resumed")
        self.write("go")
        result = run.finish()
        self.assertIn("warning: a:build: its builder was stopped by an external signal", result.stderr)
        self.assertIn("warning: a:build: its builder was resumed", result.stderr)


class NotStarted(Endings):
    def test_the_call_its_object_and_the_reason_are_named(self):
        plain = self.write("plain", "no program")
        for command, keys, words in [
                (["no-such-program"], {}, "execve no-such-program: No such file or directory"),
                ([plain], {}, f"execve {plain}: Permission denied"),
                (["true"], {"cwd": "nowhere"},
                 f"chdir {self.path('nowhere')}: No such file or directory"),
                (["true"], {"outputs": ["plain/below"]},
                 f"mkdir {self.path('plain')}: ")]:
            with self.subTest(command=command, **keys):
                self.manifest({"a": {"command": command, **keys}})
                result = self.docbuild()
                self.assertEqual({"a:build": "not_started"}, result.outcomes())
                self.assertIn("could not be started: " + words, result.stderr)


class Logs(Endings):
    def test_writing_without_end_fails_the_job_and_keeps_both_ends_of_the_log(self):
        result, event = self.run_one(["print", "first line"], ["flood"], log_limit="1MiB")
        self.assertEqual((1, "failed", True, 1 << 20),
                         (result.exit, event["outcome"], event["log_limit_exceeded"],
                          event["log_limit"]))
        self.assertIn("its log grew beyond its limit of 1.0 MiB (SIGTERM)", result.stderr)
        text = self.read(LOG)
        self.assertTrue(text.startswith("first line\nxxx"))
        self.assertRegex(text, r"x\n\[docbuild left out \d+ bytes here: the log grew to \S+ \SiB, "
                               r"beyond its limit of 1\.0 MiB\]\nx")
        self.assertLess(len(text), (1 << 20) + 200)

    def test_the_end_of_a_log_that_grew_too_large_is_kept(self):
        result, event = self.run_one(["flood", 3 << 20], ["print", "last line"], ["exit", 0],
                                     log_limit="1MiB")
        self.assertEqual((1, "failed"), (result.exit, event["outcome"]))
        self.assertTrue(self.read(LOG).endswith("\nlast line\n"))
        self.assertEqual("last line", event["log_tail"][-1])

    def test_a_flood_that_ignores_sigterm_is_killed_long_before_its_grace_period_ends(self):
        _, event = self.run_one(["ignore-term"], ["flood"], log_limit="1MiB", grace="10min")
        self.assertEqual(("failed", 9), (event["outcome"], event["signal"]))

    def test_a_log_within_its_limit_is_left_alone(self):
        result, _ = self.run_one("flood", 1 << 20, log_limit="1MiB")
        self.assertEqual((0, 1 << 20), (result.exit, os.path.getsize(self.path(LOG))))

    def spoil(self, script, *more):
        """A builder that does something to its log, $LOG, and then prints a line."""
        self.manifest({"a": {"command": ["sh", "-c", f"echo before; {script}; echo after"]}})
        result = self.docbuild("--rebuild", *more, environment={"LOG": self.path(LOG)})
        return result, [e["message"] for e in result.events_named("warning")]

    def test_a_log_that_its_builder_took_away_is_there_again(self):
        self.write("precious", "precious\n")
        for script in ("rm $LOG", "mv $LOG $LOG.old", "rm $LOG; echo else >$LOG",
                       "rm $LOG; mkdir $LOG; touch $LOG/file", "rm $LOG; mkfifo $LOG",
                       f"ln -sf {self.path('precious')} $LOG", f"ln -f {self.path('precious')} $LOG",
                       "rm -r $(dirname $LOG)"):
            with self.subTest(script):
                result, warnings = self.spoil(script)
                self.assertEqual((0, {"a:build": "built"}), (result.exit, result.outcomes()))
                self.assertEqual("before\nafter\n", self.read(LOG))
                self.assertEqual(["its log was deleted, moved or replaced while it ran; "
                                  "docbuild wrote it again"], warnings)
                self.assertEqual("precious\n", self.read("precious"))

    def test_what_stands_where_a_log_belongs_makes_way_before_the_builder_starts(self):
        log = self.path(LOG)
        precious = self.write("precious", "precious\n")
        for put in (lambda: os.mkdir(log), lambda: os.mkfifo(log), lambda: os.link(precious, log),
                    lambda: os.symlink(precious, log)):
            result, _ = self.spoil(":")
            os.remove(log)
            put()
            result, warnings = self.spoil(":")
            self.assertEqual((0, []), (result.exit, warnings))
            self.assertEqual("before\nafter\n", self.read(LOG))
            self.assertEqual("precious\n", self.read("precious"))

    def test_a_failure_shows_the_end_of_a_log_that_was_deleted(self):
        self.manifest({"a": ["sh", "-c", f"rm {self.path(LOG)}; echo last words; exit 4"]})
        self.assertIn("  | last words\n", self.docbuild().stderr)


class OneReason(DocbuildTest):
    """Documents whose conf.py imports what is broken, built by Sphinx."""

    def setUp(self):
        super().setUp()
        self.write("shared/common.py", "project = 'x'\n\nrelease = number\n")
        for name in "abc":
            self.write(f"docs/{name}/conf.py", "import os, sys\nsys.path.insert(0, os.path.abspath("
                       "'../../shared'))\nfrom common import *\n")
            self.write(f"docs/{name}/index.rst", "Title\n=====\n")
        self.write_manifest({
            "docbuild": 1, "stages": {"html": {"sphinx": "html", "python": sys.executable}},
            "documents": [{"match": "docs/*/conf.py", "name": "{1}"}]})

    def test_an_error_that_all_share_is_told_once_and_each_is_in_the_event_log(self):
        for options in (["--no-preload"], []):
            with self.subTest(options):
                run = self.docbuild("--keep-going", "--jobs", "1", *options)
                reason = f"{self.path('shared/common.py')}:3: NameError: name 'number' is not defined"
                self.assertEqual([reason] * 3, [event["finding"]
                                                for event in run.events_named("job_finished")])
                self.assertEqual(1, run.stderr.count(f"  {reason}\n"))
                self.assertEqual(1, run.stderr.count("last lines of its log"))
                self.assertIn("failed c:html", run.stderr)
                self.assertIn("\n    and 2 more: b:html, c:html\n", run.stderr)
                self.assertNotIn("^J", run.stderr)


if __name__ == "__main__":
    main()
