"""What the server does once for all documents, and the quicker ways that give the same."""

import io
import json
import os
import random
import sys
import types
import unittest
from unittest import mock

import sphinx
from case import Case, in_child
from driver import PYTHON

sys.path.insert(0, str(PYTHON))

from docbuild_fork.observe import imports  # noqa: E402
from docbuild_patches import quotes, templates  # noqa: E402
from docbuild_sphinx import front, warm  # noqa: E402
from docbuild_sphinx.warm import tiny_document  # noqa: E402
from docutils.utils import smartquotes  # noqa: E402
from sphinx.application import Sphinx  # noqa: E402

SEED = int(os.environ.get("SEED", "1"))


class Quotes(unittest.TestCase):
    def test_the_same_text(self):
        quotes.install()
        numbers = random.Random(SEED)
        pieces = ["a", "Word", " ", "\n", "80s", "-", "--", "–", "(", "]", ".", "&nbsp;", "\\",
                  "&mdash;", "`", "\u200b", "'", '"']
        changed = 0
        for _ in range(20_000):
            marks = numbers.random() < 0.5
            text = "".join(numbers.choices(pieces if marks else pieces[:-2],
                                           k=numbers.randrange(8)))
            for language in ("en", "de", "fr-ch", "unknown"):
                expected = smartquotes.educateQuotes.replaced(text, language)
                self.assertEqual(smartquotes.educateQuotes(text, language), expected)
                changed += expected != text
        self.assertGreater(changed, 1000)

    def test_text_without_marks_is_left_alone(self):
        quotes.install()
        asked = []
        self.addCleanup(setattr, smartquotes, "educateQuotes", smartquotes.educateQuotes)
        smartquotes.educateQuotes = lambda text, language="en": asked.append(text) or text
        quotes.install()
        for text in ("none", "it's", 'a "word"'):
            smartquotes.educateQuotes(text)
        self.assertEqual(asked, ["it's", 'a "word"'])


class Imports(unittest.TestCase):
    def setUp(self):
        self.addCleanup(imports.remember)

    def add(self, name, file):
        module = sys.modules[name] = types.ModuleType(name)
        module.__file__ = file
        self.addCleanup(sys.modules.pop, name, None)

    def test_project_files_are_those_before_and_since(self):
        self.add("early_module", "/project/early.py")
        self.add("installed_module", os.__file__)
        imports.remember()
        self.add("late_module", "/project/late.py")
        del sys.modules["early_module"]
        self.assertEqual(imports.project_files() & {
            "/project/early.py", "/project/late.py", os.__file__},
            {"/project/early.py", "/project/late.py"})

    def test_the_newest_module_may_go(self):
        self.add("newest_module", "/project/newest.py")
        imports.remember()
        del sys.modules["newest_module"]
        self.add("late_module", "/project/late.py")
        self.assertEqual(imports._since_start(), ["late_module"])


class Messages(Case):
    def printed(self, *options):
        self.write("source/conf.py", "import logging\n\n\ndef setup(app):\n"
                   "    logger = logging.getLogger('sphinx')\n"
                   "    print('debug', logger.isEnabledFor(logging.DEBUG))\n")
        self.write("source/index.rst", "Title\n=====\n\n:ref:`missing`\n")
        result = self.front(*options, self.path("source"), self.path("html"),
                            told={"report": self.path("report")})
        self.assertEqual(result.returncode, 0, result.stdout)
        return result.stdout

    def test_what_nobody_sees_is_not_composed(self):
        text = self.printed()
        self.assertIn("debug False", text)
        self.assertIn("writing output", text)
        self.assertIn("undefined label", text)

    def test_who_asks_for_it_sees_it(self):
        text = self.printed("-v", "-v")
        self.assertIn("debug True", text)
        self.assertIn("adding domain", text)
        self.assertIn("emitting event", text)


class Warm(Case):
    def document(self, theme):
        self.write("source/conf.py", f"html_theme = {theme!r}\n")
        self.write("source/index.rst", "Title\n=====\n")

    def compiled_for(self, theme):
        """How many templates a document of that theme still has to compile."""
        before = len(templates._compiled)
        self.document(theme)
        Sphinx(self.path("source"), self.path("source"), self.path("html"), self.path("trees"),
               "html", status=io.StringIO()).build()
        return len(templates._compiled) - before

    def warmed_for(self, conf):
        """The names of the themes, of four, whose documents have no template left to compile."""
        os.environ[front.VARIABLE] = self.write("told.json", json.dumps({"conf": self.path("conf")}))
        self.write("conf/conf.py", conf)
        warm.prepare()
        warm.warm_up()
        return [theme for theme in ("alabaster", "classic", "bizstyle", "sphinxdoc")
                if in_child(lambda: self.compiled_for(theme)) == 0]

    def test_templates_of_themes_that_conf_py_names_are_compiled(self):
        for conf, themes in (
                ("", ["alabaster"]),
                ("# html_theme = 'bizstyle'\nepub_html_theme = 'classic'\n", ["alabaster"]),
                ("if True:\n    html_theme = 'missing'\nelse:\n    html_theme = 'classic'\n",
                 ["classic"]),
                ("html_theme = 'alabaster'\nhtml_theme =\t\"sphinxdoc\"\n1 / 0\n",
                 ["alabaster", "sphinxdoc"])):
            with self.subTest(conf):
                self.assertEqual(in_child(lambda: self.warmed_for(conf)), themes)

    def test_a_configuration_that_cannot_be_read(self):
        for told in ("{}", "{", '{"conf": "/no/such"}', '{"conf": "/dev/null"}'):
            with self.subTest(told), mock.patch.dict(
                    os.environ, {front.VARIABLE: self.write("told.json", told)}):
                self.assertEqual(tiny_document.themes(warm._text_of(warm._configuration())),
                                 ["alabaster"])

    @unittest.skipIf(sphinx.version_info < (5,), "pkg_resources looks for packages only once")
    def test_templates_of_a_preloaded_theme_are_compiled(self):
        layout = '{% extends "basic/layout.html" %}{# our own #}'
        self.write("site/own_theme/layout.html", layout)
        self.write("site/own_theme/theme.conf", "[theme]\ninherit = basic\nstylesheet = basic.css\n")
        self.write("site/own_theme/__init__.py", "import os\n\n\ndef setup(app):\n"
                   "    app.add_html_theme('own', os.path.dirname(__file__))\n")
        self.write("site/own_theme-1.dist-info/METADATA", "Name: own_theme\nVersion: 1\n")
        self.write("site/own_theme-1.dist-info/entry_points.txt",
                   "[sphinx.html_themes]\nown = own_theme\n")

        def names():
            sys.path.insert(0, self.path("site"))
            import own_theme  # noqa: F401
            warm.prepare()
            warm.warm_up()
            return [key[1] for key in templates._compiled if key[0] == layout]

        self.assertEqual(in_child(names), ["layout.html"])


if __name__ == "__main__":
    unittest.main()
