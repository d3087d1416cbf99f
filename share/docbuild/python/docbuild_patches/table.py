"""Every use of a private interface: what it gains, and the versions that it was tested with.

Each is a module in this folder, but "warm-up", which is docbuild_sphinx/warm/tiny_document.py. With
another version a patch is off, which `-v` reports once. `--no-speedups`, and `"speedups": false` in
a `sphinx` stage, switch off all that save time; `--no-preload` switches off the others except
"findings".
"""

from typing import NamedTuple

_PYTHON = "3.11", "3.13", "3.14"
_SPHINX = "5.3", "8.1", "9.2"
_DOCUTILS = "0.19", "0.21", "0.23"
_JINJA = ("3.1",)
_LOST = "lost in what runs differ by"


class Patch(NamedTuple):
    purpose: str
    gain: str  # how much longer the kernel's 24 smallest documents take without it, by the
    # processor's time with bookworm's versions; runs differ by 4 %
    tested: dict  # library: the minor versions with which all of tests/sphinx passed; none: it is
    # looked for by name, and without it jobs start without preloading
    below: dict = {}  # library: the version from which on there is nothing to be gained
    saves_time: bool = True


TABLE = {
    "environment": Patch("sees which variables a module reads", "allows preloading", {},
                         saves_time=False),
    "main": Patch("runs a module as -m does", "allows preloading", {}, saves_time=False),
    "exit": Patch("ends a job without tearing its modules down", "10 %", {"python": _PYTHON}),
    "expressions": Patch("keeps more compiled regular expressions", "5 %", {"python": _PYTHON}),
    "templates": Patch("compiles templates once", "27 %", {"python": _PYTHON, "jinja2": _JINJA}),
    "quotes": Patch("skips text without quotation marks", "4 %; a tenth of much prose's time",
                    {"docutils": _DOCUTILS}),
    "symbols": Patch("looks symbols of C up by name", _LOST + "; not measured for larger ones",
                     {"sphinx": ("5.3",)}, {"sphinx": "7.4"}),
    "collector": Patch("frees trees of pages early", "2 %; a third of a large document's time", {
        "python": _PYTHON, "sphinx": _SPHINX, "docutils": _DOCUTILS}),
    "search": Patch("keeps the search index by page", "writes the pages that changed alone",
                    {"sphinx": ("5.3",)}),
    "warm-up": Patch("builds a tiny document in the server", "73 %", {
        "sphinx": _SPHINX, "docutils": _DOCUTILS, "jinja2": _JINJA}),
    "findings": Patch("sees the first warning or error", "the verdict's first line",
                      {"sphinx": _SPHINX}, saves_time=False),
}
