"""The dependencies that the Sphinx front reports: all that a build has read, and no more."""

import json
import os
import sys
import unittest

import sphinx
from case import FRONT, SphinxCase
from driver import PYTHON

sys.path.insert(0, str(PYTHON))

from docbuild_sphinx.front.front_input import read_front_input  # noqa: E402
from docbuild_sphinx.reads.depfile import word  # noqa: E402

WARM = ("--preload", "docbuild_sphinx.front", "--preload", "sphinx.cmd.build",
        "--warm", "docbuild_sphinx.warm")


def depfile(text):
    """The prerequisites of a rule, whose paths here have no blanks."""
    return {os.path.realpath(path) for path in text.partition(":")[2].replace("\\\n", " ").split()}


class Depfile(SphinxCase):
    def setUp(self):
        super().setUp()
        self.files = {
            "index.rst": "T\n=\n\n.. toctree::\n\n   sub/page\n\n.. include:: part.txt\n\n"
                         ".. literalinclude:: code.c\n\n.. csv-table::\n   :file: table.csv\n\n"
                         ".. image:: picture.png\n\n:download:`file.bin`\n",
            "sub/page.rst": "P\n=\n\n.. automodule:: documented\n   :members:\n",
            "part.txt": "text\n", "code.c": "int a;\n", "table.csv": "a,b\n", "file.bin": "x",
            "picture.png": "no picture", "_templates/layout.html":
            '{% extends "!layout.html" %}{% block footer %}{% include "piece.html" %}'
            '{% endblock %}', "_templates/piece.html": "piece", "_static/own.css": "a {}"}
        self.others = {
            "code/documented.py": '"""Docs."""\nfrom helper import f\n',
            "code/helper.py": 'def f():\n    """F."""\n', "VERSION": "1.2",
            "shared/settings.py": "templates_path = ['_templates']\n"
                                  "html_static_path = ['_static']\n"}
        for name, text in self.others.items():
            self.write(name, text)
        self.project(self.files, "import os, sys\n"
                     "sys.path[:0] = [os.path.abspath('../shared'), os.path.abspath('../code')]\n"
                     "from settings import *\nextensions = ['sphinx.ext.autodoc']\n"
                     "release = open('../VERSION').read()\n")
        self.expected = {os.path.realpath(self.path(name)) for name in (
            *self.others, "source/conf.py", *(f"source/{name}" for name in self.files))}

    def built(self, *more):
        self.build("-q", "source", "out", *more,
                   told={"depfile": "dep", "report": "report", "target": "a target"})
        text = self.read("dep")
        self.assertTrue(text.startswith("a\\ target: \\\n"), text)
        return depfile(text)

    def test_everything_and_nothing_else(self):
        self.assertEqual(self.built(), self.expected)

    def test_when_nothing_or_little_is_read_again(self):
        self.built()
        self.assertEqual(self.built(), self.expected)
        later = os.path.getmtime(self.path("source/index.rst")) + 10
        os.utime(self.path("source/index.rst"), (later, later))
        self.assertEqual(self.built(), self.expected)

    def test_what_is_no_longer_read(self):
        self.built()
        self.write("source/sub/page.rst", "P\n=\n")
        later = os.path.getmtime(self.path("source/conf.py")) + 10
        os.utime(self.path("source/sub/page.rst"), (later, later))
        kept = self.built("-E")
        self.assertEqual(self.expected - kept, {os.path.realpath(self.path("code", name))
                                                for name in ("documented.py", "helper.py")})

    def test_from_the_server_and_with_workers(self):
        server = self.ready(*WARM)
        env = {**server.environment, "DOCBUILD_SPHINX":
               self.write("told.json", json.dumps({"depfile": "dep"}))}
        ending, printed = self.job(server, [FRONT, "-q", "-j", "2", "source", "out"],
                                   env=env, directory=self.directory)
        self.assertEqual(ending["status"], 0, printed)
        self.assertEqual(depfile(self.read("dep")), self.expected)

    def test_offered_inventories(self):
        """docbuild knows of those that it makes; what is to be watched may yet come."""
        self.write("dep")
        self.write("objects.inv", b"# Sphinx inventory version 2\n# Project: x\n# Version: \n"
                   b"# The remainder of this file is compressed using zlib.\n"
                   b"x\x9c\x03\x00\x00\x00\x00\x01")
        self.build("-q", "source", "out", told={"depfile": "dep", "documents": [
            {"name": "other", "html": self.path("other"), "inventory": self.path("objects.inv")},
            {"name": "watched", "html": self.path("watched"), "watch": True,
             "inventory": self.path("watched.inv")}]})
        self.assertEqual(depfile(self.read("dep")),
                         self.expected | {os.path.realpath(self.path("watched.inv"))})

    def test_a_list_that_builds_share(self):
        def document(name, **more):
            return {"name": name, "html": name, "inventory": name + ".inv", **more}

        shared = self.write("shared.json", json.dumps([document(name) for name in "abcd"]))
        told = self.write("told.json", json.dumps({
            "shared": {"file": shared, "but": "b"}, "target": "x",
            "documents": [document("c", at=0, html="other"), document("e", at=2),
                          document("f", at=4)]}))
        read = read_front_input(told)
        self.assertEqual(["c", "a", "e", "d", "f"],
                         [document["name"] for document in read["documents"]])
        self.assertEqual(("other", "x"), (read["documents"][0]["html"], read["target"]))
        self.write("dep")
        self.build("-q", "source", "out", told={"depfile": "dep", "shared": {
            "file": self.write("more.json", "[]"), "but": "b"}})
        self.assertEqual(depfile(self.read("dep")), self.expected)

    def test_words(self):
        """As lib/text/depfile.cpp writes and reads them."""
        for text, written in (("a b", "a\\ b"), ("a\\ b", "a\\\\\\ b"), ("$x#", "$$x\\#"),
                              ("a\\", "a\\\\"), ("a\\b", "a\\b")):
            self.assertEqual(word(text), written)


if __name__ == "__main__":
    sys.exit(unittest.main())
