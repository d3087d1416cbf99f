"""Damage to docbuild's state and its journals between two runs.

The run after must never trust what is damaged: it builds what has changed, says a word where it
builds what has not, and ends with 0; or it refuses with 3.
"""

import os
import signal
import sqlite3

import processes
from fault import Fault, calm_target, hold, wait_for_held
from somebody import own


class StateFault(Fault):
    theme = "state"
    calm = True
    may_use_terminal = False

    def before(self, case):
        own(case)
        self.build_first(case)
        self._change_sources(case)
        self.damage(case)

    def build_first(self, case):
        first = case.start()
        case.finish(first)
        if first.result.exit != 0:
            case.problems.append(f"the first run exits with {first.result.exit}")

    def damage(self, case):
        """Damages a file."""

    def _change_sources(self, case):
        """Changes some documents, so that they must be built whatever the state says."""
        jobs = case.project.jobs
        changed = {job.document for job in jobs.values() if case.rng.random() < 0.3}
        for document in sorted(changed):
            with open(case.project.source(document), "a", encoding="utf-8") as file:
                file.write("changed\n")
        case.expected.earlier = set(jobs)
        case.expected.built = {job.name for job in jobs.values() if job.document in changed}
        case.expected.without_word = False

    def after(self, case, trial):
        case.recover()


def spoil(path, rng):
    """Cuts the file at a random byte, or puts random bytes or zeros into it; says which."""
    size = os.path.getsize(path)
    how = rng.choice(["cut", "random bytes", "zeros", "all random"])
    with open(path, "r+b") as file:
        if how == "cut":
            file.truncate(rng.randint(0, max(0, size - 1)))
        elif how == "all random":
            file.write(rng.randbytes(rng.randint(1, max(1, size))))
        else:
            count = rng.randint(1, 64)
            file.seek(rng.randint(0, max(0, size - count)))
            file.write(rng.randbytes(count) if how == "random bytes" else b"\0" * count)
    return how


class StateDamaged(StateFault):
    name = "state-damaged"

    def damage(self, case):
        spoil(case.corner("state.db"), case.rng)


class StateFromNewer(StateFault):
    """The state has a format of a later docbuild, or is another program's."""

    name = "state-newer-format"

    def damage(self, case):
        database = sqlite3.connect(case.corner("state.db"))
        with database:
            if case.rng.random() < 0.5:
                database.execute(f"PRAGMA user_version={case.rng.randint(4, 1000)}")
            else:
                database.execute(f"PRAGMA application_id={case.rng.randint(1, 1 << 30)}")
        database.close()


class JournalDamaged(StateFault):
    """A journal with random bytes is next to the state file."""

    name = "journal-damaged"

    def damage(self, case):
        for ending in case.rng.sample(["-journal", "-wal", "-shm"], case.rng.randint(1, 3)):
            with open(case.corner("state.db") + ending, "wb") as file:
                file.write(case.rng.randbytes(case.rng.choice([0, 1, 32, 512, 4096, 33000])))
        own(case)


class JournalOfKilledRunDamaged(StateFault):
    """The run before was killed, and what it left of state and journal is damaged. A journal that
    is cut looks like one that was being written, so that no word can be asked for."""

    name = "killed-run-s-state-damaged"

    def prepare(self, case):
        hold(case, calm_target(case))

    def build_first(self, case):
        first = case.start()
        wait_for_held(case, first, case.target)
        first.send(signal.SIGKILL)
        case.finish(first)
        case.release_all()
        case.watch.until(lambda: not processes.with_environment(case.marker), "the builders' end")

    def damage(self, case):
        case.expected.without_word = True
        for ending in case.rng.sample(["", "-wal", "-shm"], case.rng.randint(1, 3)):
            if os.path.exists(case.corner("state.db") + ending):
                spoil(case.corner("state.db") + ending, case.rng)


FAULTS = [StateDamaged, StateFromNewer, JournalDamaged, JournalOfKilledRunDamaged]
