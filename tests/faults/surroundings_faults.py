"""What happens around docbuild while it builds: its reader goes, a rival comes, its guard or it
itself is killed."""

import os
import signal

from case import Missed
from driver_faults import DriverFault
from fault import Fault, calm_target, hold, wait_for_held
from moments import any_moment


class ReaderGone(DriverFault):
    """Nobody reads docbuild's output any more."""

    name = "reader-gone"
    may_use_terminal = False

    def act(self, case, trial):
        case.expected.hears = False
        self.pid(case, trial)
        trial.process.stderr.close()
        trial.process.stdout.close()
        case.release_all()


class StandardErrorGone(Fault):
    """Standard error is full, closed, or a pipe without a reader, from the start: a build does
    not need it, and a mistake still has its exit status."""

    theme = "driver"
    name = "standard-error-gone"
    may_use_terminal = False

    def prepare(self, case):
        case.expected.hears = False
        self.redirection = case.rng.choice(["2>/dev/full", "2>&-", "2>&1 >/dev/null | true"])

    def prefix(self, case):
        return ("bash", "-c", f'"$0" "$@" {self.redirection}; exit ${{PIPESTATUS[0]}}')

    def after(self, case, trial):
        case.user_prefix = (*case.user_prefix, *self.prefix(case))
        for mistake in (["--bogus"], ["no-such-document"], ["-f", "no-such-manifest"]):
            status = case.ask(*mistake).exit
            if status != 2:
                case.problems.append(f"{mistake} exits with {status}, expected 2")


class Rival(DriverFault):
    """A second docbuild in the same build directory is refused, and told who holds it."""

    name = "second-docbuild"

    def act(self, case, trial):
        self.pid(case, trial)
        second = case.ask()
        if second.exit != 3 or f"process {trial.pid} " not in second.stderr:
            case.problems.append(f"the second exits with {second.exit}: {second.stderr.strip()}")
        case.release_all()


class PatientRival(DriverFault):
    """A second docbuild with --wait follows the first, and finds everything built."""

    name = "second-docbuild-waits"
    may_use_terminal = False

    def act(self, case, trial):
        self.pid(case, trial)
        second = case.start("--wait")
        case.release_all()
        result = case.finish(second)
        outcomes = set(result.outcomes().values())
        if result.exit != 0 or outcomes != {"up_to_date"}:
            case.problems.append(f"the second exits with {result.exit}, {outcomes}")


class GuardKilled(DriverFault):
    """The process that guards the builders is killed: the build goes on."""

    name = "guard-killed"

    def act(self, case, trial):
        builders = {event["pid"] for event in case.story(trial).named("job_started")}
        self.pid(case, trial)
        builders |= {event["pid"] for event in case.story(trial).named("job_started")}
        guards = [pid for pid in children_of(trial.pid) if pid not in builders]
        if not guards:
            raise Missed("docbuild has no process but builders")
        os.kill(guards[0], signal.SIGKILL)
        case.release_all()


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


class Killed(Fault):
    """SIGKILL at any moment. The builders end, and the next run builds what was unfinished."""

    theme = "driver"
    name = "driver-killed"
    calm = True
    may_use_terminal = False

    def prepare(self, case):
        self.moment = None if case.rng.random() < 0.5 else any_moment(case)
        if not self.moment:
            hold(case, calm_target(case))
            if case.rng.random() < 0.5:
                case.target.actions.insert(0, ["ignore-term"])

    def act(self, case, trial):
        try:
            if self.moment:
                self.moment.wait(case, trial)
            else:
                wait_for_held(case, trial, case.target)
        except Missed:
            return
        at = case.watch.now()
        trial.send(signal.SIGKILL)
        case.watch.until(trial.is_over, "docbuild's death")
        if trial.process.returncode == -signal.SIGKILL:
            case.expected.killed_at = at

    def after(self, case, trial):
        if case.expected.killed_at is None:
            raise Missed("the run was over before")
        story = case.story(trial)
        if not self.moment:
            case.release_all()
        case.recover({name for name, told in story.jobs.items() if told.outcome == "built"},
                     says="cut off" if story.events and story.is_cut_off else None)


FAULTS = [ReaderGone, StandardErrorGone, Rival, PatientRival, GuardKilled, Killed]
