"""Says how far Sphinx is, in a small file that is overwritten in place.

A look costs the reader one read, a change one write of 32 bytes.
"""

import os

SIZE = 32


def connect(app, path):
    progress = _Progress(path)
    app.connect("env-before-read-docs", progress.begin_reading)
    app.connect("doctree-read", lambda app, tree: progress.step())
    app.connect("env-merge-info", lambda app, env, pages, other: progress.step(len(pages)))
    app.connect("builder-inited", progress.watch_writing, priority=999)
    app.connect("doctree-resolved", lambda app, tree, page: progress.step())


class _Progress:
    def __init__(self, path):
        self._process = os.getpid()
        self._what = "starting"
        self._done = self._all = 0
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
        self._shown = None
        self._show()

    def begin_reading(self, app, env, pages):
        self._begin("reading sources", len(pages))

    def watch_writing(self, app):
        prepare = app.builder.prepare_writing

        def prepare_writing(pages):
            self._begin("writing output", len(pages))
            return prepare(pages)

        app.builder.prepare_writing = prepare_writing

    def _begin(self, what, number):
        self._what, self._done, self._all = what, 0, number
        self._show()

    def step(self, pages=1):
        """A worker of a parallel build steps for itself alone, and says nothing."""
        self._done += pages
        if os.getpid() == self._process:
            self._show()

    def _show(self):
        percent = min(100, 100 * self._done // self._all) if self._all else 0
        text = f"{percent}% {self._what}"
        if text != self._shown:
            os.pwrite(self._file, text.ljust(SIZE - 1).encode("ascii") + b"\n", 0)
            self._shown = text
