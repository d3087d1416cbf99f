"""The harness's clock: waits for what can be observed, and knows by how much the machine was late.

Three things are measured while a run goes on, and no limit is widened by anything else: the
times in which the watcher itself was not let go on after a short sleep, those in which the disk
took long to write a byte, and how long a trivial process took from its start to its end just
before the run.
"""

import subprocess
import time

from stalls import SHORTEST, DiskControl, Stalls

PAUSE = 0.004  # seconds between two looks
LONGEST = 30   # seconds: far beyond what any run takes, so that only a hang meets it


class Hung(Exception):
    """Something did not happen within LONGEST."""


class Watch:
    def __init__(self, before_pause=lambda: None):
        self._before_pause = before_pause
        self._stalls = Stalls()
        self.start_cost = 0.0
        self.widest = 0.0  # the most that was added to a limit

    def now(self):
        return time.monotonic()

    def pause(self):
        self._before_pause()
        before = time.monotonic()
        time.sleep(PAUSE)
        now = time.monotonic()
        if now - before - PAUSE > SHORTEST:
            self._stalls.add(before + PAUSE, now)

    def disk_control(self, path):
        """To be entered for as long as the disk at `path`, a file, is to be looked at."""
        return DiskControl(self._stalls, path)

    def slack(self, since, until):
        """What the machine's load adds to a limit on what happens between the two."""
        slack = self._stalls.within(since, until) + self.start_cost
        self.widest = max(self.widest, slack)
        return slack

    def until(self, condition, what, longest=LONGEST):
        """The first true value of `condition()`; raises Hung if there is none."""
        end = time.monotonic() + longest
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > end:
                raise Hung(f"waited {longest} s for {what}")
            self.pause()

    def measure_start(self, command):
        """Takes the time of the trivial process `command`, as the control for the next run."""
        before = time.monotonic()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        self.start_cost = max(self.start_cost, time.monotonic() - before)
