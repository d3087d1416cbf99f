"""`"preload": "auto"`: what earlier jobs have imported is preloaded, unless it leaves in the server
what no job may have. What cannot be preloaded costs time alone, and is nothing to be told.

The modules stand in a directory that has the name of one for installed packages.
"""

import json
import os
import shutil
import sys

from harness import ServedTest, main

PYTHON = sys.executable
BUILDER = """
import importlib, os, sys
output, *modules = sys.argv[1:]
found = ["forked" if importlib.import_module(name).imported_in != os.getpid() else "plain"
         for name in modules]
with open(os.path.join(output, "result"), "w") as file:
    print(*found, file=file)
"""
HEAVY = "import os\nimported_in = os.getpid()\n"
THREAD = HEAVY + ("import threading, time\n"
                  "threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()\n")
LEAVES = {
    "thread": THREAD,
    "child": HEAVY + "import atexit, subprocess\n"
             "kept = subprocess.Popen(['sleep', '3600'])\n"
             "atexit.register(kept.wait)\natexit.register(kept.kill)\n",
    "file": HEAVY + "import atexit\nkept = open(__file__)\natexit.register(kept.close)\n",
    "socket": HEAVY + "import socket\nkept = socket.socketpair()\n",
    "temporary": HEAVY + "import tempfile\nkept = tempfile.TemporaryDirectory()\n",
    "only_in_a_job": HEAVY + "import sys\nif 'docbuild_fork.server.loop' in sys.modules and "
                             "not sys.argv[1:]: raise ValueError\n",
    "deadly": HEAVY + "import os, sys\nif not sys.argv[1:]: os._exit(3)\n",
}


