"""How `docbuild --init` starts the Python program that carries it out; see harness.py."""

import os
import signal
import subprocess
import unittest

from harness import DocbuildTest, main, program


class Starts(DocbuildTest):
    def setUp(self):
        super().setUp()
        self.write("docs/conf.py")
        self.write("docs/index.rst", "Title\n=====\n")

    def path_with(self, script, mode=0o755):
        """A PATH of one directory in which python3 is `script`."""
        os.chmod(self.write("bin/python3", script), mode)
        return {"PATH": self.path("bin")}

    def refused(self, environment):
        result = self.docbuild("--init", events=False, environment=environment)
        self.assertEqual((3, ""), (result.exit, result.stdout), result.stderr)
        self.assertFalse(os.path.exists(self.path("docbuild.json")))
        return result.stderr

    def test_without_python_it_says_what_it_needs(self):
        self.assertEqual("docbuild: --init needs Python 3.9 or later as python3 on PATH (No such "
                         "file or directory); install it, or write the manifest yourself\n",
                         self.refused({"PATH": self.directory}))

    def test_a_python_that_cannot_be_executed_is_none(self):
        self.assertIn("on PATH (Permission denied);", self.refused(self.path_with("", 0o644)))
        self.assertIn("on PATH (No such file or directory);",
                      self.refused(self.path_with("#!/nowhere/python\n")))

    def test_neither_the_users_variables_nor_modules_beside_it_change_it(self):
        self.write("ast.py", "raise SystemExit('a module of the user')\n")
        self.write("sitecustomize.py", "raise SystemExit('a module of the user')\n")
        result = self.docbuild("--init", events=False, environment={
            "PYTHONPATH": self.directory, "PYTHONHOME": self.directory, "PYTHONOPTIMIZE": "2",
            "LC_ALL": "C"})
        self.assertEqual((0, ""), (result.exit, result.stderr))

    def test_names_that_are_no_ascii_do_in_any_locale(self):
        self.write("b\u00fccher/conf.py")
        self.write("b\u00fccher/index.rst", "Title\n=====\n")
        result = self.docbuild("--init", events=False, environment={"LC_ALL": "C"})
        self.assertEqual((0, ""), (result.exit, result.stderr))
        self.assertIn("  b\u00fccher: b\u00fccher\n", result.stdout)
        self.assertEqual(2, self.docbuild("--list").stdout.count(":html"))

    def test_names_that_are_no_text_are_left_out(self):
        directory = os.fsencode(self.directory) + b"/caf\xe9"
        os.mkdir(directory)
        for name in (b"/conf.py", b"/index.rst"):
            with open(directory + name, "x", encoding="utf-8"):
                pass
        result = self.docbuild("--init", events=False)
        self.assertEqual((0, ""), (result.exit, result.stderr))
        self.assertIn("caf\ufffd/conf.py: cannot be named: a part of its path is not UTF-8",
                      result.stdout)

    @unittest.skipUnless(os.path.exists("/dev/full"), "needs /dev/full")
    def test_output_that_cannot_be_written_is_said(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([program("DOCBUILD"), "--init"], cwd=self.directory,
                                    stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual((3, "docbuild: write: standard output: No space left on device\n"),
                         (result.returncode, result.stderr))

    def test_a_reader_that_has_gone_ends_it(self):
        reader, writer = os.pipe()
        os.close(reader)
        result = subprocess.run([program("DOCBUILD"), "--init"], cwd=self.directory, stdout=writer,
                                stderr=subprocess.PIPE, text=True, check=False)
        os.close(writer)
        self.assertEqual((128 + signal.SIGPIPE, ""), (result.returncode, result.stderr))

    def test_standard_error_that_cannot_be_written_changes_no_status(self):
        reader, writer = os.pipe()
        os.close(reader)
        result = subprocess.run([program("DOCBUILD"), "--init", "nowhere"], cwd=self.directory,
                                stderr=writer, stdout=subprocess.PIPE, check=False)
        os.close(writer)
        self.assertEqual((2, b""), (result.returncode, result.stdout))

    def test_signals_mean_what_they_meant_before_docbuild(self):
        for number in (signal.SIGINT, signal.SIGUSR1, signal.SIGPIPE):
            environment = self.path_with(f"#!/bin/sh\nkill -{int(number)} $$\necho survived\n")
            result = self.docbuild("--init", events=False, environment=environment)
            self.assertEqual(("", 128 + number), (result.stdout, result.exit))


if __name__ == "__main__":
    main()
