"""The base class of all tests that run the docbuild binary.

Each test has a directory of its own, which is kept and named when the test fails. The
environment says where the programs are (DOCBUILD, FAKE_BUILDER) and which FLAVOUR they are: `native`
or `portable`.

    class Exits(DocbuildTest):
        def test_names_the_failed_job(self):
            self.manifest({"a": self.fake("exit", "3"), "b": self.fake("print", "hello")})
            result = self.docbuild("--jobs", "1", "--keep-going")
            self.assertEqual(result.exit, 1)
            self.assertEqual(result.outcomes(), {"a:build": "failed", "b:build": "built"})

A file of tests ends with `main()`.
"""

import json
import os
import shutil
import sys
import tempfile
import unittest

import processes
from run import Run, ignore_by_handler, wait_until

MARKER = "E2E_TEST"  # the variable by which a test finds the processes that it caused
SEPARATOR = "--then"
_WITHOUT = ("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "MAKEFLAGS", "COLUMNS", "LINES")


def program(variable):
    path = os.environ.get(variable)
    if not path:
        raise RuntimeError(f"{variable} is not set: run these tests with 'meson test'")
    return path


def needs_subreaper(test):
    """Skips the test in the portable flavour, which knows builders by their process groups alone."""
    return unittest.skipIf(program("FLAVOUR") == "portable",
                           "the portable flavour does not see processes that leave their group")(test)


class DocbuildTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.directory = os.path.realpath(tempfile.mkdtemp(prefix="docbuild-e2e-"))
        self.marker = f"{MARKER}={os.path.basename(self.directory)}"
        self._runs = []
        self.addCleanup(self._clean_up)

    # what a test writes

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

    def fake(self, *actions):
        """The command of a fake_builder: words of one action, or one list per action."""
        if actions and isinstance(actions[0], str):
            actions = (actions,)
        command = [program("FAKE_BUILDER")]
        for number, action in enumerate(actions):
            command += [SEPARATOR] * (number > 0) + [str(word) for word in action]
        return command

    def manifest(self, commands, name="docbuild.json", stage="build", **more):
        """Writes a manifest with one document per item of `commands`, {document: argv or stage
        keys}, each with a source directory of its own; `more` are further top-level keys."""
        documents = []
        for document, keys in commands.items():
            self.write(f"source/{document}/index.rst", f"{document}\n")
            keys = keys if isinstance(keys, dict) else {"command": keys}
            own = {key: keys[key] for key in ("needs", "variables") if key in keys}
            rest = {key: value for key, value in keys.items() if key not in own}
            documents.append({"name": document, "source": f"source/{document}", **own,
                              "overrides": {stage: rest}})
        first = next(iter(commands.values()), ["true"])
        command = first["command"] if isinstance(first, dict) else first
        return self.write_manifest({"docbuild": 1, "stages": {stage: {"command": command}},
                                    "documents": documents, **more}, name)

    def write_manifest(self, value, name="docbuild.json"):
        return self.write(name, json.dumps(value, indent=2) + "\n")

    # what a test runs

    def docbuild(self, *arguments, **options):
        """Runs docbuild to its end in the test's directory."""
        return self.start(*arguments, **options).finish()

    def start(self, *arguments, environment=None, cwd=None, terminal=None, events=True, prefix=()):
        """Starts docbuild. `environment` is laid over the test's own (None unsets); `terminal` is
        (columns, rows); `prefix` goes before the binary, as in ("nice", "-n", "5")."""
        events_path = self.path(f"events-{len(self._runs)}.jsonl")
        command = [*prefix, program("DOCBUILD"), *(str(word) for word in arguments)]
        if events:
            command[len(prefix) + 1 : len(prefix) + 1] = ["--events", events_path]
        run = Run(command, cwd or self.directory, self.environment(environment), events_path,
                  terminal)
        self._runs.append(run)
        return run

    def environment(self, changes=None):
        """This process's environment without what would change docbuild's ways, and the marker."""
        result = {name: value for name, value in os.environ.items()
                  if not name.startswith("DOCBUILD") and name not in _WITHOUT}
        name, _, value = self.marker.partition("=")
        result[name] = value
        for name, value in (changes or {}).items():
            result.pop(name, None)
            if value is not None:
                result[name] = value
        return result

    # what a test asserts

    def processes(self):
        """{pid: command line} of what this test started and still lives."""
        return processes.with_environment(self.marker)

    def assert_no_process_left(self):
        self.assertEqual(self.processes(), {})

    def wait_until(self, condition, what):
        return wait_until(condition, what)

    def _clean_up(self):
        for run in self._runs:
            run.close()
        for pid in self.processes():
            os.kill(pid, 9)
        if self._failed():
            print(f"\nkept for a look: {self.directory}", file=sys.stderr)
        else:
            shutil.rmtree(self.directory)

    def _failed(self):
        result = self._outcome.result
        return any(test.id().startswith(self.id()) for test, _ in result.failures + result.errors)


class ServedTest(DocbuildTest):
    def write_manifest(self, value, name="docbuild.json"):
        """Without a library that is loaded before docbuild, as valgrind does, and nothing else gets:
        nothing is forked where the loader would have done otherwise."""
        environment = {"LD_PRELOAD": None, **value.get("environment", {})}
        return super().write_manifest({**value, "environment": environment}, name)


def main():
    ignore_by_handler()
    unittest.main(verbosity=2)
