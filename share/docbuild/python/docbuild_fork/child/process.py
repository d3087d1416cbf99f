"""Turns a process that was just forked from the server into what a fresh start would be.

Called once, in the child, before anything of the job.
"""

import builtins
import contextlib
import ctypes
import locale
import os
import random
import signal
import sys
import time
import types

from docbuild_fork.child import builder_tag, descriptors

_EACH_CATEGORY = 0x1FBF  # LC_ALL_MASK of Linux's C libraries


def become(request, baseline):
    os.setpgid(0, 0)
    _reset_signals(baseline.changed_handlers)
    server_output = descriptors.file_of(1)
    _set_standard_streams(request.log)
    descriptors.close_all_others(baseline.opened_by_modules, server_output)
    os.chdir(request.directory)
    os.umask(baseline.umask)
    _replace_environment(baseline.with_locale(request.environment))
    builder_tag.show(request.environment)
    _reset_locale()
    _reseed()
    sys.modules["__main__"] = _empty_main()
    sys.path[:] = baseline.path
    signal.pthread_sigmask(signal.SIG_SETMASK, baseline.signal_mask)


def _empty_main():
    main = types.ModuleType("__main__")
    main.__builtins__ = builtins
    if sys.version_info < (3, 14):
        main.__annotations__ = {}
    return main


def _reset_signals(handlers):
    signal.set_wakeup_fd(-1)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def _set_standard_streams(log):
    """Input from /dev/null, output and error to `log`."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


def _replace_environment(environment):
    """Through os.environ, which sets what C's getenv sees as well; only what is different."""
    current = os.environb
    for name in [name for name in current if name not in environment]:
        del current[name]
    for name, value in environment.items():
        if current.get(name) != value:
            current[name] = value
    time.tzset()


def _reset_locale():
    """As at start-up: "C" but for LC_CTYPE, which is the user's."""
    locale.setlocale(locale.LC_ALL, "C")
    try:
        locale.setlocale(locale.LC_CTYPE, "")
    except locale.Error:
        pass  # the interpreter, too, goes on in "C"


def _reseed():
    random.seed()
    numpy = sys.modules.get("numpy.random")
    if numpy is not None:
        numpy.seed()


def give_memory_back():
    """What is free, where the C library can (glibc): each job would have it counted as its own."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def keep_locale():
    """Has the C library (glibc) keep the files of the user's locale, which each job that calls
    setlocale(3) would load anew: a dozen."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).newlocale(_EACH_CATEGORY, b"", None)
