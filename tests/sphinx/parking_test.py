"""Processes that stay when their job has ended, and go on with another one."""

import os
import signal
import unittest

from case import Case
from driver import environment, until

from docbuild_fork import memory  # noqa: E402
from docbuild_fork.children import Children  # noqa: E402

# Parks as soon as it has done its job, and says then who it is.
STAYS = '''
import atexit, os, sys
from docbuild_fork import parked
def who():
    return (os.getpid(), os.getpgrp() == os.getpid(), os.getcwd(), os.environ.get("WHO"))
print("first", *who(), parked.is_possible(), flush=True)
atexit.register(lambda: open(sys.argv[1] + "/ended", "w").close())
sum(range(int(sys.argv[2])))
request = parked.wait()
print("not to be seen")
if request is None:
    sys.exit(0)
if "decline" in request.arguments:
    parked.decline()
    sys.exit(0)
if "die" in request.arguments:
    os.kill(os.getpid(), 9)
parked.resume(request)
print("second", *who(), *request.arguments[1:], parked.is_possible())
sys.exit(7)
'''
FRESH = "import os; print('fresh', os.getpid())\n"


def state(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return file.read().rpartition(")")[2].split()


class Parking(Case):
    def setUp(self):
        super().setUp()
        self.stays = self.write("stays.py", STAYS)
        self.fresh = self.write("fresh.py", FRESH)

    def parked(self, server, work=0, **more):
        """Runs a job that stays; how it ended."""
        return server.run([self.stays, self.directory, str(work)], self.path("first"),
                          may_park=True, **more)

    def resumed(self, server, *arguments, job=1, **more):
        """Requests the job that is to go on with another; how it ended, and what it printed."""
        open(self.path("second"), "w").close()
        answer = server.run([self.fresh, *arguments], self.path("second"), resumes=job, **more)
        return answer, self.read("second").split()

    def test_a_process_goes_on_with_another_job(self):
        server = self.ready()
        first = self.parked(server, 3_000_000, env={**server.environment, "WHO": "one"})
        pid = first["pid"]
        self.assertEqual((first["job"], first["status"], first["started"]), (1, 0, pid))
        self.assertEqual(state(pid)[2], state(server.process.pid)[2], "the group is the server's")
        self.assertFalse(os.path.exists(self.path("ended")))
        second, printed = self.resumed(server, "x", env={**server.environment, "WHO": "two"})
        self.assertEqual((second["job"], second["status"], second["started"]), (2, 7 << 8, pid))
        self.assertEqual(printed, ["second", str(pid), "True", "/", "two", "x", "False"])
        self.assertEqual(self.read("first").split(),
                         ["first", str(pid), "True", "/", "one", "True"])
        self.assertTrue(os.path.exists(self.path("ended")))
        self.assertGreater(first["max_rss"], 1 << 20)
        self.assertGreaterEqual(second["max_rss"], first["max_rss"])

    def test_what_the_first_job_has_used_is_not_the_second_ones(self):
        server = self.ready()
        first = self.parked(server, 30_000_000)
        second, _ = self.resumed(server)
        self.assertLess(second["user"] + second["system"], (first["user"] + first["system"]) / 2)

    def test_another_process_starts_where_the_one_that_stayed_cannot_go_on(self):
        for name in ("decline", "die", "killed", "another job's"):
            with self.subTest(name):
                server = self.ready()
                pid = self.parked(server)["pid"]
                if name == "killed":
                    os.kill(pid, signal.SIGKILL)
                    self.assertTrue(until(lambda: not os.path.exists(f"/proc/{pid}")))
                second, printed = self.resumed(server, name, job=9 if "another" in name else 1)
                self.assertEqual((second["job"], second["status"]), (2, 0))
                self.assertEqual(printed, ["fresh", str(second["started"])])
                self.assertNotEqual(second["started"], pid)

    def test_it_goes_on_once(self):
        server = self.ready()
        pid = self.parked(server)["pid"]
        self.assertEqual(self.resumed(server)[0]["started"], pid)
        self.assertEqual(self.resumed(server)[1][0], "fresh")

    def test_none_stays_that_is_not_asked_to_or_for_which_there_is_no_memory(self):
        self.write("none.py", "from docbuild_fork import memory\nmemory.available = lambda: 0\n")
        env = environment(PYTHONPATH=self.directory)
        for name, server in {"memory": self.ready("--preload", "none", env=env),
                             "asked": self.ready()}.items():
            with self.subTest(name):
                may_park = name == "memory"
                first = server.run([self.stays, self.directory, "0"], self.path("first"),
                                   may_park=may_park)
                self.assertEqual(self.read("first").split()[-1], str(may_park))
                if may_park:
                    self.assertEqual(first["status"], 0)
                    self.assertFalse(os.path.exists(f"/proc/{first['pid']}"))
                    self.assertTrue(os.path.exists(self.path("ended")))
                self.assertEqual(self.resumed(server)[1][0], "fresh")

    def test_those_that_stayed_end_with_the_server_as_their_jobs_would_have(self):
        for end in ("end", "kill"):
            with self.subTest(end):
                server = self.ready()
                pid = self.parked(server)["pid"]
                getattr(server, end)()
                self.assertTrue(until(lambda: not os.path.exists(f"/proc/{pid}")
                                      or state(pid)[0] == "Z"))
                self.assertTrue(os.path.exists(self.path("ended")))
                os.unlink(self.path("ended"))

    def test_one_that_does_not_end_is_ended(self):
        hangs = self.write("hangs.py", "import atexit, time\nfrom docbuild_fork import parked\n"
                           "parked._LONGEST_END = 1\natexit.register(time.sleep, 1000)\n"
                           "parked.wait()\n")
        server = self.ready()
        pid = server.run([hangs], self.log, may_park=True)["pid"]
        self.assertEqual(server.end(), 0)
        self.assertFalse(os.path.exists(f"/proc/{pid}"))


class Ends(unittest.TestCase):
    """The news of an end and of what has come before it may overtake each other."""

    def ended_without_a_job(self):
        children, pid = Children(), os.fork()
        if pid == 0:
            os._exit(3)
        children.add(pid, 1)
        children.end_job(pid)
        self.assertTrue(until(lambda: list(children.changed())
                              or not os.path.exists(f"/proc/{pid}")))
        return children, pid

    def test_a_job_that_ended_before_it_is_known_to_have_begun_is_told_of(self):
        children, pid = self.ended_without_a_job()
        children.resume(pid, 2, (0.0, 1e9))
        told, = children.changed()
        self.assertEqual((told["job"], told["status"], told["system"]), (2, 3 << 8, 0.0))
        self.assertEqual((children.number(), list(children.changed())), (0, []))

    def test_a_new_process_of_the_same_number_is_another_one(self):
        children, old = self.ended_without_a_job()
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(writer)
            os.read(reader, 1)
            os._exit(0)
        children._ended[pid] = children._ended.pop(old)  # numbers come again in the end
        children.add(pid, 2)
        self.assertEqual(list(children.changed()), [])
        os.close(writer)
        self.assertTrue(until(lambda: [ended["status"] for ended in children.changed()] == [0]))
        os.close(reader)


class Memory(Case):
    """Control groups as files."""

    def left(self, group, files, kind=""):
        for name, content in files.items():
            self.write(name, content)
        self.addCleanup(setattr, memory, "_CGROUPS", memory._CGROUPS)
        memory._CGROUPS = self.directory
        return list(memory._left_above(*memory._KINDS[kind], group))

    def test_what_is_left_in_each_group_that_has_a_limit(self):
        self.assertEqual(self.left("/a/b", {
            "a/b/memory.max": "max\n", "a/b/memory.current": "70\n",
            "a/memory.max": "100\n", "a/memory.current": "80\n"}), [20])
        self.assertEqual(self.left("/a", kind="memory", files={
            "memory/a/memory.limit_in_bytes": "9\n", "memory/a/memory.usage_in_bytes": "4\n",
            "memory/memory.limit_in_bytes": "90\n", "memory/memory.usage_in_bytes": "40\n"}),
            [5, 50])

    def test_in_a_container_the_limit_is_at_the_top(self):
        files = {"memory.max": "10", "memory.current": "3"}
        self.assertEqual(self.left("/of/the/host", files), [7])

    def test_a_limit_of_this_process_counts(self):
        self.assertGreater(memory.available(), memory.own())
        left = memory._left_in_groups
        self.addCleanup(setattr, memory, "_left_in_groups", left)
        for groups, expected in (([5, 1 << 60], 5), ([-1], 0)):
            memory._left_in_groups = lambda groups=groups: groups
            self.assertEqual(memory.available(), expected)
        memory._left_in_groups = lambda: [1 << 60]
        self.assertGreater(memory.available(), 5)
        self.assertGreater(memory.own(), 1 << 20)


if __name__ == "__main__":
    unittest.main()
