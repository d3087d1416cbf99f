"""What runs before what, what runs at once, and what a failure does to the rest; see harness.py."""

from harness import DocbuildTest, main


def started(result):
    return [event["job"] for event in result.events_named("job_started")]


def most_at_once(result):
    running, most = 0, 0
    for event in result.events:
        running += {"job_started": 1, "job_finished": -1}.get(event["event"], 0)
        most = max(most, running)
    return most


class Dependencies(DocbuildTest):
    def stages(self, after, documents=("a", "b")):
        command = self.fake("exit", 0)
        for document in documents:
            self.write(f"s/{document}/index.rst", document)
        self.write_manifest({
            "docbuild": 1,
            "stages": {"first": {"command": command},
                       "second": {"command": command, "after": after}},
            "documents": [{"name": name, "source": f"s/{name}"} for name in documents]})
        return self.docbuild("--jobs", 4)

    def assert_order(self, result, *pairs):
        """Each pair: what must have finished before what was started."""
        places = {}
        for place, event in enumerate(result.events):
            if event["event"] in ("job_started", "job_finished"):
                places[event["event"], event["job"]] = place
        for first, then in pairs:
            self.assertLess(places["job_finished", first], places["job_started", then],
                            f"{first} before {then}")

    def test_after_a_stage_is_the_same_documents(self):
        result = self.stages(["first"])
        self.assertEqual({"built": 4}, result.events[-1]["counts"])
        self.assert_order(result, ("a:first", "a:second"), ("b:first", "b:second"))

    def test_after_every_documents_stage(self):
        result = self.stages(["first:*"])
        self.assert_order(result, *((f"{one}:first", f"{other}:second")
                                    for one in "ab" for other in "ab"))

    def test_after_one_job(self):
        result = self.stages(["b:first"])
        self.assert_order(result, ("b:first", "a:second"), ("b:first", "b:second"))

    def test_needs_come_first_though_they_are_written_last(self):
        self.manifest({"a": {"command": self.fake("exit", 0), "needs": ["b"]},
                       "b": {"command": self.fake("exit", 0), "needs": ["c"]},
                       "c": self.fake("exit", 0)})
        self.assertEqual(["c:build", "b:build", "a:build"], started(self.docbuild("--jobs", 4)))

    def test_a_chain_is_started_before_a_longer_single_job(self):
        self.manifest({"single": self.fake("sleep", 0.25), "head": self.fake("sleep", 0.2),
                       "tail": {"command": self.fake("sleep", 0.2), "needs": ["head"]}})
        self.docbuild("--jobs", 1)
        again = self.docbuild("--jobs", 1, "--rebuild")
        self.assertEqual("head:build", started(again)[0])

    def test_where_nothing_is_known_a_chain_of_small_jobs_goes_before_the_end_of_a_larger_one(self):
        command = self.fake("exit", 0)
        for document, size in (("large", 50_000), ("small", 1)):
            self.write(f"s/{document}/index.rst", "x" * size)
        self.write_manifest({
            "docbuild": 1, "stages": {"first": {"command": command},
                                      "second": {"command": command, "after": ["first"]}},
            "documents": [{"name": name, "source": f"s/{name}"} for name in ("small", "large")]})
        self.assertEqual(["large:first", "small:first", "large:second", "small:second"],
                         started(self.docbuild("--jobs", 1)))


class Slots(DocbuildTest):
    def rendezvous(self, *options):
        """Each of two builders waits for a file that the other one makes: both must run at once."""
        self.manifest({one: self.fake(["touch", self.path(one)], ["wait-for", self.path(other)])
                       for one, other in ("ab", "ba")})
        return self.docbuild(*options)

    def test_two_slots_run_two_builders_at_once(self):
        result = self.rendezvous("--jobs", 2)
        self.assertEqual((0, 2), (result.exit, most_at_once(result)))

    def test_serial_mode_runs_one_at_a_time_whatever_jobs_says(self):
        self.manifest({name: self.fake("sleep", 0.02) for name in "abcd"})
        result = self.docbuild("--mode", "serial", "--jobs", 4)
        run = result.events_named("run_started")[0]
        self.assertEqual(("serial", 1), (run["mode"], run["slots"]))
        self.assertEqual((0, 1), (result.exit, most_at_once(result)))

    def test_a_job_of_two_slots_runs_alone_in_two(self):
        self.manifest({"wide": {"command": self.fake("sleep", 0.1), "slots": 2},
                       "b": self.fake("sleep", 0.1), "c": self.fake("sleep", 0.1)})
        result = self.docbuild("--jobs", 2)
        running = set()
        for event in result.events:
            if event["event"] == "job_started":
                running.add(event["job"])
            elif event["event"] == "job_finished":
                running.remove(event["job"])
            self.assertFalse("wide:build" in running and len(running) > 1, running)
        self.assertEqual({"built": 3}, result.events[-1]["counts"])

    def test_a_job_wider_than_all_slots_takes_all_and_is_told_how_many(self):
        self.manifest({"a": {"command": self.fake("print-args", "{jobs}"), "slots": 9}})
        self.assertEqual(0, self.docbuild("--jobs", 2).exit)
        self.assertEqual("[2]\n", self.read("_build/.docbuild/logs/build/a.log"))


