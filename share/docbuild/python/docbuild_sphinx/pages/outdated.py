"""Finds pages that Sphinx takes for up to date, although what they are made of has changed.

It does not write them. Sphinx compares a page with its source alone; but another stage may have read
the source since, with what that includes, and links may have moved in another document.
"""

import os

from docbuild_sphinx.pages import inventory, records

RECORD = "docbuild-pages.json"


def connect(app, offered):
    state = _State(offered)
    app.connect("doctree-read", state.note_read)
    app.connect("env-merge-info", state.note_merged)
    app.connect("env-updated", _put_in_order, priority=999)
    app.connect("env-get-updated", state.outdated)
    app.connect("build-finished", state.save)


def _put_in_order(app, env):
    """As after a first reading: the search index lists pages in the order in which they were read
    last, and would differ where a few have been read again."""
    pages = sorted(env.all_docs.items())
    env.all_docs.clear()
    env.all_docs.update(pages)


class _State:
    def __init__(self, offered):
        self._offered = offered
        self._read = set()

    def note_read(self, app, tree):
        self._read.add(app.env.docname)

    def note_merged(self, app, env, pages, other):
        self._read.update(pages)

    def outdated(self, app, env):
        """Pages to be written besides those whose source has been read just now."""
        if inventory.is_inventory(app.builder):
            return []
        record = records.load(app, RECORD)
        written = record.get("written", {}).get(_key(app))
        if written is None:
            return list(env.all_docs) if os.listdir(str(app.outdir)) else []
        if written["offers"] != self._offered.digest():
            return list(env.all_docs)
        updated = record.get("updated", {})
        return [page for page in env.all_docs if updated.get(page, 0) > written["serial"]]

    def save(self, app, error):
        if error is not None:
            return
        record = records.load(app, RECORD)
        serial = record.get("serial", 0) + 1
        updated = {page: number for page, number in record.get("updated", {}).items()
                   if page in app.env.all_docs}
        changed = self._read | set(getattr(app.builder, "updated_pages", ()))
        updated.update({page: serial for page in changed})
        written = record.get("written", {})
        if not inventory.is_inventory(app.builder):
            written[_key(app)] = {"serial": serial, "offers": self._offered.digest()}
        records.save(app, RECORD, {"serial": serial, "updated": updated, "written": written})


def _key(app):
    return f"{app.builder.name}:{app.outdir}"
