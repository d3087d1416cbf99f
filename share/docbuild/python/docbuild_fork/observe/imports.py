"""Tells which modules a job has imported that its process did not have at its start.

The server calls remember() before it forks: to look at a module is to write to its page, and a
forked process then needs a copy of the page.
"""

import contextlib
import functools
import itertools
import json
import os
import sys

from docbuild_fork.observe import installed

_at_start = frozenset()  # names
_newest = None
_files_at_start = frozenset()


def remember():
    """Takes what is imported now for what the process had at its start."""
    global _at_start, _newest, _files_at_start
    _files_at_start = _files_of(list(sys.modules))  # which imports some more, the first time
    _at_start = frozenset(sys.modules)
    _newest = next(reversed(sys.modules))


def remember_once():
    if not _at_start:
        remember()


def _since_start():
    """The names in the order in which they were imported. Modules are kept in that order."""
    try:
        newer = list(itertools.takewhile(lambda name: name != _newest, reversed(sys.modules)))
    except RuntimeError:  # a thread imports just now
        newer = list(sys.modules)[::-1]
    return [name for name in reversed(newer) if name not in _at_start]


def project_files():
    """The files of all modules that are imported now and belong to the project."""
    return _files_at_start | _files_of(_since_start())


def _files_of(names):
    files = (getattr(sys.modules.get(name), "__file__", None) for name in names)
    paths = {os.path.abspath(file) for file in files if isinstance(file, str)}
    return frozenset(path for path in paths if not installed.is_installed(path))


def learned(own_directories):
    """In the order in which they were imported, those that anyone could import by name: neither the
    document's own, nor found only because its configuration said where."""
    return [name for name in _since_start()
            if _is_common(name, sys.modules.get(name), own_directories)]


def _is_common(name, module, own_directories):
    spec = getattr(module, "__spec__", None)
    if name == "__main__" or spec is None or spec.name != name:
        return False
    if not spec.has_location:
        return spec.origin in ("built-in", "frozen")
    path = os.path.abspath(spec.origin or "")
    return installed.is_installed(path) and not installed.is_below(path, own_directories)


def reporter(directory, job):
    """What the job's process calls at its end, None where `directory` is: there a list of what is
    worth to be preloaded is left for the driver, if there is any."""
    return functools.partial(_report, directory, job) if directory is not None else None


def _report(directory, job):
    program = getattr(sys.modules.get("__main__"), "__spec__", None)  # of -m: run, not imported
    names = [name for name in learned(()) if program is None or name != program.name]
    if names and os.getpid() == os.getpgrp():  # not in a copy of the process, which ends as it does
        with contextlib.suppress(OSError), \
                open(os.path.join(directory, f"{job}.json"), "w", encoding="ascii") as file:
            json.dump(names, file)
