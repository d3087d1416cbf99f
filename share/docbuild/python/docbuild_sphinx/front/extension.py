"""The Sphinx extension that joins our parts to an application."""

from docbuild_fork.child import streams
from docbuild_patches import collector, findings
from docbuild_patches.search import Search
from docbuild_sphinx.findings import first
from docbuild_sphinx.front import log_level, progress, report
from docbuild_sphinx.incremental.rebuild import Rebuild
from docbuild_sphinx.pages import inventory, links
from docbuild_sphinx.reads import depfile, opened_files

front_input = {}  # set by front/__init__.py before Sphinx loads this


def setup(app):
    report.own_directories.extend([str(app.srcdir), str(app.confdir)])
    findings.connect(app, first.has, first.note)
    collector.connect(app, streams.writers, lambda builder: not inventory.is_inventory(builder))
    opened_files.connect(app)
    inventory.connect(app, front_input.get("pages", "html"))
    offered = links.connect(app, front_input.get("documents", []))
    rebuild = Rebuild(app, front_input, offered, log_level.findings, Search())
    if "progress" in front_input:
        progress.connect(app, front_input["progress"])

    def finish(app, error):
        if error is None:
            files = depfile.dependencies(app, offered, rebuild.general())
            if "depfile" in front_input:
                depfile.write(front_input["depfile"], front_input.get("target", str(app.outdir)),
                              files)
            rebuild.finish(app, files)

    app.connect("build-finished", finish, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
