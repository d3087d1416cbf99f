"""What a start of the interpreter sets up once, and what every job is to find so again.

Where a job would have been started otherwise, it is not forked from here.
"""

import os
import platform
import signal
import stat
import sys

from docbuild_fork.child import program
from docbuild_fork.protocol.request import Refusal
from docbuild_fork.server import versions
from docbuild_patches import environment as variables

# What the interpreter and the loader read at start-up alone. HOME is where the user's site is.
_NAMES = {b"HOME", b"LANG", b"LC_ALL", b"LC_CTYPE"}
_PREFIXES = (b"PYTHON", b"LD_", b"DYLD_")
_THREADS = {name.encode("ascii") for name in versions.THREADS}
_COERCED = (b"C.UTF-8", b"C.utf8", b"UTF-8")  # PEP 538 sets LC_CTYPE to one of these


def hash_seed(environment):
    """Jobs without a seed of their own get 0: what a builder writes must not differ by the run."""
    return environment.get(b"PYTHONHASHSEED", b"0")


def _start_up(environment):
    found = {name: value for name, value in environment.items()
             if name in _NAMES or name.startswith(_PREFIXES)}
    found[b"PYTHONHASHSEED"] = hash_seed(environment)
    return found


def _is_coerced(environment):
    """Whether PEP 538 applies: no locale is asked for but C."""
    return (not environment.get(b"LC_ALL") and not environment.get(b"LC_CTYPE")
            and environment.get(b"LANG", b"C") in (b"", b"C", b"POSIX")
            and environment.get(b"PYTHONCOERCECLOCALE") != b"0")


class Baseline:
    """Taken twice: the process before anything is preloaded, and `sys.path` after that."""

    def __init__(self):
        self.environment = dict(os.environb)
        self.umask = os.umask(0)
        os.umask(self.umask)
        self.signal_mask = signal.pthread_sigmask(signal.SIG_BLOCK, [])
        self._handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
        self.changed_handlers = {}
        self.opened_by_modules = {}  # as descriptors.opened gives them
        self.path = None

    def take_path(self, own):
        """Jobs find what the server finds now, but for the first of each of `own`: a job has places
        of its own."""
        self.path = list(sys.path)
        for place in own:
            if place in self.path:
                self.path.remove(place)

    def look_at_handlers(self):
        """Finds those of signals that are not what a job is to have."""
        self.changed_handlers = {
            number: handler for number, handler in self._handlers.items()
            if handler is not None and signal.getsignal(number) != handler}

    def check(self, request):
        """Throws where a plain start would set up the interpreter differently, or fail."""
        ours, theirs = _start_up(self.environment), _start_up(self.with_locale(request.environment))
        for name in sorted(set(ours) | set(theirs)):
            if ours.get(name) != theirs.get(name):
                raise Refusal(f"{os.fsdecode(name)} is not what the fork server was started with")
        name = variables.differing(
            self.environment, self.with_locale(request.environment), _THREADS)
        if name is not None:
            raise Refusal(f"{os.fsdecode(name)} is not what it was when a preloaded module read it")
        if not os.path.isdir(request.directory):
            raise Refusal(f"cannot go to {request.directory!r}: no such directory")
        if not program.can_run(request.arguments):
            raise Refusal(f"it does not know how Python {platform.python_version()} runs a module")
        if request.arguments[0] != "-m":
            self._check_file(os.path.join(request.directory, request.arguments[0]))

    @staticmethod
    def _check_file(path):
        try:
            is_file = stat.S_ISREG(os.stat(path).st_mode)
        except OSError as error:
            raise Refusal(str(error)) from error
        if not is_file or program.is_archive(path):
            raise Refusal(f"{path!r} is no file of Python code")

    def with_locale(self, environment):
        """`environment` as the interpreter leaves it: with LC_CTYPE where it coerces the locale."""
        ours = self.environment.get(b"LC_CTYPE")
        if ours in _COERCED and _is_coerced(environment):
            return {**environment, b"LC_CTYPE": ours}
        return environment
