"""Has the server compile the regular expressions that one job after the other compiles.

It does not know what they are for. A job notes those that it had to compile; what a second job notes
the server compiles, too, and jobs that are forked later find it. What one document makes of its own
words is noted once, and is not kept.
"""

import ast
import os
import re
import sys
import time
import warnings

from docbuild_fork import patches
from docbuild_fork.notes import Notes

PATCH = "expressions"
_MOST = 1 << 20  # bytes of memory in all
_MOST_ONCE = 1024  # that are known to have been noted once
_AT_A_TIME = 0.02  # seconds: a job may be waiting to be forked

_notes = None
_server = None
_compile = None
_once = set()  # notes
_kept = {}  # (type, pattern, flags): compiled
_size = 0  # of those, in bytes


def share():
    """Call in the server when it has imported what it preloads."""
    global _notes, _server, _compile
    if _notes is not None:
        return
    compiler = getattr(re, "_compiler", None) or re.sre_compile  # before Python 3.11
    _notes, _server, _compile = Notes(), os.getpid(), compiler.compile
    patches.put_in(PATCH, lambda: patches.replace(PATCH, compiler, "compile", _compiling))


def _compiling(compile_anew):
    def compile_once(p, flags=0):
        if not _is_text(p):  # what re.Scanner makes
            return compile_anew(p, flags)
        found = _kept.get((type(p), p, flags))
        if found is None:
            found = compile_anew(p, flags)
            note(p, flags)
        return found

    note = patches.guarded(PATCH, _note)
    return compile_once


def _note(pattern, flags):
    if os.getpid() != _server:
        _notes.leave(ascii((pattern, int(flags))).encode("ascii"))


def _is_text(pattern):
    return type(pattern) in (str, bytes)


def learn():
    """Call in the server between two forks: compiles what jobs have noted, as far as it gets."""
    if _notes is not None:
        patches.guarded(PATCH, _learn)()


def _learn():
    end = time.monotonic() + _AT_A_TIME
    while time.monotonic() < end and _size < _MOST:
        note = _notes.take()
        if note is None:
            return
        if note in _once:
            _keep(note)
            continue
        if len(_once) == _MOST_ONCE:
            _once.clear()
        _once.add(note)


def _keep(note):
    global _size
    try:
        pattern, flags = ast.literal_eval(note.decode("ascii"))
        if not _is_text(pattern) or type(flags) is not int or flags & re.DEBUG:
            return
        if (type(pattern), pattern, flags) in _kept:
            return  # noted by a job that had been forked before
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            compiled = _compile(pattern, flags)
    except (re.error, ValueError, TypeError, SyntaxError, RecursionError, MemoryError,
            OverflowError):
        return  # a note that two jobs have written at once
    size = sys.getsizeof(compiled)
    if not told and _size + size <= _MOST:  # where Python warns, each job is to tell of it
        _kept[type(pattern), pattern, flags] = compiled
        _size += size
