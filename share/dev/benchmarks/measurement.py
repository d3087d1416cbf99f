"""Runs programs in turn, several times, and gives the medians of what each cost.

Each is started by tests/bench/measure, which is small, so that the peak memory is the program's
own; the wall time is monotonic.
"""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field
from typing import Callable


@dataclass
class Place:
    """Where a benchmark runs: the source tree, the build directory, how often."""

    top: str
    build: str
    linux: str
    runs: int

    @property
    def docbuild(self):
        return os.path.join(self.build, "app", "docbuild")

    @property
    def measure(self):
        return os.path.join(self.build, "tests", "bench", "measure")

    def fresh_directory(self, name):
        path = os.path.join(self.build, "bench", name)
        shutil.rmtree(path, ignore_errors=True)
        os.makedirs(path)
        return path

    def fresh_directory_in_memory(self, name):
        """For what counts processes, not files: ext4 looks for inodes that were not freed lately
        (recently_deleted in fs/ext4/ialloc.c), so that a program which keeps logs would pay for
        the runs before its own. The caller removes it."""
        memory = "/dev/shm"
        if not os.access(memory, os.W_OK):
            return self.fresh_directory(name)
        return tempfile.mkdtemp(prefix=f"docbuild-{name}-", dir=memory)


class Aside:
    """Where the files of earlier runs wait until all have run. Who deletes them before the next run
    has that pay for it, 15 % have been seen: ext4 passes by each inode that was freed lately."""

    def __init__(self, directory):
        self._directory = os.path.join(directory, "_aside")

    def move(self, paths):
        """Leaves nothing at `paths`."""
        os.makedirs(self._directory, exist_ok=True)
        for path in filter(os.path.lexists, paths):
            os.rename(path, os.path.join(tempfile.mkdtemp(dir=self._directory), "moved"))

    def remove(self):
        shutil.rmtree(self._directory, ignore_errors=True)


def forget_but_learned(build):
    """Leaves of a build directory no more than what earlier runs taught docbuild to preload."""
    learned = os.path.join(build, ".docbuild", "preload")
    kept = build + "-kept"
    if os.path.isdir(learned):
        os.rename(learned, kept)
    shutil.rmtree(build, ignore_errors=True)
    if os.path.isdir(kept):
        os.makedirs(os.path.dirname(learned))
        os.rename(kept, learned)


@dataclass
class Program:
    """One of those compared. `prepare` is called before each run, and is not measured."""

    name: str
    command: list
    cwd: str
    prepare: Callable = lambda: None
    environment: dict = field(default_factory=dict)


def measure_once(place, program):
    """{wall, user, system, max_rss, own_cpu, own_switches} of one run, in seconds and bytes."""
    program.prepare()
    directory = os.path.join(place.build, "bench")
    os.makedirs(directory, exist_ok=True)
    result = os.path.join(directory, "measured.json")
    log = os.path.join(directory, "output.log")
    with open(log, "wb") as output:
        subprocess.run([place.measure, result, *program.command], cwd=program.cwd, check=True,
                       env={**clean_environment(), **program.environment},
                       stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    with open(result, encoding="utf-8") as file:
        costs = json.load(file)
    if costs["exit"] != 0:
        raise RuntimeError(f"{program.name} exited with {costs['exit']}, see {log}")
    return costs


def measure_in_turn(place, programs):
    """{name: {figure: median}}. Runs A B C A B C ..., so that what else the machine does meets all
    alike; one round before that is not counted, it fills the caches."""
    runs = {program.name: [] for program in programs}
    for number in range(place.runs + 1):
        for program in programs:
            costs = measure_once(place, program)
            if number > 0:
                runs[program.name].append(costs)
    return {name: {figure: statistics.median(costs[figure] for costs in several)
                   for figure in several[0]}
            for name, several in runs.items()}


def clean_environment():
    """Without what would change how many builders docbuild or make start, or how Python starts."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith(("DOCBUILD_", "PYTHON"))
            and name not in ("MAKEFLAGS", "MFLAGS", "NINJA_STATUS")}
