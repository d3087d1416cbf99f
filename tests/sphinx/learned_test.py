"""What the fork server does with learned modules, and how a job tells of those it imports."""

import json
import os
import sys
import unittest

from case import Case
from driver import environment

THREAD = ("import threading\n"
          "threading.Thread(target=threading.Event().wait, daemon=True).start()\n")


class LearnedCase(Case):
    def setUp(self):
        super().setUp()
        self.env = environment(PYTHONPATH=self.path("site-packages"))

    def module(self, name, text=""):
        self.write(f"site-packages/{name}.py", text)

    def options(self, *learned, **without):
        return (*(f"--learned={name}" for name in learned),
                *(f"--without={name}={version}" for name, version in without.items()))

    def greeting(self, *options):
        return self.server(*options, env=self.env).greeting

    def version(self, name):
        return self.ready(f"--fatal={name}", env=self.env).greeting["failed"][name]


class Remains(LearnedCase):
    def test_what_no_job_may_have(self):
        leaves = {
                "a thread": THREAD,
                "a child process": "import subprocess\n"
                                   "kept = subprocess.Popen(['true'], stdin=subprocess.DEVNULL)\n",
                "an open file": "kept = open(__file__)\n",
                "a temporary file": "import tempfile\nkept = tempfile.TemporaryDirectory()\n"}
        for left, text in leaves.items():
            with self.subTest(left):
                self.module("leaves", text)
                greeting = self.greeting("--learned=wave", "--learned=leaves")
                self.assertEqual((greeting["type"], greeting.get("left"), greeting.get("culprit")),
                                 ("unsafe", left, "leaves"))

    def test_a_named_module_may_leave_a_file_but_no_temporary_one(self):
        self.module("maker", f"open({os.path.join(self.directory, 'made')!r}, 'w').close()\n")
        self.assertEqual(self.greeting("--try=maker")["type"], "ready")
        self.module("passing", "import tempfile\nkept = tempfile.TemporaryDirectory()\n")
        greeting = self.greeting("--try=passing")
        self.assertEqual((greeting["type"], greeting.get("left")), ("unsafe", "a temporary file"))

    def test_what_is_gone_at_the_end_of_the_import(self):
        self.module("tidy", "import socket, subprocess, tempfile, threading\n"
                    "thread = threading.Thread(target=print)\nthread.start()\nthread.join()\n"
                    "subprocess.run(['true'])\n"
                    "tempfile.TemporaryDirectory().cleanup()\ntempfile.TemporaryFile().close()\n"
                    "one = [socket.socket()]\none.append(one)\ndel one\n")
        greeting = self.greeting("--learned=tidy")
        self.assertEqual(greeting["type"], "ready", greeting)

    def test_the_package_is_the_outermost_that_came_with_it(self):
        self.write("site-packages/outer/__init__.py")
        self.write("site-packages/outer/inner/__init__.py")
        self.write("site-packages/outer/inner/leaf.py", THREAD)
        for first, package in (("wave", "outer"), ("outer", "outer.inner"),
                               ("outer.inner", "outer.inner.leaf")):
            with self.subTest(first):
                greeting = self.greeting(f"--learned={first}", "--learned=outer.inner.leaf")
                self.assertEqual(greeting["package"], package)


class Versions(LearnedCase):
    def test_what_is_unfit_stays_out_while_no_version_changes(self):
        self.module("one", THREAD)
        self.module("two", "1 / 0\n")
        versions = {name: self.version(name) for name in ("one", "two")}
        server = self.ready(*self.options("one", "two.part", "wave", **versions), env=self.env)
        self.assertEqual((server.importing, server.greeting["failed"]), (["wave"], {}))
        self.module("two", "of_another_size = 1\n")
        server = self.server(*self.options("two", "one", **versions), env=self.env)
        self.assertEqual(server.greeting, {"type": "outdated"})
        self.assertEqual((server.next()["type"], server.importing), ("unsafe", ["two", "one"]))

    def test_a_version_is_that_of_the_distribution(self):
        self.module("one")
        self.write("site-packages/one.dist-info/METADATA", "Name: one\nVersion: 1.4\n")
        self.assertTrue(self.version("one.part").startswith("1.4, Python 3."))
        self.env["OMP_NUM_THREADS"] = "3"
        self.assertTrue(self.version("one").endswith(", OMP_NUM_THREADS=3"))

    def test_what_fails_is_told_without_a_warning(self):
        greeting = self.greeting("--learned=no_such_module", "--learned=wave")
        self.assertEqual((greeting["type"], greeting["warnings"], list(greeting["failed"])),
                         ("ready", [], ["no_such_module"]))


