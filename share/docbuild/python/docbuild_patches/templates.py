"""Compiles each Jinja template once for all processes that are forked later.

What a template compiles to depends on its text and on how its
environment is set up; both are the key, so that a changed template is compiled anew. Its file is
only named in tracebacks, and themes that inherit from another name the same file in several ways.
"""

import types

import docbuild_patches as patches

PATCH = "templates"

_compiled = {}
_OPTIONS = ("block_start_string", "block_end_string", "variable_start_string",
            "variable_end_string", "comment_start_string", "comment_end_string",
            "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks",
            "newline_sequence", "keep_trailing_newline", "optimized", "sandboxed", "is_async")


def install():
    from jinja2 import Environment
    patches.replace(PATCH, Environment, "compile", _compiling)


def _compiling(compile_anew):
    key_of = patches.guarded(PATCH, _key)
    with_file = patches.guarded(PATCH, _with_file)

    def compile_once(self, source, name=None, filename=None, raw=False, defer_init=False):
        key = None if raw or not isinstance(source, str) else key_of(
            self, source, name, filename, defer_init)
        known_as, code = _compiled.get(key, (None, None))
        if code is not None and known_as not in (None, filename):
            code = with_file(code, filename)
        if code is None:
            code = compile_anew(self, source, name, filename, raw, defer_init)
            if key is not None:
                _compiled.setdefault(key, (filename, code))
        return code

    return compile_once


def _key(environment, source, name, filename, defer_init):
    key = (source, name, filename is None, defer_init, _signature(environment))
    hash(key)
    return key


def _with_file(code, filename):
    return code.replace(co_filename=filename, co_consts=tuple(
        _with_file(constant, filename) if isinstance(constant, types.CodeType) else constant
        for constant in code.co_consts))


def _signature(environment):
    """All that the compiler asks the environment for. Filters and tests: by what they are, for the
    compiler looks at their functions. A function of autoescape depends on the name alone."""
    return (type(environment), environment.autoescape, *(
        getattr(environment, option) for option in _OPTIONS),
        tuple(sorted(environment.extensions)), getattr(environment, "newstyle_gettext", None),
        frozenset(environment.filters.items()), frozenset(environment.tests.items()))
