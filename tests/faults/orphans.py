"""Makes this process the one that orphans below it are given to, takes away those that end, and lets
it not become one itself.

An init process does the same, but some take seconds over it, and without /proc a process that
ended and was not taken away looks like one that lives. Linux only; elsewhere the machine's own
init has to do.
"""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_CHILD_SUBREAPER = 36


def prctl(option, value):
    call = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)
    if call and call(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def adopt():
    """From now on orphans are this process's."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def end_with_parent():
    """It gets SIGTERM when its parent dies, however that happens."""
    prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def take_away(own):
    """All children that have ended, but for the processes `own`, for which others wait."""
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None or ended.si_pid in own:
            return
        os.waitpid(ended.si_pid, 0)
