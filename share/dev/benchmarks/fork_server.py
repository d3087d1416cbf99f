"""The fork server alone: how fast a builder starts, and whether the server grows."""

import os
import statistics
import sys
import time

from benchmarks.report import Report, Row

SERVER = ("--preload", "docbuild_sphinx.front", "--preload", "sphinx.cmd.build",
          "--warm", "docbuild_sphinx.warm")
STARTS = 100
JOBS = 500
BUILDER = "import sys, time\nprint(time.monotonic())\n"


class ForkServer:
    name = "fork-server"

    def run(self, place):
        sys.path.insert(0, os.path.join(place.top, "tests", "sphinx"))
        import driver
        directory = place.fresh_directory(self.name)
        builder = os.path.join(directory, "builder.py")
        with open(builder, "w", encoding="utf-8") as file:
            file.write(BUILDER)
        server = driver.ForkServer(os.path.join(directory, "server.log"), *SERVER)
        assert server.greeting["type"] == "ready", server.greeting
        log = os.path.join(directory, "log")
        starts = []
        first = None
        for number in range(JOBS):
            with open(log, "w", encoding="utf-8"):
                asked = time.monotonic()
            ending = server.run([builder], log)
            assert ending["status"] == 0, ending
            first = first or anonymous_memory(server.process.pid)
            if number < STARTS:
                with open(log, encoding="utf-8") as file:
                    starts.append(float(file.read()) - asked)
        grown = anonymous_memory(server.process.pid) - first
        server.end()
        return Report(self.name, "the fork server with Sphinx preloaded", [
            Row(f"request to the builder's first line, median of {STARTS}",
                statistics.median(starts), "s", must=0.015),
            Row(f"the server's memory after {JOBS} jobs, over that after the first", grown, "MB",
                must=2e6)])


def anonymous_memory(pid):
    """What it has written to, in bytes."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError(f"no memory of process {pid} can be read")
