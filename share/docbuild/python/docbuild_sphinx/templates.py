"""Compiles each Jinja template once for all processes that are forked later.

It does not know the templates. What a template compiles to depends on its text and on how its
environment is set up; both are the key, so that a changed template is compiled anew. Its file is
only named in tracebacks, and themes that inherit from another name the same file in several ways.
"""

import types

_compiled = {}
_OPTIONS = ("block_start_string", "block_end_string", "variable_start_string",
            "variable_end_string", "comment_start_string", "comment_end_string",
            "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks",
            "newline_sequence", "keep_trailing_newline", "optimized", "sandboxed", "is_async")


def remember():
    """Has all of Jinja's environments in this process, and those forked from it, remember."""
    from jinja2 import Environment

    compile_anew = Environment.compile

    def compile_once(self, source, name=None, filename=None, raw=False, defer_init=False):
        if raw or not isinstance(source, str):
            return compile_anew(self, source, name, filename, raw, defer_init)
        key = (source, name, filename is None, defer_init, _signature(self))
        known_as, code = _compiled.get(key, (None, None))
        if code is None:
            code = compile_anew(self, source, name, filename, raw, defer_init)
            _compiled[key] = (filename, code)
        return code if known_as in (None, filename) else _with_file(code, filename)

    Environment.compile = compile_once


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
