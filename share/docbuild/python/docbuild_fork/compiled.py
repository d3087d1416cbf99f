"""Has the server make the code that one job after the other makes of the same file: of a program's
source, of a module's, and of what Python keeps compiled.

It does not know the modules. Python keeps nothing compiled where PYTHONDONTWRITEBYTECODE is set, as
the kernel's Makefile does, where sources lie in a tree that cannot be written to, and of programs;
what it keeps has to be loaded. A job notes of which file it has made code; the server does so, too,
and jobs that are forked later and read the same bytes find the code.
"""

import importlib.machinery
import importlib.util
import os
import stat
import sys
import time
import warnings

from docbuild_fork import patches
from docbuild_fork.notes import Notes

PATCH = "modules"
_MOST = 1 << 20  # bytes of files in all, of which source makes about twice as many of code
_AT_A_TIME = 0.02  # seconds: a job may be waiting to be forked
_PROGRAM, _SOURCE, _KEPT = b"p", b"s", b"k"  # by Python, that is: a .pyc file
_HEADER = 16  # bytes of it (PEP 552)
_WRONG = (OSError, SyntaxError, ValueError, TypeError, EOFError, ImportError, RecursionError,
          MemoryError, OverflowError)

_notes = None
_server = None
_made = {}  # (kind, path of the source): (bytes, code)
_sources = 0, set()  # how many modules there were, and their sources
_load = getattr(importlib._bootstrap_external, "_compile_bytecode", None)


def share():
    """Call in the server when it has imported what it preloads."""
    global _notes, _server
    if _notes is not None:
        return
    _notes, _server = Notes(), os.getpid()
    patches.put_in(PATCH, _install)


def _install():
    patches.replace(PATCH, importlib.machinery.SourceFileLoader, "source_to_code", _making)
    if _load is not None:
        patches.replace(PATCH, importlib._bootstrap_external, "_compile_bytecode", _loading)


def _making(compile_anew):
    find, noted = patches.guarded(PATCH, _find), patches.guarded(PATCH, _note)

    def source_to_code(self, data, path, *others, **options):
        if others or options or not isinstance(path, str) or type(data) is not bytes:
            return compile_anew(self, data, path, *others, **options)
        code = find(_SOURCE, path, data)
        if code is None:
            code = compile_anew(self, data, path)
            noted(_SOURCE, path)
        return code

    return source_to_code


def _loading(load_anew):
    find, noted = patches.guarded(PATCH, _find), patches.guarded(PATCH, _note)

    def load(data, name=None, bytecode_path=None, source_path=None, *others, **options):
        content = getattr(data, "obj", None)
        if others or options or not isinstance(source_path, str) or type(content) is not bytes \
                or len(content) != len(data) + _HEADER:
            return load_anew(data, name, bytecode_path, source_path, *others, **options)
        code = find(_KEPT, source_path, content)
        if code is None:
            code = load_anew(data, name, bytecode_path, source_path)
            noted(_KEPT, source_path)
        return code

    return load


def program(path):
    """The code of the file at `path`, which is to be run as `__main__`."""
    with open(path, "rb") as file:
        source = file.read()
    code = patches.guarded(PATCH, _find)(_PROGRAM, path, source)
    if code is None:
        code = _compile(source, path)
        patches.guarded(PATCH, _note)(_PROGRAM, path)
    return code


def _find(kind, path, data):
    known, code = _made.get((kind, path), (None, None))
    return code if known == data else None


def _note(kind, path):
    if _server not in (None, os.getpid()):
        _notes.leave(kind + os.fsencode(path))


def learn():
    """Call in the server between two forks: makes code of what jobs have noted, as far as it gets."""
    if _notes is not None:
        patches.guarded(PATCH, _learn)()


def _learn():
    end = time.monotonic() + _AT_A_TIME
    while time.monotonic() < end:
        note = _notes.take()
        if note is None:
            return
        try:
            _keep(note[:1], os.fsdecode(note[1:]))
        except _WRONG:
            pass  # a job that needs it will say what is wrong


def _keep(kind, path):
    if kind not in (_PROGRAM, _SOURCE, _KEPT):
        return
    if kind != _PROGRAM and path in _imported():
        return  # since, and jobs that are forked later do not load it
    compiled = _place_of_compiled(path)
    if kind == _SOURCE and compiled is not None and os.path.exists(compiled):
        return  # Python has written it meanwhile, and loads that the next time
    file = compiled if kind == _KEPT else path
    others = sum(len(data) for known, (data, _) in _made.items() if known != (kind, path))
    if file is None or others + _size(file) > _MOST:
        return
    with open(file, "rb") as stream:
        data = stream.read()
    if _find(kind, path, data):
        return
    with warnings.catch_warnings(record=True) as told:
        code = _load(memoryview(data)[_HEADER:], None, file, path) if kind == _KEPT \
            else _compile(data, path)
    if not told:  # as warnings are filtered here; else each job is to tell of it
        _made[kind, path] = data, code


def _imported():
    """The sources of the modules that are there."""
    global _sources
    number, sources = _sources
    if number != len(sys.modules):
        sources = {getattr(module, "__dict__", {}).get("__file__")
                   for module in list(sys.modules.values())}
        _sources = len(sys.modules), sources
    return sources


def _place_of_compiled(path):
    try:
        return importlib.util.cache_from_source(path)
    except NotImplementedError:
        return None


def _size(path):
    found = os.stat(path)
    if not os.path.isabs(path) or not stat.S_ISREG(found.st_mode):
        raise ValueError(f"{path!r} is no regular file")
    return found.st_size


def _compile(source, path):
    return compile(source, path, "exec", dont_inherit=True)
