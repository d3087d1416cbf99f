"""--stamp and --depfile inside other build systems: ninja, make and Meson; see harness.py."""

import os
import shutil
import subprocess

from harness import DocbuildTest, main, program

AWKWARD = ["with blank.rst", "hash#dollar$.rst", "per%cent.rst", "co:lon.rst", "brackets[x](y).rst",
           "back\\slash.rst", "equal=.rst", "\u00e9.rst", "at@comma,plus+.rst"]


def is_there(tool):
    return shutil.which(tool) is not None


class OuterBuilds(DocbuildTest):
    """Each outer build has one target, which docbuild makes; a `count` file tells how often."""

    def setUp(self):
        super().setUp()
        self.write_manifest({
            "docbuild": 1,
            "stages": {"html": {"command": self.fake(
                ["copy", "{manifest_dir}/shared/include.rst", "{output}/index.html"],
                ["write", "{output}/index.d",
                 "index: {manifest_dir}/shared/include.rst {manifest_dir}/never-there"]),
                "depfile": "{output}/index.d", "inputs": ["{manifest_dir}/theme/*.css"]}},
            "documents": [{"match": "docs/*/conf.py", "name": "{1}"}]})
        for name in ("docs/a/conf.py", "docs/a/part/one.rst", "docs/a/empty/.keep",
                     "docs/b/conf.py", "shared/include.rst", "theme/main.css"):
            self.write(name, "1")
        os.remove(self.path("docs/a/empty/.keep"))
        self.write("count.sh", "echo >> \"$1\"; shift; exec \"$@\"\n")

    def command(self, stamp, depfile):
        return (f"sh {self.path('count.sh')} {self.path('count')} {program('DOCBUILD')} -q "
                f"-f {self.path('docbuild.json')} --stamp {stamp} --depfile {depfile}")

    def times_run(self):
        try:
            return len(self.read("count"))
        except FileNotFoundError:
            return 0

    def newer(self, *paths):
        """Touches them until they are newer than the stamp: the kernel's clock for files is coarse."""
        stamp = os.stat(self.path(self.stamp)).st_mtime_ns
        for path in paths:
            while os.stat(path).st_mtime_ns <= stamp:
                os.utime(path)

    def run_outer(self, *command):
        result = subprocess.run(command, cwd=self.directory, env=self.environment(),
                                capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(0, result.returncode, result.stdout + result.stderr)

    def assert_runs(self, outer, expected, why):
        before = self.times_run()
        self.run_outer(*outer)
        self.assertEqual(expected, self.times_run() - before, why)

    def assert_watches(self, outer):
        self.assert_runs(outer, 1, "the first time")
        self.assert_runs(outer, 0, "nothing changed")
        for name in ("docs/a/conf.py", "docs/a/part/one.rst", "shared/include.rst",
                     "theme/main.css", "docbuild.json"):
            self.write(name, self.read(name) + " ")
            self.newer(self.path(name))
            self.assert_seen_once(outer, name)
        for name in ("docs/a/new.rst", "docs/a/empty/new.rst", "docs/a/part/new.rst",
                     "theme/new.css"):
            self.write(name, "new")
            self.newer(os.path.dirname(self.path(name)))
            self.assert_seen_once(outer, "added " + name)
        self.write("docs/c/conf.py", "a document more")
        self.newer(self.path("docs"))
        self.assert_seen_once(outer, "docs/c")
        for name in ("docs/a/part/one.rst", "theme/new.css"):
            os.remove(self.path(name))
            self.newer(os.path.dirname(self.path(name)))
            self.assert_seen_once(outer, "removed " + name)

    def assert_seen_once(self, outer, what):
        self.assert_runs(outer, 1, what)
        self.assert_runs(outer, 0, "nothing changed after: " + what)

    def test_ninja(self):
        self.stamp = "out/docs.stamp"
        self.write("out/.keep")
        self.write("build.ninja", "rule docs\n"
                   f"  command = {self.command('$out', '$out.d')}\n  depfile = $out.d\n"
                   "build out/docs.stamp: docs\n")
        self.assert_watches(["ninja"])

    def test_ninja_that_keeps_dependencies_in_its_log(self):
        self.stamp = "docs.stamp"
        self.write("build.ninja", "rule docs\n"
                   f"  command = {self.command('$out', '$out.d')}\n  depfile = $out.d\n"
                   "  deps = gcc\nbuild docs.stamp: docs\n")
        self.assert_watches(["ninja"])

    def test_make(self):
        self.stamp = "docs.stamp"
        self.write("Makefile", f"docs.stamp:\n\t{self.command('$@', '$@.d')}\n"
                   "-include docs.stamp.d\n")
        self.assert_watches(["make"])

    def test_meson(self):
        if not is_there("meson"):
            self.skipTest("there is no meson")
        self.stamp = "outer/docs.stamp"
        words = ", ".join(f"'{word}'" for word in self.command("@OUTPUT@", "@DEPFILE@").split())
        self.write("meson.build", "project('outer')\ncustom_target('docs', output: 'docs.stamp',\n"
                   f"  depfile: 'docs.d', build_by_default: true, command: [{words}])\n")
        self.run_outer("meson", "setup", "outer")
        self.assert_watches(["ninja", "-C", "outer"])

    def test_awkward_names(self):
        for number, name in enumerate(AWKWARD):
            self.write(f"docs/a/{name}", str(number))
        self.stamp = "docs.stamp"
        for outer in ("ninja", "make"):
            self.write("build.ninja", "rule docs\n"
                       f"  command = {self.command('$out', '$out.d')}\n  depfile = $out.d\n"
                       "build docs.stamp: docs\n")
            self.write("Makefile", f"docs.stamp:\n\t{self.command('$@', '$@.d')}\n"
                       "-include docs.stamp.d\n")
            if os.path.exists(self.path("docs.stamp")):
                os.remove(self.path("docs.stamp"))
            self.assert_runs([outer], 1, outer)
            self.assert_runs([outer], 0, outer)
            for name in AWKWARD:
                self.write(f"docs/a/{name}", "changed for " + outer)
                self.newer(self.path(f"docs/a/{name}"))
                self.assert_seen_once([outer], f"{outer}: {name}")


class Stamps(DocbuildTest):
    def setUp(self):
        super().setUp()
        self.manifest({"a": self.fake("write", "{output}/x", "1")})

    def stamped(self, *options, stamp="stamp"):
        return self.docbuild("--stamp", stamp, "--depfile", "deps.d", *options)

    def test_failed_runs_leave_none(self):
        self.manifest({"a": self.fake("exit", "1")})
        self.assertEqual(1, self.stamped().exit)
        self.assertFalse(os.path.exists(self.path("stamp")))
        self.assertFalse(os.path.exists(self.path("deps.d")))

    def test_a_run_that_builds_nothing_touches_it_too(self):
        self.stamped()
        os.utime(self.path("stamp"), ns=(10**18, 10**18))
        self.assertEqual({"a:build": "up_to_date"}, self.stamped().outcomes())
        self.assertGreater(os.stat(self.path("stamp")).st_mtime_ns, 10**18)

    def test_the_stamp_is_the_target_as_it_was_written(self):
        self.stamped(stamp="./my stamp")
        self.assertTrue(self.read("deps.d").startswith("./my\\ stamp: \\\n"))
        self.assertIn(f"  {self.path('source/a/index.rst')}", self.read("deps.d"))
        self.assertNotIn("/_build", self.read("deps.d"))

    def test_a_file_that_changed_meanwhile_is_newer_than_the_stamp(self):
        self.manifest({"a": self.fake(["write", "started", ""], ["wait-for", "go"])})
        run = self.start("--stamp", "stamp")
        run.wait_for_file(self.path("started"))
        self.write("source/a/index.rst", "changed while its builder runs")
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        self.assertGreaterEqual(os.stat(self.path("source/a/index.rst")).st_mtime_ns,
                                os.stat(self.path("stamp")).st_mtime_ns)

    def test_a_name_that_cannot_be_written_is_said(self):
        self.write("source/a/semi;colon.rst", "1")
        result = self.stamped()
        self.assertEqual(0, result.exit)
        self.assertIn("source/a/semi;colon.rst: no dependency file can bear such a name",
                      result.stderr)
        self.assertNotIn(";", self.read("deps.d"))

    def test_what_cannot_be_written_is_an_error(self):
        result = self.stamped(stamp="none/stamp")
        self.assertEqual(3, result.exit)
        self.assertIn("open: none/stamp: No such file or directory", result.stderr)

    def test_mistakes(self):
        for options, message in [
                (("--depfile", "x"), "--depfile needs --stamp"),
                (("--stamp", "x", "--list"), "--stamp is for runs that build all; leave out --list"),
                (("--stamp", "x", "--failed"), "--stamp is for runs that build all; leave out --fa"),
                (("--stale",), "--stale goes with --clean"),
                (("--clean", "--stale", "a"), "--stale is for jobs that are no longer")]:
            result = self.docbuild(*options, events=False)
            self.assertEqual(2, result.exit)
            self.assertIn("docbuild: " + message, result.stderr)


if __name__ == "__main__":
    main()
