"""The command line of the program that `docbuild --init` starts, and its exit status."""

import argparse
import contextlib
import os
import shlex
import signal
import sys
import traceback

from docbuild_init.errors import InputError, WorkError, refused
from docbuild_init.globs import find_matching
from docbuild_init.proposal import propose
from docbuild_init.search import search
from docbuild_init.words import left_out, report

_USUAL_MANIFEST = "docbuild.json"
_READER_IS_GONE = 128 + signal.SIGPIPE


def _options(arguments):
    parser = argparse.ArgumentParser(prog="docbuild --init", allow_abbrev=False)
    parser.add_argument("--manifest", default=_USUAL_MANIFEST, help="the file to write")
    parser.add_argument("--directory", default="", help="where docbuild was told to go first")
    parser.add_argument("below", nargs="*", help="the directory to look below")
    return parser.parse_args(arguments)


def _searched_directory(named):
    if len(named) > 1:
        raise InputError("--init looks below one directory; name one, or none for this one")
    directory = named[0] if named else "."
    if not os.path.isdir(directory):
        raise InputError(f"{directory}: no such directory; name the one to look below")
    return os.path.abspath(directory)


def _refuse_to_replace(path):
    raise InputError(f"{path}: already there, and left as it is; remove it, or name another file "
                     "with --manifest")


def _manifest_in(directory, name):
    """The manifest's path. It is in the searched directory, from which its relative paths count."""
    path = os.path.normpath(os.path.join(directory, name))
    if os.path.dirname(path) != directory:
        raise InputError(f"--manifest: '{name}' is not in {directory}; --init writes the manifest "
                         "into the directory that it looks below")
    if os.path.lexists(path):
        _refuse_to_replace(path)
    return path


def _write_manifest(path, text):
    try:
        with open(path, "xb") as file:
            _write_or_remove(file, path, text.encode("utf-8"))
    except FileExistsError:
        _refuse_to_replace(path)
    except OSError as error:
        raise WorkError(refused("write", path, error)
                        + "; the manifest has to be where --init looks") from error


def _write_or_remove(file, path, data):
    try:
        file.write(data)
        file.flush()
    except OSError:
        os.unlink(path)
        raise


def _next_command(options):
    """The command line that continues with the manifest, from where the user is."""
    words = ["docbuild"]
    directory = os.path.join(options.directory, *options.below)
    if directory:
        words += ["-C", directory]
    if options.manifest != _USUAL_MANIFEST:
        words += ["-f", options.manifest]
    return shlex.join(words)


def _initiate(options):
    directory = _searched_directory(options.below)
    manifest = _manifest_in(directory, options.manifest)
    found = search(directory)
    proposal = propose(found, lambda *pattern: find_matching(directory, *pattern))
    if not proposal.rules:
        lines = "\n" + left_out(proposal, found)
        raise InputError(f"{directory}: no Sphinx project is in it, which is a conf.py with its "
                         f"first page beside it; name another directory{lines.rstrip()}")
    _write_manifest(manifest, proposal.manifest)
    return report(proposal, found, options.manifest, _next_command(options))


def _write(descriptor, text):
    data = text.encode("utf-8", "surrogateescape")
    while data:
        data = data[os.write(descriptor, data):]


def _print(text):
    try:
        _write(sys.stdout.fileno(), text)
    except BrokenPipeError:
        return _READER_IS_GONE
    except OSError as error:
        raise WorkError(refused("write", "standard output", error)) from error
    return 0


def _complain(message):
    with contextlib.suppress(OSError):  # the exit status still says it
        _write(sys.stderr.fileno(), f"docbuild: {message}\n")


def main(arguments):
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return _print(_initiate(_options(arguments)))
    except (InputError, WorkError) as error:
        _complain(error)
        return error.status
    except Exception:
        _complain("--init failed; this is a fault of docbuild\n" + traceback.format_exc())
        return WorkError.status
