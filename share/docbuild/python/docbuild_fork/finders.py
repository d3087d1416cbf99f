"""Has Python's finders of modules know the directories of `sys.path` as in a new interpreter.

It does not know the modules. A finder lists a directory when the time at which that was changed is
another than at the last listing: the server does it once, and each job looks at the time alone.
"""

import importlib
import importlib.machinery
import os
import sys
import time

_TICK = 2.0  # seconds: the longest in which a file system (FAT) may give two changes the same time


def look_anew():
    """Call in the server. What has just been changed is listed by each job."""
    known = -1
    while known != len(sys.modules):  # since Python 3.12 this imports something itself
        known = len(sys.modules)
        importlib.invalidate_caches()
    for path, finder in list(sys.path_importer_cache.items()):
        if isinstance(finder, importlib.machinery.FileFinder) and os.path.isabs(path) \
                and _rests(path):
            finder.find_spec("no-module-has-this-name")


def _rests(path):
    try:
        return os.stat(path).st_mtime < time.time() - _TICK
    except OSError:
        return False
