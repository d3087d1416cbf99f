"""Jobs of the fork server find themselves where a plain start would have put them.

Most tests run the same program both ways and compare.
"""

import os
import signal
import sys
import time
import unittest

from case import Case
from driver import environment

SETTING = '''
import gc, locale, os, signal, sys, threading
print(sys.argv, sys.path, __name__, __file__, __spec__, __builtins__ is not None)
print(sorted(name for name in globals() if name.startswith("__")))
print(os.getcwd(), sorted(os.environ.items()))
print(os.popen("env | sort").read())
print([signal.getsignal(number) for number in sorted(signal.valid_signals())])
print(signal.pthread_sigmask(signal.SIG_BLOCK, []), os.umask(0), gc.isenabled())
print(sorted(os.listdir("/proc/self/fd"))[:3], os.readlink("/proc/self/fd/0"))
print(sys.stdout.encoding, sys.stdout.errors, sys.stdout.line_buffering, sys.stdout.name)
print(sys.stderr.encoding, sys.stderr.errors, sys.stderr.line_buffering, sys.stdin.read())
print(locale.setlocale(locale.LC_ALL), threading.current_thread() is threading.main_thread())
print(sys.modules["__main__"].__dict__ is globals())
'''


class SameAsAPlainStart(Case):
    def compare(self, arguments, server=None, env=None, directory=None, flags=()):
        server = server or self.ready("--preload", "json", env=env, flags=flags)
        directory = directory or self.directory
        ending, printed = self.job(server, arguments, directory=directory)
        status, expected = self.plain(arguments, server.environment, directory, flags)
        self.assertEqual(printed, expected)
        self.assertEqual(ending["status"], status)
        return printed

    def test_setting(self):
        program = self.write("bin/program", SETTING)
        for name, changes in {"utf-8": {"LANG": "C.UTF-8"}, "c": {"LANG": "C"},
                              "none": {"LANG": None}, "all": {"LC_ALL": "C"},
                              "python": {"PYTHONIOENCODING": "latin-1:replace"},
                              "unbuffered": {"PYTHONUNBUFFERED": "1"},
                              "optimized": {"PYTHONOPTIMIZE": "2"},
                              "seed": {"PYTHONHASHSEED": "7", "LC_TIME": "C.UTF-8"}}.items():
            with self.subTest(name):
                env = environment(**{"LC_ALL": None, "LC_CTYPE": None, **changes})
                self.compare([program, "-x", "a b", "é"], env=env)

    def test_interpreter_options(self):
        program = self.write("program.py", SETTING)
        for flags in (["-I"], ["-E", "-s"], ["-O", "-W", "ignore"], ["-OO"]):
            with self.subTest(flags):
                self.compare([program], flags=flags)

    def test_module(self):
        self.write("package/__init__.py", "print('package', __name__)\n")
        self.write("package/__main__.py", SETTING.replace("__spec__", "__spec__.name"))
        self.compare(["-m", "package", "argument"])
        self.compare(["-m", "missing.module"])

    def test_relative_file_and_link(self):
        self.write("there/beside.py", "print('beside')\n")
        self.write("there/program.py", "import beside, sys\nprint(sys.argv, __file__)\n")
        os.symlink(self.path("there/program.py"), self.path("link"))
        server = self.ready()
        self.compare(["./there/../there/program.py"], server)
        self.compare(["link"], server)

    def test_endings(self):
        server = self.ready("--preload", "json")
        for text in ("import sys; sys.exit(3)", "import sys; sys.exit(None)", "raise SystemExit",
                     "import sys; sys.exit('said')", "import sys; sys.exit(-1)",
                     "import sys; sys.exit(2 ** 40)", "1 / 0", "def f(:\n  pass", "import nothing",
                     "raise KeyboardInterrupt", "import os; os._exit(5)", "import os; os.abort()",
                     "import sys; sys.exit((1, 2))", "raise ValueError('a') from KeyError('b')",
                     "import json; json.loads('{')", "\n\nprint('fine')"):
            with self.subTest(text):
                program = self.write("program.py", text + "\n")
                self.compare([program], server)

    def test_garbage_of_the_server_closes_no_file_of_a_job(self):
        program = self.write("program.py", "import gc, os\n"
                             "files = [os.open(os.devnull, os.O_RDONLY) for number in range(20)]\n"
                             "gc.collect()\n"
                             "print(len([os.fstat(number) for number in files]))\n")
        self.assertEqual(self.compare([program]), "20\n")

    def test_a_pool_of_processes(self):
        """By Python 3.14's default, each starts the interpreter anew and imports the program."""
        program = self.write("program.py", "import multiprocessing\n"
                             "if __name__ == '__main__':\n"
                             "    with multiprocessing.Pool(2) as pool:\n"
                             "        print(pool.map(abs, [-1, 2]))\n")
        server = self.ready("--preload", "multiprocessing.pool")
        self.assertEqual(self.compare([program], server), "[1, 2]\n")

    def test_modules_that_came_after_the_server(self):
        """In directories that it has looked at, in one that was not there, and in the same moment
        as others: the time of the directory does not tell."""
        self.write("early.py", "import sys\nsys.path.append(__file__[:-8] + 'later')\n"
                   "try: import none_yet\nexcept ImportError: pass\n")
        program = self.write("program.py", "import none_yet, another\n"
                             "print(none_yet.here, another.here)\n")
        os.utime(self.directory, (1, 1))
        server = self.ready("--preload", "early", "--directory", self.directory)
        self.assertIn("ModuleNotFoundError", self.job(server, [program])[1])
        self.write("none_yet.py", "here = 'beside'\n")
        self.write("later/another.py", "here = 'below'\n")
        os.utime(self.directory, (1, 1))
        self.assertEqual(self.job(server, [program])[1], "beside below\n")

    def test_handlers_that_a_preloaded_module_sets(self):
        self.write("early.py", "import signal\nsignal.signal(signal.SIGUSR2, print)\n"
                   "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n")
        server = self.ready("--preload", "early", "--directory", self.directory)
        self.compare([self.write("program.py", SETTING)], server)

    def test_exit_handlers_threads_and_open_files(self):
        text = '''
import atexit, threading, time
atexit.register(print, "handler")
file = open("kept-open", "w")
file.write("all of it")
class Last:
    def __del__(self): print("deleted")
last = Last()
gate = threading.Event()
def work():
    gate.wait()
    print("worker")
threading.Thread(target=work).start()
print("main")
gate.set()
'''
        printed = self.compare([self.write("program.py", text)])
        self.assertEqual(printed, "main\nworker\nhandler\ndeleted\n")
        self.assertEqual(self.read("kept-open"), "all of it")

    def test_full_disk(self):
        text = "import sys, os\nos.dup2(os.open('/dev/full', os.O_WRONLY), 1)\nprint('lost')\n"
        printed = self.compare([self.write("program.py", text)])
        self.assertIn("No space left on device", printed)

    def test_output_that_was_put_aside(self):
        server = self.ready("--preload", "json", env=environment(PYTHONUNBUFFERED=None))
        for stream in ("stdout", "stderr"):
            text = (f"import io, sys\nprint('said', end='', file=sys.{stream})\n"
                    f"sys.{stream} = io.StringIO()\n")
            self.assertEqual(self.compare([self.write("program.py", text)], server), "said")

    def test_arguments_taken_at_import(self):
        self.write("early.py", "import sys\ndef main(argv=sys.argv[1:]): print(argv)\n")
        program = self.write("program.py", "import early\nearly.main()\n")
        server = self.ready("--preload", "early", "--directory", self.directory)
        self.assertEqual(self.compare([program, "one", "two"], server), "['one', 'two']\n")


