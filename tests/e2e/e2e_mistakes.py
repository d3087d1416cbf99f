"""What docbuild says to a person's mistakes: exit status 2 or 3, and nothing started; see harness.py.
"""

import os
import subprocess
import unittest

from harness import DocbuildTest, main, program


class Mistakes(DocbuildTest):
    def refused(self, *arguments, status=2, **options):
        """What it said; nothing was started, nothing written."""
        result = self.docbuild(*arguments, events=False, **options)
        self.assertEqual(status, result.exit, result.stderr)
        self.assertFalse(os.path.exists(self.path("_build/.docbuild/logs")))
        self.assertEqual("", result.stdout)
        return result.stderr

    def one(self, name="a", source="source", **more):
        self.write("source/index.rst", "text\n")
        return self.write_manifest({
            "docbuild": 1, "stages": {"build": {"command": self.fake("exit", "0")}},
            "documents": [{"name": name, "source": source}], **more})


class Manifests(Mistakes):
    def test_missing(self):
        self.assertEqual("docbuild: docbuild.json: no such manifest; name one with --manifest, or "
                         "go to its directory with -C\n", self.refused())

    def test_a_directory(self):
        self.assertIn("a directory; name the manifest in it", self.refused("-f", self.directory))

    def test_unreadable_as_json(self):
        for content, words in [
                ("", "the file is empty"), (bytes(range(256)) * 9, "binary"),
                (b'{"docbuild": "\xff"}', "not UTF-8"), ("[" * 500, "nested deeper than 100"),
                ('{"docbuild": 1', "docbuild.json:1:")]:
            with self.subTest(words):
                self.write("docbuild.json", content)
                self.assertIn(words, self.refused())

    def test_duplicate_key_has_its_place(self):
        self.write("docbuild.json", '{\n  "docbuild": 1,\n  "docbuild": 1,\n  "stages": {},\n'
                                    '  "documents": []\n}\n')
        self.assertIn("docbuild.json:3:3: ", self.refused())

    def test_every_error_at_once_with_caret_and_near_name(self):
        self.write("docbuild.json", '{\n  "docbuild": 1,\n  "stagse": {},\n  "stages": {"html": '
                                    '{"comand": ["true"]}},\n  "documents": []\n}\n')
        said = self.refused()
        self.assertIn("docbuild.json:3:3: unknown key 'stagse'; did you mean 'stages'?\n"
                      '    "stagse": {},\n    ^\n', said)
        self.assertIn("unknown key 'comand'; did you mean 'command'?", said)

    def test_larger_than_any_manifest(self):
        with open(self.path("docbuild.json"), "wb") as file:
            file.truncate(1 << 30)
        self.assertIn("larger than", self.refused())

    def test_names_that_are_none(self):
        for name in ("a\nb", "../a", "/a", "a//b", "a:b", "-a", "", "a/./b"):
            with self.subTest(name):
                self.one(name)
                self.assertRegex(self.refused(), r"^docbuild.json:\d+:\d+: ")

    def test_unusual_names_build(self):
        for name in ("a b", "it's", 'quo"te', "~a", "bücher/漢字", "$HOME", "a*"):
            with self.subTest(name):
                self.one(name)
                result = self.docbuild()
                self.assertEqual((0, {f"{name}:build": "built"}), (result.exit, result.outcomes()))
                self.assertTrue(os.path.isfile(
                    self.path(f"_build/.docbuild/logs/build/{name}.log")))

    def test_missing_source_has_its_place(self):
        self.one(source="nowhere")
        self.assertRegex(self.refused(), r"^docbuild.json:\d+:\d+: the source directory of document "
                                         r"'a' does not exist: ")

    def test_a_source_that_is_a_file(self):
        self.one(source="docbuild.json")
        self.assertIn("is no directory", self.refused())

    def test_a_cycle_is_told_as_its_path(self):
        self.manifest({"a": {"command": ["true"], "needs": ["b"]},
                       "b": {"command": ["true"], "needs": ["a"]}})
        self.assertIn("a:build", self.refused())

    def test_a_variable_that_is_not_set(self):
        self.one(environment={"X": "{env:SURELY_NOT_SET}"})
        self.assertIn("environment variable 'SURELY_NOT_SET' is not set", self.refused())


class BuildDirectories(Mistakes):
    def test_a_file(self):
        self.write("taken")
        self.one(build="taken")
        self.assertIn(f"the build directory {self.path('taken')} is a file", self.refused(status=3))

    def test_inside_a_source(self):
        self.one(build="source/_build")
        self.assertIn("lies inside the source directory of document 'a'", self.refused())

    def test_read_only(self):
        self.one()
        os.mkdir(self.path("_build"))
        mount = ["mount", "-t", "tmpfs", "-o", "ro", "none", self.path("_build")]
        if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
            raise unittest.SkipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.path("_build")], check=True)
        self.assertIn("cannot be written: Read-only file system", self.refused(status=3))


