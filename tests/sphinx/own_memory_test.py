"""A job copies at once what it was forked with, where that pays, and what it finds is the same."""

import mmap
import os
import resource
import sys
import time
import unittest
from unittest import mock

from case import FRONT, Case, in_child
from driver import PYTHON

sys.path.insert(0, str(PYTHON))

from docbuild_fork import own_memory  # noqa: E402

WARM = ("--preload", "docbuild_sphinx.front", "--preload", "sphinx.cmd.build",
        "--warm", "docbuild_sphinx.warm")
TEXTS = 400_000

needs_large_pages = unittest.skipIf(own_memory._size_of_large_page() == 0, "this system has none")


class Ways(Case):
    def setUp(self):
        super().setUp()
        # large pages at any rate: how other memory lies differs from run to run
        memory = mmap.mmap(-1, 32 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        memory.write(bytes([1]) * (32 << 20))
        self.addCleanup(memory.close)
        for name in ("_written", "_large", "_runs", "_ways"):
            self.patch(name, getattr(own_memory, name))

    def patch(self, name, value):
        patched = mock.patch.object(own_memory, name, value)
        patched.start()
        self.addCleanup(patched.stop)

    def texts(self):
        """Some 30 MB that were there before, and of which a job counts references."""
        return [f"text {number}" for number in range(TEXTS)]

    @needs_large_pages
    def test_it_is_the_same_and_little_is_left_to_be_copied(self):
        self.check(own_memory._COLLAPSE, (True, True))

    @needs_large_pages
    def test_the_same_by_runs_alone(self):
        self.check(99999, (False, True))

    def check(self, collapse, ways):
        texts = self.texts()
        self.patch("_COLLAPSE", collapse)
        self.patch("_price_of_fault", lambda begin: 1.0)  # of a second: nothing is dearer
        own_memory.enable(1.0)
        own_memory.look_anew()
        if not own_memory._ways[1]:
            self.skipTest("this kernel is older than 5.14")
        self.assertEqual(own_memory._ways, ways)

        def job(takes_over):
            if takes_over:
                own_memory.take_over()
            before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
            copy = list(texts)
            faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
            return faults, copy == self.texts()

        (few, same), (many, _) = in_child(lambda: job(True)), in_child(lambda: job(False))
        self.assertTrue(same)
        self.assertLess(few, many / 2)

    @needs_large_pages
    def test_what_is_copied_is_there_and_this_process_may_write_to_it(self):
        own_memory.enable(1.0)
        size = own_memory._size_of_large_page()
        pieces, runs = own_memory._found(size)
        ranges = sorted([*runs, *((piece, piece + size) for piece in pieces)])
        self.assertGreaterEqual(len(pieces), own_memory._FEWEST)
        for (_, end), (begin, _) in zip(ranges, ranges[1:]):
            self.assertLessEqual(end, begin)
        with open("/proc/self/maps", encoding="utf-8") as maps:
            writable = [tuple(int(address, 16) for address in line.split()[0].split("-"))
                        for line in maps if line.split()[1] == "rw-p"]
        for begin, end in ranges:
            self.assertTrue(any(first <= begin < end <= last for first, last in writable))

    def test_who_has_not_asked_for_it_copies_nothing(self):
        own_memory.look_anew()
        self.assertEqual((own_memory._large, own_memory._runs, own_memory._ways), ([], [], None))
        own_memory.take_over()

    @needs_large_pages
    def test_a_way_that_costs_more_than_the_faults_is_not_taken(self):
        self.patch("_price_of_fault", lambda begin: 0.0)
        own_memory.enable(1.0)
        own_memory.look_anew()
        self.assertEqual(own_memory._ways, (False, False))

    @needs_large_pages
    def test_a_way_that_the_kernel_does_not_know_is_not_taken(self):
        self.patch("_COLLAPSE", 99999)
        self.patch("_POPULATE_WRITE", 99999)
        self.patch("_price_of_fault", lambda begin: 1.0)  # of a second: nothing is dearer
        own_memory.enable(1.0)
        own_memory.look_anew()
        self.assertEqual(own_memory._ways, (False, False))

    def test_a_trial_that_does_not_end_is_ended(self):
        self.patch("_LONGEST_TRIAL", 0.05)
        self.assertEqual(own_memory._in_child(lambda: time.sleep(600)), (False, False))
        with self.assertRaises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)

    def test_a_trial_that_fails_says_no(self):
        self.assertEqual(own_memory._in_child(lambda: 1 / 0), (False, False))

    def test_large_pages_side_by_side_are_one_range(self):
        self.assertEqual(own_memory._joined([(4, 6), (0, 2), (2, 4), (8, 9)]), [(0, 6), (8, 9)])


class Documents(Case):
    @needs_large_pages
    def test_those_of_a_warm_server_do_it(self):
        self.write("source/conf.py",
                   "import json, os\nfrom docbuild_fork import own_memory\n"
                   "json.dump([own_memory._ways is not None, len(own_memory._large)],\n"
                   f"          open({self.path('ways')!r}, 'w'))\n")
        self.write("source/index.rst", "Title\n=====\n")
        server = self.ready(*WARM)
        told = self.write("told.json", "{}")
        for number in range(2):
            answer, log = self.job(
                server, [FRONT, "-q", "-b", "html", self.path("source"), self.path(f"{number}")],
                env={**server.environment, "DOCBUILD_SPHINX": told})
            self.assertEqual(answer["status"], 0, log)
        tried, large = self.read("ways").strip("[]").split(", ")
        self.assertEqual(tried, "true")
        self.assertGreater(int(large), 0)


if __name__ == "__main__":
    unittest.main()
