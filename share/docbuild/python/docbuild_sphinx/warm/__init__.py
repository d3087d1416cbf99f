"""What the fork server does once for all documents.

prepare() is called before it is ready, warm_up() while the first documents are built.
"""

import contextlib
import importlib
import json
import os
import re

import docbuild_patches as patches
from docbuild_fork.observe import imports
from docbuild_sphinx import front
from docbuild_sphinx.warm import tiny_document

LEXERS = ("python", "pycon", "rst", "c", "bash", "console", "json", "text")
EXTENSION = re.compile(r"""["'](sphinx\.ext\.\w+(?:\.\w+)*)["']""")  # one that comes with Sphinx


def prepare():
    patches.install()
    for extension in (front.FIRST, front.LAST):
        importlib.import_module(extension)  # otherwise imported by each build


def warm_up():
    _compile_lexers()
    path = _configuration()
    text = _text_of(path)
    _import_extensions(text)
    front_input = os.environ.get(front.VARIABLE, "")
    if patches.is_on(tiny_document.PATCH):  # next to the first document's front input
        place = os.path.dirname(front_input) if os.path.isfile(front_input) else None
        tiny_document.build_once(place, text)
    imports.remember()


def _compile_lexers():
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound
    for name in LEXERS:
        with contextlib.suppress(ClassNotFound):  # an older Pygments
            list(get_lexer_by_name(name).get_tokens("x\n"))


def _configuration():
    """conf.py of the first document, which says what others of its project will need."""
    try:
        with open(os.environ[front.VARIABLE], encoding="utf-8") as file:
            return os.path.join(json.load(file)["conf"], "conf.py")
    except (OSError, ValueError, KeyError):
        return ""


def _text_of(configuration):
    try:
        with open(configuration, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _import_extensions(text):
    """Those of Sphinx's own that conf.py names: they do nothing until it has them set up."""
    for name in dict.fromkeys(EXTENSION.findall(text)):
        with contextlib.suppress(Exception):  # one that another version of Sphinx has
            importlib.import_module(name)
