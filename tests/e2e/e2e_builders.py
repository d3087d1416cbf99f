"""How builders end, what docbuild makes of it, and how a run is stopped; see harness.py."""

import json
import os
import re
import signal

from harness import DocbuildTest, main, program


class Outcomes(DocbuildTest):
    def outcome(self, command, *options, **keys):
        self.manifest({"a": {"command": command, **keys}})
        result = self.docbuild("--jobs", "1", *options)
        return result, result.outcomes()["a:build"]

    def test_built(self):
        result, outcome = self.outcome(self.fake("print", "hello"))
        self.assertEqual(("built", 0), (outcome, result.exit))
        self.assertEqual("hello\n", self.read("_build/.docbuild/logs/build/a.log"))

    def test_failed_names_the_status_and_shows_the_log(self):
        result, outcome = self.outcome(self.fake(["print", "out"], ["eprint", "err"], ["exit", "7"]))
        self.assertEqual(("failed", 1), (outcome, result.exit))
        log = self.path("_build/.docbuild/logs/build/a.log")
        verdict = result.stderr[result.stderr.index("failed a:build"):].split("\n")
        self.assertRegex(verdict[0], r"^failed a:build \(\S+, \S+ \S+\)$")
        self.assertEqual(["  exit status 7", "  last lines of its log:", "  | out", "  | err",
                          f"  log: {log}", "  again: docbuild a:build"], verdict[1:7])

    def test_crashed_names_the_signal(self):
        result, outcome = self.outcome(self.fake("signal", "SEGV"))
        self.assertEqual(("crashed", 1), (outcome, result.exit))
        self.assertIn("killed by SIGSEGV", result.stderr)

    def test_timed_out_though_it_ignores_sigterm(self):
        result, outcome = self.outcome(self.fake(["ignore-term"], ["sleep", "600"]),
                                       timeout=0.2, grace=0.2)
        self.assertEqual(("timed_out", 1), (outcome, result.exit))
        self.assertEqual(9, result.events_named("job_finished")[0]["signal"])
        self.assert_no_process_left()

    def test_missing_output(self):
        result, outcome = self.outcome(self.fake("exit", "0"), outputs=["{output}/index.html"])
        self.assertEqual(("missing_output", 1), (outcome, result.exit))
        self.assertIn(self.path("_build/build/a/index.html"), result.stderr)

    def test_not_started_says_why(self):
        self.write("plain", "no program")
        self.write("bad", "#!/no/such/interpreter\n")
        os.chmod(self.path("bad"), 0o755)
        for command, words in [("no-such-program", "No such file or directory"),
                               ("./plain", "Permission denied"), ("./bad", "No such file"),
                               (self.directory, "Is a directory")]:
            with self.subTest(command):
                result, outcome = self.outcome([command])
                self.assertEqual(("not_started", 1), (outcome, result.exit))
                self.assertIn(words, result.stderr)

    def test_not_started_names_a_directory_that_is_not_there(self):
        result, outcome = self.outcome(self.fake("exit", "0"), cwd="nowhere")
        self.assertEqual("not_started", outcome)
        self.assertIn("chdir", result.stderr)

    def test_a_wrong_depfile_fails_the_job_with_its_line(self):
        result, outcome = self.outcome(self.fake("write", self.path("deps"), "no rule here\n"),
                                       depfile=self.path("deps"))
        self.assertEqual(("failed", 1), (outcome, result.exit))
        self.assertIn(self.path("deps") + ":1:", result.stderr)

    def test_retries_until_it_is_built(self):
        result, outcome = self.outcome(self.fake("fail-times", self.path("count"), "2"), retries=2)
        self.assertEqual(("built", 0), (outcome, result.exit))
        finished = result.events_named("job_finished")
        self.assertEqual([(1, "failed"), (2, "failed"), (3, "built")],
                         [(e["attempt"], e["outcome"]) for e in finished])

    def test_event_log_says_what_it_cost(self):
        result, _ = self.outcome(self.fake(["memory", str(50 << 20)], ["spin", "0.1"]))
        event = result.events_named("job_finished")[0]
        self.assertGreaterEqual(event["max_rss"], 50 << 20)
        self.assertGreaterEqual(event["user"] + event["system"], 0.1)
        self.assertGreaterEqual(event["wall"], 0.1)
        self.assertEqual({"built": 1}, result.events_named("run_finished")[0]["counts"])
        run = self.path("_build/.docbuild/runs/000001.jsonl")
        with open(run, encoding="utf-8") as file:
            self.assertEqual(result.events, [json.loads(line) for line in file])


class Surroundings(DocbuildTest):
    def test_has_a_group_of_its_own_and_no_descriptor_of_ours(self):
        self.manifest({"a": self.fake(["print-pid"], ["print-pgid"], ["print-fds"],
                                      ["print-signals"])})
        self.assertEqual(0, self.docbuild().exit)
        lines = self.read("_build/.docbuild/logs/build/a.log").split("\n")
        self.assertEqual(lines[0], lines[1])
        self.assertEqual(["0", "1", "2"], re.findall(r"\d+", lines[2]))

    def test_fills_placeholders_and_environment(self):
        self.write_manifest({
            "docbuild": 1, "environment": {"ONE": "{document}", "GONE": None},
            "stages": {"build": {"command": self.fake(
                ["print-args", "{source}", "{output}", "{manifest_dir}", "{jobs}", "{lang}", "{{}}",
                 "{env:SOME}"], ["print-env", "ONE"], ["print-env", "GONE"], ["print-cwd"])}},
            "documents": [{"name": "a", "source": "s", "variables": {"lang": "de"}}]})
        self.write("s/x", "")
        self.docbuild(environment={"SOME": "thing", "GONE": "here"})
        self.assertEqual([f"[{self.path('s')}]", f"[{self.path('_build/build/a')}]",
                          f"[{self.directory}]", "[1]", "[de]", "[{}]", "[thing]", "ONE=a",
                          "GONE is not set", self.directory, ""],
                         self.read("_build/.docbuild/logs/build/a.log").split("\n"))


