"""Counts the threads of this process, as Python and as the kernel knows them, and its processors.
"""

import os
import threading

from docbuild_fork.protocol.request import Refusal


def count():
    """The larger of both counts: libraries start threads that Python never hears of."""
    try:
        tasks = len(os.listdir("/proc/self/task"))
    except OSError:
        tasks = 1  # no Linux: Python's count has to do
    return max(tasks, threading.active_count())


def processors():
    """On which this process may run."""
    try:
        return len(os.sched_getaffinity(0))
    except (AttributeError, OSError):
        return os.cpu_count() or 1


def names():
    """Those that Python can name, besides the first."""
    return sorted(thread.name for thread in threading.enumerate()
                  if thread is not threading.main_thread())


class Threads(Refusal):
    """There are several."""


def check():
    """Throws where forking would copy a process whose other threads are gone in the copy."""
    number = count()
    if number > 1:
        raise Threads(f"the fork server has {number} threads, and is not forked from")
