"""Finds out which paths expressions stand for, and whether they are the same from every directory.

Sphinx runs a conf.py in its own directory, and what is made absolute there stays so. What runs
later, in functions, takes relative paths from the builder's working directory.
"""

import ast
import posixpath
from typing import NamedTuple, Optional

from docbuild_init.python_source import string

_ANCHORS = ("abspath", "realpath", "resolve", "absolute")
_CURRENT = ("getcwd", "cwd")
_PATHS = ("Path", "PosixPath", "PurePath", "PurePosixPath")
# Calls that give, or may give, what counts from the working directory.
RELATIVE = (*_ANCHORS, *_CURRENT, "Path", "PosixPath")
_SAME = ("str", "fspath", "normpath", "normcase", "as_posix")
_ABSOLUTE_ATTRIBUTES = ("__file__", "srcdir", "confdir", "outdir", "doctreedir")


class Place(NamedTuple):
    text: Optional[str]  # None: not known
    is_absolute: bool


UNKNOWN = Place(None, False)


def called_name(call):
    """The last part of the name of what is called."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _up(place, steps=1):
    text = place.text
    for _ in range(steps if text is not None else 0):
        text = posixpath.dirname(text)
    return Place(text, place.is_absolute)


def _joined(places):
    """As os.path.join has it: what is before an absolute path does not count."""
    whole = places[0]
    for place in places[1:]:
        if place.is_absolute:
            whole = place
        else:
            is_known = whole.text is not None and place.text is not None
            text = posixpath.join(whole.text, place.text) if is_known else None
            whole = Place(text, whole.is_absolute)
    return whole


class Places:
    """Of one module, whose file is absolute. Knows what its names were last assigned."""

    def __init__(self, file):
        self._directory = posixpath.dirname(file)
        self._known = {"__file__": Place(file, True)}

    def assign(self, name, place):
        known = self._known.get(name, place)
        self._known[name] = place if known == place else UNKNOWN  # it depends

    def of(self, node, is_late=False):
        """`is_late` for what runs in a function, and so perhaps in another directory."""
        text = string(node)
        if text is not None:
            return Place(text, text.startswith("/"))
        if isinstance(node, ast.Name):
            return self._known.get(node.id, UNKNOWN)
        method = getattr(self, "_of_" + type(node).__name__.lower(), None)
        try:
            return method(node, is_late) if method else UNKNOWN
        except RecursionError:  # a sum of a thousand texts
            return UNKNOWN

    def _of_attribute(self, node, is_late):
        if node.attr in _ABSOLUTE_ATTRIBUTES:
            return Place(None, True)
        return _up(self.of(node.value, is_late)) if node.attr == "parent" else UNKNOWN

    def _of_subscript(self, node, is_late):
        if getattr(node.value, "attr", "") != "parents":
            return UNKNOWN
        place = self.of(node.value.value, is_late)
        steps = getattr(node.slice, "value", None)
        is_known = isinstance(steps, int) and 0 <= steps < 100
        return _up(place, steps + 1) if is_known else Place(None, place.is_absolute)

    def _of_binop(self, node, is_late):
        left, right = self.of(node.left, is_late), self.of(node.right, is_late)
        if isinstance(node.op, ast.Div):
            return _joined([left, right])
        if not isinstance(node.op, (ast.Add, ast.Mod)):
            return UNKNOWN
        is_known = isinstance(node.op, ast.Add) and None not in (left.text, right.text)
        return Place(left.text + right.text if is_known else None, left.is_absolute)

    def _of_joinedstr(self, node, is_late):
        places = [self.of(getattr(part, "value", part) if isinstance(part, ast.FormattedValue)
                          else part, is_late) for part in node.values]
        is_known = all(place.text is not None for place in places)
        text = "".join(place.text for place in places) if is_known else None
        return Place(text, bool(places) and places[0].is_absolute)

    def _of_call(self, node, is_late):
        name = called_name(node)
        inner = [self.of(argument, is_late) for argument in node.args]
        owner = self.of(node.func.value, is_late) if isinstance(node.func, ast.Attribute) \
            else UNKNOWN
        if name in _ANCHORS:
            return self._anchored((inner or [owner])[0], is_late)
        if name in _CURRENT:
            return UNKNOWN if is_late else Place(self._directory, True)
        if name in _SAME or name in _PATHS:
            return _joined(inner or [owner if name in _SAME else Place(".", False)])
        if name == "dirname":
            return _up(inner[0]) if inner else UNKNOWN
        if name == "joinpath":
            return _joined([owner, *inner])
        is_of_text = isinstance(node.func, ast.Attribute) and owner.text is not None
        return _joined(inner) if name == "join" and inner and not is_of_text else UNKNOWN

    def _anchored(self, place, is_late):
        if is_late and not place.is_absolute:
            return UNKNOWN
        if place.text is None:
            return Place(None, True)
        return Place(posixpath.normpath(posixpath.join(self._directory, place.text)), True)
