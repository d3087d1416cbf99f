"""What builders leave running is found, named and ended, and delays nothing; see harness.py."""

import os
import re
import signal

import processes
from harness import DocbuildTest, main, needs_subreaper, program

IS_PORTABLE = program("FLAVOUR") == "portable"
LOG = "_build/.docbuild/logs/build/{}.log"


class LeftoverTest(DocbuildTest):
    def grandchild(self, document="a"):
        return int(re.search(r"grandchild (\d+)", self.read(LOG.format(document)))[1])

    def finished(self, result, job="a:build"):
        return next(e for e in result.events_named("job_finished") if e["job"] == job)

    def assert_leaked(self, result, job="a:build"):
        """It left the one grandchild, which was told of, and nothing of the run is alive."""
        event = self.finished(result, job)
        leaked = event["leaked"]
        if IS_PORTABLE:
            start = next(e for e in result.events_named("job_started") if e["job"] == job)
            self.assertEqual([{"process": start["pid"]}], leaked)
        else:
            self.assertEqual([self.grandchild(event["document"])],
                             [process["process"] for process in leaked])
            self.assertRegex(leaked[0]["command"], "fake_builder|sleep")
        warnings = [e for e in result.events_named("warning") if e.get("job") == job]
        self.assertEqual(1, len(warnings))
        self.assertIn(str(leaked[0]["process"]), warnings[0]["message"])
        self.assertIn(warnings[0]["message"], result.stderr)
        self.assertFalse(processes.is_alive(self.grandchild(event["document"])))
        self.assert_no_process_left()


class AfterItsBuilder(LeftoverTest):
    def leave(self, *actions, **keys):
        self.manifest({"a": {"command": self.fake(*actions), "grace": 600, **keys}})
        return self.docbuild()

    @needs_subreaper
    def test_what_left_the_group_and_was_stopped_is_asked_to_end(self):
        stopped = "trap 'echo asked to end; exit' TERM; kill -STOP $$; wait"
        builder = """setsid sh -c "$0" & until ps -o stat= -p $! | grep -q T; do :; done"""
        self.manifest({"a": {"command": ["sh", "-c", builder, stopped], "grace": 600}})
        self.assertEqual({"a:build": "built"}, self.docbuild().outcomes())
        self.assertEqual("asked to end\n", self.read(LOG.format("a")))

    def test_a_grandchild_in_the_group_is_ended(self):
        result = self.leave(["spawn-grandchild", 600])
        self.assertEqual((0, {"a:build": "built"}), (result.exit, result.outcomes()))
        self.assert_leaked(result)

    def test_a_grandchild_that_ignores_sigterm_is_killed_after_the_grace_period(self):
        result = self.leave(["ignore-term"], ["spawn-grandchild", 600], grace=0.2)
        self.assertEqual(0, result.exit)
        self.assert_leaked(result)

    def test_an_outcome_does_not_change_by_it(self):
        result = self.leave(["spawn-grandchild", 600], ["exit", 3])
        self.assertEqual((1, {"a:build": "failed"}), (result.exit, result.outcomes()))
        self.assert_leaked(result)

    def test_a_grandchild_without_the_environment_is_known_by_its_group(self):
        self.assert_leaked(self.leave(["spawn-grandchild", "clean", 600]))

    @needs_subreaper
    def test_a_grandchild_that_left_the_group_is_found_and_ended(self):
        self.assert_leaked(self.leave(["spawn-grandchild", "setsid", 600]))

    @needs_subreaper
    def test_a_grandchild_that_left_the_group_and_ignores_sigterm_is_killed(self):
        self.assert_leaked(self.leave(["ignore-term"], ["spawn-grandchild", "setsid", 600],
                                      grace=0.2))

    @needs_subreaper
    def test_what_hides_below_another_is_found(self):
        inner = f"setsid sleep 600 & touch {self.path('ready')}; exec sleep 600"
        self.manifest({"a": ["sh", "-c", f"sh -c '{inner}' & exec \"$0\" \"$@\"",
                             *self.fake("wait-for", self.path("ready"))]})
        self.assertEqual(0, self.docbuild().exit)
        self.assert_no_process_left()

    @needs_subreaper
    def test_a_grandchild_without_group_and_environment_is_ended_and_told_of_as_nobodys(self):
        result = self.leave(["spawn-grandchild", "setsid", "clean", 600])
        self.assertFalse(processes.is_alive(self.grandchild()))
        self.assertNotIn("leaked", self.finished(result))
        message, = [e["message"] for e in result.events_named("warning") if "job" not in e]
        self.assertIn(f"{self.grandchild()} (sleep 600)", message)

    def test_several_are_counted(self):
        result = self.leave(*[["spawn-grandchild", 600]] * 5)
        self.assertEqual(1 if IS_PORTABLE else 5, len(self.finished(result)["leaked"]))
        self.assertIn("running in its group" if IS_PORTABLE else "and 2 more", result.stderr)
        self.assert_no_process_left()

    @needs_subreaper
    def test_a_zombie_is_no_leftover(self):
        result = self.leave("leave-zombie")
        self.assertNotIn("leaked", self.finished(result))
        self.assertEqual([], result.events_named("warning"))


