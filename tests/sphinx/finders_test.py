"""A job finds modules as a fresh start does, whatever the server has found before."""

import os
import time
import unittest

from case import Case
from driver import environment

PROGRAM = """
import os, sys
try:
    found = __import__(sys.argv[1]).__file__
except ImportError:
    found = None
print(found and os.path.basename(found))
"""
HOUR = 3600


class Directories(Case):
    def setUp(self):
        super().setUp()
        self.place = os.path.dirname(self.write("modules/one.py"))
        self.program = self.write("program.py", PROGRAM)

    def answer(self, server, name):
        return self.job(server, [self.program, name])[1]

    def test_what_is_new_is_found_where_the_time_does_not_tell(self):
        """A file system that gives two changes, one soon after the other, the same time."""
        later = time.time() + HOUR
        os.utime(self.place, (later, later))
        server = self.ready("--try", "two", env=environment(PYTHONPATH=self.place))
        for _ in range(3):  # the server has imported all that it ever will
            self.assertEqual(self.answer(server, "two"), "None\n")
        self.write("modules/two.py")
        os.utime(self.place, (later, later))
        self.assertEqual(self.answer(server, "two"), "two.py\n")


if __name__ == "__main__":
    unittest.main()
