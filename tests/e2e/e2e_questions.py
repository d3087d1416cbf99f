"""Questions are answered without permission to write, beside a build, and leave no trace."""

import contextlib
import os
import sqlite3
import stat

from harness import DocbuildTest, main

STATE = "_build/.docbuild/state.db"
QUESTIONS = ("--list", "--explain", "--dry-run", "--graph")
# Root obeys permissions once it has lost these capabilities.
_AS_ANYBODY = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") \
    if os.geteuid() == 0 else ()


class Asked(DocbuildTest):
    def ask(self, question, **options):
        result = self.docbuild(question, events=False, prefix=_AS_ANYBODY, **options)
        self.assertEqual((0, ""), (result.exit, result.stderr), question)
        return result.stdout

    def answers(self):
        return {question: self.ask(question) for question in QUESTIONS}

    def traces(self):
        """Of all that is in the build directory: when it was changed last, and its size."""
        found = {}
        for parent, directories, names in os.walk(self.path("_build")):
            for name in [*directories, *names, "."]:
                status = os.lstat(os.path.join(parent, name))
                found[os.path.join(parent, name)] = (status.st_ctime_ns, status.st_size)
        return found

    @contextlib.contextmanager
    def without(self, permissions, paths):
        modes = {path: stat.S_IMODE(os.stat(path).st_mode) for path in paths}
        try:
            for path, mode in modes.items():
                os.chmod(path, mode & ~permissions)
            yield
        finally:
            for path, mode in reversed(modes.items()):
                os.chmod(path, mode)

    def all_paths(self):
        return [os.path.join(parent, name)
                for parent, _, names in os.walk(self.path("_build"), topdown=False)
                for name in [*names, "."]]

    def assert_answered_alike_when_protected(self):
        expected = self.answers()
        with self.without(0o222, self.all_paths()):
            before = self.traces()
            self.assertEqual(expected, self.answers())
            self.assertEqual(before, self.traces())
        return expected


class AfterABuild(Asked):
    def setUp(self):
        super().setUp()
        self.manifest({name: self.fake("write", "{output}/x", name) for name in "ab"})
        self.assertEqual(0, self.docbuild().exit)

    def test_a_write_protected_build_directory_is_answered_for(self):
        self.write("source/b/index.rst", "changed")
        answers = self.assert_answered_alike_when_protected()
        self.assertEqual("a:build: up to date\nb:build: source/b/index.rst changed\n", answers["--explain"])

    def test_a_question_leaves_no_trace_where_it_might(self):
        before = self.traces()
        self.answers()
        self.assertEqual(before, self.traces())

    def test_a_question_leaves_an_older_format_to_the_next_build(self):
        with sqlite3.connect(self.path(STATE)) as state:
            state.execute("PRAGMA user_version=1")
        state.close()
        before = self.traces()
        for question in QUESTIONS:
            self.docbuild(question, events=False)
        self.assertEqual(before, self.traces())

    def test_a_state_that_may_not_be_read_is_an_error_and_not_an_answer(self):
        for path in (STATE, os.path.dirname(STATE)):
            with self.without(0o777, [self.path(path)]):
                result = self.docbuild("--list", events=False, prefix=_AS_ANYBODY)
            self.assertEqual((3, ""), (result.exit, result.stdout))
            self.assertIn(f"state file {self.path(STATE)}: ", result.stderr)
            self.assertIn("Permission denied", result.stderr)


class BesideABuild(Asked):
    """One job has been built, and the builder of the other waits, with SQLite's log in use."""

    def setUp(self):
        super().setUp()
        self.manifest({"a": self.fake("write", "{output}/x", "a"),
                       "b": {"command": self.fake("wait-for", self.path("go")), "needs": ["a"]}})
        self.run_ = self.start("--jobs", "1")
        self.run_.wait_for_event("job_started", job="b:build")
        self.assertGreater(os.path.getsize(self.path(STATE + "-wal")), 0)

    def test_it_sees_what_the_build_has_finished(self):
        answers = self.assert_answered_alike_when_protected()
        self.assertEqual("a:build: up to date\nb:build: never built\n", answers["--explain"])
        self.write("go")
        self.assertEqual(0, self.run_.finish().exit)

    def test_it_sees_what_a_build_that_was_killed_has_finished(self):
        self.run_.process.kill()
        self.run_.finish()
        self.wait_until(lambda: not self.processes(), "the builder to be ended")
        for beside in ("-shm", ""):
            if beside:
                os.remove(self.path(STATE + beside))
            answers = self.assert_answered_alike_when_protected()
            self.assertEqual("a:build: up to date\nb:build: never built\n", answers["--explain"])


class Answers(DocbuildTest):
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


if __name__ == "__main__":
    main()
