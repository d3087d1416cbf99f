"""The Sphinx extension that joins our parts to an application."""

from docbuild_fork.child import streams
from docbuild_patches import collector, findings
from docbuild_sphinx.findings import first
from docbuild_sphinx.front import progress, report
from docbuild_sphinx.pages import inventory, links, outdated
from docbuild_sphinx.reads import depfile, opened_files

told = {}  # the front input, set by front/__init__.py before Sphinx loads this


def setup(app):
    report.own_directories.extend([str(app.srcdir), str(app.confdir)])
    findings.connect(app, first.has, first.note)
    collector.connect(app, streams.writers, lambda builder: not inventory.is_inventory(builder))
    opened_files.connect(app)
    inventory.connect(app, told.get("pages", "html"))
    offered = links.connect(app, told.get("documents", []))
    outdated.connect(app, offered)
    if "progress" in told:
        progress.connect(app, told["progress"])
    if "depfile" in told:
        depfile.connect(app, offered, told["depfile"], told.get("target", str(app.outdir)))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
