"""Check 3: state and event logs read back whole, and docbuild itself says the same of them."""

import os
import re
import shutil
import sqlite3
import tempfile

SUCCESSES = ("built", "up_to_date")


def state_problems(path):
    """SQLite's own check of the state; of a copy, so that nothing is mended by looking."""
    with tempfile.TemporaryDirectory(prefix="docbuild-state-") as directory:
        copy = os.path.join(directory, "state.db")
        for ending in ("", "-wal", "-journal"):
            if os.path.exists(path + ending):
                shutil.copyfile(path + ending, copy + ending)
        try:
            database = sqlite3.connect(copy)
            try:
                found = [row[0] for row in database.execute("PRAGMA integrity_check")]
            finally:
                database.close()
        except sqlite3.DatabaseError as error:
            found = [str(error)]
    return [] if found == ["ok"] else [f"the state is damaged: {line}" for line in found]


def log_problems(run_log, events, may_end_early=False):
    """The run's two event logs have to be the same, byte for byte; where docbuild was killed, as
    far as the shorter goes."""
    if run_log == events:
        return []
    if may_end_early and (run_log.startswith(events) or events.startswith(run_log)):
        return []
    return [f"the run log has {len(run_log)} bytes, --events {len(events)}, or they differ"]


def listed_states(text):
    """{job: state} of what `--list` printed."""
    rows = [re.split(r"  +", line) for line in text.splitlines()]
    return {row[0]: row[1] for row in rows if len(row) > 1}


def _agrees(told, state, may_lag):
    if told is None or told.outcome is None:
        return True  # it was running when docbuild was killed, or never came up
    if may_lag and state not in SUCCESSES:
        return True
    if told.outcome in SUCCESSES:
        return state == "up_to_date"
    if told.skipped:
        return state not in SUCCESSES or told.attempts == []
    return state == told.outcome


def list_problems(result, story, project, may_lag=False):
    """`result` is that of `docbuild --list` after the run. Where the state `may_lag`, and a warning
    says so, it may know less than the event log, but not more."""
    if result.exit != 0:
        return [f"--list exits with {result.exit}: {result.stderr.strip()}"]
    may_lag = may_lag and any("state" in warning for warning in story.warnings())
    listed = listed_states(result.stdout)
    problems = []
    if set(listed) != set(project.jobs):
        problems.append(f"--list shows {sorted(listed)}, the jobs are {sorted(project.jobs)}")
    for name, state in listed.items():
        told = story.jobs.get(name)
        if not _agrees(told, state, may_lag):
            problems.append(f"--list says {state} of {name}, the event log {told.outcome}")
    return problems
