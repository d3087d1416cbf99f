"""The Sphinx extension that joins our parts to an application."""

from docbuild_sphinx import depfile, inventory, offers, pages, progress, reads, report
from docbuild_sphinx.patches import collector, findings

told = {}  # the front input, set by front.py before Sphinx loads this


def setup(app):
    report.own_directories.extend([str(app.srcdir), str(app.confdir)])
    findings.connect(app)
    collector.connect(app)
    reads.connect(app)
    inventory.connect(app, told.get("pages", "html"))
    offered = offers.connect(app, told.get("documents", []))
    pages.connect(app, offered)
    if "progress" in told:
        progress.connect(app, told["progress"])
    if "depfile" in told:
        depfile.connect(app, offered, told["depfile"], told.get("target", str(app.outdir)))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
