"""What `--clean --stale` removes, and what it leaves; see harness.py."""

import os
import sqlite3
import sys

from harness import DocbuildTest, main


class StaleJobs(DocbuildTest):
    def setUp(self):
        super().setUp()
        self.write("dist/mine.html", "not docbuild's")
        self.documents("reference", "reference/rings", "other")
        self.assertEqual(0, self.docbuild().exit)

    def documents(self, *names, stages=("html",)):
        page = self.fake("write", "{output}/index.html", "page")
        outside = self.fake(["write", "{manifest_dir}/dist/other.html", "page"],
                            ["write", "{build}/pdf/other/book.pdf", "book"],
                            ["write", "{build}/deps/other.d", "x:"])
        own = {"html": {"command": outside, "depfile": "{build}/deps/other.d",
                        "outputs": ["{manifest_dir}/dist/other.html", "{build}/pdf/other/book.pdf",
                                    "{build}/deps/other.d"]}}
        for name in names:
            self.write(f"s/{name.replace('/', '-')}/index.rst", name)
        self.write_manifest({
            "docbuild": 1, "stages": {stage: {"command": page} for stage in stages},
            "documents": [{"name": name, "source": "s/" + name.replace("/", "-"),
                           **({"overrides": own} if name == "other" else {})} for name in names]})

    def clean(self):
        result = self.docbuild("--clean", "--stale", events=False)
        self.assertEqual((0, ""), (result.exit, result.stderr))
        return result.stdout.replace(self.directory + "/", "").splitlines()

    def exists(self, *names):
        return [os.path.exists(self.path(name)) for name in names]

    def test_where_all_are_in_the_manifest_nothing_is_stale(self):
        self.assertEqual(["0 jobs cleaned"], self.clean())
        self.assertEqual({"up_to_date"}, set(self.docbuild().outcomes().values()))

    def test_the_outer_document_goes_and_the_inner_stays(self):
        self.documents("reference/rings", "other")
        self.assertEqual(["reference:html: removed _build/html/reference",
                          "reference:html: removed _build/.docbuild/logs/html/reference.log",
                          "1 job cleaned"], self.clean())
        self.assertEqual([False, True], self.exists("_build/html/reference/index.html",
                                                    "_build/html/reference/rings/index.html"))
        self.assertEqual({"reference/rings:html": "up_to_date", "other:html": "up_to_date"},
                         self.docbuild().outcomes())
        self.assertEqual(["0 jobs cleaned"], self.clean())

    def test_the_inner_document_goes_and_the_outer_stays(self):
        self.documents("reference", "other")
        self.clean()
        self.assertEqual([True, False], self.exists("_build/html/reference/index.html",
                                                    "_build/html/reference/rings"))

    def test_an_outer_document_that_was_built_since_is_built_again(self):
        self.documents("reference", "other")
        self.write("s/reference/index.rst", "with rings as a chapter")
        self.assertEqual("built", self.docbuild().outcomes()["reference:html"])
        self.assertIn("reference:html: will be built again, as it may have written in there",
                      self.clean())
        self.assertEqual("built", self.docbuild().outcomes()["reference:html"])

    def test_all_that_a_job_declared_goes_with_it_and_its_neighbours_stay(self):
        self.documents("reference")
        self.write("_build/pdf/mine.pdf", "kept")
        self.assertEqual([
            "other:html: removed _build/html/other", "other:html: removed dist/other.html",
            "other:html: removed _build/pdf/other/book.pdf",
            "other:html: removed _build/deps/other.d",
            "other:html: removed _build/.docbuild/logs/html/other.log"], self.clean()[:5])
        self.assertEqual([False, True, False, True], self.exists(
            "dist/other.html", "dist/mine.html", "_build/pdf/other", "_build/pdf/mine.pdf"))

    def test_a_file_outside_that_is_not_as_it_was_written_stays(self):
        self.documents("reference", "reference/rings")
        self.write("dist/other.html", "now written by hand")
        self.assertIn("other:html: kept dist/other.html (may not belong to it); remove it if "
                      "you do not need it", self.clean())
        self.assertEqual([True, False], self.exists("dist/other.html", "_build/html/other"))

    def test_what_another_job_took_over_stays(self):
        self.write("s/new/index.rst", "new")
        self.write_manifest({
            "docbuild": 1, "stages": {"html": {
                "command": self.fake("write", "{manifest_dir}/dist/other.html", "page")}},
            "documents": [{"name": "new", "source": "s/new", "overrides": {
                "html": {"outputs": ["{manifest_dir}/dist/other.html"]}}}]})
        self.clean()
        self.assertEqual([True], self.exists("dist/other.html"))

    def test_directories_that_no_job_made_stay(self):
        self.documents("reference")
        self.write("_build/html/mine/index.html", "kept")
        self.write("_build/mine.txt", "kept")
        self.clean()
        self.assertEqual([True, True], self.exists("_build/html/mine/index.html",
                                                   "_build/mine.txt"))

    def test_a_stage_that_is_gone_leaves_stale_jobs(self):
        self.documents("reference", stages=("html", "pdf"))
        self.docbuild()
        self.documents("reference", stages=("html",))
        self.assertIn("reference:pdf: removed _build/pdf/reference", self.clean())
        self.assertEqual([True, False], self.exists("_build/html/reference", "_build/pdf/reference"))

    def test_a_job_that_is_known_by_its_log_alone_is_cleaned_too(self):
        with sqlite3.connect(self.path("_build/.docbuild/state.db")) as state:
            state.execute("DELETE FROM jobs")
        state.close()
        self.documents("other")
        self.assertEqual("2 jobs cleaned", self.clean()[-1])
        self.assertEqual([False, False], self.exists("_build/html/reference",
                                                     "_build/.docbuild/logs/html/reference.log"))

    def test_what_a_failed_job_left_goes_too(self):
        self.manifest({"bad": self.fake(["write", "{output}/half", "1"], ["exit", "1"]),
                       "good": self.fake("exit", "0")})
        self.docbuild("--keep-going")
        self.manifest({"good": self.fake("exit", "0")})
        self.clean()
        self.assertEqual([False, True], self.exists("_build/build/bad", "_build/build/good"))

    def test_sources_in_the_build_directory_stay(self):
        self.manifest({"maker": self.fake("exit", "0")})
        self.docbuild()
        self.write("_build/build/maker/text/index.rst", "generated")
        self.write_manifest({"docbuild": 1, "stages": {"html": {"command": self.fake("exit", "0")}},
                             "documents": [{"name": "b", "source": "_build/build/maker/text"}]})
        self.clean()
        self.assertEqual([True], self.exists("_build/build/maker/text/index.rst"))


