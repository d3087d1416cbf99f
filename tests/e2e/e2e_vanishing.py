"""What docbuild does where directories are read-only or go away under it; see harness.py."""

import os
import shutil

import machine
from harness import DocbuildTest, main


class Vanishing(DocbuildTest):
    """Each run has a builder that waits while something is taken away, and one after it."""

    def running(self, *options, **keys):
        self.manifest({"a": {"command": self.fake(["print", "before"],
                                                  ["touch", self.path("ready")],
                                                  ["wait-for", self.path("go")],
                                                  ["print", "after"]), **keys},
                       "b": {"command": self.fake("print", "too"), "needs": ["a"]}})
        run = self.start("--jobs", 1, "--keep-going", *options)
        run.wait_for_file(self.path("ready"))
        return run

    def end(self, run):
        self.write("go")
        result = run.finish()
        self.assert_no_process_left()
        return result

    def assert_builds_anew(self):
        os.remove(self.path("ready"))
        result = self.docbuild("--jobs", 1)
        self.assertEqual((0, {"built"}), (result.exit, set(result.outcomes().values())))
        self.assertEqual({"up_to_date"}, set(self.docbuild().outcomes().values()))

    def test_its_own_corner(self):
        run = self.running()
        shutil.rmtree(self.path("_build/.docbuild"))
        result = self.end(run)
        self.assertEqual((0, {"a:build": "built", "b:build": "built"}),
                         (result.exit, result.outcomes()))
        self.assertEqual(1, result.stderr.count("state.db is gone: it was removed while the run "
                                                "went on"))
        self.assert_builds_anew()

    def test_the_build_directory(self):
        run = self.running(outputs=["{output}/page"])
        shutil.rmtree(self.path("_build"))
        result = self.end(run)
        self.assertEqual((1, {"a:build": "missing_output", "b:build": "skipped"}),
                         (result.exit, result.outcomes()))
        self.assertIn("_build/build/a/page", result.stderr)

    def test_a_log(self):
        run = self.running()
        shutil.rmtree(self.path("_build/.docbuild/logs"))
        result = self.end(run)
        self.assertEqual(0, result.exit)
        self.assertEqual("too\n", self.read("_build/.docbuild/logs/build/b.log"))

    def test_a_source_directory(self):
        run = self.running()
        shutil.rmtree(self.path("source/b"))
        result = self.end(run)
        self.assertEqual((0, {"a:build": "built", "b:build": "built"}),
                         (result.exit, result.outcomes()))
        again = self.docbuild()
        self.assertEqual(2, again.exit)
        self.assertIn("the source directory of document 'b' does not exist", again.stderr)

    def test_the_manifests_directory(self):
        """The builder of `a` runs on; `b` has no directory to run in."""
        os.makedirs(self.path("project/s"))
        command = self.fake(["touch", self.path("ready")], ["wait-for", self.path("go")])
        self.write_manifest({"docbuild": 1, "build": self.path("out"),
                             "stages": {"build": {"command": command}},
                             "documents": [{"name": "a", "source": "s"},
                                           {"name": "b", "source": "s", "needs": ["a"]}]},
                            "project/docbuild.json")
        run = self.start("-C", "project", "--keep-going")
        run.wait_for_file(self.path("ready"))
        shutil.rmtree(self.path("project"))
        result = self.end(run)
        self.assertEqual((1, {"a:build": "built", "b:build": "not_started"}),
                         (result.exit, result.outcomes()))
        self.assertIn(f"chdir {self.path('project')}".split()[0], result.stderr)

    def test_read_only_build_directory(self):
        user = machine.as_nobody(self, self.directory)
        self.manifest({"a": self.fake("exit", 0)})
        os.makedirs(self.path("_build"))
        os.chmod(self.path("_build"), 0o555)
        result = self.docbuild(prefix=user)
        self.assertEqual((3, []), (result.exit, result.events))
        self.assertIn(f"the build directory {self.path('_build')} cannot be written: Permission "
                      "denied; set \"build\" to a directory that can", result.stderr)

    def test_read_only_output(self):
        user = machine.as_nobody(self, self.directory)
        self.manifest({"a": self.fake("write", "{output}/page", "text"),
                       "b": self.fake("exit", 0)})
        self.assertEqual(0, self.docbuild("b", prefix=user).exit)
        os.chmod(self.path("_build/build"), 0o555)
        try:
            result = self.docbuild("--keep-going", prefix=user)
        finally:
            os.chmod(self.path("_build/build"), 0o755)
        self.assertEqual((1, "not_started"), (result.exit, result.outcomes()["a:build"]))
        self.assertIn(f"mkdir {self.path('_build/build/a')}: Permission denied", result.stderr)


if __name__ == "__main__":
    main()
