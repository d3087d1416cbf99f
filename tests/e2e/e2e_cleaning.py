"""What --clean removes and what it leaves; see harness.py."""

import json
import os
import sys

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


class UnsetVariables(DocbuildTest):
    """The builder asks for a variable that is set while it is built and not afterwards."""

    def setUp(self):
        super().setUp()
        self.write("s/index.rst", "index")
        self.write_manifest({
            "docbuild": 1, "stages": {"html": {
                "command": self.fake("write", "{env:DIST}/page", "page"),
                "outputs": ["{env:DIST}/page", "{env:DIST}/../s/none"]}},
            "documents": [{"name": "a", "source": "s"}]})
        self.write("s/none", "no output")
        result = self.docbuild(environment={"DIST": self.path("dist")})
        self.assertEqual(0, result.exit, result.stderr)

    def test_clean_removes_what_was_written(self):
        result = self.docbuild("--clean", events=False)
        self.assertEqual((0, "1 job cleaned\n", ""), (result.exit, result.stdout, result.stderr))
        self.assertFalse(os.path.exists(self.path("dist")) and os.listdir(self.path("dist")))
        self.assertTrue(os.path.exists(self.path("s/index.rst")))

    def test_a_path_that_is_not_known_whole_is_not_removed(self):
        os.remove(self.path("_build/.docbuild/state.db"))
        self.docbuild("--clean", events=False)
        self.assertTrue(os.path.exists(self.path("s/none")))
        self.assertTrue(os.path.exists(self.path("dist/page")))

    def test_questions_say_what_differs(self):
        result = self.docbuild("--list", events=False)
        self.assertEqual((0, ""), (result.exit, result.stderr))
        self.assertRegex(result.stdout, r"^a:html  changed ")
        result = self.docbuild("--explain", events=False)
        self.assertEqual((0, ""), (result.exit, result.stderr))
        self.assertIn("-'{manifest_dir}/dist/page' +'{env:DIST}/page'", result.stdout)

    def test_what_a_job_wrote_is_not_taken_for_what_a_removed_job_left(self):
        path = self.path("dist/page")
        manifest = json.loads(self.read("docbuild.json"))
        stage = {"command": self.fake("write", path, "page"), "outputs": [path]}
        self.write_manifest({**manifest, "documents": [
            *manifest["documents"],
            {"name": "b", "source": "s", "overrides": {"html": stage}}]})
        self.docbuild(environment={"DIST": self.path("dist")})
        self.write_manifest(manifest)
        result = self.docbuild("--clean", "--stale", events=False)
        self.assertEqual(0, result.exit, result.stderr)
        self.assertTrue(os.path.exists(path))

    def test_a_build_is_refused(self):
        result = self.docbuild(events=False)
        self.assertEqual(2, result.exit)
        self.assertIn("environment variable 'DIST' is not set", result.stderr)


class SphinxStages(DocbuildTest):
    """What is kept in docbuild's own corner for `sphinx` stages."""

    def setUp(self):
        super().setUp()
        for name in ("a", "b"):
            self.write(f"docs/{name}/conf.py")
            self.write(f"docs/{name}/index.rst", "Title\n=====\n")
        self.documents("a", "b")

    def documents(self, *names, **html):
        self.write_manifest({
            "docbuild": 1,
            "stages": {"inventory": {"sphinx": "inventory", "python": sys.executable},
                       "html": {**(html or {"sphinx": "html", "python": sys.executable}),
                                "after": ["inventory"]}},
            "documents": [{"name": name, "source": "docs/" + name[-1]} for name in names]})

    def build(self, *jobs):
        result = self.docbuild("--no-preload", *jobs)
        self.assertEqual(0, result.exit, result.stderr)
        return result.outcomes()

    def clean(self, *jobs):
        result = self.docbuild("--clean", *jobs, events=False)
        self.assertEqual((0, ""), (result.exit, result.stderr))
        return result.stdout

    def kept(self):
        """{KIND/STAGE/DOCUMENT: ...}, with the doctrees of a job as one."""
        found = set()
        corner = self.path("_build/.docbuild")
        for kind in ("logs", "sphinx/told", "sphinx/read", "sphinx/progress", "sphinx/report"):
            for directory, _, files in os.walk(os.path.join(corner, kind)):
                found |= {os.path.splitext(os.path.join(directory, name))[0] for name in files}
        for directory, _, files in os.walk(os.path.join(corner, "sphinx/doctrees")):
            found |= {directory} if "environment.pickle" in files else set()
        return {os.path.relpath(path, corner) for path in found}

    def kept_of(self, job):
        document, stage = job.split(":")
        return {path for path in self.kept() if path.endswith(f"/{stage}/{document}")}

    def test_all_that_is_kept_of_a_document_goes_and_nothing_of_another(self):
        self.build()
        self.write("_build/.docbuild/logs/html/a.traceback", "of an earlier attempt")
        others = self.kept_of("b:inventory") | self.kept_of("b:html")
        self.assertEqual((11, 22), (len(others), len(self.kept())))
        self.assertEqual("2 jobs cleaned\n", self.clean("a"))
        self.assertEqual(others, self.kept())
        self.assertFalse(os.path.exists(self.path("_build/.docbuild/logs/html/a.traceback")))
        self.assertEqual("2 jobs cleaned\n", self.clean())
        self.assertFalse(os.path.exists(self.path("_build/.docbuild/sphinx")))
        self.assertEqual("0 jobs cleaned\n", self.clean())

    def test_the_stage_that_went_on_with_the_doctrees_leaves_them_to_the_inventory(self):
        self.build("a")
        inventory = self.kept_of("a:inventory")
        self.clean("a:html")
        self.assertEqual(inventory, self.kept())
        self.assertEqual({"a:inventory": "up_to_date", "a:html": "built"}, self.build("a"))
        self.assertTrue(os.path.exists(self.path("_build/html/a/index.html")))

    def test_the_inventory_leaves_them_to_the_stage_that_went_on(self):
        self.build("a")
        html = self.kept_of("a:html")
        self.clean("a:inventory")
        self.assertEqual(html | {"sphinx/doctrees/inventory/a"}, self.kept())
        self.assertEqual({"a:inventory": "built", "a:html": "up_to_date"}, self.build("a"))
        self.assertTrue(os.path.exists(self.path("_build/inventory/a/objects.inv")))

    def test_the_last_of_the_two_takes_them(self):
        self.build("a")
        self.clean("a:inventory")
        self.clean("a:html")
        self.assertEqual(set(), self.kept())
        self.build("a:inventory")
        self.clean("a:inventory")
        self.assertEqual(set(), self.kept())

    def test_a_document_below_another_ones_name_keeps_its_own(self):
        self.documents("a", "a/b")
        self.build()
        inner = self.kept_of("a/b:inventory") | self.kept_of("a/b:html")
        self.clean("a")
        self.assertEqual(inner, self.kept())
        self.assertEqual({"a:inventory": "built", "a:html": "built", "a/b:inventory": "up_to_date",
                          "a/b:html": "up_to_date"}, self.build())

    def test_what_is_kept_goes_when_sphinx_builds_the_stage_no_more(self):
        self.build("a")
        self.documents("a", command=self.fake("exit", 0))
        self.clean("a:html")
        self.assertEqual(set(), self.kept_of("a:html"))


if __name__ == "__main__":
    main()
