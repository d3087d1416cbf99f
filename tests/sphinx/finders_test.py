"""Directories of modules are listed by the server, and by a job where they have changed since."""

import os
import time
import unittest

from case import Case
from driver import environment

PROGRAM = """
import os, sys
place, name = sys.argv[1:]
listed = []
sys.addaudithook(lambda event, what: listed.append(what[0]) if event == "os.listdir" else None)
try:
    found = __import__(name).__file__
except ImportError:
    found = None
print(place in listed, found and os.path.basename(found))
"""
HOUR = 3600


class Directories(Case):
    def setUp(self):
        super().setUp()
        self.place = os.path.dirname(self.write("modules/one.py"))
        self.program = self.write("program.py", PROGRAM)
        earlier = time.time() - HOUR
        os.utime(self.place, (earlier, earlier))

    def begun(self):
        return self.ready(env=environment(PYTHONPATH=self.place))

    def answer(self, server, name):
        return self.job(server, [self.program, self.place, name])[1]

    def test_one_that_rests_is_listed_by_no_job(self):
        server = self.begun()
        self.assertEqual([self.answer(server, name) for name in ("one", "two", "one")],
                         ["False one.py\n", "False None\n", "False one.py\n"])

    def test_what_is_new_is_found(self):
        server = self.begun()
        self.assertEqual(self.answer(server, "two"), "False None\n")
        self.write("modules/two.py")
        self.assertEqual(self.answer(server, "two"), "True two.py\n")

    def test_what_is_new_is_found_where_the_time_does_not_tell(self):
        """A file system that gives two changes, one soon after the other, the same time."""
        later = time.time() + HOUR
        os.utime(self.place, (later, later))
        server = self.begun()
        for _ in range(3):  # the server has imported all that it ever will
            self.assertIn("one.py", self.answer(server, "one"))
        self.write("modules/two.py")
        os.utime(self.place, (later, later))
        self.assertIn("two.py", self.answer(server, "two"))

    def test_one_that_goes_away_disturbs_nothing(self):
        server = self.begun()
        self.assertEqual(self.answer(server, "one"), "False one.py\n")
        os.remove(os.path.join(self.place, "one.py"))
        os.rmdir(self.place)
        self.assertIn("None", self.answer(server, "one"))


if __name__ == "__main__":
    unittest.main()
