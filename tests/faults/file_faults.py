"""Damage to the lock and the event logs between two runs, and files that cannot be opened at all.
"""

import os

from somebody import become_somebody, own
from state_faults import StateFault, spoil


class LockDamaged(StateFault):
    """The lock has lost its text, or names a process that no longer exists."""

    name = "lock-damaged"

    def damage(self, case):
        case.expected.without_word = True  # nothing remembered is lost: checked by `built`
        if case.rng.random() < 0.5:
            spoil(case.corner("lock"), case.rng)
        else:
            with open(case.corner("lock"), "w", encoding="ascii") as file:
                file.write('{"process":1,"host":"elsewhere","since":"2001-01-01 00:00:00"}\n')


class RunLogDamaged(StateFault):
    """The last run's event log is damaged, or is a directory."""

    name = "event-log-damaged"

    def damage(self, case):
        path = case.corner("runs", "000001.jsonl")
        if case.rng.random() < 0.7:
            spoil(path, case.rng)
        else:
            os.remove(path)
            os.mkdir(path)


class InTheWay(StateFault):
    """A directory is where a file of docbuild's should be, or a file where a directory should."""

    name = "directory-in-the-way"

    def damage(self, case):
        name = case.rng.choice(["state.db", "lock", "state.db-wal", "state.db-journal", "runs"])
        self.path = case.corner(name)
        if os.path.exists(self.path):
            os.rename(self.path, self.path + ".before")
        if name == "runs":
            case.expected.log_is_whole = False
            with open(self.path, "w", encoding="ascii") as file:
                file.write("no directory")
        else:
            os.mkdir(self.path)
        case.expected.refusal = refusal(self.path)

    def mend(self, case):
        if os.path.isdir(self.path) and not self.path.endswith("runs"):
            os.rmdir(self.path)
        elif os.path.isfile(self.path) and self.path.endswith("runs"):
            os.remove(self.path)


class Unreadable(StateFault):
    """One of docbuild's files belongs to another user and is unreadable."""

    name = "unreadable"

    def prepare(self, case):
        become_somebody(case)

    def damage(self, case):
        self.name_of_it = case.rng.choice(["state.db", "lock", "runs/000001.jsonl", "runs"])
        self.path = case.corner(self.name_of_it)
        self.mode = os.stat(self.path).st_mode
        os.chmod(self.path, 0)
        if os.geteuid() == 0:
            os.chown(self.path, 0, 0)
        case.expected.log_is_whole = self.name_of_it != "runs"
        case.expected.refusal = refusal(self.path)

    def mend(self, case):
        if os.path.exists(self.path):
            os.chmod(self.path, self.mode)
            own(case)


def refusal(path):
    """docbuild's message if it cannot continue without that file or directory."""
    file = path.removesuffix("-wal").removesuffix("-journal")
    return f"{file}.*(irectory|ermission denied|unable to open|cannot|I/O error)"


FAULTS = [LockDamaged, RunLogDamaged, InTheWay, Unreadable]
