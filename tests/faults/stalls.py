"""Times in which the machine did nothing for us: kept as intervals, and found out by doing little.
"""

import os
import threading
import time

SHORTEST = 0.01       # seconds by which a sleep has to be late to count
SHORTEST_SYNC = 0.05  # seconds that writing a byte to the disk has to take to count
BETWEEN_SYNCS = 0.05


class Stalls:
    def __init__(self):
        self._intervals = []

    def add(self, begin, end):
        self._intervals.append((begin, end))

    def within(self, since, until):
        """Seconds between the two in which there was any stall; what overlaps counts once."""
        total = 0.0
        reached = since
        for begin, end in sorted(list(self._intervals)):
            begin, end = max(begin, reached), min(end, until)
            if end > begin:
                total += end - begin
                reached = end
        return total


class DiskControl:
    """Writes a byte to the disk again and again beside a run, and adds what takes long to the stalls:
    docbuild has to wait for the same disk."""

    def __init__(self, stalls, path):
        self._stalls = stalls
        self._path = path
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _write(self):
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while not self._over.wait(BETWEEN_SYNCS):
            before = time.monotonic()
            os.pwrite(file, b"x", 0)
            os.fsync(file)
            now = time.monotonic()
            if now - before > SHORTEST_SYNC:
                self._stalls.add(before, now)
        os.close(file)
