"""What comes after `STAGE:*` is built although one of them failed; see harness.py."""

import json
import os
import sqlite3
import sys

from harness import DocbuildTest, ServedTest, main

PYTHON = sys.executable


class Commands(DocbuildTest):
    """Each document yields its labels, and a page with the labels of all."""

    def setUp(self):
        super().setUp()
        for name in "abc":
            self.write(f"s/{name}/labels", f"of {name}\n")
        self.after("labels:*")

    def after(self, *entries, **needs):
        everybody = [f"{{build}}/labels/{name}/labels" for name in "abc"]
        self.write_manifest({
            "docbuild": 1,
            "stages": {"labels": {"command": self.fake("copy", "{source}/labels",
                                                       "{output}/labels"),
                                  "outputs": ["{output}/labels"]},
                       "page": {"command": self.fake("assemble", "{output}/page", "{output}/d",
                                                     "{source}", *everybody),
                                "after": list(entries)}},
            "documents": [{"name": name, "source": f"s/{name}",
                           **({"needs": needs[name]} if name in needs else {})}
                          for name in "abc"]})

    def page(self, name):
        return self.read(f"_build/page/{name}/page")

    def break_b(self):
        os.remove(self.path("s/b/labels"))

    def missing(self, run, job):
        event, = (event for event in run.events_named("job_finished") if event["job"] == job)
        return [(one["job"], one["outcome"], one["used"]) for one in event.get("missing", ())]

    def line_of(self, run, job):
        return next(line for line in run.stderr.splitlines() if f"built {job}" in line)

    def test_others_are_built_without_it_and_again_when_it_is_there(self):
        self.break_b()
        run = self.docbuild("--keep-going", "--jobs", "1")
        self.assertEqual({"a:labels": "built", "b:labels": "failed", "c:labels": "built",
                          "a:page": "built", "b:page": "skipped", "c:page": "built"},
                         run.outcomes())
        self.assertEqual(1, run.exit)
        self.assertEqual([("b:labels", "failed", "nothing")], self.missing(run, "a:page"))
        self.assertTrue(self.line_of(run, "a:page").endswith("), without b:labels (failed)"))
        self.assertIn("(no file)", self.page("a"))
        again = self.docbuild("--keep-going", "--jobs", "1").outcomes()
        self.assertEqual(("failed", "up_to_date", "up_to_date"),
                         (again["b:labels"], again["a:page"], again["c:page"]))
        self.write("s/b/labels", "of b\n")
        said = self.docbuild("b:labels", "--quiet")
        self.assertEqual(0, said.exit)
        self.assertEqual("a:page: labels of b changed\n",
                         self.docbuild("--explain", "a:page", events=False).stdout)
        run = self.docbuild()
        self.assertEqual({"built"}, {run.outcomes()[f"{name}:page"] for name in "abc"})
        self.assertEqual([], self.missing(run, "a:page"))
        self.assertIn("of b", self.page("a"))
        self.assertEqual({"up_to_date"}, set(self.docbuild().outcomes().values()))

    def test_what_it_yielded_last_is_used(self):
        self.docbuild()
        self.break_b()
        self.write("s/a/more", "news\n")
        run = self.docbuild("-k", "--jobs", "1")
        self.assertEqual(("built", "up_to_date"), (run.outcomes()["a:page"],
                                                   run.outcomes()["c:page"]))
        self.assertEqual([("b:labels", "failed", "last_good")], self.missing(run, "a:page"))
        self.assertTrue(
            self.line_of(run, "a:page").endswith("), with the last good b:labels (failed)"))
        self.assertIn("of b", self.page("a"))
        self.write("s/b/labels", "of b\n")
        self.assertEqual({"b:labels": "built"},
                         {job: outcome for job, outcome in self.docbuild().outcomes().items()
                          if outcome != "up_to_date"})

    def test_what_is_skipped_is_missing_as_well(self):
        self.after("labels:*", c=["b"])
        self.break_b()
        run = self.docbuild("-k", "--jobs", "1")
        self.assertEqual({"a:labels": "built", "b:labels": "failed", "c:labels": "skipped",
                          "a:page": "built", "b:page": "skipped", "c:page": "skipped"},
                         run.outcomes())
        self.assertEqual([("b:labels", "failed", "nothing"), ("c:labels", "skipped", "nothing")],
                         self.missing(run, "a:page"))
        self.write("s/b/labels", "of b\n")
        outcomes = self.docbuild().outcomes()
        self.assertEqual({"built"}, {outcomes[f"{name}:page"] for name in "abc"})

    def test_a_job_named_by_its_document_must_succeed(self):
        self.break_b()
        for entries, needs in ((["b:labels"], {}), (["labels:*", "b:labels"], {}),
                               (["labels"], {"a": ["b"]})):
            self.after(*entries, **needs)
            self.assertEqual("skipped", self.docbuild("-k", "a:page").outcomes()["a:page"])

    def test_what_was_missing_is_remembered_until_it_is_there(self):
        self.break_b()
        self.docbuild("--keep-going", "--jobs", "1")
        self.assertIn("a:page    up_to_date, without the latest b:labels", self.list())
        again = self.docbuild("-k", "--jobs", "1", "-v")
        self.assertIn("up_to_date a:page: up to date, as built without the latest b:labels\n",
                      again.stderr)
        self.write("s/b/labels", "of b\n")
        outcomes = self.docbuild("--failed").outcomes()
        self.assertEqual(("built", "built", "built"),
                         tuple(outcomes[job] for job in ("b:labels", "a:page", "c:page")))
        self.assertNotIn("without", self.list())
        self.assertEqual({}, self.docbuild("--failed").outcomes())

    def test_what_was_missing_is_forgotten_where_it_yields_the_same(self):
        self.docbuild()
        self.break_b()
        self.write("s/a/more", "news\n")
        self.docbuild("-k", "--jobs", "1")
        self.assertIn("a:page    up_to_date, without the latest b:labels", self.list())
        self.write("s/b/labels", "of b\n")
        outcomes = self.docbuild("--failed").outcomes()
        self.assertEqual(("built", "up_to_date"), (outcomes["b:labels"], outcomes["a:page"]))
        self.assertNotIn("without", self.list())
        self.assertEqual({}, self.docbuild("--failed").outcomes())

    def list(self):
        return self.docbuild("--list", events=False).stdout

    def test_without_keep_going_nothing_more_is_started(self):
        self.break_b()
        outcomes = self.docbuild("--jobs", "1").outcomes()
        self.assertEqual(("failed", "cancelled", "skipped", "cancelled"),
                         tuple(outcomes[job] for job in ("b:labels", "a:page", "b:page", "c:page")))

    def test_a_death_in_between_is_a_failure(self):
        """docbuild is killed before the builder ends, which has overwritten its output."""
        self.docbuild()
        manifest = json.loads(self.read("docbuild.json"))
        manifest["documents"][1]["overrides"] = {"labels": {"command": self.fake(
            ["write", "{output}/labels", "half"], ["touch", self.path("ready")],
            ["wait-for", self.path("never")])}}
        self.write_manifest(manifest)
        run = self.start("--jobs", "1")
        run.wait_for_file(self.path("ready"))
        run.process.kill()
        run.finish()
        self.after("labels:*")
        self.break_b()
        outcomes = self.docbuild("-k", "--jobs", "1").outcomes()
        self.assertEqual(("failed", "built", "built"),
                         tuple(outcomes[job] for job in ("b:labels", "a:page", "c:page")))
        self.assertIn("half", self.page("a"))
        self.write("s/b/labels", "of b\n")
        self.docbuild()
        self.assertIn("of b", self.page("a"))

    def test_a_stage_alone_is_that_of_every_document(self):
        manifest = json.loads(self.read("docbuild.json"))
        manifest["documents"][0]["name"] = "part/a"
        self.write_manifest(manifest)
        self.assertEqual({"part/a:labels": "built", "b:labels": "built", "c:labels": "built"},
                         self.docbuild(":labels").outcomes())
        wrong = self.docbuild(":label", events=False)
        self.assertEqual((2, "docbuild: unknown stage 'label'; did you mean 'labels'?\n"),
                         (wrong.exit, wrong.stderr))

    def test_the_graph_has_one_node_for_all_of_a_stage(self):
        graph = self.docbuild("--graph", events=False).stdout
        self.assertIn('  "b:labels" -> "labels:*";\n', graph)
        self.assertIn('  "labels:*" -> "a:page";\n', graph)
        self.assertIn('  "a:labels" -> "a:page";\n', graph)
        self.assertNotIn('  "b:labels" -> "a:page";\n', graph)


