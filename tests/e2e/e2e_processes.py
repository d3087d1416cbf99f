"""What builders inherit and leave as processes, and what docbuild costs; see harness.py."""

import os
import signal
import time

import processes
from harness import DocbuildTest, main

LOG = "_build/.docbuild/logs/build/a.log"


class Streams(DocbuildTest):
    def test_input_is_empty_and_output_is_the_log_itself(self):
        self.manifest({"a": self.fake(["touch", self.path("ready")],
                                      ["wait-for", self.path("go")])})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        pid = run.wait_for_event("job_started")["pid"]
        streams = [os.readlink(f"/proc/{pid}/fd/{number}") for number in range(3)]
        self.assertEqual(["/dev/null", self.path(LOG), self.path(LOG)], streams)
        self.write("go")
        self.assertEqual(0, run.finish().exit)


class Groups(DocbuildTest):
    def stop(self, *actions, grace=600):
        self.manifest({"a": self.fake(*actions, ["touch", self.path("ready")], ["sleep", 600])})
        run = self.start("--grace", grace)
        run.wait_for_file(self.path("ready"))
        run.send(signal.SIGTERM)
        return run.finish()

    def test_a_grandchild_of_the_group_ends_with_its_builder(self):
        self.assertEqual(143, self.stop(["spawn-grandchild", 600]).exit)
        self.wait_until(lambda: not self.processes(), "the grandchild's end")

    def test_a_grandchild_that_ignores_sigterm_is_killed_with_its_builder(self):
        self.assertEqual(143, self.stop(["ignore-term"], ["spawn-grandchild", 600], grace=0.2).exit)
        self.wait_until(lambda: not self.processes(), "the grandchild's end")

    def test_ctrl_c_reaches_builders_through_docbuild_alone(self):
        self.manifest({"a": self.fake(["on-term", "asked to end"], ["touch", self.path("ready")],
                                      ["sleep", 600])})
        run = self.start(terminal=(80, 24))
        run.wait_for_file(self.path("ready"))
        run.type("\x03")
        self.assertEqual(130, run.finish().exit)
        self.assertEqual("asked to end\n", self.read(LOG))

    def test_a_stopped_builder_is_told_of_and_ended_by_its_time_limit(self):
        self.manifest({"a": {"command": self.fake("stop"), "timeout": 0.5, "grace": 0.2}})
        result = self.docbuild()
        self.assertEqual({"a:build": "timed_out"}, result.outcomes())
        self.assertEqual(["its builder was stopped by an external signal; its time limit keeps running",
                          "docbuild resumed its stopped builder so that it can end"],
                         [e["message"] for e in result.events_named("warning")])
        self.assert_no_process_left()


class Costs(DocbuildTest):
    def test_wall_time_covers_all_processor_time_of_a_builder(self):
        self.manifest({f"d{number}": self.fake("exit", 0) for number in range(20)})
        slack = 0.001  # the kernel counts processor time in its own grain
        for event in self.docbuild("--jobs", 2).events_named("job_finished"):
            self.assertGreaterEqual(event["wall"] + slack, event["user"] + event["system"], event)

    def test_the_driver_uses_no_processor_time_while_a_builder_sleeps(self):
        """From its sleep on: what start and end take is a sanitizer's, too."""
        self.manifest({"a": self.fake(["touch", self.path("ready")],
                                      ["wait-for", self.path("begin")], ["sleep", 2],
                                      ["touch", self.path("slept")],
                                      ["wait-for", self.path("go")])})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        run.wait_for_event("job_started")
        self.wait_until(lambda: processes.state(run.pid) == "S", "the driver's sleep")
        began, used = time.monotonic(), processes.processor_time(run.pid)
        self.write("begin")
        run.wait_for_file(self.path("slept"))
        used = processes.processor_time(run.pid) - used
        self.assertLess(used, (time.monotonic() - began) / 10)
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_the_driver_sleeps_until_something_happens(self):
        self.manifest({"a": self.fake(["touch", self.path("ready")],
                                      ["wait-for", self.path("go")])})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        run.wait_for_event("job_started")
        self.wait_until(lambda: processes.state(run.pid) == "S", "the driver's sleep")
        self.assertEqual(["Threads:\t1"], [line for line in self.status(run.pid)
                                           if line.startswith("Threads:")])
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def status(self, pid):
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            return file.read().splitlines()


class Limits(DocbuildTest):
    def test_a_limit_on_the_size_of_files_ends_a_builder_and_not_docbuild(self):
        wordy = self.fake(*[["print", "x" * 3000]] * 6, ["exit", 1])  # fills the event log
        self.manifest({"endless": self.fake("flood"), **{f"d{n}": wordy for n in range(4)}})
        result = self.docbuild("--keep-going", events=False, prefix=("prlimit", "--fsize=40000"))
        self.assertEqual(1, result.exit, result.stderr)
        self.assertIn("killed by SIGXFSZ", result.stderr)
        self.assertRegex(result.stderr, r"000001\.jsonl: File too large; it ends here")
        self.assertRegex(result.stderr, r"(?m)^4 failed, 1 crashed in ")


if __name__ == "__main__":
    main()
