"""Two builders that sleep for 60 s: what docbuild itself does meanwhile, which is nothing.

All runs go on at the same time, in directories of their own: they do not use the processor. Wake-ups
are the voluntary context switches of the driver between its 5th and 55th second, when neither a
builder ends nor the minute is over after which it says that it lives.
"""

import json
import os
import statistics
import subprocess
import time

from benchmarks.measurement import clean_environment
from benchmarks.report import Report, Row

SECONDS = 60
QUIET = (5, 55)


def write_manifest(directory):
    os.makedirs(os.path.join(directory, "source"))
    manifest = {"docbuild": 1, "stages": {"sleep": {"command": ["sleep", str(SECONDS)]}},
                "documents": [{"name": name, "source": "source"} for name in ("one", "two")]}
    with open(os.path.join(directory, "docbuild.json"), "w", encoding="utf-8") as file:
        json.dump(manifest, file)


def start(place, directory):
    with open(os.path.join(directory, "output.log"), "wb") as log:
        return subprocess.Popen(
            [place.measure, "measured.json", place.docbuild, "--jobs", "2"], cwd=directory,
            env=clean_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def only_child(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
        return int(file.read())


def switches(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        for line in file:
            if line.startswith("voluntary_ctxt_switches:"):
                return int(line.split()[1])
    raise RuntimeError(f"no context switches in /proc/{pid}/status")


def costs_of(directory):
    with open(os.path.join(directory, "measured.json"), encoding="utf-8") as file:
        costs = json.load(file)
    if costs["exit"] != 0:
        raise RuntimeError(f"docbuild exited with {costs['exit']}, see {directory}/output.log")
    return costs


class Idle:
    name = "idle"

    def run(self, place):
        directories = [place.fresh_directory(f"{self.name}/{n}") for n in range(place.runs)]
        for directory in directories:
            write_manifest(directory)
        measuring = [start(place, directory) for directory in directories]
        time.sleep(QUIET[0])
        drivers = [only_child(process.pid) for process in measuring]
        before = [switches(pid) for pid in drivers]
        time.sleep(QUIET[1] - QUIET[0])
        woken = [switches(pid) - count for pid, count in zip(drivers, before)]
        for process in measuring:
            process.wait()
        cpu = [costs_of(directory)["own_cpu"] for directory in directories]
        return Report(self.name, f"docbuild itself while builders sleep for {SECONDS} s", [
            Row("processor time", statistics.median(cpu), "s", must=0.1),
            Row("wake-ups", statistics.median(woken), "in 50 s", must=0)])
