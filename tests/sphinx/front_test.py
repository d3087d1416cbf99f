"""The Sphinx front: the files of `sphinx-build`, and what docbuild is told besides."""

import json
import os
import re
import shutil
import sys
import unittest

import sphinx
from case import FRONT, SphinxCase, tree
from driver import PYTHON


MANUAL = PYTHON.parents[1] / "manual"
SPHINX_BUILD = shutil.which("sphinx-build", path="/usr/bin:" + os.environ.get("PATH", ""))
WARM = ("--preload", "docbuild_sphinx.front", "--preload", "sphinx.cmd.build",
        "--warm", "docbuild_sphinx.warm")


class SameFiles(SphinxCase):
    def test_the_manual(self):
        """By the front and by sphinx-build, from the server and on their own."""
        server = self.ready(*WARM)
        for part in sorted(conf.parent.name for conf in MANUAL.glob("*/conf.py")):
            arguments = ["-q", "-D", "release=1", str(MANUAL / part)]
            plain = self.front(*arguments, self.path("plain"), script=SPHINX_BUILD)
            alone = self.front(*arguments, self.path("alone"))
            self.assertEqual(alone.stdout, plain.stdout)
            env = {**server.environment, "DOCBUILD_SPHINX": self.write("told.json", json.dumps(
                {"depfile": self.path("dep"), "report": self.path("report"), "progress":
                 self.path("progress")}))}
            expected = tree(self.path("plain"))
            self.assertIn("objects.inv", expected)
            for directory, script, environment in (
                    ("script", SPHINX_BUILD, server.environment),
                    ("front", FRONT, server.environment), ("told", FRONT, env)):
                ending, printed = self.job(
                    server, [script, *arguments, self.path(directory)], env=environment,
                    directory=self.directory)
                self.assertEqual((ending["status"], printed), (0, plain.stdout))
                self.assertEqual(tree(self.path(directory)), expected, (part, directory))
            self.assertEqual(tree(self.path("alone")), expected, part)
            for directory in ("plain", "alone", "script", "front", "told"):
                shutil.rmtree(self.path(directory))

    def test_what_documents_register(self):
        """The second document finds nothing that the first, or the warm-up, has left."""
        conf = ("from docutils.parsers.rst import roles, Directive, directives\n"
                "from docutils import nodes\n"
                "class Mine(Directive):\n    def run(self): return [nodes.paragraph('', 'mine')]\n"
                "def setup(app):\n    app.add_directive('mine', Mine)\n"
                "    app.add_role('mine', lambda *a, **k: ([nodes.Text('role')], []))\n")
        self.project({"index.rst": "T\n=\n\n.. mine::\n\n:mine:`x` |x|\n\n.. |x| replace:: y\n"},
                     conf)
        self.write("other/conf.py")
        self.write("other/index.rst", "T\n=\n\n.. mine::\n\n:mine:`x`\n\n.. default-role:: math\n")
        server = self.ready(*WARM)
        for name in ("source", "other", "source"):
            arguments = ["-E", "-q", self.path(name), self.path("out")]
            plain = self.front(*arguments, script=SPHINX_BUILD)
            expected = tree(self.path("out"))
            shutil.rmtree(self.path("out"))
            ending, printed = self.job(server, [FRONT, *arguments])
            self.assertEqual((ending["status"], printed), (0, plain.stdout))
            self.assertEqual(tree(self.path("out")), expected)
            shutil.rmtree(self.path("out"))

    def test_exit_status_and_usage(self):
        self.project({"index.rst": "T\n=\n\n:ref:`nowhere`\n"})
        server = self.ready(*WARM)
        for arguments in ([], ["--version"], ["--help"], ["-b", "nonsense", "source", "out"],
                          ["-W", "source", "out"], ["-W", "--keep-going", "source", "out"],
                          ["-M", "html", "source", "out"], ["no/such/source", "out"]):
            with self.subTest(arguments):
                results = []
                for script in (SPHINX_BUILD, FRONT):
                    result = self.front(*arguments, script=script)
                    printed = re.sub(r"sphinx-err-\w+", "sphinx-err", result.stdout)
                    results.append((result.returncode, printed))
                    shutil.rmtree(self.path("out"), ignore_errors=True)
                ending, printed = self.job(server, [FRONT, *arguments], directory=self.directory)
                shutil.rmtree(self.path("out"), ignore_errors=True)
                results.append((ending["status"] >> 8,
                                re.sub(r"sphinx-err-\w+", "sphinx-err", printed)))
                self.assertEqual(results, [results[0]] * 3)


