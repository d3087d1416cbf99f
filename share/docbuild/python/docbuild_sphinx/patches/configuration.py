"""Compiles a conf.py that documents share once."""

import __future__
import contextlib
import os

from docbuild_fork import patches

PATCH = "configuration"

_code = {}


def install():
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
    patches.replace(PATCH, sphinx.config, "compile", lambda _: patches.quicker(
        PATCH, compile_once, compile_as_sphinx), missing_ok=True)


def compile_file(path):
    """For processes that are forked later. What is wrong in it is for them to tell."""
    import sphinx.config

    if not hasattr(sphinx.config, "compile"):
        return
    with contextlib.suppress(OSError, SyntaxError, ValueError), open(path, "rb") as file:
        sphinx.config.compile(file.read(), os.fsencode(path), "exec")
