"""Keeps what every start of Sphinx works out anew from the same code or text: its own command line,
docutils' settings, and the compiled conf.py that documents share.

It does not know the documents.
"""

import __future__
import argparse
import contextlib
import copy
import gettext
import os
import sys

# Attributes of docutils' parser. Sphinx asks for the settings alone; to copy the options is to write
# to the page of each.
_SELDOM_ASKED = ("option_list", "option_groups", "_short_opt", "_long_opt")
_FILLED = (*_SELDOM_ASKED, "defaults", "lists", "relative_path_settings")

_PROGRAM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "sphinx-build")

_settings = []  # pairs: what components ask for, what that fills a parser with
_learns = False  # whether more of them are kept
_code = {}


def install():
    """In this process and those forked from it."""
    _keep_command_line()
    _keep_settings()
    _keep_code()


def _keep_command_line():
    """As long as nothing is translated: the words of the help are part of it."""
    import sphinx.locale
    from sphinx.cmd import build

    make = build.get_parser
    if hasattr(make, "replaced"):
        return
    kept = {}

    def get_parser():
        translator = sphinx.locale.translators.get(("console", "sphinx"))
        if type(translator) is not gettext.NullTranslations:
            return make()
        if not kept:
            kept["parser"] = make()
        name = sys.argv[0], getattr(sys.modules.get("__main__"), "__spec__", None)
        if kept.get("name") != name:  # of the program, which help shows
            kept["name"] = name
            kept["parser"].prog = argparse.ArgumentParser(add_help=False).prog
        return kept["parser"]

    get_parser.replaced = make
    build.get_parser = get_parser


def make_command_line():
    """For processes that are forked later. The caller puts Sphinx's translators back."""
    import sphinx.locale
    from sphinx.cmd import build

    sphinx.locale.translators["console", "sphinx"] = gettext.NullTranslations()
    own, sys.argv[0] = sys.argv[0], _PROGRAM
    build.get_parser().parse_args(["-b", "html", "-D", "a=b", "source", "output"])
    sys.argv[0] = own


def _keep_settings():
    """docutils fills an optparse parser with a hundred options for each reader and each writer."""
    from docutils.frontend import OptionParser

    fill = OptionParser.populate_from_components
    if hasattr(fill, "replaced"):
        return

    def populate_from_components(self, components):
        if type(self) is not OptionParser or self.option_list or self.option_groups or self.lists:
            fill(self, components)
            return
        question = ([_asked(component) for component in components if component],
                    self.defaults, self.relative_path_settings)
        filled = next((filled for known, filled in _settings if known == question), None)
        if filled is None:
            known = copy.deepcopy(question) if _learns else None
            fill(self, components)
            if not _learns:
                return
            filled = {name: getattr(self, name) for name in _FILLED}
            _settings.append((known, filled))
        for name in _FILLED:
            if name in _SELDOM_ASKED:
                delattr(self, name)
            else:
                setattr(self, name, filled[name].copy())
        self._filled = filled

    def __getattr__(self, name):
        if name not in _SELDOM_ASKED or "_filled" not in vars(self):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        setattr(self, name, self._filled[name].copy())
        return vars(self)[name]

    populate_from_components.replaced = fill
    OptionParser.populate_from_components = populate_from_components
    OptionParser.__getattr__ = __getattr__


@contextlib.contextmanager
def learning():
    """Meanwhile, what components ask for is kept. Of a document's own components nothing is: a copy
    of all that they have may be large, or not to be had."""
    global _learns
    _learns = True
    try:
        yield
    finally:
        _learns = False


def _asked(component):
    return (component.settings_spec, component.settings_defaults,
            component.settings_default_overrides, component.relative_path_settings)


def _keep_code():
    import sphinx.config

    features = (getattr(sphinx.config, name, None) for name in __future__.all_feature_names)
    inherited = 0  # `compile` takes over what its caller has imported from __future__
    for feature in features:
        inherited |= getattr(feature, "compiler_flag", 0)

    def compile_once(source, filename, mode):
        key = (source, os.fsencode(filename), mode)  # bytes, or since Sphinx 8.2 a path
        if key not in _code:
            _code[key] = compile(source, filename, mode, inherited, dont_inherit=True)
        return _code[key]

    sphinx.config.compile = compile_once  # instead of the built-in function


def compile_configuration(path):
    """For processes that are forked later. What is wrong in it is for them to tell."""
    import sphinx.config

    with contextlib.suppress(OSError, SyntaxError, ValueError), open(path, "rb") as file:
        sphinx.config.compile(file.read(), os.fsencode(path), "exec")
