"""What docbuild does where the disk is full: under the log, the event log, the state, the output,
each by itself; see harness.py. The state is in tests/state/sqlite_store_test.cpp besides."""

import os
import signal

import machine
from harness import DocbuildTest, main

SMALL = 1 << 20


class DiskFull(DocbuildTest):
    def setUp(self):
        super().setUp()
        self.manifest({"a": self.fake("print", "fine"), "b": self.fake("print", "too")})

    def disk(self, *parts, **room):
        path = self.path(*parts)
        machine.mount_small_disk(self, path, SMALL, **room)
        return path

    def mentions(self, result, text):
        return [event["message"] for event in result.events_named("warning")
                if text in event["message"]]

    def test_the_events_asked_for_end_and_are_said_once(self):
        result = self.docbuild("--events", "/dev/full", events=False)
        self.assertEqual(0, result.exit)
        self.assertEqual(1, result.stderr.count("write: /dev/full: No space left on device"))

    def test_the_event_log_ends_and_the_build_goes_on(self):
        runs = self.disk("_build/.docbuild/runs")
        machine.fill(runs)
        result = self.docbuild("--jobs", 1)
        self.assertEqual((0, {"a:build": "built", "b:build": "built"}),
                         (result.exit, result.outcomes()))
        self.assertEqual(1, len(self.mentions(result, "No space left on device")))

    def test_a_log_that_cannot_grow_is_the_builders_own_failure(self):
        self.disk("_build/.docbuild/logs")
        self.manifest({"a": ["sh", "-c", f"yes line | head -c {2 * SMALL}; exit 7"],
                       "b": self.fake("exit", 0)})
        result = self.docbuild("--jobs", 1, "--keep-going")
        self.assertEqual((1, {"a:build": "failed", "b:build": "built"}),
                         (result.exit, result.outcomes()))
        self.assertIn("  | line\n", result.stderr)
        self.assertEqual({"a:build": "built", "b:build": "up_to_date"},
                         self.after_mending().outcomes())

    def after_mending(self):
        self.manifest({"a": self.fake("exit", 0), "b": self.fake("exit", 0)})
        return self.docbuild()

    def test_a_log_that_cannot_be_made_is_named(self):
        logs = self.disk("_build/.docbuild/logs", files=2)  # its root is one of them
        other = self.write("_build/.docbuild/logs/other")
        result = self.docbuild("--jobs", 1, "--keep-going")
        self.assertEqual((1, {"a:build": "not_started", "b:build": "not_started"}),
                         (result.exit, result.outcomes()))
        self.assertIn(f"mkdir {logs}/build: No space left on device", result.stderr)
        os.remove(other)

    def test_an_output_that_cannot_be_written_fails_the_job(self):
        output = self.disk("_build/build/a")
        filling = machine.fill(output)
        self.manifest({"a": {"command": self.fake("write", "{output}/page", "text"),
                             "outputs": ["{output}/page"]}})
        result = self.docbuild()
        self.assertEqual((1, "failed"), (result.exit, result.outcomes()["a:build"]))
        self.assertIn("No space left on device", result.stderr)
        os.remove(filling)
        self.assertEqual({"a:build": "built"}, self.docbuild().outcomes())

    def test_a_state_that_cannot_be_made_is_told_before_anything_starts(self):
        machine.fill(self.disk("_build"))
        result = self.docbuild()
        self.assertEqual((3, []), (result.exit, result.events_named("job_started")))
        self.assertRegex(result.stderr, "database or disk is full|No space left on device")

    def test_what_the_state_cannot_take_is_built_again(self):
        """The disk fills up in the middle of a run that builds what was up to date before: `a` ends
        then, `b` starts. That `b` was up to date must not be believed later."""
        self.disk("_build")
        os.makedirs(self.path("_build/.docbuild"))
        os.makedirs(self.path("logs"))
        os.symlink(self.path("logs"), self.path("_build/.docbuild/logs"))
        self.manifest({document: {"command": self.fake(
            ["print-args", document * 5000], ["touch", self.path("ready-" + document)],
            ["wait-for", self.path("go-" + document)]), "needs": needs}
            for document, needs in (("a", []), ("b", ["a"]))})
        self.write("go-a")
        self.write("go-b")
        self.assertEqual(0, self.docbuild("--jobs", 1).exit)
        self.assertEqual({"a:build": "up_to_date", "b:build": "up_to_date"},
                         self.docbuild().outcomes())
        for name in ("go-a", "go-b", "ready-a", "ready-b"):
            os.remove(self.path(name))

        run = self.start("--jobs", 1, "--rebuild")
        run.wait_for_file(self.path("ready-a"))
        filling = machine.fill(self.path("_build"))
        self.write("go-a")
        run.wait_for_file(self.path("ready-b"))
        run.send(signal.SIGINT)
        result = run.finish()
        self.assertEqual((130, {"a:build": "built", "b:build": "cancelled"}),
                         (result.exit, result.outcomes()))
        self.assertEqual(1, len(self.mentions(result, "what is built now will be built again")))
        self.assertEqual(1, len(self.mentions(result, "it calls jobs up to date that were started")))

        os.remove(filling)
        self.write("go-b")
        self.assertEqual({"a:build": "built", "b:build": "built"},
                         self.docbuild("--jobs", 1).outcomes())


if __name__ == "__main__":
    main()
