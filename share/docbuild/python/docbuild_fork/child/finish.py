"""Ends a process as the interpreter ends one: handlers, streams, exit status.

Modules are not torn down, which costs more than many a job and frees what the system frees anyway;
what `__main__` holds is let go, and files still open are flushed.
"""

import atexit
import os
import signal
import sys

import docbuild_patches as patches
from docbuild_fork.child import streams
from docbuild_patches.exit import first_steps


def run_and_exit(main, at_end=None):
    """Calls `main`, and ends the process as it says; does not return. `at_end` is called before the
    end of a process that has succeeded."""
    error = None
    try:
        main()
    except BaseException as caught:  # SystemExit and KeyboardInterrupt are answers too
        error = caught
    status = _status_of(error)
    interrupted = isinstance(error, KeyboardInterrupt)
    del error
    steps = first_steps()
    if steps is None:
        _exit_through_interpreter(status, interrupted)
    for step in steps:
        step()
    if at_end is not None and status == 0:
        at_end()
    _clear_main()
    if not streams.flush():
        sys.exit(status)  # the interpreter's own end tells of it, and has a status for it
    if interrupted:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(status)


def _exit_through_interpreter(status, interrupted):
    """With all that it does at its end, which takes longer. What was frozen it does not flush."""
    atexit.register(streams.flush)
    if interrupted:  # has been reported
        sys.excepthook = lambda *error: None
        raise KeyboardInterrupt
    sys.exit(status)


def _status_of(error):
    if error is None:
        return 0
    if not isinstance(error, SystemExit):
        _report(error)
        return 1
    if error.code is None:
        return 0
    if isinstance(error.code, int):  # a C long, cut to what wait(2) gives
        return error.code & 0xFF if -2**63 <= error.code < 2**63 else 0xFF
    print(error.code, file=sys.stderr)
    return 1


def _report(error):
    """The traceback as a plain start shows it: without docbuild's own frames."""
    traceback = error.__traceback__
    own = tuple(os.path.join(patches.OWN, name) for name in ("docbuild_fork/", "docbuild_patches/"))
    while traceback and traceback.tb_frame.f_code.co_filename.startswith(own):
        traceback = traceback.tb_next
    error = error.with_traceback(traceback)
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, traceback
    sys.excepthook(type(error), error, traceback)


def _clear_main():
    """By None, in this order, as Python/import.c does: what goes may still call what is built in."""
    names = vars(sys.modules["__main__"]) if "__main__" in sys.modules else {}
    for is_private in (True, False):
        for name in list(names):
            if name != "__builtins__" and name.startswith("_") == is_private:
                names[name] = None
