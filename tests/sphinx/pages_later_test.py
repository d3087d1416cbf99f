"""Inventories whose process goes on with the pages: the same files as by two processes."""

import json
import os
import unittest

from case import FRONT, Case, tree
from driver import PYTHON

ONE = {"conf.py": "project = 'One'\nextensions = ['sphinx.ext.todo']\nhtml_static_path = ['own']\n",
       "own/style.css": "p {}\n",
       "index.rst": "One\n===\n\n.. _one:\n\nHere\n----\n\n:ref:`two`\n\n.. include:: part.txt\n\n"
                    ".. toctree::\n\n   page\n",
       "part.txt": "Part.\n",
       "page.rst": "Page\n====\n\n:ref:`two` :ref:`one`\n"}
TWO = {"conf.py": "project = 'Two'\n",
       "index.rst": "Two\n===\n\n.. _two:\n\nThere\n-----\n\n:ref:`one`\n"}


class PagesLater(Case):
    documents = {"one": ONE, "two": TWO}

    def setUp(self):
        super().setUp()
        for name, files in self.documents.items():
            for file, text in files.items():
                self.write(f"{name}/{file}", text)

    def start(self):
        self.running = self.ready(
            "--preload", "docbuild_sphinx.front", "--preload", "sphinx.cmd.build",
            "--warm", "docbuild_sphinx.warm", "--directory", str(PYTHON))
        return self.running

    def arguments(self, build, name, stage, *more, builder=None):
        return ["-b", builder or stage, "-d", self.path(build, "trees", name), *more,
                self.path(name), self.path(build, stage, name)]

    def told(self, build, name, stage, then=None, pages="html"):
        """What docbuild tells, in a file."""
        place = f"{build}/{stage}-{name}"
        told = {"documents": [{"name": other, "html": self.path(build, "html", other),
                               "inventory": self.path(build, "inventory", other, "objects.inv")}
                              for other in self.documents if other != name],
                "depfile": self.path(place + ".d"), "target": self.path(build, stage, name),
                "report": self.path(place + ".report"), "progress": self.path(place + ".progress")}
        if stage == "inventory":
            told["pages"] = pages
        if then:
            told["then"] = {"arguments": then, "output": then[-1], "doctrees": then[3]}
        return self.write(place + ".told", json.dumps(told))


    def job(self, build, name, stage, *more, then=None, job=None, builder=None, pages="html"):
        """Runs one; how it ended."""
        for parent in ("inventory", "html"):
            os.makedirs(self.path(build, parent), exist_ok=True)
        os.makedirs(self.path(build, stage, name), exist_ok=True)
        message = {"may_park": True} if then else {"resumes": job} if job else {}
        env = {**self.running.environment,
               "DOCBUILD_SPHINX": self.told(build, name, stage, then, pages)}
        return self.running.run(
            [FRONT, *self.arguments(build, name, stage, *more, builder=builder)],
            self.path(build, f"{stage}-{name}.log"), directory=self.directory, env=env, **message)

    def build(self, build, goes_on, *, inventory=(), html=(), between=lambda: None, names=None,
              builder="html"):
        """Both stages of all documents; how the jobs ended, by stage and document."""
        ended = {}
        for name in names or self.documents:
            then = self.arguments(build, name, "html", *html, builder=builder) if goes_on else None
            ended["inventory", name] = self.job(build, name, "inventory", *inventory, then=then,
                                                pages=builder)
        between()
        for name in names or self.documents:
            ended["html", name] = self.job(build, name, "html", *html, builder=builder,
                                           job=goes_on and ended["inventory", name]["job"])
        return ended

    def went_on(self, ended, name="one"):
        return ended["html", name]["started"] == ended["inventory", name]["started"]

    def assert_built(self, ended):
        self.assertEqual({key: ending["status"] for key, ending in ended.items()},
                         dict.fromkeys(ended, 0))

    def depfile(self, build, job):
        """What it names, apart from the build directory's name."""
        return sorted(self.read(f"{build}/{job}.d").replace(self.path(build), "").split())


