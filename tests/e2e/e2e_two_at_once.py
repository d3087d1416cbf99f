"""Two runs in one build directory, and two jobs that would write the same files; see harness.py."""

import os
import shutil
import signal

from harness import DocbuildTest, main


class WaitingForTheLock(DocbuildTest):
    def holder(self):
        self.manifest({"a": self.fake(["touch", self.path("ready")],
                                      ["wait-for", self.path("go")])})
        run = self.start()
        run.wait_for_file(self.path("ready"))
        return run

    def waiting(self):
        run = self.start("--wait", terminal=(200, 24))
        run.wait_for_screen("waiting for the build directory: process ")
        return run

    def test_a_signal_ends_the_wait_at_once(self):
        run = self.holder()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                second = self.waiting()
                second.send(number)
                self.assertEqual(128 + number, second.finish().exit)
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_a_wait_that_was_stopped_goes_on(self):
        run = self.holder()
        second = self.waiting()
        second.send(signal.SIGSTOP)
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        second.send(signal.SIGCONT)
        self.assertEqual(0, second.finish().exit)

    def test_whoever_waits_takes_over_from_a_killed_holder(self):
        run = self.holder()
        second = self.waiting()
        run.send(signal.SIGKILL)
        run.finish()
        self.write("go")
        result = second.finish()
        self.assertEqual((0, {"a:build": "built"}), (result.exit, result.outcomes()))

    def test_a_holder_is_named_though_its_words_are_damaged(self):
        run = self.holder()
        for words in (b"", b"\xff\x1b[31m", b'{"process": 1, "host": "\\u001b[2J", "since": ""}'):
            self.write("_build/.docbuild/lock", words)
            second = self.docbuild()
            self.assertEqual(3, second.exit)
            self.assertNotIn("\x1b", second.stderr)
        self.write("_build/.docbuild/lock", b"nothing")
        self.assertIn(f"process {run.pid} holds it", self.docbuild().stderr)
        self.write("go")
        self.assertEqual(0, run.finish().exit)

    def test_cleaning_waits_too(self):
        run = self.holder()
        self.assertEqual(3, self.docbuild("--clean", events=False).exit)
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        self.assertEqual("1 job cleaned\n", self.docbuild("--clean", events=False).stdout)


class OneFileOfTwoJobs(DocbuildTest):
    def refused(self, stage, *documents):
        self.write("s/x")
        self.write_manifest({"docbuild": 1, "stages": {"html": stage},
                             "documents": [{"name": name, "source": "s"} for name in documents]})
        result = self.docbuild()
        self.assertFalse(os.path.exists(self.path("_build")))
        self.assertEqual(2, result.exit)
        return result.stderr

    def test_one_doctree_directory_is_an_error_with_its_place(self):
        text = self.refused({"command": ["sphinx-build", "-d", "{build}/doctrees", "{source}",
                                         "{output}"]}, "a", "b")
        self.assertRegex(text, r"^\S*docbuild\.json:8:\d+: this doctree directory of 'b:html' is "
                               r"also the doctree directory of 'a:html'; give each job files of "
                               r"its own\n +\"\{build\}/doctrees\",\n +\^\n")

    def test_one_declared_output_is_an_error(self):
        text = self.refused({"command": ["true"], "outputs": ["{build}/one"]}, "a", "b")
        self.assertIn("this output of 'b:html' is also an output of 'a:html'", text)


class NestedNames(DocbuildTest):
    """`reference` and `reference/rings`: neither looks at, cleans or counts the other's files."""

    def setUp(self):
        super().setUp()
        self.command = self.fake(["mkdir", "{build}/all/{document}"],
                                 ["write", "{build}/all/{document}/page", "{document}"],
                                 ["write", "{output}/page", "{document}"])
        self.outer, self.inner = "reference:html", "reference/rings:html"

    def project(self, *outputs):
        self.write("s/x")
        self.write("r/x")
        stage = {"command": self.command, "outputs": list(outputs)}
        self.write_manifest({"docbuild": 1, "stages": {"html": stage},
                             "documents": [{"name": "reference", "source": "s"},
                                           {"name": "reference/rings", "source": "r"}]})
        self.assertEqual({self.outer: "built", self.inner: "built"}, self.docbuild().outcomes())
        self.assert_next()

    def assert_next(self, outer="up_to_date", inner="up_to_date"):
        result = self.docbuild()
        self.assertEqual({self.outer: outer, self.inner: inner}, result.outcomes())

    def test_with_a_declared_directory_beside_the_output(self):
        self.project("{build}/all/{document}")
        self.write("_build/all/reference/rings/page", "changed by hand")
        self.assert_next(inner="built")
        self.docbuild("--clean", "reference", events=False)
        self.assertTrue(os.path.exists(self.path("_build/all/reference/rings/page")))
        self.assertTrue(os.path.exists(self.path("_build/html/reference/rings/page")))
        self.assertFalse(os.path.exists(self.path("_build/all/reference/page")))
        self.assert_next(outer="built")
        os.remove(self.path("_build/all/reference/page"))
        self.assert_next(outer="built")

    def test_a_directory_that_only_the_inner_one_made_is_missing(self):
        self.write("s/x")
        self.write("r/x")
        makes_its_own = {"command": self.fake("mkdir", "{build}/all/{document}")}
        self.write_manifest({
            "docbuild": 1,
            "stages": {"html": {"command": self.fake("exit", 0),
                                "outputs": ["{build}/all/{document}"]}},
            "documents": [{"name": "reference", "source": "s", "needs": ["reference/rings"]},
                          {"name": "reference/rings", "source": "r",
                           "overrides": {"html": makes_its_own}}]})
        result = self.docbuild()
        self.assertEqual({self.outer: "missing_output", self.inner: "built"}, result.outcomes())

    def test_without_declared_outputs(self):
        self.project()
        os.remove(self.path("_build/html/reference/page"))
        self.assert_next(outer="built")
        shutil.rmtree(self.path("_build/html/reference/rings"))
        self.assert_next(inner="built")

    def test_an_inner_one_that_is_cleaned_takes_nothing_along(self):
        self.project("{output}")
        self.docbuild("--clean", "reference/rings", events=False)
        self.assertTrue(os.path.exists(self.path("_build/html/reference/page")))
        self.assert_next(inner="built")


if __name__ == "__main__":
    main()
