"""What --clean removes and what it leaves, and what --explain says of the rest; see harness.py."""

import os

from harness import DocbuildTest, main


class Cleaning(DocbuildTest):
    def setUp(self):
        super().setUp()
        write = self.fake("write", "{output}/index.html", "page")
        for name in ("reference", "rings", "other"):
            self.write(f"s/{name}/index.rst", name)
        self.write_manifest({
            "docbuild": 1, "stages": {"html": {"command": write}},
            "documents": [
                {"name": "reference", "source": "s/reference"},
                {"name": "reference/rings", "source": "s/rings"},
                {"name": "other", "source": "s/other", "overrides": {"html": {
                    "command": self.fake("write", "{manifest_dir}/dist/other.html", "page"),
                    "outputs": ["{manifest_dir}/dist/other.html"]}}}]})
        self.assertEqual(0, self.docbuild().exit)

    def exists(self, *names):
        return [os.path.exists(self.path(name)) for name in names]

    def clean(self, *jobs):
        result = self.docbuild("--clean", *jobs, events=False)
        self.assertEqual((0, ""), (result.exit, result.stderr))
        return result.stdout

    def test_the_outer_document_leaves_the_inner(self):
        self.assertEqual("1 job cleaned\n", self.clean("reference"))
        self.assertEqual([False, True], self.exists("_build/html/reference/index.html",
                                                    "_build/html/reference/rings/index.html"))
        logs = "_build/.docbuild/logs/html/"
        self.assertEqual([False, True],
                         self.exists(logs + "reference.log", logs + "reference/rings.log"))

    def test_the_inner_document_leaves_the_outer(self):
        self.assertEqual("1 job cleaned\n", self.clean("reference/rings"))
        self.assertEqual([True, False], self.exists("_build/html/reference/index.html",
                                                    "_build/html/reference/rings"))
        self.assertEqual({"reference:html": "up_to_date", "reference/rings:html": "built",
                          "other:html": "up_to_date"}, self.docbuild().outcomes())

    def test_a_declared_output_outside_goes_with_its_job_and_its_neighbours_stay(self):
        self.write("dist/mine.html", "kept")
        self.assertEqual("1 job cleaned\n", self.clean("other"))
        self.assertEqual([False, True], self.exists("dist/other.html", "dist/mine.html"))

    def test_cleaning_twice_finds_nothing_the_second_time(self):
        self.assertEqual("3 jobs cleaned\n", self.clean())
        self.assertEqual("0 jobs cleaned\n", self.clean())

    def test_sources_are_never_removed(self):
        self.clean()
        self.assertEqual([True, True, True], self.exists("s/reference/index.rst",
                                                         "s/rings/index.rst", "docbuild.json"))


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

    def test_a_renamed_file_is_one_less_and_one_more(self):
        self.manifest({"a": self.fake("exit", 0)})
        self.docbuild()
        os.rename(self.path("source/a/index.rst"), self.path("source/a/start.rst"))
        why = self.explain()
        self.assertIn("index.rst", why)
        self.assertIn("start.rst", why)
        self.assertEqual({"a:build": "built"}, self.docbuild().outcomes())

    def test_a_declared_output_that_was_deleted_is_named(self):
        self.manifest({"a": {"command": self.fake("write", "{output}/x", "1"),
                             "outputs": ["{output}/x"]}})
        self.docbuild()
        os.remove(self.path("_build/build/a/x"))
        self.assertEqual(f"a:build: output missing: {self.path('_build/build/a/x')}\n",
                         self.explain())
        self.assertEqual({"a:build": "built"}, self.docbuild().outcomes())

    def test_a_changed_command_is_shown_by_what_differs(self):
        self.manifest({"a": self.fake("print-args", "html")})
        self.docbuild()
        self.manifest({"a": self.fake("print-args", "dirhtml")})
        self.assertEqual("a:build: command changed: -'html' +'dirhtml'\n", self.explain())


if __name__ == "__main__":
    main()
