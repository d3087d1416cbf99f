"""Manifests that `docbuild --init` writes, and the builds that they give; see harness.py."""

import json
import os
import shutil
import subprocess
import unittest
from pathlib import Path

from harness import DocbuildTest, main, program

SHARE = Path(__file__).resolve().parents[2] / "share"
NOBODY = 65534


class InitTest(DocbuildTest):
    def project(self, directory, conf="", page="index.rst"):
        self.write(f"{directory}/conf.py", conf)
        self.write(f"{directory}/{page}", "Title\n=====\n")

    def init(self, *arguments, **options):
        """What it said, having written a manifest."""
        result = self.docbuild("--init", *arguments, **options)
        self.assertEqual((0, ""), (result.exit, result.stderr), result.stdout)
        return result.stdout

    def refused(self, *arguments, status=2):
        result = self.docbuild("--init", *arguments, events=False)
        self.assertEqual((status, ""), (result.exit, result.stdout), result.stderr)
        return result.stderr

    def written(self, name="docbuild.json"):
        return json.loads(self.read(name))

    def built(self, *arguments):
        """Builds by the manifest; the jobs with their outcomes."""
        result = self.docbuild(*arguments)
        self.assertEqual(0, result.exit, result.stderr)
        outcomes = result.outcomes()
        self.assertEqual({"built"}, set(outcomes.values()))
        return sorted(outcomes)


class Builds(InitTest):
    def test_one_project(self):
        self.project("docs/source")
        self.assertEqual("found 1 Sphinx project; wrote docbuild.json with 1 document:\n"
                         "  docs/source: docs\nnext: docbuild --list, then docbuild\n", self.init())
        self.assertEqual(["docs:html"], self.built())
        self.assertTrue(os.path.exists(self.path("_build/html/docs/index.html")))

    def test_a_project_in_the_directory_itself(self):
        self.project("docs")
        said = self.init("docs")
        self.assertIn("pages will be in ../_build/docs/html", said)
        self.assertIn("next: docbuild -C docs --list, then docbuild -C docs\n", said)
        self.assertEqual(["docs:html"], self.built("-C", "docs"))
        self.assertTrue(os.path.exists(self.path("_build/docs/html/docs/index.html")))

    def test_a_hundred_projects_that_follow_a_pattern_and_link_to_one_another(self):
        for number in range(100):
            other = (number + 1) % 100
            self.write(f"docs/part{number}/conf.py")
            self.write(f"docs/part{number}/index.rst",
                       f".. _label{number}:\n\nTitle {number}\n========\n\n:ref:`label{other}`\n")
        self.write("docs/common/conf.py")
        said = self.init()
        self.assertIn("found 100 Sphinx projects; wrote docbuild.json with 100 documents:\n"
                      "  docs/*/conf.py: 100 documents, part0, part1, part10 and 97 more\n", said)
        self.assertIn("left out:\n  docs/common/conf.py: has no page index.rst beside it\n", said)
        self.assertEqual([{"match": "docs/*/conf.py", "except": ["docs/common/conf.py"],
                           "name": "{1}"}], self.written()["documents"])
        self.assertEqual(200, len(self.built()))
        for number in (0, 57, 99):
            other = (number + 1) % 100
            self.assertIn(f"../part{other}/index.html#label{other}",
                          self.read(f"_build/html/part{number}/index.html"))

    def test_our_manual(self):
        shutil.copytree(SHARE / "manual", self.path("share/manual"))
        shutil.copytree(SHARE / "integration", self.path("share/integration"))
        manual = self.path("share/manual")
        said = self.init("-f", "first.json", manual)
        self.assertIn("*/conf.py: 8 documents", said)
        self.assertIn(f"next: docbuild -C {manual} -f first.json --list", said)
        self.assertEqual(16, len(self.built("-C", manual, "-f", "first.json")))

    def test_a_tree_of_languages(self):
        for language in ("de", "en", "fr"):
            for name in ("guide", "tour", "faq"):
                self.project(f"src/doc/{language}/{name}")
        self.project("src/doc/en/reference")
        self.init()
        self.assertEqual([{"match": "src/doc/*/*/conf.py", "name": "{1}/{2}"}],
                         self.written()["documents"])
        self.assertEqual(20, len(self.built()))


