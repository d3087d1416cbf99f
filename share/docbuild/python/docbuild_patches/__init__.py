"""Every use of a private interface of Python, Sphinx, docutils and Jinja; each can be switched off.

Output is the same without any of them. A patch (table.py) is off with a version that it was not
tested with, and from the moment it fails: in this process and, as docbuild passes the name on
("without" in the front input), in later ones.
"""

import functools
import importlib
import os
import re
import sys
import traceback

from docbuild_patches.table import TABLE

OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
EVERY = "every"  # in place of names
SPEEDUPS = [name for name, patch in TABLE.items() if patch.saves_time]
NONE = object()  # the answer of a quicker way that does not know

_REPLACING = (  # functions of a library, for all documents of a server
    "expressions", "templates", "quotes", "symbols", "collector")

_failed = {}  # name: why, of those that have failed here
_replaced = []  # (name, owner, attribute, what was there)


def is_on(name):
    return name not in _failed and not untested(name) and is_of_use(name)


@functools.lru_cache(maxsize=None)
def is_of_use(name):
    """False where the library has what the patch is for."""
    return all(_numbers(_version(library)) < _numbers(version)
               for library, version in TABLE[name].below.items())


def _numbers(version):
    return [int(number) for number in re.findall(r"\d+", version)]


@functools.lru_cache(maxsize=None)
def untested(name):
    """The library, with its version, that the patch was not tested with; "" where there is none."""
    for library, tested in TABLE[name].tested.items():
        version = _version(library)
        if ".".join(version.split(".")[:2]) not in tested:
            return f"{library} {version}"
    return ""


@functools.lru_cache(maxsize=None)
def _version(library):
    if library == "python":
        return ".".join(map(str, sys.version_info[:3]))
    try:
        found = vars(importlib.import_module(library)).get("__version__")
        return re.match(r"[\d.]*\d", found or importlib.import_module(
            "importlib.metadata").version(library))[0]
    except Exception:  # it cannot be told, and so it was not tested
        return "unknown"


def all_untested():
    """In words, for each version: those that are off with it."""
    found = {}
    for name in TABLE:
        if untested(name) and is_of_use(name):
            found.setdefault(untested(name), []).append(name)
    return [f"docbuild is not tested with {version}: {', '.join(names)} "
            f"{'are' if len(names) > 1 else 'is'} off, which costs time alone"
            for version, names in found.items()]


def all_failed():
    """Name to reason, of those that have failed in this process, or before it was forked."""
    return {name: reason for name, reason in _failed.items() if reason}


def replace(name, owner, attribute, replacement):
    """Puts `replacement(original)` in the place of the original, once and where the patch is on."""
    original = getattr(owner, attribute)
    if not is_on(name) or hasattr(original, "replaced"):
        return
    function = replacement(original)
    function.replaced = original
    setattr(owner, attribute, function)
    _replaced.append((name, owner, attribute, original))


def install():
    """Replaces functions in the server, and so in all processes forked from it."""
    for name in _REPLACING:
        if is_on(name):
            try:
                importlib.import_module(f"{__name__}.{name}").install()
            except Exception as error:
                fail(name, error)


def fail(name, error):
    """Switches the patch off, and puts back what it has replaced."""
    if name in _failed:
        return
    _switch_off(name, in_words(error))
    print(f"docbuild: went on without its patch {name!r}, which failed: {_failed[name]}",
          file=sys.__stderr__, flush=True)


def in_words(error):
    """In one line, with its place."""
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" ({os.path.basename(frame.filename)}:{frame.lineno})" for frame in place)
    return " ".join(f"{type(error).__name__}: {error}{where}".split())


def _switch_off(name, reason):
    _failed[name] = reason
    for known, owner, attribute, original in reversed(_replaced):
        if known == name:
            setattr(owner, attribute, original)
    _replaced[:] = [entry for entry in _replaced if entry[0] != name]


def leave_out(names):
    """Call before a job's own code runs. `names` may have EVERY."""
    for name in TABLE if EVERY in names else names:
        if name in TABLE and name not in _failed:
            _switch_off(name, "")


def quicker(name, way, original):
    """A function that asks `way` first, which gives NONE where it does not know, and has no effects
    of its own. Where `way` fails and the original does not, the patch has failed."""
    @functools.wraps(original)
    def function(*arguments, **named):
        try:
            found = way(*arguments, **named)
        except Exception as error:
            found = original(*arguments, **named)
            fail(name, error)
            return found
        return original(*arguments, **named) if found is NONE else found
    return function


def guarded(name, step):
    """`step`: None where the patch is off, or the step fails, which fails the patch and no build."""
    @functools.wraps(step)
    def function(*arguments, **named):
        if not is_on(name):
            return None
        try:
            return step(*arguments, **named)
        except Exception as error:
            fail(name, error)
            return None
    return function


def is_own(error):
    """Whether docbuild's own code has thrown it, and not what that has called."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and os.path.abspath(frames[-1].filename).startswith(OWN)
