"""The kernel's 24 smallest sub-documents, two at a time, from nothing: docbuild beside xargs.

Both run the command of share/examples/linux/docbuild.json from the same directory and with the same
environment; xargs takes the documents by name, as a shell script's author would.
"""

import glob
import json
import os
import re
import shutil
import subprocess

from benchmarks.measurement import Aside, Program, measure_in_turn
from benchmarks.report import Report, wall_rows

COUNT = 24
ARCHIVE = "/usr/src/linux-source-6.1.tar.xz"
PARTS = ["Documentation", "scripts", "include", "Makefile", "MAINTAINERS", "arch/x86/Makefile",
         "arch/x86/Makefile_32.cpu"]


def unpacked_tree(place):
    """A kernel tree of our own to write into; unpacked or copied once, about 150 MB."""
    tree = os.path.join(place.build, "bench", "linux-source-6.1")
    whole = os.path.join(tree, ".unpacked-with-sources")
    if os.path.exists(whole):
        return tree
    shutil.rmtree(tree, ignore_errors=True)
    os.makedirs(tree)
    if place.linux:
        subprocess.run(["cp", "-r", "--parents", *PARTS, tree], cwd=place.linux, check=True)
    else:
        subprocess.run(["tar", "-xf", ARCHIVE, "-C", os.path.dirname(tree)]
                       + [f"linux-source-6.1/{part}" for part in PARTS], check=True)
    add_sources(place, tree)
    with open(whole, "w", encoding="utf-8"):
        return tree


def add_sources(place, tree):
    """The files whose comments are part of the documents: a page that misses one is read anew each
    time. Some have gone from the kernel, so that neither cp nor tar finds all."""
    wanted = set()
    for path in glob.glob(os.path.join(tree, "Documentation/**/*.rst"), recursive=True):
        with open(path, encoding="utf-8", errors="replace") as file:
            wanted.update(re.findall(r"^[ \t]*\.\. kernel-doc:: +(\S+)", file.read(), re.MULTILINE))
    missing = sorted(path for path in wanted if not os.path.exists(os.path.join(tree, path)))
    if place.linux:
        command = ["cp", "--parents", *missing, tree]
    else:
        command = ["tar", "-xf", ARCHIVE, "-C", os.path.dirname(tree)] + [
            f"linux-source-6.1/{path}" for path in missing]
    subprocess.run(command, cwd=place.linux, stderr=subprocess.DEVNULL, check=False)


def size_of(directory):
    return sum(os.path.getsize(os.path.join(parent, name))
               for parent, _, names in os.walk(directory) for name in names)


def all_of(tree, manifest):
    """The directories below the tree that the manifest's one rule finds."""
    left_out = {path for document in manifest["documents"] for path in document["except"]}
    found = [os.path.relpath(path, tree)
             for path in glob.glob(os.path.join(tree, "Documentation/*/index.rst"))]
    return [os.path.dirname(path) for path in found if path not in left_out]


def smallest(tree, manifest):
    directories = all_of(tree, manifest)
    directories.sort(key=lambda path: (size_of(os.path.join(tree, path)), path))
    return sorted(os.path.basename(path) for path in directories[:COUNT])


def example(place, name):
    with open(os.path.join(place.top, "share/examples/linux", name), encoding="utf-8") as file:
        return json.load(file)


def command_of(tree, manifest, name, output):
    """The manifest's own command for the document `name`, with its pages below `output`."""
    values = {"build": output, "document": name, "source": f"{tree}/Documentation/{name}",
              "output": f"{output}/html/{name}"}
    return [word.format_map(values) for word in manifest["stages"]["html"]["command"]]


def environment_of(manifest, output):
    return {name: value.format_map({"build": output})
            for name, value in manifest["environment"].items()}


def xargs(place, tree, names, manifest, output, forget):
    """The manifest's own command, with xargs' {} for the document."""
    listed = os.path.join(place.build, "bench", "kernel-documents")
    with open(listed, "w", encoding="utf-8") as file:
        file.write("".join(f"{name}\n" for name in names))
    return Program("xargs", ["xargs", "-P2", "-a", listed, "-I{}",
                             *command_of(tree, manifest, "{}", output)],
                   tree, forget, environment_of(manifest, output))


class SmallestKernelDocuments:
    name = "kernel"

    def run(self, place):
        tree = unpacked_tree(place)
        shutil.copy(os.path.join(place.top, "share/examples/linux/docbuild.json"), tree)
        manifest = example(place, "docbuild.json")
        names = smallest(tree, manifest)
        outputs = {"docbuild": os.path.join(tree, "_build"), "xargs": os.path.join(tree, "_xargs")}

        aside = Aside(tree)

        def forget():
            aside.move(outputs.values())

        programs = [
            Program("docbuild", [place.docbuild, "--jobs", "2", *names], tree, forget),
            xargs(place, tree, names, manifest, outputs["xargs"], forget),
        ]
        medians = measure_in_turn(place, programs)
        forget()
        aside.remove()
        return Report(self.name, f"the kernel's {COUNT} smallest sub-documents, two slots",
                      wall_rows(medians, "docbuild", {"xargs": 1.03}))
