"""share/dev/layers.py refuses includes that a folder has not declared."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../share/dev"))

from layers import check  # noqa: E402

LOW = "# Words.\n# Pure: no clock.\nuses = [fmt]\n"


class Layers(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)

    def faults(self, **files):
        for name, text in files.items():
            folder, name = name.split("__")
            path = Path(self.directory.name, "lib", folder, name.replace("_dot_", "."))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return [fault.replace(self.directory.name + "/", "") for fault in check(self.directory.name)]

    def test_what_is_declared_and_used_is_in_order(self):
        self.assertEqual(self.faults(
            low__meson_dot_build=LOW, low__a_dot_hpp="#include <string>\n",
            high__meson_dot_build="uses = [lib_low, boost]\n",
            high__b_dot_cpp='#include "lib/low/a.hpp"\n#include <unistd.h>\n'), [])

    def test_an_undeclared_include_is_refused(self):
        self.assertEqual(self.faults(
            low__meson_dot_build=LOW, low__a_dot_hpp='#include "lib/high/b.hpp"\n',
            high__meson_dot_build="uses = []\n", high__b_dot_hpp=""),
            ["lib/low/a.hpp: includes lib/high, which lib/low/meson.build does not name"])

    def test_a_declared_folder_that_nothing_includes_is_refused(self):
        self.assertEqual(self.faults(
            low__meson_dot_build=LOW, low__a_dot_hpp="", high__meson_dot_build="uses = [lib_low]\n"),
            ["lib/high/meson.build: uses lib_low, which nothing there includes"])

    def test_pure_folders_reach_nothing_outside(self):
        for line in ["#include <filesystem>", "#include <boost/asio.hpp>",
                     "auto now = std::chrono::steady_clock::now();", 'getenv("HOME")']:
            with self.subTest(line):
                fault, = self.faults(low__meson_dot_build=LOW, low__a_dot_cpp=line + "\n")
                self.assertTrue(fault.startswith("lib/low/a.cpp: "))
                self.assertTrue(fault.endswith(": low is pure"))

    def test_modules_in_a_circle_are_refused(self):
        self.assertEqual(self.faults(
            low__meson_dot_build=LOW, low__a_dot_hpp='#include "lib/low/b.hpp"\n',
            low__b_dot_cpp='#include "lib/low/a.hpp"\n'),
            ["lib/low: modules include one another in a circle: a -> b -> a"])

    def test_a_folder_that_is_too_large_is_refused(self):
        self.assertEqual(self.faults(low__meson_dot_build=LOW, low__a_dot_cpp="\n" * 2001),
                         ["lib/low: 2001 lines, more than 2000: split it"])


if __name__ == "__main__":
    unittest.main()
