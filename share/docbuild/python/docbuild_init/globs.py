"""Writes patterns as globs of the manifest, and finds the files that they match on disk."""

import os

from docbuild_init.values import byte_order


def quoted(text):
    """A glob that matches `text` and nothing else."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)


def glob_of(pattern, file):
    """The glob of the files named `file` in the directories that the pattern matches."""
    return "/".join(["*" if part is None else quoted(part) for part in pattern.parts]
                    + [quoted(file)])


def find_matching(top, pattern, file):
    """The files of such a glob below `top`, as docbuild finds them: a star matches no leading dot,
    and symbolic links are followed.
    """
    found = [""]
    for part in pattern.parts:
        found = [os.path.join(path, name) for path in found
                 for name in ([part] if part is not None else _visible(os.path.join(top, path)))]
    files = (os.path.join(path, file) for path in found)
    return byte_order(path for path in files if os.path.exists(os.path.join(top, path)))


def _visible(directory):
    try:
        return [name for name in os.listdir(directory) if not name.startswith(".")]
    except OSError:
        return []
