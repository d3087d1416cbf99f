"""The builder `inventory`: reads the sources and writes objects.inv alone, as the pages' builder would.

It is that builder in all that can be seen while pages are read, its name included, so that both
share doctrees and neither reads what the other has.
"""

import os
import shutil

NAME = "inventory"
FILE = "objects.inv"
ASIDE = ".new"  # in the output directory: where an inventory is until its build has succeeded

_aside = []  # the directories of those that wait for that


def connect(app, pages):
    from sphinx.builders import Builder

    # Known by name before there is a configuration, and made of the project's builder after.
    app.add_builder(type("InventoryBuilder", (Builder,), {"name": NAME}), override=True)
    app.connect("config-inited", lambda app, config: _register(app, pages), priority=999)
    app.connect("build-finished", _forget_if_failed)


def is_inventory(builder):
    """Whether it is to write no pages."""
    return isinstance(builder, InventoryOnly)


def _disconnect_others(app):
    """What else listens to the end of the build expects pages."""
    for listener in list(app.events.listeners.get("build-finished", [])):
        module = getattr(listener.handler, "__module__", None) or ""
        if not module.startswith("docbuild_sphinx."):
            app.disconnect(listener.id)


def _dump(builder):
    """Writes objects.inv, also for a builder of an extension that does not itself."""
    if hasattr(builder, "dump_inventory"):
        builder.dump_inventory()
    else:
        from sphinx.util.inventory import InventoryFile
        InventoryFile.dump(os.path.join(str(builder.outdir), FILE), builder.env, builder)


def _dump_aside(builder):
    """Has the inventory written so that the last one stays whole while this is written, and stays
    where this build fails: other documents are built with it all the same."""
    own = builder.outdir
    aside = os.path.join(str(own), ASIDE)
    os.makedirs(aside, exist_ok=True)
    _aside.append(aside)
    builder.outdir = type(own)(aside)
    try:
        _dump(builder)
    finally:
        builder.outdir = own


def _put_in_place():
    for aside in _aside:
        os.replace(os.path.join(aside, FILE), os.path.join(os.path.dirname(aside), FILE))
    _forget()


def _forget_if_failed(app, error):
    if error is not None:
        _forget()


def _forget():
    for aside in _aside:
        shutil.rmtree(aside, ignore_errors=True)
    _aside.clear()


def _register(app, pages):
    if pages not in app.registry.builders:
        pages = "html"  # the pages will fail, and say so; their inventory does not
    base = app.registry.builders[pages]
    if isinstance(base, tuple):  # a builder of Sphinx's own, before it is loaded
        app.preload_builder(pages)
        base = app.registry.builders[pages]
    builder = type("InventoryBuilder", (InventoryOnly, base), {"name": NAME})
    app.add_builder(builder, override=True)
    builder.name = base.name


class InventoryOnly:
    """Comes before a builder of pages, of which it leaves the reading and the links."""

    updated_pages = ()

    def create_build_info(self):
        """Tells pages that were written otherwise."""

    def get_outdated_docs(self):
        return "the inventory"

    def write(self, build_docnames, updated_docnames, method="update"):
        self.updated_pages = list(updated_docnames)

    def finish(self):
        _disconnect_others(self.app)
        _dump_aside(self)

    def cleanup(self):
        """Comes last, when the status is known."""
        super().cleanup()
        if self.app.statuscode == 0:
            _put_in_place()
        else:
            _forget()
