"""Inventories whose builder goes on with the pages: what docbuild builds, and what it tells."""

import json
import os
import sys

import processes
from harness import ServedTest, main

PYTHON = sys.executable


class Parking(ServedTest):
    """Two documents that refer to each other; `a` has a configuration that the tests add to."""

    def setUp(self):
        super().setUp()
        for name, other in (("a", "b"), ("b", "a")):
            self.write(f"docs/{name}/conf.py", "project = 'x'\n")
            self.write(f"docs/{name}/index.rst", f"Title\n=====\n\n.. _label-{name}:\n\nSection\n"
                       f"-------\n\nSee :ref:`label-{other}`.\n")
        self.stages()

    def stages(self, inventory=(), html=("-n", "-W", "--keep-going"), **more):
        self.write_manifest({
            "docbuild": 1,
            "stages": {"inventory": {"sphinx": "inventory", "python": PYTHON,
                                     "arguments": [*inventory], **more},
                       "html": {"sphinx": "html", "python": PYTHON, "arguments": [*html],
                                "after": ["inventory:*"], **more}},
            "documents": [{"match": "docs/*/conf.py", "name": "{1}"}]})

    def went_on(self, run):
        """The documents whose pages were built by the process that had built their inventory."""
        started = {event["job"]: event["pid"] for event in run.events_named("job_started")}
        return {name for name in ("a", "b")
                if started.get(name + ":html") == started.get(name + ":inventory", 0)}

    def finished(self, run):
        return {event["job"]: event for event in run.events_named("job_finished")}

    def log(self, stage, name):
        return self.read(f"_build/.docbuild/logs/{stage}/{name}.log")

    def test_the_pages_go_on_and_then_nothing_is_to_be_done(self):
        run = self.docbuild("--jobs", "2")
        self.assertEqual(0, run.exit, run.stderr)
        self.assertEqual({"a", "b"}, self.went_on(run))
        self.assertIn('href="../b/index.html#label-b"', self.read("_build/html/a/index.html"))
        self.assertEqual(["objects.inv"], os.listdir(self.path("_build/inventory/a")))
        self.assertNotIn("writing output", self.log("inventory", "a"))
        self.assertIn("writing output", self.log("html", "a"))
        self.assertEqual([], run.events_named("warning"))
        self.assertEqual({"up_to_date"}, set(self.docbuild().outcomes().values()))

    def test_what_is_measured_of_the_pages_is_theirs(self):
        self.write("docs/a/conf.py", "def setup(app):\n    app.connect('env-updated', work)\n\n\n"
                   "def work(app, env):\n    sum(range(30_000_000))\n")
        jobs = self.finished(self.docbuild("--jobs", "2"))
        for measure in ("wall", "user"):
            self.assertLess(jobs["a:html"][measure], jobs["a:inventory"][measure] / 2)

    def test_a_page_that_changes_meanwhile_is_read_again(self):
        """By a process of its own: the second document to be read changes the first."""
        for name, other in (("a", "b"), ("b", "a")):
            page = f"docs/{other}/index.rst"
            mine, theirs = (self.path(f"_build/inventory/{each}/objects.inv")
                            for each in (name, other))
            self.write(f"docs/{name}/conf.py", "import os\n\n\ndef setup(app):\n"
                       "    app.connect('env-updated', change)\n\n\ndef change(app, env):\n"
                       f"    if os.path.exists({theirs!r}) and not os.path.exists({mine!r}):\n"
                       f"        with open({self.path(page)!r}, 'a') as file:\n"
                       "            file.write('\\nMore.\\n')\n")
        run = self.docbuild("--jobs", "1")
        self.assertEqual(0, run.exit, run.stderr)
        (second,) = self.went_on(run)
        (first,) = {"a", "b"} - {second}
        self.assertIn("More.", self.read(f"_build/html/{first}/index.html"))

    def test_without_a_fork_server_there_are_two_processes(self):
        run = self.docbuild("--no-preload")
        self.assertEqual(0, run.exit, run.stderr)
        self.assertEqual(set(), self.went_on(run))

    def test_an_inventory_alone_leaves_no_pages(self):
        run = self.docbuild("*:inventory")
        self.assertEqual(0, run.exit, run.stderr)
        self.assertFalse(os.path.exists(self.path("_build/html")))
        self.assertEqual({"built"}, {self.docbuild().outcomes()["a:html"]})

    def test_where_pages_are_not_built_after_all_their_process_ends_unseen(self):
        self.write("docs/b/conf.py", "1 / 0\n")
        run = self.docbuild("--jobs", "1")
        self.assertEqual({"a:inventory": "built", "b:inventory": "failed", "a:html": "cancelled",
                          "b:html": "skipped"}, run.outcomes())
        self.assertEqual([], run.events_named("warning"))
        pid = next(event["pid"] for event in run.events_named("job_started"))
        self.wait_until(lambda: not processes.is_alive(pid), "the end of the process")

    def test_the_pages_go_on_though_another_inventory_has_failed(self):
        self.write("docs/a/index.rst", "Title\n=====\n")
        self.write("docs/b/conf.py", "1 / 0\n")
        run = self.docbuild("--jobs", "1", "--keep-going")
        self.assertEqual({"a:inventory": "built", "b:inventory": "failed", "a:html": "built",
                          "b:html": "skipped"}, run.outcomes())
        self.assertEqual({"a"}, self.went_on(run))

    def test_a_process_that_waits_ends_when_docbuild_is_killed(self):
        self.write("docs/b/conf.py", "import time\ntime.sleep(1000)\n")
        run = self.start("--jobs", "2")
        pid = self.wait_until(self.waiting, "an inventory that is built")
        run.process.kill()
        run.finish()
        self.wait_until(lambda: not processes.is_alive(pid), "the end of the process")

    def test_when_the_server_dies_all_goes_on_plainly(self):
        self.write("docs/b/conf.py", "import os, sys, time\n"
                   "while 'docbuild_fork.server' in sys.modules:\n    time.sleep(0.1)\n")
        run = self.start("--jobs", "2")
        pid = self.wait_until(self.waiting, "an inventory that is built")
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            os.kill(int(file.read().rpartition(")")[2].split()[1]), 9)
        result = run.finish()
        self.assertEqual(0, result.exit, result.stderr)
        self.assertEqual({"built"}, set(result.outcomes().values()))
        self.assertEqual(set(), self.went_on(result))
        warning, = (event["message"] for event in result.events_named("warning"))
        self.assertIn("it was killed by SIGKILL", warning)

    def waiting(self):
        runs = self.path("_build/.docbuild/runs")
        for name in os.listdir(runs) if os.path.isdir(runs) else ():
            with open(os.path.join(runs, name), encoding="utf-8") as file:
                events = [json.loads(line) for line in file if line.endswith("\n")]
            if any(event["event"] == "job_finished" for event in events):
                return next(event["pid"] for event in events if event["event"] == "job_started")
        return None

    def test_a_crash_of_the_pages_is_tried_again_plainly(self):
        self.write("docs/a/conf.py", "import os, sys\n\n\ndef setup(app):\n"
                   "    app.connect('doctree-resolved', crash)\n\n\n"
                   "def crash(app, tree, page):\n"
                   "    if 'docbuild_fork.server' in sys.modules:\n"
                   "        os.kill(os.getpid(), 11)\n")
        run = self.docbuild("--jobs", "2")
        self.assertEqual(0, run.exit, run.stderr)
        attempts = [event for event in run.events_named("job_started") if event["job"] == "a:html"]
        self.assertEqual([True, False], [event.get("preloaded", False) for event in attempts])

    def test_a_time_limit_is_that_of_the_pages(self):
        self.write("docs/a/conf.py", "import time\n\n\ndef setup(app):\n"
                   "    app.connect('doctree-resolved', hang)\n\n\n"
                   "def hang(app, tree, page):\n    time.sleep(1000)\n")
        self.stages(timeout="20s")
        manifest = json.loads(self.read("docbuild.json"))
        manifest["stages"]["html"].update(timeout=1, grace=0)
        self.write_manifest(manifest)
        run = self.docbuild("--jobs", "2", "--keep-going")
        self.assertEqual("timed_out", run.outcomes()["a:html"])
        self.assertEqual("built", run.outcomes()["b:html"])


if __name__ == "__main__":
    main()
