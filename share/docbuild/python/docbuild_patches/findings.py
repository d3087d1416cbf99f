"""Hears the warnings and errors that Sphinx shows, and the exceptions that it answers."""

import copy
import functools
import importlib
import logging

import docbuild_patches as patches

PATCH = "findings"


def connect(app, has, note):
    """Calls `note(text, is_error)` for warnings and errors until `has(is_error)`."""
    patches.guarded(PATCH, _connect)(app, has, note)


def _connect(app, has, note):
    logging.getLogger("sphinx").handlers.insert(0, _Records(app, has, note))


class _Uncounted:
    """An application whose count of warnings stays as it is when another is looked at."""

    _warncount = 0

    def __init__(self, app):
        self._app = app

    def __getattr__(self, name):
        return getattr(self._app, name)


class _Records(logging.Handler):
    def __init__(self, app, has, note):
        from sphinx.util.logging import WarningLogRecordTranslator, WarningSuppressor
        super().__init__(logging.WARNING)
        self._has, self._note = has, note
        self._filters = [WarningSuppressor(_Uncounted(app)), WarningLogRecordTranslator(app)]

    def emit(self, record):
        patches.guarded(PATCH, self._look_at)(record)

    def _look_at(self, record):
        is_error = record.levelno >= logging.ERROR
        if self._has(is_error):
            return
        record = copy.copy(record)
        if all(each.filter(record) for each in self._filters):
            message = logging.LogRecord.getMessage(record)  # Sphinx's own puts the place before it
            self._note(f"{getattr(record, 'location', None) or ''}: {message}", is_error)


def watch_exceptions(modules, note, restart):
    """Sees the exceptions that `sphinx-build` reports, by the function that reports them. `restart`
    is called with one that docbuild's own code has thrown, and may not return."""
    for name in modules:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        handle = getattr(module, "handle_exception", None)
        if handle is not None:  # also where the patch is off: to start the job again
            module.handle_exception = _watched(handle, note, restart)


def _watched(handle, note, restart):
    @functools.wraps(handle)
    def watched(*arguments, **named):
        for argument in (*arguments, *named.values()):
            if isinstance(argument, BaseException):
                ours = _ours(argument)
                if ours is not None:
                    restart(ours)
                note(argument)
        return handle(*arguments, **named)

    note = patches.guarded(PATCH, note)
    return watched


def _ours(error):
    """The exception that docbuild's own code has thrown, which is never the document's fault; Sphinx
    wraps what a handler of events throws. None if other code has thrown it."""
    while isinstance(error, Exception) and error.__cause__ is not None:
        error = error.__cause__
    return error if isinstance(error, Exception) and patches.is_own(error) else None
