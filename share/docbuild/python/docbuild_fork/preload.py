"""Imports and warms up what jobs will need, and says whether the process may be forked then.

It does not know the modules: their names are given.
"""

import contextlib
import gc
import importlib
import platform
import os
import sys
import time
import traceback

from docbuild_fork import process, threads

_NEVER = (1_000_000_000, 1000, 1000)


class Unready(Exception):
    """Nothing can be forked from here; `message` says so to the driver."""

    def __init__(self, message):
        super().__init__(message["type"])
        self.message = message


def _without_own_frames(error):
    """The traceback from the module's own first line on."""
    trace = error.__traceback__
    while trace and ("importlib" in trace.tb_frame.f_code.co_filename
                     or trace.tb_frame.f_code.co_filename == __file__):
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace))


@contextlib.contextmanager
def _collector_rests():
    """Nearly all that is made meanwhile stays. Who sets the collector up otherwise, or disables it,
    has the last word."""
    thresholds = gc.get_threshold()
    gc.set_threshold(*_NEVER)
    try:
        yield
    finally:
        if gc.get_threshold() == _NEVER:
            gc.set_threshold(*thresholds)


class Preload:
    def __init__(self, options):
        self._options = options
        self._imported = []
        self._warnings = []

    def run(self):
        """Imports, and gives the message that tells the driver; throws Unready."""
        began = time.monotonic()
        if "PYTHONHASHSEED" not in os.environ:
            raise Unready({"type": "failed", "traceback": "", "reason":
                           "PYTHONHASHSEED is not set: what jobs write would differ by the run"})
        with _collector_rests():
            for module in self._options.preload:
                self._require(module)
            for module in self._options.try_:
                self._try(module)
            if not self._options.warm:
                gc.collect()  # or else it is warming up that leaves the garbage
                process.give_memory_back()
            gc.freeze()
        for module in self._options.warm:
            self._carry_out(module, "prepare")
        self._count_threads("")
        return {"type": "ready", "pid": os.getpid(), "version": platform.python_version(),
                "modules": len(sys.modules), "seconds": round(time.monotonic() - began, 3),
                "warnings": self._warnings}

    def is_all(self):
        """Whether nothing is left for `warm_up`."""
        return not self._options.warm

    def warm_up(self):
        """What may be done after some processes have been forked; gives the message that tells of
        it, and throws Unready."""
        began = time.monotonic()
        self._warnings = []
        before = set(sys.modules)
        with _collector_rests():
            for module in self._options.warm:
                self._carry_out(module, "warm_up")
            gc.collect()
            process.give_memory_back()
            gc.freeze()
        return {"type": "warm", "seconds": round(time.monotonic() - began, 3),
                "imported": [name for name in list(sys.modules) if name not in before],
                "warnings": self._warnings}

    def _require(self, module):
        try:
            importlib.import_module(module)
        except BaseException as error:  # a module may well call sys.exit
            raise Unready({
                "type": "failed", "traceback": _without_own_frames(error),
                "reason": f"cannot import {module!r} with {sys.executable}: {error}"}) from error
        self._imported.append(module)
        self._count_threads(module)

    def _try(self, module):
        try:
            importlib.import_module(module)
        except BaseException as error:
            self._warnings.append(f"cannot import {module!r}: {error}")
            return
        self._imported.append(module)
        self._count_threads(module)

    def _carry_out(self, module, function):
        try:
            getattr(importlib.import_module(module), function)()
        except BaseException as error:
            self._warnings.append(f"cannot {function.replace('_', ' ')} {module!r}: {error}")
        self._count_threads(module)

    def _count_threads(self, module):
        number = threads.count()
        if number > 1:
            raise Unready({"type": "unsafe", "threads": number, "names": threads.names(),
                           "imported": self._imported, "culprit": module})
