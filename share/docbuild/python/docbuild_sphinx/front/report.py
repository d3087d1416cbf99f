"""Writes the report of a build at its end, for docbuild."""

import json
import os

import docbuild_patches as patches
from docbuild_fork.observe import imports, writes
from docbuild_sphinx.findings import first
from docbuild_sphinx.front import log_level, restart

own_directories = []  # of the document: its sources and its configuration


def write(front_input):
    """Does nothing when it is called again with the same front input."""
    if "written" in front_input:
        writes.write(front_input.pop("written"))
    if "report" not in front_input:
        return
    path = front_input.pop("report")
    kept = log_level.findings
    if kept is not None and "findings" in front_input:
        kept.write(front_input["findings"], first.error())
    content = {**first.report(front_input.get("traceback")),
               **(kept.counts() if kept is not None else {}),
               "imported": imports.learned(own_directories),
               "failed": {patches.EVERY: restart.why} if restart.why else patches.all_failed(),
               "untested": patches.all_untested()}
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.write("\n")
    os.replace(path + ".new", path)
