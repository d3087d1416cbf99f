"""After any edit, what is built is what a clean build gives, and nothing is built in vain.

    e2e_incremental_property.py [--runs N] [--seed S]

N random edits by the seed S; a failure names the edits that led to it.
"""

import argparse
import os
import random
import shutil
import sys

from harness import DocbuildTest, main, program
from incremental_edits import Project
from incremental_model import Model

RUNS, SEED = 200, 1
CLEAN_BUILD_EVERY = 50


def tree_below(directory):
    found = {}
    for parent, directories, names in os.walk(directory):
        if ".docbuild" in directories:
            directories.remove(".docbuild")
        for name in names:
            path = os.path.join(parent, name)
            with open(path, encoding="utf-8") as file:
                found[os.path.relpath(path, directory)] = file.read()
    return found


class AnyEdit(DocbuildTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.project = Project(self.path("project"), self.random)
        self.model = Model(self.path("project"))
        self.history = []

    def write_project_manifest(self):
        fake = program("FAKE_BUILDER")
        documents = []
        for document in self.project.documents:
            pages = [f"{{build}}/html/{name}/page.txt" for name in document.needs]
            html = {"command": [
                fake, "print", document.flavour, "--then", "assemble", "{output}/page.txt",
                "{output}/page.d", "{source}", f"{{build}}/labels/{document.name}/labels.txt",
                *pages]}
            if document.declares:
                html["outputs"] = ["{output}/page.txt"]
            documents.append({"name": document.name, "source": document.source,
                              "needs": document.needs, "overrides": {"html": html}})
        self.write_manifest({
            "docbuild": 1,
            "stages": {
                "labels": {"command": [fake, "labels", "{output}/labels.txt", "{source}"],
                           "outputs": ["{output}/labels.txt"]},
                "html": {"command": ["true"], "after": ["labels"], "depfile": "{output}/page.d"}},
            "documents": documents}, "project/docbuild.json")

    def build(self, directory="project"):
        result = self.docbuild("-C", directory, "-j2")
        self.assertEqual(0, result.exit, result.stderr)
        os.remove(self._runs.pop().events_path)
        return {job for job, outcome in result.outcomes().items() if outcome == "built"}

    def build_but_kill(self, after):
        """Docbuild dies where that many builders have started, unless it ends before."""
        run = self.start("-C", "project", "-j2")
        self.wait_until(lambda: run.process.poll() is not None or
                        sum(e["event"] == "job_started" for e in run.events()) >= after,
                        f"{after} builders")
        run.process.kill()
        run.finish()
        self.wait_until(lambda: not self.processes(), "the last builders")
        os.remove(self._runs.pop().events_path)

    def check(self, built, allowed, exactly):
        documents = self.project.documents
        if exactly:
            self.assertEqual(allowed, built)
        else:
            self.assertLessEqual(built, allowed)
        contents, _ = self.model.tree(documents)
        for path, content in contents.items():
            with open(self.model.path(path), encoding="utf-8") as file:
                self.assertEqual(content, file.read(), path)
        self.model.note_built(documents)

    def compare_with_clean_build(self):
        """The whole trees, once what removed documents left is gone."""
        result = self.docbuild("-C", "project", "--clean", "--stale", events=False)
        self.assertEqual((0, ""), (result.exit, result.stderr))
        again = {line.partition(": will be built again")[0] for line in result.stdout.splitlines()
                 if ": will be built again" in line}
        self.model.note_stale_cleaned(self.project.documents, again)
        self.check(self.build(), self.model.stale(self.project.documents), exactly=False)
        shutil.copytree(self.path("project"), self.path("clean"), symlinks=True,
                        ignore=shutil.ignore_patterns("_build"))
        self.build("clean")
        self.assertEqual(tree_below(self.path("clean/_build")),
                         tree_below(self.path("project/_build")))
        shutil.rmtree(self.path("clean"))

    def one_edit(self):
        documents = self.project.documents
        self.history.append(self.project.edit())
        self.write_project_manifest()
        stale = self.model.stale(documents)
        if stale and self.random.random() < 0.15:
            self.history[-1] += ", killed"
            self.build_but_kill(1 + self.random.randrange(len(stale)))
            self.check(self.build(), stale, exactly=False)
        else:
            self.check(self.build(), stale, exactly=True)

    def test_is_followed_by_exactly_what_is_needed(self):
        self.write_project_manifest()
        self.check(self.build(), self.model.stale(self.project.documents), exactly=True)
        for number in range(1, RUNS + 1):
            try:
                self.one_edit()
                if number % CLEAN_BUILD_EVERY == 0:
                    self.compare_with_clean_build()
            except Exception:
                print(f"seed {SEED}, after:", *self.history[-10:], sep="\n  ", file=sys.stderr)
                raise


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED, metavar="S")
    arguments, sys.argv[1:] = parser.parse_known_args()
    RUNS, SEED = arguments.runs, arguments.seed
    main()
