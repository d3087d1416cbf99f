"""Starts the job of this process once more, by itself and without any patch: where docbuild's own
code has failed in it, that must cost no more than time.
"""

import os
import sys

import docbuild_patches as patches

VARIABLE = "DOCBUILD_SPHINX_AGAIN"  # in the environment: why it has been started again
_FRONT = os.path.join(patches.OWN, "sphinx-build")
FRESH = "DOCBUILD_SPHINX_FRESH"  # in the environment: why it is built as from nothing

why = ""  # of a process that is a second start

_job = None


class RestartNeeded(BaseException):
    """Leaves Sphinx, so that the job can be started again. Its text says why."""


class RestartFresh(BaseException):
    """Leaves Sphinx, so that the document is built as from nothing. Its text says why."""


def remember(variable, path, arguments):
    """The job: where it is told of, and the arguments of `sphinx-build`."""
    global _job
    _job = variable, path, list(arguments)


def restart(error):
    """Leaves Sphinx where the job can be started again, because of an error of docbuild's own."""
    if _job is not None and not why:
        raise RestartNeeded(patches.in_words(error))


def start(reason):
    """Does not return."""
    print(f"docbuild: starts once more without any patch: {reason}", file=sys.__stderr__)
    _start({VARIABLE: reason, FRESH: "docbuild's own code failed"})


def start_fresh(reason):
    """Does not return."""
    _start({FRESH: reason})


def _start(environment):
    variable, path, arguments = _job
    sys.stdout.flush()
    sys.__stderr__.flush()
    os.execve(sys.executable, [sys.executable, _FRONT, *arguments],
              {**os.environ, variable: path, **environment})
