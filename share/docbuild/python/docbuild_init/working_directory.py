"""Decides whether a module works the same in every working directory, or may not.

In doubt it may not: a builder that runs in the project's own directory, as `sphinx-build .` does
there, is always right.
"""

import ast
import os
import posixpath

from docbuild_init.places import RELATIVE, UNKNOWN, Places, called_name
from docbuild_init.python_source import assigned_names, module_level, string

# Functions that look at files, by their first argument, and methods of paths that do.
_FUNCTIONS = ("open", "listdir", "scandir", "walk", "fwalk", "stat", "lstat", "exists", "lexists",
              "isfile", "isdir", "islink", "ismount", "getmtime", "getsize", "getctime", "glob",
              "iglob", "copy", "copy2", "copyfile", "copytree", "move", "rmtree", "makedirs",
              "mkdir", "remove", "unlink", "rename", "replace", "rmdir", "symlink", "link",
              "addsitedir")
_METHODS = ("open", "exists", "is_file", "is_dir", "is_symlink", "iterdir", "glob", "rglob", "walk",
            "stat", "mkdir", "touch", "unlink", "rename", "read_text", "read_bytes", "write_text",
            "write_bytes", "symlink_to")
# What runs code that is not seen here, or runs it in the working directory.
_UNSEEN = ("exec", "eval", "execfile", "__import__", "import_module", "run_path", "run_module",
           "spec_from_file_location", "load_source", "chdir", "fchdir", "relpath", "system",
           "popen", "Popen", "run", "call", "check_call", "check_output", "getoutput",
           "getstatusoutput", "execv", "execve", "execvp", "spawnv", "spawnl", "posix_spawn",
           "create_subprocess_exec", "create_subprocess_shell")
_TEXT_METHODS = ("join", "split", "rsplit", "partition", "rpartition", "replace", "strip", "rstrip",
                 "lstrip", "startswith", "endswith", "count", "find", "rfind", "index", "format")
# Settings that Sphinx itself takes from the directory of conf.py or of the sources, or that are no
# paths on this machine.
_SETTINGS_OF_SPHINX = (
    "author", "copyright", "epub_cover", "epub_exclude_files", "exclude_patterns", "extensions",
    "html_additional_pages", "html_baseurl", "html_css_files", "html_extra_path", "html_favicon",
    "html_js_files", "html_logo", "html_short_title", "html_sidebars", "html_static_path",
    "html_style", "html_theme", "html_theme_path", "html_title", "htmlhelp_basename",
    "include_patterns", "intersphinx_mapping", "language", "latex_additional_files",
    "latex_documents", "latex_logo", "locale_dirs", "man_pages", "master_doc", "project",
    "pygments_style", "release", "root_doc", "rst_epilog", "rst_prolog", "source_suffix",
    "templates_path", "texinfo_documents", "today_fmt", "version")
# Of Sphinx's own extensions those that import none of what they document.
_SAFE_EXTENSIONS = frozenset("sphinx.ext." + name for name in (
    "autosectionlabel", "coverage", "doctest", "duration", "extlinks", "githubpages", "graphviz",
    "ifconfig", "imgconverter", "imgmath", "intersphinx", "jsmath", "linkcode", "mathjax",
    "napoleon", "todo"))
_LONGEST_PATH = 4096


class _Doubt(Exception):
    """Something may depend on the working directory."""


def _doubt_if(is_doubtful):
    if is_doubtful:
        raise _Doubt


def is_search_path(node):
    return (isinstance(node, ast.Attribute) and node.attr == "path"
            and isinstance(node.value, ast.Name) and node.value.id in ("sys", "_sys"))


def search_path_values(node):
    """The expressions by which a statement or a call extends sys.path."""
    if isinstance(node, ast.Call):
        is_change = isinstance(node.func, ast.Attribute) and is_search_path(node.func.value)
        values = node.args[-1:] if is_change and node.func.attr in ("append", "extend", "insert") \
            else []
    elif isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        is_change = any(is_search_path(target) or is_search_path(getattr(target, "value", None))
                        for target in targets)
        values = [node.value] if is_change and node.value else []
    else:
        values = []
    for value in values:
        yield from _elements(value)


def _elements(value):
    """The items of a list expression; itself if it is none."""
    if isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        yield from value.elts
    elif _is_sum_of_lists(value):
        yield from _elements(value.left)
        yield from _elements(value.right)
    elif not is_search_path(value):
        yield value


def _is_sum_of_lists(value):
    return (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add)
            and any(isinstance(side, (ast.List, ast.Tuple)) or is_search_path(side)
                    for side in (value.left, value.right)))


