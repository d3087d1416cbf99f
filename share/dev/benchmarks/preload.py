"""The kernel's sub-documents by `sphinx` stages, which are preloaded: beside what else builds them.

Each peer starts the command of share/examples/linux/docbuild.json, but for the kernel's own make.
What docbuild writes has to be what sphinx-build does, byte for byte, or there is no figure.
"""

import json
import os

from benchmarks.kernel import (COUNT, all_of, command_of, environment_of, example, smallest,
                               unpacked_tree, xargs)
from benchmarks.measurement import Aside, Program, measure_in_turn, measure_once
from benchmarks.report import Report, Row, wall_rows

MANIFEST = "docbuild-sphinx.json"
SEED = {"PYTHONHASHSEED": "0"}  # as docbuild's builders have it, so that files can be compared


def pages(output):
    """{path: content} of all files below `output`/html."""
    found = {}
    top = os.path.join(output, "html")
    for parent, _, names in os.walk(top):
        for name in names:
            path = os.path.join(parent, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, top)] = file.read()
    return found


def compare(one, other):
    """How many files are the same in both; an error where any differs."""
    ours, theirs = pages(one), pages(other)
    different = sorted(path for path in ours.keys() | theirs.keys()
                       if ours.get(path) != theirs.get(path))
    if different or not ours:
        raise RuntimeError(f"{len(different)} files differ in {one} and {other}: {different[:5]}")
    return len(ours)


