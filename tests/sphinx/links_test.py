"""Links between documents that are built together: found, relative, right from every page."""

import os
import shutil
import sys
import unittest
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from case import Case, tree

ONE = {"conf.py": "project = 'One'\n",
       "index.rst": "One\n===\n\n.. _one:\n\nHere\n----\n\n:ref:`two`\n\n.. toctree::\n\n   sub/page\n",
       "sub/page.rst": "Page\n====\n\n.. py:function:: one()\n\n:ref:`two`, :py:func:`two.f`, "
                       ":ref:`part/two:sub`, :doc:`part/two:deep/er/page`, "
                       ":external+part.two:ref:`two`\n"}
TWO = {"conf.py": "project = 'Two'\n",
       "index.rst": "Two\n===\n\n.. _two:\n\nThere\n-----\n\n.. toctree::\n\n   deep/er/page\n\n"
                    ".. py:function:: two.f()\n\n:ref:`one` :py:func:`one`\n",
       "deep/er/page.rst": ".. _sub:\n\nDeep\n====\n\n:py:func:`one` :ref:`one:one`\n"}
# Sphinx 9.2 writes it even where no page is out of date, with or without docbuild, and then leaves out
# the index entries of all pages that it has not written: it does not read them back from the file.
INDEX = ("searchindex.js",)


class Links(HTMLParser):
    """The targets of external links on a page, and its anchors."""

    def __init__(self, path):
        super().__init__()
        self.external, self.anchors = [], set()
        with open(path, encoding="utf-8") as file:
            self.feed(file.read())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.anchors.add(attrs.get("id"))
        if tag == "a" and "external" in attrs.get("class", ""):
            self.external.append(attrs["href"])


