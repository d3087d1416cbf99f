"""Is there anything to build? What the answer costs where it is no, and where one file changed.

Documents of 20 files, 2 KB each. A peer's graph has one edge a document, from its files to a stamp.
docbuild looks into the directories, and so sees added files too; a peer knows only the files that
are written in its graph. The trees are written and built once and kept.
"""

import json
import os
import time

from benchmarks.measurement import Program, measure_in_turn, measure_once
from benchmarks.report import Report, Row, wall_rows

FILES = 20
SIZE = 2048


def _write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def documents(count):
    return [f"part{number // 100}/document{number}" for number in range(count)]


def files_of(document):
    return [f"source/{document}/page{number}.rst" for number in range(FILES)]


class Tree:
    """A project of `count` documents, whose jobs touch a stamp; also for ninja and make."""

    def __init__(self, place, name, count):
        self.place = place
        self.count = count
        self.directory = os.path.join(place.build, "bench", name)
        self.docbuild = [place.docbuild, "--progress", "plain"]
        whole = os.path.join(self.directory, ".whole")
        if not os.path.exists(whole):
            self.write()
            _write(whole, "")

    def write(self):
        for document in documents(self.count):
            os.makedirs(os.path.join(self.directory, "source", document), exist_ok=True)
            for path in files_of(document):
                _write(os.path.join(self.directory, path), (path + "\n").ljust(SIZE, "x"))
        stage = {"command": ["touch", "{output}/stamp"], "outputs": ["{output}/stamp"]}
        _write(os.path.join(self.directory, "docbuild.json"), json.dumps({
            "docbuild": 1, "stages": {"html": stage},
            "documents": [{"name": document, "source": f"source/{document}"}
                          for document in documents(self.count)]}))
        edges = {f"stamps/{document}": " ".join(files_of(document))
                 for document in documents(self.count)}
        _write(os.path.join(self.directory, "build.ninja"), "rule touch\n  command = touch $out\n"
               + "".join(f"build {stamp}: touch {files}\n" for stamp, files in edges.items()))
        os.makedirs(os.path.join(self.directory, "stamps"), exist_ok=True)
        _write(os.path.join(self.directory, "Makefile"),
               f"all: {' '.join(edges)}\n" + "".join(
                   f"{stamp}: {files}\n\t@mkdir -p $(@D) && touch $@\n"
                   for stamp, files in edges.items()))

    def program(self, name="docbuild", prepare=lambda: None):
        return Program(name, self.docbuild, self.directory, prepare)

    def touch_all(self):
        now = time.time_ns()
        for document in documents(self.count):
            for path in files_of(document):
                os.utime(os.path.join(self.directory, path), ns=(now, now))

    def change_one(self):
        path = os.path.join(self.directory, files_of(documents(self.count)[self.count // 2])[0])
        _write(path, f"{time.time_ns()}\n".ljust(SIZE, "x"))

    def counts(self):
        """{outcome: jobs} of the last run, by its own record."""
        runs = os.path.join(self.directory, "_build/.docbuild/runs")
        with open(os.path.join(runs, max(os.listdir(runs))), encoding="utf-8") as file:
            return json.loads(file.readlines()[-1])["counts"]

    def expect(self, program, counts):
        """One run that is not measured; the figures are worth nothing where it did other work."""
        measure_once(self.place, program)
        if self.counts() != counts:
            raise RuntimeError(f"{program.name} in {self.directory}: {self.counts()}, not {counts}")

    def build_all(self):
        measure_once(self.place, self.program())
        self.expect(self.program(), {"up_to_date": self.count})


def _peers(tree):
    return [Program("ninja", ["ninja"], tree.directory),
            Program("make", ["make", "-s"], tree.directory)]


class NoOp:
    name = "no-op"

    def run(self, place):
        tree = Tree(place, "no-op-1000", 1000)
        tree.build_all()
        medians = measure_in_turn(place, [tree.program(), *_peers(tree)])
        rows = wall_rows(medians, "docbuild", {"ninja": 1.3})
        rows.append(Row("docbuild, peak memory", medians["docbuild"]["max_rss"], "MB", must=30e6))
        return Report(self.name, "nothing changed, 1,000 documents × 20 files", rows)


class SmallNoOp:
    name = "no-op-small"

    def run(self, place):
        tree = Tree(place, "no-op-100", 100)
        tree.build_all()
        medians = measure_in_turn(place, [tree.program(), *_peers(tree)])
        rows = wall_rows(medians, "docbuild", {})
        rows[0].must = 0.015
        return Report(self.name, "nothing changed, 100 documents × 20 files", rows)


class TouchedAndChanged:
    """In a tree of its own: ninja and make would build what was touched."""

    name = "touched"

    def run(self, place):
        tree = Tree(place, "touched-1000", 1000)
        tree.build_all()
        touched = tree.program("docbuild, all touched", tree.touch_all)
        changed = tree.program("docbuild, one file changed", tree.change_one)
        tree.expect(touched, {"up_to_date": 1000})
        tree.expect(changed, {"built": 1, "up_to_date": 999})
        medians = measure_in_turn(place, [touched])
        self.settle(tree)
        medians |= measure_in_turn(place, [tree.program(), changed])
        wall = {name: costs["wall"] for name, costs in medians.items()}
        return Report(self.name, "1,000 documents × 20 files", [
            Row("docbuild, all touched", wall["docbuild, all touched"], "s", must=0.5),
            Row("docbuild, nothing changed", wall["docbuild"], "s"),
            Row("docbuild, one file changed", wall["docbuild, one file changed"], "s"),
            Row("docbuild, one file changed, over nothing changed",
                wall["docbuild, one file changed"] - wall["docbuild"], "s", must=0.01)])

    @staticmethod
    def settle(tree):
        """For two seconds docbuild does not trust the time of a file that was touched."""
        time.sleep(2.5)
        measure_once(tree.place, tree.program())


class LargeNoOp:
    name = "no-op-large"

    def run(self, place):
        large, small = Tree(place, "no-op-10000", 10_000), Tree(place, "no-op-1000", 1000)
        for tree in (large, small):
            tree.build_all()
        medians = measure_in_turn(place, [large.program("docbuild, 10,000 documents"),
                                          small.program("docbuild, 1,000 documents"),
                                          Program("ninja, 10,000 documents", ["ninja"],
                                                  large.directory)])
        return Report(self.name, "nothing changed, 10,000 documents × 20 files",
                      wall_rows(medians, "docbuild, 10,000 documents",
                                {"docbuild, 1,000 documents": 11}))