class SameFiles(PagesLater):
    def test_as_by_two_processes(self):
        self.start()
        for builder in ("html", "dirhtml"):
            with self.subTest(builder):
                more = ["-Drelease=1", "-j", "2"] if builder == "dirhtml" else []
                apart = self.build("apart-" + builder, False, builder=builder,
                                   inventory=more, html=more)
                build = "together-" + builder
                together = self.build(build, True, builder=builder, inventory=more, html=more)
                self.assert_built(apart)
                self.assert_built(together)
                self.assertEqual([self.went_on(together, name) for name in self.documents],
                                 [True, True])
                self.assertFalse(self.went_on(apart))
                for stage in ("inventory", "html"):
                    self.assertEqual(tree(self.path(build, stage)),
                                     tree(self.path("apart-" + builder, stage)))
                for job in ("inventory-one", "html-one"):
                    self.assertEqual(self.depfile(build, job),
                                     self.depfile("apart-" + builder, job))

    def test_nothing_is_to_be_done_after_it(self):
        """What is kept beside the doctrees is as after two processes, too."""
        self.start()
        self.assert_built(self.build("build", True))
        before = tree(self.path("build/html"))
        self.assert_built(self.build("build", False))
        said = self.read("build/html-one.log").split("Running")[-1]
        self.assertIn("building [html]: targets for 0 source files that are out of date", said)
        self.assertIn("0 added, 0 changed, 0 removed", said)
        self.assertEqual(tree(self.path("build/html")), before)

    def test_each_job_has_its_own_log_report_and_progress(self):
        self.write("one/page.rst", "A page\n====\n\n:ref:`nowhere`\n")
        self.start()
        self.assert_built(self.build("build", True))
        self.assertIn("reading sources", self.read("build/inventory-one.log"))
        self.assertNotIn("preparing documents", self.read("build/inventory-one.log"))
        self.assertIn("preparing documents", self.read("build/html-one.log"))
        self.assertNotIn("underline", self.read("build/html-one.log"))
        self.assertIn("build succeeded, 1 warning.", self.read("build/html-one.log"))
        self.assertIn("underline too short", self.read("build/inventory-one.report"))
        self.assertIn("undefined label", self.read("build/html-one.report"))
        for job, what in (("inventory-one", "reading sources"), ("html-one", "writing output")):
            self.assertEqual(self.read(f"build/{job}.progress").split(), ["100%", *what.split()])

    def test_an_intersphinx_mapping_of_its_own_is_loaded_when_the_pages_begin(self):
        self.write("one/conf.py", "extensions = ['sphinx.ext.intersphinx']\nintersphinx_mapping = "
                   f"{{'own': ('https://own', {self.path('own.inv')!r})}}\n")
        self.start()
        self.build("other", False, names=["two"])
        with open(self.path("other/inventory/two/objects.inv"), "rb") as file:
            found = file.read()
        self.documents = {"one": ONE}
        together = self.build("build", True, between=lambda: self.write("own.inv", found))
        self.assertTrue(self.went_on(together))
        self.assertIn("https://own/index.html#", self.read("build/html/one/index.html"))


class AnotherProcess(PagesLater):
    """Where the pages' own process would find something else."""

    documents = {"one": ONE}

    def assert_changed(self, change, build="build"):
        """The pages are as `change` has left the sources, and by a process of their own."""
        ended = self.build(build, True, between=change)
        self.assert_built(ended)
        self.assertFalse(self.went_on(ended))
        self.build("apart-" + build, False)
        self.assertEqual(tree(self.path(build, "html")), tree(self.path("apart-" + build, "html")))

    def test_a_file_has_changed(self):
        self.start()
        for name, text in {"index.rst": ONE["index.rst"] + "\nMore.\n", "part.txt": "New.\n",
                           "conf.py": "project = 'Else'\n"}.items():
            with self.subTest(name):
                self.assert_changed(lambda name=name, text=text: self.write("one/" + name, text),
                                    "build-" + name)

    def test_a_page_has_come(self):
        self.start()
        self.assert_changed(lambda: self.write("one/new.rst", ":orphan:\n\nNew\n===\n"))

    def test_a_page_has_gone(self):
        self.start()
        self.assert_changed(lambda: os.unlink(self.path("one/page.rst")))

    def test_a_file_changed_while_pages_were_read(self):
        """That is later than the process has started, and perhaps than it has read it."""
        self.write("one/conf.py", "import os\n\n\ndef setup(app):\n"
                   "    app.connect('env-updated', change)\n\n\n"
                   "def change(app, env):\n    os.utime(os.path.join(app.srcdir, 'part.txt'))\n")
        self.start()
        self.assertFalse(self.went_on(self.build("build", True)))

    def test_something_has_been_read_or_written_before(self):
        self.start()
        for build, made in (("read", "trees/one/environment.pickle"),
                            ("written", "html/one/index.html")):
            with self.subTest(build):
                self.write(f"{build}/{made}")
                ended = self.build(build, True)
                self.assert_built(ended)
                self.assertFalse(self.went_on(ended))

    def test_arguments_ask_for_more(self):
        self.start()
        for more in (["-E"], ["-a"], ["-nE"], ["-w", "warnings"]):
            with self.subTest(more):
                ended = self.build("build" + more[0], True, html=more, inventory=more)
                self.assertFalse(self.went_on(ended))


class Warnings(PagesLater):
    documents = {"one": ONE}

    def build_with(self, page, *flags, inventory=()):
        """The exit statuses; the page has a warning when it is read, and what `page` adds."""
        self.write("one/index.rst", ONE["index.rst"].replace(":ref:`two`", ""))
        self.write("one/page.rst", "A page\n====\n\n" + page)
        self.start()
        ended = self.build("build", True, inventory=inventory, html=flags)
        return [ended[stage, "one"]["status"] >> 8 for stage in ("inventory", "html")], ended

    def test_one_of_a_page_that_is_read_fails_the_inventory_where_it_is_to_fail(self):
        fails = ["-W", "--keep-going"]
        statuses, ended = self.build_with("", *fails, inventory=fails)
        self.assertEqual(statuses[0], 1)
        self.assertFalse(self.went_on(ended))
        self.assertIn("build finished with problems, 1 warning",
                      self.read("build/inventory-one.log"))
        self.assertNotIn("preparing documents", self.read("build/inventory-one.log"))

    def test_it_fails_the_pages_neither_way(self):
        statuses, ended = self.build_with("", "-n", "-W", "--keep-going")
        self.assertEqual(statuses, [0, 0])
        self.assertTrue(self.went_on(ended))

    def test_one_of_a_page_that_is_written_fails_the_pages(self):
        statuses, ended = self.build_with(":ref:`nowhere`", "-W", "--keep-going")
        self.assertEqual(statuses, [0, 1])
        self.assertTrue(self.went_on(ended))
        self.assertIn("build finished with problems, 1 warning", self.read("build/html-one.log"))


if __name__ == "__main__":
    unittest.main()