class Inventory(SphinxCase):
    def build_both(self, *options, pages="html"):
        shared = ["-d", self.path("trees"), *options, self.path("source")]
        self.build("-b", "inventory", *shared, self.path("inv"), told={"pages": pages})
        return self.build("-b", pages, *shared, self.path("html"), told={})

    def test_the_manual(self):
        for part in ("command-line", "home", "manifest"):
            shared = ["-d", self.path("trees", part), "-D", "release=1", str(MANUAL / part)]
            self.build("-b", "inventory", *shared, self.path("inv", part), told={})
            printed = self.build("-b", "html", *shared, self.path("html", part), told={})
            self.assertIn("0 added, 0 changed, 0 removed", printed)
            self.front("-q", "-D", "release=1", str(MANUAL / part), self.path("plain", part),
                       script=SPHINX_BUILD)
            found, expected = tree(self.path("inv", part)), tree(self.path("plain", part))
            self.assertEqual(found, {"objects.inv": expected["objects.inv"]})
            self.assertEqual(tree(self.path("html", part)), expected)

    def test_the_last_one_stays_until_a_build_has_succeeded(self):
        arguments = ["-b", "inventory", "-d", self.path("trees"), self.path("source"),
                     self.path("inv")]
        self.project({"index.rst": "T\n=\n\n.. _a:\n\nS\n-\n"})
        self.build("-W", "--keep-going", *arguments, told={})
        first = tree(self.path("inv"))
        self.assertEqual(["objects.inv"], list(first))
        dump = "import sphinx.builders.html\n\n\ndef dump(builder):\n" \
            "    open(builder.outdir + '/objects.inv', 'w').close()\n    raise RuntimeError\n\n\n" \
            "sphinx.builders.html.StandaloneHTMLBuilder.dump_inventory = dump\n"
        for text, conf, status in (("*unclosed", "", 1), ("Text.", dump, 2)):
            self.project({"index.rst": f"T\n=\n\n.. _b:\n\nS\n-\n\n{text}\n"}, conf)
            self.build("-W", "--keep-going", *arguments, told={}, status=status)
            self.assertEqual(first, tree(self.path("inv")))
        self.project({"index.rst": "T\n=\n\n.. _b:\n\nS\n-\n"})
        self.build("-W", "--keep-going", *arguments, told={})
        self.assertEqual(["objects.inv"], list(tree(self.path("inv"))))
        self.assertNotEqual(first, tree(self.path("inv")))

    def test_pages_in_directories(self):
        self.project({"index.rst": ".. _a:\n\nT\n=\n\n.. toctree::\n\n   sub/page\n",
                      "sub/page.rst": ".. _b:\n\nP\n=\n"})
        self.assertIn("0 added, 0 changed", self.build_both(pages="dirhtml"))
        self.assertEqual(tree(self.path("inv"))["objects.inv"],
                         tree(self.path("html"))["objects.inv"])
        self.build_both(pages="html")
        self.assertEqual(tree(self.path("inv"))["objects.inv"],
                         tree(self.path("html"))["objects.inv"])

    def test_what_others_would_write_at_the_end(self):
        conf = ("import os\ndef end(app, error):\n    open(os.path.join(app.outdir, 'more'), 'w')"
                ".close()\ndef setup(app): app.connect('build-finished', end)\n")
        self.project({"index.rst": "T\n=\n"}, conf)
        self.build_both()
        self.assertEqual(list(tree(self.path("inv"))), ["objects.inv"])
        self.assertIn("more", tree(self.path("html")))

    def test_a_page_whose_include_has_changed(self):
        """The inventory stage has read it; the page's own file is older than the page."""
        self.project({"index.rst": "T\n=\n\n.. include:: part.txt\n", "part.txt": "before",
                      "other.rst": ":orphan:\n\nO\n=\n"})
        self.build_both()
        self.write("source/part.txt", "after")
        other = os.stat(self.path("html/other.html")).st_mtime_ns
        printed = self.build_both()
        self.assertIn("0 added, 0 changed", printed)
        self.assertIn("after", self.read("html/index.html"))
        if sphinx.version_info < (6,):  # with others no page is written alone yet
            self.assertEqual(os.stat(self.path("html/other.html")).st_mtime_ns, other)
        self.assertIn("no targets are out of date", self.build_both().replace("\n", " "))

    def test_a_page_that_is_always_read_again(self):
        """What is read last is not listed last: the files are those of a first build."""
        conf = "from docutils.parsers.rst import Directive\nclass Again(Directive):\n" \
               "    def run(self):\n        self.state.document.settings.env.note_reread()\n" \
               "        return []\ndef setup(app): app.add_directive('again', Again)\n"
        self.project({"index.rst": "T\n=\n\n.. again::\n", "other.rst": ":orphan:\n\nO\n=\n"},
                     conf)
        self.assertIn("0 added, 1 changed", self.build_both())
        self.front("-E", "-q", self.path("source"), self.path("plain"), script=SPHINX_BUILD)
        self.assertEqual(tree(self.path("html")), tree(self.path("plain")))


