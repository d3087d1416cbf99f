"""docbuild is killed: its builders end, and the next run knows of it; see harness.py."""

import contextlib
import os
import random
import signal
import subprocess

import processes
from harness import DocbuildTest, main, needs_subreaper, program

READY = ["touch", "{output}/ready"]
FOREVER = ["sleep", 600]


class GuardTest(DocbuildTest):
    def running(self, *actions, count=1, grace=600, options=()):
        """A run whose builders have done these actions and now sleep."""
        self.manifest({f"d{n}": self.fake(*actions, READY, FOREVER) for n in range(count)},
                      defaults={"grace": grace})
        run = self.start("--jobs", count, *options)
        for n in range(count):
            run.wait_for_file(self.path(f"_build/build/d{n}/ready"))
        return run

    def kill(self, run):
        run.send(signal.SIGKILL)
        self.assertEqual(137, run.finish().exit)

    def assert_all_end(self):
        self.wait_until(lambda: not self.processes(), "the end of all processes of the run")

    def guard(self, run):
        """The driver's child that leads a session; builders lead groups in the driver's."""
        return self.wait_until(lambda: next((child for child in processes.children(run.pid)
                                             if processes.session(child) == child), None), "the guard")


class KilledDriver(GuardTest):
    def test_builders_are_asked_to_end(self):
        run = self.running(["on-term", "asked to end"], count=3)
        self.kill(run)
        self.assert_all_end()
        for n in range(3):
            self.assertEqual("asked to end\n",
                             self.read(f"_build/.docbuild/logs/build/d{n}.log"))

    def test_builders_that_ignore_sigterm_are_killed_after_the_grace_period(self):
        self.kill(self.running(["ignore-term"], count=2, grace=0.3))
        self.assert_all_end()

    def test_the_grace_period_is_each_builders_own(self):
        self.manifest({"short": {"command": self.fake(["ignore-term"], READY, FOREVER),
                                 "grace": 0.2},
                       "long": {"command": self.fake(["ignore-term"], READY, FOREVER),
                                "grace": 600}})
        run = self.start("--jobs", 2)
        pids = {}
        for document in ("short", "long"):
            run.wait_for_file(self.path(f"_build/build/{document}/ready"))
            pids[document] = run.wait_for_event("job_started", document=document)["pid"]
        self.kill(run)
        self.wait_until(lambda: not processes.is_alive(pids["short"]), "the short one's end")
        self.assertTrue(processes.is_alive(pids["long"]))

    def test_their_groups_end_with_them(self):
        self.kill(self.running(["spawn-grandchild", 600]))
        self.assert_all_end()

    def test_what_is_left_of_a_builder_ends_too(self):
        self.manifest({"a": {"command": self.fake(["ignore-term"], ["spawn-grandchild", 600]),
                             "grace": 2}})
        run = self.start()
        run.wait_for_event("job_finished")
        self.kill(run)
        self.assert_all_end()

    @needs_subreaper
    def test_what_left_its_group_is_found(self):
        self.kill(self.running(["spawn-grandchild", "setsid", 600],
                               ["spawn-grandchild", "setsid", "orphan", 600]))
        self.assert_all_end()

    @needs_subreaper
    def test_what_left_its_group_and_ignores_sigterm_is_killed(self):
        self.kill(self.running(["ignore-term"], ["spawn-grandchild", "setsid", 600], grace=0.3))
        self.assert_all_end()

    def test_whenever_it_is_killed_nothing_is_left(self):
        self.manifest({f"d{n}": self.fake(FOREVER) for n in range(4)})
        chance = random.Random(4711)
        for _ in range(60):
            run = self.start("--jobs", 4)
            with contextlib.suppress(subprocess.TimeoutExpired):  # each time at another moment
                run.process.wait(chance.random() * 0.05)
            self.kill(run)
        self.assert_all_end()


class Nested(GuardTest):
    def test_a_docbuild_that_is_a_builder_ends_with_all_of_its_own(self):
        self.manifest({"inner": self.fake(["touch", self.path("ready")], FOREVER)}, "inner.json",
                      build="_inner")
        self.manifest({"outer": [program("DOCBUILD"), "-f", self.path("inner.json")]})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        self.kill(run)
        self.assert_all_end()
        log = self.read("_inner/.docbuild/runs/000001.jsonl")
        self.assertIn('"event":"run_finished"', log)
        self.assertIn('"exit":143', log)


