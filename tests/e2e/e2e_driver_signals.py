"""Signals that people send to docbuild itself, and terminals that go away; see harness.py."""

import os
import signal
import sys
import time

import processes
from harness import DocbuildTest, main


class DriverTest(DocbuildTest):
    def start_builders(self, *documents, keys=None, **options):
        """One builder a document, each waiting for the file `go`; until all of them run."""
        self.manifest({name: {"command": self.fake(["touch", self.path(f"ready-{name}")],
                                                   ["wait-for", self.path("go")]), **(keys or {})}
                       for name in documents})
        run = self.start("--jobs", len(documents), **options)
        for name in documents:
            run.wait_for_file(self.path(f"ready-{name}"))
        return run, [run.wait_for_event("job_started", document=name)["pid"]
                     for name in documents]

    def wait_for_state(self, pids, letters):
        self.wait_until(lambda: all(processes.state(pid) in letters for pid in pids),
                        f"state {letters} of {pids}")

    def pause(self, run, builders):
        run.send(signal.SIGTSTP)
        self.wait_for_state([run.pid, *builders], "T")


# What a shell with job control does for its command.
SHELL = (sys.executable, "-c", '''
import os, signal, sys
child = os.fork()
if child == 0:
    os.setpgid(0, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.tcsetpgrp(0, os.getpgrp())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.argv[1], sys.argv[1:])
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
''')


class Pausing(DriverTest):
    def test_builders_stop_with_docbuild_and_go_on_with_it(self):
        run, builders = self.start_builders("a", "b")
        self.pause(run, builders)
        run.send(signal.SIGCONT)
        self.wait_for_state([run.pid, *builders], "SR")
        self.write("go")
        result = run.finish()
        self.assertEqual((0, {"a:build": "built", "b:build": "built"}),
                         (result.exit, result.outcomes()))
        self.assertIn("warning: paused by SIGTSTP", result.stderr)
        messages = [e["message"] for e in result.events_named("warning")]
        self.assertEqual(2, len(messages), messages)
        self.assertRegex(messages[1], r"^resumed after a pause of \S+")

    def test_a_pause_longer_than_a_time_limit_counts_for_nothing(self):
        limit = 1.0
        began = time.monotonic()
        run, builders = self.start_builders("a", keys={"timeout": limit})
        self.pause(run, builders)
        paused = time.monotonic()
        time.sleep(2 * limit)  # the pause itself, which cannot be seen from outside
        self.write("go")
        self.assertEqual("T", processes.state(builders[0]))
        paused = time.monotonic() - paused
        run.send(signal.SIGCONT)
        result = run.finish()
        in_all = time.monotonic() - began
        self.assertEqual((0, {"a:build": "built"}), (result.exit, result.outcomes()))
        event = result.events_named("job_finished")[0]
        self.assertLess(event["wall"], limit)
        self.assertLess(result.events_named("run_finished")[0]["wall"], in_all - paused)

    def test_a_time_limit_goes_on_counting_after_the_pause(self):
        run, builders = self.start_builders("a", keys={"timeout": 1})
        self.pause(run, builders)
        run.send(signal.SIGCONT)
        self.assertEqual({"a:build": "timed_out"}, run.finish().outcomes())

    def test_a_builder_that_somebody_else_stopped_stays_so(self):
        run, (a, b) = self.start_builders("a", "b")
        os.kill(a, signal.SIGSTOP)
        run.wait_for_event("warning", job="a:build")
        self.pause(run, [a, b])
        run.send(signal.SIGCONT)
        self.wait_for_state([b], "SR")
        self.assertEqual("T", processes.state(a))
        os.kill(a, signal.SIGCONT)
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_a_stop_signal_that_came_during_the_pause_ends_the_run_after_it(self):
        run, builders = self.start_builders("a")
        self.pause(run, builders)
        run.send(signal.SIGTERM)
        run.send(signal.SIGCONT)
        self.assertEqual(143, run.finish().exit)
        self.assert_no_process_left()

    def test_a_run_can_be_paused_again_and_again(self):
        run, builders = self.start_builders("a")
        for _ in range(3):
            self.pause(run, builders)
            run.send(signal.SIGCONT)
            self.wait_for_state([run.pid, *builders], "SR")
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_ctrl_z_takes_the_status_line_away_and_sigcont_brings_it_back(self):
        run, builders = self.start_builders("a", terminal=(80, 24), prefix=SHELL)
        run.wait_for_screen("[0/1] | a:build")
        run.type("\x1a")
        docbuild = processes.parent(builders[0])
        self.wait_for_state([docbuild, *builders], "T")
        self.wait_until(lambda: run.screen().strip() == "", "an empty line")
        os.kill(docbuild, signal.SIGCONT)
        run.wait_for_screen("[0/1] | a:build")
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_sigtstp_to_an_orphaned_process_group_stops_nothing_for_long(self):
        run, builders = self.start_builders("a", prefix=("setsid", "--wait"))
        docbuild = processes.parent(builders[0])
        os.kill(docbuild, signal.SIGTSTP)
        self.wait_until(lambda: any(event["message"].startswith("resumed after a pause of")
                                    for event in run.events() if event["event"] == "warning"),
                        "the end of the pause")
        self.wait_for_state([docbuild, *builders], "SR")
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_who_ignores_sigtstp_goes_on_ignoring_it(self):
        run, builders = self.start_builders(
            "a", prefix=("sh", "-c", "trap '' TSTP; exec \"$0\" \"$@\""))
        run.send(signal.SIGTSTP)
        run.send(signal.SIGUSR1)  # is answered after the other would have been
        run.wait_for_event("warning")
        self.assertNotIn("T", [processes.state(pid) for pid in (run.pid, *builders)])
        self.write("go")
        self.assertEqual(0, run.finish().exit)