class LearningTest(ServedTest):
    def setUp(self):
        super().setUp()
        self.site = self.path("site-packages")
        self.module("heavy", HEAVY)
        self.write("builder/__init__.py")
        self.write("builder/__main__.py", BUILDER)

    def module(self, name, text, version=None):
        self.write(f"site-packages/{name}.py", text)
        if version is not None:
            self.write(f"site-packages/{name}.dist-info/METADATA",
                       f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")

    def stage(self, *modules, **more):
        return {"command": [PYTHON, "-m", "builder", "{output}", *modules], "preload": "auto",
                "outputs": ["{output}/result"], **more}

    def project(self, *modules, documents=("a", "b"), **more):
        self.manifest({name: self.stage(*modules, **more) for name in documents})

    def build(self, *arguments, **environment):
        """All again; no run has anything to say but what it has built."""
        run = self.docbuild("--jobs", "1", "--rebuild", *arguments,
                            environment={"PYTHONPATH": self.site, **environment})
        self.assertEqual(0, run.exit, run.stderr)
        self.assertEqual([], [event["message"] for event in run.events_named("warning")])
        return run

    def result(self, name, stage="build"):
        return self.read(f"_build/{stage}/{name}/result").split()

    def servers(self):
        """How many were started by the last run that started as many as any."""
        return len([name for name in os.listdir(self.path("_build/.docbuild/preload"))
                    if name.endswith(".log")])

    def forget_servers(self):
        for name in os.listdir(self.path("_build/.docbuild/preload")):
            if name.endswith(".log"):
                os.unlink(self.path("_build/.docbuild/preload", name))

    def learned(self):
        known = json.loads(self.read("_build/.docbuild/preload/learned.json"))["learned"]
        return {name: entry["modules"] for name, entry in known.items()}


class ForAnyCommand(LearningTest):
    def test_what_the_first_run_imports_is_preloaded_in_the_second(self):
        self.project("heavy")
        self.build()
        self.assertEqual(["plain"], self.result("a"))
        run = self.build()
        self.assertEqual((["forked"], ["forked"]), (self.result("a"), self.result("b")))
        self.assertEqual([True, True],
                         [event.get("preloaded") for event in run.events_named("job_started")])

    def test_also_for_a_file(self):
        self.write("build.py", BUILDER)
        self.manifest({"a": self.stage(command=[PYTHON, "build.py", "{output}", "heavy"])})
        self.build()
        self.build()
        self.assertEqual(["forked"], self.result("a"))

    def test_each_stage_learns_for_itself(self):
        self.module("other", HEAVY)
        self.write("source/a/index.rst", "a")
        self.write_manifest({"docbuild": 1, "stages": {"one": self.stage("heavy"),
                                                       "two": self.stage("other")},
                             "documents": [{"name": "a", "source": "source/a"}]})
        self.build()
        learned = self.learned()
        self.assertIn("heavy", learned["stage one"])
        self.assertNotIn("other", learned["stage one"])
        self.assertIn("other", learned["stage two"])
        self.build()
        self.assertEqual((["forked"], ["forked"]),
                         (self.result("a", "one"), self.result("a", "two")))

    def test_modules_of_the_project_are_not_learned(self):
        self.write("own.py", HEAVY)
        self.project("own", "heavy")
        self.build()
        self.assertNotIn("own", self.learned()["stage build"])
        self.build()
        self.assertEqual(["plain", "forked"], self.result("a"))

    def test_a_module_that_reads_the_environment_has_what_the_job_has(self):
        self.module("heavy", HEAVY + "import sys\nword = os.environ.get('WORD')\n")
        self.write("builder/__main__.py", BUILDER.replace(
            "print(*found", "print(sys.modules['heavy'].word"))
        for preload in ("auto", ["heavy"]):
            with self.subTest(preload):
                self.manifest({name: self.stage("heavy", environment={"WORD": name},
                                                preload=preload) for name in ("a", "b")})
                self.docbuild("--jobs", "1", environment={"PYTHONPATH": self.site})
                run = self.docbuild("--jobs", "1", "--rebuild",
                                    environment={"PYTHONPATH": self.site})
                self.assertEqual((["a"], ["b"]), (self.result("a"), self.result("b")))
                self.assertEqual(
                    ["fork server: WORD is not what it was when a preloaded module read it; "
                     "starting builders without preloading"],
                    [event["message"] for event in run.events_named("warning")])


class LeftOut(LearningTest):
    def test_what_leaves_something_is_left_out_and_remembered(self):
        for kind, text in LEAVES.items():
            with self.subTest(kind):
                name = f"leaves_{kind}"
                self.module(name, text)
                self.project("heavy", name)
                self.build()
                self.assertEqual(["plain"] * 2, self.result("a"))
                for expected in (2, 1):  # servers
                    self.forget_servers()
                    self.build()
                    self.assertEqual((["forked", "plain"], ["forked", "plain"]),
                                     (self.result("a"), self.result("b")))
                    self.assertLessEqual(self.servers(), expected)
                self.assertEqual("", self.read("_build/.docbuild/logs/build/a.log"))
                shutil.rmtree(self.path("_build"))
        self.assert_no_process_left()

    def test_all_that_import_it_are_left_out_at_once(self):
        self.module("threaded", THREAD)
        users = [f"user{number}" for number in range(12)]
        for user in users:
            self.module(user, HEAVY + "import threaded\n")
        self.project(*users, "heavy")
        self.build()
        self.forget_servers()
        self.build()
        self.assertEqual(["plain"] * 12 + ["forked"], self.result("a"))
        self.assertEqual(2, self.servers())

    def test_another_version_is_tried_again(self):
        self.module("leaves", THREAD, version="1.0")
        self.project("leaves")
        for _ in range(2):
            self.build()
            self.assertEqual(["plain"], self.result("a"))
        self.module("leaves", HEAVY)
        self.build()
        self.assertEqual(["plain"], self.result("a"))  # what is remembered has this version
        self.module("leaves", HEAVY, version="1.1")
        self.build()
        self.assertEqual(["forked"], self.result("a"))

    def test_a_thread_that_comes_later_costs_what_was_learned(self):
        self.module("late", THREAD.replace("threading.Thread", "os.register_at_fork("
                    "after_in_parent=threading.Thread").replace(".start()", ".start)"))
        self.project("late", documents=("a", "b", "c"))
        self.build()
        run = self.build()
        self.assertEqual([["forked"], ["plain"], ["plain"]], sorted(map(self.result, "abc")))
        for run in (run, self.build()):
            self.assertEqual([True] * 3,
                             [event.get("preloaded") for event in run.events_named("job_started")])
        self.assertEqual((["plain"],) * 3, tuple(map(self.result, "abc")))
        self.assert_no_process_left()


class NumericLibraries(LearningTest):
    """A module that starts a thread unless a variable says that one is enough, as OpenBLAS does."""

    def setUp(self):
        super().setUp()
        self.module("blas", "import os\nif os.environ.get('OPENBLAS_NUM_THREADS') == '1':\n"
                    + "".join(f"    {line}\n" for line in HEAVY.splitlines())
                    + "else:\n" + "".join(f"    {line}\n" for line in THREAD.splitlines()))
        self.write("builder/__main__.py", BUILDER.replace(
            "print(*found", "print(*found, os.environ.get('OPENBLAS_NUM_THREADS')"))

    def test_is_preloaded_and_jobs_see_the_environment_as_it_is(self):
        self.manifest({"a": self.stage("blas"),
                       "b": self.stage("blas", environment={"OPENBLAS_NUM_THREADS": "4"},
                                       after=["a:build"])})
        self.build()
        self.build()
        self.assertEqual((["forked", "None"], ["forked", "4"]),
                         (self.result("a"), self.result("b")))

    def test_is_not_where_the_environment_asks_for_threads_and_is_again_where_it_does_not(self):
        self.project("heavy", "blas")
        self.build()
        self.build(OPENBLAS_NUM_THREADS="4")
        self.assertEqual(["forked", "plain", "4"], self.result("a"))
        self.build()
        self.assertEqual(["forked", "forked", "None"], self.result("a"))


class Sphinx(LearningTest):
    def test_a_configuration_that_imports_numpy(self):
        for name in ("a", "b", "c"):
            self.write(f"docs/{name}/conf.py", "import sys\nhad = 'numpy' in sys.modules\n"
                       f"import numpy\nproject = f'had numpy: {{had}}'\n")
            self.write(f"docs/{name}/index.rst", "Title\n=====\n")
        stages = {"inventory": {"sphinx": "inventory", "python": PYTHON},
                  "html": {"sphinx": "html", "python": PYTHON, "after": ["inventory:*"]}}
        self.write_manifest({"docbuild": 1, "stages": stages,
                             "documents": [{"match": "docs/*/conf.py", "name": "{1}"}]})
        self.build()
        for _ in range(2):
            run = self.build()
            self.assertEqual([True] * 6,
                             [event.get("preloaded") for event in run.events_named("job_started")])
            for name in ("a", "b", "c"):
                self.assertIn("had numpy: True", self.read(f"_build/html/{name}/index.html"))


if __name__ == "__main__":
    main()
