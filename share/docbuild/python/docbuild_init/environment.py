"""Finds the environment variables that modules require, and those that pages refer to."""

import ast
import re

from docbuild_init.python_source import string

_ARGUMENT = re.compile(r"^[ \t]*\.\. (?:(?!::)[^\n])*::[ \t]*\$([A-Za-z0-9_]+)/", re.MULTILINE)
_CATCHES = ("KeyError", "LookupError", "Exception", "BaseException")


def _is_environ(node):
    return getattr(node, "attr", getattr(node, "id", None)) == "environ"


def required_environment(tree):
    """The variables that are read by `os.environ["NAME"]` and not asked for, set or caught anywhere
    in the module, in byte order.
    """
    read, asked_for = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and _is_environ(node.value):
            (read if isinstance(node.ctx, ast.Load) else asked_for).add(string(node.slice))
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            asked_for.add(string(node.left))
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "setdefault":
            asked_for.update(map(string, node.args[:1]))
        elif isinstance(node, ast.Try) and any(map(_catches_it, node.handlers)):
            asked_for.update(_read_in(node.body))
    return sorted(read - asked_for - {None})


def _read_in(statements):
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Subscript) and _is_environ(node.value):
                yield string(node.slice)


def _catches_it(handler):
    if handler.type is None:
        return True
    return any(getattr(node, "id", None) in _CATCHES for node in ast.walk(handler.type))


def page_variables(text):
    """NAME of each `.. directive:: $NAME/...` of a reStructuredText page, in byte order.

    Only a project's own directives expand such arguments, as those of the Linux kernel do.
    """
    return sorted(set(_ARGUMENT.findall(text)))
