"""A small run, correctly logged and shown, for the tests of the checks to corrupt."""

import json
from types import SimpleNamespace

from project import BUILT, Ending, Job

FAILED = Ending("failed", "^exit status 3$", (("exit", 3),))


def project(**more):
    """Three jobs: b comes after a, and c fails by itself."""
    a = Job("a", "build", "/pages/a", allowance=0.1)
    b = Job("b", "build", "/pages/b", needs=[a])
    c = Job("c", "build", "/pages/c", endings=[FAILED])
    assert a.endings == [BUILT]
    return SimpleNamespace(jobs={job.name: job for job in (a, b, c)},
                           **{"slots": 2, "keep_going": True, **more})


def started(time, job, attempt=1):
    return {"time": time, "event": "job_started", "job": job, "attempt": attempt, "pid": 7}


def finished(time, job, outcome="built", attempt=1, **more):
    return {"time": time, "event": "job_finished", "job": job, "attempt": attempt,
            "outcome": outcome, **({"exit": 0} if outcome == "built" else {}), **more}


def events():
    """The events of a run of that project which is right in all."""
    return [
        {"time": 0.0, "event": "run_started", "run": "000001"},
        started(0.01, "a:build"),
        started(0.01, "c:build"),
        finished(0.02, "c:build", "failed", exit=3, again="docbuild c:build"),
        finished(0.12, "a:build"),
        started(0.13, "b:build"),
        finished(0.14, "b:build"),
        {"time": 0.15, "event": "run_finished", "counts": {"built": 2, "failed": 1}, "exit": 1},
    ]


def text(told):
    return "".join(json.dumps(event) + "\n" for event in told)


SHOWN = """[1/3] failed c:build (10ms, 3.0 MiB)
  exit status 3
  last lines of its log:
  | no use
  log: /logs/c.log
  again: docbuild c:build
[2/3] built a:build (110ms)
[3/3] built b:build (10ms)
2 built, 1 failed in 150ms
failed:
  failed c:build, log: /logs/c.log, again: docbuild c:build
"""


class StoppedWatch:
    """A watch whose machine is never late, and whose time passes with each pause."""

    def __init__(self, now=0.0):
        self.time = now

    def now(self):
        return self.time

    def pause(self):
        self.time += 0.1

    def slack(self, _since, _until):
        return 0.0


def trial(began=0.0, ended=0.2, exit_status=1):
    return SimpleNamespace(began=began, ended=ended, result=SimpleNamespace(exit=exit_status))
