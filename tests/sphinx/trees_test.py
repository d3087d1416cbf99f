"""When the trees of pages are freed, and what does not change by it."""

import gc
import io
import sys
import unittest
import weakref

import sphinx
from case import FRONT, Case, in_child
from driver import PYTHON

sys.path.insert(0, str(PYTHON))

from docbuild_fork.child import streams  # noqa: E402
from docbuild_patches import collector  # noqa: E402
from sphinx.application import Sphinx  # noqa: E402

PAGES = 4

SHOUTS = """
from docutils import nodes
from docutils.parsers.rst import Directive


class Shout(Directive):
    has_content = True

    def run(self):
        text = ["\\n".join(self.content)]
        env = self.state.document.settings.env
        env.app.emit("source-read", env.docname, text)
        return [nodes.paragraph("", text[0].upper())]


def setup(app):
    app.add_directive("shout", Shout)
"""


class Trees(Case):
    def setUp(self):
        super().setUp()
        self.write("source/conf.py", "")
        for number in range(PAGES):
            self.write(f"source/page{number}.rst", f"Page {number}\n======\n\n* nested\n\n  * list\n")
        names = "".join(f"   page{number}\n" for number in range(PAGES))
        self.write("source/index.rst", f"Title\n=====\n\n.. toctree::\n\n{names}")

    def application(self, builder="html", output="html"):
        return Sphinx(self.path("source"), self.path("source"), self.path(output),
                      self.path("trees"), builder, status=io.StringIO(), warning=io.StringIO())

    def alive(self, enabled):
        """How many trees of earlier pages there are when the next page is read; how many objects
        are no longer looked at, of thousands; and the thresholds, before and since."""
        def build():
            if enabled:
                collector.install()
            gc.freeze()
            frozen = gc.get_freeze_count()
            app = self.application()
            collector.connect(app, streams.writers, lambda builder: True)
            found, read = [], []
            thresholds = [gc.get_threshold()]
            app.connect("doctree-read", lambda app, tree: read.append(weakref.ref(tree)))
            app.connect("source-read", lambda *_: found.append(sum(
                tree() is not None for tree in read)), priority=999)
            app.build()
            thresholds.append(gc.get_threshold())
            return found, round((gc.get_freeze_count() - frozen) / 1000), thresholds
        return in_child(build)

    def test_a_tree_goes_before_the_next_page_is_read(self):
        found, kept, thresholds = self.alive(enabled=True)
        if sphinx.version_info < (6, 1):
            self.assertEqual(found, [0] * (PAGES + 1))
            self.assertGreater(kept, 0)
        else:  # Sphinx has use for the trees, one after the other
            self.assertEqual(found, list(range(PAGES + 1)))
            self.assertEqual(kept, 0)
        self.assertEqual(thresholds, [list(collector.WHILE_READING), list(collector.WHILE_WRITING)])

    def test_who_is_not_forked_from_a_server_is_as_sphinx_has_it(self):
        found, kept, thresholds = self.alive(enabled=False)
        self.assertGreater(max(found), 0)
        self.assertEqual(kept, 0)
        self.assertEqual(thresholds, [list(gc.get_threshold())] * 2)

    def test_who_has_set_the_collector_up_knows_better(self):
        for line, expected in (("gc.set_threshold(9, 8, 7)", [True, [9, 8, 7]]),
                               ("gc.disable()", [False, list(gc.get_threshold())])):
            self.write("source/conf.py", f"import gc\n{line}\n")
            with self.subTest(line):
                self.assertEqual(in_child(lambda: self.collector_after("pass")), expected)

    def test_so_does_who_sets_it_up_later(self):
        for line, expected in (("gc.set_threshold(9, 8, 7)", [True, [9, 8, 7]]),
                               ("gc.disable()", [False, list(collector.WHILE_READING)])):
            with self.subTest(line):
                self.assertEqual(in_child(lambda: self.collector_after(line)), expected)

    def collector_after(self, line):
        """How it is set up after a build, in which `line` was done after `connect`."""
        collector.install()
        app = self.application()
        collector.connect(app, streams.writers, lambda builder: True)
        exec(line)
        before = gc.get_freeze_count()
        app.build()
        self.assertEqual(gc.get_freeze_count(), before)
        return [gc.isenabled(), gc.get_threshold()]

    def test_what_has_been_read_before_is_kept_too(self):
        def build(builder):
            collector.install()
            app = self.application(builder, builder)
            before = gc.get_freeze_count()
            collector.connect(app, streams.writers, lambda builder: True)
            app.build()
            return gc.get_freeze_count() - before

        in_child(lambda: build("html"))
        for builder in ("html", "dirhtml"):
            self.assertGreater(in_child(lambda: build(builder)), 1000)

    def test_a_file_that_is_left_open(self):
        """The interpreter writes what is left of it at its end, and so does a job."""
        conf = self.write("source/conf.py", "import os\nnotes = open('notes', 'w')\n"
                          "notes.write(f'{os.getpid()}\\n')\n")
        server = self.ready("--preload", "sphinx.cmd.build", "--warm", "docbuild_sphinx.warm")
        told = self.write("told.json", "{}")
        env = {**server.environment, "DOCBUILD_SPHINX": told}
        for builder in ("html", "dirhtml"):  # reads the pages; finds them read
            answer, printed = self.job(
                server, [FRONT, "-b", builder, "-d", self.path("trees"), self.path("source"),
                         self.path(builder)], directory=self.directory, env=env)
            self.assertEqual(answer["status"], 0, printed)
            with open(self.path("source/notes"), encoding="ascii") as file:
                self.assertEqual(file.read(), f"{answer['pid']}\n")

    def test_an_extension_that_emits_source_read_in_the_midst_of_a_page(self):
        self.write("source/conf.py", "import os\nimport sys\n"
                   "sys.path.insert(0, os.path.dirname(__file__))\nextensions = ['shouts']\n")
        self.write("source/shouts.py", SHOUTS)
        for name in ("page1", "page2"):
            self.write(f"source/{name}.rst", "Page\n====\n\n.. shout::\n\n   here\n\nAfter it.\n")

        def build():
            collector.install()
            app = self.application()
            collector.connect(app, streams.writers, lambda builder: True)
            app.build()
            return app.statuscode

        self.assertEqual(in_child(build), 0)
        for name in ("page1", "page2"):
            page = self.read(f"html/{name}.html")
            self.assertIn("HERE", page)
            self.assertIn("After it.", page)

    @unittest.skipIf(sphinx.version_info < (5, 1), "a publisher is made for each page")
    @unittest.skipUnless((5, 1) <= sphinx.version_info < (9,), "this Sphinx keeps none of it")
    def test_what_read_a_page_is_told_to_let_go_of_that_alone(self):
        def build():
            collector.install()
            app = self.application()
            collector.connect(app, streams.writers, lambda builder: True)
            held = []
            app.connect("source-read", lambda app, *_: held.append(
                [str(publisher.reader.document)[:20] for publisher in
                 app.registry.publishers.values()]), priority=999)
            app.connect("doctree-read", lambda app, tree: held.append(
                [publisher.reader.document is tree for publisher in
                 app.registry.publishers.values()]))
            app.build()
            return held

        self.assertEqual(in_child(build), [["None"], [True]] * (PAGES + 1))


if __name__ == "__main__":
    unittest.main()