class Sphinx(ServedTest):
    """Documents that refer to the next one, whatever of that is there."""

    def setUp(self):
        super().setUp()
        self.documents("abc")

    def documents(self, names, html=("-q",)):
        for name, other in zip(names, names[1:] + names[:1]):
            self.write(f"docs/{name}/conf.py", "project = 'x'\n")
            self.write(f"docs/{name}/index.rst", f"Title\n=====\n\n.. _label-{name}:\n\nSection\n"
                       f"-------\n\nSee :ref:`label-{other}`.\n")
        self.write_manifest({
            "docbuild": 1,
            "stages": {"inventory": {"sphinx": "inventory", "python": PYTHON, "arguments": ["-q"]},
                       "html": {"sphinx": "html", "python": PYTHON, "arguments": list(html),
                                "after": ["inventory:*"]}},
            "documents": [{"match": "docs/*/conf.py", "name": "{1}"}]})

    def page(self, name):
        return self.read(f"_build/html/{name}/index.html")

    def test_one_broken_document_costs_its_own_pages(self):
        self.write("docs/b/conf.py", "import not_installed_here\n")
        for options in ((), ("--no-preload", "--rebuild")):
            run = self.docbuild("-k", "--jobs", "2", *options)
            self.assertEqual({"a:inventory": "built", "b:inventory": "failed",
                              "c:inventory": "built", "a:html": "built", "b:html": "skipped",
                              "c:html": "built"}, run.outcomes())
            self.assertNotIn("../b/index.html", self.page("a"))
            self.assertIn('href="../a/index.html#label-a"', self.page("c"))
        self.write("docs/b/conf.py", "project = 'x'\n")
        run = self.docbuild()
        self.assertEqual({"a:html", "b:html", "c:html", "b:inventory"},
                         {job for job, outcome in run.outcomes().items() if outcome == "built"})
        self.assertIn('href="../b/index.html#label-b"', self.page("a"))
        self.assertEqual({"up_to_date"}, set(self.docbuild().outcomes().values()))

    def test_a_spoilt_inventory_is_no_warning(self):
        """Of a document to which the others do not refer."""
        self.documents("abc", html=("-q", "-W", "--keep-going", "-n"))
        self.write("docs/c/index.rst", "Title\n=====\n\nSee :ref:`label-a`.\n")
        self.write("docs/b/index.rst", "Title\n=====\n\n.. _label-b:\n\nSection\n-------\n")
        self.write("docs/c/conf.py", "def setup(app):\n    app.connect('build-finished', spoil)\n\n\n"
                   "def spoil(app, error):\n"
                   f"    with open({self.path('_build/inventory/c/objects.inv')!r}, 'wb') as file:\n"
                   "        file.write(b'# Sphinx inventory version 2\\n# Project: x\\n# Version: \\n"
                   "# The remainder of this file is compressed using zlib.\\nx')\n"
                   "    raise RuntimeError\n")
        self.write("docs/a/conf.py", "extensions = ['sphinx.ext.intersphinx']\n")
        self.stage_c_with_spoiling()
        run = self.docbuild("-k", "--jobs", "1")
        self.assertEqual(("failed", "built", "built"),
                         tuple(run.outcomes()[job] for job in ("c:inventory", "a:html", "b:html")))

    def stage_c_with_spoiling(self):
        """Listeners to the end are not heard where no pages are written; so c builds them."""
        manifest = json.loads(self.read("docbuild.json"))
        manifest["documents"].append({"name": "c", "source": "docs/c", "overrides": {
            "inventory": {"sphinx": "html", "outputs": ["{output}/objects.inv"]}}})
        manifest["documents"][0]["except"] = ["docs/c/*"]
        self.write_manifest(manifest)

    def state(self):
        """The longest lists of words and of files of a job, in bytes; all that is in `offers`."""
        with sqlite3.connect(self.path("_build/.docbuild/state.db")) as state:
            longest, = state.execute("SELECT max(length(argv)), max(length(depfile)) FROM jobs")
        state.close()
        return longest, os.listdir(self.path("_build/.docbuild/sphinx/offers"))

    def test_what_is_remembered_of_a_document_does_not_grow_with_the_others(self):
        self.assertEqual(0, self.docbuild().exit)
        few, first = self.state()
        self.documents("abcdefgh")
        self.assertEqual(0, self.docbuild("--jobs", "2").exit)
        many, second = self.state()
        self.assertEqual(few, many)
        self.assertEqual((1, 1), (len(first), len(second)))
        self.assertNotEqual(first, second)
        told = json.loads(self.read("_build/.docbuild/sphinx/told/html/a.json"))
        self.assertEqual([], told["documents"])
        shared = json.loads(self.read(f"_build/.docbuild/sphinx/offers/{second[0]}"))
        self.assertEqual(list("abcdefgh"), [document["name"] for document in shared])

    def test_another_document_is_a_reason_in_plain_words(self):
        self.docbuild()
        self.documents("abcd")
        said = self.docbuild("--explain", "b:html", events=False).stdout
        self.assertEqual("b:html: the documents that it may link to changed\n", said)


if __name__ == "__main__":
    main()
