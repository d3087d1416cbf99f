"""Builders that the kernel kills because memory ran out; see harness.py.

The kills are real, in a memory control group of version 1 that lets so much be used and no more.
Where no such group can be made, the tests are skipped.
"""

import os
import shutil
import signal
import unittest

from harness import DocbuildTest, main

ROOT = "/sys/fs/cgroup/memory"
LIMIT = 96 << 20
MOST = LIMIT * 2 // 3  # of which one fits and two do not


def _write(path, value):
    with open(path, "w", encoding="ascii") as file:
        file.write(str(value))


class Group:
    """A memory group; removed by `remove`, when all in it have ended."""

    def __init__(self, limit):
        self.path = os.path.join(ROOT, f"docbuild-e2e-{os.getpid()}")
        os.mkdir(self.path)
        try:
            _write(os.path.join(self.path, "memory.limit_in_bytes"), limit)
            _write(os.path.join(self.path, "memory.swappiness"), 0)
        except OSError:
            os.rmdir(self.path)
            raise

    def prefix(self):
        """To be put before a command, which then runs in the group."""
        return ("sh", "-c", f'echo $$ >{self.path}/cgroup.procs && exec "$0" "$@"')

    def remove(self):
        with open(os.path.join(self.path, "cgroup.procs"), encoding="ascii") as file:
            for pid in file.read().split():
                os.kill(int(pid), signal.SIGKILL)
        os.rmdir(self.path)


def why_no_group():
    try:
        Group(LIMIT).remove()
    except OSError as error:
        return f"no memory control group of version 1 can be made: {error}"
    return None


class KilledTest(DocbuildTest):
    def one_that_is_killed(self):
        self.manifest({"a": self.fake("signal", "KILL")})
        result = self.docbuild()
        return result, result.events_named("job_finished")[0]


class Killed(KilledTest):
    def test_by_somebody_is_a_crash_and_where_nothing_is_counted_memory_is_suspected(self):
        result, event = self.one_that_is_killed()
        self.assertEqual("crashed", event["outcome"])
        self.assertIn("killed by SIGKILL, which docbuild did not send", result.stderr)
        self.assertEqual(event.get("memory_is_unknown", False),
                         "perhaps memory ran out" in result.stderr)
        self.assertNotIn("memory_ran_out", event)


class WithoutMemory(KilledTest):
    def setUp(self):
        super().setUp()
        if "memory_is_unknown" in self.one_that_is_killed()[1]:
            self.skipTest("this flavour of docbuild does not read what the kernel counts")
        shutil.rmtree(self.path("_build"))
        self.group = Group(LIMIT)
        self.addCleanup(lambda: self.wait_until(self.removed, "the end of the group"))

    def removed(self):
        try:
            self.group.remove()
        except OSError:
            return False
        return True

    def build(self, *options):
        result = self.docbuild(*options, prefix=self.group.prefix())
        self.assert_no_process_left()
        return result


