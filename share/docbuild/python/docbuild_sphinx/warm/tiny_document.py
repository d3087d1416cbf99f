"""Builds a tiny document in the server, so that no document computes again what all need.

What the build leaves in Sphinx's and docutils' registries is taken out again: who is forked from
here finds them as after an import.
"""

import contextlib
import importlib.metadata
import io
import locale
import logging
import os
import re
import shutil
import sys
import tempfile
import warnings

from docbuild_patches import collector

PATCH = "warm-up"

_PAGE = os.path.join(os.path.dirname(__file__), "tiny_document.rst")
_DEFAULT_THEME = "alabaster"  # where conf.py names none
_THEME = re.compile(r"""^[ \t]*html_theme[ \t]*=[ \t]*["']([\w-]+)["']""", re.MULTILINE)
_SCRATCH = re.compile(r"\.docbuild-warm-([0-9]+)-\w+")


def build_once(place, configuration):
    """In a directory in `place`, or, where that is None, in one for temporary files. `configuration`
    is the text of a conf.py, of which the names of themes are taken."""
    with _scratch_directory(place) as directory, _all_put_back(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _build(directory, themes(configuration))
    collector.forget_state_machines()


def themes(configuration):
    """Those that conf.py names, and those of packages preloaded because documents had imported
    them."""
    return [*(_THEME.findall(configuration) or [_DEFAULT_THEME]), *_preloaded_themes()]


def _scratch_directory(place):
    """What a server has left there that was killed meanwhile, the next one finds and removes."""
    for name in os.listdir(place) if place else ():
        left = _SCRATCH.fullmatch(name)
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


def _build(directory, themes):
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    main = next(filter(_comes_with_sphinx, themes), _DEFAULT_THEME)
    source = os.path.join(directory, "source")
    os.mkdir(source)
    shutil.copyfile(_PAGE, os.path.join(source, "index.rst"))
    for name, text in (("conf.py", f"html_theme = {main!r}\n"), ("other.rst", "Other\n=====\n")):
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
    return theme == _DEFAULT_THEME or os.path.isdir(
        os.path.join(sphinx.package_dir, "themes", theme))


def _preloaded_themes():
    points = importlib.metadata.entry_points()
    group = "sphinx.html_themes"
    found = points.get(group, ()) if isinstance(points, dict) else points.select(group=group)
    return [point.name for point in found
            if point.value in sys.modules and point.name != _DEFAULT_THEME]


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
