"""What makes a job out of date, what does not, and what is remembered; see harness.py."""

import os
import shutil
import sqlite3

import machine
from harness import DocbuildTest, main


class Changes(DocbuildTest):
    """One job that reads its source directory, a theme by `inputs` and an include by depfile."""

    def setUp(self):
        super().setUp()
        self.tool = shutil.copy(self.fake("exit", "0")[0], self.path("tool"))
        for name in ("s/index.rst", "s/part/one.rst", "theme/main.css", "shared/include.rst"):
            self.write(name, "1")
        os.symlink("../shared/include.rst", self.path("s/link.rst"))
        self.write("s/.docbuildignore", "# left by editors\n*.bak\n/cache/\n")
        self.write_manifest({
            "docbuild": 1,
            "stages": {"html": {
                "command": [self.tool, "write", "{output}/page", "1", "--then", "write",
                            "{output}/d", "page: {manifest_dir}/shared/include.rst"],
                "outputs": ["{output}/page"], "depfile": "{output}/d", "ignore": ["*.tmp"],
                "inputs": ["theme/*.css"]}},
            "documents": [{"name": "a", "source": "s"}]})
        self.assertEqual("built", self.outcome())

    def outcome(self, *options):
        return self.docbuild(*options).outcomes()["a:html"]

    def why(self, *options):
        said = self.docbuild("--explain", "-C", "..", *options, events=False,
                             cwd=self.path("s")).stdout
        return said.replace(self.directory + "/", "").partition("a:html: ")[2].rstrip("\n")

    def assert_rebuilt(self, why):
        self.assertEqual(why, self.why())
        self.assertEqual("built", self.outcome())
        self.assertEqual("up to date", self.why())

    def test_nothing_is_built_for_times_alone(self):
        for parent, _, names in os.walk(self.directory):
            for name in names:
                if "_build" not in parent:
                    os.utime(os.path.join(parent, name), (1, 1), follow_symlinks=False)
        self.assertEqual("up_to_date", self.outcome())

    def test_each_change_is_named(self):
        self.write("s/part/one.rst", "2")
        self.assert_rebuilt("part/one.rst changed")
        self.write("theme/new.css", "2")
        self.assert_rebuilt("theme/new.css added")
        os.rename(self.path("s/part/one.rst"), self.path("s/part/two.rst"))
        self.assert_rebuilt("part/one.rst removed, part/two.rst added")
        os.chmod(self.path("s/index.rst"), 0o755)
        self.assert_rebuilt("index.rst changed")
        os.remove(self.path("s/index.rst"))
        self.write("s/index.rst/inside.rst", "1")
        self.assert_rebuilt("index.rst removed, index.rst/inside.rst added")
        os.remove(self.path("s/link.rst"))
        self.assert_rebuilt("link.rst removed")
        self.write("shared/include.rst", "2")
        self.assert_rebuilt("shared/include.rst changed")
        os.remove(self.path("shared/include.rst"))
        self.assert_rebuilt("shared/include.rst changed")

    def test_what_a_link_leads_to_counts(self):
        self.write("shared/other.rst", "1")
        os.remove(self.path("s/link.rst"))
        os.symlink("../shared/other.rst", self.path("s/link.rst"))
        self.assert_rebuilt("link.rst changed")

    def test_three_changes_are_named_and_the_rest_counted(self):
        for number in range(5):
            self.write(f"s/{number}.rst", "new")
        self.assert_rebuilt("0.rst added, 1.rst added, 2.rst added and 2 more")

    def test_what_is_ignored_does_not_count(self):
        for name in ("s/x.tmp", "s/part/x.bak", "s/cache/x", "s/__pycache__/x.pyc"):
            self.write(name, "new")
        self.assertEqual("up to date", self.why())
        self.write("s/part/cache/x", "new")
        self.assert_rebuilt("part/cache/x added")
        self.write("s/.docbuildignore", "*.bak\n")
        self.assert_rebuilt(".docbuildignore changed, cache/x added")

    def test_outputs_that_are_gone_or_changed_are_built_again(self):
        os.remove(self.path("_build/html/a/page"))
        self.assert_rebuilt("output missing: _build/html/a/page")
        self.write("_build/html/a/page", "by somebody else")
        self.assert_rebuilt("its outputs were modified outside docbuild")
        os.utime(self.path("_build/html/a/page"), (1, 1))
        self.assertEqual("up to date", self.why())

    def test_another_program_by_the_same_name_is_found_by_its_content(self):
        os.utime(self.tool, ns=(1, 10**18))
        self.assertEqual("up_to_date", self.outcome())
        with open(self.tool, "ab") as file:
            file.write(b"more")
        os.utime(self.tool, ns=(1, 10**18))
        self.assert_rebuilt("tool changed")

    def test_a_change_that_leaves_size_and_time_as_they_were_is_seen(self):
        for name in ("s/index.rst", "theme/main.css", "shared/include.rst"):
            times = os.stat(self.path(name))
            self.write(name, "2")
            os.utime(self.path(name), ns=(times.st_atime_ns, times.st_mtime_ns))
            link = ", link.rst changed" if name == "shared/include.rst" else ""
            self.assert_rebuilt(f"{name.removeprefix('s/')} changed{link}")

    def test_rebuild_is_a_reason(self):
        self.assertEqual("asked for by --rebuild", self.why("--rebuild"))
        self.assertEqual("built", self.outcome("--rebuild"))
        self.assertEqual("up_to_date", self.outcome())

    def test_what_was_cleaned_was_never_built(self):
        self.docbuild("--clean")
        self.assert_rebuilt("never built")

    def test_a_file_that_changes_while_its_builder_runs_is_built_again(self):
        self.manifest({"a": self.fake(["write", "started", ""], ["wait-for", "go"])})
        run = self.start()
        run.wait_for_file(self.path("started"))
        self.write("source/a/index.rst", "changed meanwhile")
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        self.assertEqual({"a:build": "built"}, self.docbuild().outcomes())
        self.assertEqual({"a:build": "up_to_date"}, self.docbuild().outcomes())