class CommandLines(Mistakes):
    def test_unknown_document_has_a_near_name(self):
        self.one("tutorial")
        self.assertEqual("docbuild: unknown document 'tutoral'; did you mean 'tutorial'?\n",
                         self.refused("tutoral"))
        self.assertIn("has no stage 'biuld'; did you mean 'build'?", self.refused("tutorial:biuld"))

    def test_unknown_option_has_a_near_name(self):
        self.assertEqual("docbuild: unknown option '--keep-gong'; did you mean '--keep-going'?\n",
                         self.refused("--keep-gong"))

    def test_bad_values_name_option_and_value(self):
        for option, value in [("--jobs", "0"), ("--jobs", "many"), ("--mode", "fast"),
                              ("--retries", "-1"), ("--timeout", "soon"), ("--grace", "-5s"),
                              ("--progress", "bar"), ("--color", "red")]:
            with self.subTest(option):
                self.one()
                said = self.refused(f"{option}={value}")
                self.assertIn(f"{option}: '{value}' is not", said)

    def test_that_nobody_can_be_told_of_have_the_same_status(self):
        pipe = ("/usr/bin/python3", "-c", "import os, sys; read, write = os.pipe(); os.close(read)\n"
                "os.dup2(write, 2); os.execv(sys.argv[1], sys.argv[1:])")
        for prefix in (("sh", "-c", 'exec "$0" "$@" 2>/dev/full'), pipe):
            for arguments in (["--bogus"], ["-f", "none.json"], ["--config", "none.json"]):
                with self.subTest(prefix=prefix, arguments=arguments):
                    self.assertEqual("", self.refused(*arguments, prefix=prefix))

    def test_two_tasks(self):
        self.one()
        self.assertIn("--list and --graph exclude each other", self.refused("--list", "--graph"))

    def test_places_that_are_not_there(self):
        self.one()
        self.assertIn("check --directory", self.refused("-C", "nowhere"))
        self.assertIn("check --config", self.refused("--config", "nowhere.json"))
        self.assertIn("check --events", self.refused("--events", "no/where.jsonl"))

    def test_the_last_of_an_option_counts(self):
        self.one()
        result = self.docbuild("-j", "2", "-j3", "--explain-mode")
        self.assertIn("slots: 3\n", result.stdout)


class Configuration(DocbuildTest):
    def mode(self, uname, *options, **more):
        result = self.docbuild("--uname", uname, "--explain-mode", *options, events=False, **more)
        self.assertEqual(0, result.exit, result.stderr)
        return dict(line.split(": ", 1) for line in result.stdout.splitlines())

    def test_old_cygwin_is_serial_unless_jobs_are_given(self):
        old = "CYGWIN_NT-10.0-19045 2.11.2(0.329/5/3)"
        self.assertEqual(("serial", "1"), (self.mode(old)["mode"], self.mode(old)["slots"]))
        self.assertIn("3.0.0", self.mode(old)["reason"])
        self.assertEqual("3", self.mode(old, "--jobs", "3")["slots"])
        self.assertEqual("1", self.mode(old, "--jobs", "3", "--mode", "serial")["slots"])
        self.assertEqual("serial", self.mode("CYGWIN_NT-10.0 unknown")["mode"])
        self.assertEqual("parallel", self.mode("CYGWIN_NT-10.0 3.4.6")["mode"])

    def test_an_unknown_platform_is_parallel(self):
        self.assertEqual("parallel", self.mode("Plan9 4")["mode"])

    def test_command_line_beats_environment_beats_files(self):
        self.write("one.json", '{"jobs": 3, "timeout": "5min"}')
        self.write("two.json", '{"jobs": 4}')
        files = ("--config", "one.json", "--config", "two.json", "--show-config")
        shown = self.docbuild(*files, events=False).stdout
        self.assertIn("jobs = 4    (two.json)\n", shown)
        self.assertIn("timeout = 5min    (one.json)\n", shown)
        shown = self.docbuild(*files, environment={"DOCBUILD_JOBS": "5"}, events=False).stdout
        self.assertIn("jobs = 5    (DOCBUILD_JOBS)\n", shown)
        shown = self.docbuild(*files, "-j6", environment={"DOCBUILD_JOBS": "5"},
                              events=False).stdout
        self.assertIn("jobs = 6    (--jobs)\n", shown)

    def test_a_program_named_from_here_that_goes_elsewhere_finds_its_files(self):
        os.makedirs(self.path("elsewhere/below"))
        shown = [subprocess.run([named, "-C", "elsewhere/below", "--show-config"],
                                cwd=self.directory, check=True, capture_output=True, text=True).stdout
                 for named in (program("DOCBUILD"),
                               os.path.relpath(program("DOCBUILD"), self.directory))]
        self.assertRegex(shown[0], r"timeout = \S+ +\(/.*\.json\)")
        self.assertEqual(shown[0], shown[1])

    def test_manifest_beats_configuration_and_command_line_beats_both(self):
        self.write("slow.json", '{"timeout": "0.2s", "grace": "0.1s", "environment": {"V": "c"}}')
        self.manifest({"a": {"command": self.fake(["print-env", "V"], ["sleep", "0.4"]),
                             "timeout": "10min"}}, environment={"V": "m"})
        self.assertEqual(0, self.docbuild("--config", "slow.json").exit)
        self.assertEqual("V=m\n", self.read("_build/.docbuild/logs/build/a.log"))
        result = self.docbuild("-B", "--timeout", "0.1", "--grace", "0.1")
        self.assertEqual({"a:build": "timed_out"}, result.outcomes())


if __name__ == "__main__":
    main()
