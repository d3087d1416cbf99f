"""What a run leaves behind: its event log, line by line, and the builders' logs; see harness.py."""

import json
import os
import subprocess

from harness import DocbuildTest, main

OF_EACH_JOB = {"time", "event", "job", "document", "stage"}
OF_A_START = OF_EACH_JOB | {"attempt", "pid", "log"}
OF_AN_END = OF_EACH_JOB | {"attempt", "outcome", "wall", "user", "system", "max_rss", "log",
                           "command"}


class EventLog(DocbuildTest):
    def setUp(self):
        super().setUp()
        self.manifest({"good": self.fake("print", "fine"), "bad": self.fake("exit", 3),
                       "dead": self.fake("signal", "KILL"), "absent": ["./absent"],
                       "after": {"command": self.fake("exit", 0), "needs": ["bad"]}})
        self.result = self.docbuild("--jobs", 2, "--keep-going")

    def of(self, name, job):
        return next(e for e in self.result.events_named(name) if e["job"] == job)

    def test_begins_with_the_run_and_ends_with_its_counts(self):
        first, last = self.result.events[0], self.result.events[-1]
        self.assertEqual(["run_started", "run_finished"], [first["event"], last["event"]])
        self.assertEqual(("000001", self.path("docbuild.json"), self.path("_build"), 2, 5),
                         tuple(first[key] for key in ("run", "manifest", "build", "slots", "jobs")))
        self.assertEqual({"built": 1, "failed": 1, "crashed": 1, "not_started": 1, "skipped": 1},
                         last["counts"])
        self.assertEqual((1, self.result.exit), (last["exit"], last["exit"]))

    def test_knows_no_other_events_and_its_time_never_goes_back(self):
        names = {event["event"] for event in self.result.events}
        self.assertEqual({"run_started", "job_started", "job_finished", "job_skipped",
                          "run_finished"}, names)
        times = [event["time"] for event in self.result.events]
        self.assertEqual(sorted(times), times)
        self.assertGreaterEqual(times[0], 0)

    def test_tells_of_each_start_and_its_end(self):
        for job in ("good:build", "bad:build", "dead:build"):
            start, end = self.of("job_started", job), self.of("job_finished", job)
            document = job.removesuffix(":build")
            self.assertEqual(OF_A_START, set(start), job)
            self.assertLessEqual(OF_AN_END, set(end), job)
            for event in (start, end):
                self.assertEqual((document, "build", 1, self.path(
                    f"_build/.docbuild/logs/build/{document}.log")),
                    tuple(event[key] for key in ("document", "stage", "attempt", "log")))
            self.assertGreaterEqual(end["wall"], 0)

    def test_has_an_exit_status_or_a_signal_or_an_error_never_two(self):
        ends = {e["job"]: {key: e[key] for key in ("exit", "signal", "errno") if key in e}
                for e in self.result.events_named("job_finished")}
        self.assertEqual({"good:build": {"exit": 0}, "bad:build": {"exit": 3},
                          "dead:build": {"signal": 9}, "absent:build": {"errno": 2}}, ends)

    def test_what_never_started_has_an_end_without_a_start(self):
        self.assertNotIn("absent:build",
                         [e["job"] for e in self.result.events_named("job_started")])

    def test_a_skipped_job_names_the_one_at_fault(self):
        event = self.of("job_skipped", "after:build")
        self.assertEqual(OF_EACH_JOB | {"outcome", "reason", "because_of"}, set(event))
        self.assertEqual(("skipped", "bad:build"), (event["outcome"], event["because_of"]))

    def test_the_file_asked_for_has_the_lines_of_the_one_kept(self):
        kept = self.read("_build/.docbuild/runs/000001.jsonl")
        self.assertEqual(self.read("events-0.jsonl"), kept)

    def test_runs_are_numbered_through(self):
        self.docbuild("--keep-going")
        self.docbuild("-n")
        self.docbuild("--keep-going")
        self.assertEqual(["000001.jsonl", "000002.jsonl", "000003.jsonl"],
                         sorted(os.listdir(self.path("_build/.docbuild/runs"))))


