"""Every use of a private interface: what it gains, and the versions that it was tested with.

Each is a module of its own beside this one or in docbuild_sphinx/patches. With another version it is
off, which `-v` says once. `--no-speedups`, and `"speedups": false` in a `sphinx` stage, switch off
all that save time. The gains are in the manual, in internals/fork-server.rst.
"""

from typing import NamedTuple

_PYTHON = "3.11", "3.13", "3.14"
_SPHINX = "5.3", "8.1", "9.2"
_DOCUTILS = "0.19", "0.21", "0.23"
_JINJA = ("3.1",)


class Patch(NamedTuple):
    purpose: str
    tested: dict  # library: the minor versions with which all of tests/sphinx passed; none: it is
    # looked for by name, and without it jobs start without preloading
    below: dict = {}  # library: the version from which on there is nothing to be gained
    saves_time: bool = True


TABLE = {
    "environment": Patch("sees which variables a module reads", {}, saves_time=False),
    "main": Patch("runs a module as -m does", {}, saves_time=False),
    "exit": Patch("ends a job without tearing its modules down", {"python": _PYTHON}),
    "expressions": Patch("keeps more compiled regular expressions", {"python": _PYTHON}),
    "templates": Patch("compiles templates once", {"python": _PYTHON, "jinja2": _JINJA}),
    "traversal": Patch("walks trees without a generator for each node", {"docutils": _DOCUTILS}),
    "transitions": Patch("keeps tables of parser states by class", {"docutils": _DOCUTILS}),
    "quotes": Patch("skips text without quotation marks", {"docutils": _DOCUTILS}),
    "symbols": Patch("looks symbols of C up by name", {"sphinx": ("5.3",)}, {"sphinx": "7.4"}),
    "collector": Patch("frees trees of pages early", {
        "python": _PYTHON, "sphinx": _SPHINX, "docutils": _DOCUTILS}),
    "warm-up": Patch("builds a tiny document in the server", {
        "sphinx": _SPHINX, "docutils": _DOCUTILS, "jinja2": _JINJA}),
    "findings": Patch("sees the first warning or error", {"sphinx": _SPHINX}, saves_time=False),
}
