"""Errors that end `--init` with a message and an exit status of docbuild's."""


class InputError(Exception):
    """The command line or the directory is wrong."""

    status = 2


class WorkError(Exception):
    """The machine refused: a directory cannot be read, the manifest cannot be written."""

    status = 3


def refused(call, path, error):
    """Names the call, what it was called on, and why it failed."""
    return f"{call}: {path}: {error.strerror}"