class Kernel:
    """The tree with a directory of pages for each program, and the programs."""

    def __init__(self, place):
        self.place = place
        self.tree = unpacked_tree(place)
        self.plain = example(place, "docbuild.json")
        self.manifest = example(place, "sphinx.json")
        self.write_manifest(self.manifest)
        self._aside = Aside(self.tree)

    def write_manifest(self, manifest):
        with open(os.path.join(self.tree, MANIFEST), "w", encoding="utf-8") as file:
            json.dump(manifest, file)

    def output(self, name):
        return os.path.join(self.tree, "_" + name)

    def forget(self):
        self._aside.move(map(self.output, ("build", "ninja", "make", "xargs", "kernel")))

    def clean_up(self):
        self.forget()
        self._aside.remove()

    def docbuild(self, names, *options, name="docbuild"):
        return Program(name, [self.place.docbuild, "-f", MANIFEST, "--jobs", "2", *options,
                              *names], self.tree, self.forget)

    def _beside(self, name, text):
        path = os.path.join(self.place.build, "bench", name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def _line(self, name, program):
        return " ".join(command_of(self.tree, self.plain, name, self.output(program)))

    def ninja(self, names):
        path = self._beside("kernel.ninja", "rule sphinx\n  command = $command\n" + "".join(
            f"build {name}: sphinx\n  command = {self._line(name, 'ninja')}\n" for name in names))
        return self._peer("ninja", ["ninja", "-j2", "-f", path])

    def make(self, names):
        targets = " ".join(names)
        path = self._beside("kernel.make", f"all: {targets}\n.PHONY: all {targets}\n" + "".join(
            f"{name}:\n\t@{self._line(name, 'make')}\n" for name in names))
        return self._peer("make", ["make", "-s", "-j2", "-f", path])

    def _peer(self, name, command):
        environment = {**environment_of(self.plain, self.output(name)), **SEED}
        return Program(name, command, self.tree, self.forget, environment)

    def xargs(self, names):
        program = xargs(self.place, self.tree, names, self.plain, self.output("xargs"), self.forget)
        program.environment.update(SEED)
        return program

    def own_make(self, names):
        output = self.output("kernel")

        def prepare():
            self.forget()
            os.makedirs(output)

        return Program("the kernel's make htmldocs", [
            "make", "-s", "-j2", "htmldocs", f"SPHINXDIRS={' '.join(names)}", f"O={output}"],
            self.tree, prepare)


class Preloaded:
    name = "preloaded"

    def run(self, place):
        kernel = Kernel(place)
        names = smallest(kernel.tree, kernel.plain)
        medians = measure_in_turn(place, [kernel.docbuild(names), kernel.ninja(names),
                                          kernel.make(names), kernel.own_make(names)])
        rows = wall_rows(medians, "docbuild", {
            "ninja": 1 / 2.4, "make": 1 / 2.4, "the kernel's make htmldocs": 1 / 5.5})
        rows.append(self.memory(place, kernel, names))
        kernel.clean_up()
        return Report(self.name, f"the kernel's {COUNT} smallest, `sphinx` stage, two slots", rows)

    def memory(self, place, kernel, names):
        """The largest ratio of a document's peak memory to that of plain sphinx-build."""
        measure_once(place, kernel.docbuild(names))
        ours = peaks(kernel.output("build"))
        worst = 0.0
        for name in names:
            program = Program(name, command_of(kernel.tree, kernel.plain, name,
                                               kernel.output("make")), kernel.tree,
                              environment=environment_of(kernel.plain, kernel.output("make")))
            worst = max(worst, ours[name] / measure_once(place, program)["max_rss"])
        compare(kernel.output("build"), kernel.output("make"))
        return Row("a document's peak memory to sphinx-build's, the largest", worst, "×", must=1.05)


def peaks(build):
    """{document: peak memory in bytes} of the last run."""
    return {event["document"]: event["max_rss"] for event in events_of_last_run(build)
            if event["event"] == "job_finished"}


class InventoryToo:
    """An inventory stage before html, beside html alone: pages after the inventory of their own
    document, and after all inventories."""

    name = "inventory"

    def run(self, place):
        kernel = Kernel(place)
        names = smallest(kernel.tree, kernel.plain)
        documents = [{"name": name, "source": f"Documentation/{name}"} for name in names]
        manifest = {**kernel.manifest, "documents": documents}
        html = manifest["stages"]["html"]

        def program(name, *after):
            stages = {"inventory": {**html, "sphinx": "inventory"},
                      "html": {**html, "after": [*after]}} if after else manifest["stages"]
            found = kernel.docbuild(names, name=name)
            found.prepare = self.prepare(kernel, {**manifest, "stages": stages})
            return found

        alone = program("docbuild, html alone")
        after_own = program("docbuild, html after inventory", "inventory")
        after_all = program("docbuild, html after inventory:*", "inventory:*")
        medians = measure_in_turn(place, [after_own, after_all, alone])
        kernel.clean_up()
        of_all = medians.pop(after_all.name)["wall"]
        rows = wall_rows(medians, after_own.name, {alone.name: 1.25})
        rows += [Row(after_all.name, of_all, "s"),
                 Row("the same, to html alone", of_all / medians[alone.name]["wall"], "×")]
        return Report(self.name, f"the kernel's {COUNT} smallest, with inventories", rows)

    @staticmethod
    def prepare(kernel, manifest):
        def prepare():
            kernel.forget()
            kernel.write_manifest(manifest)
        return prepare


class WholeKernel:
    """All sub-documents, from nothing and then again; one run of each, as it takes minutes."""

    name = "kernel-all"

    def run(self, place):
        kernel = Kernel(place)
        names = sorted(os.path.basename(path) for path in all_of(kernel.tree, kernel.plain))
        kernel.forget()
        docbuild, xargs_ = kernel.docbuild(names), kernel.xargs(names)
        docbuild.prepare = xargs_.prepare = lambda: None

        def wall(program):
            return measure_once(place, program)["wall"]

        def again(built):
            seconds = wall(docbuild)
            counts = last_counts(kernel.output("build"))
            if counts.get("built", 0) != built:
                raise RuntimeError(f"{counts}, {built} should have been built")
            return seconds

        peer, own = wall(xargs_), wall(docbuild)
        files = compare(kernel.output("build"), kernel.output("xargs"))
        rows = [Row("docbuild", own, "s"), Row("xargs", peer, "s", own / peer, 1 / 1.5),
                Row("docbuild, nothing changed", again(0), "s"),
                Row("xargs, nothing changed", wall(xargs_), "s")]
        touch_all(os.path.join(kernel.tree, "Documentation"))
        rows.append(Row("docbuild, all files touched", again(0), "s"))
        page = os.path.join(kernel.tree, "Documentation", names[0], "index.rst")
        with open(page, encoding="utf-8") as file:
            text = file.read()
        with open(page, "w", encoding="utf-8") as file:
            file.write(text + "\n.. edited\n")
        rows.append(Row("docbuild, one page edited", again(1), "s"))
        with open(page, "w", encoding="utf-8") as file:
            file.write(text)
        kernel.clean_up()
        return Report(self.name, f"the kernel's {len(names)}, two slots, {files} equal files", rows)


def touch_all(directory):
    for parent, _, names in os.walk(directory):
        for name in names:
            os.utime(os.path.join(parent, name), follow_symlinks=False)


def events_of_last_run(build):
    runs = os.path.join(build, ".docbuild", "runs")
    with open(os.path.join(runs, max(os.listdir(runs))), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def last_counts(build):
    return events_of_last_run(build)[-1]["counts"]
