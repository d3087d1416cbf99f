"""Builds a tiny document in the server, so that no document computes anew what all need.

It does not know the documents. What the build leaves behind in Sphinx's and docutils' registries is
taken out again: who is forked from here finds them as after an import.
"""

import contextlib
import importlib
import importlib.metadata
import io
import json
import locale
import logging
import os
import re
import shutil
import sys
import tempfile
import warnings

from docbuild_fork import imports, patches
from docbuild_sphinx import (c_domain, front, quotes, starts, state_machines, templates, traversal,
                             trees)
from docbuild_sphinx.warm_page import PAGE

LEXERS = ("python", "pycon", "rst", "c", "bash", "console", "json", "text")
DEFAULT_THEME = "alabaster"  # where conf.py names none
THEME = re.compile(r"""^[ \t]*html_theme[ \t]*=[ \t]*["']([\w-]+)["']""", re.MULTILINE)
EXTENSION = re.compile(r"""["'](sphinx\.ext\.\w+(?:\.\w+)*)["']""")  # one that comes with Sphinx
SCRATCH = re.compile(r"\.docbuild-warm-([0-9]+)-\w+")
PATTERNS = 4096  # that `re` keeps; its own 512 are fewer than Pygments' and docutils' together


def prepare():
    """For all documents: has this process, and those forked from it, share and save work."""
    templates.remember()
    traversal.install()
    state_machines.install()
    c_domain.install()
    quotes.install()
    starts.install()
    trees.enable()
    for extension in (front.FIRST, front.LAST):
        importlib.import_module(extension)  # which a build alone would import
    patches.put_in("expressions", _keep_more_expressions)


def _keep_more_expressions():
    if hasattr(re, "_MAXCACHE"):
        re._MAXCACHE = max(re._MAXCACHE, PATTERNS)


def warm_up():
    """For documents that are forked later: has what none of them should compute anew."""
    _compile_lexers()
    configuration = _configuration()
    starts.compile_configuration(configuration)
    text = _text_of(configuration)
    _import_extensions(text)
    if patches.is_on("warm-up"):
        _build_once(text)
    trees.forget_state_machines()
    imports.remember()


def _build_once(text):
    with _scratch_directory() as directory, \
            _all_put_back(), warnings.catch_warnings(), starts.learning():
        warnings.simplefilter("ignore")
        starts.make_command_line()
        _build(directory, _themes(text))


def _scratch_directory():
    """Beside the file that the first document is told by, in the build directory: there the next
    server finds and removes what one has left that was killed meanwhile."""
    told = os.environ.get(front.VARIABLE, "")
    place = os.path.dirname(told) if os.path.isfile(told) else None
    for name in os.listdir(place) if place else ():
        left = SCRATCH.fullmatch(name)
        if left and not _is_running(int(left[1])):
            shutil.rmtree(os.path.join(place, name), ignore_errors=True)
    return tempfile.TemporaryDirectory(prefix=f".docbuild-warm-{os.getpid()}-", dir=place)


def _is_running(pid):
    try:
        os.kill(pid, 0)
    except OverflowError:
        return False
    except OSError as error:
        return isinstance(error, PermissionError)
    return True


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


def _themes(text):
    """The themes that conf.py names, and those of packages preloaded because documents had
    imported them."""
    return [*(THEME.findall(text) or [DEFAULT_THEME]), *_preloaded_themes()]


def _compile_lexers():
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound
    for name in LEXERS:
        try:
            list(get_lexer_by_name(name).get_tokens("x\n"))
        except ClassNotFound:
            pass  # an older Pygments


def _build(directory, themes):
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    main = next(filter(_comes_with_sphinx, themes), DEFAULT_THEME)
    source = os.path.join(directory, "source")
    os.mkdir(source)
    files = {"conf.py": f"html_theme = {main!r}\n", "index.rst": PAGE,
             "other.rst": "Other\n=====\n"}
    for name, text in files.items():
        with open(os.path.join(source, name), "w", encoding="utf-8") as file:
            file.write(text)
    output, trees = os.path.join(directory, "html"), os.path.join(directory, "doctrees")
    with patch_docutils(source), docutils_namespace():
        app = Sphinx(source, source, output, trees, "html", {"project": "warm"},
                     status=io.StringIO(), warning=io.StringIO())
        app.build(force_all=True)
        for theme in dict.fromkeys(themes):
            with contextlib.suppress(Exception):  # not installed, or not set up by itself
                if theme != main:
                    _compile_templates(app, theme)


def _comes_with_sphinx(theme):
    import sphinx
    return theme == DEFAULT_THEME or os.path.isdir(
        os.path.join(sphinx.package_dir, "themes", theme))


def _preloaded_themes():
    points = importlib.metadata.entry_points()
    group = "sphinx.html_themes"
    found = points.get(group, ()) if isinstance(points, dict) else points.select(group=group)
    return [point.name for point in found
            if point.value in sys.modules and point.name != DEFAULT_THEME]


def _compile_templates(app, theme):
    """Those of a page, with what they inherit from, and those of style sheets."""
    builder = app.builder
    app.config.html_theme = theme
    builder.init_templates()
    builder.prepare_writing(set())
    builder.handle_page("search", {}, "search.html")
    static = os.path.join(builder.theme.get_theme_dirs()[0], "static")
    for name in sorted(os.listdir(static)):
        if name.endswith(("_t", ".jinja")):  # the second since Sphinx 7.3
            with open(os.path.join(static, name), encoding="utf-8") as file:
                builder.templates.environment.from_string(file.read())


@contextlib.contextmanager
def _all_put_back():
    """Keeps the state of the process that an application changes and no `with` of Sphinx's own
    restores."""
    import sphinx.locale

    logger = logging.getLogger("sphinx")
    logging_state = (list(logger.handlers), logger.level, logger.propagate, logger.disabled)
    translators = dict(sphinx.locale.translators)
    numbers, path, directory = locale.setlocale(locale.LC_ALL), list(sys.path), os.getcwd()
    environment = dict(os.environ)
    lexers = _registered_lexers()
    try:
        yield
    finally:
        logger.handlers[:], logger.level, logger.propagate, logger.disabled = logging_state
        sphinx.locale.translators.clear()
        sphinx.locale.translators.update(translators)
        locale.setlocale(locale.LC_ALL, numbers)
        sys.path[:] = path
        os.chdir(directory)
        for registry, content in lexers:
            registry.clear()
            registry.update(content)
        for name in set(os.environ) - set(environment):
            del os.environ[name]
        os.environ.update(environment)


def _registered_lexers():
    import sphinx.highlighting
    return [(registry, dict(registry)) for registry in (
        getattr(sphinx.highlighting, name, None) for name in ("lexers", "lexer_classes"))
        if isinstance(registry, dict)]
