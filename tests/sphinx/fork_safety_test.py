"""What the fork server does not do, and what is left when it or docbuild has gone."""

import os
import signal
import sys
import unittest

from case import Case
from driver import until


def memory(pid):
    """Bytes that the process alone has."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Private"))


def alive(pid):
    """Whether a process runs: one that has ended, and whom nobody waits for, does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class NotReady(Case):
    def test_a_thread_of_pythons(self):
        self.write("calm.py")
        self.write("busy.py", "import threading\n"
                   "threading.Thread(target=threading.Event().wait, name='worker', daemon=True)"
                   ".start()\n")
        server = self.server("--directory", self.directory, "--preload", "calm",
                             "--preload", "busy", "--preload", "never")
        self.assertLessEqual({
            "type": "unsafe", "left": "a thread", "threads": 2, "names": ["worker"],
            "culprit": "busy", "package": "busy"}.items(), server.greeting.items())
        self.assertEqual(server.greeting["imported"], ["calm", "busy"])
        self.assertIsNone(server.next())
        self.assertEqual(server.process.wait(), 1)

    def test_a_thread_that_python_does_not_know(self):
        self.write("native.py", "import ctypes\n"
                   "RUN = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)\n"
                   "libc = ctypes.CDLL(None)\n"
                   "pause = ctypes.cast(libc.pause, ctypes.c_void_p)\n"
                   "thread = ctypes.c_ulong()\n"
                   "libc.pthread_create(ctypes.byref(thread), None, pause, None)\n")
        server = self.server("--directory", self.directory, "--preload", "native")
        self.assertEqual(server.greeting["type"], "unsafe")
        self.assertEqual((server.greeting["threads"], server.greeting["names"]), (2, []))

    def test_a_module_that_is_missing_or_fails(self):
        self.write("broken.py", "\n1 / 0\n")
        self.write("leaves.py", "import sys\nsys.exit(4)\n")
        for module, reason, trace in (("missing_module", "No module named", "missing_module"),
                                      ("broken", "division by zero", "broken.py\", line 2"),
                                      ("leaves", ": 4", "leaves.py\", line 2")):
            with self.subTest(module):
                server = self.server("--directory", self.directory, "--preload", module)
                self.assertEqual(server.greeting["type"], "failed")
                self.assertIn(f"cannot import '{module}' with {sys.executable}",
                              server.greeting["reason"])
                self.assertIn(reason, server.greeting["reason"])
                self.assertIn(trace, server.greeting["traceback"])
                self.assertNotIn("docbuild_fork", server.greeting["traceback"])

    def test_random_hashes(self):
        server = self.server(seed=())
        self.assertEqual(server.greeting["type"], "failed")
        self.assertIn("PYTHONHASHSEED is not set", server.greeting["reason"])

    def test_what_may_fail_is_a_warning(self):
        program = self.write("program.py", "print('here')\n")
        server = self.ready("--try", "missing_module", "--warm", "json", "--try", "calendar")
        self.assertEqual(server.greeting["warnings"], [
            "cannot import 'missing_module': No module named 'missing_module'",
            "cannot prepare 'json': module 'json' has no attribute 'prepare'"])
        self.assertEqual(self.job(server, [program])[1], "here\n")
        self.assertEqual(server.warmed["warnings"], [
            "cannot warm up 'json': module 'json' has no attribute 'warm_up'"])


class Refused(Case):
    def refusal(self, server, arguments, **more):
        answer, printed = self.job(server, arguments, **more)
        self.assertEqual((answer["type"], printed), ("refused", ""), answer)
        return answer["reason"]

    def test_another_start_up(self):
        program = self.write("program.py", "print('here')\n")
        server = self.ready()
        for name, value in {"PYTHONPATH": "/x", "LANG": "tlh", "LD_PRELOAD": "x.so",
                            "PYTHONHASHSEED": "9", "HOME": "/elsewhere"}.items():
            reason = self.refusal(server, [program], env={**server.environment, name: value})
            self.assertEqual(reason, f"{name} is not what the fork server was started with")
        self.assertEqual(self.job(server, [program])[1], "here\n")

    def test_nothing_to_run(self):
        server = self.ready()
        self.assertIn("No such file", self.refusal(server, ["/no/such/file"]))
        self.assertIn("no file of Python code", self.refusal(server, [self.directory]))
        self.assertIn("cannot go to", self.refusal(server, ["-m", "json"], directory="/no/such"))

    def test_a_thread_that_came_later(self):
        self.write("late.py", "import os, signal, threading\n"
                   "def start(*_): threading.Thread(target=threading.Event().wait,"
                   " daemon=True).start()\n"
                   "signal.signal(signal.SIGUSR1, start)\n")
        program = self.write("program.py", "print('here')\n")
        server = self.ready("--directory", self.directory, "--preload", "late")
        server.process.send_signal(signal.SIGUSR1)
        tasks = f"/proc/{server.process.pid}/task"
        self.assertTrue(until(lambda: len(os.listdir(tasks)) == 2))
        self.assertEqual(self.refusal(server, [program]),
                         "the fork server has 2 threads, and is not forked from")


class Gone(Case):
    def sleeper(self, ignoring=False):
        return self.write("program.py", "import signal, subprocess, sys\n"
                          + ignoring * "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
                          + "child = subprocess.Popen(['sleep', '1000'])\n"
                          "print(child.pid, flush=True)\nchild.wait()\n")

    def start(self, server, program):
        server.send([program], self.log)
        pid = server.next()["pid"]
        self.assertTrue(until(lambda: self.read("log").endswith("\n")))
        return pid, int(self.read("log"))

    def test_docbuild_ends_and_so_do_the_jobs(self):
        server = self.ready("--grace", "1000")
        pids = self.start(server, self.sleeper())
        self.assertEqual(server.end(), 0)
        self.assertTrue(until(lambda: not any(map(alive, pids))))

    def test_a_job_that_ignores_it_is_killed(self):
        server = self.ready("--grace", "0.05")
        pids = self.start(server, self.sleeper(ignoring=True))
        self.assertEqual(server.end(), 0)
        self.assertTrue(until(lambda: not any(map(alive, pids))))

    def test_the_server_is_told_to_end(self):
        server = self.ready("--grace", "1000")
        pids = self.start(server, self.sleeper())
        server.process.terminate()
        self.assertIsNone(server.next())
        self.assertTrue(until(lambda: not any(map(alive, pids))))

    def test_the_server_is_killed(self):
        server = self.ready()
        pids = self.start(server, self.sleeper())
        server.process.kill()
        self.assertIsNone(server.next())  # the driver sees the end, and has the pids to signal
        os.killpg(pids[0], signal.SIGKILL)
        self.assertTrue(until(lambda: not any(map(alive, pids))))

    def test_nonsense_ends_it(self):
        server = self.ready()
        server.connection.socket.sendall(b"\0\0\0\2{}")
        self.assertEqual(server.next()["type"], "failed")
        self.assertEqual(server.process.wait(), 0)


class Memory(Case):
    def test_500_jobs(self):
        """The limit is 2 MB; a byte for each of a job's would be far more."""
        program = self.write("program.py", "")
        server = self.ready("--preload", "json")
        self.job(server, [program])
        before = memory(server.process.pid)
        for _ in range(500):
            answer, _ = self.job(server, [program])
            self.assertEqual(answer["status"], 0)
        self.assertLess(memory(server.process.pid) - before, 2 << 20)


if __name__ == "__main__":
    sys.exit(unittest.main())
