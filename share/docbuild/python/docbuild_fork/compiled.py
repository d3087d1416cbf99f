"""Has a module that Python keeps no compiled file of compiled once, not by each job anew.

It does not know the modules. There is none where PYTHONDONTWRITEBYTECODE is set, as the kernel's
Makefile does, and where sources lie in a tree that cannot be written to. A job that has compiled a
module notes its file; the server compiles it, too, and jobs that are forked later find the code.
"""

import importlib.machinery
import importlib.util
import os
import stat
import time
import warnings

from docbuild_fork.notes import Notes

_MOST = 1 << 20  # bytes of source in all, which make about twice as many of code
_AT_A_TIME = 0.02  # seconds: a job may be waiting to be forked

_notes = None
_server = None
_kept = {}  # path: (source, code)


def share():
    """Call in the server when it has imported what it preloads."""
    global _notes, _server
    if _notes is not None:
        return
    _notes, _server = Notes(), os.getpid()
    loader = importlib.machinery.SourceFileLoader
    compile_anew = loader.source_to_code

    def source_to_code(self, data, path, *others, **options):
        if others or options or not isinstance(path, str) or type(data) is not bytes:
            return compile_anew(self, data, path, *others, **options)
        source, code = _kept.get(path, (None, None))
        if source == data:
            return code
        code = compile_anew(self, data, path)
        if os.getpid() != _server:
            _notes.leave(os.fsencode(path))
        return code

    loader.source_to_code = source_to_code


def learn():
    """Call in the server between two forks: compiles what jobs have noted, as far as it gets."""
    end = time.monotonic() + _AT_A_TIME
    while time.monotonic() < end:
        note = _notes.take()
        if note is None:
            return
        _keep(os.fsdecode(note))


def _keep(path):
    others = sum(len(source) for known, (source, _) in _kept.items() if known != path)
    try:
        size = _size_to_keep(path)
        if size is None or others + size > _MOST:
            return
        with open(path, "rb") as file:
            source = file.read()
        with warnings.catch_warnings(record=True) as told:
            code = compile(source, path, "exec", dont_inherit=True)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return  # a job that imports it will say what is wrong
    if not told:  # as warnings are filtered here; else each job is to tell of it
        _kept[path] = source, code


def _size_to_keep(path):
    """The size of the file; None where it is none of source code, or Python has compiled it."""
    found = os.stat(path)
    if not os.path.isabs(path) or not stat.S_ISREG(found.st_mode):
        return None
    try:
        return None if os.path.exists(importlib.util.cache_from_source(path)) else found.st_size
    except NotImplementedError:
        return found.st_size