class Readers(DocbuildTest):
    def outcome(self, **options):
        return self.docbuild(**options).outcomes()["a:build"]

    def test_a_file_that_became_unreadable_has_changed(self):
        self.manifest({"a": self.fake("touch", self.path("_build/build/a/out"))})
        secret = self.write("source/a/secret.rst", "x")
        user = machine.as_nobody(self, self.directory, self.path("source/a"))
        if user:
            os.chown(secret, machine.NOBODY, machine.NOBODY)
        self.assertEqual("built", self.outcome(prefix=user))
        self.assertEqual("up_to_date", self.outcome(prefix=user))
        for mode, expected in ((0, "built"), (0, "up_to_date"), (0o644, "built")):
            os.chmod(secret, mode)
            why = self.docbuild("--explain", events=False, prefix=user).stdout
            self.assertEqual("a:build: source/a/secret.rst changed\n" if expected == "built"
                             else "a:build: up to date\n", why)
            self.assertEqual(expected, self.outcome(prefix=user))

    def test_a_failed_build_is_not_trusted(self):
        self.manifest({"a": self.fake("exit", "3")})
        self.assertEqual("failed", self.outcome())
        self.assertEqual("failed", self.outcome())


class EarlyCutOff(DocbuildTest):
    def setUp(self):
        super().setUp()
        for name in "abc":
            self.write(f"s/{name}/index.rst", f"label {name}\ntext\n")
        self.write_manifest({
            "docbuild": 1,
            "stages": {
                "inventory": {"command": self.fake("labels", "{output}/objects.inv", "{source}"),
                              "outputs": ["{output}/objects.inv"]},
                "html": {"command": self.fake("assemble", "{output}/page", "{output}/d",
                                              "{source}"), "after": ["inventory:*"]}},
            "documents": [{"match": "s/*/index.rst", "name": "{1}"}]})
        self.docbuild()

    def built(self):
        return sorted(job for job, outcome in self.docbuild().outcomes().items()
                      if outcome == "built")

    def test_an_edit_without_new_labels_builds_its_document_alone(self):
        self.write("s/b/index.rst", "label b\nanother text\n")
        self.assertEqual(["b:html", "b:inventory"], self.built())

    def test_a_new_label_builds_all_that_may_refer_to_it(self):
        self.write("s/b/index.rst", "label b\nlabel more\n")
        self.assertEqual({"b:inventory": "built"}, self.docbuild("b:inventory").outcomes())
        said = self.docbuild("--explain", "a:html", events=False).stdout
        self.assertEqual("a:html: inventory of b changed\n", said)
        self.assertEqual(["a:html", "b:html", "c:html"], self.built())
        self.assertEqual([], self.built())


