"""Check 3 of the fault harness passes records that are whole, and finds what is not."""

import copy
import os
import sqlite3
import tempfile
from types import SimpleNamespace

from checks import Checks, main  # first: it says where the rest is

import check_records
import sample
from story import Story


class Records(Checks):
    """Check 3: the logs, the state, --list."""

    def test_a_whole_log_passes(self):
        self.assertEqual([], self.story().problems)

    def test_each_fault_of_a_log_is_found(self):
        for spoil, pattern in [
            (lambda e: e.pop(), "no run_finished"),
            (lambda e: e.pop(0), "run_started is not the first"),
            (lambda e: e.pop(4), "the event log has no end of it|counts"),
            (lambda e: e.insert(6, copy.copy(e[3])), "job_finished after its end"),
            (lambda e: e.pop(1), "a:build: built without a start"),
            (lambda e: e.insert(2, copy.copy(e[1])), "a:build: started while it ran"),
            (lambda e: e[4].update(attempt=2), "attempt 2 ended, 1 had started"),
            (lambda e: e[5].update(time=0.0), "time goes back"),
            (lambda e: e[-1]["counts"].update(built=3), "run_finished counts"),
            (lambda e: e.append(e[1]), "events follow|after its end"),
        ]:
            with self.subTest(pattern):
                self.events = sample.events()
                spoil(self.events)
                self.assertRegex("\n".join(self.story().problems), pattern)

    def test_a_line_that_is_no_json_is_found(self):
        lines = sample.text(self.events).splitlines(keepends=True)
        for text in ("".join(lines[:3] + ["{\"time\":\n"] + lines[3:]), "".join(lines)[:-9]):
            self.assertNotEqual([], Story(text).problems)

    def test_after_a_kill_the_last_line_alone_may_be_in_pieces(self):
        lines = sample.text(self.events).splitlines(keepends=True)
        self.assertEqual([], Story("".join(lines[:4])[:-9], may_end_early=True).problems)
        broken = "".join([lines[0], lines[1][:9] + "\n", lines[2]])
        self.assertNotEqual([], Story(broken, may_end_early=True).problems)

    def test_two_logs_that_differ_are_found(self):
        self.assertEqual([], check_records.log_problems(b"a\n", b"a\n"))
        self.one_problem(check_records.log_problems(b"a\n", b""), "2 bytes")
        self.assertEqual([], check_records.log_problems(b"a\nb\n", b"a\n", may_end_early=True))
        self.one_problem(check_records.log_problems(b"b\n", b"a\n", may_end_early=True), "differ")

    def test_a_damaged_state_is_found(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "state.db")
            database = sqlite3.connect(path)
            with database:
                database.execute("CREATE TABLE jobs (name TEXT PRIMARY KEY)")
                database.executemany("INSERT INTO jobs VALUES (?)",
                                     [(f"job {n}" * 20,) for n in range(200)])
            database.close()
            self.assertEqual([], check_records.state_problems(path))
            with open(path, "r+b") as file:
                file.seek(4096)  # the head of the second page
                file.write(b"\xff" * 64)
            self.assertNotEqual([], check_records.state_problems(path))

    def test_a_list_that_disagrees_is_found(self):
        def listed(text, status=0):
            result = SimpleNamespace(exit=status, stdout=text, stderr="no state")
            return check_records.list_problems(result, self.story(), self.project)

        right = "a:build  up_to_date  1s  -\nb:build  up_to_date  1s  -\nc:build  failed  1s  -\n"
        self.assertEqual([], listed(right))
        self.one_problem(listed(right.replace("failed", "up_to_date")),
                         "says up_to_date of c:build")
        self.one_problem(listed(right.replace("b:build  up_to_date", "b:build  never built")),
                         "says never built of b:build")
        self.assertEqual(1, len(listed(right[: right.index("c:")])))
        self.one_problem(listed(right, 3), "--list exits with 3")


if __name__ == "__main__":
    main()
