"""The processes that the server has forked, and what became of each: it alone waits for them."""

import os
import select
import signal
import sys
import time

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2) of each system


def _signal_group(pid, number):
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


class Children:
    def __init__(self):
        self._jobs = {}

    def add(self, pid, job):
        self._jobs[pid] = job

    def number(self):
        return len(self._jobs)

    def changed(self):
        """What became of them since, one message for each: stopped, continued, or ended, and then
        it is reaped."""
        for pid, job in list(self._jobs.items()):
            found, status, usage = os.wait4(pid, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
            if not found:
                continue
            if os.WIFSTOPPED(status) or os.WIFCONTINUED(status):
                yield {"type": "stopped", "job": job, "pid": pid,
                       "stopped": os.WIFSTOPPED(status)}
                continue
            del self._jobs[pid]
            yield {"type": "ended", "job": job, "pid": pid, "status": status,
                   "user": usage.ru_utime, "system": usage.ru_stime,
                   "max_rss": usage.ru_maxrss * _RSS_UNIT}

    def end_all(self, grace, wakeup):
        """SIGTERM to every group, `grace` seconds at most, SIGKILL to what is left of each.

        `wakeup` is a descriptor that can be read when a child has ended."""
        groups = list(self._jobs)
        for pid in groups:
            _signal_group(pid, signal.SIGTERM)
        end = time.monotonic() + grace
        while self._jobs:
            left = end - time.monotonic()
            for _ in self.changed():
                pass
            if not self._jobs or left <= 0:
                break
            if select.select([wakeup], [], [], left)[0]:
                os.read(wakeup, 512)
        for pid in groups:
            _signal_group(pid, signal.SIGKILL)
        for pid in self._jobs:
            os.waitpid(pid, 0)
        self._jobs.clear()
