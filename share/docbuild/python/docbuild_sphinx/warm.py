"""Builds a tiny document in the server, so that no document computes anew what all need.

It does not know the documents. What the build leaves behind in Sphinx's and docutils' registries is
taken out again: who is forked from here finds them as after an import.
"""

import contextlib
import io
import locale
import logging
import os
import re
import sys
import tempfile
import warnings

from docbuild_sphinx import templates

LEXERS = ("python", "pycon", "pytb", "rst", "c", "cpp", "bash", "console", "json", "yaml", "html",
          "ini", "make", "none", "text", "diff", "xml", "javascript", "css")
PAGE = """
Title
=====

.. contents::

.. toctree::
   :caption: Parts

   other

Text with *emphasis*, **strong**, ``literal``, `a link <https://example.org>`_, :ref:`label <label>`,
:doc:`other`, :term:`word`, :pep:`8`, :kbd:`A`, |today| and a footnote [#]_. "Quotes" -- and more...

.. _label:

Section
-------

.. py:function:: f(a: int, *b: str, c=1) -> None
   :noindex:

   :param a: first
   :returns: nothing
   :rtype: str

.. c:function:: int f(const char *a, struct b c[])
.. c:struct:: s

   .. c:member:: int a

.. cpp:class:: template<typename T> k

.. option:: -a, --all

.. envvar:: NAME

.. glossary::

   word
      meaning

.. note:: text

.. warning:: text

.. seealso:: text

.. versionadded:: 1.0

.. code-block:: python
   :linenos:

   def f(x): return f"{x}" + 'a' * 2

.. code-block:: c

   int main(void) { return 0; }

.. list-table::
   :header-rows: 1

   * - a
     - b
   * - c
     - d

=====  =====
a      b
=====  =====
c      d
=====  =====

+-----+-----+
| a   | b   |
+=====+=====+
| c   | d   |
+-----+-----+

#. one
#. two

- item

  - item

:field: body

a
   definition

| line
| block

::

   literal

>>> 1 + 1
2

.. math:: a^2

.. index:: entry

.. figure:: missing.png

   caption

.. [#] foot
"""
CONF = "project = 'warm'\nextensions = ['sphinx.ext.intersphinx']\n"


def warm():
    templates.remember()
    _compile_lexers()
    with tempfile.TemporaryDirectory(prefix="docbuild-warm-") as directory, _all_put_back(), \
            warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _build(directory)


def _compile_lexers():
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound
    for name in LEXERS:
        try:
            list(get_lexer_by_name(name).get_tokens("x\n"))
        except ClassNotFound:
            pass  # an older Pygments


def _build(directory):
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    source = os.path.join(directory, "source")
    os.mkdir(source)
    for name, text in (("conf.py", CONF), ("index.rst", PAGE), ("other.rst", "Other\n=====\n")):
        with open(os.path.join(source, name), "w", encoding="utf-8") as file:
            file.write(text)
    output, trees = os.path.join(directory, "html"), os.path.join(directory, "doctrees")
    for _ in range(2):  # the second loads what the first has saved
        with patch_docutils(source), docutils_namespace():
            app = Sphinx(source, source, output, trees, "html", status=io.StringIO(),
                         warning=io.StringIO(), freshenv=False)
            app.build(force_all=True)


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
        logger.manager._clear_cache() if hasattr(logger.manager, "_clear_cache") else None
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
        re.purge() if len(getattr(re, "_cache", ())) > 480 else None


def _registered_lexers():
    import sphinx.highlighting
    return [(registry, dict(registry)) for registry in (
        getattr(sphinx.highlighting, name, None) for name in ("lexers", "lexer_classes"))
        if isinstance(registry, dict)]
