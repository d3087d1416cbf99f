"""Tells what the import of a module leaves in the process, or outside, besides modules.

Nothing is forked from a process that has a second thread: in the copy that thread is gone, and what
it had locked stays locked. A child process would not be the job's. An open file would be shared,
and a temporary file or directory removed by the first job that ends.
"""

import gc
import os
import sys

from docbuild_fork.child import descriptors
from docbuild_fork.server import threads

THREAD, CHILD, FILE, TEMPORARY, NEW = (
    "a thread", "a child process", "an open file", "a temporary file", "a new file")

_MADE = ("tempfile.mkdtemp", "tempfile.mkstemp")  # audit events
_KEPT = (f"{os.sep}__pycache__{os.sep}", f"{os.sep}.cache{os.sep}", f"{os.sep}dev{os.sep}")

_has_hook = False
_made = None  # while an import is watched: kinds, paths and questions whether they are still there


def _audit(event, arguments):
    if _made is None:
        return
    if event in _MADE:
        _made.append((TEMPORARY, arguments[0], os.path.lexists))
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT \
            and isinstance(arguments[0], (str, bytes)):  # of a directory: an unnamed file in it
        _made.append((NEW, os.path.abspath(os.fsdecode(arguments[0])), os.path.isfile))


class Leftovers:
    """What there is when it is made, to be compared later."""

    def __init__(self):
        self._files = descriptors.opened()

    def watch(self):
        """To be called before `of_import`."""
        global _has_hook, _made
        _made = []
        if not _has_hook:
            _has_hook = True
            sys.addaudithook(_audit)

    def of_import(self):
        """One of the five, or "". All but a thread may wait for the collector."""
        global _made
        made, _made = _made, None
        left = self._found(made)
        if left not in ("", THREAD):
            gc.collect()
            left = self._found(made)
        return left

    def _found(self, made):
        if threads.count() > 1:
            return THREAD
        if _has_child():
            return CHILD
        if self.files():
            return FILE
        left = {kind for kind, path, there in made if _is_left(path, there)}
        return next((kind for kind in (TEMPORARY, NEW) if kind in left), "")

    def files(self):
        """Those that were opened since, as descriptors.opened gives them."""
        return {number: file for number, file in descriptors.opened().items()
                if self._files.get(number) != file}


def _is_left(path, there):
    """Of what a process keeps for its own life. Caches are for others, too."""
    path = os.fsdecode(path)
    cache = os.environ.get("XDG_CACHE_HOME")
    is_kept = any(part in path for part in _KEPT) or cache and path.startswith(cache)
    return not is_kept and there(path)


def _has_child():
    """Also one that has ended, which nobody has waited for."""
    if not hasattr(os, "waitid"):
        return False  # macOS, before Python 3.13
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True
