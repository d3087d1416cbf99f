"""Imports and warms up what jobs will need, and says whether the process may be forked then."""

import contextlib
import gc
import importlib
import platform
import os
import sys
import time
import traceback

from docbuild_fork.child import process
from docbuild_fork.server import threads, versions
from docbuild_fork.server.leftovers import NEW, THREAD, Leftovers
from docbuild_patches import environment

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
    def __init__(self, options, tell):
        """`tell` takes messages for the driver that come before the one of `run`."""
        self._options = options
        self._tell = tell
        self._imported = []
        self._warnings = []
        self._failed = {package: versions.of(package) for package in options.fatal}
        self.opened = {}  # by modules, as descriptors.opened gives them

    def run(self):
        """Imports, and gives the message that tells the driver; throws Unready."""
        began = time.monotonic()
        if "PYTHONHASHSEED" not in os.environ:
            raise Unready({"type": "failed", "traceback": "", "reason":
                           "PYTHONHASHSEED is not set: what jobs write would differ by the run"})
        before = Leftovers()
        with _collector_rests():
            for module in self._options.preload:
                self._require(module)
            for module in self._options.try_:
                self._try(module)
            for module in self._fit(self._options.learned):
                self._try_learned(module)
            if not self._options.warm:
                gc.collect()  # or else it is warming up that leaves the garbage
                process.give_memory_back()
            gc.freeze()
        for module in self._options.warm:
            self._carry_out(module, "prepare")
            self._count_threads(module)
        self._count_threads("")
        self.opened.update(before.files())
        return {"type": "ready", "pid": os.getpid(), "version": platform.python_version(),
                "modules": len(sys.modules), "seconds": round(time.monotonic() - began, 3),
                "warnings": self._warnings, "failed": self._failed}

    def is_all(self):
        """Whether nothing is left for `warm_up`."""
        return not self._options.warm

    def warm_up(self):
        """What may be done after some processes have been forked; gives the message that tells of
        it. A thread that it leaves is found by the next fork."""
        began = time.monotonic()
        self._warnings = []
        before = set(sys.modules)
        files = Leftovers()
        with _collector_rests():
            for module in self._options.warm:
                self._carry_out(module, "warm_up")
            gc.collect()
            process.give_memory_back()
            gc.freeze()
        self.opened.update(files.files())
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
            self._import(module)
        except Unready:
            raise
        except BaseException as error:
            self._warnings.append(f"cannot import {module!r}: {error}")

    def _try_learned(self, module):
        try:
            self._import(module, is_learned=True)
        except Unready:
            raise
        except BaseException:
            self._failed[module] = versions.of(module)

    def _fit(self, modules):
        """Those of the learned modules of which the opposite is not known. With one new version all
        may be fit: packages import one another."""
        unfit = dict(found.split("=", 1) for found in self._options.without)
        if any(versions.of(package) != version for package, version in unfit.items()):
            self._tell({"type": "outdated"})
            unfit = {}
        modules = _without(modules, unfit)
        return self._probed(modules) if self._options.probe else modules

    def _probed(self, modules):
        """Without the packages that leave something in a process of their own, or end it."""
        packages = {}
        for module in modules:
            packages.setdefault(_new_package(module), []).append(module)
        unfit = [package for package, names in packages.items()
                 if package not in sys.modules and not self._is_harmless(names)]
        self._failed.update((package, versions.of(package)) for package in unfit)
        return _without(modules, unfit)

    def _is_harmless(self, modules):
        try:
            pid = os.fork()
        except OSError:
            return True  # its import here will tell
        if pid == 0:
            status = 1
            try:
                self._tell = lambda message: None
                for module in modules:
                    self._import(module, is_learned=True)
                status = 0
            finally:
                os._exit(status)
        return os.waitpid(pid, 0)[1] == 0

    def _import(self, module, is_learned=False):
        """Throws Unready where the module leaves what jobs cannot have."""
        if module in sys.modules:
            return
        package = _new_package(module)
        self._tell({"type": "importing", "module": module, "package": package})
        before = Leftovers()
        before.watch()
        with environment.noted():
            importlib.import_module(module)
        self._imported.append(module)
        left = before.of_import()
        if left and (is_learned or left != NEW):  # who names a module may want its files
            raise self._unsafe(left, module, package)

    def learned(self):
        """The versions of the packages among the learned modules that are here."""
        return {name: versions.of(name) for name in sorted({
            module.partition(".")[0] for module in self._options.learned if module in sys.modules})}

    def _carry_out(self, module, function):
        try:
            getattr(importlib.import_module(module), function)()
        except BaseException as error:
            self._warnings.append(f"cannot {function.replace('_', ' ')} {module!r}: {error}")

    def _count_threads(self, module):
        if threads.count() > 1:
            raise self._unsafe(THREAD, module, module)

    def _unsafe(self, left, module, package):
        return Unready({"type": "unsafe", "left": left, "threads": threads.count(),
                        "names": threads.names(), "imported": self._imported, "culprit": module,
                        "package": package, "version": versions.of(package)})


def _new_package(module):
    """The outermost package of the module that is not there yet, or else the module."""
    parts = module.split(".")
    names = (".".join(parts[:end]) for end in range(1, len(parts)))
    return next((name for name in names if name not in sys.modules), module)


def _without(modules, packages):
    parents = tuple(f"{package}." for package in packages)
    return [module for module in modules if not f"{module}.".startswith(parents)]
