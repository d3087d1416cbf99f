"""What the document's files were when the build began, by content."""

import hashlib
import os

from docbuild_sphinx.reads import opened_files


class Inputs:
    """`path` has lines of docbuild's, `DIGEST SIZE MTIME PATH` with a null character after each: the
    files of the source directory. Files elsewhere that an earlier build has read are `known`."""

    def __init__(self, path, known):
        self._files = {}  # path: (digest, size, modification time in ns)
        if path is not None:
            with opened_files.unnoticed(), open(path, "rb") as file:
                for line in file.read().split(b"\0")[:-1]:
                    digest, size, mtime, name = line.split(b" ", 3)
                    self._files[os.fsdecode(name)] = digest.decode(), int(size), int(mtime)
        for name in known:
            if name not in self._files and os.path.exists(name):
                self._files[name] = _look_at(name)

    def digests(self):
        return {path: digest for path, (digest, *_) in self._files.items()}

    def add(self, paths):
        """Files that turned out to be read; they count as they are now."""
        for path in paths:
            if path not in self._files and os.path.isfile(path):
                self._files[path] = _look_at(path)

    def unchanged_digests(self):
        """Without files that were changed since: they may have been read in either state."""
        return {path: digest for path, (digest, size, mtime) in self._files.items()
                if _stat(path) in ((size, mtime), None)}

    def changes(self, before):
        """Paths whose content differs from that in `before`, {path: digest}, with what happened."""
        now = self.digests()
        return {path: "added" if path not in before else
                "removed" if path not in now else "changed"
                for path in sorted(now.keys() | before.keys())
                if now.get(path) != before.get(path)}


def _stat(path):
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _look_at(path):
    size, mtime = _stat(path) or (0, 0)
    try:
        with opened_files.unnoticed(), open(path, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
    except OSError as error:
        digest = str(error.errno)
    return digest, size, mtime
