"""Notes each file that this process opens: to read, with the page for which that was, or to write.

Python reports every open(2) of its own, whoever asks for it; what a program that Sphinx starts reads
is not seen, unless Sphinx knows of it.
"""

import contextlib
import os
import sys

from docbuild_fork.observe import installed

PAGES = "docbuild_reads"  # of the environment: page to files; saved with it, plain lists

_page = None
_of_page = set()
_general = set()
_written = set()
_tracebacks = []
_installed_hook = False
_is_ours = False


def _audit(event, arguments):
    if _is_ours:
        return
    if event == "open":
        path, _, flags = arguments
        if flags & os.O_ACCMODE == os.O_RDONLY and not isinstance(path, int):
            # Now, for Sphinx runs conf.py in its directory.
            (_of_page if _page else _general).add(os.path.abspath(os.fsdecode(path)))
        elif not isinstance(path, int):
            _written.add(os.path.abspath(os.fsdecode(path)))
    elif event == "os.rename":
        _written.add(os.path.abspath(os.fsdecode(arguments[1])))
    elif event == "tempfile.mkstemp":
        if "sphinx-err-" in str(arguments[0]):
            _tracebacks.append(arguments[0])


@contextlib.contextmanager
def unnoticed():
    """While docbuild reads files for itself."""
    global _is_ours
    _is_ours = True
    try:
        yield
    finally:
        _is_ours = False


def install():
    global _installed_hook
    if not _installed_hook:
        sys.addaudithook(_audit)
        _installed_hook = True


def connect(app):
    app.connect("env-purge-doc", _begin, priority=1)
    app.connect("doctree-read", _end, priority=999)
    app.connect("env-merge-info", _merge)


def tracebacks():
    """The files in which Sphinx has left a traceback."""
    return list(_tracebacks)


def written_below(directory):
    """Of the files that were opened to write, those in `directory`, relative to it."""
    start = os.path.join(os.path.abspath(directory), "")
    return {path[len(start):] for path in list(_written) if path.startswith(start)}


def general():
    """Files read for no page: configuration, templates, modules."""
    return _clean(_general)


def of_pages(env):
    return set().union(*getattr(env, PAGES, {}).values())


def _begin(app, env, page):
    """Purging is what Sphinx does before it reads a page, and with one that has gone."""
    global _page
    _page = page
    _of_page.clear()
    vars(env).setdefault(PAGES, {}).pop(page, None)


def _end(app, tree):
    global _page
    if _page == app.env.docname:
        vars(app.env).setdefault(PAGES, {})[_page] = sorted(_clean(_of_page))
    _page = None


def _merge(app, env, pages, other):
    ours = vars(env).setdefault(PAGES, {})
    theirs = getattr(other, PAGES, {})
    ours.update({page: theirs[page] for page in pages if page in theirs})


def _clean(paths):
    """Of the project, and still there; the source instead of compiled code."""
    cleaned = set()
    for path in list(paths):
        if path.endswith(".pyc"):
            path = _source_of(path)
        if not installed.is_installed(path) and os.path.isfile(path):
            cleaned.add(path)
    return cleaned


def _source_of(path):
    from importlib.util import source_from_cache
    try:
        source = source_from_cache(path)
    except ValueError:
        return path
    return source if os.path.exists(source) else path
