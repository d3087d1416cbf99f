"""Python builders that are forked from a fork server: the same results, and the same endings.

The builder is a package of the test's own, which is slow to import in no way; what is preloaded
shows in the event log and in what the builder sees.
"""

import os
import signal
import sys
import time

import processes
from harness import ServedTest, main

PYTHON = sys.executable
HEAVY = """
import os
imported_in = os.getpid()
"""
BUILDER = """
import os, sys, time, heavy
name, output, *actions = sys.argv[1:]
forked = heavy.imported_in != os.getpid()
for action in actions:
    what, _, value = action.partition("=")
    if what == "crash" and (forked or value == "always"):
        os.kill(os.getpid(), 11)
    if what == "touch":
        open(value, "w").close()
    if what == "wait":
        while not os.path.exists(value):
            time.sleep(0.01)
    if what == "exit":
        sys.exit(int(value))
with open(os.path.join(output, "result"), "w") as file:
    print(name, os.getcwd(), sys.argv[1:], sys.path[0], os.environ.get("WHO"), file=file)
print("built", name, "forked" if forked else "plainly")
"""


class PreloadTest(ServedTest):
    def setUp(self):
        super().setUp()
        self.write("heavy.py", HEAVY)
        self.write("builder/__init__.py")
        self.write("builder/__main__.py", BUILDER)

    def project(self, jobs, preload=("heavy",), **stage):
        """`jobs`: {document: actions}; the stage runs the package with `python -m`."""
        commands = {name: [PYTHON, "-m", "builder", name, "{output}", *actions]
                    for name, actions in jobs.items()}
        self.manifest({name: {"command": command, "preload": self.json_of(preload),
                              "outputs": ["{output}/result"], **stage}
                       for name, command in commands.items()})

    @staticmethod
    def json_of(preload):
        return list(preload) if isinstance(preload, tuple) else preload

    def log(self, name):
        return self.read(f"_build/.docbuild/logs/build/{name}.log")

    def result(self, name):
        return self.read(f"_build/build/{name}/result")

    def preloaded(self, run):
        return {event["job"] for event in run.events_named("job_started") if event.get("preloaded")}

    def warnings(self, run):
        return [event["message"] for event in run.events_named("warning")]


class Building(PreloadTest):
    def test_builds_in_forked_processes_of_their_own(self):
        self.project({"a": [], "b": []})
        run = self.docbuild("--jobs", "2")
        self.assertEqual(0, run.exit, run.stderr)
        self.assertEqual({"a:build", "b:build"}, self.preloaded(run))
        self.assertEqual("built a forked\n", self.log("a"))
        pids = {event["pid"] for event in run.events_named("job_started")}
        self.assertEqual(2, len(pids))
        self.assertEqual([], self.warnings(run))
        self.assert_no_process_left()

    def test_leaves_what_a_plain_start_leaves(self):
        self.project({"a": ["x", "y z"]}, environment={"WHO": "me"})
        self.docbuild()
        forked = self.result("a")
        run = self.docbuild("--rebuild", "--no-preload")
        self.assertEqual(set(), self.preloaded(run))
        self.assertEqual("built a plainly\n", self.log("a"))
        self.assertEqual(forked, self.result("a"))

    def test_a_file_and_a_script_are_preloaded_too(self):
        self.write("build.py", BUILDER)
        os.chmod(self.write("bin/build", f"#!{PYTHON}\nimport sys\nsys.path.insert(0, "
                            f"{self.directory!r})\n" + BUILDER), 0o755)
        for command in ([PYTHON, "build.py"], [self.path("bin/build")]):
            with self.subTest(command):
                self.manifest({"a": {"command": [*command, "a", "{output}"], "preload": ["heavy"],
                                     "environment": {"PYTHONPATH": self.directory}}})
                run = self.docbuild("--rebuild")
                self.assertEqual((0, {"a:build"}), (run.exit, self.preloaded(run)), run.stderr)
                self.assertEqual("built a forked\n", self.log("a"))

    def test_is_switched_off_by_the_manifest(self):
        self.project({"a": []}, preload=False)
        run = self.docbuild()
        self.assertEqual((0, set()), (run.exit, self.preloaded(run)))

    def test_another_environment_gets_a_server_of_its_own(self):
        self.write("heavy.py", "import os, sys\nimported_in = os.getpid()\n"
                               "print('imported with', sys.flags.optimize)\n")
        self.manifest({
            "a": {"command": [PYTHON, "-m", "builder", "a", "{output}"], "preload": ["heavy"]},
            "b": {"command": [PYTHON, "-m", "builder", "b", "{output}"], "preload": ["heavy"],
                  "environment": {"PYTHONOPTIMIZE": "1"}}})
        run = self.docbuild("--jobs", "2")
        self.assertEqual({"a:build", "b:build"}, self.preloaded(run))
        directory = self.path("_build/.docbuild/preload")
        said = sorted(self.read(os.path.join(directory, name))
                      for name in os.listdir(directory) if name.endswith(".log"))
        self.assertEqual(["imported with 0\n", "imported with 1\n"], said)