class AsItHappens(DocbuildTest):
    def test_an_event_is_in_the_file_before_the_run_ends(self):
        self.manifest({"a": self.fake("exit", 0),
                       "b": {"command": self.fake("wait-for", self.path("go")), "needs": ["a"]}})
        run = self.start()
        run.wait_for_event("job_finished", job="a:build", outcome="built")
        run.wait_for_event("job_started", job="b:build")
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_the_log_is_there_while_the_builder_runs(self):
        self.manifest({"a": self.fake(["print", "half"], ["touch", self.path("ready")],
                                      ["wait-for", self.path("go")])})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        self.assertEqual("half\n", self.read("_build/.docbuild/logs/build/a.log"))
        self.write("go")
        run.finish()

    def test_nothing_is_lost_of_what_a_builder_says_after_docbuild_was_killed(self):
        self.manifest({"a": self.fake(["on-term", "last words"], ["touch", self.path("ready")],
                                      ["sleep", 600])})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        run.send(9)
        run.finish()
        log = self.path("_build/.docbuild/logs/build/a.log")
        self.wait_until(lambda: os.path.getsize(log) == len("last words\n"), "the last words")
        self.assertEqual("last words\n", self.read(log))

    def test_a_killed_run_leaves_whole_lines(self):
        self.manifest({"a": self.fake(["touch", self.path("ready")], ["sleep", 600])})
        run = self.start()
        run.wait_for_event("job_started")
        run.wait_for_file(self.path("ready"))
        run.send(9)
        run.finish()
        lines = self.read("_build/.docbuild/runs/000001.jsonl").splitlines(keepends=True)
        self.assertTrue(all(line.endswith("\n") for line in lines))
        self.assertEqual(["run_started", "job_started"],
                         [json.loads(line)["event"] for line in lines])


class Logs(DocbuildTest):
    def test_attempts_follow_one_another_in_one_log_and_a_new_run_begins_anew(self):
        self.manifest({"a": self.fake(["print", "try"], ["fail-times", self.path("count"), 1])})
        self.assertEqual(0, self.docbuild("--retries", 1).exit)
        log = "_build/.docbuild/logs/build/a.log"
        self.assertEqual("try\ntry\n", self.read(log))
        self.docbuild("--rebuild")
        self.assertEqual("try\n", self.read(log))

    def test_a_verdict_shows_the_last_lines_alone(self):
        prints = [["print", f"line {number}"] for number in range(40)]
        self.manifest({"a": self.fake(*prints, ["exit", 1])})
        tail = self.docbuild().events_named("job_finished")[0]["log_tail"]
        self.assertEqual([f"line {number}" for number in range(25, 40)], tail)


class Pipe(DocbuildTest):
    """The event log goes to a named pipe."""

    def setUp(self):
        super().setUp()
        os.mkfifo(self.path("pipe"))
        self.manifest({f"d{number}": self.fake("exit", 0) for number in range(160)})

    def run_to_pipe(self):
        return self.docbuild("--events", "pipe", events=False)

    def test_without_a_reader_it_is_refused_and_nothing_starts(self):
        result = self.run_to_pipe()
        self.assertEqual(2, result.exit)
        self.assertIn("nobody reads that pipe: start its reader first", result.stderr)
        self.assertFalse(os.path.exists(self.path("_build")))

    def test_a_reader_that_reads_has_all_of_it(self):
        end = self.open_to_read()
        keeper = os.open(self.path("pipe"), os.O_WRONLY)  # else cat ends before docbuild begins
        os.set_blocking(end, True)
        with subprocess.Popen(["cat"], stdin=end, stdout=subprocess.PIPE) as reader:
            result = self.run_to_pipe()
            os.close(keeper)
            lines = reader.communicate()[0].splitlines()
        self.assertEqual(0, result.exit, result.stderr)
        self.assertEqual(("run_started", "run_finished"),
                         tuple(json.loads(lines[end])["event"] for end in (0, -1)))
        self.assertEqual(160, sum(json.loads(line)["event"] == "job_finished" for line in lines))

    def open_to_read(self):
        end = os.open(self.path("pipe"), os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, end)
        return end

    def test_a_reader_that_does_not_read_ends_the_log_and_not_the_build(self):
        self.open_to_read()
        result = self.run_to_pipe()
        self.assertEqual(0, result.exit, result.stderr)
        self.assertIn("it ends here, and the build continues", result.stderr)
        self.assertIn("160 built", result.stderr)


class KeptRuns(DocbuildTest):
    def test_a_full_disk_is_said_once_and_fails_nothing(self):
        self.manifest({name: self.fake("exit", "0") for name in "abc"})
        result = self.docbuild("--events", "/dev/full", events=False)
        self.assertEqual(0, result.exit)
        self.assertEqual(1, result.stderr.count("No space left on device"))

    def test_only_the_last_hundred_runs_are_kept(self):
        self.manifest({"a": self.fake("exit", "0")})
        for number in range(1, 131):
            self.write(f"_build/.docbuild/runs/{number:06}.jsonl")
        self.docbuild()
        runs = sorted(os.listdir(self.path("_build/.docbuild/runs")))
        self.assertEqual((100, "000032.jsonl", "000131.jsonl"), (len(runs), runs[0], runs[-1]))
        last = self.read("_build/.docbuild/runs/000131.jsonl").splitlines()
        self.assertEqual("000131", json.loads(last[0])["run"])


if __name__ == "__main__":
    main()