class Status(DriverTest):
    def test_says_what_runs_with_time_and_memory_and_what_waits(self):
        self.manifest({"a": self.fake(["memory", 40 << 20], ["touch", self.path("ready")],
                                      ["wait-for", self.path("go")]),
                       "b": self.fake("exit", 0),
                       "c": {"command": self.fake("exit", 0), "needs": ["a"]}})
        run = self.start("--jobs", 1)
        run.wait_for_file(self.path("ready"))
        pid = run.wait_for_event("job_started")["pid"]
        run.send(signal.SIGUSR1)
        asked = run.wait_for_event("warning")
        self.write("go")
        result = run.finish()
        self.assertEqual(0, result.exit)
        self.assertIn("0 of 3 jobs done; running: 1; waiting: 1 for a slot, 1 for other jobs\n",
                      result.stderr)
        self.assertRegex(result.stderr, rf"\n  a:build \(\S+, (\d+\.\d MiB, )?pid {pid}\)\n")
        self.assertTrue(asked["message"].startswith("SIGUSR1: running: a:build ("))

    def test_counts_the_memory_of_the_whole_process_group(self):
        self.manifest({"a": ["sh", "-c", '"$@" & "$@" & wait', "sh",
                             *self.fake(["memory", 40 << 20],
                                        ["append", self.path("ready"), "x"],
                                        ["wait-for", self.path("go")])]})
        run = self.start()
        self.wait_until(lambda: os.path.exists(self.path("ready"))
                        and self.read("ready") == "x\nx\n", "both programs")
        run.send(signal.SIGUSR1)
        message = run.wait_for_event("warning")["message"]
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        if "MiB" not in message:
            self.skipTest("this flavour of docbuild cannot tell memory")
        self.assertGreater(float(message.partition("(")[2].partition(" MiB")[0]), 80)

    def test_is_printed_above_a_tidy_status_line(self):
        run, _ = self.start_builders("a", terminal=(100, 24))
        run.wait_for_screen("[0/1] | a:build")
        run.send(signal.SIGUSR1)
        screen = run.wait_for_screen("jobs done; running: 1")
        lines = screen.split("\n")
        self.assertRegex(lines[0], r"^after \S+: 0 of 1 jobs done; running: 1$")
        self.assertRegex(lines[1], r"^  a:build \(.*pid \d+\)$")
        self.assertRegex(lines[2], r"^\[0/1\] \| a:build \d+s$")
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_is_printed_when_quiet_and_without_progress(self):
        for options in (["-q"], ["--progress", "none"]):
            run, _ = self.start_builders("a", events=True)
            run.send(signal.SIGUSR1)
            run.wait_for_event("warning")
            self.write("go")
            self.assertIn("running: 1", run.finish().stderr, options)
            os.remove(self.path("go"))
            self.docbuild("--clean")

    def test_ends_nothing_however_early_it_comes(self):
        run, _ = self.start_builders("a")
        second = self.start("--wait")
        self.wait_until(lambda: processes.state(second.pid) == "S", "the second run's waiting")
        second.send(signal.SIGUSR1)
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        self.assertEqual(0, second.finish().exit)


