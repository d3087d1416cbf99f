"""Which Sphinx builds the documents, and what becomes of versions that docbuild does not know."""

import os
import shutil
import sys
import zipfile

from harness import ServedTest, main

PYTHON = sys.executable
CONF = "import os, sys, sphinx\nprint('built with', sphinx.__version__, os.environ.get('WHO'))\n"


class Programs(ServedTest):
    def setUp(self):
        super().setUp()
        for name, other in (("a", "b"), ("b", "a")):
            self.write(f"docs/{name}/conf.py", CONF + "print('in', os.getcwd(), file=sys.stderr)\n")
            self.write(f"docs/{name}/index.rst", f"Title\n=====\n\n.. _label-{name}:\n\nSection\n"
                       f"-------\n\nSee :ref:`label-{other}`.\n")
        self.stages()

    def stages(self, **html):
        self.write_manifest({
            "docbuild": 1,
            "stages": {"inventory": {"sphinx": "inventory"},
                       "html": {"sphinx": "html", "arguments": ["-W", "-n"],
                                "after": ["inventory:*"], **html}},
            "documents": [{"match": "docs/*/conf.py", "name": "{1}"}]})

    def program(self, text, name="bin/sphinx-build"):
        path = self.write(name, text)
        os.chmod(path, 0o755)
        return path

    def build(self, *arguments, path="bin:/usr/bin:/bin", **environment):
        path = ":".join(os.path.join(self.directory, part) for part in path.split(":"))
        return self.docbuild("--jobs", "1", *arguments,
                             environment={"PATH": path, "PYTHONPATH": None, **environment})

    def log(self, job="a:html"):
        name, stage = job.split(":")
        return self.read(f"_build/.docbuild/logs/{stage}/{name}.log")

    def preloaded(self, run):
        return {event["job"] for event in run.events_named("job_started") if event.get("preloaded")}

    def warnings(self, run):
        return [event["message"] for event in run.events_named("warning")]

    def assert_built(self, run):
        self.assertEqual((0, {"built"}), (run.exit, set(run.outcomes().values())), run.stderr)
        self.assertIn('href="../b/index.html#label-b"', self.read("_build/html/a/index.html"))
        self.assertEqual({"up_to_date"}, set(self.build("--no-preload").outcomes().values()))