class NotPreloading(PreloadTest):
    """What the manifest names and cannot be preloaded is told once, and the rest is preloaded."""

    def leaves_out(self, warning, *modules):
        self.project({"a": [], "b": []}, preload=modules)
        run = self.docbuild("--jobs", "2")
        self.assertEqual(0, run.exit, run.stderr)
        self.assertEqual({"a:build", "b:build"}, self.preloaded(run))
        self.assertEqual("built a forked\n", self.log("a"))
        self.assertEqual([warning], self.warnings(run))
        self.assertIn(warning, run.stderr)
        self.assert_no_process_left()

    def test_never_forks_from_a_thread(self):
        self.write("threaded.py", "import threading, time\nthreading.Thread(target=time.sleep, "
                                  "args=(3600,), daemon=True).start()\n")
        self.leaves_out("cannot preload 'threaded': the import of 'threaded' leaves a thread "
                        "behind, and nothing is forked from a process that has one; remove it from "
                        '"preload"', "threaded", "heavy")

    def test_a_module_that_leaves_a_child_process(self):
        self.write("parent.py", "import atexit, subprocess\n"
                   "atexit.register(subprocess.Popen(['sleep', '3600']).kill)\n")
        self.leaves_out("cannot preload 'parent': the import of 'parent' leaves a child process "
                        "behind, and nothing is forked from a process that has one; remove it from "
                        '"preload"', "heavy", "parent")

    def test_a_file_that_a_module_opens_and_closes_at_exit_is_the_jobs_own(self):
        self.write("words.py", "import atexit\nfile = open(__file__)\n"
                               "atexit.register(file.close)\n")
        self.write("builder/__main__.py", "import words\n" + BUILDER
                   + "print(len(words.file.read()) > 9)\n")
        self.project({"a": []}, preload=("heavy", "words"))
        run = self.docbuild()
        self.assertEqual((0, {"a:build"}), (run.exit, self.preloaded(run)), run.stderr)
        self.assertEqual("built a forked\nTrue\n", self.log("a"))
        (warning,) = self.warnings(run)
        self.assertIn("cannot preload 'words': the import of 'words' leaves an open file behind",
                      warning)

    def test_a_module_that_cannot_be_imported_is_told(self):
        self.leaves_out("fork server: cannot import 'no_such_module': No module named "
                        "'no_such_module'", "no_such_module", "heavy")

    def test_a_module_that_ends_the_server_is_told(self):
        self.write("deadly.py", "import os\nos.kill(os.getpid(), 9)\n")
        self.leaves_out("cannot preload 'deadly': its import has ended the fork server: it was "
                        'killed by SIGKILL; remove it from "preload"', "heavy", "deadly")

    def test_packages_are_left_out_one_after_the_other(self):
        for name in ("one", "two"):
            self.write(f"{name}/__init__.py", "import os\nos._exit(4)\n")
            self.write(f"{name}/part.py", "")
        self.project({"a": []}, preload=("one.part", "two", "two.part", "heavy"))
        run = self.docbuild()
        self.assertEqual({"a:build"}, self.preloaded(run))
        self.assertEqual([f"cannot preload {names}: its import has ended the fork server: it ended "
                          'with exit status 4; remove it from "preload"'
                          for names in ("'one.part'", "'two', 'two.part'")], self.warnings(run))
        self.assertEqual("built a forked\n", self.log("a"))

    def test_a_command_that_is_not_pythons_is_told(self):
        self.manifest({"a": {"command": self.fake("print", "hello"), "preload": ["heavy"]}})
        run = self.docbuild()
        self.assertEqual((0, set()), (run.exit, self.preloaded(run)))
        self.assertIn("'preload' has no effect on", run.stderr)


