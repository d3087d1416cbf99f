"""Ends a process as the interpreter ends one: handlers, streams, exit status.

It does not know what ran. Modules are not torn down, which costs more than many a job and frees
what the system frees anyway; files that are still open are flushed all the same.
"""

import atexit
import gc
import io
import os
import signal
import sys
import threading

from docbuild_fork.process import flush_c_streams

FLUSH_FAILED = 120  # Py_FinalizeEx's own
_WRITERS = (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom)


def run_to_the_end(main):
    """Calls `main`, and ends the process as it says; does not return."""
    error = None
    try:
        main()
    except BaseException as caught:  # SystemExit and KeyboardInterrupt are answers too
        error = caught
    status = _status_of(error)
    interrupted = isinstance(error, KeyboardInterrupt)
    del error
    _run_handlers()
    if not _flush():
        status = FLUSH_FAILED
    if interrupted:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(status)


def _status_of(error):
    if error is None:
        return 0
    if not isinstance(error, SystemExit):
        _report(error)
        return 1
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF if -2**31 <= error.code < 2**31 else 0xFF
    print(error.code, file=sys.stderr)
    return 1


def _report(error):
    """The traceback as a plain start shows it: without the frames of this module and program.py."""
    traceback = error.__traceback__
    own = os.path.dirname(os.path.abspath(__file__))
    while traceback and os.path.dirname(traceback.tb_frame.f_code.co_filename) == own:
        traceback = traceback.tb_next
    error = error.with_traceback(traceback)
    if hasattr(sys, "last_exc") or sys.version_info >= (3, 12):
        sys.last_exc = error
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, traceback
    sys.excepthook(type(error), error, traceback)


def _run_handlers():
    threading._shutdown()  # waits for threads, as the interpreter does before its exit handlers
    atexit._run_exitfuncs()


def _flush():
    """False where standard output could not be written."""
    main = sys.modules.get("__main__")
    if main is not None:
        vars(main).clear()
    for thing in gc.get_objects():
        if issubclass(type(thing), _WRITERS) and thing is not sys.stdout:
            _flush_one(thing)
    written = _flush_one(sys.stdout, complain=True)
    _flush_one(sys.stderr)
    flush_c_streams()
    return written


def _flush_one(stream, complain=False):
    try:
        if stream is not None and not stream.closed:
            stream.flush()
    except Exception as error:
        if complain:
            sys.unraisablehook(_Unraisable(type(error), error, error.__traceback__, None, stream))
        return False
    return True


class _Unraisable:
    """What sys.unraisablehook is given."""

    def __init__(self, kind, value, traceback, message, thing):
        self.exc_type, self.exc_value, self.exc_traceback = kind, value, traceback
        self.err_msg, self.object = message, thing
