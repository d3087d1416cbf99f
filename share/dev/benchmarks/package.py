"""A builder that is a package of Python's with a heavy import, `python3 -m PACKAGE`, in two passes.

As SageMath builds: each pass of each document is one command that spends most of its time on
imports. Here the import is Sphinx's, and the work is a page of docutils'.
"""

import json
import os
import shutil
import sys

from benchmarks.measurement import Program, forget_but_learned, measure_in_turn
from benchmarks.report import Report, wall_rows

COUNT = 24
PASSES = ("first", "second")
PACKAGE = '''
import sys
import sphinx.application, sphinx.builders.html, sphinx.ext.autodoc  # the heavy part
from docutils.core import publish_string
source, output = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    page = publish_string(file.read(), writer_name="html5")
with open(output, "wb") as file:
    file.write(page)
'''
MODULES = ["sphinx.application", "sphinx.builders.html", "sphinx.ext.autodoc", "docutils.core",
           "docutils.writers.html5_polyglot"]


class Package:
    name = "package"

    def run(self, place):
        directory = place.fresh_directory(self.name)
        self.write(directory)

        def forget():
            shutil.rmtree(os.path.join(directory, "_build"), ignore_errors=True)
            for name in PASSES:
                os.makedirs(os.path.join(directory, "_build", name))

        learning = Program('docbuild, "auto", from the second run on', [
            place.docbuild, "--jobs", "2", "-f", "automatic.json"], directory,
            lambda: forget_but_learned(os.path.join(directory, "_automatic")))
        medians = measure_in_turn(place, [
            Program("docbuild", [place.docbuild, "--jobs", "2"], directory, forget), learning,
            Program("docbuild --no-preload", [place.docbuild, "--jobs", "2", "--no-preload"],
                    directory, forget),
            Program("make", ["make", "-s", "-j2"], directory, forget)])
        return Report(self.name, f"python3 -m PACKAGE, {COUNT} documents, two passes",
                      wall_rows(medians, "docbuild", {}))

    @staticmethod
    def write(directory):
        os.makedirs(os.path.join(directory, "builder"))
        files = {"builder/__init__.py": "", "builder/__main__.py": PACKAGE}
        for number in range(COUNT):
            os.makedirs(os.path.join(directory, "source", str(number)))
            files[f"source/{number}/index.rst"] = f"Page {number}\n======\n\nText.\n"
        stage = {"preload": MODULES, "outputs": ["{output}/page"], "command": [
            sys.executable, "-m", "builder", "{source}/index.rst", "{output}/page"]}
        for name, build, keys in (("docbuild.json", "_build", stage),
                                  ("automatic.json", "_automatic", {**stage, "preload": "auto"})):
            files[name] = json.dumps({
                "docbuild": 1, "build": build,
                "stages": {"first": keys, "second": {**keys, "after": ["first:*"]}},
                "documents": [{"name": str(n), "source": f"source/{n}"} for n in range(COUNT)]})
        targets = {name: [f"_build/{name}/{number}" for number in range(COUNT)] for name in PASSES}
        rules = [f"all: {' '.join(targets['second'])}\n"]
        for name in PASSES:
            for number, target in enumerate(targets[name]):
                before = " ".join(targets["first"]) if name == "second" else ""
                rules.append(f"{target}: {before}\n\t@{sys.executable} -m builder "
                             f"source/{number}/index.rst {target}\n")
        files["Makefile"] = "".join(rules)
        for name, text in files.items():
            with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
                file.write(text)
