"""Finds and flushes the files of this process that are open to be written.

Python's collector, which is asked, no longer knows of what was frozen: who calls gc.freeze() looks
here first.
"""

import contextlib
import ctypes
import gc
import io
import sys

_KINDS = (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom)

with contextlib.suppress(OSError, AttributeError):
    _flush_c_streams = ctypes.CDLL(None).fflush


def writers():
    """Those of Python's own kinds and kinds derived from them, besides standard output and error."""
    things = gc.get_objects()
    kinds = {kind for kind in set(map(type, things)) if issubclass(kind, _KINDS)}
    if not kinds:
        return []
    standard = [sys.stdout, sys.stderr]
    standard += [getattr(stream, "buffer", None) for stream in standard]
    return [thing for thing in things if type(thing) in kinds and _is_writable(thing)
            and not any(thing is stream for stream in standard)]


def _is_writable(stream):
    try:
        return stream.writable()
    except Exception:  # it is closed, or has never been opened
        return False


def flush():
    """False where standard output could not be written."""
    for writer in (*writers(), sys.__stdout__, sys.__stderr__):  # those have been frozen
        _flush_one(writer)
    written = _flush_one(sys.stdout)
    _flush_one(sys.stderr)
    with contextlib.suppress(NameError):
        _flush_c_streams(None)  # what C code has printed and not yet written
    return written


def _flush_one(stream):
    try:
        if stream is not None and not stream.closed:
            stream.flush()
    except Exception:
        return False
    return True
