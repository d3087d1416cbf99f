"""What docbuild does with files of its own that were cut, overwritten, replaced, or are somebody
else's; see harness.py. Every byte of the state is in tests/state/sqlite_damage_test.cpp."""

import json
import os
import random
import shutil
import sqlite3

import machine
from harness import DocbuildTest, main

CORNER = "_build/.docbuild"
SEEDS = range(12)


class Damage(DocbuildTest):
    def setUp(self):
        super().setUp()
        self.manifest({"a": self.fake("print", "fine"), "b": self.fake("print", "too")})
        self.assertEqual(0, self.docbuild().exit)

    def place(self, name):
        return self.path(CORNER, name)

    def outcomes_after(self, result):
        self.assertEqual(0, result.exit, result.stderr)
        return set(result.outcomes().values())

    def assert_set_aside(self, result, name="state.db"):
        self.assertEqual({"built"}, self.outcomes_after(result))
        self.assertRegex(result.stderr, rf"state file set aside as \S+/{name}\.damaged-1 \(")
        self.assertTrue(os.path.lexists(self.place("state.db.damaged-1")))
        self.assertEqual({"up_to_date"}, self.outcomes_after(self.docbuild()))

    def test_a_state_of_random_bytes_is_set_aside(self):
        self.write(CORNER + "/state.db", random.Random(1).randbytes(9000))
        self.assert_set_aside(self.docbuild())

    def test_a_run_that_cannot_start_says_what_was_set_aside(self):
        self.write(CORNER + "/state.db", b"no database")
        self.manifest({"a": self.fake("print", "{env:NOT_SET_ANYWHERE}")})
        result = self.docbuild()
        self.assertEqual(2, result.exit)
        self.assertRegex(result.stderr, r"\Adocbuild: state file set aside as \S+\.damaged-1 \(.*\n"
                         r"docbuild: a:build: environment variable 'NOT_SET_ANYWHERE' is not set")

    def test_who_only_looks_leaves_a_damaged_state_as_it_is(self):
        content = random.Random(1).randbytes(9000)
        self.write(CORNER + "/state.db", content)
        for question in ("--list", "--dry-run", "--explain"):
            with self.subTest(question):
                result = self.docbuild(question)
                self.assertEqual(0, result.exit, result.stderr)
                self.assertRegex(result.stderr, r"state file \S+/state\.db cannot be used \(.*\); "
                                                "the next build will set it aside")
                with open(self.place("state.db"), "rb") as file:
                    self.assertEqual(content, file.read())
                self.assertFalse(os.path.lexists(self.place("state.db.damaged-1")))
        self.assert_set_aside(self.docbuild())

    def test_a_state_of_a_newer_format_is_set_aside(self):
        with sqlite3.connect(self.place("state.db")) as database:
            database.execute("PRAGMA user_version=2000000")
        database.close()
        result = self.docbuild()
        self.assertIn("it has format 2000000, this docbuild knows ", result.stderr)
        self.assert_set_aside_said(result)

    def assert_set_aside_said(self, result):
        self.assertEqual({"built"}, self.outcomes_after(result))
        self.assertIn("state file set aside as ", result.stderr)

    def test_a_directory_in_the_states_place_is_set_aside(self):
        os.remove(self.place("state.db"))
        os.makedirs(self.place("state.db/inner"))
        self.assert_set_aside(self.docbuild())

    def test_a_directory_in_the_place_of_what_sqlite_keeps_beside_it_is_set_aside(self):
        os.makedirs(self.place("state.db-wal/inner"))
        self.assert_set_aside(self.docbuild())

    def test_the_state_cut_or_overwritten_by_seed_never_crashes_nor_lies(self):
        whole = self.read_bytes("state.db")
        for seed in SEEDS:
            with self.subTest(seed):
                chance = random.Random(seed)
                damaged = bytearray(whole[: chance.randrange(len(whole))])
                for _ in range(seed % 3 * 20):
                    if damaged:
                        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
                shutil.rmtree(self.place("."), ignore_errors=True)
                os.makedirs(self.place("."), exist_ok=True)
                self.write(CORNER + "/state.db", bytes(damaged))
                result = self.docbuild()
                self.assertEqual(0, result.exit, result.stderr)
                if result.outcomes() != {"a:build": "up_to_date", "b:build": "up_to_date"}:
                    self.assertTrue("set aside" in result.stderr or not damaged, result.stderr)

    def read_bytes(self, name):
        with open(self.place(name), "rb") as file:
            return file.read()

    def test_a_state_of_another_user_is_set_aside(self):
        user = machine.as_nobody(self, self.directory, self.path("_build"), self.place("."))
        if not user:
            self.skipTest("a file that this user cannot read is made by root alone")
        for name in ("logs", "logs/build", "runs"):
            os.chmod(self.place(name), 0o777)
        for name in ("lock", "logs/build/a.log", "logs/build/b.log"):
            os.chmod(self.place(name), 0o666)
        os.chmod(self.path("_build/build"), 0o777)
        for document in "ab":
            os.chmod(self.path("_build/build", document), 0o777)
        os.chmod(self.place("state.db"), 0o600)
        result = self.docbuild(prefix=user)
        self.assertEqual({"built"}, self.outcomes_after(result))
        self.assertRegex(result.stderr, r"set aside as \S+ \(.*Permission denied\)")
        os.chmod(self.place("state.db"), 0o444)
        os.chown(self.place("state.db"), 0, 0)
        result = self.docbuild(prefix=user)
        self.assertIn("(it is not this user's to write)", result.stderr)

    def test_a_lock_of_another_user_is_an_error_that_says_what_to_do(self):
        user = machine.as_nobody(self, self.directory, self.path("_build"), self.place("."))
        if not user:
            self.skipTest("a file that this user cannot read is made by root alone")
        os.chmod(self.place("lock"), 0o600)
        result = self.docbuild(prefix=user)
        self.assertEqual(3, result.exit)
        self.assertIn("lock: Permission denied; it is another user's: remove it when none of their "
                      "runs is at work here", result.stderr)

    def test_what_a_lock_says_is_never_trusted(self):
        there = {"process": 1, "host": "elsewhere", "since": "2020-01-01 00:00:00"}
        for content in (b"", b"\0" * 60, random.Random(2).randbytes(60), b"{", b"[" * 5000,
                        json.dumps(there).encode()):
            with self.subTest(content[:20]):
                self.write(CORNER + "/lock", content)
                self.assertEqual({"up_to_date"}, self.outcomes_after(self.docbuild()))

    def test_a_directory_in_the_locks_place_is_set_aside(self):
        os.remove(self.place("lock"))
        os.makedirs(self.place("lock/inner"))
        result = self.docbuild()
        self.assertEqual({"up_to_date"}, self.outcomes_after(result))
        self.assertIn(f"the lock {self.place('lock')} was a directory, set aside as "
                      f"{self.place('lock')}.damaged-1", result.stderr)

    def test_event_logs_cut_filled_or_replaced_are_no_obstacle(self):
        whole = self.read_bytes("runs/000001.jsonl")
        for number in range(0, len(whole), 97):
            self.write(f"{CORNER}/runs/000001.jsonl", whole[:number])
            if number % (97 * 4) == 0:
                self.assertEqual({"up_to_date"}, self.outcomes_after(self.docbuild()))
        os.remove(self.place("runs/000001.jsonl"))
        os.makedirs(self.place("runs/000900.jsonl/inner"))
        self.assertEqual({"up_to_date"}, self.outcomes_after(self.docbuild()))
        self.assertTrue(os.path.isfile(self.place("runs/000901.jsonl")))
        self.write(f"{CORNER}/runs/000901.jsonl", random.Random(3).randbytes(5000))
        self.assertEqual({"up_to_date"}, self.outcomes_after(self.docbuild()))

    def test_a_file_in_the_place_of_the_event_logs_is_said(self):
        shutil.rmtree(self.place("runs"))
        self.write(CORNER + "/runs", "no directory")
        result = self.docbuild()
        self.assertEqual({"up_to_date"}, self.outcomes_after(result))
        self.assertIn("this run leaves no event log there", result.stderr)

    def test_a_file_in_the_place_of_the_logs_is_named(self):
        shutil.rmtree(self.place("logs"))
        self.write(CORNER + "/logs", "no directory")
        result = self.docbuild("--rebuild", "--keep-going")
        self.assertEqual((1, {"not_started"}), (result.exit, set(result.outcomes().values())))
        self.assertIn("logs/build/a.log: Not a directory", result.stderr)


if __name__ == "__main__":
    main()
