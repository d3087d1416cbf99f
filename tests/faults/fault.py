"""The base of all faults: steps that do nothing, and what many faults do with a job.

A case calls the steps in the order in which they stand here.
"""

import os

from case import Missed
from project import fake


class Fault:
    """`name` is what --only takes. `calm`: in its project no job fails by itself. `linux_only`:
    the portable flavour does not promise it. `may_use_terminal`: some runs are on a terminal."""

    name = ""
    theme = ""
    calm = False
    linux_only = False
    may_use_terminal = True

    def prepare(self, case):
        """Changes the project before it is written, and sets what to expect."""

    def before(self, case):
        """What happens before the run, on the disk."""

    def arguments(self, case):
        return []

    def prefix(self, case):
        """What precedes docbuild on the command line."""
        return ()

    def act(self, case, trial):
        """Inflicts the fault while docbuild runs."""

    def mend(self, case):
        """Undoes the fault before the checks."""

    def after(self, case, trial):
        """Further steps and checks after the regular checks."""


class BuilderFault(Fault):
    """A fault of one random job, `case.target`; missed where that job was not started."""

    theme = "builder"

    def prepare(self, case):
        case.target = case.rng.choice(list(case.project.jobs.values()))
        if case.rng.random() < 0.3:
            case.target.keys.setdefault("retries", case.rng.randint(0, 2))
        self.break_builder(case, case.target)

    def break_builder(self, case, job):
        """Gives the job other actions, keys and endings."""

    def after(self, case, trial):
        told = case.story(trial).jobs.get(case.target.name)
        if not told or not told.attempts:
            raise Missed(f"{case.target.name} was not started")


def replace(job, *actions, endings, allowance=0.0, keep_outputs=False):
    """Makes the job do only these actions, as a fake_builder."""
    job.actions = list(actions)
    job.endings = list(endings)
    job.allowance = allowance
    if not keep_outputs:
        job.keys.pop("outputs", None)


def calm_target(case):
    """A random job that is started whatever other jobs fail."""
    case.target = case.rng.choice(list(case.project.jobs.values()))
    return case.target


def hold(case, job):
    """Makes the job's builder wait until the case releases it."""
    number = list(case.project.jobs).index(job.name)
    job.ready = case.path(f"ready-{number}")
    job.go = case.path(f"go-{number}")
    job.actions = [["touch", job.ready], ["wait-for", job.go], *job.actions]
    return job


def wait_for_held(case, trial, job):
    """Until the job's builder waits, and its start is in the event log; returns its pid."""
    case.wait(trial, lambda: os.path.exists(job.ready), f"{job.name} being held")
    case.wait(trial, lambda: trial.has_event("job_started", job=job.name), f"{job.name}'s start")
    return trial.has_event("job_started", job=job.name)["pid"]


def shell(script, *arguments):
    """The command of a shell that does `script` with these as $1, $2, ..."""
    return ["/bin/sh", "-c", script, "builder", *arguments]


def then_fake(script, actions):
    """The command of a shell that does `script` and then becomes a fake_builder."""
    return shell(f"{script}\nexec \"$@\"", *fake(actions))
