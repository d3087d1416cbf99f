"""The search for Sphinx projects on disk; see case.py."""

import os
import unittest

from case import TreeTest
from docbuild_init.errors import WorkError
from docbuild_init.globs import find_matching
from docbuild_init.patterns import Pattern
from docbuild_init.search import search


def paths(omissions):
    return [omission.path for omission in omissions]


class Searches(TreeTest):
    def test_a_conf_py_with_its_first_page_beside_it_is_a_project(self):
        self.project("b")
        self.project("a", "root_doc = 'start'\n", "start.md")
        self.project("c", "master_doc = 'in/front'\n", "in/front.rst")
        self.write("common/conf.py", "root_doc = 'start'\n")
        found = search(self.top)
        self.assertEqual(["a", "b", "c"], found.projects)
        self.assertEqual([("common/conf.py", "has no page start.rst beside it")],
                         [(omission.path, omission.why) for omission in found.omitted])

    def test_the_directory_itself_may_be_a_project(self):
        self.project(".")
        self.assertEqual(["."], search(self.top).projects)

    def test_a_broken_conf_py_is_that_of_a_project(self):
        self.project("docs", "project = = 'x'\n")
        self.assertEqual(["docs"], search(self.top).projects)

    def test_a_computed_first_page_makes_a_project_of_a_directory_with_pages(self):
        self.project("docs", "root_doc = find()\n", "start.rst")
        self.write("common/conf.py", "root_doc = find()\n")
        found = search(self.top)
        self.assertEqual((["docs"], ""), (found.projects, found.root_page))
        self.assertEqual(["common/conf.py"], paths(found.omitted))

    def test_extensions_may_add_suffixes_of_pages(self):
        self.project("a", "extensions = ['org']\n", "index.org")
        self.project("b", "def setup(app):\n    app.add_source_suffix('.inc', 'x')\n", "index.inc")
        self.project("c", "extensions = ['sphinx.ext.todo']\n", "index.org")
        self.project("d", "extensions = ['org']\n", "start.org")
        found = search(self.top)
        self.assertEqual(["a", "b"], found.projects)
        self.assertEqual(["c/conf.py", "d/conf.py"], paths(found.omitted))

    def test_one_project_that_needs_its_directory_gives_it_to_all(self):
        self.project("a")
        self.project("b", "extensions = ['sphinx.ext.todo']\n")
        self.assertFalse(search(self.top).needs_its_directory)
        self.write("docutils.conf")
        self.assertTrue(search(self.top).needs_its_directory)
        os.unlink(os.path.join(self.top, "docutils.conf"))
        self.project("c", "sys.path.append('ext')\n")
        self.assertTrue(search(self.top).needs_its_directory)

    def test_what_is_no_regular_file_is_not_waited_for(self):
        self.write("docs/index.rst")
        os.mkfifo(os.path.join(self.top, "docs/conf.py"))
        self.assertEqual([("docs/conf.py", "cannot be read")],
                         [(each.path, each.why) for each in search(self.top).omitted])

    def test_directories_that_hold_no_sources_are_not_entered_and_noted(self):
        self.project("docs")
        for name in (".tox", "_build", "build", "node_modules", "tests", "venv", "cmake"):
            self.project(name)
        self.write("venv/pyvenv.cfg")
        self.write("cmake/CMakeCache.txt")
        self.write("meson/meson-info/x")
        found = search(self.top)
        self.assertEqual(["docs"], found.projects)
        self.assertEqual([".tox", "_build", "build", "cmake", "meson", "node_modules", "tests",
                          "venv"], paths(found.unentered))

    def test_symbolic_links_to_directories_are_not_followed_and_those_to_files_are(self):
        self.project("docs")
        self.write("other/index.rst")
        self.link("../docs/conf.py", "other/conf.py")
        self.link("..", "docs/up")
        self.link("docs", "latest")
        self.link("nowhere", "dangling")
        self.link("circle", "circle")
        found = search(self.top)
        self.assertEqual(["docs", "other"], found.projects)
        self.assertEqual(["latest", "docs/up"], paths(found.unentered))

    def test_directories_may_be_nested_deeply(self):
        self.project("b")  # keeps the directory when the deep ones are removed
        deep = self.top
        for _ in range(1100):
            deep += "/a"
            os.mkdir(deep)
        self.addCleanup(os.removedirs, deep)  # in a loop, too
        for name in ("conf.py", "index.rst"):
            self.addCleanup(os.unlink, f"{deep}/{name}")
            with open(f"{deep}/{name}", "x", encoding="utf-8"):
                pass
        self.assertEqual([deep[len(self.top) + 1:], "b"], search(self.top).projects)

    def test_variables_are_found_in_conf_py_and_in_modules_of_the_projects_own(self):
        self.project("docs", "sys.path.insert(0, os.path.abspath('ext'))\nextensions = ['one']\n"
                     "tool = '../tool'\nversion = os.environ['VERSION']\n")
        self.write("docs/ext/one.py", "os.environ['srctree']\n")
        self.write("docs/ext/two.py", "os.environ['NOBODY']\n")
        found = search(self.top)
        self.assertEqual({"VERSION": "docs/conf.py", "srctree": "docs/ext/one.py"},
                         found.environment)
        self.assertEqual("..", found.upwards)

    def test_what_is_in_the_only_project_is_looked_at(self):
        self.project("docs")
        for i in range(20):
            self.write(f"docs/part{i}/index.rst")
        self.write("docs/part0/deep/page.rst", ".. kernel-include:: $MADE/x\n")
        self.write("docs/loose/page.rst")
        self.write("docs/images/x.png")
        found = search(self.top)
        self.assertEqual("index.rst", found.root_page)
        parts = {part.name: part for part in found.subdirectories}
        self.assertEqual(22, len(parts))
        self.assertEqual((False, False), (parts["images"].has_root_page, parts["images"].has_pages))
        self.assertEqual((False, True), (parts["loose"].has_root_page, parts["loose"].has_pages))
        self.assertTrue(parts["part0"].has_root_page)
        self.assertEqual({"MADE": "docs/part0/deep/page.rst"}, parts["part0"].variables)

    def test_a_directory_that_is_not_there_is_an_error(self):
        with self.assertRaisesRegex(WorkError, "^opendir: .*/none: No such file or directory$"):
            search(f"{self.top}/none")


class Globs(TreeTest):
    def test_a_star_matches_what_is_not_hidden_behind_links_too(self):
        self.project("a/x")
        self.project("b/x")
        self.project(".c/x")
        self.write("d/x/other")
        self.write("e")
        self.link("a", "f")
        self.assertEqual(["a/x/conf.py", "b/x/conf.py", "f/x/conf.py"],
                         find_matching(self.top, Pattern([None, "x"], []), "conf.py"))


if __name__ == "__main__":
    unittest.main()
