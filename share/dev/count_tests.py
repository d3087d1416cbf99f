#!/usr/bin/python3
"""Adds up the test cases in the testlog.json of several Meson build directories.

It does not run anything. Test cases count, not programs; a program that ended without the closing
line of doctest or unittest counts as one failure, whatever its exit status.
"""

import argparse
import json
import re
import sys
from dataclasses import dataclass

DOCTEST = re.compile(
    r"^\[doctest\] test cases: +\d+ \| +(\d+) passed \| +(\d+) failed \| +(\d+) skipped", re.M)
UNITTEST = re.compile(
    r"^Ran (\d+) tests? in .*\n+(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$", re.M)
SKIP_STATUS = 77


@dataclass
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other):
        return Count(self.passed + other.passed, self.failed + other.failed,
                     self.skipped + other.skipped)

    def __str__(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def count_in(output):
    """The counts of the last closing line in a program's output; None where there is none."""
    doctest = list(DOCTEST.finditer(output))
    if doctest:
        return Count(*map(int, doctest[-1].groups()))
    unittest = list(UNITTEST.finditer(output))
    if not unittest:
        return None
    ran, details = unittest[-1].groups()
    of = {name: int(number) for name, number in re.findall(r"([a-z ]+)=(\d+)", details or "")}
    of = {name.strip(): number for name, number in of.items()}
    failed = of.get("failures", 0) + of.get("errors", 0) + of.get("unexpected successes", 0)
    skipped = of.get("skipped", 0)
    return Count(max(0, int(ran) - failed - skipped), failed, skipped)


def count_program(entry):
    """The counts of one program, which failed as a whole if its exit status says so."""
    if entry["result"] == "SKIP" or entry.get("returncode") == SKIP_STATUS:
        return Count(skipped=1)
    count = count_in(entry.get("stdout", "") + "\n" + entry.get("stderr", ""))
    if count is None:
        return Count(failed=1)
    if entry["result"] != "OK" and count.failed == 0:
        return count + Count(failed=1)
    return count


def count_log(name, path):
    total = Count()
    with open(path, encoding="utf-8") as log:
        for line in log:
            entry = json.loads(line)
            count = count_program(entry)
            if count.failed:
                print(f"failed: {name}: {entry['name']}: {count}")
            total += count
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("logs", nargs="*", metavar="NAME=TESTLOG", help="a flavour and its log")
    parser.add_argument("--also-failed", action="append", default=[], metavar="WHAT",
                        help="something besides a test that failed; counts as one")
    parser.add_argument("--also-skipped", action="append", default=[], metavar="WHAT",
                        help="something that could not run here; counts as one")
    arguments = parser.parse_args()
    total = Count()
    for argument in arguments.logs:
        name, _, path = argument.partition("=")
        count = count_log(name, path)
        print(f"{name}: {count}")
        if count == Count():
            print(f"failed: {name}: no test ran")
            count = Count(failed=1)
        total += count
    for what in arguments.also_failed:
        print(f"failed: {what}")
        total += Count(failed=1)
    for what in arguments.also_skipped:
        print(f"skipped: {what}")
        total += Count(skipped=1)
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
