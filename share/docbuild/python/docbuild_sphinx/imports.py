"""Tells which modules a build has imported that its process did not have at its start.

It does not know whether somebody preloads them.
"""

import os
import sys

from docbuild_sphinx import places


def known():
    return set(sys.modules)


def learned(before, own_directories):
    """In the order in which they were imported, those that anyone could import by name: neither the
    document's own, nor found only because its configuration said where."""
    return [name for name, module in list(sys.modules.items())
            if name not in before and _is_common(name, module, own_directories)]


def _is_common(name, module, own_directories):
    spec = getattr(module, "__spec__", None)
    if name == "__main__" or spec is None or spec.name != name:
        return False
    if not spec.has_location:
        return spec.origin in ("built-in", "frozen")
    path = os.path.abspath(spec.origin or "")
    return places.is_installed(path) and not places.is_below(path, own_directories)
