"""share/dev/count_tests.py counts what really passed, and takes no silence for success."""

import os
import subprocess
import sys
import unittest

DEVELOPMENT = os.path.join(os.path.dirname(__file__), "../../share/dev")
PROGRAM = os.path.join(DEVELOPMENT, "count_tests.py")
sys.path.insert(0, DEVELOPMENT)

from count_tests import Count, count_in, count_program  # noqa: E402

DOCTEST = ("[doctest] test cases: {} | {} passed | {} failed | {} skipped\n"
           "[doctest] assertions: 76 | 76 passed | 0 failed |\n[doctest] Status: SUCCESS!\n")


def ended(output, result="OK", status=0):
    return count_program({"name": "x", "result": result, "returncode": status, "stdout": output})


class CountTests(unittest.TestCase):
    def test_doctest_cases_are_counted(self):
        self.assertEqual(count_in(DOCTEST.format(22, 20, 2, 3)), Count(20, 2, 3))

    def test_unittest_cases_are_counted(self):
        for closing, count in [
            ("Ran 4 tests in 0.007s\n\nOK\n", Count(4, 0, 0)),
            ("Ran 1 test in 1.5s\n\nOK (skipped=1)\n", Count(0, 0, 1)),
            ("Ran 9 tests in 1.5s\n\nFAILED (failures=1, errors=2, skipped=3)\n", Count(3, 3, 3)),
            ("Ran 2 tests in 1.5s\n\nFAILED (unexpected successes=1)\n", Count(1, 1, 0)),
        ]:
            self.assertEqual(count_in(closing), count)

    def test_the_last_closing_line_counts(self):
        printed = "Ran 7 tests in 1s\n\nOK\nRan 2 tests in 1s\n\nOK\n"
        self.assertEqual(count_in(printed), Count(2, 0, 0))

    def test_a_program_without_a_closing_line_has_failed(self):
        self.assertEqual(ended("", result="FAIL", status=-11), Count(0, 1, 0))
        self.assertEqual(ended("exits early\n"), Count(0, 1, 0))

    def test_a_program_that_dies_after_its_closing_line_has_failed(self):
        self.assertEqual(ended(DOCTEST.format(3, 3, 0, 0), "FAIL", 1), Count(3, 1, 0))

    def test_a_failing_case_is_not_counted_twice(self):
        self.assertEqual(ended(DOCTEST.format(3, 2, 1, 0), "FAIL", 1), Count(2, 1, 0))

    def test_a_skipped_program_is_said_apart(self):
        count = ended("", result="SKIP", status=77)
        self.assertEqual(str(count + Count(passed=5)), "5 passed, 0 failed, 1 skipped")

    def test_what_could_not_run_is_counted_as_skipped(self):
        ended = subprocess.run([PROGRAM, "--also-skipped=x", "--also-failed=y"],
                               stdout=subprocess.PIPE, text=True)
        self.assertEqual(ended.stdout,
                         "failed: y\nskipped: x\n0 passed, 1 failed, 1 skipped\n")
        self.assertEqual(ended.returncode, 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
