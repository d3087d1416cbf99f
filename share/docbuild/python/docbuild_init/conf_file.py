"""Finds out what a conf.py says without running it: where a project begins, and what it needs.

What is computed in it stays unknown.
"""

import ast
import posixpath
import re
from dataclasses import dataclass, field
from typing import Dict, List

from docbuild_init.environment import required_environment
from docbuild_init.places import Places, called_name
from docbuild_init.python_source import assigned_names, module_level, parse, string, strings_in
from docbuild_init.working_directory import (depends_on_it, has_unknown_extensions,
                                             named_extensions, search_path_values)

_ROOT_SETTINGS = ("root_doc", "master_doc")
_USUAL_ROOTS = ["index", "contents"]  # the second before Sphinx 2.0
_USUAL_SUFFIXES = [".rst", ".md", ".txt", ".ipynb"]
_MODULE = re.compile(r"\w+(\.\w+)*", re.ASCII)


@dataclass
class Conf:
    root_documents: List[str]  # without suffix: those that may be meant, the likeliest first
    suffixes: List[str]  # of pages: the usual ones, and those it names
    upwards: str  # `..`, `../..`, ...: how far up settings lead that are paths
    is_computed: bool = False  # the first page or the suffixes may be others
    may_add_suffixes: bool = False  # by an extension
    needs_its_directory: bool = False  # as the working directory of its builder
    environment: Dict[str, str] = field(default_factory=dict)  # required, with the file that reads


def read_conf(path, bytes_of):
    """`path` is absolute, and `bytes_of` gives the content of a file; None if it cannot be read."""
    tree, is_whole = parse(bytes_of(path))
    modules = _own_modules(tree, path, bytes_of)
    shared = [module for name, module in modules.items() if name in _taken_over(tree)]
    trees = [module.tree for module in shared] + [tree]
    is_seen = all(name in modules for name in _taken_over(tree))
    conf = Conf(_root_documents(trees), _suffixes(trees), _upwards(tree))
    conf.is_computed = not (is_whole and is_seen) or _computes_pages(trees)
    conf.may_add_suffixes = _may_add_suffixes(tree, modules)
    conf.needs_its_directory = not (is_whole and is_seen) or _needs_its_directory(
        path, trees, modules)
    for reader, text in [(path, tree), *((module.path, module.tree)
                                         for module in modules.values())]:
        for variable in required_environment(text):
            conf.environment.setdefault(variable, reader)
    return conf


@dataclass
class _Module:
    path: str  # absolute
    tree: ast.Module
    is_whole: bool
    imports_others: bool  # of the project's own


def _own_modules(tree, conf_path, bytes_of):
    """By their names: extensions of the project's own, and what its conf.py imports, one level
    deep. Where two directories have a module, it is that of the first.
    """
    directories = _search_path(tree, conf_path)

    def file_of(module):
        paths = (posixpath.join(directory, module.replace(".", "/") + end)
                 for directory in directories for end in (".py", "/__init__.py"))
        return next((path for path in paths if bytes_of(path) is not None), None)

    found = {}
    for name in _module_names(tree):
        path = file_of(name)
        if path is not None and path != conf_path:
            text, is_whole = parse(bytes_of(path))
            found[name] = _Module(path, text, is_whole, any(map(file_of, _imports(text))))
    return found


def _needs_its_directory(path, trees, modules):
    directory = posixpath.dirname(path)
    return (any(has_unknown_extensions(tree, modules) for tree in trees)
            or depends_on_it(trees[-1], path, directory, is_late=False)
            or any(not module.is_whole or module.imports_others
                   or depends_on_it(module.tree, module.path, directory, is_late=True)
                   for module in modules.values()))


def _values(tree):
    """(name, value, whether that is certain) of each setting that is assigned, in order."""
    for statement in module_level(tree):
        for name in assigned_names(statement):
            if statement.value is not None:
                yield name, statement.value, statement in tree.body


def _root_documents(trees):
    roots = list(_USUAL_ROOTS)
    for tree in trees:
        for name, value, is_certain in _values(tree):
            if name in _ROOT_SETTINGS and string(value) and is_certain:
                roots = [string(value)]
            elif name in _ROOT_SETTINGS:
                roots = sorted(strings_in(value)) + roots
    return list(dict.fromkeys(filter(None, roots)))


def _suffixes(trees):
    """A string, or a list or dictionary of them."""
    suffixes = list(_USUAL_SUFFIXES)
    for tree in trees:
        for name, value, _ in _values(tree):
            if name == "source_suffix":
                suffixes += sorted(text for text in strings_in(value) if text.startswith("."))
    return list(dict.fromkeys(suffixes))


def _computes_pages(trees):
    """Whether the first page or the suffixes come from what cannot be seen."""
    return (any((name in _ROOT_SETTINGS and string(value) is None)
                or (name == "source_suffix" and not any(strings_in(value)))
                for tree in trees for name, value, _ in _values(tree))
            or any(isinstance(node, ast.Call)
                   and called_name(node) in ("exec", "execfile", "globals")
                   for tree in trees for node in ast.walk(tree)))


def _may_add_suffixes(tree, modules):
    trees = [tree, *(module.tree for module in modules.values())]
    if any(isinstance(node, ast.Call) and called_name(node) == "add_source_suffix"
           for tree in trees for node in ast.walk(tree)):
        return True
    return any(name is None or not name.startswith("sphinx.") and name not in modules
               for name in named_extensions(tree))


def _upwards(tree):
    ways = (re.match(r"(\.\.(/|$))*", string(value) or "").group() for _, value, _ in _values(tree))
    return max((way.rstrip("/") for way in ways), key=len, default="")


def _search_path(tree, conf_path):
    """The absolute directories, as far as can be seen, in which its modules may be."""
    places = Places(conf_path)
    paths = ["."]
    for node in ast.walk(tree):
        for name in assigned_names(node):
            if node.value is not None and not isinstance(node, ast.AugAssign):
                places.assign(name, places.of(node.value))
    for node in ast.walk(tree):
        for value in search_path_values(node):
            text = places.of(value).text
            paths += strings_in(value) if text is None else [text]
    directory = posixpath.dirname(conf_path)
    return list(dict.fromkeys(posixpath.normpath(posixpath.join(directory, path))
                              for path in paths))


def _imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _taken_over(tree):
    """The modules of which a `from MODULE import *` takes all names."""
    return [node.module for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"]


def _module_names(tree):
    """Any name may be that of a module; where it is none, there is no such file."""
    return sorted({text for text in strings_in(tree) if _MODULE.fullmatch(text)}
                  | set(_imports(tree)))
