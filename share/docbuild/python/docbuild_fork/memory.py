"""Tells how much memory is there for more, and how much this process has.

It does not know who wants it. Both are known on Linux alone.
"""

import contextlib
import os
import re

_CGROUPS = "/sys/fs/cgroup"
_KINDS = {"": ("", "memory.max", "memory.current"),  # version 2, and 1
          "memory": ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes")}


def available():
    """Bytes that can be had without others losing theirs, within the limits of the control groups
    that this process is in; 0 where that is not known."""
    system = _in_file("/proc/meminfo", "MemAvailable")
    return max(0, min([system, *_left_in_groups()]))


def own():
    """Bytes that are in no file, what is shared with forked processes included; None where that is
    not known."""
    return _in_file("/proc/self/status", "RssAnon") or None


def _in_file(path, name):
    with contextlib.suppress(OSError), open(path, encoding="utf-8") as file:
        found = re.search(rf"^{name}:\s*(\d+) kB$", file.read(), re.MULTILINE)
        return int(found[1]) * 1024 if found else 0
    return 0


def _left_in_groups():
    """For each group that has a limit. What is used counts with its cached files, to be safe."""
    with contextlib.suppress(OSError), open("/proc/self/cgroup", encoding="utf-8") as file:
        for line in file:
            _, controllers, group = line.rstrip("\n").split(":", 2)
            kind = next((kind for kind in controllers.split(",") if kind in _KINDS), None)
            if kind is not None:
                yield from _left_above(*_KINDS[kind], group)


def _left_above(directory, limit, usage, group):
    """In a container the group's path may be the host's: what is at the top is the container's."""
    while True:
        place = os.path.join(_CGROUPS, directory, group.strip("/"))
        with contextlib.suppress(OSError, ValueError):
            yield _number(place, limit) - _number(place, usage)
        if not group.strip("/"):
            return
        group = os.path.dirname(group.rstrip("/"))


def _number(*place):
    with open(os.path.join(*place), encoding="ascii") as file:
        return int(file.read())  # "max" is none