class Wrappers(Programs):
    def wrapped(self, text):
        """A wrapper: all documents are built by it, in the environment that it sets up."""
        wrapper = self.program(text)
        run = self.build()
        self.assert_built(run)
        self.assertEqual(set(), self.preloaded(run))
        self.assertEqual([f"'{wrapper}' is a wrapper: documents are built by it, and not preloaded; "
                          "the key 'python' can name the interpreter that has Sphinx"],
                         self.warnings(run))
        self.assertIn("built with 5.3.99", self.log())
        self.assertIn(f"in {self.path('docs/a')}\n", self.log())
        return self.log()

    def sphinx_of_its_own(self):
        """A directory with a package `sphinx` that bears another version."""
        import sphinx
        directory = self.path("lib")
        shutil.copytree(os.path.dirname(sphinx.__file__), os.path.join(directory, "sphinx"),
                        ignore=shutil.ignore_patterns("__pycache__", "*.mo", "*.js"))
        place = os.path.join(directory, "sphinx/__init__.py")
        with open(place, "a", encoding="utf-8") as file:
            file.write("\n__version__ = __display_version__ = '5.3.99'\n")
        return directory

    def test_a_shell_script_sets_the_environment(self):
        log = self.wrapped("#!/bin/bash\nexport WHO='a wrapper'\n"
                           f"PYTHONPATH={self.sphinx_of_its_own()} "
                           f"exec -a \"$0\" {PYTHON} -m sphinx \"$@\"\n")
        self.assertIn("a wrapper", log)

    def test_a_script_that_looks_for_modules_elsewhere(self):
        self.wrapped(f"#!{PYTHON}\nimport sys\nsys.path[0:0] = [{self.sphinx_of_its_own()!r}]\n"
                     "from sphinx.cmd.build import main\nsys.exit(main())\n")

    def test_an_archive(self):
        with open(self.path("archive"), "wb") as file:
            file.write(f"#!{PYTHON}\n".encode())
            with zipfile.ZipFile(file, "w") as archive:
                archive.writestr("__main__.py", "import sys\nsys.path.insert(0, "
                                 f"{self.sphinx_of_its_own()!r})\n"
                                 "from sphinx.cmd.build import main\nsys.exit(main())\n")
        os.makedirs(self.path("bin"))
        shutil.move(self.path("archive"), self.path("bin/sphinx-build"))
        self.wrapped(self.read_bytes("bin/sphinx-build"))

    def read_bytes(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def test_a_failure_is_the_documents(self):
        self.program(f"#!/bin/sh\nexec {PYTHON} -m sphinx \"$@\"\n")
        self.write("docs/a/index.rst", "Title\n=====\n\n:ref:`nowhere`\n")
        run = self.build("a:html")
        self.assertEqual(1, run.exit)
        finished = run.events_named("job_finished")[-1]
        self.assertEqual(f"{self.path('docs/a/index.rst')}:4: undefined label: 'nowhere'",
                         finished["finding"])

    def test_who_does_not_want_preloading_is_not_told(self):
        self.program(f"#!/bin/sh\nexec {PYTHON} -m sphinx \"$@\"\n")
        self.assertEqual([], self.warnings(self.build("--no-preload", "a:inventory")))

    def test_a_script_whose_interpreter_has_a_long_name_is_no_wrapper(self):
        os.makedirs(self.path("a b"))
        os.symlink(PYTHON, self.path("a b/python3"))
        self.program(f"#!/bin/sh\n'''exec' \"{self.path('a b/python3')}\" \"$0\" \"$@\"\n' '''\n"
                     "import sys\nfrom sphinx.cmd.build import main\nsys.exit(main())\n")
        run = self.build()
        self.assert_built(run)
        self.assertEqual(({"a:html", "b:html", "a:inventory", "b:inventory"}, []),
                         (self.preloaded(run), self.warnings(run)))


class NoProgram(Programs):
    def test_an_interpreter_that_has_sphinx_is_used(self):
        os.makedirs(self.path("bin"))
        os.symlink(PYTHON, self.path("bin/python3"))
        run = self.build(path="bin")
        self.assertEqual((0, []), (run.exit, self.warnings(run)), run.stderr)
        self.assertIn('href="../b/index.html#label-b"', self.read("_build/html/a/index.html"))

    def test_one_that_has_not_is_named(self):
        python = self.program(f"#!/bin/sh\nexec {PYTHON} -S -I \"$@\"\n", "bin/python3")
        run = self.build("a:inventory", path="bin:nowhere")
        self.assertEqual(1, run.exit)
        self.assertIn("has no Sphinx: install it there",
                      run.events_named("job_finished")[-1]["finding"])
        self.assertTrue(os.path.exists(python))

    def test_without_an_interpreter_sphinx_build_is_missing(self):
        run = self.build("a:inventory", path="nowhere")
        self.assertEqual(({"a:inventory": "not_started"}, "execve sphinx-build"), (
            run.outcomes(), run.events_named("job_finished")[-1]["call"]), run.stderr)


class Versions(Programs):
    def test_a_patch_that_fails_is_off_for_the_run_and_told_of_once(self):
        """Two servers, as the environment differs: the second one hears of it from docbuild."""
        for name in "ab":
            self.write(f"docs/{name}/conf.py", "import sys\n"
                       "sys.modules['docbuild_patches.templates']._signature = None\n")
        self.write_manifest({
            "docbuild": 1, "stages": {"html": {"sphinx": "html"}},
            "documents": [{"name": "a", "source": "docs/a"},
                          {"name": "b", "source": "docs/b", "overrides": {
                              "html": {"environment": {"PYTHONOPTIMIZE": "1"}}}}]})
        run = self.build()
        self.assertEqual((0, {"a:html", "b:html"}), (run.exit, self.preloaded(run)), run.stderr)
        warning, = self.warnings(run)
        self.assertIn("docbuild's patch 'templates' failed in a:html and is off from here on, which "
                      "costs time alone: TypeError:", warning)
        self.assertIn("docbuild: went on without its patch 'templates'", self.log("a:html"))
        self.assertNotIn("docbuild:", self.log("b:html"))

    def test_own_code_that_fails_costs_no_document(self):
        for name in "ab":
            self.write(f"docs/{name}/conf.py", "import sys\n"
                       "if 'docbuild_fork.server.loop' in sys.modules:\n"
                       "    sys.modules['docbuild_sphinx.front.progress'].SIZE = None\n")
        self.stages(arguments=["-n"])
        run = self.build("--keep-going")
        self.assertEqual(0, run.exit, run.stderr)
        self.assertIn("docbuild's own code failed in a:inventory, which was started again without "
                      "any of its patches", "\n".join(self.warnings(run)))

    def test_an_unknown_version_is_told_of_with_v_alone(self):
        self.write("site/sitecustomize.py", "import docutils\ndocutils.__version__ = '99.0'\n")
        message = "docbuild is not tested with docutils 99.0: "
        quiet = self.build(PYTHONPATH=self.path("site"))
        self.assertEqual((0, []), (quiet.exit, self.warnings(quiet)), quiet.stderr)
        verbose = self.build("-v", "--rebuild", PYTHONPATH=self.path("site"))
        warning, = self.warnings(verbose)
        self.assertTrue(warning.startswith(message), warning)
        self.assertIn("quotes, ", warning)
        self.assertEqual(1, verbose.stderr.count(message))


if __name__ == "__main__":
    main()
