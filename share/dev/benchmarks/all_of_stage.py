"""Documents each of which comes after the inventories of all: `"after": ["inventory:*"]`.

That must not cost more with the square of their number, neither in the state nor in time. No Sphinx
runs: the made-up last run had an interpreter that writes an inventory and names a few files, as the
front would.
"""

import json
import os
import stat
import sys

from benchmarks.measurement import Program, measure_in_turn, measure_once
from benchmarks.report import Report, Row

REMEMBERED = 1000
PLANNED = 10_000

# In place of Python with docbuild's front, which is told what it has to write in a JSON file.
INTERPRETER = f"""#!{sys.executable} -SE
import json, os, sys
with open(os.environ["DOCBUILD_SPHINX"], encoding="utf-8") as file:
    told = json.load(file)
source, output = sys.argv[-2:]
with open(os.path.join(output, "objects.inv"), "w", encoding="utf-8") as file:
    file.write(source)
watched = [document["inventory"] for document in told["documents"] if document.get("watch")]
with open(told["depfile"], "w", encoding="utf-8") as file:
    file.write(" ".join(["x:", source + "/conf.py", source + "/index.rst", *watched]) + "\\n")
"""


def _write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Tree:
    """Written once and kept, and built once where it is to be."""

    def __init__(self, place, name, count, after):
        self.place = place
        self.directory = os.path.join(place.build, "bench", name)
        whole = os.path.join(self.directory, ".whole")
        if not os.path.exists(whole):
            self.write(count, after)
            _write(whole, "")

    def write(self, count, after):
        interpreter = os.path.join(self.directory, "interpreter")
        _write(interpreter, INTERPRETER)
        os.chmod(interpreter, os.stat(interpreter).st_mode | stat.S_IXUSR)
        names = [f"part{number // 100}/document{number}" for number in range(count)]
        for name in names:
            _write(os.path.join(self.directory, "source", name, "conf.py"), "project = 'x'\n")
            _write(os.path.join(self.directory, "source", name, "index.rst"), "Title\n=====\n")
        sphinx = {"python": interpreter, "preload": False}
        _write(os.path.join(self.directory, "docbuild.json"), json.dumps({
            "docbuild": 1,
            "stages": {"inventory": {"sphinx": "inventory", **sphinx},
                       "html": {"sphinx": "html", "after": after, **sphinx}},
            "documents": [{"name": name, "source": "source/" + name} for name in names]}))

    def program(self, name, *options):
        return Program(name, [self.place.docbuild, "--progress", "plain", *options],
                       self.directory)

    def built(self, name):
        """The program, where there is nothing to be done any more."""
        program = self.program(name)
        measure_once(self.place, self.program(name, "--jobs", "2"))
        measure_once(self.place, program)
        runs = os.path.join(self.directory, "_build/.docbuild/runs")
        with open(os.path.join(runs, max(os.listdir(runs))), encoding="utf-8") as file:
            counts = json.loads(file.readlines()[-1])["counts"]
        if counts != {"up_to_date": 2 * REMEMBERED}:
            raise RuntimeError(f"{name} in {self.directory}: {counts}")
        return program

    def state(self):
        return os.path.getsize(os.path.join(self.directory, "_build/.docbuild/state.db"))


class AllOfStage:
    name = "all-of-stage"

    def run(self, place):
        all_before = Tree(place, "all-of-stage-1000", REMEMBERED, ["inventory:*"])
        own_before = Tree(place, "none-of-stage-1000", REMEMBERED, [])
        planned = Tree(place, "all-of-stage-10000", PLANNED, ["inventory:*"])
        medians = measure_in_turn(place, [
            all_before.built("docbuild, nothing changed"),
            own_before.built('without "after"'),
            planned.program(f"{PLANNED:,} documents", "--dry-run")])
        after, none, large = medians.values()
        return Report(self.name, f"{REMEMBERED:,} documents × 2 stages, after inventory:*", [
            Row("state.db", all_before.state(), "MB", must=10e6),
            Row("docbuild, nothing changed", after["wall"], "s"),
            Row('without "after"', none["wall"], "s", after["wall"] / none["wall"], must=1.5),
            Row(f"{PLANNED:,} documents, --dry-run", large["wall"], "s", must=1.5),
            Row(f"{PLANNED:,} documents, --dry-run, peak memory", large["max_rss"], "MB",
                must=200e6)])
