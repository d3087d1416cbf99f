"""Check 2: no process of the run is alive, as the marker in its environment tells.

After docbuild's own death by SIGKILL they have the grace period + 1 s; after any other end they
have 1 s, because a process that was killed takes a moment to be gone; the machine's load is
added to both as in check_time.py.
"""

import processes
from project import GRACE

MARGIN = 1.0


def problems(marker, trial, expected, watch, alive=processes.with_environment):
    since = trial.ended if expected.killed_at is None else expected.killed_at
    allowed = MARGIN + (GRACE if expected.killed_at is not None else 0.0)
    while True:
        left = alive(marker)
        now = watch.now()
        if not left:
            return []
        if now - since > allowed + watch.slack(since, now):
            return [f"process {pid} is alive {now - since:.2f} s after the end: {command}"
                    for pid, command in left.items()]
        watch.pause()
