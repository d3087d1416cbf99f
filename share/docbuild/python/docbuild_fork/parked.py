"""In the process of a job: whether it may stay when the job has ended, and how it goes on.

It does not know what the jobs are. parking.py has the protocol, and the server's side.
"""

import os
import resource
import signal

from docbuild_fork import memory, process, streams
from docbuild_fork.children import RSS_UNIT
from docbuild_fork.request import Request

_LONGEST_END = 10  # seconds

_server = None
_baseline = None


def connect(connection, baseline):
    """Call in a process that may stay."""
    global _server, _baseline
    _server, _baseline = connection, baseline


def is_possible():
    return _server is not None


def descriptor():
    return _server.socket.fileno() if _server else None


def wait():
    """To be called when the job has ended well, and the process would have ended with status 0.
    The next job's request; None where there is none, and then the process is to end so."""
    held = memory.own()
    request = _wait(held) if held is not None else None
    if request is None:
        _end_in_time()
    return request


def _wait(held):
    streams.flush_standard()
    null = os.open(os.devnull, os.O_WRONLY)
    process.print_to(null)
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    try:
        _server.send({"type": "park", "user": sum(usage.ru_utime for usage in usages),
                      "system": sum(usage.ru_stime for usage in usages),
                      "max_rss": max(usage.ru_maxrss for usage in usages) * RSS_UNIT,
                      "held": held})
        messages = []
        while messages == []:
            messages = _server.receive()
    except ConnectionError:
        return None
    return Request.of(*messages[0], _server.descriptors.popleft()) if messages else None


def decline():
    """This process cannot go on with the request: another one is to start, and this one to end."""
    _server.send({"type": "declined"})
    _end_in_time()


def _end_in_time():
    """Nobody has an eye on the process any more, or will soon have none."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(_LONGEST_END)


def resume(request):
    """From now on this is the process of the job that is requested."""
    global _server
    streams.flush_standard()
    os.setpgid(0, 0)
    process.go_on(request, _baseline)
    _server.send({"type": "resumed"})
    _server.socket.close()
    _server = None