class StaleSphinxJobs(DocbuildTest):
    """What is kept in docbuild's own corner for `sphinx` stages."""

    def setUp(self):
        super().setUp()
        for name in ("a", "b"):
            self.write(f"docs/{name}/conf.py")
            self.write(f"docs/{name}/index.rst", "Title\n=====\n")

    def build(self, *names, stages=("inventory", "html")):
        self.documents(*names, stages=stages)
        result = self.docbuild("--no-preload")
        self.assertEqual(0, result.exit, result.stderr)

    def documents(self, *names, stages=("inventory", "html")):
        all_stages = {"inventory": {"sphinx": "inventory", "python": sys.executable},
                      "html": {"sphinx": "html", "python": sys.executable,
                               **({"after": ["inventory"]} if "inventory" in stages else {})}}
        self.write_manifest({
            "docbuild": 1, "stages": {stage: all_stages[stage] for stage in stages},
            "documents": [{"name": name, "source": "docs/" + name[-1]} for name in names]})

    def clean(self):
        result = self.docbuild("--clean", "--stale", events=False)
        self.assertEqual((0, ""), (result.exit, result.stderr))
        return result.stdout.replace(self.directory + "/_build/", "").splitlines()

    def kept(self):
        """All files of jobs below docbuild's own corner."""
        return {os.path.join(directory, name) for kind in ("sphinx", "logs")
                for directory, _, files in os.walk(self.path("_build/.docbuild", kind))
                for name in files}

    def test_all_that_is_kept_of_a_job_is_listed_and_goes_and_nothing_of_another(self):
        self.build("b")
        others = self.kept()
        self.build("a", "b")
        self.documents("b")
        corner = "removed .docbuild/"
        self.assertEqual(
            [f"a:html: {what}" for what in (
                "removed html/a", corner + "sphinx/told/html/a.json",
                corner + "sphinx/read/html/a.d", corner + "sphinx/progress/html/a.txt",
                corner + "sphinx/report/html/a.json", corner + "sphinx/inputs/html/a.list",
                corner + "findings/html/a.jsonl", corner + "logs/html/a.log")]
            + [f"a:inventory: {what}" for what in (
                "removed inventory/a", corner + "sphinx/told/inventory/a.json",
                corner + "sphinx/read/inventory/a.d", corner + "sphinx/progress/inventory/a.txt",
                corner + "sphinx/report/inventory/a.json",
                corner + "sphinx/inputs/inventory/a.list",
                corner + "findings/inventory/a.jsonl",
                corner + "sphinx/doctrees/inventory/a", corner + "logs/inventory/a.log")]
            + ["2 jobs cleaned"], self.clean())
        self.assertEqual(others, self.kept())
        self.assertEqual(["0 jobs cleaned"], self.clean())
        self.assertEqual({"up_to_date"}, set(self.docbuild().outcomes().values()))

    def test_a_document_below_a_stale_ones_name_keeps_its_own(self):
        self.build("a/b")
        inner = self.kept()
        self.build("a", "a/b")
        self.documents("a/b")
        self.clean()
        self.assertEqual(inner, self.kept())

    def test_doctrees_stay_that_a_job_of_the_manifest_uses(self):
        self.build("a", stages=("inventory",))
        self.build("a")
        self.documents("a", stages=("inventory",))
        self.clean()
        doctrees = self.path("_build/.docbuild/sphinx/doctrees/inventory/a/environment.pickle")
        self.assertIn(doctrees, self.kept())
        self.assertEqual([], [path for path in self.kept() if "/html/" in path])

    def test_doctrees_of_a_job_that_was_cleaned_go_once_no_job_uses_them(self):
        self.build("a")
        self.docbuild("--clean", "a:inventory")
        self.build("a", stages=("html",))
        self.assertIn("a:inventory: removed .docbuild/sphinx/doctrees/inventory/a", self.clean())
        self.assertEqual([], [path for path in self.kept() if "/inventory/" in path])


if __name__ == "__main__":
    main()
