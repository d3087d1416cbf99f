#!/usr/bin/python3
"""Measures the fork server beside plain `sphinx-build`, two builders at once, from nothing.

usage: measure.py KERNEL-TREE [RUNS]

Builds the kernel's 24 smallest sub-documents (share/dev/benchmarks chooses them) each way in
turn, compares the files, and prints medians.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
import time

from case import FRONT, tree
from driver import PYTHON, ForkServer, environment

TOP = PYTHON.parents[2]
sys.path.insert(0, str(TOP / "share/dev"))

from benchmarks.kernel import smallest  # noqa: E402

SLOTS = 2
SERVER = ("--preload", "docbuild_sphinx.front", "--preload", "sphinx.cmd.build",
          "--warm", "docbuild_sphinx.warm")


class Kernel:
    def __init__(self, linux, output):
        with open(TOP / "share/examples/linux/docbuild.json", encoding="utf-8") as file:
            manifest = json.load(file)
        self.linux, self.output = linux, output
        self.names = smallest(linux, manifest)
        self.command = manifest["stages"]["html"]["command"][1:]
        self.environment = environment(srctree=".", BUILDDIR=output, PYTHONHASHSEED="0")

    def arguments(self, name):
        source = os.path.join(self.linux, "Documentation", name)
        return [word.format(build=self.output, document=name, source=source,
                            output=os.path.join(self.output, "html", name))
                for word in self.command]

    def by_server(self):
        """Seconds of processor time; the largest builder's memory."""
        server = ForkServer(self.output + ".log", *SERVER, env=self.environment)
        waiting, costs = list(self.names), [server_cost(server)]
        left, largest = len(waiting), 0

        def start():
            if waiting:
                server.send([FRONT, *self.arguments(waiting.pop(0))], self.output + ".log",
                            directory=self.linux)

        for _ in range(SLOTS):
            start()
        while left:
            message = server.next()
            if message["type"] == "ended":
                assert message["status"] == 0, message
                costs.append(message["user"] + message["system"])
                largest = max(largest, message["max_rss"])
                left -= 1
                start()
        server.end()
        return sum(costs), largest

    def plainly(self):
        waiting, running = list(self.names), 0
        cost = largest = 0
        log = os.open(self.output + ".log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.chdir(self.linux)
        while waiting or running:
            if waiting and running < SLOTS:
                os.posix_spawn(sys.executable, [sys.executable, "/usr/bin/sphinx-build",
                                                *self.arguments(waiting.pop(0))],
                               self.environment, file_actions=[(os.POSIX_SPAWN_DUP2, log, 1),
                                                               (os.POSIX_SPAWN_DUP2, log, 2)])
                running += 1
                continue
            _, status, usage = os.wait3(0)
            assert status == 0, status
            running -= 1
            cost += usage.ru_utime + usage.ru_stime
            largest = max(largest, usage.ru_maxrss * 1024)
        os.close(log)
        return cost, largest


def server_cost(server):
    with open(f"/proc/{server.process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    linux, runs = os.path.abspath(sys.argv[1]), int((sys.argv[2:] or ["3"])[0])
    directory = tempfile.mkdtemp(prefix="docbuild-measure-")
    output, results, files = os.path.join(directory, "build"), {}, {}
    kernel = Kernel(linux, output)
    for _ in range(runs):
        for name, build in (("plain", kernel.plainly), ("server", kernel.by_server)):
            began = time.monotonic()
            cost, largest = build()
            results.setdefault(name, []).append((time.monotonic() - began, cost, largest / 2**20))
            found = tree(os.path.join(output, "html"))
            assert files.setdefault("html", found) == found, "the files differ"
            shutil.rmtree(output)
    shutil.rmtree(directory)
    for name, rows in results.items():
        wall, cost, largest = (statistics.median(column) for column in zip(*rows))
        print(f"{name:8} {wall:6.2f} s   processor {cost:6.2f} s   peak {largest:5.1f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
