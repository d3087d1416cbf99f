"""Builders that write into their own source directory; see harness.py."""

import os

from harness import ServedTest, main

# A builder in Python. What it finds in `script` it executes, with these at hand.
BUILDER = """
import os, sys, time

def write(name, text):
    os.makedirs(os.path.dirname(name) or '.', exist_ok=True)
    with open(name, 'w') as file:
        file.write(text)

def wait_for(name):
    while not os.path.exists(name):
        time.sleep(0.01)

source, output = sys.argv[1:]
exec(open(os.path.join(os.path.dirname(__file__), 'script')).read())
write(output + '/page', 'page')
"""


class ByCommand(ServedTest):
    """One job, whose builder does what a test says."""

    preload = ["json"]

    def setUp(self):
        super().setUp()
        self.write("tool/build.py", BUILDER)
        self.write("s/index.rst", "index")
        self.write_manifest({
            "docbuild": 1,
            "stages": {"html": {"command": ["/usr/bin/python3", "tool/build.py", "{source}",
                                            "{output}"],
                                "outputs": ["{output}/page"], "preload": self.preload}},
            "documents": [{"name": "a", "source": "s"}]})

    def script(self, *lines):
        self.write("tool/script", "\n".join(lines) + "\n")

    def build(self, *options):
        result = self.docbuild(*options)
        self.assertEqual(0, result.exit, result.stderr)
        return result

    def outcome(self, *options):
        return self.build(*options).outcomes()["a:html"]

    def why(self):
        return self.docbuild("--explain", events=False).stdout.removeprefix("a:html: ").rstrip()

    def test_a_file_that_was_not_there_belongs_to_the_result(self):
        self.script("write(source + '/gen/one.rst', 'one')",
                    "write(source + '/two.tmp', 'two')",
                    "os.replace(source + '/two.tmp', source + '/two.rst')")
        self.assertEqual("built", self.outcome())
        self.assertEqual("up to date", self.why())
        self.assertEqual("up_to_date", self.outcome())
        self.write("s/gen/one.rst", "else")
        self.write("s/two.rst", "else")
        self.assertEqual("s/gen/one.rst changed, s/two.rst changed", self.why())

    def test_a_file_is_still_open_when_others_are_opened(self):
        self.script("with open(source + '/one.rst', 'w') as file:",
                    "    for number in range(3):",
                    "        print(number, file=file, flush=True)",
                    "        open(source + '/index.rst').close()")
        self.assertEqual("built", self.outcome())
        self.assertEqual("up to date", self.why())

    def test_a_file_of_somebody_else_is_a_change(self):
        self.script("write(source + '/one.rst', 'one')", "write('started', '')", "wait_for('go')")
        run = self.start()
        run.wait_for_file(self.path("started"))
        self.write("s/two.rst", "two")
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        self.assertEqual("s/two.rst added", self.why())

    def test_a_file_that_somebody_else_has_changed_since_is_a_change(self):
        self.script("write(source + '/one.rst', 'one')", "write('started', '')", "wait_for('go')")
        run = self.start()
        run.wait_for_file(self.path("started"))
        self.write("s/one.rst", "two")
        os.utime(self.path("s/one.rst"), ns=(1, 1))
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        self.assertEqual("s/one.rst added", self.why())

    def test_a_file_that_was_there_is_built_for_again(self):
        self.write("s/one.rst", "old")
        self.script("write(source + '/one.rst', 'new')")
        self.assertEqual("built", self.outcome())
        self.assertEqual("s/one.rst changed", self.why())
        self.assertEqual("built", self.outcome())
        self.assertEqual("up_to_date", self.outcome())

    def test_what_fails_has_no_result(self):
        self.script("write(source + '/one.rst', 'one')", "sys.exit(1)")
        self.assertEqual(1, self.docbuild().exit)
        self.script("")
        self.assertEqual("built", self.outcome())
        self.assertEqual("up to date", self.why())

    def test_a_builder_that_never_comes_to_rest_is_told_of_the_second_time(self):
        self.script("write(source + '/index.rst', str(time.time_ns()))")
        said = [self.build().events_named("warning") for _ in range(4)]
        self.assertEqual([[], [], "a:html", "a:html"],
                         [warnings and warnings[0]["job"] for warnings in said])
        self.assertIn("index.rst; if the builder writes them, name them in \"ignore\"",
                      said[2][0]["message"])
        self.script("")
        self.assertEqual("built", self.outcome())
        self.write("s/index.rst", "by somebody")
        self.assertEqual([], self.build().events_named("warning"))


class WithoutPreload(ByCommand):
    """Nobody knows what such a builder writes: its document is built once more."""

    preload = False

    def test_a_file_that_was_not_there_belongs_to_the_result(self):
        self.script("write(source + '/one.rst', 'one')")
        self.assertEqual(["built", "built", "up_to_date"], [self.outcome() for _ in range(3)])

    def test_a_file_is_still_open_when_others_are_opened(self):
        self.script("write(source + '/one.rst', 'one')", "write(source + '/two.rst', 'one')")
        self.assertEqual(["built", "built", "up_to_date"], [self.outcome() for _ in range(3)])


    def test_a_file_of_somebody_else_is_a_change(self):
        self.script("write('started', '')", "wait_for('go')")
        run = self.start()
        run.wait_for_file(self.path("started"))
        self.write("s/two.rst", "two")
        self.write("go")
        self.assertEqual(0, run.finish().exit)
        self.assertEqual("s/two.rst added", self.why())


class BySphinx(ServedTest):
    """A document with `autosummary`, which writes pages into the source directory."""

    options = ()

    def setUp(self):
        super().setUp()
        self.write("s/conf.py", "import sys\nsys.path.insert(0, '.')\n"
                                "extensions = ['sphinx.ext.autosummary', 'sphinx.ext.autodoc']\n"
                                "autosummary_generate = True\nhtml_theme = 'basic'\n")
        self.write("s/index.rst", "Index\n=====\n\n.. autosummary::\n   :toctree: gen\n\n"
                                  "   textwrap.dedent\n   textwrap.fill\n")
        self.write_manifest({
            "docbuild": 1,
            "stages": {"inventory": {"sphinx": "inventory"},
                       "html": {"sphinx": "html", "after": ["inventory:*"]}},
            "documents": [{"name": "a", "source": "s"}]})

    def outcomes(self):
        result = self.docbuild(*self.options)
        self.assertEqual(0, result.exit, result.stderr)
        return result.outcomes()

    def test_the_pages_that_it_writes_belong_to_the_result(self):
        self.assertEqual({"a:inventory": "built", "a:html": "built"}, self.outcomes())
        self.assertTrue(os.path.exists(self.path("s/gen/textwrap.fill.rst")))
        self.assertTrue(os.path.exists(self.path("_build/html/a/gen/textwrap.fill.html")))
        self.assertEqual({"a:inventory": "up_to_date", "a:html": "up_to_date"}, self.outcomes())
        os.remove(self.path("s/gen/textwrap.fill.rst"))
        self.assertEqual("built", self.outcomes()["a:inventory"])
        self.assertEqual({"a:inventory": "up_to_date", "a:html": "up_to_date"}, self.outcomes())


class BySphinxWithoutPreload(BySphinx):
    options = ("--no-preload",)


if __name__ == "__main__":
    main()