class OneProjectOfManyDirectories(InitTest):
    """A miniature of the Linux kernel's documentation."""

    EXTENSION = """
import os
from docutils import nodes
from docutils.parsers.rst import Directive

class Features(Directive):
    required_arguments = 1
    def run(self):
        tree = os.path.abspath(os.environ["srctree"])
        with open(os.path.join(tree, "scripts/features")) as file:
            return [nodes.paragraph(text=file.read())]

class Tool(Directive):
    def run(self):
        with open(self.state.document.settings.env.config.tool) as file:
            return [nodes.paragraph(text=file.read())]

def setup(app):
    app.add_config_value("tool", None, "env")
    app.add_directive("features", Features)
    app.add_directive("tool", Tool)
"""

    def setUp(self):
        super().setUp()
        self.project("Documentation", "import os, sys\n"
                     "sys.path.insert(0, os.path.abspath('sphinx'))\n"
                     "extensions = ['features']\ntool = '../scripts/tool'\n"
                     "if 'THEME' in os.environ:\n    html_theme = os.environ['THEME']\n")
        self.write("Documentation/sphinx/features.py", self.EXTENSION)
        self.write("Documentation/images/one.svg")
        self.write("Documentation/loose/page.rst", "Loose\n=====\n")
        self.write("scripts/features", "the features")
        self.write("scripts/tool", "the tool")
        for number in range(24):
            self.write(f"Documentation/part{number}/index.rst",
                       f"Part\n====\n\n.. features:: $srctree/{number}\n\n.. tool::\n")
        self.write("Documentation/made/index.rst", "Made\n====\n\n.. features:: $BUILDDIR/x.rst\n")

    def test_each_directory_becomes_a_document_that_builds(self):
        said = self.init()
        self.assertIn("Documentation/*/index.rst: 24 documents", said)
        self.assertIn("  Documentation/made: made/index.rst needs a file in $BUILDDIR, which has "
                      "to be made first\n", said)
        self.assertIn("  Documentation/loose: has pages, but no index.rst\n", said)
        self.assertIn('check srctree = {manifest_dir} in "environment": '
                      "Documentation/sphinx/features.py reads it\n", said)
        self.assertNotIn("THEME", said)
        self.assertEqual(48, len(self.built()))
        page = self.read("_build/html/part7/index.html")
        self.assertIn("the features", page)
        self.assertIn("the tool", page)

    def test_it_may_be_the_directory_itself(self):
        self.init("Documentation")
        self.assertEqual({"srctree": "{manifest_dir}/.."},
                         self.written("Documentation/docbuild.json")["environment"])
        self.assertEqual(48, len(self.built("-C", "Documentation")))

    def test_with_few_directories_it_stays_one_document(self):
        for number in range(4, 24):
            shutil.rmtree(self.path(f"Documentation/part{number}"))
        self.init()
        self.assertEqual([{"name": "Documentation", "source": "Documentation"}],
                         self.written()["documents"])
        self.assertEqual(["Documentation:html"], self.built())


