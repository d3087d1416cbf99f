"""The Sphinx extension that joins our parts to an application."""

from docbuild_fork.child import streams
from docbuild_patches import collector, findings
from docbuild_sphinx.findings import first
from docbuild_sphinx.front import progress, report
from docbuild_sphinx.pages import inventory, links, outdated
from docbuild_sphinx.reads import depfile, opened_files

front_input = {}  # set by front/__init__.py before Sphinx loads this


def setup(app):
    report.own_directories.extend([str(app.srcdir), str(app.confdir)])
    findings.connect(app, first.has, first.note)
    collector.connect(app, streams.writers, lambda builder: not inventory.is_inventory(builder))
    opened_files.connect(app)
    inventory.connect(app, front_input.get("pages", "html"))
    offered = links.connect(app, front_input.get("documents", []))
    outdated.connect(app, offered)
    if "progress" in front_input:
        progress.connect(app, front_input["progress"])
    if "depfile" in front_input:
        target = front_input.get("target", str(app.outdir))
        depfile.connect(app, offered, front_input["depfile"], target)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
