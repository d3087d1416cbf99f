"""A regular expression that one job after the other compiles is compiled by the server."""

import re
import sys
import unittest
from unittest import mock

from case import Case, in_child
from driver import PYTHON

sys.path.insert(0, str(PYTHON))

from docbuild_fork import patterns  # noqa: E402
from docbuild_fork.notes import Notes  # noqa: E402

# Tells how many patterns this process has parsed itself.
PROGRAM = """
import re

parser = getattr(re, "_parser", None) or re.sre_parse
parse, parsed = parser.parse, []

def counting(text, *others):
    parsed.append(text)
    return parse(text, *others)

parser.parse = counting
found = re.compile({}, {}).findall({})
print(found, len(parsed))
"""


class Jobs(Case):
    def answers(self, *arguments, server=None):
        """What a job prints for each `(pattern, flags, text)`, one job after the other."""
        server = server or self.ready()
        nothing, printed = self.write("nothing.py"), []
        for what in arguments:
            program = self.write("program.py", PROGRAM.format(*what))
            printed.append(self.job(server, [program])[1])
            self.job(server, [nothing])  # is begun when the server has learned from the one before
        return printed

    def test_the_third_job_finds_it(self):
        what = 'r"d[o0]c\\d+"', 0, '"doc1 d0c22"'
        self.assertEqual(self.answers(*[what] * 4),
                         ["['doc1', 'd0c22'] 1\n"] * 2 + ["['doc1', 'd0c22'] 0\n"] * 2)

    def test_one_that_is_compiled_otherwise_is_another(self):
        one, server = ('"d[o0]c"', 0, '"doc DOC"'), self.ready()
        self.answers(one, one, server=server)
        self.assertEqual(
            self.answers(one, ('"d[o0]c"', "re.IGNORECASE", '"doc DOC"'),
                         ('b"d[o0]c"', 0, 'b"doc DOC"'), server=server),
            ["['doc'] 0\n", "['doc', 'DOC'] 1\n", "[b'doc'] 1\n"])

    def test_text_of_any_kind(self):
        for pattern, text in (("chr(0) + 'é\\ud800.'", "chr(0) + 'é\\ud8001'"),
                              ("bytes([0, 255, 46])", "bytes([0, 255, 49])")):
            answers = self.answers(*[(f"{pattern}", 0, f"{text}")] * 3)
            self.assertEqual([answer.split()[-1] for answer in answers], ["1", "1", "0"])
            self.assertEqual(len({answer.rsplit(" ", 1)[0] for answer in answers}), 1)

    def test_each_job_tells_of_what_is_dubious(self):
        answers = self.answers(*[('"[[a]d[o0]c"', 0, '"adoc"')] * 4)
        self.assertIn("FutureWarning", answers[0])
        self.assertEqual(answers, answers[:1] * 4)

    def test_each_job_tells_what_is_wrong(self):
        answers = self.answers(*[('"d[o0c"', 0, '"doc"')] * 4)
        self.assertIn("unterminated character set", answers[0])
        self.assertEqual(answers, answers[:1] * 4)


class Server(unittest.TestCase):
    """What the server makes of the notes."""

    def kept(self, *notes, times=2):
        def learn():
            patterns.share()
            with mock.patch.object(patterns, "_AT_A_TIME", 60):
                for _ in range(times):
                    for note in notes:
                        patterns._notes.leave(note)
                    patterns.learn()
            return sorted(repr(pattern) for _, pattern, _ in patterns._kept)
        return in_child(learn)

    def test_what_is_noted_once_is_not_kept(self):
        self.assertEqual(self.kept(b"('a', 0)", times=1), [])
        self.assertEqual(self.kept(b"('a', 0)"), ["'a'"])

    def test_notes_that_are_wrong(self):
        wrong = [b"", b"'a'", b"('a')", b"('a', 0, 0)", b"(1, 0)", b"('a', 'b')", b"('a', 1.0)",
                 b"('(', 0)", b"('a', -1)", b"('a', 1 << 70)", b"('a', 0", b"\xff", b"f()",
                 b"(['a'], 0)", b"('a', 0)" + b"(" * 900, b"('b', 128)"]
        self.assertEqual(self.kept(*wrong, b"('c', 0)"), ["'c'"])

    def test_no_more_than_a_certain_size_is_kept(self):
        size = sys.getsizeof(re.compile("a"))
        with mock.patch.object(patterns, "_MOST", 2 * size - 1):
            self.assertEqual(len(self.kept(b"('a', 0)", b"('b', 0)", b"('c', 0)")), 1)
        with mock.patch.object(patterns, "_MOST", 2 * size):
            self.assertEqual(len(self.kept(b"('a', 0)", b"('b', 0)", b"('c', 0)")), 2)

    def test_one_that_is_kept_is_not_counted_again(self):
        def learn():
            patterns.share()
            for _ in range(4):
                patterns._notes.leave(b"('a', 0)")
                patterns.learn()
            return patterns._size
        self.assertEqual(in_child(learn), sys.getsizeof(re.compile("a")))

    def test_what_was_noted_long_ago_is_forgotten(self):
        with mock.patch.object(patterns, "_MOST_ONCE", 1):
            self.assertEqual(self.kept(b"('a', 0)", b"('b', 0)", times=3), [])
            self.assertEqual(self.kept(b"('a', 0)"), ["'a'"])

    def test_it_goes_on_later_when_the_time_is_up(self):
        def learn():
            patterns.share()
            patterns._once.update((b"('a', 0)", b"('b', 0)"))
            for note in sorted(patterns._once):
                patterns._notes.leave(note)
            counts = []
            with mock.patch.object(patterns.time, "monotonic", side_effect=[0, 0, 1, 1, 1, 2]):
                for _ in range(2):
                    patterns.learn()
                    counts.append(len(patterns._kept))
            return counts
        self.assertEqual(in_child(learn), [1, 2])


class InSharedMemory(unittest.TestCase):
    def test_what_another_process_leaves(self):
        notes = Notes()
        self.assertIsNone(notes.take())
        in_child(lambda: [notes.leave(b"one"), notes.leave(b"two")] and None)
        self.assertEqual({notes.take(), notes.take()}, {b"one", b"two"})
        self.assertIsNone(notes.take())

    def test_one_that_is_left_twice_is_taken_once(self):
        notes = Notes()
        notes.leave(b"one")
        notes.leave(b"one")
        self.assertEqual((notes.take(), notes.take()), (b"one", None))

    def test_one_that_is_too_long_is_not_left(self):
        notes = Notes()
        notes.leave(b"x" * 1024)
        self.assertIsNone(notes.take())
        notes.leave(b"x" * 1023)
        self.assertEqual(notes.take(), b"x" * 1023)


if __name__ == "__main__":
    unittest.main()
