"""Finds out what a conf.py says without running it: where a project begins, and what it needs.

What is computed in it stays unknown.
"""

import ast
import re
from dataclasses import dataclass
from typing import List

from docbuild_init.environment import required_environment
from docbuild_init.python_source import (assigned_names, module_level, parse, string, strings_in)

_ROOT_SETTINGS = ("root_doc", "master_doc")
_USUAL_ROOTS = ["index", "contents"]  # the second before Sphinx 2.0
_USUAL_SUFFIXES = [".rst", ".md", ".txt", ".ipynb"]
_MODULE = re.compile(r"\w+(\.\w+)*", re.ASCII)


@dataclass
class Conf:
    root_documents: List[str]  # without suffix: those it names, or the usual ones
    suffixes: List[str]  # of pages: the usual ones, and those it names
    search_path: List[str]  # directories, from its own, for `modules`
    modules: List[str]  # names that may be those of modules of the project's own
    upwards: str  # `..`, `../..`, ...: how far up settings lead that are paths
    environment: List[str]  # variables that it requires


def read_conf(data):
    tree, _ = parse(data)
    return Conf(_root_documents(tree), _suffixes(tree), _search_path(tree), _modules(tree),
                _upwards(tree), required_environment(tree))


def _values(tree):
    """(name, value) of each setting that is assigned, in order."""
    for statement in module_level(tree):
        for name in assigned_names(statement):
            if statement.value is not None:
                yield name, statement.value


def _root_documents(tree):
    named = [string(value) for name, value in _values(tree) if name in _ROOT_SETTINGS]
    return [name for name in named if name][-1:] or list(_USUAL_ROOTS)


def _suffixes(tree):
    """A string, or a list or dictionary of them."""
    suffixes = list(_USUAL_SUFFIXES)
    for name, value in _values(tree):
        if name == "source_suffix":
            suffixes += sorted(text for text in strings_in(value) if text.startswith("."))
    return list(dict.fromkeys(suffixes))


def _upwards(tree):
    ways = (re.match(r"(\.\.(/|$))*", string(value) or "").group() for _, value in _values(tree))
    return max((way.rstrip("/") for way in ways), key=len, default="")


def _is_search_path(node):
    return (isinstance(node, ast.Attribute) and node.attr == "path"
            and isinstance(node.value, ast.Name) and node.value.id == "sys")


def _changes_search_path(node):
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and _is_search_path(node.func.value)
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    return any(_is_search_path(getattr(target, "value", None) if isinstance(target, ast.Subscript)
                               else target) for target in targets)


def _search_path(tree):
    places = ["."]
    for node in ast.walk(tree):
        if _changes_search_path(node):
            places += strings_in(node)
    return list(dict.fromkeys(places))


def _modules(tree):
    names = {text for text in strings_in(tree) if _MODULE.fullmatch(text)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return sorted(names)