class Failures(DocbuildTest):
    def three(self, **keys):
        self.manifest({"a": self.fake("exit", "3"), "b": {"command": self.fake("exit", "0"),
                                                        "needs": ["a"]},
                       "c": self.fake("exit", "0")}, **keys)

    def test_stop_further_starts(self):
        self.three()
        result = self.docbuild("--jobs", "1")
        self.assertEqual({"a:build": "failed", "b:build": "skipped", "c:build": "cancelled"},
                         result.outcomes())
        self.assertEqual(["a:build", "a:build"],
                         [e["because_of"] for e in result.events_named("job_skipped")])
        self.assertEqual(1, result.exit)

    def test_keep_going_builds_what_does_not_need_it(self):
        self.three()
        result = self.docbuild("--jobs", "1", "--keep-going")
        self.assertEqual({"a:build": "failed", "b:build": "skipped", "c:build": "built"},
                         result.outcomes())
        self.assertEqual(1, result.exit)

    def test_failed_builds_only_those_again(self):
        self.three()
        self.docbuild("--keep-going")
        self.assertEqual({"a:build": "failed"}, self.docbuild("--failed").outcomes())


class Stopping(DocbuildTest):
    def stop_with(self, number, *actions, **options):
        self.manifest({"a": self.fake(*actions), "b": self.fake("exit", "0")})
        run = self.start("--jobs", "1", "--grace", "0.2", **options)
        run.wait_for_event("job_started", job="a:build")
        run.wait_for_file(self.path("ready"))
        run.send(number)
        return run.finish()

    def test_exits_with_128_and_the_signal(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                result = self.stop_with(number, ["touch", self.path("ready")], ["sleep", "600"])
                os.remove(self.path("ready"))
                self.assertEqual(128 + number, result.exit)
                self.assertEqual({"a:build": "cancelled", "b:build": "cancelled"},
                                 result.outcomes())
                self.assert_no_process_left()

    def test_builders_may_clean_up_after_sigterm(self):
        result = self.stop_with(signal.SIGTERM, ["on-term", "cleaned up"],
                                ["touch", self.path("ready")], ["sleep", "600"])
        self.assertEqual(143, result.exit)
        self.assertEqual("cleaned up\n", self.read("_build/.docbuild/logs/build/a.log"))

    def test_kills_what_ignores_sigterm_after_the_grace_period(self):
        result = self.stop_with(signal.SIGINT, ["ignore-term"], ["touch", self.path("ready")],
                                ["sleep", "600"])
        self.assertEqual(130, result.exit)
        self.assertEqual(9, result.events_named("job_finished")[0]["signal"])
        self.assert_no_process_left()

    def test_a_second_signal_kills_at_once(self):
        self.manifest({"a": self.fake(["ignore-term"], ["touch", self.path("ready")],
                                      ["sleep", "600"])})
        run = self.start("--grace", "10min")
        run.wait_for_file(self.path("ready"))
        run.send(signal.SIGINT)
        run.wait_for_event("warning")
        run.send(signal.SIGINT)
        self.assertEqual(130, run.finish().exit)
        self.assert_no_process_left()

    def test_a_killed_builder_is_named(self):
        self.manifest({"a": self.fake(["touch", self.path("ready")], ["sleep", "600"])})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        os.kill(run.wait_for_event("job_started")["pid"], signal.SIGKILL)
        result = run.finish()
        self.assertEqual("crashed", result.outcomes()["a:build"])
        self.assertIn("killed by SIGKILL, which docbuild did not send", result.stderr)

    def test_nohup_keeps_sighup_away(self):
        self.manifest({"a": self.fake(["touch", self.path("ready")],
                                      ["wait-for", self.path("go")])})
        run = self.start(prefix=("sh", "-c", "trap '' HUP; exec \"$0\" \"$@\""))
        run.wait_for_file(self.path("ready"))
        run.send(signal.SIGHUP)
        self.write("go")
        self.assertEqual(0, run.finish().exit)


class Locking(DocbuildTest):
    def holder(self):
        self.manifest({"a": self.fake(["touch", self.path("ready")],
                                      ["wait-for", self.path("go")])})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        return run

    def test_a_second_run_says_who_holds_it(self):
        run = self.holder()
        second = self.docbuild()
        self.assertEqual(3, second.exit)
        self.assertRegex(second.stderr, rf"process {run.pid} on \S+ holds it since \d{{4}}-")
        self.assertEqual(0, self.docbuild("--list").exit)
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_wait_waits(self):
        run = self.holder()
        second = self.start("--wait", terminal=(200, 24))
        second.wait_for_screen(f"waiting for the build directory: process {run.pid}")
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        result = second.finish()
        self.assertEqual((0, {"a:build": "up_to_date"}), (result.exit, result.outcomes()))

    def test_a_killed_holder_is_no_obstacle(self):
        run = self.holder()
        run.send(signal.SIGKILL)
        run.finish()
        self.write("go")
        self.assertEqual(0, self.docbuild().exit)


if __name__ == "__main__":
    assert program("DOCBUILD")
    main()