class WhileOthersRun(LeftoverTest):
    @needs_subreaper
    def test_a_daemon_is_let_be_as_long_as_its_builder_runs(self):
        self.manifest({
            "a": self.fake(["spawn-grandchild", "setsid", "orphan", 600],
                           ["touch", self.path("ready")], ["wait-for", self.path("go")]),
            "b": self.fake("wait-for", self.path("ready"))})
        run = self.start("--jobs", 2)
        run.wait_for_event("job_finished", job="b:build")
        self.assertTrue(processes.is_alive(self.grandchild()))
        self.write("go")
        result = run.finish()
        self.assertEqual(0, result.exit)
        self.assertNotIn("leaked", self.finished(result, "b:build"))
        self.assert_leaked(result)

    def linger(self):
        """`a` has ended and left what holds its log and ignores SIGTERM; `b` comes after it."""
        self.manifest({
            "a": {"command": self.fake(["ignore-term"], ["spawn-grandchild", "hold-log", 600]),
                  "grace": 600},
            "b": {"command": self.fake("exit", 0), "needs": ["a"]}})
        run = self.start()
        run.wait_for_event("job_finished", job="b:build", outcome="built")
        self.assertTrue(processes.is_alive(self.grandchild()))
        return run

    def test_what_comes_after_starts_at_once(self):
        run = self.linger()
        os.kill(self.grandchild(), signal.SIGKILL)
        result = run.finish()
        self.assertEqual(0, result.exit)
        self.assert_leaked(result)

    def test_a_second_signal_kills_what_is_left(self):
        run = self.linger()
        run.send(signal.SIGINT)
        run.wait_for_event("warning",
                           message="SIGINT: stopping running builders; once more kills them")
        self.assertTrue(processes.is_alive(self.grandchild()))
        run.send(signal.SIGINT)
        result = run.finish()
        self.assertEqual((130, {"a:build": "built", "b:build": "built"}),
                         (result.exit, result.outcomes()))
        self.assertFalse(processes.is_alive(self.grandchild()))

    def test_what_is_ended_with_its_builder_is_no_surprise(self):
        self.manifest({"a": self.fake(["spawn-grandchild", 600], ["touch", self.path("ready")],
                                      ["sleep", 600])})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        run.send(signal.SIGTERM)
        result = run.finish()
        self.assertEqual(143, result.exit)
        self.assertNotIn("leaked", self.finished(result))
        self.assert_no_process_left()


class NotOurs(LeftoverTest):
    @needs_subreaper
    def test_children_from_before_the_run_are_let_be(self):
        self.manifest({"a": self.fake("spawn-grandchild", 600)})
        before = "sleep 600 >/dev/null 2>&1 & exec \"$0\" \"$@\""
        result = self.docbuild(prefix=("sh", "-c", before))
        self.assertEqual(0, result.exit)
        self.assertEqual(1, len(result.events_named("warning")))
        self.assertEqual(["sleep 600"], list(self.processes().values()))


class Tags(LeftoverTest):
    def tag(self, name):
        return self.read(name).removeprefix("DOCBUILD_BUILDER=").rstrip("\n")

    def test_each_builder_is_tagged_with_its_job_and_that_makes_nothing_stale(self):
        self.manifest({"a": self.fake("print-env", "DOCBUILD_BUILDER"),
                       "b": self.fake("print-env", "DOCBUILD_BUILDER")})
        self.docbuild()
        tags = [self.tag(LOG.format(document)) for document in "ab"]
        self.assertEqual(["a:build", "b:build"], [tag.partition("/")[2] for tag in tags])
        self.assertEqual(1, len({tag.partition("/")[0] for tag in tags}))
        self.assertEqual({"up_to_date"}, set(self.docbuild().outcomes().values()))

    def nest(self, *actions, **keys):
        self.manifest({"inner": {"command": self.fake(*actions), "grace": 600}}, "inner.json",
                      build="_inner")
        self.manifest({"outer": {"command": [program("DOCBUILD"), "-f", self.path("inner.json")],
                                 **keys}})
        return self.start()

    @needs_subreaper
    def test_the_builders_of_a_builder_that_is_killed_end_with_it(self):
        run = self.nest(["ignore-term"], ["touch", self.path("ready")], ["sleep", 600], grace=0.3)
        run.wait_for_file(self.path("ready"))
        run.send(signal.SIGTERM)
        result = run.finish()
        self.assertEqual((143, 9), (result.exit, self.finished(result, "outer:build")["signal"]))
        self.assert_no_process_left()

    def test_the_builder_of_a_builder_has_both_tags(self):
        self.assertEqual(0, self.nest(["print-env", "DOCBUILD_BUILDER"]).finish().exit)
        outer, inner = self.tag("_inner/.docbuild/logs/build/inner.log").split("\t")
        self.assertTrue(outer.endswith("/outer:build") and inner.endswith("/inner:build"))
        self.assert_no_process_left()


if __name__ == "__main__":
    main()