class Faults(DocbuildTest):
    def test_all_that_follows_names_the_job_at_fault(self):
        self.manifest({"a": self.fake("signal", "ABRT"),
                       "b": {"command": self.fake("exit", 0), "needs": ["a"]},
                       "c": {"command": self.fake("exit", 0), "needs": ["b"]}})
        result = self.docbuild("--keep-going")
        skipped = result.events_named("job_skipped")
        self.assertEqual([("b:build", "a:build", "it comes after a:build (crashed)"),
                          ("c:build", "a:build", "it comes after a:build (crashed)")],
                         [(e["job"], e["because_of"], e["reason"]) for e in skipped])
        self.assertEqual({"crashed": 1, "skipped": 2}, result.events[-1]["counts"])

    def test_what_runs_already_ends_in_peace(self):
        self.manifest({"a": self.fake(["wait-for", self.path("b-runs")], ["exit", 1]),
                       "b": self.fake(["touch", self.path("b-runs")],
                                      ["wait-for", self.path("go")]),
                       "c": self.fake("exit", 0)})
        run = self.start("--jobs", 2)
        run.wait_for_event("job_finished", job="a:build")
        self.write("go")
        result = run.finish()
        self.assertEqual({"a:build": "failed", "b:build": "built", "c:build": "cancelled"},
                         result.outcomes())
        self.assertEqual(1, result.exit)

    def test_retries_are_used_up_then_the_last_attempt_counts(self):
        self.manifest({"a": self.fake(["append", self.path("runs"), "x"], ["exit", 4])})
        result = self.docbuild("--retries", 2)
        self.assertEqual("x\nx\nx\n", self.read("runs"))
        self.assertEqual([True, True, None],
                         [e.get("will_retry") for e in result.events_named("job_finished")])
        self.assertEqual({"failed": 1}, result.events[-1]["counts"])
        self.assertEqual(2, result.stderr.count("; trying again"))

    def test_failed_names_nothing_after_a_good_run(self):
        self.manifest({"a": self.fake("fail-times", self.path("count"), 1)})
        self.assertEqual(1, self.docbuild().exit)
        self.assertEqual({"a:build": "built"}, self.docbuild("--failed").outcomes())
        nothing = self.docbuild("--failed")
        self.assertEqual((0, {}), (nothing.exit, nothing.outcomes()))
        self.assertIn("nothing to do", nothing.stderr)


class Starts(DocbuildTest):
    def started(self, result):
        return [event["job"] for event in result.events_named("job_started")]

    def test_the_largest_source_first_then_the_longest_last_time(self):
        self.manifest({name: self.fake("sleep", seconds) for name, seconds in
                       [("small", "0.5"), ("large", "0"), ("middle", "0.1")]})
        self.write("source/large/big", "x" * 100000)
        self.write("source/middle/big", "x" * 1000)
        first = self.docbuild("--jobs", "1")
        self.assertEqual(["large:build", "middle:build", "small:build"], self.started(first))
        second = self.docbuild("--jobs", "1", "--rebuild")
        self.assertEqual(["small:build", "middle:build", "large:build"], self.started(second))

    def test_slots_are_never_exceeded(self):
        self.manifest({f"d{n}": {"command": self.fake("sleep", "0.05"), "slots": 1 + n % 3}
                       for n in range(9)})
        result = self.docbuild("--jobs", "3")
        used = 0
        for event in result.events:
            slots = 1 + int(event["document"][1:]) % 3 if "document" in event else 0
            used += {"job_started": slots, "job_finished": -slots}.get(event["event"], 0)
            self.assertLessEqual(used, 3)
        self.assertEqual({"built": 9}, result.events[-1]["counts"])


if __name__ == "__main__":
    main()