class Searches(InitTest):
    def test_symbolic_links_that_go_in_circles(self):
        self.project("docs")
        os.symlink("..", self.path("docs/up"))
        os.symlink("self", self.path("docs/self"))
        os.symlink("docs", self.path("again"))
        said = self.init()
        self.assertIn("found 1 Sphinx project;", said)
        self.assertIn("not searched:\n  again, docs/up: a symbolic link\n", said)

    def test_a_project_that_a_glob_would_reach_by_a_link_is_left_out(self):
        for name in ("a", "b", "c", "d"):
            self.project(name)
        os.symlink("d", self.path("latest"))
        self.init()
        self.assertEqual([{"match": "*/conf.py", "except": ["latest/conf.py"], "name": "{1}"}],
                         self.written()["documents"])
        self.assertEqual(4, self.docbuild("--list").stdout.count(":html"))

    def test_what_was_built_or_installed_is_not_entered(self):
        self.project("docs")
        for name in (".tox", "_build", "build", "node_modules", "env"):
            self.project(f"{name}/docs")
        self.write("env/pyvenv.cfg")
        said = self.init()
        self.assertIn("found 1 Sphinx project;", said)
        for words in (".tox: hidden", "_build, build: built, not written",
                      "env: a virtual environment", "node_modules: installed packages"):
            self.assertIn(f"  {words}\n", said)

    @unittest.skipIf(os.geteuid() != 0 or shutil.which("setpriv") is None,
                     "needs root, to become somebody who may not read")
    def test_a_directory_that_cannot_be_read(self):
        self.project("docs")
        self.project("locked")
        os.chmod(self.path("locked"), 0)
        os.chmod(self.directory, 0o777)
        said = self.init(prefix=("setpriv", f"--reuid={NOBODY}", "--clear-groups"), events=False)
        self.assertIn("not searched:\n  locked: cannot be read\n", said)

    def test_the_directory_from_another_place(self):
        self.project("deep/docs/a")
        said = self.init("docs", "-C", "deep")
        self.assertIn("next: docbuild -C deep/docs --list", said)
        self.assertTrue(os.path.exists(self.path("deep/docs/docbuild.json")))


class Refusals(InitTest):
    def test_a_manifest_that_is_there(self):
        self.project("docs")
        self.write("docbuild.json", "mine")
        self.assertEqual(f"docbuild: {self.path('docbuild.json')}: already there, and left as it is; "
                         "remove it, or name another file with --manifest\n", self.refused())
        self.assertEqual("mine", self.read("docbuild.json"))

    def test_a_link_to_nowhere_in_its_place(self):
        self.project("docs")
        os.symlink("nowhere", self.path("docbuild.json"))
        self.assertIn("already there", self.refused())
        self.assertFalse(os.path.exists(self.path("nowhere")))

    def test_nothing_to_build(self):
        self.write("common/conf.py")
        self.assertEqual(f"docbuild: {self.directory}: no Sphinx project is in it, which is a "
                         "conf.py with its first page beside it; name another directory\n"
                         "left out:\n  common/conf.py: has no page index.rst beside it\n",
                         self.refused())
        self.assertFalse(os.path.exists(self.path("docbuild.json")))

    def test_no_such_directory(self):
        self.assertEqual("docbuild: nowhere: no such directory; name the one to look below\n",
                         self.refused("nowhere"))

    def test_two_directories(self):
        self.assertEqual("docbuild: --init looks below one directory; name one, or none for this "
                         "one\n", self.refused("a", "b"))

    def test_a_manifest_elsewhere(self):
        self.assertIn("writes the manifest into the directory that it looks below",
                      self.refused("-f", "other/docbuild.json"))

    @unittest.skipIf(os.geteuid() != 0 or shutil.which("setpriv") is None,
                     "needs root, to become somebody who may not write")
    def test_a_directory_that_cannot_be_written(self):
        self.project("docs")
        os.chmod(self.directory, 0o755)
        command = ["setpriv", f"--reuid={NOBODY}", "--clear-groups", program("DOCBUILD"), "--init",
                   self.directory]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(3, result.returncode)
        self.assertEqual(f"docbuild: write: {self.path('docbuild.json')}: Permission denied; the "
                         "manifest has to be where --init looks\n", result.stderr)

    def test_another_task_besides(self):
        self.assertEqual("docbuild: --init and --list exclude each other; give one\n",
                         self.refused("--list"))


if __name__ == "__main__":
    main()