class Probes(LearnedCase):
    def test_every_package_that_is_unfit_is_found_at_once(self):
        self.module("threaded", THREAD)
        self.module("user", "import threaded\n")
        self.module("deadly", "import os\nos.abort()\n")
        self.module("broken", "1 / 0\n")
        self.module("fine")
        server = self.ready(*self.options("user", "fine", "deadly", "threaded", "broken", "wave"),
                            "--probe", env=self.env)
        self.assertEqual(sorted(server.greeting["failed"]),
                         ["broken", "deadly", "threaded", "user"])
        self.assertEqual(server.importing, ["fine", "wave"])


class Environment(LearnedCase):
    def refusal(self, server, **changes):
        program = self.write("program.py", "print('here')\n")
        answer, _ = self.job(server, [program], env={**server.environment, **changes})
        return answer["type"] == "refused" and answer["reason"]

    def test_a_job_must_have_what_a_learned_module_has_read(self):
        self.module("reads", "import os\nword = os.environ.get('WORD')\n"
                    "os.environ['MADE'] = 'x'\nos.environ.get('OMP_NUM_THREADS')\n")
        server = self.ready("--learned=reads", env=self.env)
        self.assertEqual(self.refusal(server, WORD="other"),
                         "WORD is not what it was when a preloaded module read it")
        self.assertFalse(self.refusal(server, ANOTHER="1", OMP_NUM_THREADS="4"))

    def test_one_that_goes_through_all(self):
        self.module("reads", "import os\nall = dict(os.environ)\n")
        server = self.ready("--learned=reads", env=self.env)
        self.assertIn("ANOTHER is not", self.refusal(server, ANOTHER="1"))
        self.assertFalse(self.refusal(server, DOCBUILD_BUILDER="another"))


class Descriptors(LearnedCase):
    PROGRAM = ("import opens, os\n"
               "for file in opens.files:\n"
               "    print(os.readlink(f'/proc/self/fd/{file.fileno()}'), os.get_inheritable("
               "file.fileno()))\n"
               "try: print(opens.files[0].read())\n"
               "except OSError as error: print(error.strerror)\n")

    def test_a_module_finds_what_can_be_closed_and_not_read(self):
        self.module("opens", "import atexit, os, socket\nfiles = [open(__file__), "
                    "open(os.devnull, 'w'), *socket.socketpair()]\n"
                    "for file in files: atexit.register(file.close)\n"
                    "os.set_inheritable(files[1].fileno(), True)\n")
        server = self.ready("--preload=opens", env=self.env)
        ending, printed = self.job(server, [self.write("program.py", self.PROGRAM)])
        self.assertEqual(printed.splitlines(), [
            "/dev/null False", "/dev/null True", "/dev/null False", "/dev/null False",
            "Bad file descriptor"])
        self.assertEqual(ending["status"], 0)

    def test_a_copy_of_standard_output_is_the_jobs(self):
        self.module("opens", "import os\nfiles = [os.fdopen(os.dup(1), 'w')]\n")
        program = self.write("program.py", "import opens\n"
                             "print('here', file=opens.files[0], flush=True)\n")
        server = self.ready("--preload=opens", env=self.env)
        self.assertEqual(self.job(server, [program])[1], "here\n")


class Lists(LearnedCase):
    def imported(self, server, arguments):
        server.run(arguments, self.log, directory=self.directory)
        path = self.path(f"lists/{server.jobs}.json")
        if not os.path.exists(path):
            return None
        with open(path, encoding="ascii") as file:
            found = json.load(file)
        os.unlink(path)
        return found

    def test_a_job_leaves_a_list_of_what_it_has_imported(self):
        os.mkdir(self.path("lists"))
        self.module("heavy")
        self.write("own.py")
        self.write("program.py", "import os, sys\nimport heavy, json, own, wave\n"
                   "if len(sys.argv) > 1: sys.exit(1)\n"
                   "if os.fork() == 0: sys.exit(0)\nos.wait()\n")
        server = self.ready("--learn", self.path("lists"), "--directory", self.directory,
                            env=self.env)
        found = self.imported(server, [self.path("program.py")])
        self.assertLessEqual({"heavy", "wave"}, set(found))
        self.assertTrue({"own", "json", "program", "__main__"}.isdisjoint(found))
        self.assertIsNone(self.imported(server, [self.path("program.py"), "fails"]))
        server = self.ready("--learn", self.path("lists"), *self.options(*found), env=self.env)
        self.assertIsNone(self.imported(server, [self.path("program.py")]))

    def test_the_module_that_is_run_is_not_in_it(self):
        os.mkdir(self.path("lists"))
        self.write("site-packages/tool/__init__.py")
        self.write("site-packages/tool/run.py", "import tool.run\n")
        server = self.ready("--learn", self.path("lists"), env=self.env)
        self.assertIn("tool", found := self.imported(server, ["-m", "tool.run"]))
        self.assertNotIn("tool.run", found)


if __name__ == "__main__":
    sys.exit(unittest.main())
