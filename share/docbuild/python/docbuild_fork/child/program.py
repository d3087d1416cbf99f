"""Runs a Python program as `__main__`, from its arguments to its exit status, as a fresh start does.

The sources of its rules are CPython's Modules/main.c and Python/pylifecycle.c.
"""

import importlib.machinery
import os
import sys
import zipfile

from docbuild_fork.child.arguments import give
from docbuild_patches import main


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
        give(["-m", *arguments[2:]])
        main.run(arguments[1])
    else:
        give(arguments)
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