@unittest.skipIf(why_no_group(), why_no_group())
class OutOfMemory(WithoutMemory):
    def test_a_builder_that_needs_too_much_is_tried_once_more_and_named_with_its_peak(self):
        self.manifest({"a": self.fake("memory", 4 * LIMIT)})
        result = self.build()
        self.assertEqual((1, {"a:build": "out_of_memory"}), (result.exit, result.outcomes()))
        finished = result.events_named("job_finished")
        self.assertEqual([(1, 9, True), (2, 9, False)],
                         [(e["attempt"], e["signal"], e.get("will_retry", False))
                          for e in finished])
        self.assertGreater(finished[-1]["max_rss"], LIMIT // 2)
        self.assertRegex(result.stderr, r"out_of_memory a:build .*; trying again, alone\n")
        verdict = result.stderr[result.stderr.rindex("out_of_memory a:build (attempt 2"):]
        self.assertRegex(verdict, r"\n  memory ran out: the kernel killed it \(SIGKILL\) at a peak "
                                  r"of \S+ MiB\n"
                                  r"  nothing else of this run was running: it needs more memory "
                                  r"than it can get\n  try: more memory ")

    def test_oom_retries_0_tries_once(self):
        self.manifest({"a": {"command": self.fake("memory", 4 * LIMIT), "oom_retries": 0}})
        result = self.build()
        self.assertEqual([1], [e["attempt"] for e in result.events_named("job_finished")])
        self.assertEqual({"a:build": "out_of_memory"}, result.outcomes())

    def test_one_that_fits_alone_is_built_alone(self):
        ready, go = self.path("ready"), self.path("go")
        self.manifest({"small": self.fake(["memory", LIMIT // 3], ["touch", ready],
                                          ["wait-for", go]),
                       "large": self.fake(["wait-for", ready], ["memory", MOST],
                                          ["touch", self.path("fits")]),
                       "third": self.fake(["wait-for", go], ["exit", 0])})
        run = self.start("--jobs", 2, prefix=self.group.prefix())
        first = run.wait_for_event("job_finished", job="large:build")
        self.write("go")
        result = run.finish()
        self.assertEqual(0, result.exit)
        self.assertEqual({"built"}, set(result.outcomes().values()))
        self.assertEqual(("out_of_memory", True, ["small:build"]),
                         (first["outcome"], first["will_retry"], first["also_running"]))
        self.assertEqual(self.alone(result.events, "large:build", 2), [])

    def alone(self, events, job, attempt):
        """What ran at any time during that attempt, besides it."""
        beside, running, is_on = set(), set(), False
        for event in events:
            name = event.get("job")
            if name == job and event.get("attempt") == attempt:
                is_on = event["event"] == "job_started"
            elif event["event"] == "job_started":
                running.add(name)
            elif event["event"] == "job_finished":
                running.discard(name)
            beside |= running if is_on else set()
        return sorted(beside)

    def test_a_shell_whose_program_was_killed_is_out_of_memory_too(self):
        self.manifest({"a": {"command": ["sh", "-c", '"$@"; exit $?', "sh",
                                         *self.fake("memory", 4 * LIMIT)], "oom_retries": 0}})
        result = self.build()
        self.assertEqual({"a:build": "out_of_memory"}, result.outcomes())
        self.assertIn("the kernel killed a program that it ran (exit status 137)", result.stderr)

    def losing(self, then, **keys):
        """A builder whose program is killed, and which then goes on with `then` in the shell."""
        return {"command": ["sh", "-c", f'"$@"; {then}', "sh", *self.fake("memory", 4 * LIMIT)],
                **keys}

    def test_a_builder_that_fails_as_its_program_was_killed_is_tried_once_more(self):
        self.manifest({"a": self.losing("exit 2")})
        result = self.build()
        self.assertEqual({"a:build": "out_of_memory"}, result.outcomes())
        self.assertEqual([(1, 2, True), (2, 2, True)],
                         [(e["attempt"], e["exit"], e["memory_ran_out"])
                          for e in result.events_named("job_finished")])
        self.assertIn("memory ran out: the kernel killed a process while it ran, most likely one "
                      "that it had started (exit status 2)", result.stderr)

    def test_a_builder_that_hides_it_but_wrote_nothing_is_out_of_memory(self):
        self.manifest({"a": self.losing("exit 0", outputs=["{output}/x"], oom_retries=0)})
        self.assertEqual({"a:build": "out_of_memory"}, self.build().outcomes())

    def test_a_builder_that_waits_in_vain_until_its_time_limit_is_out_of_memory(self):
        self.manifest({"a": self.losing("sleep 600", timeout=1, grace=5, oom_retries=0)})
        result = self.build()
        self.assertEqual({"a:build": "out_of_memory"}, result.outcomes())
        self.assertIn("docbuild ended it at its time limit", result.stderr)

    def test_a_builder_that_does_without_its_program_is_built(self):
        self.manifest({"a": self.losing("exit 0")})
        result = self.build()
        self.assertEqual({"a:build": "built"}, result.outcomes())
        self.assertNotIn("memory_ran_out", result.events_named("job_finished")[0])

    def test_one_kill_makes_one_job_out_of_memory(self):
        ready, go = self.path("ready"), self.path("go")
        self.manifest({"a": self.fake(["touch", ready], ["wait-for", go], ["exit", 3]),
                       "b": self.losing("exit 2", oom_retries=0)})
        run = self.start("--jobs", 2, "--keep-going", prefix=self.group.prefix())
        run.wait_for_file(ready)
        run.wait_for_event("job_finished", job="b:build")
        self.write("go")
        self.assertEqual({"a:build": "failed", "b:build": "out_of_memory"},
                         run.finish().outcomes())

    def test_a_kill_outside_of_the_runs_group_is_none_of_a_failed_builders(self):
        self.manifest({"a": ["sh", "-c", f'sh -c "echo \\$\\$ >{self.group.path}/cgroup.procs; '
                             'exec \"\\$@\"" sh "$@"; exit 2', "sh",
                             *self.fake("memory", 4 * LIMIT)]})
        result = self.docbuild()
        self.assertEqual({"a:build": "failed"}, result.outcomes())
        log = self.read("_build/.docbuild/logs/build/a.log")
        self.assertIn("Killed", log)

    def test_a_builder_that_somebody_kills_afterwards_is_not_out_of_memory(self):
        self.manifest({"a": {"command": self.fake("memory", 4 * LIMIT), "oom_retries": 0},
                       "b": self.fake(["touch", self.path("ready")], ["sleep", 600])})
        run = self.start("--jobs", 2, "--keep-going", prefix=self.group.prefix())
        run.wait_for_file(self.path("ready"))
        run.wait_for_event("job_finished", job="a:build")
        os.kill(run.wait_for_event("job_started", job="b:build")["pid"], signal.SIGKILL)
        result = run.finish()
        self.assertEqual({"a:build": "out_of_memory", "b:build": "crashed"}, result.outcomes())


if __name__ == "__main__":
    main()
