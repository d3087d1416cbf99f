#!/usr/bin/python3
"""Checks that the folders of lib/ use one another as their meson.build files declare.

A folder's sources may include its own headers and those of the folders in its `uses`; each of these
has to be needed. Modules (a .hpp with its .cpp) include one another without cycles. A folder whose
meson.build says "# Pure:" includes nothing of the system and reads no clock and no environment.
"""

import os
import re
import sys
from collections import defaultdict
from pathlib import Path

INCLUDE = re.compile(r'^#include "lib/(\w+)/(\w+)\.hpp"', re.M)
USES = re.compile(r"^uses = \[(.*?)\]", re.M | re.S)
OUTSIDE = re.compile(
    r"# *include *<(filesystem|fstream|cstdlib|stdlib\.h|thread|random|unistd\.h|sys/.*|boost/.*)>"
    r"|(steady|system|high_resolution)_clock::now|\bgetenv\b|std::random_device")
LARGEST_FOLDER = 2000


def sources(folder):
    return sorted(path for path in folder.rglob("*.?pp") if path.suffix in (".cpp", ".hpp"))


def cycle_in(edges):
    """Some cycle of a graph {node: nodes}, as a list whose last is its first; empty: none."""
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return []
        path.append(node)
        for later in sorted(edges.get(node, ())):
            if cycle := visit(later):
                return cycle
        done.add(path.pop())
        return []

    for start in sorted(edges):
        if cycle := visit(start):
            return cycle
    return []


def check_folder(folder, modules):
    """What is wrong with a folder, as lines; adds to `modules` the edges between its modules."""
    meson = (folder / "meson.build").read_text(encoding="utf-8")
    declared = USES.search(meson)
    uses = set(re.findall(r"\blib_(\w+)", declared[1])) if declared else set()
    is_pure = "\n# Pure:" in "\n" + meson
    used, lines = set(), 0
    for path in sources(folder):
        text = path.read_text(encoding="utf-8")
        lines += text.count("\n")
        for other, module in INCLUDE.findall(text):
            used.add(other)
            if other == folder.name:
                if module != path.stem:
                    modules[path.stem].add(module)
            elif other not in uses:
                yield f"{path}: includes lib/{other}, which {folder}/meson.build does not name"
        if is_pure and (match := OUTSIDE.search(text)):
            yield f"{path}: {match[0]}: {folder.name} is pure"
    for other in sorted(uses - used):
        yield f"{folder}/meson.build: uses lib_{other}, which nothing there includes"
    if lines > LARGEST_FOLDER:
        yield f"{folder}: {lines} lines, more than {LARGEST_FOLDER}: split it"


def check(top):
    for folder in sorted(path for path in (Path(top) / "lib").iterdir() if path.is_dir()):
        modules = defaultdict(set)
        yield from check_folder(folder, modules)
        if cycle := cycle_in(modules):
            yield f"{folder}: modules include one another in a circle: {' -> '.join(cycle)}"


def main():
    os.chdir(Path(__file__).parents[2])
    faults = list(check(""))
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
