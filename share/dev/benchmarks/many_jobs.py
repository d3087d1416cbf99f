"""2,000 jobs that do nothing, two at a time: what starting and reaping a builder costs.

Each peer gets as many targets, which start /bin/true once each, in the way that is the peer's own:
ninja through /bin/sh and with its output caught, make without a shell, as it does for such a
command; neither finds anything up to date, because no target's file ever exists. The pool starts
the command from a worker that is replaced after each task, as SageMath's build did.
"""

import json
import os
import shutil
import sys

from benchmarks.measurement import Program, measure_in_turn
from benchmarks.report import Report, Row, wall_rows

COUNT = 2000
POOL = """
import multiprocessing, subprocess
def build(number):
    return subprocess.call(["/bin/true"])
if __name__ == "__main__":
    with multiprocessing.Pool(2, maxtasksperchild=1) as pool:
        assert not any(pool.map(build, range(%d), chunksize=1))
""" % COUNT


def _write(directory, name, text):
    with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
        file.write(text)


def write_inputs(directory):
    os.mkdir(os.path.join(directory, "source"))
    _write(directory, "source/index.rst", "nothing\n")
    manifest = {"docbuild": 1, "stages": {"true": {"command": ["/bin/true"]}},
                "documents": [{"name": f"job{n}", "source": "source"} for n in range(COUNT)]}
    _write(directory, "docbuild.json", json.dumps(manifest))
    _write(directory, "build.ninja", "rule true\n  command = /bin/true\n"
           + "".join(f"build job{n}: true\n" for n in range(COUNT)))
    targets = " ".join(f"job{n}" for n in range(COUNT))
    _write(directory, "Makefile", f"all: {targets}\n.PHONY: all {targets}\n{targets}:\n\t@/bin/true\n")
    _write(directory, "arguments", "".join(f"{n}\n" for n in range(COUNT)))
    _write(directory, "pool.py", POOL)


class ManyJobs:
    name = "many-jobs"

    def run(self, place):
        directory = place.fresh_directory_in_memory(self.name)
        try:
            return self.measure(place, directory)
        finally:
            shutil.rmtree(directory)

    def measure(self, place, directory):
        write_inputs(directory)

        def forget():
            shutil.rmtree(os.path.join(directory, "_build"), ignore_errors=True)
            for name in (".ninja_log", ".ninja_deps"):
                if os.path.exists(os.path.join(directory, name)):
                    os.remove(os.path.join(directory, name))

        programs = [Program(name, command, directory, forget) for name, command in [
            ("docbuild", [place.docbuild, "--jobs", "2"]),
            ("ninja", ["ninja", "-j2"]),
            ("make", ["make", "-s", "-j2"]),
            ("xargs", ["xargs", "-P2", "-n1", "-a", "arguments", "/bin/true"]),
            ("multiprocessing.Pool", [sys.executable, "pool.py"]),
        ]]
        medians = measure_in_turn(place, programs)
        rows = wall_rows(medians, "docbuild", {"ninja": 0.8, "make": 1.25})
        rows.append(Row("docbuild, peak memory", medians["docbuild"]["max_rss"], "MB", must=12e6))
        return Report(self.name, f"{COUNT:,} × /bin/true, two slots", rows)
