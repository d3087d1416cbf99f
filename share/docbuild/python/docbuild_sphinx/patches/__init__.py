"""Every use of a private interface of Sphinx, docutils, Jinja and `re`; each can be switched off.

docbuild_fork/patches/table.py has what each is for, and the versions that it was tested with.
"""

import importlib

from docbuild_fork import patches

_REPLACING = (  # put something in the place of a function, for all documents of a server
    "expressions", "templates", "traversal", "transitions", "quotes", "symbols", "collector")


def install():
    """Call in the server: in this process and in those that are forked from it."""
    for name in _REPLACING:
        patches.put_in(name, importlib.import_module(f"{__name__}.{name}").install)
