"""Hears the warnings and errors that Sphinx shows, and the exceptions that it answers."""

import copy
import functools
import importlib
import logging

from docbuild_fork import patches
from docbuild_sphinx import again, findings

PATCH = "findings"


def connect(app):
    patches.guarded(PATCH, _connect)(app)


def _connect(app):
    logging.getLogger("sphinx").handlers.insert(0, _Records(app))


class _Uncounted:
    """An application whose count of warnings stays as it is when another is looked at."""

    _warncount = 0

    def __init__(self, app):
        self._app = app

    def __getattr__(self, name):
        return getattr(self._app, name)


class _Records(logging.Handler):
    def __init__(self, app):
        from sphinx.util.logging import WarningLogRecordTranslator, WarningSuppressor
        super().__init__(logging.WARNING)
        self._filters = [WarningSuppressor(_Uncounted(app)), WarningLogRecordTranslator(app)]

    def emit(self, record):
        patches.guarded(PATCH, self._look_at)(record)

    def _look_at(self, record):
        is_error = record.levelno >= logging.ERROR
        if findings.has(is_error):
            return
        record = copy.copy(record)
        if all(each.filter(record) for each in self._filters):
            message = logging.LogRecord.getMessage(record)  # Sphinx's own puts the place before it
            findings.note(f"{getattr(record, 'location', None) or ''}: {message}", is_error)


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

    note = patches.guarded(PATCH, _note)
    return watched


def _ours(argument):
    """The exception that docbuild's own code has thrown, in which nothing of a document's can be
    wrong; Sphinx wraps what a handler of events throws. None for all else."""
    while isinstance(argument, Exception) and argument.__cause__ is not None:
        argument = argument.__cause__
    return argument if isinstance(argument, Exception) and patches.is_own(argument) else None


def _note(*arguments):
    for argument in arguments:
        if isinstance(argument, BaseException):
            findings.note_exception(argument)
