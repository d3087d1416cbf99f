"""What is replaced in Python, Sphinx and docutils can be off, and can fail: that costs time alone.
"""

import json
import sys
import textwrap
import unittest
from unittest import mock

from case import FRONT, Case, tree
from driver import PYTHON
from fork_server_test import SameAsAPlainStart

sys.path.insert(0, str(PYTHON))

import docbuild_patches as patches  # noqa: E402

PAGE = """
"Title" -- it's *one*
=====================

.. c:function:: int f(struct s *a)
.. c:struct:: s

   .. c:member:: int many

:c:func:`f` :c:struct:`s` :ref:`nowhere` :doc:`other`

- words of many kinds: running, jumped, documents

.. code-block:: c

   int main(void) { return "0"; }
"""
# Each makes the code of one patch fail, in docbuild's own files as far as anybody can tell.
FAULTS = {
    "quotes": "docbuild_patches.quotes: _as_it_is = fail",
    "templates": "docbuild_patches.templates: _signature = fail",
    "collector": "docbuild_patches.collector: _Reading.page_is_read = fail",
    "findings": "docbuild_sphinx.findings.first: _finding = fail",
    "symbols": "docbuild_patches.symbols: _pattern = fail",
}


def faulty(fault):
    """A module that makes docbuild's code fail, as if that was written so."""
    module, statement = fault.split(": ")
    code = "def fail(*arguments, **named):\n    raise TypeError('on purpose')\n"
    return textwrap.dedent(f"""
        import {module} as module
        import docbuild_patches as patches
        exec(compile({code!r}, patches.OWN + "faulty.py", "exec"), vars(module))
        exec({statement!r}, vars(module))
        """)


UNTESTED = "import docbuild_patches as patches\npatches.untested = lambda name: 'python 9.9'\n"


class Document(Case):
    def setUp(self):
        super().setUp()
        self.write("source/conf.py", "project = 'x'\n")
        self.write("source/index.rst", PAGE)
        self.write("source/other.rst", ":orphan:\n\nOther\n=====\n\nText.\n")
        self.expected = None

    def server_with(self, module, *options):
        self.write("faulty.py", module)
        self.running = self.ready(
            *options, "--directory", self.directory, "--preload", "docbuild_sphinx.front",
            "--preload", "sphinx.cmd.build", "--preload", "faulty",
            "--warm", "docbuild_sphinx.warm")

    def make(self, number, **told):
        """What a job of the server has printed, and its report."""
        told = {"report": self.path("report"), "progress": self.path("progress"), **told}
        env = {**self.running.environment,
               "DOCBUILD_SPHINX": self.write("told.json", json.dumps(told))}
        ending, printed = self.job_of(
            [FRONT, "-q", self.path("source"), self.path(f"html{number}")], env)
        self.assertEqual(ending["status"], 0, printed)
        with open(self.path("report"), encoding="utf-8") as file:
            return printed, json.load(file)

    def job_of(self, arguments, env):
        open(self.log, "w").close()
        return self.running.run(arguments, self.log, env=env, directory=self.directory), \
            self.read("log")

    def compare(self, number):
        if self.expected is None:
            plain = self.front("-q", self.path("source"), self.path("plain"))
            self.expected = plain.stdout, tree(self.path("plain"))
        self.assertEqual(tree(self.path(f"html{number}")), self.expected[1])

    def without_ours(self, printed):
        return "".join(line for line in printed.splitlines(True)
                       if not line.startswith("docbuild:"))