class _Doubts(ast.NodeVisitor):
    """Throws _Doubt at the first thing that may depend on the working directory.

    `is_late`: all of the module may run elsewhere than in the directory of conf.py.
    """

    def __init__(self, file, directory, is_late):
        self._places = Places(file)
        self._directory = directory  # of conf.py
        self._is_late = is_late
        self._ignores_strings = False
        self._modules = set()  # names that stand for imported modules

    def visit(self, node):
        if isinstance(node, ast.expr) and self._is_absolute(node):
            return
        _doubt_if(not all(map(self._is_absolute, search_path_values(node))))
        super().visit(node)

    def _visit_later(self, node):
        for argument in ast.walk(node.args):
            if isinstance(argument, ast.arg):
                self._places.assign(argument.arg, UNKNOWN)
        before, self._is_late = self._is_late, True
        self.generic_visit(node)
        self._is_late = before

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = _visit_later

    def _forget(self, target):
        """The names in a target of which it cannot be seen what they are set to."""
        for name in ast.walk(target):
            if isinstance(name, ast.Name):
                self._places.assign(name.id, UNKNOWN)

    def _visit_with_target(self, node):
        target = getattr(node, "target", getattr(node, "optional_vars", None))
        if target is not None:
            self._forget(target)
        self.generic_visit(node)

    visit_For = visit_AsyncFor = visit_comprehension = visit_withitem = _visit_with_target

    def visit_Import(self, node):
        _doubt_if(any(alias.name == "sys" and alias.asname for alias in node.names))
        self._modules.update((alias.asname or alias.name).split(".")[0] for alias in node.names)

    def visit_ImportFrom(self, node):
        names = [alias.name for alias in node.names]
        _doubt_if(node.level > 0 or (node.module == "sys" and "path" in names))
        self._modules.update(alias.asname or alias.name for alias in node.names)

    def visit_Expr(self, node):
        if string(node.value) is None:  # a docstring, perhaps
            self.visit(node.value)

    def _visit_assignment(self, node):
        names = assigned_names(node)
        _doubt_if(is_search_path(node.value))  # by another name
        before = self._ignores_strings
        self._ignores_strings |= any(name in _SETTINGS_OF_SPHINX for name in names)
        self.generic_visit(node)
        self._ignores_strings = before
        for target in getattr(node, "targets", []):
            if isinstance(target, (ast.Tuple, ast.List)):
                self._forget(target)
        if not isinstance(node, ast.AugAssign) and node.value is not None:
            for name in names:
                self._places.assign(name, self._places.of(node.value, self._is_late))

    visit_Assign = visit_AnnAssign = visit_AugAssign = _visit_assignment

    def visit_Call(self, node):
        name = called_name(node)
        _doubt_if(name in _UNSEEN)
        _doubt_if(name in RELATIVE)  # the expression is not absolute, or it would not be visited
        _doubt_if(self._looks_at_relative_files(node, name))
        before = self._ignores_strings
        self._ignores_strings |= name in _TEXT_METHODS and not self._is_of_module(node)
        self.generic_visit(node)
        self._ignores_strings = before

    def _looks_at_relative_files(self, call, name):
        is_method = isinstance(call.func, ast.Attribute) and not self._is_of_module(call)
        if is_method:
            return name in _METHODS and not self._is_absolute(call.func.value)
        return name in _FUNCTIONS and not (call.args and self._is_absolute(call.args[0]))

    def _is_absolute(self, node):
        return self._places.of(node, self._is_late).is_absolute

    def _is_of_module(self, call):
        owner = getattr(call.func, "value", None)
        while isinstance(owner, ast.Attribute):
            owner = owner.value
        return isinstance(owner, ast.Name) and owner.id in self._modules

    def visit_Constant(self, node):
        if isinstance(node.value, str) and not self._ignores_strings:
            words = node.value.split() if "\n" not in node.value else []
            _doubt_if(len(words) == 1 and words[0] in (".", ".."))
            _doubt_if(any(word.startswith(("./", "../")) or "=../" in word or "=./" in word
                          for word in words))
            _doubt_if(len(words) == 1 and self._is_there(node.value))

    def _is_there(self, text):
        return len(text) < _LONGEST_PATH and "\0" not in text and os.path.lexists(
            os.fsencode(posixpath.join(self._directory, text)))


def depends_on_it(tree, file, directory, is_late):
    """Whether the module in `file` may behave differently in other working directories than that
    of its conf.py, `directory`.
    """
    try:
        _Doubts(file, directory, is_late).visit(tree)
    except (_Doubt, RecursionError, UnicodeError):
        return True
    return False


def named_extensions(tree):
    """The names of the extensions; None for each that is computed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called_name(node) == "setup_extension":
            yield from map(string, node.args[:1])
        elif isinstance(node, ast.Call) and getattr(
                getattr(node.func, "value", None), "id", "") == "extensions":
            yield from map(string, _elements(node.args[-1]) if node.args else [])
    for statement in module_level(tree):
        if "extensions" in assigned_names(statement) and statement.value is not None:
            yield from map(string, _elements(statement.value))


def has_unknown_extensions(tree, own_modules):
    """Whether an extension is used that is neither known to work in every directory nor among the
    project's own modules, which are looked at.
    """
    return any(name not in _SAFE_EXTENSIONS and name not in own_modules
               for name in named_extensions(tree))
