"""Frees a page's tree when the page has been read, and has what stays not looked at again.

A tree is a cycle, which Python's collector alone frees, and it looks at
all that a document has made each time that this has grown by a quarter. What has read a page holds
its tree until the next one is read, docutils' idle state machines for longer: they let go of it
here, so that the collector finds it among the youngest objects.
"""

import gc
import weakref

import docbuild_patches as patches

PATCH = "collector"

# Python's are 700, 10, 10. Fewer looks at a tree that grows, and no more memory at its largest: a
# page that has been read is freed at once, one that has been written waits for the collector.
WHILE_READING = 20_000, 5, 10
WHILE_WRITING = 20_000, 5, 1

_thresholds = None


def install():
    global _thresholds
    _thresholds = gc.get_threshold()


def connect(app, open_files, writes_pages):
    """`open_files` gives those that a process of the server flushes at its end, and `writes_pages`
    whether a builder does."""
    patches.guarded(PATCH, _connect)(app, open_files, writes_pages)


def _connect(app, open_files, writes_pages):
    if not _is_unchanged(_thresholds):
        return
    reading = _Reading(app, open_files, writes_pages)
    for event, step, priority in (
            ("doctree-read", reading.page_is_read, 500), ("source-read", reading.page_begins, 0),
            ("env-updated", reading.ends, 500),
            ("env-check-consistency", reading.warnings_are_logged, 500)):
        app.connect(event, patches.guarded(PATCH, step), priority=priority)
    gc.set_threshold(*WHILE_READING)


def _is_unchanged(thresholds):
    """Who has set the collector up otherwise, in conf.py or an extension, knows better."""
    return gc.isenabled() and gc.get_threshold() == thresholds


def forget_state_machines():
    """docutils keeps nested ones for the next parse, and they what they have parsed last."""
    patches.guarded(PATCH, _forget_state_machines)()


def _forget_state_machines():
    from docutils.parsers.rst.states import RSTState
    del RSTState.nested_sm_cache[:]


class _Reading:
    def __init__(self, app, open_files, writes_pages):
        self._open_files = open_files
        self._writes_pages = writes_pages
        self._publishers = getattr(app.registry, "publishers", {})  # kept by Sphinx 5.1 to 8
        self._trees = []  # of the pages that have been read, weak
        self._held = False  # the last of them, by what has read it

    def page_is_read(self, app, tree):
        self._trees.append(weakref.ref(tree))
        self._held = True

    def page_begins(self, app, name, source):
        if self._held and _is_unchanged(WHILE_READING):
            self._let_go()
            gc.collect(1)

    def ends(self, app, environment):
        self._let_go()
        if not self._trees:
            self._keep()

    def warnings_are_logged(self, app, environment):
        """Warnings, too, hold the trees of which they tell, and come when all has been read."""
        if self._writes_pages(app.builder):  # or else it ends here
            self._keep()

    def _keep(self):
        """The environment, which is there until the end. Since Sphinx 6.1 it holds the trees until
        they have been written."""
        if not _is_unchanged(WHILE_READING):
            return
        if self._trees:  # else there is little to be collected
            gc.collect()
        if 2 * sum(tree() is not None for tree in self._trees) <= len(self._trees) \
                and not self._open_files():  # which would not be found at the end
            gc.freeze()
        gc.set_threshold(*WHILE_WRITING)

    def _let_go(self):
        tree = self._trees[-1]() if self._held else None
        self._held = False
        if tree is None:
            return
        forget_state_machines()
        for publisher in self._publishers.values():
            reader = publisher.reader
            for holder in (publisher, publisher.writer, reader, publisher.parser, reader.parser):
                if getattr(holder, "document", None) is tree:
                    holder.document = None
                if getattr(getattr(holder, "statemachine", None), "document", None) is tree:
                    holder.statemachine = None