class Reports(SphinxCase):
    told = {"report": "report", "progress": "progress", "traceback": "kept.log"}

    def finding(self, files, conf="", arguments=(), status=0):
        self.project(files, conf)
        self.build("-q", *arguments, "source", "out", told=self.told, status=status)
        return self.report().get("finding")

    def test_nothing_to_tell(self):
        self.assertIsNone(self.finding({"index.rst": "T\n=\n"}))
        self.assertEqual(self.read("progress"), "100% writing output".ljust(31) + "\n")

    def test_first_warning(self):
        found = self.finding({"index.rst": "T\n=\n\n:ref:`a`\n\n:nonsense:`x`\n"})
        self.assertEqual((found["file"], found["line"], found["error"]),
                         (self.path("source/index.rst"), 6, True))  # an error comes first
        found = self.finding({"index.rst": "T\n=\n\n:ref:`a`\n\n:ref:`b`\n"}, arguments=["-E"])
        self.assertEqual((found["line"], found["error"]), (4, False))
        self.assertRegex(found["message"], r"^undefined label: '?a'?( \[ref\.ref\])?$")

    def test_what_sphinx_says_is_the_same(self):
        self.project({"index.rst": "A page\n====\n\n:ref:`x`\n"})
        self.build(self.path("source"), self.path("out"))
        for flags in ([], ["-W", "--keep-going"]):
            with self.subTest(flags):
                said = [self.front("-E", *flags, self.path("source"), self.path("out"), told=told)
                        for told in (None, {"report": self.path("report")})]
                self.assertEqual(said[1].stdout, said[0].stdout)
                self.assertIn(", 2 warnings", said[0].stdout)
                self.assertEqual(said[1].returncode, said[0].returncode)

    def test_suppressed_warnings_do_not_count(self):
        self.assertIsNone(self.finding({"index.rst": "T\n=\n\n:ref:`a`\n"},
                                       "suppress_warnings = ['ref.ref']\n"))

    def test_warning_as_error(self):
        found = self.finding({"index.rst": "T\n=\n\n:ref:`a`\n"}, arguments=["-W"],
                             status=1)
        self.assertEqual((found["line"], found["error"]), (4, False))

    def test_configuration(self):
        found = self.finding({"index.rst": "T\n=\n"}, "\n\n1 / 0\n", status=2)
        self.assertEqual((found["file"], found["line"]), (self.path("source/conf.py"), 3))
        self.assertEqual(found["message"], "ZeroDivisionError: division by zero")
        found = self.finding({"index.rst": "T\n=\n"}, "\nx = = 1\n", status=2)
        self.assertEqual((found["file"], found["line"]), (self.path("source/conf.py"), 2))
        self.assertNotIn("\n", found["message"])
        found = self.finding({"index.rst": "T\n=\n"}, "extensions = ['missing']\n", status=2)
        self.assertIn("Could not import extension missing", found["message"])

    def test_an_error_in_what_the_configuration_imports_is_found_there(self):
        conf = "import os, sys\nsys.path.insert(0, os.path.abspath('../shared'))\nimport common\n"
        self.write("shared/common.py", "def f():\n    raise ValueError('one\\ntwo')\n\n\nf()\n")
        found = self.finding({"index.rst": "T\n=\n"}, conf, status=2)
        self.assertEqual(found, {"message": "ValueError: one", "error": True, "line": 2,
                                 "file": self.path("shared/common.py")})

    def test_a_message_of_many_lines_is_told_in_one(self):
        found = self.finding({"index.rst": "T\n=\n\n.. toctree::\n   :maxdepth: deep\n"})
        self.assertEqual((found["line"], "\n" in found["message"]), (4, False))
        self.assertIn('Error in "toctree" directive: invalid option value', found["message"])
        found = self.finding({"index.rst": "T\n=\n\n.. automodule:: broken\n",
                              "broken.py": "x = undefined\n"},
                             "import sys\nsys.path.insert(0, 'source')\n"
                             "extensions = ['sphinx.ext.autodoc']\n")
        self.assertRegex(found["message"], "^autodoc: failed to import (module )?'broken'.* "
                                           "NameError: name 'undefined' is not defined")
        self.assertNotIn("Traceback", found["message"])

    def test_a_crash_and_its_traceback(self):
        conf = "from docutils.parsers.rst import Directive\nclass Crash(Directive):\n" \
               "    def run(self):\n        raise ValueError('no')\n" \
               "def setup(app): app.add_directive('crash', Crash)\n"
        self.project({"index.rst": "T\n=\n\n.. crash::\n"}, conf)
        self.build("-q", "source", "out", told=self.told, status=2, TMPDIR=self.directory)
        report = self.report()
        self.assertEqual(report["traceback"], "kept.log")
        self.assertIn("ValueError: no", self.read("kept.log"))
        self.assertEqual((report["finding"]["file"], report["finding"]["line"]),
                         (self.path("source/conf.py"), 4))

    def test_progress_is_told_while_it_goes_on(self):
        conf = "import re\ndef look(*_): print('seen', open('../progress').read().split()[0])\n" \
               "def setup(app):\n    app.connect('source-read', look)\n" \
               "    app.connect('html-page-context', look)\n"
        files = {f"p{number}.rst": ":orphan:\n\nT\n=\n" for number in range(3)}
        self.project({"index.rst": "T\n=\n", **files}, conf.replace("../", self.path() + "/"))
        printed = self.build("-q", "source", "out", told=self.told)
        seen = [line.split()[1] for line in printed.splitlines() if line.startswith("seen")]
        self.assertEqual(seen[:4], ["0%", "25%", "50%", "75%"])
        self.assertEqual(seen[4:8], ["25%", "50%", "75%", "100%"])

    def test_modules_to_preload(self):
        self.write("source/own_module.py")
        self.project({"index.rst": "T\n=\n"}, "import sys, os\nsys.path.insert(0, os.getcwd())\n"
                     "import own_module, wave\nextensions = ['sphinx.ext.todo']\n")
        server = self.ready(*WARM)
        env = {**server.environment, "DOCBUILD_SPHINX":
               self.write("told.json", json.dumps({"report": "report"}))}
        self.job(server, [FRONT, "-q", "source", "out"], env=env, directory=self.directory)
        imported = self.report()["imported"]
        self.assertIn("sphinx.ext.todo", imported)
        self.assertIn("wave", imported)
        self.assertNotIn("own_module", imported)
        server = self.ready(*WARM, *(f"--try={name}" for name in imported))
        self.assertEqual(server.greeting["warnings"], [])
        self.job(server, [FRONT, "-E", "-q", "source", "out"], env=env, directory=self.directory)
        self.assertEqual(self.report()["imported"], [])


if __name__ == "__main__":
    sys.exit(unittest.main())
