"""The processes that stay when their job has ended, so that another job can go on with them.

It does not know what the jobs are. Such a process has a socket pair with the server, in frames as
the driver's:

    to the server   {"type":"park","user":S,"system":S,"max_rss":BYTES,"held":BYTES}: its job has
                    ended well, has used so much, and the process holds so much memory
                    {"type":"resumed"} or {"type":"declined"}: the answer to a request
    to the process  the request of the job that may go on, as the driver's, with its log

Where either closes its end, the process ends as its job has ended (parked.py).
"""

import os
import selectors
import socket
import time

from docbuild_fork import memory
from docbuild_fork.wire import BrokenFrame, Connection

SHARE = 8  # of the memory that is there, parked processes hold one part in so many


class Process:
    """One that may park, from its fork on."""

    def __init__(self, job):
        self.job = job
        self.pid = None
        self.held = 0  # bytes, while it is parked
        self.used = 0.0, 0.0  # seconds of the processor, by the job that has ended
        self.request = None  # that it has been handed
        self.handed = 0.0  # when: seconds of CLOCK_MONOTONIC
        ours, self.their_end = socket.socketpair()
        self.connection = Connection(ours)

    def forked(self, pid):
        self.pid = pid
        self.their_end.close()


class Parking:
    def __init__(self, selector):
        self._selector = selector
        self._processes = {}  # by socket

    def add(self, process):
        self._processes[process.connection.socket] = process
        self._selector.register(process.connection.socket, selectors.EVENT_READ, process)

    def hear(self, process):
        """What it has said; None when it has closed its end."""
        try:
            messages = process.connection.receive()
        except (ConnectionError, BrokenFrame):
            return None
        return messages[0][0] if messages else None

    def takes(self, process, message):
        """Whether it may stay, as far as memory goes; it then leaves its job's group."""
        held = sum(other.held for other in self._processes.values()) + message["held"]
        if held * SHARE > memory.available() + held:
            return False
        try:
            os.setpgid(process.pid, os.getpgrp())
        except OSError:
            return False
        process.held = message["held"]
        process.used = message["user"], message["system"]
        return True

    def hand(self, request, message, strings):
        """Gives the request to the process that has stayed for it, and will answer; false where
        there is none."""
        for process in self._processes.values():
            if process.job == request.resumes and process.held and process.request is None:
                process.handed = time.clock_gettime(time.CLOCK_MONOTONIC)
                try:
                    process.connection.send(message, strings, [request.log])
                except ConnectionError:
                    return False
                process.request = request
                return True
        return False

    def remove(self, process):
        del self._processes[process.connection.socket]
        self._selector.unregister(process.connection.socket)
        process.connection.socket.close()

    def close(self):
        for process in list(self._processes.values()):
            self.remove(process)
