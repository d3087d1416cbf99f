"""Random moments of a run, detected by observation from outside, never by sleeping."""

import os


class Moment:
    """`text` says which; `wait` returns when it has come."""

    def __init__(self, text, has_come):
        self.text = text
        self._has_come = has_come

    def wait(self, case, trial):
        case.wait(trial, lambda: self._has_come(trial), self.text)


def _exists(path):
    return lambda _: os.path.exists(path)


def any_moment(case):
    """From right after the start to the last job's end; it may be missed by a fast run."""
    corner = case.corner
    lines = case.rng.randint(1, 2 * len(case.project.jobs) + 1)
    page = case.rng.choice(list(case.project.jobs.values())).page
    return case.rng.choice([
        Moment("the start", lambda _: True),
        Moment("the lock", _exists(corner("lock"))),
        Moment("the state", _exists(corner("state.db"))),
        Moment("the state's journal", _exists(corner("state.db-wal"))),
        Moment("the run log", _exists(corner("runs", "000001.jsonl"))),
        Moment(f"line {lines} of the event log", lambda trial: trial.lines() >= lines),
        Moment(f"line {lines} of the event log", lambda trial: trial.lines() >= lines),
        Moment(f"the page {page}", _exists(page)),
    ])
