"""Writes the report of a build at its end, for docbuild."""

import json
import os

from docbuild_fork import imports, patches, writes
from docbuild_sphinx import again, findings

own_directories = []  # of the document: its sources and its configuration


def write(told):
    """Once for what was told."""
    if "written" in told:
        writes.write(told.pop("written"))
    if "report" not in told:
        return
    path = told.pop("report")
    content = {**findings.report(told.get("traceback")),
               "imported": imports.learned(own_directories),
               "failed": {patches.EVERY: again.why} if again.why else patches.all_failed(),
               "untested": patches.all_untested()}
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.write("\n")
    os.replace(path + ".new", path)
