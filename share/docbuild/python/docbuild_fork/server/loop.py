"""The fork server's loop: requests come in, processes are forked, their endings are reported.

The protocol is described in share/manual/internals/fork-server.rst.
"""

import importlib
import os
import selectors
import signal
import sys
import time

from docbuild_fork.protocol.frames import BrokenFrame
from docbuild_fork.protocol.request import Refusal, Request
from docbuild_fork.server import threads
from docbuild_fork.server.children import Children


class Wakeup:
    """A pipe that becomes readable when a child ends, or this process is told to."""

    def __init__(self):
        self.stop_requested = False
        self.reader, self._writer = os.pipe()
        os.set_blocking(self.reader, False)
        os.set_blocking(self._writer, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)

    def _end(self, number, frame):
        self.stop_requested = True

    def clear(self):
        try:
            while os.read(self.reader, 512):
                pass
        except BlockingIOError:
            pass


class Server:
    def __init__(self, connection, baseline, grace, learned_modules, warm_up=None):
        """`learned_modules` gives what the next server may do without where this one is not forked
        from any more. `warm_up` gives a message for the driver. It is called when as many jobs run
        as leave one processor for it, or no more are there to be started."""
        self._connection = connection
        self._baseline = baseline
        self._grace = grace
        self._learned_modules = learned_modules
        self._warm_up = warm_up
        self._spare = threads.processors() - 1
        self._children = Children()
        self._wakeup = Wakeup()
        self._selector = selectors.DefaultSelector()
        self._selector.register(connection.socket, selectors.EVENT_READ)
        self._selector.register(self._wakeup.reader, selectors.EVENT_READ)
        self._modules = 0  # how many were imported when it last settled

    def serve(self):
        """Returns the request to carry out, in its new process; None in the server, at its end."""
        while True:
            try:
                if self._children.number() > 0 and not self._has_news():
                    self._warm()
                self._selector.select()
                self._wakeup.clear()
                self._tell_of_children()
                messages = self._connection.receive() if self._has_news() else []
                for message, strings in messages or ():
                    request = self._answer(message, strings)
                    if request is not None:
                        return request
            except (BrokenPipeError, ConnectionResetError):
                messages = None
            except BrokenFrame as error:
                self._connection.send({"type": "failed", "reason": str(error), "traceback": ""})
                messages = None
            if messages is None or self._wakeup.stop_requested:
                self._children.end_all(self._grace, self._wakeup.reader)
                return None

    def _tell_of_children(self):
        for change in sorted(self._children.changed(), key=_is_no_kill):
            self._connection.send(change)

    def _warm(self):
        warm_up, self._warm_up = self._warm_up, None
        if warm_up is not None:
            self._connection.send(warm_up())
            self._settle()

    def _settle(self):
        """Does once what else each job would do after what has been imported here: a job pays for
        each page that it writes to."""
        self._baseline.look_at_handlers()
        self._modules = -1
        while self._modules != len(sys.modules):  # since Python 3.12 this imports something itself
            self._modules = len(sys.modules)
            importlib.invalidate_caches()  # a job finds modules that are new, as a fresh start does

    def _has_news(self):
        """Whether the driver has said something, or has gone."""
        return any(key.fileobj is self._connection.socket for key, _ in self._selector.select(0))

    def _answer(self, message, strings):
        log = self._connection.descriptors.popleft() if self._connection.descriptors else None
        try:
            request = Request.of(message, strings, log)
            self._baseline.check(request)
            forked, pid = self._start()
        except (Refusal, OSError) as error:
            self._refuse(message.get("job"), error)
            if log is not None:
                os.close(log)
            return None
        if pid == 0:
            self._let_go()
            return request
        os.close(log)
        self._children.add(pid, request.job)
        self._connection.send(
            {"type": "started", "job": request.job, "pid": pid, "forked": forked})
        return None

    def _let_go(self):
        """In the new process. What has a descriptor would close it as garbage, when the job may
        have opened something of its own by the same number."""
        self._selector.close()
        self._connection.socket.close()

    def _start(self):
        """When the process was forked, and its number as fork(2) gives it."""
        if self._children.number() >= self._spare:
            self._warm()
        threads.check()
        if len(sys.modules) != self._modules:
            self._settle()
        return time.clock_gettime(time.CLOCK_MONOTONIC), self._fork()

    def _refuse(self, job, error):
        more = {"errno": error.errno} if getattr(error, "errno", None) else {}
        if isinstance(error, threads.Threads):
            more["failed"] = self._learned_modules()
        self._connection.send({"type": "refused", "job": job, "reason": str(error), **more})

    @staticmethod
    def _fork():
        """Forks with all signals blocked, so that none reaches the child while it has our handlers.

        The child unblocks them once it is what it is to be (child/process.py)."""
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            pid = os.fork()
            if pid:
                _lead_a_group(pid)
        except OSError:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            raise
        if pid:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        return pid


def _is_no_kill(change):
    """Sorts first what may have been killed for want of memory, as the driver's reaper does."""
    return change["type"] != "ended" or os.WTERMSIG(change["status"]) != signal.SIGKILL


def _lead_a_group(pid):
    """Parent and child both do so: whoever comes first, the group is there when it is needed."""
    try:
        os.setpgid(pid, pid)
    except (PermissionError, ProcessLookupError):
        pass  # the child has, and has started a program or ended since
