"""What every start of Sphinx works out from the same code is kept, and cannot be told from new."""

import gettext
import io
import os
import sys
import threading
import unittest
from contextlib import redirect_stderr, redirect_stdout
from unittest import mock

from case import Case
from driver import PYTHON

sys.path.insert(0, str(PYTHON))

import sphinx.locale  # noqa: E402
from docbuild_sphinx.patches import settings  # noqa: E402
from docutils import frontend, readers, writers  # noqa: E402
from docutils.parsers.rst import Parser  # noqa: E402
from docutils.readers import standalone  # noqa: E402
from docutils.writers import html5_polyglot, latex2e  # noqa: E402
from sphinx.cmd import build  # noqa: E402


class Own:
    """A component as extensions have them, with a setting of its own."""

    settings_spec = ("Own", None, (("Say it.", ["--own"], {"default": "own", "metavar": "<own>"}),
                                   ("More.", ["--more"], {"action": "append"})))
    settings_defaults = {"hidden": 1}
    settings_default_overrides = {"own": "changed"}
    relative_path_settings = ("own",)
    config_section = "own"
    config_section_dependencies = ()
    component_type = "own"


class Settings(Case):
    def setUp(self):
        super().setUp()
        settings.install()
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.directory)

    @staticmethod
    def state(*arguments, **more):
        parser = frontend.OptionParser(*arguments, **more)
        values = parser.get_default_values()
        return ({name: repr(value) for name, value in vars(values).items()
                 if name != "record_dependencies"}, parser.lists, parser.relative_path_settings,
                [option.get_opt_string() for option in parser._get_all_options()],
                [group.title for group in parser.option_groups], sorted(parser._long_opt),
                parser.config_files, parser.format_help())

    def compare(self, *arguments, **more):
        kept = frontend.OptionParser.populate_from_components
        with mock.patch.object(frontend.OptionParser, "populate_from_components", kept.replaced):
            expected = self.state(*arguments, **more)
        self.assertEqual(self.state(*arguments, **more), expected)
        for _ in range(2):
            with settings.learning():
                self.assertEqual(self.state(*arguments, **more), expected)
        self.assertEqual(self.state(*arguments, **more), expected)
        return expected[0]

    def test_they_are_the_same(self):
        sets = ((), (None,), (Parser(),), (Parser(), standalone.Reader(), html5_polyglot.Writer()),
                (Parser(), readers.Reader(), latex2e.Writer(), Own()), (Parser, writers.Writer))
        for components in sets:
            for defaults in (None, {"tab_width": 3, "env": object(), "own": []}):
                for reads in (False, True):
                    with self.subTest(components=components, defaults=defaults, reads=reads):
                        self.compare(components=components, defaults=defaults,
                                     read_config_files=reads)

    def test_what_is_configured_counts_each_time(self):
        components = (Parser(), Own())
        for width in ("3", "5"):
            self.write("docutils.conf", f"[general]\ntab_width: {width}\n[own]\nown: {width}\n")
            values = self.compare(components=components, read_config_files=True)
            self.assertEqual((values["tab_width"], values["own"]),
                             (width, repr(self.path(width))))

    def test_who_changes_one_changes_no_other(self):
        expected = self.compare(components=(Parser(), Own()))
        parser = frontend.OptionParser(components=(Parser(), Own()))
        parser.defaults["own"] = "mine"
        parser.relative_path_settings += type(parser.relative_path_settings)(["mine"])
        parser.lists["mine"] = True
        parser.add_option("--mine", default="mine")
        self.assertEqual(self.compare(components=(Parser(), Own())), expected)

    def test_components_may_change(self):
        changes = {"settings_spec": Own.settings_spec[:2] + (Own.settings_spec[2][:1],),
                   "settings_defaults": {"hidden": 2, "more_hidden": 3},
                   "settings_default_overrides": {"own": "changed again"},
                   "relative_path_settings": ()}
        self.compare(components=(Own(),))
        for name, value in changes.items():
            with self.subTest(name), mock.patch.object(Own, name, value):
                self.compare(components=(Own(),))
        with mock.patch.dict(Own.settings_defaults, hidden=4):
            self.assertEqual(self.compare(components=(Own(),))["hidden"], "4")

    def test_a_documents_own_component_is_not_copied(self):
        own = (*Own.settings_spec[:2], (("Lock", ["--lock"], {"default": threading.Lock()}),))
        self.compare(components=(Parser(),))
        before = len(settings._settings)
        with mock.patch.object(Own, "settings_spec", own):
            parser = frontend.OptionParser(components=(Own(),))
        self.assertIs(parser.defaults["lock"], own[2][0][2]["default"])
        self.assertEqual(len(settings._settings), before)

    def test_a_parser_of_another_class_is_filled_by_itself(self):
        class Mine(frontend.OptionParser):
            settings_defaults = {"mine": 1}

        self.assertEqual(Mine(components=(Own(),)).get_default_values().mine, 1)


if __name__ == "__main__":
    unittest.main()
