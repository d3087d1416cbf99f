"""Documents whose conf.py imports numpy, whose library would start threads in the fork server.

What a build from nothing takes when two have taught docbuild what to preload, beside the first one,
and beside one without preloading.
"""

import json
import os
import shutil
import statistics

from benchmarks.measurement import Program, forget_but_learned, measure_once
from benchmarks.report import Report, Row

COUNT = 12
MANIFEST = {
    "docbuild": 1,
    "stages": {"html": {"sphinx": "html", "python": "/usr/bin/python3", "arguments": ["-q"]}},
    "documents": [{"match": "source/*/conf.py", "name": "{1}"}]}
CONF = "import numpy\nproject = 'numbers'\nrelease = numpy.__version__\n"


class NumpyConf:
    name = "numpy-conf"

    def run(self, place):
        directory = place.fresh_directory(self.name)
        self.write(directory)
        build = os.path.join(directory, "_build")

        def forget_all():
            shutil.rmtree(build, ignore_errors=True)

        def forget_documents():
            forget_but_learned(build)

        def program(prepare, *options):
            command = [place.docbuild, "--jobs", "2", *options]
            return Program("docbuild", command, directory, prepare)

        builds = {"first": program(forget_all), "second": program(forget_documents),
                  "third": program(forget_documents),
                  "plain": program(forget_documents, "--no-preload")}
        runs = {name: [] for name in builds}
        for number in range(place.runs + 1):  # the first round fills the caches
            for name, one in builds.items():
                wall = measure_once(place, one)["wall"]
                runs[name] += [wall] if number else []
        first, second, third, plain = (statistics.median(walls) for walls in runs.values())
        return Report(self.name, f"{COUNT} documents whose conf.py imports numpy", [
            Row("docbuild, third build from nothing", third, "s"),
            Row("docbuild, second", second, "s", third / second),
            Row("docbuild, first", first, "s", third / first, 1.05),
            Row("docbuild --no-preload", plain, "s", third / plain, 0.6)])

    @staticmethod
    def write(directory):
        files = {"docbuild.json": json.dumps(MANIFEST)}
        for number in range(COUNT):
            files[f"source/{number}/conf.py"] = CONF
            files[f"source/{number}/index.rst"] = f"Page {number}\n======\n\nText.\n"
        for name, text in files.items():
            path = os.path.join(directory, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