class Documents(Case):
    names = {"one": ONE, "part/two": TWO}

    def setUp(self):
        super().setUp()
        for name, files in self.names.items():
            for file, text in files.items():
                self.write(f"{name}/source/{file}", text)

    def build(self, name, builder="html", *arguments, stage=None, status=0, pages="html"):
        documents = [{"name": other, "html": self.path("build", pages, other),
                      "inventory": self.path("build/inventory", other, "objects.inv")}
                     for other in self.names if other != name]
        stage = stage or builder
        result = self.front(
            "-b", builder, "-n", "-d", self.path("build/trees", name), *arguments,
            self.path(name, "source"), self.path("build", stage, name),
            told={"documents": documents, "pages": pages, "depfile": self.path("dep")})
        self.assertEqual(result.returncode, status, result.stdout)
        return result.stdout

    def follow(self, stage="html", page="index.html"):
        """Every external link, from its page; how many there are."""
        number = 0
        for parent, _, files in os.walk(self.path("build", stage)):
            for file in files:
                if not file.endswith(".html"):
                    continue
                for link in Links(os.path.join(parent, file)).external:
                    parts = urlsplit(link)
                    self.assertEqual((parts.scheme, parts.netloc), ("", ""), link)
                    self.assertFalse(parts.path.startswith("/"), link)
                    target = os.path.normpath(os.path.join(parent, unquote(parts.path)))
                    if os.path.isdir(target):
                        target = os.path.join(target, page)
                    self.assertTrue(os.path.isfile(target), (file, link))
                    if parts.fragment:
                        self.assertIn(unquote(parts.fragment), Links(target).anchors)
                    number += 1
        return number

    def test_cycle_from_nothing(self):
        for name in self.names:
            self.build(name, "inventory", "-W")
        for name in self.names:
            printed = self.build(name, "html", "-W")
            self.assertIn("0 added, 0 changed, 0 removed", printed)
        self.assertEqual(self.follow(), 10)
        shutil.move(self.path("build"), self.path("elsewhere"))
        os.rename(self.path("elsewhere"), self.path("moved"))
        os.makedirs(self.path("build"))
        shutil.move(self.path("moved/html"), self.path("build/html"))
        self.assertEqual(self.follow(), 10)

    def test_an_inventory_that_is_being_written_disturbs_no_other(self):
        """Inventories of documents that refer to each other are written at the same time."""
        self.write("build/inventory/part/two/objects.inv", "# Sphinx inv")
        self.build("one", "inventory", "-W")
        for name in ("part/two", "one"):
            self.build(name, "inventory", "-W")
        self.assertIn("0 added, 0 changed, 0 removed", self.build("one", "html", "-W"))
        self.build("part/two", "html")
        self.assertEqual(self.follow(), 10)

    def test_pages_in_directories(self):
        for name in self.names:
            self.build(name, "inventory", "-W", pages="dirhtml")
        for name in self.names:
            printed = self.build(name, "dirhtml", "-W", pages="dirhtml")
            self.assertIn("0 added, 0 changed, 0 removed", printed)
        self.assertEqual(self.follow("dirhtml"), 10)

    def test_all_on_one_page(self):
        self.build("part/two", "inventory", "-W")
        self.build("part/two", "html")
        self.build("one", "singlehtml", "-W", stage="html")
        self.assertEqual(len(Links(self.path("build/html/one/index.html")).external), 6)
        os.remove(self.path("build/html/part/two/index.html"))
        self.build("one", "inventory")
        self.build("part/two", "html", "-a")
        for link in Links(self.path("build/html/one/index.html")).external:
            path = os.path.join(self.path("build/html/one"), urlsplit(link).path)
            self.assertTrue(os.path.isfile(path), link)

    def test_an_inventory_that_comes_later(self):
        """The page was read without it, keeps its links, and is written anew, not read."""
        printed = self.build("one", "html")
        self.assertNotIn("inventory for external", printed)
        self.assertEqual(Links(self.path("build/html/one/sub/page.html")).external, [])
        self.build("part/two", "inventory")
        self.build("part/two", "html")
        printed = self.build("one", "html", "-W")
        self.assertIn("0 added, 0 changed, 0 removed", printed)
        self.assertEqual(len(Links(self.path("build/html/one/sub/page.html")).external), 5)
        pages = tree(self.path("build/html/one"), but=INDEX)
        self.assertIn("no targets are out of date", self.build("one", "html", "-W"))
        self.assertEqual(tree(self.path("build/html/one"), but=INDEX), pages)

    def test_a_spoilt_inventory_is_no_warning(self):
        """As a builder leaves it that was killed; a page that needs it says so itself."""
        self.write("one/source/index.rst", "One\n===\n\n.. toctree::\n\n   sub/page\n")
        self.write("one/source/sub/page.rst", "Page\n====\n")
        self.build("part/two", "inventory")
        inventory = self.path("build/inventory/part/two/objects.inv")
        with open(inventory, "rb") as file:
            whole = file.read()
        for number, spoilt in enumerate((whole[:-9], whole[:40], b"# Sphinx inv", b"", None)):
            with self.subTest(spoilt=spoilt):
                if spoilt is None:
                    os.remove(inventory)
                else:
                    self.write("build/inventory/part/two/objects.inv", spoilt)
                self.write("one/source/index.rst",
                           f"One\n===\n\n{number}\n\n.. toctree::\n\n   sub/page\n")
                self.assertIn("no links to part/two", self.build("one", "html", "-W"))

    def test_a_label_that_has_gone(self):
        for name in self.names:
            self.build(name, "inventory")
            self.build(name, "html")
        self.write("part/two/source/index.rst", "Two\n===\n\n.. toctree::\n\n   deep/er/page\n")
        self.build("part/two", "inventory")
        self.build("part/two", "html")
        printed = self.build("one", "html")
        self.assertIn("undefined label: 'two'", printed)
        self.assertEqual(len(Links(self.path("build/html/one/sub/page.html")).external), 2)

    def test_own_mapping_stays_and_wins(self):
        self.build("part/two", "inventory")
        shutil.copy(self.path("build/inventory/part/two/objects.inv"), self.path("own.inv"))
        self.write("one/source/conf.py", "project = 'One'\nextensions = ['sphinx.ext.intersphinx']\n"
                   f"intersphinx_mapping = {{'mine': ('https://example.org', {self.path('own.inv')!r}),"
                   f" 'part/two': ('https://example.com', {self.path('own.inv')!r})}}\n")
        self.build("one", "html", "-W", "-D", "suppress_warnings=ref.ref")
        links = Links(self.path("build/html/one/sub/page.html")).external
        self.assertEqual([urlsplit(link).netloc for link in links], ["example.com"] * 5)

    def test_plain_sphinx_can_take_the_doctrees(self):
        """It reads all again, for it has another set of extensions, and links to nothing."""
        self.build("part/two", "inventory")
        self.build("one", "html")
        result = self.front("-b", "html", "-d", self.path("build/trees/one"),
                            self.path("one/source"), self.path("build/html/one"))
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("2 added", result.stdout)
        self.assertEqual(Links(self.path("build/html/one/index.html")).external, [])


if __name__ == "__main__":
    sys.exit(unittest.main())
