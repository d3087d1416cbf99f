"""What is built again and what is not, what is asked without building, cleaning; see harness.py."""

import json
import os
import shutil

import machine
from harness import DocbuildTest, main


class UpToDate(DocbuildTest):
    def setUp(self):
        super().setUp()
        self.manifest({"a": self.fake("copy", self.path("source/a/index.rst"),
                                      self.path("_build/build/a/out"))})
        self.assertEqual("built", self.outcome())

    def outcome(self, *options):
        return self.docbuild(*options).outcomes()["a:build"]

    def why(self):
        return self.docbuild("--explain", "-C", "../..", events=False,
                             cwd=self.path("source/a")).stdout

    def test_nothing_changed(self):
        self.assertEqual("up_to_date", self.outcome())
        self.assertEqual("a:build: up to date\n", self.why())

    def test_touched_is_not_changed(self):
        os.utime(self.path("source/a/index.rst"), (1, 1))
        self.assertEqual("up_to_date", self.outcome())

    def test_a_changed_file(self):
        self.write("source/a/index.rst", "other\n")
        self.assertEqual("a:build: index.rst changed\n", self.why())
        self.assertEqual("built", self.outcome())

    def test_a_file_more_or_less(self):
        self.write("source/a/more.rst", "x")
        self.assertEqual("a:build: more.rst added\n", self.why())
        self.assertEqual("built", self.outcome())
        os.remove(self.path("source/a/more.rst"))
        self.assertEqual("a:build: more.rst removed\n", self.why())
        self.assertEqual("built", self.outcome())

    def test_a_file_that_became_a_directory(self):
        self.write("source/a/other.rst", "x")
        self.assertEqual("built", self.outcome())
        os.remove(self.path("source/a/other.rst"))
        self.write("source/a/other.rst/inner.rst", "x")
        self.assertEqual("a:build: other.rst removed, other.rst/inner.rst added\n", self.why())
        self.assertEqual("built", self.outcome())
        self.assertEqual("up_to_date", self.outcome())

    def test_a_file_that_became_unreadable(self):
        user = machine.as_nobody(self, self.directory, self.path("source/a"))
        secret = self.write("source/a/secret.rst", "x")
        self.manifest({"a": self.fake("touch", self.path("_build/build/a/out"))})
        shutil.rmtree(self.path("_build"))  # root's
        if user:
            os.chown(secret, machine.NOBODY, machine.NOBODY)
        self.assertEqual("built", self.docbuild(prefix=user).outcomes()["a:build"])
        self.assertEqual("up_to_date", self.docbuild(prefix=user).outcomes()["a:build"])
        for mode, expected in ((0, "built"), (0, "up_to_date"), (0o644, "built")):
            os.chmod(secret, mode)
            why = self.docbuild("--explain", events=False, prefix=user).stdout
            self.assertEqual("a:build: source/a/secret.rst changed\n" if expected == "built"
                             else "a:build: up to date\n", why)
            self.assertEqual(expected, self.docbuild(prefix=user).outcomes()["a:build"])

    def test_another_command(self):
        self.manifest({"a": self.fake("exit", "0")})
        self.write("source/a/index.rst", "a\n")
        self.assertIn("command changed", self.why())
        self.assertEqual("built", self.outcome())

    def test_output_that_is_gone(self):
        self.docbuild("--clean")
        self.assertEqual("a:build: never built\n", self.why())
        self.assertEqual("built", self.outcome())

    def test_rebuild(self):
        self.assertEqual("built", self.outcome("--rebuild"))
        self.assertEqual("up_to_date", self.outcome())

    def test_a_stopped_build_is_not_trusted(self):
        self.manifest({"a": self.fake("exit", "3")})
        self.assertEqual("failed", self.outcome())
        self.assertEqual("failed", self.outcome())


class Questions(DocbuildTest):
    def setUp(self):
        super().setUp()
        self.write("s/a/x", "1")
        self.write("s/b/x", "1")
        copy = self.fake("copy", "{source}/x", "{output}/x")
        self.write_manifest({
            "docbuild": 1,
            "stages": {"first": {"command": copy, "outputs": ["{output}/x"]},
                       "second": {"command": self.fake("exit", "0"), "after": ["first:*"]},
                       "extra": {"command": self.fake("exit", "0"), "default": False}},
            "documents": [{"name": "a", "source": "s/a"}, {"name": "a/b", "source": "s/b"}]})

    def ask(self, *words):
        result = self.docbuild(*words, events=False)
        self.assertEqual((0, ""), (result.exit, result.stderr))
        return result.stdout

    def test_dry_run_builds_nothing(self):
        self.assertEqual("would build a:first\nwould build a:second\nwould build a/b:first\n"
                         "would build a/b:second\n4 of 4 jobs would be built\n", self.ask("-n"))
        self.assertFalse(os.path.exists(self.path("_build")))

    def test_dry_run_tells_what_may_follow(self):
        self.docbuild()
        self.write("s/a/x", "2")
        self.assertEqual("would build a:first\nwould build a:second\nmay build a/b:second\n"
                         "2 of 4 jobs would be built, 1 more may follow\n", self.ask("-n"))

    def test_unchanged_outputs_build_nothing_after_them(self):
        self.docbuild()
        self.write("s/a/more", "not copied")
        self.assertEqual({"a:first": "built", "a:second": "built", "a/b:first": "up_to_date",
                          "a/b:second": "up_to_date"}, self.docbuild().outcomes())

    def test_list_has_state_and_costs(self):
        self.docbuild("a:first")
        lines = self.ask("--list").splitlines()
        self.assertRegex(lines[0], r"^a:first +up_to_date +\S+s +\S+ \SiB$")
        self.assertRegex(lines[1], r"^a:second +never built +- +-$")
        self.assertEqual(4, len(lines))

    def test_graph_is_dot(self):
        graph = self.ask("--graph")
        self.assertTrue(graph.startswith("digraph"))
        self.assertIn('"a:first" -> "a:second";', graph)
        self.assertNotIn("extra", graph)

    def test_a_named_job_builds_what_it_needs(self):
        self.assertEqual({"a:first": "built", "a/b:first": "built", "a:second": "built"},
                         self.docbuild("a:second").outcomes())
        self.assertEqual({"a:extra": "built"}, self.docbuild("a:extra").outcomes())

    def test_clean_leaves_the_inner_documents_output(self):
        self.docbuild()
        self.assertEqual("1 job cleaned\n", self.ask("--clean", "a:first"))
        self.assertFalse(os.path.exists(self.path("_build/first/a/x")))
        self.assertTrue(os.path.exists(self.path("_build/first/a/b/x")))
        outcomes = self.docbuild().outcomes()
        self.assertEqual(("built", "up_to_date"), (outcomes["a:first"], outcomes["a/b:first"]))
        self.assertEqual("4 jobs cleaned\n", self.ask("--clean"))
        self.assertEqual([".docbuild"], os.listdir(self.path("_build")))


class Order(DocbuildTest):
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


class EventLogs(DocbuildTest):
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
