"""The processes that the server has forked, and what became of each: it alone waits for them.

It does not know what they do, nor whom that is told.
"""

import os
import select
import signal
import sys
import time

RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2) of each system


def _signal_group(pid, number):
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


class Children:
    def __init__(self):
        self._jobs = {}
        self._used = {}  # seconds of the processor that are not the job's
        self._without = set()  # those that have no job just now
        self._ended = {}  # of those: what wait4(2) has given

    def add(self, pid, job):
        """It has just been forked."""
        self._ended.pop(pid, None)
        self._begin(pid, job, (0.0, 0.0))

    def end_job(self, pid):
        """The process lives on without one, and its end is told to nobody."""
        del self._jobs[pid]
        self._without.add(pid)

    def resume(self, pid, job, used):
        """It goes on with another job, or has, and has ended since. `used`: seconds of the
        processor, user's and system's, that are not this job's."""
        self._without.discard(pid)
        self._begin(pid, job, used)

    def _begin(self, pid, job, used):
        self._jobs[pid] = job
        self._used[pid] = used

    def number(self):
        """Of those that have a job."""
        return len(self._jobs)

    def changed(self):
        """What became of them since, one message for each: stopped, continued, or ended, and then
        it is reaped."""
        for pid in list(self._without):
            found, *ended = os.wait4(pid, os.WNOHANG)
            if found:
                self._without.remove(pid)
                self._ended[pid] = ended
        for pid, job in list(self._jobs.items()):
            if pid in self._ended:
                status, usage = self._ended.pop(pid)
            else:
                found, status, usage = os.wait4(pid, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
                if not found:
                    continue
            if os.WIFSTOPPED(status) or os.WIFCONTINUED(status):
                yield {"type": "stopped", "job": job, "pid": pid,
                       "stopped": os.WIFSTOPPED(status)}
                continue
            del self._jobs[pid]
            user, system = self._used.pop(pid)
            yield {"type": "ended", "job": job, "pid": pid, "status": status,
                   "user": max(0.0, usage.ru_utime - user),
                   "system": max(0.0, usage.ru_stime - system),
                   "max_rss": usage.ru_maxrss * RSS_UNIT}

    def end_all(self, grace, wakeup):
        """SIGTERM to every group, `grace` seconds at most, SIGKILL to what is left of each.

        `wakeup` is a descriptor that can be read when a child has ended."""
        groups = list(self._jobs)
        for pid in groups:
            _signal_group(pid, signal.SIGTERM)
        end = time.monotonic() + grace
        while self._jobs or self._without:
            left = end - time.monotonic()
            for _ in self.changed():
                pass
            if not (self._jobs or self._without) or left <= 0:
                break
            if select.select([wakeup], [], [], left)[0]:
                os.read(wakeup, 512)
        for pid in groups:
            _signal_group(pid, signal.SIGKILL)
        for pid in self._without:
            os.kill(pid, signal.SIGKILL)
        for pid in (*self._jobs, *self._without):
            os.waitpid(pid, 0)
        self._jobs.clear()
        self._without.clear()
