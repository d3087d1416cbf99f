"""Every use of a private interface of Sphinx, docutils, Jinja and `re`; each can be switched off.

docbuild_fork/patches/table.py has what each is for, and the versions that it was tested with.
"""

import importlib

from docbuild_fork import patches

_MODULES = {  # which put something in the place of a function, for all documents of a server
    "expressions": "expressions", "templates": "templates", "traversal": "traversal",
    "transitions": "transitions", "quotes": "quotes", "symbols": "symbols",
    "collector": "collector"}


def install():
    """Call in the server: in this process and in those that are forked from it."""
    for name, module in _MODULES.items():
        patches.put_in(name, importlib.import_module(f"{__name__}.{module}").install)
