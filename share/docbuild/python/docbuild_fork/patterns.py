"""Has the server compile the regular expressions that one job after the other compiles.

It does not know what they are for. A job notes those that it had to compile; what a second job notes
the server compiles, too, and jobs that are forked later find it. What one document makes of its own
words is noted once, and is not kept.
"""

import ast
import os
import re
import time
import warnings

from docbuild_fork.notes import Notes

_MOST = 512  # that are kept
_MOST_ONCE = 4096  # that are known to have been noted once
_AT_A_TIME = 0.02  # seconds: a job may be waiting to be forked

_notes = None
_server = None
_compile = None
_once = set()  # notes
_kept = {}  # (type, pattern, flags): compiled


def share():
    """Call in the server when it has imported what it preloads."""
    global _notes, _server, _compile
    if _notes is not None:
        return
    compiler = getattr(re, "_compiler", None) or re.sre_compile  # before Python 3.11
    _notes, _server, _compile = Notes(), os.getpid(), compiler.compile

    def compile_once(p, flags=0):
        key = type(p), p, flags
        if not _is_text(p):  # what re.Scanner makes
            return _compile(p, flags)
        found = _kept.get(key)
        if found is None:
            found = _compile(p, flags)
            if os.getpid() != _server:
                _notes.leave(ascii((p, int(flags))).encode("ascii"))
        return found

    compiler.compile = compile_once


def _is_text(pattern):
    return type(pattern) in (str, bytes)


def learn():
    """Call in the server between two forks: compiles what jobs have noted, as far as it gets."""
    end = time.monotonic() + _AT_A_TIME
    while time.monotonic() < end and len(_kept) < _MOST:
        note = _notes.take()
        if note is None:
            return
        if note in _once:
            _keep(note)
        elif len(_once) < _MOST_ONCE:
            _once.add(note)


def _keep(note):
    try:
        pattern, flags = ast.literal_eval(note.decode("ascii"))
        if not _is_text(pattern) or type(flags) is not int or flags & re.DEBUG:
            return
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            compiled = _compile(pattern, flags)
    except (re.error, ValueError, TypeError, SyntaxError, RecursionError, MemoryError,
            OverflowError):
        return  # a note that two jobs have written at once
    if not told:  # else each job is to tell of it
        _kept[type(pattern), pattern, flags] = compiled