class Stopping(DriverTest):
    def test_any_second_stop_signal_kills_at_once(self):
        for first, second in [(signal.SIGTERM, signal.SIGINT), (signal.SIGINT, signal.SIGHUP),
                              (signal.SIGHUP, signal.SIGHUP)]:
            with self.subTest(first=first, second=second):
                ready = self.path(f"ready-{int(first)}-{int(second)}")
                self.manifest({"a": self.fake(["ignore-term"], ["touch", ready], ["sleep", 600])})
                run = self.start("--grace", "10min")
                run.wait_for_file(ready)
                run.send(first)
                run.wait_for_event("warning")
                run.send(second)
                result = run.finish()
                self.assertEqual(128 + first, result.exit)
                self.assertEqual(9, result.events_named("job_finished")[0]["signal"])
                self.assert_no_process_left()

    def test_a_stopped_builder_ends_with_the_run(self):
        run, (builder,) = self.start_builders("a")
        os.kill(builder, signal.SIGSTOP)
        run.wait_for_event("warning", job="a:build")
        run.send(signal.SIGINT)
        result = run.finish()
        self.assertEqual(130, result.exit)
        self.assertEqual(15, result.events_named("job_finished")[0]["signal"])
        self.assert_no_process_left()


class Terminals(DriverTest):
    def test_a_closed_terminal_ends_a_run_gracefully(self):
        run, _ = self.start_builders("a", terminal=(80, 24))
        run.hang_up()
        self.assertEqual(129, run.finish().exit)
        self.assert_no_process_left()

    def test_a_closed_terminal_ends_only_the_display_of_who_ignores_sighup(self):
        run, _ = self.start_builders("a", "b", terminal=(80, 24),
                                     prefix=("sh", "-c", "trap '' HUP; exec \"$0\" \"$@\""))
        run.hang_up()
        run.send(signal.SIGUSR1)  # something to write
        run.wait_for_event("warning")
        self.write("go")
        result = run.finish()
        self.assertEqual((0, {"a:build": "built", "b:build": "built"}),
                         (result.exit, result.outcomes()))

    def test_a_new_size_wakes_nobody_and_the_line_stays_within_it(self):
        run, _ = self.start_builders("a-document-with-a-long-name", terminal=(80, 24),
                                     environment={"NO_COLOR": "1"})
        run.wait_for_screen("[0/1] | a-document")
        run.resize(20, 10)
        written = len(run.written())
        self.wait_until(lambda: "\r[0/1]" in run.written()[written:], "the next drawing")
        line = run.written()[written:].rpartition("\r")[2].partition("\x1b")[0]
        self.assertLess(len(line), 20)
        self.write("go")
        self.assertEqual(0, run.finish().exit)


class Builders(DriverTest):
    def test_inherit_no_disposition_of_these_signals(self):
        self.manifest({"a": self.fake("print-signals")})
        def said():
            self.assertEqual(0, self.docbuild("--rebuild").exit)
            return self.read("_build/.docbuild/logs/build/a.log")
        self.assertRegex(said(), r"^ignored:( \d+)*\nblocked:\n$")
        for number in (signal.SIGUSR1, signal.SIGTSTP, signal.SIGPIPE, signal.SIGHUP):
            self.assertNotIn(f" {int(number)} ", said().replace("\n", " \n"))


if __name__ == "__main__":
    main()
