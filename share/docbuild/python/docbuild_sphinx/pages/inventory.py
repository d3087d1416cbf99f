"""The builder `inventory`: reads the sources and writes objects.inv alone, as the pages' builder would.

It is that builder in all that can be seen while pages are read, its name included, so that both
share doctrees and neither reads what the other has.
"""

import os
import shutil

NAME = "inventory"
FILE = "objects.inv"
ASIDE = ".new"  # in the output directory: where an inventory is until its build has succeeded


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


def _aside(builder):
    return os.path.join(str(builder.outdir), ASIDE)


def _dump_aside(builder):
    """Has the inventory written so that the last one stays whole while this is written, and stays
    where this build fails: other documents are built with it all the same."""
    own, aside = builder.outdir, _aside(builder)
    os.makedirs(aside, exist_ok=True)
    builder.outdir = type(own)(aside)
    try:
        _dump(builder)
    finally:
        builder.outdir = own


def _forget_if_failed(app, error):
    if error is not None and is_inventory(app.builder):
        shutil.rmtree(_aside(app.builder), ignore_errors=True)


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
            os.replace(os.path.join(_aside(self), FILE), os.path.join(str(self.outdir), FILE))
        shutil.rmtree(_aside(self), ignore_errors=True)
