"""Stages with the key `sphinx`: links between documents, inputs, verdicts, and preloading."""

import json
import os
import sys

import processes
from harness import ServedTest, main

PYTHON = sys.executable


class Sphinx(ServedTest):
    """Stages with "sphinx": two documents that refer to each other."""

    def warnings(self, run):
        return [event["message"] for event in run.events_named("warning")]

    def setUp(self):
        super().setUp()
        for name, other in (("a", "b"), ("b", "a")):
            self.write(f"docs/{name}/conf.py", "project = 'x'\n")
            self.write(f"docs/{name}/index.rst", f"Title\n=====\n\n.. _label-{name}:\n\nSection\n"
                       f"-------\n\nSee :ref:`label-{other}`.\n\n.. include:: ../shared.txt\n")
        self.write("docs/shared.txt", "Shared.\n")
        self.write_manifest({
            "docbuild": 1,
            "stages": {"inventory": {"sphinx": "inventory", "python": PYTHON},
                       "html": {"sphinx": "html", "python": PYTHON, "arguments": ["-W", "-n"],
                                "after": ["inventory:*"]}},
            "documents": [{"match": "docs/*/conf.py", "name": "{1}"}]})

    def page(self, name):
        return self.read(f"_build/html/{name}/index.html")

    def test_cyclic_references_resolve_in_the_first_build(self):
        run = self.docbuild("--jobs", "2")
        self.assertEqual(0, run.exit, run.stderr)
        self.assertIn('href="../b/index.html#label-b"', self.page("a"))
        self.assertIn('href="../a/index.html#label-a"', self.page("b"))
        self.assertEqual(["objects.inv"], os.listdir(self.path("_build/inventory/a")))
        self.assertEqual({"up_to_date"}, set(self.docbuild().outcomes().values()))

    def test_an_inventory_does_not_depend_on_what_follows(self):
        """Man pages and texts have none of their own; it is that of HTML pages, wherever they come."""
        inventory = {"sphinx": "inventory", "python": PYTHON}
        self.docbuild("a:inventory")
        expected = self.read("_build/inventory/a/objects.inv")
        for stages in (["text"], ["man", "html"], ["html", "man"]):
            with self.subTest(stages):
                self.write_manifest({
                    "docbuild": 1, "build": "again",
                    "stages": {"inventory": inventory, **{
                        builder: {"sphinx": builder, "python": PYTHON, "after": ["inventory:*"]}
                        for builder in stages}},
                    "documents": [{"match": "docs/*/conf.py", "name": "{1}"}]})
                self.docbuild("--clean")
                run = self.docbuild()
                self.assertEqual(({"built"}, 0), (set(run.outcomes().values()), run.exit),
                                 run.stderr)
                self.assertEqual(expected, self.read("again/inventory/a/objects.inv"))

    def test_the_plain_way_gives_the_same_pages(self):
        self.docbuild()
        pages = [self.page("a"), self.page("b")]
        run = self.docbuild("--rebuild", "--no-preload")
        self.assertEqual(0, run.exit, run.stderr)
        self.assertEqual(pages, [self.page("a"), self.page("b")])

    def test_without_docstrings_documents_are_preloaded_too(self):
        run = self.docbuild(environment={"PYTHONOPTIMIZE": "2", "PYTHONDONTWRITEBYTECODE": "1"})
        self.assertEqual(0, run.exit, run.stderr)
        self.assertEqual([], self.warnings(run))
        self.assertEqual([True] * 4, [event.get("preloaded")
                                      for event in run.events_named("job_started")])

    def test_what_cannot_be_warmed_up_is_told(self):
        self.write("site/sitecustomize.py", "import tempfile\n"
                   "tempfile.TemporaryDirectory = lambda **_: 1 / 0\n")
        run = self.docbuild("--jobs", "2", environment={"PYTHONPATH": self.path("site")})
        self.assertEqual({"built"}, set(run.outcomes().values()))
        self.assertEqual(["fork server: cannot warm up 'docbuild_sphinx.warm': division by zero"],
                         self.warnings(run))
        started = run.events_named("job_started")
        self.assertEqual([True] * 4, [event.get("preloaded") for event in started])

    def test_a_document_may_be_named_below_another(self):
        self.write_manifest({
            "docbuild": 1, "stages": {"html": {"sphinx": "html", "python": PYTHON}},
            "documents": [{"name": "a", "source": "docs/a"}, {"name": "a/b", "source": "docs/b"}]})
        self.assertEqual({"a:html": "built", "a/b:html": "built"},
                         self.docbuild("--jobs", "1").outcomes())

    def test_what_is_included_counts_and_same_labels_rebuild_no_other(self):
        self.docbuild()
        self.write("docs/shared.txt", "Changed.\n")
        self.assertEqual({"built"}, set(self.docbuild().outcomes().values()))
        self.write("docs/a/index.rst", self.read("docs/a/index.rst") + "\nMore.\n")
        self.assertEqual({"a:inventory": "built", "a:html": "built", "b:inventory": "up_to_date",
                          "b:html": "up_to_date"}, self.docbuild().outcomes())

    def test_a_module_rebuilds_the_documents_that_document_it_and_no_others(self):
        self.write("code/measured.py", '"""Words."""\n')
        self.write("docs/a/conf.py", "import os, sys\nextensions = ['sphinx.ext.autodoc']\n"
                                     "sys.path.insert(0, os.path.abspath('../../code'))\n")
        self.write("docs/a/index.rst", self.read("docs/a/index.rst")
                   + "\n.. automodule:: measured\n")
        self.assertEqual({"built"}, set(self.docbuild().outcomes().values()))
        self.assertEqual({"up_to_date"}, set(self.docbuild().outcomes().values()))
        self.write("code/measured.py", '"""Other words."""\n')
        run = self.docbuild("--explain", events=False)
        self.assertIn("a:html: code/measured.py changed", run.stdout)
        outcomes = self.docbuild().outcomes()
        self.assertEqual({"a:inventory": "built", "a:html": "built", "b:inventory": "up_to_date",
                          "b:html": "up_to_date"}, outcomes)
        self.assertIn("Other words.", self.page("a"))

    def test_the_first_jobs_do_not_teach_what_the_server_imports_meanwhile(self):
        self.write("docs/a/conf.py", "import wave\nextensions = ['sphinx.ext.todo']\n")
        self.assertEqual(0, self.docbuild("a:inventory").exit)
        (entry,) = json.loads(
            self.read("_build/.docbuild/preload/learned.json"))["learned"].values()
        learned = entry["modules"]
        self.assertIn("wave", learned)
        self.assertNotIn("sphinx.builders.changes", learned)
        self.assertNotIn("sphinx.ext.todo", learned)  # conf.py names it

    def test_the_first_error_comes_first_and_learning_is_kept(self):
        self.write("docs/a/index.rst", "Title\n=====\n\n:ref:`nowhere`\n")
        run = self.docbuild("a:html")
        self.assertEqual(1, run.exit)
        finished = run.events_named("job_finished")[-1]
        self.assertEqual(f"{self.path('docs/a/index.rst')}:4: undefined label: 'nowhere'",
                         finished["finding"])
        self.assertTrue(os.path.exists(self.path("_build/.docbuild/preload/learned.json")))

    def test_a_traceback_is_kept_and_named(self):
        self.write("docs/a/conf.py", "from docutils.parsers.rst import Directive\n"
                                     "class Fail(Directive):\n    def run(self):\n"
                                     "        raise ValueError('on purpose')\n"
                                     "def setup(app):\n    app.add_directive('fail', Fail)\n")
        self.write("docs/a/index.rst", "Title\n=====\n\n.. fail::\n")
        run = self.docbuild("a:inventory")
        self.assertEqual(1, run.exit)
        kept = self.path("_build/.docbuild/logs/inventory/a.traceback")
        self.assertIn(f"traceback: {kept}", run.stderr)
        self.assertIn("on purpose", self.read(kept))


if __name__ == "__main__":
    assert processes.is_alive(os.getpid())
    main()
