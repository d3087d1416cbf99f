"""Whose the processes are that Python builders leave: the right job's, or nobody's; see harness.py.

What was only forked shows for good the environment that its fork server was executed with.
"""

import re
import signal
import sys

import processes
from harness import ServedTest, main, needs_subreaper

PYTHON = sys.executable
DAEMON = """
def leave():
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        os.read(reader, 1)  # until the daemon has left the group
        return
    os.setsid()
    open(f"{os.environ['WHERE']}/{os.environ['WHO']}.pid", "w").write(str(os.getpid()))
    os.close(writer)
    time.sleep(600)
    os._exit(0)
"""
BUILDER = f"""
import os, sys, time
{DAEMON}
for action in sys.argv[1:]:
    what, _, value = action.partition("=")
    if what == "leave":
        leave()
    if what == "touch":
        open(value, "w").close()
    if what == "wait":
        while not os.path.exists(value):
            time.sleep(0.01)
"""


class OwnershipTest(ServedTest):
    def project(self, jobs, **stage):
        """`jobs`: {document: actions}; each builder knows its name as WHO."""
        self.write("builder.py", BUILDER)
        self.manifest({name: {"command": [PYTHON, self.path("builder.py"), *actions],
                              "preload": ["json"], "grace": 600,
                              "environment": {"WHO": name, "WHERE": self.directory}, **stage}
                       for name, actions in jobs.items()})

    def leaked(self, run):
        """{job: numbers of the processes that it left}; each was preloaded, and warned of once."""
        leaked = {event["job"]: [process["process"] for process in event["leaked"]]
                  for event in run.events_named("job_finished") if "leaked" in event}
        self.assertEqual(sorted(leaked), sorted(event.get("job", "nobody's")
                                                for event in run.events_named("warning")))
        self.assertTrue(all(e.get("preloaded") for e in run.events_named("job_started")))
        self.assert_no_process_left()
        return leaked


@needs_subreaper
class Forked(OwnershipTest):
    def test_a_daemon_is_its_own_builders_and_not_the_first_ones(self):
        self.project({"a": [], "b": ["leave"], "c": ["leave"]})
        run = self.docbuild("--jobs", "1")
        self.assertEqual(0, run.exit, run.stderr)
        self.assertEqual({f"{name}:build": [int(self.read(f"{name}.pid"))] for name in ("b", "c")},
                         self.leaked(run))

    def test_a_daemon_is_ended_when_its_builder_has_ended_and_no_sooner(self):
        ready, go = self.path("ready"), self.path("go")
        self.project({"a": ["leave", f"touch={ready}", f"wait={go}"],
                      "b": ["leave", f"wait={ready}"]})
        run = self.start("--jobs", "2")
        run.wait_for_event("job_finished", job="b:build")
        of_a, of_b = (int(self.read(f"{name}.pid")) for name in ("a", "b"))
        self.wait_until(lambda: not processes.is_alive(of_b), "the end of the daemon of b")
        self.assertTrue(processes.is_alive(of_a))
        self.write("go")
        self.assertEqual({"a:build": [of_a], "b:build": [of_b]}, self.leaked(run.finish()))

    def test_a_name_that_is_too_long_to_be_shown_is_nobody_elses(self):
        name = "/".join(["n" * 200] * 6)
        self.project({"a": [], name: ["leave"]})
        self.write("docbuild.json", self.read("docbuild.json").replace(
            f'"WHO": "{name}"', '"WHO": "long"'))
        run = self.docbuild("--jobs", "1")
        message, = [event for event in run.events_named("warning")]
        self.assertNotIn("job", message)
        self.assertIn(self.read("long.pid"), message["message"])
        self.assert_no_process_left()

    def test_a_daemon_does_not_outlive_a_killed_driver(self):
        self.project({"a": [], "b": ["leave", f"touch={self.path('ready')}",
                                     f"wait={self.path('never')}"]}, grace=0.2)
        run = self.start("--jobs", "1")
        run.wait_for_file(self.path("ready"))
        run.send(signal.SIGKILL)
        run.finish()
        self.wait_until(lambda: not self.processes(), "the end of all processes")


POOL = """
import multiprocessing, os, signal, sys
from concurrent.futures import ProcessPoolExecutor
def work():
    return os.getpid()
if __name__ == "__main__":
    method, after = sys.argv[1:]
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(method))
    worker = pool.submit(work).result()
    print("worker", worker, flush=True)
    if after == "hang":
        os.kill(worker, signal.SIGSTOP)
        os._exit(0)
    pool.shutdown()
"""


@needs_subreaper
class HelpersOfPython(OwnershipTest):
    def pool(self, method, after="shutdown", **stage):
        self.write("pool.py", POOL)
        self.manifest({"a": {"command": [PYTHON, self.path("pool.py"), method, after],
                             "grace": 600, **stage}})
        return self.docbuild("--rebuild")

    def worker(self):
        return int(re.search(r"worker (\d+)", self.read("_build/.docbuild/logs/build/a.log"))[1])

    def test_what_ends_by_itself_is_not_warned_of(self):
        for method in ("spawn", "forkserver"):
            for round in range(5):
                with self.subTest(method, round=round):
                    run = self.pool(method)
                    self.assertEqual((0, []), (run.exit, run.events_named("warning")), run.stderr)
                    self.assertNotIn("leaked", run.events_named("job_finished")[0])
                    self.assert_no_process_left()

    def test_a_worker_that_hangs_is_warned_of_alone_and_ended(self):
        for method in ("spawn", "forkserver"):
            with self.subTest(method):
                run = self.pool(method, "hang")
                finished, = run.events_named("job_finished")
                self.assertEqual([self.worker()], [one["process"] for one in finished["leaked"]])
                self.assert_no_process_left()

    def test_a_helper_that_does_not_end_is_ended_after_the_grace_period_and_warned_of(self):
        self.write("hold.py", f"""
import os, subprocess, sys
reader, writer = os.pipe()
os.set_inheritable(writer, True)
code = "from multiprocessing.resource_tracker import main;main(%d)" % reader
tracker = subprocess.Popen([sys.executable, "-c", code], pass_fds=[reader, writer])
print("worker", tracker.pid, flush=True)
""")
        self.manifest({"a": {"command": [PYTHON, self.path("hold.py")], "grace": 0.3}})
        run = self.docbuild()
        self.assertEqual(0, run.exit, run.stderr)
        message, = run.events_named("warning")
        self.assertEqual("a:build", message["job"])
        self.assertIn(f"leaves process {self.worker()} ", message["message"])
        self.assert_no_process_left()


if __name__ == "__main__":
    main()
