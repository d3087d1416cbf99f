"""What the unit tests of `docbuild --init` share: the modules under test, directories of files."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

PYTHON = Path(__file__).resolve().parents[2] / "share/docbuild/python"
sys.path.insert(0, str(PYTHON))


class TreeTest(unittest.TestCase):
    """Has an empty directory of its own."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="docbuild-init-")
        self.addCleanup(directory.cleanup)
        self.top = os.path.realpath(directory.name)

    def write(self, name, content=""):
        path = os.path.join(self.top, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def project(self, directory, conf="", page="index.rst"):
        self.write(f"{directory}/conf.py", conf)
        self.write(f"{directory}/{page}", "Title\n=====\n")

    def link(self, target, name):
        os.symlink(target, os.path.join(self.top, name))
