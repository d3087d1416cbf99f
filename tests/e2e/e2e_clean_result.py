"""An incremental build of a `sphinx` stage leaves what a build from nothing leaves: the same files,
findings and exit status."""

import json
import os
import shutil
import signal
import sys

from harness import ServedTest, main

PYTHON = sys.executable
WARNED = "A page\n======\n\nSee :ref:`nowhere`.\n"


class CleanResult(ServedTest):
    def setUp(self):
        super().setUp()
        self.write("docs/conf.py", "import os\nhtml_static_path = ['static']\n"
                   "templates_path = ['templates']\nrelease = os.environ.get('CHANNEL', '1')\n")
        self.write("docs/static/own.css", "p { color: red }\n")
        self.write("docs/index.rst", "Start\n=====\n\n.. toctree::\n   :numbered:\n\n   one\n   two\n")
        self.write("docs/one.rst", "One\n===\n\n.. index:: first\n\n.. _label:\n\nPart\n----\n\n"
                   "Text.\n\n.. include:: shared.txt\n")
        self.write("docs/two.rst", "Two\n===\n\nSee :ref:`label`.\n")
        self.write("docs/lonely.rst", WARNED)
        self.write("docs/shared.txt", "Shared.\n")
        self.arguments()

    def arguments(self, *words, **more):
        stages = {"inventory": {"sphinx": "inventory", "python": PYTHON},
                  "html": {"sphinx": "html", "python": PYTHON, "arguments": words,
                           "after": ["inventory:*"], **more}}
        for build, name in (("_build", "docbuild.json"), ("_clean", "clean.json")):
            self.write_manifest({"docbuild": 1, "build": build, "stages": stages,
                                 "documents": [{"name": "d", "source": "docs"}]}, name)

    def both(self):
        """The log of the incremental build, which is compared with a clean one."""
        run = self.docbuild()
        self.remove("_clean")
        clean = self.docbuild("-f", "clean.json")
        self.assertEqual(clean.exit, run.exit, run.stderr)
        expected, found = self.files("_clean"), self.files("_build")
        self.assertEqual([], sorted(name for name in expected.keys() | found.keys()
                                    if expected.get(name) != found.get(name)))
        self.assertEqual(self.findings("_clean"), self.findings("_build"))
        return self.read("_build/.docbuild/logs/html/d.log")

    def remove(self, name):
        path = self.path(name)
        if os.path.isdir(path):
            shutil.rmtree(path)
        elif os.path.exists(path):
            os.remove(path)

    def files(self, build):
        found = {}
        for parent, _, names in os.walk(self.path(f"{build}/html")):
            for name in names:
                path = os.path.join(parent, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, self.path(build))] = file.read()
        return found

    def findings(self, build):
        path = f"{build}/.docbuild/findings/html/d.jsonl"
        return [json.loads(line) for line in self.read(path).splitlines()]

    def written(self):
        """How many pages the last incremental build wrote."""
        return self.read("_build/.docbuild/logs/html/d.log").count("writing output...")

    def test_a_text_is_read_and_written_alone(self):
        self.both()
        for text in ("Other text.\n", "Text and ``more``.\n"):
            self.write("docs/one.rst", self.read("docs/one.rst").replace("Text.\n", text))
            self.both()
            self.assertEqual(1, self.written())

    def test_other_changes_are_seen_wherever_they_show(self):
        self.both()
        edits = {
            "docs/one.rst": self.read("docs/one.rst").replace("Part\n----", "Piece\n-----"),
            "docs/shared.txt": "Shared, and changed.\n",
            "docs/static/own.css": "p { color: blue }\n",
            "docs/templates/layout.html": "{% extends '!layout.html' %}{% block footer %}Own"
                                          "{% endblock %}",
            "docs/three.rst": "Three\n=====\n\nNew, and :ref:`label`.\n",
            "docs/index.rst": self.read("docs/index.rst").replace("   two\n", "   three\n   two\n"),
            "docs/two.rst": "Two\n===\n\n.. _label:\n\nAgain\n-----\n",
        }
        for path, text in edits.items():
            with self.subTest(path):
                self.write(path, text)
                self.both()
        for path in ("docs/three.rst", "docs/templates/layout.html", "docs/lonely.rst"):
            with self.subTest(path + " removed"):
                self.remove(path)
                self.both()

    def test_content_counts_and_no_time(self):
        self.both()
        state = os.stat(self.path("docs/one.rst"))
        self.write("docs/one.rst", self.read("docs/one.rst").replace("Text", "Test"))
        os.utime(self.path("docs/one.rst"), ns=(state.st_atime_ns, state.st_mtime_ns))
        self.assertIn("writing output", self.both())

    def test_a_warning_stays_until_it_has_gone(self):
        self.arguments("-W")
        for _ in range(2):
            self.both()
            self.assertEqual(1, self.docbuild().exit)
        self.write("docs/one.rst", self.read("docs/one.rst").replace("Text", "Words"))
        self.both()
        self.write("docs/lonely.rst", ":orphan:\n\nA page\n======\n")
        self.both()
        self.assertEqual(0, self.docbuild().exit)

    def test_counts_are_shown(self):
        run = self.docbuild()
        finished = run.events_named("job_finished")[-1]
        self.assertEqual((2, 0), (finished["warnings"], finished["errors"]))
        self.assertEqual(2, len(self.read(finished["findings"]).splitlines()))
        self.assertIn(", 2 warnings)", run.stderr)

    def test_a_killed_attempt_is_not_used(self):
        self.both()
        self.write("docs/conf.py", self.read("docs/conf.py")
                   + "import pathlib, time\n"
                     "if pathlib.Path('wait').exists():\n"
                     "    def setup(app):\n"
                     "        app.connect('env-updated', lambda app, env: time.sleep(600))\n")
        self.write("docs/one.rst", self.read("docs/one.rst").replace("Text", "Words"))
        self.write("docs/wait")
        run = self.start("--no-preload")
        os.kill(run.wait_for_event("job_started")["pid"], signal.SIGKILL)
        run.finish()
        self.remove("docs/wait")
        self.both()

    def test_a_damaged_record_and_a_fresh_start(self):
        self.both()
        record = "_build/.docbuild/sphinx/doctrees/inventory/d/docbuild.json"
        self.write(record, "{")
        self.write("docs/one.rst", self.read("docs/one.rst").replace("Text", "Words"))
        self.both()
        self.assertEqual(4, self.written())
        self.assertEqual(0, self.docbuild("--rebuild").exit)
        self.assertIn("--rebuild", self.read("_build/.docbuild/logs/html/d.log")
                      + self.read("_build/.docbuild/logs/inventory/d.log"))


if __name__ == "__main__":
    main()
