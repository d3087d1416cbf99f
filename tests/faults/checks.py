"""The base of the tests of the four checks: a correct run, which each test corrupts."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../e2e"))

import sample  # noqa: E402
from expected import Expected  # noqa: E402
from story import Story  # noqa: E402


class Checks(unittest.TestCase):
    def setUp(self):
        self.project = sample.project()
        self.events = sample.events()
        self.expected = Expected()
        self.trial = sample.trial()

    def story(self, **options):
        return Story(sample.text(self.events), **options)

    def one_problem(self, found, pattern):
        self.assertEqual(1, len(found), found)
        self.assertRegex(found[0], pattern)


def main():
    unittest.main(verbosity=2)
