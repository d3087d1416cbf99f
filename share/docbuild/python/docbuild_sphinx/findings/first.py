"""Finds what to tell of a build first: its error, or else its first warning, with file and line.

The traceback file that Sphinx leaves is kept where it is told. patches/findings.py hears of both.
"""

import os
import re
import shutil
import traceback

from docbuild_fork.observe import installed
from docbuild_sphinx.reads import opened_files

_PLACE = re.compile(r"^(?P<file>[^\s:][^:\n]*):(?P<line>\d+):?\s*(?P<message>.*)", re.DOTALL)
_TRACEBACK = "Traceback (most recent call last):\n"
_QUOTED = re.compile(  # by autodoc of Sphinx 9: ImportError: (NameError(...), 'Traceback...')
    r"\w+: \(.*, ['\"]Traceback \(most recent call last\):\\n(?P<quoted>.*)['\"]\)")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")

_warning = None
_error = None


def has(is_error):
    return bool(_error if is_error else _warning)


def error():
    """The first one, or None."""
    return _error


def note(text, is_error):
    """`text` begins with its place, where it has one."""
    global _warning, _error
    if is_error:
        _error = _error or _finding(text, True)
    else:
        _warning = _warning or _finding(text, False)


def _finding(text, is_error):
    text = _ESCAPES.sub("", text).strip()
    place = _PLACE.match(text)
    if not place:
        file, _, message = text.partition(": ")
        if os.path.isabs(file) and os.path.exists(file):
            return {"message": _in_one_line(message), "file": file, "error": is_error}
        return {"message": _in_one_line(text.lstrip(": ")), "error": is_error}
    return {"message": _in_one_line(place["message"]), "file": place["file"],
            "line": int(place["line"]), "error": is_error}


def _in_one_line(message):
    """Its first paragraph, and of a traceback that it quotes what was raised."""
    head, traceback_begins, quoted = message.partition(_TRACEBACK)
    words = head.strip().split("\n\n")[0].split()
    return " ".join([*words, *([_raised(quoted)] if traceback_begins else [])])


def _raised(quoted):
    """The line of a traceback that names the exception, which may have more lines than one."""
    lines = quoted.rstrip().split("\n")
    last_frame = max((number for number, line in enumerate(lines) if line.startswith("  ")),
                     default=-1)
    raised = lines[min(last_frame + 1, len(lines) - 1)]
    inner = _QUOTED.match(raised)
    return _raised(_unescaped(inner["quoted"])) if inner else " ".join(raised.split())


def _unescaped(text):
    return re.sub(r"\\([n'\"])", lambda escape: {"n": "\n"}.get(escape[1], escape[1]), text)


def note_exception(error):
    global _error
    _error = _error or _of_exception(error)


def _of_exception(error):
    """The place that the message begins with, or else the last line of the project's own code."""
    text = str(error)
    if _TRACEBACK in text:  # as in Sphinx's ConfigError: what was raised says it all
        text = _raised(text)
    found = _finding(text or type(error).__name__, True)
    if "line" not in found:
        cause = error
        while cause is not None:
            place = _place_in(cause)
            if place:
                return {**found, **place}
            cause = cause.__cause__ or cause.__context__
    if text and not hasattr(error, "category"):
        found["message"] = f"{type(error).__name__}: {found['message']}"
    return found


def _place_in(error):
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return {"file": error.filename, "line": error.lineno}
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if os.path.isfile(frame.filename) and not installed.is_installed(frame.filename)]
    return {"file": frames[-1].filename, "line": frames[-1].lineno} if frames else None


def report(keep):
    """The finding, and the traceback, which is copied to `keep`."""
    found = {}
    if _error or _warning:
        found["finding"] = _error or _warning
    left = [path for path in opened_files.tracebacks() if os.path.isfile(path)]
    if left and keep:
        shutil.copyfile(left[-1], keep)
    if left:
        found["traceback"] = keep or left[-1]
    return found