class Jobs(Case):
    def test_usage_and_group(self):
        program = self.write("program.py", "import os\nprint(os.getpid(), os.getpgrp())\n"
                             "bytearray(50_000_000)\n")
        server = self.ready()
        ending, printed = self.job(server, [program])
        self.assertEqual(printed.split(), [str(ending["pid"])] * 2)
        self.assertEqual(ending["pid"], ending["started"])
        self.assertGreater(ending["max_rss"], 50_000_000)
        self.assertGreaterEqual(ending["user"] + ending["system"], 0)

    def test_signals_reach_the_group(self):
        program = self.write("program.py", "import subprocess\nprint('here', flush=True)\n"
                             "subprocess.run(['sleep', '1000'])\n")
        server = self.ready()
        server.send([program], self.log)
        pid = server.next()["pid"]
        os.killpg(pid, signal.SIGTERM)  # before its main or in it: it has no handler of the server's
        ending = server.next()
        self.assertEqual((ending["pid"], ending["status"]), (pid, signal.SIGTERM))

    def test_stops_are_told(self):
        server = self.ready()
        number = server.send([self.write("program.py", "import time; time.sleep(600)")], self.log)
        pid = server.next()["pid"]
        for sent, is_stopped in ((signal.SIGSTOP, True), (signal.SIGCONT, False)):
            os.kill(pid, sent)
            self.assertEqual({"type": "stopped", "job": number, "pid": pid, "stopped": is_stopped},
                             server.next())
        os.kill(pid, signal.SIGKILL)
        self.assertEqual("ended", server.next()["type"])

    def test_nothing_stays_open_but_the_log(self):
        program = self.write("program.py", "import os\nfor n in sorted(os.listdir('/proc/self/fd'), "
                             "key=int):\n    try: print(n, os.readlink('/proc/self/fd/' + n))\n"
                             "    except OSError: pass\n")
        _, printed = self.job(self.ready(), [program])
        self.assertEqual(printed.splitlines(),
                         ["0 /dev/null", f"1 {self.log}", f"2 {self.log}"])

    def test_several_at_once_and_large_environments(self):
        program = self.write("program.py", "import os, sys\n"
                             "print(sys.argv[1], len(os.environ['LARGE0']), len(os.environ))\n")
        large = {f"LARGE{number}": "x" * 100_000 for number in range(12)}
        server = self.ready()
        logs = {}
        for number in range(6):
            log = self.path(f"log{number}")
            logs[server.send([program, str(number)], log,
                             env={**server.environment, **large})] = (number, log)
        heard = [server.next() for _ in range(12)]
        ended = [message for message in heard if message["type"] == "ended"]
        self.assertEqual(sorted(message["job"] for message in ended), sorted(logs))
        for number, log in logs.values():
            self.assertEqual(self.read(log),
                             f"{number} 100000 {len(server.environment) + 12}\n")

    def test_bytes_that_are_no_utf_8(self):
        program = self.write("program.py", "import os, sys\nprint(os.fsencode(sys.argv[1]),"
                             " os.environb[b'ODD'])\n")
        server = self.ready()
        odd = os.fsdecode(b"\xff\xfe")
        _, printed = self.job(server, [program, odd], env={**server.environment, "ODD": odd})
        self.assertEqual(printed, "b'\\xff\\xfe' b'\\xff\\xfe'\n")

    def test_random_numbers_differ_and_hashes_do_not(self):
        program = self.write("program.py", "import random, sys\n"
                             "print(random.random(), hash('a'), list({'a', 'b', 'c', 'd'}))\n")
        printed = []
        for _ in range(2):
            server = self.ready("--preload", "random")
            printed += [self.job(server, [program])[1].split(" ", 1) for _ in range(2)]
        numbers, rest = zip(*printed)
        self.assertEqual(len(set(numbers)), 4)
        self.assertEqual(len(set(rest)), 1)

    def test_a_job_leaves_nothing_to_the_next(self):
        program = self.write("program.py", "import json, os, sys\n"
                             "print(hasattr(json, 'mark'), os.environ.get('MARK'), len(sys.path))\n"
                             "json.mark = 1\nos.environ['MARK'] = '1'\nsys.path.append('x')\n"
                             "os.chdir('/tmp')\n")
        server = self.ready("--preload", "json")
        first = self.job(server, [program])[1]
        self.assertEqual(self.job(server, [program])[1], first)
        self.assertTrue(first.startswith("False None"), first)

    def test_modules_that_come_later(self):
        """Also where the time of their directory does not tell."""
        self.write("site/early.py")
        program = self.write("program.py", "import sys\n__import__(sys.argv[1])\nprint('found')\n")
        site = self.path("site")
        env = environment(PYTHONPATH=site)
        for age in (0, 7200):
            os.utime(site, (time.time() - age,) * 2)
            before = os.stat(site)
            server = self.ready("--preload", "early", env=env)
            self.write(f"site/late{age}.py")
            if not age:
                os.utime(site, ns=(before.st_atime_ns, before.st_mtime_ns))
            self.assertEqual(self.job(server, [program, f"late{age}"])[1], "found\n")


if __name__ == "__main__":
    sys.exit(unittest.main())
