"""Faults of a builder that does not end on its own, or leaves processes behind."""

import os
import signal

from builder_faults import crash
from case import Missed
from fault import BuilderFault, calm_target, hold, replace, wait_for_held
from project import GRACE, Ending

FOR_EVER = 600
LIMIT = 1.0  # seconds, the time limit of what hangs, in which a server that preloads is ready
TIMED_OUT = "^not finished within its time limit"


class Hangs(BuilderFault):
    """Sleeps forever; SIGTERM ends it, or only SIGKILL does."""

    name = "hangs"

    def break_builder(self, case, job):
        stubborn = case.rng.random() < 0.5
        number = signal.SIGKILL if stubborn else signal.SIGTERM
        replace(job, *[["ignore-term"]] * stubborn, ["sleep", FOR_EVER], allowance=LIMIT,
                endings=[Ending("timed_out", TIMED_OUT, (("signal", number),))])
        job.keys["timeout"] = LIMIT


class HeldFault(BuilderFault):
    """A fault inflicted on a waiting builder from outside."""

    calm = True

    def prepare(self, case):
        self.break_builder(case, hold(case, calm_target(case)))


class KilledBySomebody(HeldFault):
    """Any deadly signal, sent by another process."""

    name = "killed-by-somebody"
    numbers = [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGSEGV]

    def break_builder(self, case, job):
        self.number = case.rng.choice(self.numbers)
        self.kills_before = oom_kills()
        job.keys.pop("retries", None)
        job.endings = [crash(self.number)]

    def act(self, case, trial):
        pid = wait_for_held(case, trial, case.target)
        case.expected.releases[case.target.name] = case.watch.now()
        os.kill(pid, self.number)
        if trial.has_event("job_started", job=case.target.name).get("preloaded"):
            self.kill_second_attempt(case, trial)
        case.watch.until(trial.is_over, "docbuild's end")
        if self.number == signal.SIGKILL and oom_kills() > self.kills_before:
            # the kernel killed another process of this machine meanwhile: docbuild cannot know
            case.target.endings.append(Ending("out_of_memory", "^memory ran out", (("signal", 9),)))
            case.target.keys["retries"] = case.target.keys.get("oom_retries", 1)


    def kill_second_attempt(self, case, trial):
        """The builder was preloaded, so it is retried without preloading."""
        case.wait(trial, lambda: trial.has_event("job_started", job=case.target.name, attempt=2),
                  "the second attempt")
        again = trial.has_event("job_started", job=case.target.name, attempt=2)
        case.expected.releases[case.target.name] = case.watch.now()
        os.kill(again["pid"], self.number)


def oom_kills():
    with open("/proc/vmstat", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("oom_kill "))


class Stopped(HeldFault):
    """Stopped by an external signal, and resumed after docbuild reported it."""

    name = "stopped-then-continued"

    def break_builder(self, case, job):
        case.expected.words = [
            f"^warning: {job.name}: its builder was stopped by an external signal"]

    def act(self, case, trial):
        job = case.target
        pid = wait_for_held(case, trial, job)
        os.kill(pid, signal.SIGSTOP)
        case.wait(trial, lambda: trial.has_event("warning", job=job.name), "the word of the stop")
        os.kill(pid, signal.SIGCONT)
        case.wait(trial, lambda: any("its builder was resumed" in warning
                                     for warning in case.story(trial).warnings()), "its going on")
        case.release_all()


class StoppedForEver(HeldFault):
    """Stopped by an external signal and never resumed: its time limit ends it."""

    name = "stopped-for-ever"

    def break_builder(self, case, job):
        replace(job, *job.actions[:2], allowance=LIMIT,
                endings=[Ending("timed_out", TIMED_OUT)])
        job.keys["timeout"] = LIMIT
        job.keys.pop("retries", None)

    def act(self, case, trial):
        pid = wait_for_held(case, trial, case.target)
        os.kill(pid, signal.SIGSTOP)
        started = trial.began + trial.has_event("job_started", job=case.target.name)["time"]
        if case.watch.now() - started > LIMIT / 2:
            raise Missed("the machine was so slow that the time limit may have come first")
        case.expected.words = [
            f"^warning: {case.target.name}: its builder was stopped by an external signal"]


class Grandchild(BuilderFault):
    """Leaves a process in its group that would outlive it."""

    name = "grandchild"
    words = ["spawn-grandchild", FOR_EVER]
    ignores_term = False

    def break_builder(self, case, job):
        before = [["ignore-term"]] * self.ignores_term + [self.words]
        fails = case.rng.random() < 0.3
        job.allowance += GRACE * self.ignores_term
        if fails:
            replace(job, *before, ["exit", 4], allowance=job.allowance,
                    endings=[Ending("failed", r"^exit status 4\b", (("exit", 4),))])
        else:
            job.actions = [*before, *job.actions]

    def after(self, case, trial):
        super().after(case, trial)
        told = case.story(trial).jobs[case.target.name]
        if not any(ended and ended.get("leaked") for _, ended in told.attempts):
            case.problems.append(f"{case.target.name} left a process, which job_finished conceals")


class StubbornGrandchild(Grandchild):
    name = "grandchild-ignores-sigterm"
    ignores_term = True


class LogHoldingGrandchild(Grandchild):
    name = "grandchild-holds-log"
    words = ["spawn-grandchild", "hold-log", FOR_EVER]


class EscapedGrandchild(Grandchild):
    name = "grandchild-setsid"
    words = ["spawn-grandchild", "setsid", FOR_EVER]
    linux_only = True


class EscapedStubbornGrandchild(EscapedGrandchild):
    name = "grandchild-setsid-ignores-sigterm"
    words = ["spawn-grandchild", "setsid", "hold-log", FOR_EVER]
    ignores_term = True


class HangsWithGrandchild(BuilderFault):
    """Hangs, and has a grandchild that hangs too: the time limit ends both."""

    name = "hangs-with-grandchild"

    def break_builder(self, case, job):
        stubborn = case.rng.random() < 0.5
        replace(job, *[["ignore-term"]] * stubborn, ["spawn-grandchild", FOR_EVER],
                ["sleep", FOR_EVER], allowance=LIMIT + GRACE,
                endings=[Ending("timed_out", TIMED_OUT)])
        job.keys["timeout"] = LIMIT
        job.keys.pop("retries", None)


FAULTS = [Hangs, KilledBySomebody, Stopped, StoppedForEver, Grandchild, StubbornGrandchild,
          LogHoldingGrandchild, EscapedGrandchild, EscapedStubbornGrandchild, HangsWithGrandchild]
