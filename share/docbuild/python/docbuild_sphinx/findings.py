"""Finds what to tell of a build first: its error, or else its first warning, with file and line.

It does not print; Sphinx does. The traceback file that Sphinx leaves is kept where it is told.
"""

import copy
import functools
import importlib
import logging
import os
import re
import shutil
import traceback

from docbuild_fork import patches, places
from docbuild_sphinx import again, reads

PATCH = "findings"

_PLACE = re.compile(r"^(?P<file>[^\s:][^:\n]*):(?P<line>\d+):?\s*(?P<message>.*)", re.DOTALL)
_TRACEBACK = "Traceback (most recent call last):\n"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")

_warning = None
_error = None


def connect(app):
    patches.guarded(PATCH, _connect)(app)


def _connect(app):
    logger = logging.getLogger("sphinx")
    logger.handlers.insert(0, _FirstRecord(app))


class _Uncounted:
    """An application whose count of warnings stays as it is when another is looked at."""

    _warncount = 0

    def __init__(self, app):
        self._app = app

    def __getattr__(self, name):
        return getattr(self._app, name)


class _FirstRecord(logging.Handler):
    """Keeps the first warning that Sphinx would show, and the first error."""

    def __init__(self, app):
        from sphinx.util.logging import WarningLogRecordTranslator, WarningSuppressor
        super().__init__(logging.WARNING)
        self._filters = [WarningSuppressor(_Uncounted(app)), WarningLogRecordTranslator(app)]

    def emit(self, record):
        patches.guarded(PATCH, self._look_at)(record)

    def _look_at(self, record):
        global _warning, _error
        is_error = record.levelno >= logging.ERROR
        if _error if is_error else _warning:
            return
        record = copy.copy(record)
        if not all(each.filter(record) for each in self._filters):
            return
        message = logging.LogRecord.getMessage(record)  # Sphinx's own puts the place before it
        found = _finding(f"{getattr(record, 'location', None) or ''}: {message}", is_error)
        if is_error:
            _error = found
        else:
            _warning = found


def _finding(text, is_error):
    text = _ESCAPES.sub("", text).strip()
    place = _PLACE.match(text)
    if not place:
        file, _, message = text.partition(": ")
        if os.path.isabs(file) and os.path.exists(file):
            return {"message": _in_one_line(message), "file": file, "error": is_error}
        return {"message": _in_one_line(text.lstrip(": ")), "error": is_error}
    return {"message": _in_one_line(place["message"]), "file": place["file"],
            "line": int(place["line"]), "error": is_error}


def _in_one_line(message):
    """Its first paragraph, and of a traceback that it quotes what was raised."""
    head, traceback_begins, quoted = message.partition(_TRACEBACK)
    words = head.strip().split("\n\n")[0].split()
    return " ".join([*words, *([_raised(quoted)] if traceback_begins else [])])


def _raised(quoted):
    """The line of a traceback that names the exception, which may have more lines than one."""
    lines = quoted.rstrip().split("\n")
    last_frame = max((number for number, line in enumerate(lines) if line.startswith("  ")),
                     default=-1)
    return " ".join(lines[min(last_frame + 1, len(lines) - 1)].split())


def watch_exceptions(modules):
    """Sees the exceptions that `sphinx-build` answers, by the function that it answers them with."""
    for name in modules:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        handle = getattr(module, "handle_exception", None)
        if handle is not None:  # also where the patch is off: to start the job again
            module.handle_exception = _watched(handle)


def _watched(handle):
    @functools.wraps(handle)
    def watched(*arguments, **named):
        ours = next(filter(None, map(_ours, (*arguments, *named.values()))), None)
        if ours is not None and again.is_possible():
            raise again.Again(patches.in_words(ours))
        note(*arguments, *named.values())
        return handle(*arguments, **named)

    note = patches.guarded(PATCH, _note_exceptions)
    return watched


def _ours(argument):
    """The exception that docbuild's own code has thrown, in which nothing of a document's can be
    wrong; Sphinx wraps what a handler of events throws. None for all else."""
    while isinstance(argument, Exception) and argument.__cause__ is not None:
        argument = argument.__cause__
    return argument if isinstance(argument, Exception) and patches.is_own(argument) else None


def _note_exceptions(*arguments):
    global _error
    for argument in arguments:
        if isinstance(argument, BaseException):
            _error = _error or _of_exception(argument)


def _of_exception(error):
    """The place that the message begins with, or else the last line of the project's own code."""
    text = str(error)
    if _TRACEBACK in text:  # as in Sphinx's ConfigError: what was raised says it all
        text = _raised(text)
    found = _finding(text or type(error).__name__, True)
    if "line" not in found:
        cause = error
        while cause is not None:
            place = _place_in(cause)
            if place:
                return {**found, **place}
            cause = cause.__cause__ or cause.__context__
    if text and not hasattr(error, "category"):
        found["message"] = f"{type(error).__name__}: {found['message']}"
    return found


def _place_in(error):
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return {"file": error.filename, "line": error.lineno}
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if os.path.isfile(frame.filename) and not places.is_installed(frame.filename)]
    return {"file": frames[-1].filename, "line": frames[-1].lineno} if frames else None


def report(keep):
    """The finding, and the traceback, which is copied to `keep`."""
    found = {}
    if _error or _warning:
        found["finding"] = _error or _warning
    left = [path for path in reads.tracebacks() if os.path.isfile(path)]
    if left and keep:
        shutil.copyfile(left[-1], keep)
    if left:
        found["traceback"] = keep or left[-1]
    return found
