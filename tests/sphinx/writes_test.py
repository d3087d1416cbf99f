"""What a process notes of the files that it writes."""

import json
import os
import shutil
import subprocess
import sys
import unittest

from case import Case, in_child
from driver import PYTHON

sys.path.insert(0, str(PYTHON))

from docbuild_fork.observe import writes  # noqa: E402


class Writes(Case):
    def setUp(self):
        super().setUp()
        self.report = self.path("build/.docbuild/written.json")
        os.makedirs(self.path("source"))

    def noted(self, act):
        """The names of the files below the source directory that are reported after `act`."""
        def child():
            os.chdir(self.path("source"))
            writes.watch(self.report)
            act()
            writes.write(self.report)
            return None
        in_child(child)
        if not os.path.exists(self.report):
            return []
        with open(self.report, encoding="utf-8") as file:
            return sorted(os.path.relpath(path, self.path("source")) for path in json.load(file))

    @staticmethod
    def put(name, text=""):
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)

    def test_files_are_noted_as_they_were_left(self):
        def act():
            self.put("a", "text")
        self.assertEqual(["a"], self.noted(act))
        status = os.stat(self.path("source/a"))
        with open(self.report, encoding="utf-8") as file:
            self.assertEqual({self.path("source/a"): [4, status.st_mtime_ns, status.st_ctime_ns]},
                             json.load(file))

    def test_a_file_that_is_still_open_is_looked_at_later(self):
        def act():
            with open("a", "w", encoding="utf-8") as file:
                file.write("1")
                file.flush()
                self.put("b")
                file.write("2")
        self.assertEqual(["a", "b"], self.noted(act))

    def test_moved_files_are_noted_by_their_last_name(self):
        def act():
            self.put("a.tmp")
            os.replace("a.tmp", "a")
            os.mkdir("t")
            self.put("t/b")
            os.rename("t", "u")
            self.put("c")
            os.link("c", "d")
        self.assertEqual(["a", "c", "d", "u/b"], self.noted(act))

    def test_copies_and_new_times_are_the_processes_own(self):
        def act():
            self.put("a")
            shutil.copy2("a", "b")
            os.utime("a", (1, 1))
        self.assertEqual(["a", "b"], self.noted(act))

    def test_what_others_write_or_change_is_not_noted(self):
        def by_a_child():
            if os.fork() == 0:
                self.put("e")
                os._exit(0)
            os.wait()

        def act():
            self.put("a")
            self.put("b")
            subprocess.run(["sh", "-c", "echo x > a; echo x > c"], check=True)
            open("a", encoding="utf-8").close()
            os.utime("a", (1, 1))
            by_a_child()
        self.assertEqual(["b"], self.noted(act))

    def test_what_is_read_removed_or_built_is_not_noted(self):
        self.write("source/old", "old")

        def act():
            open("old", encoding="utf-8").close()
            self.put("gone")
            os.remove("gone")
            self.put(self.path("build/page"))
        os.makedirs(self.path("build"))
        self.assertEqual([], self.noted(act))


if __name__ == "__main__":
    unittest.main()
