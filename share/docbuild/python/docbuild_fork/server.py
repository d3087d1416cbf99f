"""The fork server's loop: requests come in, processes are forked, their endings are told.

It does not know what is preloaded, nor what a job does. THE PROTOCOL, for the driver's side:

The driver makes a socket pair (AF_UNIX, SOCK_STREAM) and starts, in a process group of its own,
    PYTHON [OPTION...] fork-server --socket FD [--preload MODULE]... [--try MODULE]...
                       [--learned MODULE]... [--without PACKAGE=VERSION]... [--probe]
                       [--fatal PACKAGE]... [--warm MODULE]... [--learn DIR]
                       [--no-speedups] [--directory DIR] [--grace SECONDS]
with standard input from /dev/null, standard output and error to a file, PYTHONHASHSEED=0 unless
the jobs' environment sets it, DOCBUILD_BUILDER without a job (tag.py), and else the environment of
the jobs. OPTIONs are the interpreter's.

A frame is a big-endian 32-bit length and as many bytes: a JSON object (ASCII), NUL, and then any
number of strings, each ended by NUL. Strings are bytes as the system has them, of any encoding.

From the driver:
    {"type":"start","job":N,"arguments":A}   strings: the directory, then A arguments, then the
        environment as NAME=VALUE. The frame carries one descriptor (SCM_RIGHTS): the job's standard
        output and error. The arguments are what follows the interpreter and its options:
        FILE ARGUMENT... or -m MODULE ARGUMENT...
        With "written":PATH the process reports there which files it has written (writes.py).
    The end of the stream: SIGTERM to the groups of all jobs, the grace period, SIGKILL, exit.
To the driver, first any number of
    {"type":"outdated"}  what --without tells is of other versions, and is forgotten; and of
    {"type":"importing","module":MODULE,"package":PACKAGE}  if the server ends now, that is why; the
        next one is to do without the package, and may be told so by --fatal
and one of these; after `unsafe` and `failed` the server exits:
    {"type":"ready","pid":P,"version":"3.11.2","modules":M,"seconds":S,"warnings":[TEXT...],
     "failed":{PACKAGE:VERSION...}}  learned modules that cannot be imported, and the fatal packages
    {"type":"unsafe","left":TEXT,"threads":T,"names":[...],"imported":[...],"culprit":MODULE,
     "package":PACKAGE,"version":VERSION}  what an import has left, such as "a thread" (remains.py):
        the next server is to do without the package, or, where that was learned, to be told so by
        --without; and to --probe others, which may import it, too
    {"type":"failed","reason":TEXT,"traceback":TEXT}
once, where there is something to warm up and as soon as a job runs beside which that can be done,
    {"type":"warm","imported":[...],"seconds":S,"warnings":[TEXT...]}
and for each request
    {"type":"started","job":N,"pid":P,"forked":S}  S: just before, in seconds of CLOCK_MONOTONIC;
    any number of
    {"type":"stopped","job":N,"pid":P,"stopped":BOOL}  by a signal, or false: it goes on; and
    {"type":"ended","job":N,"pid":P,"status":W,"user":S,"system":S,"max_rss":BYTES}
        when it has ended: W is what wait4(2) gave. The process leads a group of its own, which the
        driver may signal. With --learn DIR, DIR/N.json is a list of the modules that a job which
        succeeded has imported and that are worth to be preloaded, if there are any.
    {"type":"refused","job":N,"reason":TEXT}  nothing was started; start it the plain way. With
        "errno":E where the system would not fork; with "failed":{PACKAGE:VERSION...} where this
        process has several threads: of learned packages, which the next one may do without.
"""

import os
import selectors
import signal
import sys
import time

from docbuild_fork import finders, threads
from docbuild_fork.children import Children
from docbuild_fork.request import Refusal, Request
from docbuild_fork.wire import BrokenFrame


class Wakeup:
    """A pipe that becomes readable when a child ends, or this process is told to."""

    def __init__(self):
        self.told_to_end = False
        self.reader, self._writer = os.pipe()
        os.set_blocking(self.reader, False)
        os.set_blocking(self._writer, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)

    def _end(self, number, frame):
        self.told_to_end = True

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
            if messages is None or self._wakeup.told_to_end:
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
        finders.look_anew()
        self._modules = len(sys.modules)

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
            return request
        os.close(log)
        self._children.add(pid, request.job)
        self._connection.send(
            {"type": "started", "job": request.job, "pid": pid, "forked": forked})
        return None

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

        The child unblocks them once it is what it is to be (process.py)."""
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
