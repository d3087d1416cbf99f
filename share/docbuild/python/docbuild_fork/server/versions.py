"""Tells by which version of a package, and in which setting, something was found out about it."""

import importlib.machinery
import os
import platform

THREADS = ("BLIS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "OMP_NUM_THREADS",
           "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")  # which docbuild sets to 1


def of(package):
    """A word that is another one when another answer is to be expected."""
    settings = [f"{name}={os.environ[name]}" for name in THREADS
                if os.environ.get(name, "1") != "1"]
    return ", ".join([_version(package.partition(".")[0]), f"Python {platform.python_version()}",
                      *settings])


def _version(package):
    import importlib.metadata  # takes longer than many a preloaded module, and is rarely needed
    try:
        return str(importlib.metadata.version(package))
    except importlib.metadata.PackageNotFoundError:
        return _states(package)


def _states(package):
    """Of the files that it begins with; of Python's own, what a new version replaces."""
    spec = importlib.machinery.PathFinder.find_spec(package)
    if spec is None:
        return "none"
    places = [spec.origin] if spec.has_location else spec.submodule_search_locations or ()
    return " ".join(map(_state, places))


def _state(path):
    try:
        status = os.stat(path)
    except OSError:
        return "none"
    return f"{status.st_size}-{status.st_mtime_ns}"
