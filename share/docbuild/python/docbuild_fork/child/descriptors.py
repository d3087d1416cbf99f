"""Finds the descriptors that imported modules keep open, and gives each job others in their place.

A job that had them would share positions and connections with all others. The numbers have to stay
taken nevertheless: who closes a file at the end would find it closed, or close somebody else's.
"""

import os
import stat

_LISTS = ("/proc/self/fd", "/dev/fd")


def numbers():
    """Those above standard error. The one that lists them may be among them, closed by now."""
    for directory in _LISTS:
        try:
            return [number for number in map(int, os.listdir(directory)) if number > 2]
        except OSError:
            continue
    return range(3, os.sysconf("SC_OPEN_MAX"))


def opened():
    """What is open now: {number: file_of(number)}."""
    found = {}
    for number in numbers():
        file = file_of(number)
        if file is not None:
            found[number] = file
    return found


def file_of(number):
    """What tells an open file from others; None where there is none."""
    try:
        status = os.fstat(number)
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_rdev, stat.S_IFMT(status.st_mode)


def close_all_others(of_modules, server_output):
    """In the job, when it has its standard streams: `of_modules`, as `opened` gives them, are
    replaced, the rest closed. `server_output` is the server's `file_of(1)`."""
    for number in numbers():
        found = file_of(number)
        if number not in of_modules or found != of_modules[number]:
            _close(number)
        elif found == server_output:
            os.dup2(1, number, os.get_inheritable(number))
        else:
            _replace(number)


def _close(number):
    try:
        os.close(number)
    except OSError:
        pass  # the listing's own


def _replace(number):
    """By what can be flushed and closed, and fails to be read, rather than to seem empty."""
    inheritable = os.get_inheritable(number)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, number, inheritable)
    os.close(null)
