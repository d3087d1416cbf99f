"""A manifest of 100,000 documents and --dry-run: what reading and planning cost.

Each document has a source directory with one file of its own, as real ones have, so that the look
at the disk is part of the figure.
"""

import json
import os

from benchmarks.measurement import Program, measure_in_turn
from benchmarks.report import Report, Row

COUNT = 100_000


def write_tree(directory):
    """Written once and kept: it takes longer than all that is measured."""
    manifest = os.path.join(directory, "docbuild.json")
    if os.path.exists(manifest):
        return
    documents = []
    for number in range(COUNT):
        name = f"part{number // 1000}/document{number}"
        os.makedirs(os.path.join(directory, "source", name))
        with open(os.path.join(directory, "source", name, "index.rst"), "w",
                  encoding="utf-8") as file:
            file.write(name + "\n")
        documents.append({"name": name, "source": "source/" + name})
    stages = {"html": {"command": ["sphinx-build", "-q", "-b", "html", "{source}", "{output}"]}}
    with open(manifest, "w", encoding="utf-8") as file:
        json.dump({"docbuild": 1, "stages": stages, "documents": documents}, file, indent=1)


class LargeManifest:
    name = "large-manifest"

    def run(self, place):
        directory = os.path.join(place.build, "bench", self.name)
        write_tree(directory)
        medians = measure_in_turn(place, [
            Program("docbuild", [place.docbuild, "--dry-run"], directory)])["docbuild"]
        return Report(self.name, f"{COUNT:,} documents, --dry-run", [
            Row("docbuild", medians["wall"], "s", must=2),
            Row("docbuild, peak memory", medians["max_rss"], "MB", must=200e6)])