class Explaining(DocbuildTest):
    def explain(self, *options):
        return self.docbuild("--explain", *options, events=False).stdout

    def test_each_job_has_its_reason(self):
        self.manifest({"a": self.fake("write", "{output}/x", "1"), "b": self.fake("exit", 5),
                       "c": {"command": self.fake("exit", 0), "needs": ["a"]}})
        self.assertEqual("a:build: never built\nb:build: never built\nc:build: never built\n",
                         self.explain())
        self.docbuild("--keep-going")
        self.assertEqual("a:build: up to date\nb:build: last attempt failed\n"
                         "c:build: up to date\n", self.explain())
        self.assertEqual("a:build: asked for by --rebuild\n", self.explain("--rebuild", "a"))

    def test_files_are_named_by_paths_that_open_from_where_one_stands(self):
        self.manifest({"a": {"command": self.fake("exit", 0), "inputs": ["common/x"]}})
        self.write("common/x", "")
        self.docbuild()
        self.write("common/x", "changed")
        self.write("source/a/index.rst", "changed")
        common, index = self.path("common/x"), self.path("source/a/index.rst")
        above = os.path.basename(self.directory)
        for cwd, options, seen in [
                (self.directory, [], ("common/x", "source/a/index.rst")),
                (os.path.dirname(self.directory), ["-C", above],
                 (f"{above}/common/x", f"{above}/source/a/index.rst")),
                (self.path("source"), ["-C", ".."], (common, "a/index.rst")),
                (self.path("source/a"), ["-f", "../../docbuild.json"], (common, "index.rst")),
                ("/", ["-f", self.path("docbuild.json")], (common[1:], index[1:]))]:
            with self.subTest(cwd=cwd):
                said = self.docbuild("--explain", *options, events=False, cwd=cwd).stdout
                self.assertEqual(sorted(f"{path} changed" for path in seen),
                                 sorted(said.removeprefix("a:build: ").strip().split(", ")))

    def test_a_changed_command_is_shown_by_what_differs(self):
        self.manifest({"a": self.fake("print-args", "html")})
        self.docbuild()
        self.manifest({"a": self.fake("print-args", "dirhtml")})
        self.assertEqual("a:build: command changed: -'html' +'dirhtml'\n", self.explain())


class Remembered(DocbuildTest):
    STATE = "_build/.docbuild/state.db"

    def setUp(self):
        super().setUp()
        self.manifest({name: self.fake("write", "{output}/x", name) for name in "ab"})
        self.docbuild()

    def change_state(self, *statements):
        with sqlite3.connect(self.path(self.STATE)) as state:
            for statement in statements:
                state.execute(statement)
        state.close()

    def test_an_older_format_is_set_aside_with_a_word(self):
        self.manifest({name: self.fake("exit", "0") for name in "ab"})
        self.docbuild()
        self.change_state("PRAGMA user_version=2")
        result = self.docbuild()
        self.assertEqual({"a:build": "built", "b:build": "built"}, result.outcomes())
        self.assertIn("(an older docbuild wrote it); building as if for the first time",
                      result.stderr)

    def test_a_newer_format_is_set_aside_with_a_word(self):
        self.change_state("PRAGMA user_version=99")
        result = self.docbuild()
        self.assertEqual({"a:build": "built", "b:build": "built"}, result.outcomes())
        self.assertIn("(it has format 99, this docbuild knows 3); building as if for the first time",
                      result.stderr)

    def test_a_death_loses_the_jobs_that_were_running_and_no_others(self):
        commands = {"a": self.fake("write", "{output}/x", "new"),
                    "b": {"command": self.fake(["write", "started", ""], ["wait-for", "go"]),
                          "needs": ["a"]}}
        self.manifest(commands)
        run = self.start("-j", "1")
        run.wait_for_event("job_finished", job="a:build")
        run.wait_for_file(self.path("started"))
        run.process.kill()
        run.finish()
        self.write("go")
        self.wait_until(lambda: not self.processes(), "the builder")
        said = self.docbuild("--explain", events=False).stdout
        self.assertEqual("a:build: up to date\nb:build: last attempt was cancelled\n", said)


if __name__ == "__main__":
    main()
