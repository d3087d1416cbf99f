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

from docbuild_fork import patches

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
    patches.put_in("command-line", _keep_command_line)
    patches.put_in("settings", _keep_settings)
    patches.put_in("configuration", _keep_code)


def _keep_command_line():
    """As long as nothing is translated: the words of the help are part of it."""
    import sphinx.locale
    from sphinx.cmd import build

    def keeping(make):
        kept = {}

        def get_parser():
            translator = sphinx.locale.translators.get(("console", "sphinx"))
            if type(translator) is not gettext.NullTranslations:
                return patches.NONE
            if not kept:
                kept["parser"] = make()
            name = sys.argv[0], getattr(sys.modules.get("__main__"), "__spec__", None)
            if kept.get("name") != name:  # of the program, which help shows
                kept["name"] = name
                kept["parser"].prog = argparse.ArgumentParser(add_help=False).prog
            return kept["parser"]

        return patches.quicker("command-line", get_parser, make)

    patches.replace("command-line", build, "get_parser", keeping)


def make_command_line():
    """For processes that are forked later. The caller puts Sphinx's translators back."""
    import sphinx.locale
    from sphinx.cmd import build

    if not patches.is_on("command-line"):
        return
    sphinx.locale.translators["console", "sphinx"] = gettext.NullTranslations()
    own, sys.argv[0] = sys.argv[0], _PROGRAM
    build.get_parser().parse_args(["-b", "html", "-D", "a=b", "source", "output"])
    sys.argv[0] = own


def _keep_settings():
    """docutils fills an optparse parser with a hundred options for each reader and each writer."""
    from docutils.frontend import OptionParser

    def filling(fill):
        def populate_from_components(self, components):
            question = ask(self, components) if type(self) is OptionParser else None
            if question is None or not answer(self, question):
                known = copy_of(question) if question is not None and _learns else None
                fill(self, components)
                if known is not None:
                    learn(self, known)
        return populate_from_components

    ask, answer, copy_of, learn = (patches.guarded("settings", step) for step in (
        _question, _answer, copy.deepcopy, _learn_settings))
    patches.replace("settings", OptionParser, "populate_from_components", filling)
    if "__getattr__" not in vars(OptionParser):
        OptionParser.__getattr__ = _seldom_asked


def _question(parser, components):
    """What decides how the parser is filled; None where it is not empty any more."""
    if parser.option_list or parser.option_groups or parser.lists:
        return None
    return ([_asked(component) for component in components if component],
            parser.defaults, parser.relative_path_settings)


def _answer(parser, question):
    """Fills the parser; false where that is not known. All is there before the first is set."""
    filled = next((filled for known, filled in _settings if known == question), None)
    if filled is None:
        return False
    often_asked = {name: copy.copy(filled[name]) for name in _FILLED if name not in _SELDOM_ASKED}
    for name in _SELDOM_ASKED:
        vars(parser).pop(name, None)
    vars(parser).update(often_asked, _filled=filled)
    return True


def _learn_settings(parser, question):
    filled = {name: getattr(parser, name) for name in _FILLED}
    _settings.append((question, {name: copy.copy(value) for name, value in filled.items()}))


def _seldom_asked(parser, name):
    """Also when the patch has failed: parsers are there that have been filled by it."""
    if name not in _SELDOM_ASKED or "_filled" not in vars(parser):
        raise AttributeError(f"{type(parser).__name__!r} object has no attribute {name!r}")
    setattr(parser, name, copy.copy(parser._filled[name]))
    return vars(parser)[name]


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

    def compile_as_sphinx(source, filename, mode):
        with patches.passed_on():  # what is wrong in a conf.py is not docbuild's
            return compile(source, filename, mode, inherited, dont_inherit=True)

    def compile_once(source, filename, mode):
        key = (source, os.fsencode(filename), mode)  # bytes, or since Sphinx 8.2 a path
        if key not in _code:
            _code[key] = compile_as_sphinx(source, filename, mode)
        return _code[key]

    # instead of the built-in function, which there is no attribute for
    patches.replace("configuration", sphinx.config, "compile", lambda _: patches.quicker(
        "configuration", compile_once, compile_as_sphinx), missing_ok=True)


def compile_configuration(path):
    """For processes that are forked later. What is wrong in it is for them to tell."""
    import sphinx.config

    if not hasattr(sphinx.config, "compile"):
        return
    with contextlib.suppress(OSError, SyntaxError, ValueError), open(path, "rb") as file:
        sphinx.config.compile(file.read(), os.fsencode(path), "exec")
