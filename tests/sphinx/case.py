"""The base class of the tests here: a directory, and a server if one is asked for.

The directory is kept and named when a test fails.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from driver import PYTHON, ForkServer, environment

FRONT = str(PYTHON / "sphinx-build")


def in_child(call):
    """What `call` gives, a JSON value, in a forked process."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writer, json.dumps(call()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as file:
        found = file.read()
    os.waitpid(pid, 0)
    return json.loads(found)


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.directory = os.path.realpath(tempfile.mkdtemp(prefix="docbuild-sphinx-"))
        self.log = self.path("log")
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        outcome = getattr(self, "_outcome", None)
        result = getattr(outcome, "result", None)
        bad = result and any(test is self for test, _ in result.failures + result.errors)
        if bad or not getattr(outcome, "success", True):
            print(f"left for a look: {self.directory}", file=sys.stderr)
        else:
            shutil.rmtree(self.directory)

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def write(self, name, content=""):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, name):
        with open(self.path(name), encoding="utf-8", errors="surrogateescape") as file:
            return file.read()

    def server(self, *options, **more):
        server = ForkServer(self.path("server.log"), *options, **more)
        self.addCleanup(server.kill)
        return server

    def ready(self, *options, **more):
        server = self.server(*options, **more)
        self.assertEqual(server.greeting["type"], "ready", server.greeting)
        return server

    def job(self, server, arguments, **more):
        """How a job ended, and what it printed."""
        open(self.log, "w").close()
        answer = server.run(arguments, self.log, **more)
        return answer, self.read("log")

    def plain(self, arguments, env=None, directory="/", flags=()):
        """The wait status and the output of the same job, started the plain way."""
        with open(self.path("plain"), "wb") as log:
            process = subprocess.run([sys.executable, *flags, *arguments], cwd=directory,
                                     env=env or environment(), stdin=subprocess.DEVNULL,
                                     stdout=log, stderr=log)
        code = process.returncode
        return (-code if code < 0 else code << 8), self.read("plain")

    def front(self, *arguments, told=None, script=FRONT, **env):
        """Runs the front on its own; the result of `subprocess.run`, with what it printed."""
        if told is not None:
            env["DOCBUILD_SPHINX"] = self.write("told.json", json.dumps(told))
        return subprocess.run([sys.executable, script, *arguments], cwd=self.directory,
                              env=environment(**env), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def tree(directory, but=(".doctrees",)):
    """Every file below `directory` with its content."""
    found = {}
    for parent, names, files in os.walk(directory):
        names[:] = [name for name in names if name not in but]
        for name in set(files).difference(but):
            path = os.path.join(parent, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, directory)] = file.read()
    return found


class SphinxCase(Case):
    def build(self, *arguments, told=None, status=0, **env):
        result = self.front(*arguments, told=told, **env)
        self.assertEqual(result.returncode, status, result.stdout)
        return result.stdout

    def project(self, files, conf=""):
        self.write("source/conf.py", conf)
        for name, text in files.items():
            self.write(f"source/{name}", text)

    def report(self):
        return json.loads(self.read("report"))