class Ending(PreloadTest):
    def test_a_failure_is_a_failure(self):
        self.project({"a": ["exit=3"], "b": []})
        run = self.docbuild("--keep-going")
        self.assertEqual(1, run.exit)
        self.assertEqual({"a:build": "failed", "b:build": "built"}, run.outcomes())
        self.assertEqual(3, [e for e in run.events_named("job_finished")
                             if e["job"] == "a:build"][0]["exit"])

    def test_what_crashes_is_tried_again_the_plain_way(self):
        self.project({"a": ["crash"]})
        run = self.docbuild()
        self.assertEqual(0, run.exit, run.stderr)
        first, second = run.events_named("job_finished")
        self.assertEqual(("crashed", 11, True),
                         (first["outcome"], first["signal"], first["will_retry"]))
        self.assertIn("crashed while preloaded; retrying without preloading", first["notes"])
        self.assertEqual("built", second["outcome"])
        self.assertEqual([True, None],
                         [e.get("preloaded") for e in run.events_named("job_started")])

    def test_what_crashes_the_plain_way_too_has_crashed(self):
        self.project({"a": ["crash=always"]})
        run = self.docbuild()
        self.assertEqual((1, {"a:build": "crashed"}), (run.exit, run.outcomes()))
        self.assertEqual(2, len(run.events_named("job_finished")))

    def test_a_killed_server_costs_nothing_but_time(self):
        self.project({"a": [f"touch={self.path('ready')}", f"wait={self.path('go')}"], "b": []})
        run = self.start("--jobs", "1")
        run.wait_for_file(self.path("ready"))
        builder = run.wait_for_event("job_started")["pid"]  # told later than it starts
        server, = (pid for pid, command in self.processes().items()
                   if "fork-server" in command and pid != builder)
        os.kill(server, signal.SIGKILL)
        self.write("go")
        result = run.finish()
        self.assertEqual(0, result.exit, result.stderr)
        self.assertEqual({"a:build": "built", "b:build": "built"}, result.outcomes())
        self.assertIn("fork server unavailable (it was killed by SIGKILL)", result.stderr)
        self.assert_no_process_left()

    def test_a_stopped_server_costs_nothing_but_time(self):
        self.project({"a": [f"touch={self.path('ready')}", f"wait={self.path('go')}"], "b": []})
        run = self.start("--jobs", "1")
        run.wait_for_file(self.path("ready"))
        builder = run.wait_for_event("job_started")["pid"]
        server, = (pid for pid, command in self.processes().items()
                   if "fork-server" in command and pid != builder)
        os.kill(server, signal.SIGSTOP)
        run.wait_for_event("job_finished", job="a:build")
        self.write("go")
        result = run.finish()
        self.assertEqual(0, result.exit, result.stderr)
        self.assertEqual({"a:build": "built", "b:build": "built"}, result.outcomes())
        self.assertIn("fork server unavailable (it was stopped by an external signal)",
                      result.stderr)
        self.assert_no_process_left()

    def test_a_stopped_builder_is_told(self):
        self.project({"a": [f"touch={self.path('ready')}", f"wait={self.path('go')}"]})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        builder = run.wait_for_event("job_started")["pid"]
        os.kill(builder, signal.SIGSTOP)
        stopped = run.wait_for_event("warning")["message"]
        self.assertIn("its builder was stopped by an external signal", stopped)
        os.kill(builder, signal.SIGCONT)
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_a_pause_of_docbuild_is_not_somebody_elses(self):
        self.project({"a": [f"touch={self.path('ready')}", f"wait={self.path('go')}"]})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        builder = run.wait_for_event("job_started")["pid"]
        run.send(signal.SIGTSTP)
        self.wait_until(lambda: processes.state(run.pid) == "T", "docbuild's stop")
        self.wait_until(lambda: processes.state(builder) == "T", "the builder's stop")
        run.send(signal.SIGCONT)
        self.write("go")
        result = run.finish()
        self.assertEqual(0, result.exit, result.stderr)
        self.assertEqual([], [text for text in self.warnings(result) if "somebody" in text])

    def test_a_server_that_still_imports_does_not_outlive_a_killed_driver(self):
        self.write("heavy.py", "import time\nopen('importing', 'w').close()\ntime.sleep(600)\n")
        self.project({"a": []})
        run = self.start("--grace", "0.2")
        run.wait_for_file(self.path("importing"))
        run.send(signal.SIGKILL)
        run.finish()
        self.wait_until(lambda: not self.processes(), "the end of all processes")

    def test_time_limits_count(self):
        self.project({"a": [f"wait={self.path('never')}"]}, timeout=0.2, grace=5)
        run = self.docbuild()
        self.assertEqual((1, {"a:build": "timed_out"}), (run.exit, run.outcomes()))
        self.assert_no_process_left()

    def test_what_a_server_takes_to_start_is_not_part_of_a_builders_time(self):
        self.write("heavy.py", HEAVY + "import time\ntime.sleep(1)\n"
                               "open('imported', 'w').write(str(time.monotonic()))\n")
        self.project({"a": []})
        run = self.docbuild()
        ended = time.monotonic()
        self.assertEqual(0, run.exit, run.stderr)
        self.assertEqual({"a:build"}, self.preloaded(run))
        (finished,) = run.events_named("job_finished")
        self.assertLess(finished["wall"], ended - float(self.read("imported")))

    def test_a_stop_ends_all(self):
        self.project({"a": [f"touch={self.path('ready')}", f"wait={self.path('never')}"]})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        run.send(signal.SIGINT)
        self.assertEqual(130, run.finish().exit)
        self.assert_no_process_left()

    def test_nothing_outlives_a_killed_driver(self):
        self.project({"a": [f"touch={self.path('ready')}", f"wait={self.path('never')}"]})
        run = self.start("--grace", "0.2")
        run.wait_for_file(self.path("ready"))
        run.send(signal.SIGKILL)
        run.finish()
        self.wait_until(lambda: not self.processes(), "the end of all processes")


if __name__ == "__main__":
    assert processes.is_alive(os.getpid())
    main()
