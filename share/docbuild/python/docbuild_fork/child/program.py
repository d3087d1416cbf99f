"""Runs a Python program as `__main__`, from its arguments to its exit status, as a fresh start does.

The sources of its rules are CPython's Modules/main.c and Python/pylifecycle.c.
"""

import importlib.machinery
import os
import sys
import zipfile

from docbuild_patches import main


class _Arguments(list):
    """Stands in for sys.argv while modules are imported, and remembers its slices.

    `def main(argv=sys.argv[1:])` takes a copy when its module is imported: Sphinx's own main did so
    until 6. The copies are filled in once there is a job.
    """

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.slices = []

    def __getitem__(self, index):
        found = super().__getitem__(index)
        if isinstance(index, slice):
            self.slices.append((index, found))
        return found


def hide_arguments():
    """Hides the server's own arguments. To be called before any module is imported."""
    sys.argv = _Arguments([""])


def _set_arguments(arguments):
    """Sets sys.argv, and fills in the copies that were taken of it."""
    hidden = sys.argv
    sys.argv = list(arguments)
    for index, taken in getattr(hidden, "slices", ()):
        taken[:] = arguments[index]


def is_archive(path):
    return path.endswith((".pyc", ".pyz", ".zip")) or zipfile.is_zipfile(path)


def _takes_no_path():
    return sys.flags.isolated or getattr(sys.flags, "safe_path", False)


def can_run(arguments):
    return arguments[0] != "-m" or main.is_possible


def run(arguments):
    """Runs FILE ARGUMENT... or -m MODULE ARGUMENT...; whatever it throws comes out."""
    if hasattr(sys, "orig_argv"):
        sys.orig_argv = [sys.executable, *arguments]
    if arguments[0] == "-m":
        if not _takes_no_path():
            sys.path.insert(0, os.getcwd())
        _set_arguments(["-m", *arguments[2:]])
        main.run(arguments[1])
    else:
        _set_arguments(arguments)
        _run_file(arguments[0])


def _run_file(path):
    if not _takes_no_path():
        sys.path.insert(0, os.path.dirname(os.path.realpath(path)))
    path = os.path.join(os.getcwd(), path)
    with open(path, "rb") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    names = sys.modules["__main__"].__dict__
    names.update(__file__=path, __cached__=None,
                 __loader__=importlib.machinery.SourceFileLoader("__main__", path))
    exec(code, names)
