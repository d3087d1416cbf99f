"""What the fork server does beside the first jobs, for those that follow."""

import fcntl
import json
import os
import signal
import unittest

from case import Case
from driver import environment, until


class WarmUp(Case):
    def warmed(self, processors, body="open(FIFO).close()"):
        """A server on a machine of so many processors, whose warm-up ends when FIFO is written."""
        os.mkfifo(self.path("fifo"))
        self.write("slow.py", "from docbuild_fork.server import threads\n"
                   f"FIFO = {self.path('fifo')!r}\n"
                   f"threads.processors = lambda: {processors}\n"
                   "state = 'imported'\n\n\n"
                   "def prepare():\n    global state\n    state = 'prepared'\n\n\n"
                   f"def warm_up():\n    global state\n    {body}\n    state = 'warm'\n")
        self.program = self.write("program.py", "import fcntl, slow\nprint(slow.state, flush=True)\n"
                                  f"fcntl.flock(open({self.path('held')!r}, 'w'), fcntl.LOCK_SH)\n")
        return self.ready("--directory", self.directory, "--preload", "slow", "--warm", "slow")

    def let_it_end(self):
        with open(self.path("fifo"), "w", encoding="ascii"):
            pass

    def states(self, server, processors, jobs):
        """Starts jobs at once: what each finds, and how many were started before the warm-up."""
        held = open(self.path("held"), "w", encoding="ascii")
        self.addCleanup(held.close)
        fcntl.flock(held, fcntl.LOCK_EX)  # no job ends before
        logs = [self.path(f"log{number}") for number in range(jobs)]
        server.process.send_signal(signal.SIGSTOP)  # it hears of all of them at once
        for log in logs:
            server.send([self.program], log)
        server.process.send_signal(signal.SIGCONT)
        before = [server.next_of_all() for _ in range(min(processors - 1, jobs))]
        self.assertEqual([message["type"] for message in before], ["started"] * len(before))
        self.let_it_end()
        self.assertEqual(server.next_of_all()["type"], "warm")
        fcntl.flock(held, fcntl.LOCK_UN)
        ended = 0
        while ended < jobs:
            ended += server.next_of_all()["type"] == "ended"
        return [self.read(log).strip() for log in logs]

    def test_jobs_that_leave_a_processor_free_do_not_wait_for_it(self):
        self.assertEqual(self.states(self.warmed(3), 3, 4), ["prepared"] * 2 + ["warm"] * 2)

    def test_one_processor(self):
        self.assertEqual(self.states(self.warmed(1), 1, 2), ["warm"] * 2)

    def test_fewer_jobs_than_processors(self):
        self.assertEqual(self.states(self.warmed(8), 8, 2), ["prepared"] * 2)

    def test_it_is_done_once(self):
        server = self.warmed(2)
        self.states(server, 2, 2)
        self.assertEqual(self.job(server, [self.program])[1], "warm\n")
        self.assertIsNone(server.warmed)

    def test_a_thread_that_it_leaves(self):
        """Jobs that run go on; no other is forked."""
        server = self.warmed(2, "import threading; threading.Thread("
                             "target=threading.Event().wait, daemon=True).start()")
        os.mkfifo(self.path("go"))
        program = self.write("program.py", f"open({self.path('go')!r}).close()\nprint('here')\n")
        first = server.send([program], self.log)
        self.assertEqual(server.next_of_all()["type"], "started")
        self.assertEqual(server.next_of_all()["type"], "warm")
        second = server.send([program], self.path("log2"))
        refused = server.next()
        self.assertEqual((refused["type"], refused["job"], refused["failed"]),
                         ("refused", second, {}))
        self.assertIn("2 threads", refused["reason"])
        open(self.path("go"), "w").close()
        ended = server.next()
        self.assertEqual((ended["job"], ended["status"], self.read("log")), (first, 0, "here\n"))

    def test_docbuild_goes_meanwhile(self):
        server = self.warmed(2)
        server.send([self.write("program.py", "import time\ntime.sleep(1000)\n")], self.log)
        started = server.next()
        with open(self.path("fifo"), "w", encoding="ascii"):  # it has begun
            server.connection.socket.close()
        self.assertEqual(server.process.wait(), 0)
        self.assertTrue(until(lambda: not os.path.exists(f"/proc/{started['pid']}")))

    def test_extensions_of_sphinx_that_conf_py_names_are_imported(self):
        """Not those of others, which may do anything when they are imported; and none is set up."""
        self.write("conf.py", "import mine\nextensions = ['mine', 'sphinx.ext.ifconfig', "
                   "'sphinx.ext.none', \"sphinx.ext.todo\"]\n")
        self.write("mine.py", "")
        told = self.write("told.json", json.dumps({"conf": self.directory}))
        server = self.ready("--directory", self.directory, "--preload", "sphinx.cmd.build",
                            "--warm", "docbuild_sphinx.warm",
                            env=environment(DOCBUILD_SPHINX=told))
        program = self.write("program.py", "import sys\nprint([name in sys.modules for name in ("
                             "'sphinx.ext.ifconfig', 'sphinx.ext.todo', 'mine')])\n")
        self.job(server, [program])  # beside it, or before it, the server warms up
        self.assertEqual(self.job(server, [program])[1], "[True, True, False]\n")
        self.assertEqual(server.warmed["warnings"], [])
        self.assertIn("sphinx.ext.todo", server.warmed["imported"])

    def test_what_a_killed_server_has_left_is_removed_by_the_next(self):
        os.mkdir(self.path("told"))
        told = self.write("told/told.json", "{}")
        program = self.write("program.py", "import time\ntime.sleep(1000)\n")
        os.makedirs(self.path("told", f".docbuild-warm-{os.getpid()}-beside"))  # of one that runs
        kept = sorted(os.listdir(self.path("told")))
        for is_killed in (True, False):
            server = self.ready("--preload", "sphinx.cmd.build", "--warm", "docbuild_sphinx.warm",
                                env=environment(DOCBUILD_SPHINX=told))
            server.send([program], self.log)
            started = server.next_of_all()
            if started["type"] == "warm":  # one processor
                started = server.next_of_all()
            elif is_killed:
                prefix = f".docbuild-warm-{server.process.pid}-"
                self.assertTrue(until(lambda: any(
                    name.startswith(prefix) for name in os.listdir(self.path("told")))))
            else:
                self.assertEqual(server.next_of_all()["type"], "warm")
            server.kill()
            os.kill(started["pid"], signal.SIGKILL)
            if not is_killed:
                self.assertEqual(sorted(os.listdir(self.path("told"))), kept)


if __name__ == "__main__":
    unittest.main()
