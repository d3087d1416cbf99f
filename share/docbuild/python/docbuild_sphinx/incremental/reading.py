"""Finds out whether a few pages can be read again, or why a build has to start fresh."""

import os
import re

from docutils import __version__ as docutils_version

from docbuild_sphinx.incremental.tables import canonical
from docbuild_sphinx.reads import opened_files

# A local role stays known to pages that are read later in the same process.
_LEAKS = re.compile(rb"^[ \t]*\.\. role::", re.M)
_SHOWS_TODAY = re.compile(rb"\|today\|")
# Formats whose pages are written one by one or from the doctrees alone.
INCREMENTAL_BUILDERS = {"html", "dirhtml", "singlehtml", "text", "xml", "man", "latex", "texinfo",
                        "epub", "linkcheck"}


def identity(app):
    """{what: its text}: all that decides how sources are read, apart from files."""
    import platform

    import sphinx
    found = {"Sphinx": sphinx.__version__, "docutils": docutils_version,
             "Python": platform.python_version(), "tags": canonical(sorted(app.tags))}
    for value in app.config:
        if value.rebuild != "html" and not value.name.startswith("html_"):
            found[value.name] = canonical(value.value, opaque=True)
    return found


def look(app):
    """{what: its text}: configuration that decides how pages look."""
    return {value.name: canonical(value.value, opaque=True) for value in app.config
            if value.rebuild == "html" or value.name.startswith("html_")}


def difference(before, now):
    """Of two results of `identity`, in words; "" where they are equal."""
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            if name in ("Sphinx", "docutils", "Python"):
                return f"{name} {before.get(name)} → {now.get(name)}"
            return f"{name} changed"
    return ""


def unsafe_extension(app):
    """An extension that may keep what it reads outside of the environment; "" where none does."""
    for name, extension in app.extensions.items():
        if not extension.parallel_read_safe:
            return name
    conf = os.path.join(str(app.confdir), "conf.py")
    for event in ("source-read", "doctree-read", "env-purge-doc", "env-merge-info",
                  "object-description-transform", "autodoc-process-docstring"):
        for listener in app.events.listeners.get(event, []):
            scope = getattr(listener.handler, "__globals__", {})
            if scope.get("__file__") == conf:
                return conf
    return ""


class Uses:
    """Which pages each file is for. A file that is used in another way is in none."""

    def __init__(self, data):
        self.pages = data.get("uses", {})  # {path: [page, ...]}
        self.leaking = set(data.get("leaking", []))  # files that affect pages read after theirs

    def pages_of(self, changes):
        """The pages to read again; or a reason, in words, to read all."""
        pages = set()
        for path, what in changes.items():
            if what != "changed" or path not in self.pages or path in self.leaking:
                return set(), f"{path} {what}"
            pages.update(self.pages[path])
        return pages, ""


def uses_of(app, read_for_pages, read_in_general):
    """{path: [page, ...]} of sources and of files that Sphinx noted for pages, as long as nothing
    else uses them. `read_for_pages`: {page: [path, ...]} of all that was opened."""
    env = app.env
    found = {}
    for page in env.all_docs:
        found.setdefault(str(env.doc2path(page)), set()).add(page)
    for page, names in env.dependencies.items():
        for name in names:
            path = os.path.normpath(os.path.join(str(app.srcdir), str(name)))
            found.setdefault(path, set()).add(page)
    for page, paths in read_for_pages.items():
        for path in paths:
            if path in found:
                found[path].add(page)
    copied = {os.path.normpath(os.path.join(str(app.srcdir), str(name)))
              for name in (*env.images, *env.dlfiles)}
    return {path: sorted(pages) for path, pages in found.items()
            if path not in copied and path not in read_in_general
            and not path.endswith((".py", ".pyc", ".so", ".mo"))}


def leaking(paths):
    """Of text files: those that affect what is read after them, and whether any shows the date."""
    found, shows_today = set(), False
    for path in paths:
        try:
            with opened_files.unnoticed(), open(path, "rb") as file:
                text = file.read()
        except OSError:
            continue
        if _LEAKS.search(text):
            found.add(path)
        shows_today = shows_today or bool(_SHOWS_TODAY.search(text))
    return found, shows_today
