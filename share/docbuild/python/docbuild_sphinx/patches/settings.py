"""Keeps docutils' settings: for each component it fills a parser with a hundred options."""

import contextlib
import copy

from docbuild_fork import patches

PATCH = "settings"

# Attributes of docutils' parser. Sphinx asks for the settings alone; to copy the options is to write
# to the page of each.
_SELDOM_ASKED = ("option_list", "option_groups", "_short_opt", "_long_opt")
_FILLED = (*_SELDOM_ASKED, "defaults", "lists", "relative_path_settings")

_settings = []  # pairs: what components ask for, what that fills a parser with
_learns = False  # whether more of them are kept


def install():
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

    ask, answer, copy_of, learn = (patches.guarded(PATCH, step) for step in (
        _question, _answer, copy.deepcopy, _learn))
    patches.replace(PATCH, OptionParser, "populate_from_components", filling)
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


def _learn(parser, question):
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