class Failing(Document):
    def test_each_one_costs_no_build(self):
        for number, (name, fault) in enumerate(FAULTS.items()):
            if not patches.is_on(name):
                continue
            with self.subTest(name):
                self.server_with(faulty(fault))
                first, report = self.make(f"{number}a")
                self.compare(f"{number}a")
                self.assertEqual(self.without_ours(first), self.expected[0])
                second, later_report = self.make(f"{number}b", without=list(report["failed"]))
                self.compare(f"{number}b")
                self.assertEqual(second, self.expected[0])
                self.assertIn(f"its patch {name!r}, which failed: TypeError: on purpose (faulty.py:"
                              if "fail" in fault else f"its patch {name!r}, which failed: ",
                              first + self.read("server.log"))
                self.assertEqual([*report["failed"], *later_report["failed"]][:1], [name])
                self.running.kill()

    def test_what_docbuild_has_told_of_is_off(self):
        self.server_with(faulty(FAULTS["collector"]))
        for number, without in enumerate((["collector", "nonsense"], ["every"])):
            printed, report = self.make(number, without=without)
            self.compare(number)
            self.assertEqual((printed, report["failed"]), (self.expected[0], {}))

    def test_where_docbuilds_own_code_fails_the_job_is_started_again(self):
        self.server_with(faulty("docbuild_sphinx.front.progress: _Progress.step = fail"))
        printed, report = self.make(0)
        self.compare(0)
        self.assertIn("docbuild: starts once more without any patch: TypeError: on purpose",
                      printed)
        self.assertEqual(list(report["failed"]), ["every"])

    def test_what_fails_again_has_failed(self):
        """And a document's own error is no fault of docbuild's."""
        self.write("source/conf.py", "def setup(app):\n    app.connect('doctree-read', fail)\n"
                   "def fail(app, tree):\n    raise TypeError('its own')\n")
        self.server_with("")
        env = {**self.running.environment,
               "DOCBUILD_SPHINX": self.write("told.json", json.dumps({}))}
        ending, printed = self.job_of([FRONT, "-q", self.path("source"), self.path("html")], env)
        self.assertNotEqual(ending["status"], 0)
        self.assertIn("its own", printed)
        self.assertNotIn("docbuild:", printed)


class Untested(Document):
    def test_all_is_off(self):
        self.server_with(UNTESTED)
        for number in range(2):
            printed, report = self.make(number)
            self.compare(number)
            self.assertEqual((printed, report["failed"]), (self.expected[0], {}))
        self.assertEqual(report["untested"], [
            "docbuild is not tested with python 9.9: "
            f"{', '.join(filter(patches.is_of_use, patches.TABLE))} are off, which costs time alone"])
        program = self.write("program.py", "from docutils.utils import smartquotes\n"
                             "print(hasattr(smartquotes.educateQuotes, 'replaced'))\n")
        self.assertEqual(self.job_of([program], None)[1], "False\n")


class SwitchedOff(Document):
    CONF = ("import jinja2\nfrom docutils.utils import smartquotes\n"
            "print([hasattr(function, 'replaced') for function in (\n"
            "    smartquotes.educateQuotes, jinja2.Environment.compile)])\n")

    def built(self, number, **told):
        """What the configuration has printed of a document whose pages are as ever."""
        printed, report = self.make(number, **told)
        self.compare(number)
        self.assertEqual(report["failed"], {})
        return printed.splitlines()[-1]  # it is written out at the end

    def test_in_one_document_or_in_a_server(self):
        self.write("source/conf.py", self.CONF)
        self.server_with("")
        if not patches.all_untested():
            self.assertEqual(self.built(0), "[True, True]")
        self.assertEqual(self.built(1, speedups=False), "[False, False]")
        self.running.kill()
        self.server_with("", "--no-speedups")
        self.assertEqual(self.built(2), "[False, False]")
        self.assertIn("finding", self.make(3)[1])  # which saves no time, and stays


class UntestedEnds(SameAsAPlainStart):
    """With none of the patches a job starts and ends as ever."""

    def ready(self, *options, **more):
        if "--directory" not in options:
            options = ("--directory", self.directory, *options)
        self.write("untested.py", UNTESTED)
        return super().ready("--preload", "untested", *options, **more)


class Table(unittest.TestCase):
    def test_versions(self):
        patches.untested.cache_clear()
        self.addCleanup(patches.untested.cache_clear)
        for version, is_tested in (("5.3.0", True), ("5.3", True), ("5.30.1", False),
                                   ("4.3.2", False), ("99.0", False), ("unknown", False)):
            patches.untested.cache_clear()
            with self.subTest(version), mock.patch.object(
                    patches, "_version", lambda library, version=version: version):
                self.assertEqual(patches.untested("symbols"),
                                 "" if is_tested else f"sphinx {version}")

    def test_a_backport(self):
        self.addCleanup(patches.is_of_use.cache_clear)
        for version, is_of_use in (("5.3.0", True), ("7.3.7", True), ("7.4", False), ("8.1", False)):
            patches.is_of_use.cache_clear()
            with self.subTest(version), mock.patch.object(
                    patches, "_version", lambda library, version=version: version):
                self.assertEqual(patches.is_of_use("symbols"), is_of_use)

    def test_a_library_that_is_not_there(self):
        with mock.patch.dict(sys.modules, docutils=None):
            self.assertEqual(patches._version.__wrapped__("docutils"), "unknown")


if __name__ == "__main__":
    unittest.main()