class Itself(GuardTest):
    def test_holds_nothing_of_the_drivers(self):
        run = self.running()
        guard = self.guard(run)
        self.wait_until(lambda: len(os.listdir(f"/proc/{guard}/fd")) == 5, "five descriptors")
        open_files = {number: os.readlink(f"/proc/{guard}/fd/{number}")
                      for number in os.listdir(f"/proc/{guard}/fd")}
        pipe = open_files.pop("3")
        self.assertTrue(pipe.startswith("pipe:"), pipe)
        self.assertEqual(os.path.realpath(self.path("_build/.docbuild/lock")), open_files.pop("4"))
        self.assertEqual({str(number): "/dev/null" for number in range(3)}, open_files)
        self.assertEqual("/", os.readlink(f"/proc/{guard}/cwd"))
        run.send(signal.SIGTERM)
        self.assertEqual(143, run.finish().exit)
        self.assert_no_process_left()

    def test_signals_that_mean_the_build_do_not_end_it(self):
        run = self.running()
        guard = self.guard(run)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT,
                       signal.SIGTSTP, signal.SIGPIPE, signal.SIGUSR1):
            os.kill(guard, number)
        self.kill(run)
        self.assert_all_end()

    def test_another_takes_the_place_of_one_that_died_and_knows_all_groups(self):
        run = self.running(count=2)
        for _ in range(2):
            guard = self.guard(run)
            os.kill(guard, signal.SIGKILL)
            self.wait_until(lambda: self.guard(run) != guard, "another guard")
        self.assertEqual(["the guard process, which ends builders when docbuild is killed, died; "
                          "restarted it"],
                         [e["message"] for e in run.events() if e["event"] == "warning"])
        self.kill(run)
        self.assert_all_end()

    def test_a_guard_that_was_stopped_holds_nothing_up(self):
        self.manifest({"a": self.fake(READY, ["wait-for", self.path("go")])})
        run = self.start()
        run.wait_for_file(self.path("_build/build/a/ready"))
        os.kill(self.guard(run), signal.SIGSTOP)
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        self.assert_no_process_left()


class NextRun(GuardTest):
    def test_begins_when_the_builders_of_a_killed_one_have_ended(self):
        run = self.running(["ignore-term"], grace=0.5)
        builder = run.wait_for_event("job_started")["pid"]
        guard = self.guard(run)
        self.assertTrue(processes.holds_a_lock(guard))
        os.kill(guard, signal.SIGSTOP)  # until the next run is seen to wait for it
        self.kill(run)
        still_lives = f"ps -o stat= -p {builder} | grep -v Z"  # a zombie waits for init
        self.manifest({"d0": ["sh", "-c", f"! {still_lives}"]})
        after = self.start(terminal=(120, 24))
        after.wait_for_screen("waiting for the builders of a run that was killed to end")
        os.kill(guard, signal.SIGCONT)
        result = after.finish()
        self.assertEqual((0, {"d0:build": "built"}), (result.exit, result.outcomes()))

    def cut_off(self):
        self.manifest({"a": self.fake("exit", 0),
                       "b": {"command": self.fake(READY, ["wait-for", self.path("go")]),
                             "needs": ["a"]},
                       "c": {"command": self.fake("exit", 0), "needs": ["b"]}})
        run = self.start("--jobs", 1)
        run.wait_for_file(self.path("_build/build/b/ready"))
        run.wait_for_event("job_started", job="b:build")  # told later than the builder starts
        self.kill(run)
        self.assert_all_end()
        self.write("go")

    def cut_offs(self, result):
        return [event["message"] for event in result.events_named("warning")]

    def test_says_what_was_unfinished_once_and_builds_it(self):
        self.cut_off()
        result = self.docbuild()
        self.assertEqual(["the last run was cut off; unfinished: b:build"], self.cut_offs(result))
        self.assertIn("warning: the last run was cut off; unfinished: b:build", result.stderr)
        self.assertEqual({"a:build": "up_to_date", "b:build": "built", "c:build": "built"},
                         result.outcomes())
        result = self.docbuild()
        self.assertEqual([], self.cut_offs(result))
        self.assertEqual({"up_to_date"}, set(result.outcomes().values()))

    def test_what_had_been_built_before_is_built_again_where_it_was_cut_off(self):
        self.cut_off()
        self.docbuild()
        os.remove(self.path("go"))
        os.remove(self.path("_build/build/b/ready"))
        run = self.start("--rebuild")
        run.wait_for_file(self.path("_build/build/b/ready"))
        run.wait_for_event("job_started", job="b:build")  # told later than the builder starts
        self.kill(run)
        self.assert_all_end()
        self.write("go")
        self.assertEqual("built", self.docbuild().outcomes()["b:build"])

    def test_no_log_whatever_it_holds_stops_a_run(self):
        self.cut_off()
        self.assertEqual(0, self.docbuild().exit)
        log = self.path("_build/.docbuild/runs/000002.jsonl")
        with open(log, "rb") as file:
            whole = file.read()
        chance = random.Random(4711)
        for content in (b"", b"\0" * 5000, chance.randbytes(70000), whole[:-1], whole[:200],
                        b"{" * 100000 + b"\n"):
            with self.subTest(content[:20]):
                newest = sorted(os.listdir(os.path.dirname(log)))[-1]
                self.write(f"_build/.docbuild/runs/{newest}", content)
                result = self.docbuild()
                self.assertEqual(0, result.exit)
                self.assertEqual(1, len(self.cut_offs(result)))


if __name__ == "__main__":
    main()
