"""A checkout that is moved or copied with its build directory is up to date; see harness.py."""

import json
import os
import shutil
import subprocess

from harness import DocbuildTest, ServedTest, main


class Checkout:
    """A project in the directory `here`, and other places for it."""

    def build(self, place, *options):
        result = self.docbuild(*options, cwd=self.path(place))
        self.assertEqual(0, result.exit, result.stderr)
        return result.outcomes()

    def assert_up_to_date(self, place):
        explained = self.docbuild("--explain", events=False, cwd=self.path(place)).stdout
        self.assertEqual({"up to date"}, {line.split(": ", 1)[1]
                                          for line in explained.splitlines()})
        self.assertEqual({"up_to_date"}, set(self.build(place).values()))

    def assert_built_for_changes(self, place, name, jobs):
        self.write(f"{place}/{name}", self.read(f"{place}/{name}") + "\nMore.\n")
        built = {job for job, outcome in self.build(place).items() if outcome == "built"}
        self.assertEqual(jobs, built)
        self.assert_up_to_date(place)

    def copy(self, *options):
        subprocess.run(["cp", *options, self.path("here"), self.path("there")], check=True)
        return "there"

    def move(self):
        os.makedirs(self.path("a/long/way"))
        os.rename(self.path("here"), self.path("a/long/way/off"))
        return "a/long/way/off"


class Commands(Checkout, DocbuildTest):
    """One job with its program, an input and an include below the project; `self.top` is where
    the manifest is, from the project's directory."""

    top = ""

    def setUp(self):
        super().setUp()
        os.makedirs(self.path("here", self.top))
        shutil.copy(self.fake("exit", "0")[0], self.path("here/tool"))
        up = "../" if self.top else ""
        for name in ("s/index.rst", "common/settings", "include.rst"):
            self.write(f"here/{name}", name)
        self.write_manifest({
            "docbuild": 1, "environment": {"HERE": "{manifest_dir}/x:{build}"},
            "stages": {
                "html": {"command": [f"{{manifest_dir}}/{up}tool", "write", "{output}/page", "page",
                                     "--then", "write", "{output}.d",
                                     "x: {source}/../include.rst {manifest_dir}/none"],
                         "outputs": ["{output}/page"], "depfile": "{output}.d",
                         "inputs": [f"{up}common"], "cwd": f"{up}common"},
                "check": {"command": [f"{{manifest_dir}}/{up}tool", "exit", "0"],
                          "after": ["html"]}},
            "documents": [{"name": "a", "source": f"{up}s"}]}, f"here/{self.top}docbuild.json")
        self.assertEqual({"built"}, set(self.build_in("here").values()))

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def build_in(self, place):
        return self.build(os.path.join(place, self.top))

    def assert_same(self, place):
        place = os.path.join(place, self.top)
        self.assert_up_to_date(place)
        up = "../" if self.top else ""
        for name in ("include.rst", "common/settings"):
            self.assert_built_for_changes(place, up + name, {"a:html"})

    def test_moved(self):
        self.assert_same(self.move())

    def test_copied_with_its_times(self):
        self.assert_same(self.copy("-a"))

    def test_copied_with_new_times(self):
        self.assert_same(self.copy("-r"))

    def test_moved_in_a_place_that_sorts_otherwise(self):
        os.rename(self.path("here"), self.path("zzz"))
        self.assert_same("zzz")

    def test_what_a_removed_job_left_is_found_where_it_is_now(self):
        place = os.path.join(self.move(), self.top)
        name = f"{place}/docbuild.json"
        manifest = json.loads(self.read(name))
        self.write_manifest({**manifest, "documents": [
            {**manifest["documents"][0], "name": "b"}]}, name)
        here = os.path.normpath(self.path(place))
        result = self.docbuild("--clean", "--stale", events=False, cwd=self.path(place))
        self.assertIn(f"a:html: removed {here}/_build/html/a\n", result.stdout)
        self.assertIn(f"a:html: removed {here}/_build/html/a.d\n", result.stdout)


class CommandsBelow(Commands):
    """The manifest lies below what it names by `..`."""

    top = "doc/"


class BuildDirectoryElsewhere(Checkout, DocbuildTest):
    def test_a_copy_finds_what_was_built_from_the_same(self):
        self.write("here/s/index.rst", "index")
        self.write_manifest({
            "docbuild": 1, "build": self.path("out"),
            "stages": {"html": {"command": self.fake("write", "{output}/page", "{source}"),
                                "outputs": ["{output}/page"]}},
            "documents": [{"name": "a", "source": "s"}]}, "here/docbuild.json")
        self.assertEqual({"a:html": "built"}, self.build("here"))
        self.assert_up_to_date(self.copy("-r"))
        self.assert_up_to_date(self.move())
        self.assert_built_for_changes("there", "s/index.rst", {"a:html"})


class Sphinx(Checkout, ServedTest):
    """Two documents that refer to each other and share a configuration."""

    def setUp(self):
        super().setUp()
        self.write("here/common/settings.py", "html_theme = 'basic'\n")
        for name, other in (("one", "two"), ("two", "one")):
            self.write(f"here/{name}/conf.py",
                       "import os, sys\nsys.path.insert(0, os.path.abspath('../common'))\n"
                       "from settings import *\n")
            self.write(f"here/{name}/index.rst",
                       f"{name}\n====\n\n.. _{name}:\n\nHere\n----\n\n:ref:`{other}`\n\n"
                       ".. include:: ../common/text.txt\n")
        self.write("here/common/text.txt", "Text.\n")
        self.write_manifest({
            "docbuild": 1,
            "stages": {"inventory": {"sphinx": "inventory"},
                       "html": {"sphinx": "html", "after": ["inventory:*"]}},
            "documents": [{"name": name, "source": name} for name in ("one", "two")],
        }, "here/docbuild.json")
        self.assertEqual({"built"}, set(self.build("here").values()))
        self.all = {f"{name}:{stage}" for name in ("one", "two") for stage in ("inventory", "html")}

    def test_moved(self):
        place = self.move()
        self.assert_up_to_date(place)
        self.assert_built_for_changes(place, "common/text.txt", self.all)
        self.assert_built_for_changes(place, "one/index.rst", {"one:inventory", "one:html"})

    def test_copied_with_its_times(self):
        self.assert_up_to_date(self.copy("-a"))

    def test_a_copy_has_nothing_to_do_with_the_original(self):
        place = self.copy("-r")
        self.assert_up_to_date(place)
        self.assert_built_for_changes(place, "common/text.txt", self.all)
        for name in ("common/settings.py", "one/conf.py", "two/index.rst"):
            self.write(f"here/{name}", self.read(f"here/{name}") + "\n\n")
        self.assert_up_to_date(place)


if __name__ == "__main__":
    main()
