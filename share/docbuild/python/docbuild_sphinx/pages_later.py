"""Has the process that builds an inventory go on with the pages of the same document.

It does not know who asks for them, nor when. From its start the process builds the pages, and stops
between reading and writing: there it leaves what a build of the inventory leaves, and waits. What it
has read by then is what a process that builds the pages would find, unless a file has changed.
"""

import contextlib
import functools
import os
import re
import sys
import time

from docbuild_fork import patches, writes
from docbuild_sphinx import again, depfile, findings, front_input, inventory, reads, report

PATCH = "one-process"
EVENT = "docbuild-pages-begin"  # tells our parts that what was told is now the pages'

# Options that take no value can be joined to one word.
_READS_OR_WRITES_MORE = re.compile(r"-[ENPQTWanqv]*[Eaw]|--(fresh-env|write-all|warning-file)")
_FAILS_ON_WARNINGS = re.compile(r"-[ENPQTWanqv]*W|--fail-on-warning")
_TICK = 20_000_000  # nanoseconds: the times of files may lag behind the clock by less
_ENVIRONMENT = "environment.pickle"  # Sphinx's, in the directory of the doctrees

_later = None


class _Pages:
    """What there is to be gone on with."""

    def __init__(self, parked, told, fails_on_warnings):
        self.parked = parked
        self.fails_on_warnings = fails_on_warnings  # the inventory
        self.told = told
        self.arguments = told["then"]["arguments"]
        self.began = time.time_ns() - _TICK
        self.files = {}  # that were read: path to state


def begin(told, arguments):
    """Call before Sphinx starts. The arguments of `sphinx-build` to start it with: the pages', where
    an inventory is to be built and its process can go on with them, or else those that are given.
    `told` will be filled with what is told for the pages, when they begin."""
    global _later
    then, parked = told.get("then"), sys.modules.get("docbuild_fork.parked")
    if not then or not parked or not parked.is_possible() or not patches.is_on(PATCH) \
            or any(map(_READS_OR_WRITES_MORE.match, then["arguments"])) \
            or os.path.exists(os.path.join(then["doctrees"], _ENVIRONMENT)) \
            or os.path.isdir(then["output"]) and os.listdir(then["output"]):
        return arguments
    _later = _Pages(parked, told, any(map(_FAILS_ON_WARNINGS.match, arguments)))
    return then["arguments"]


def connect(app):
    app.add_event(EVENT)
    if _later is not None:
        app.connect("builder-inited", _stop_before_writing, priority=0)


def _stop_before_writing(app):
    app.builder.writes_inventory_alone = True
    app.builder.write = functools.partial(_write_later, app, app.builder.write)


def _write_later(app, write, *arguments, **named):
    del app.builder.write
    try:
        if _later.fails_on_warnings and app._warncount:
            _let_fail(app)
            return
        _end_inventory(app)
        goes_on = _later.files and _go_on(app)
    except Exception as error:
        patches.fail(PATCH, error)
        again.start(patches.in_words(error))
    if not goes_on:
        raise SystemExit(0)
    write(*arguments, **named)


def _let_fail(app):
    """Sphinx says how, at the end of an inventory."""
    app.builder.finish = lambda: _forget_pages(app)
    for listener in inventory.listeners_to_the_end(app)[1]:
        app.disconnect(listener.id)


def _end_inventory(app):
    """As InventoryOnly and front.py."""
    inventory.dump_aside(app.builder, _later.told["target"])
    inventory.put_in_place()
    for listener in inventory.listeners_to_the_end(app)[0]:
        listener.handler(app, None)
    report.write(_later.told)
    _later.files = _states(depfile.written)
    if any(state is None or max(state[:2]) > _later.began for state in _later.files.values()):
        _later.files = {}


def _states(files):
    return {path: _state(path) for path in files}


def _state(path):
    """Its times come first; None where it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev


def _go_on(app):
    """Waits until the pages are asked for; false where this process is to end."""
    request = _later.parked.wait()
    if request is None:
        _forget_pages(app)
        return False
    if _states(_later.files) != _later.files \
            or not patches.guarded(PATCH, _finds_the_same_pages)(app):
        _later.parked.decline()
        return False
    _later.parked.resume(request)
    path = os.environ.pop("DOCBUILD_SPHINX")
    again.remember("DOCBUILD_SPHINX", path, _later.arguments)
    told, files = front_input.read(path)
    _later.told.clear()
    _later.told.update(told)
    if "written" in told:
        writes.watch(told["written"])
    for path in files:
        reads.forget(path)
    findings.forget()
    app._warncount = 0
    app.builder.writes_inventory_alone = False
    app.events.emit(EVENT)
    return True


def _forget_pages(app):
    """Their job has not begun."""
    with contextlib.suppress(OSError):
        os.rmdir(str(app.outdir))


def _finds_the_same_pages(app):
    found = set(app.env.found_docs)
    app.env.find_files(app.config, app.builder)
    return found == set(app.env.found_docs)
