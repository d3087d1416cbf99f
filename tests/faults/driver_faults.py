"""Signals that docbuild gets while it builds, all but SIGKILL."""

import signal

import processes
from expected import Stop
from fault import Fault, calm_target, hold, wait_for_held
from project import Ending

FOR_EVER = 600


class DriverFault(Fault):
    """Done while the builder of a random job waits."""

    theme = "driver"
    calm = True

    def prepare(self, case):
        hold(case, calm_target(case))

    def pid(self, case, trial):
        return wait_for_held(case, trial, case.target)


class Stopping(DriverFault):
    """SIGINT, SIGTERM or SIGHUP, once, while a builder runs that may ignore SIGTERM."""

    name = "stop-signal"

    def prepare(self, case):
        self.number = case.rng.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
        super().prepare(case)
        if case.rng.random() < 0.5:
            case.target.actions.insert(0, ["ignore-term"])

    def act(self, case, trial):
        self.pid(case, trial)
        case.expected.stops.append(Stop(self.number, case.watch.now()))
        case.expected.words = [f"^stopped by {signal.Signals(self.number).name}; "]
        trial.send(self.number)


class StoppingTwice(Stopping):
    """The second signal kills builders with a long grace period at once."""

    name = "stop-signal-twice"

    def prepare(self, case):
        super().prepare(case)
        case.target.actions.insert(0, ["ignore-term"])

    def arguments(self, case):
        return ["--grace", str(FOR_EVER)]

    def act(self, case, trial):
        self.pid(case, trial)
        case.expected.words = [f"^stopped by {signal.Signals(self.number).name}; "]
        case.expected.stops.append(Stop(self.number, case.watch.now(), FOR_EVER))
        trial.send(self.number)
        case.wait(trial, lambda: trial.has_event("warning"), "the word of the first signal")
        again = case.rng.choice([signal.SIGINT, signal.SIGINT, self.number])
        case.expected.stops.append(Stop(again, case.watch.now(), 0.0))
        trial.send(again)


class Paused(DriverFault):
    """SIGTSTP, then SIGCONT: builders and clocks, including time limits, stop in between."""

    name = "paused"
    may_use_terminal = False  # where the harness makes docbuild lead the session: nobody's to stop
    limit = 2.0  # in which a server is ready, whatever runs beside it

    def prepare(self, case):
        super().prepare(case)
        case.target.keys["timeout"] = self.limit

    def act(self, case, trial):
        pid = self.pid(case, trial)
        begin = case.watch.now()
        trial.send(signal.SIGTSTP)
        case.wait(trial, lambda: processes.state(trial.pid) == "T", "docbuild's stop")
        case.watch.until(lambda: processes.state(pid) == "T", "the builder's stop")
        case.watch.until(lambda: case.watch.now() > begin + 1.5 * self.limit, "the time limit")
        end = case.watch.now()
        case.expected.pauses.append((begin, end))
        trial.send(signal.SIGCONT)
        case.wait(trial, lambda: processes.state(pid) in ("S", "R"), "the builder's going on")
        case.release_all()
        started = trial.began + trial.has_event("job_started", job=case.target.name)["time"]
        if begin - started + case.watch.now() - end > self.limit / 2:  # the machine was too slow
            case.target.endings.append(Ending("timed_out"))


class Asked(DriverFault):
    """SIGUSR1 prints what is running, and changes nothing."""

    name = "sigusr1"

    def act(self, case, trial):
        self.pid(case, trial)
        case.expected.words = [r"running: \d+", rf"^  {case.target.name} "]
        trial.send(signal.SIGUSR1)
        case.watch.until(lambda: has_slept_over(trial.pid, signal.SIGUSR1), "its answer")
        case.release_all()


def has_slept_over(pid, number):
    """True when the process sleeps and has no such signal before it, or is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            lines = dict(line.rstrip("\n").split(":\t", 1) for line in file)
    except (OSError, ValueError):
        return True
    pending = int(lines["ShdPnd"], 16) | int(lines["SigPnd"], 16)
    return not pending >> (number - 1) & 1 and lines["State"][0] in "SZ"


FAULTS = [Stopping, StoppingTwice, Paused, Asked]
