"""Stands in for sys.argv while modules are imported, and lets them have the job's arguments later.

`def main(argv=sys.argv[1:])` takes a copy when its module is imported: Sphinx's own main did so
until 6. That copy is filled in once there is a job.
"""

import sys


class _Arguments(list):
    """A list whose slices are remembered."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.slices = []

    def __getitem__(self, index):
        found = super().__getitem__(index)
        if isinstance(index, slice):
            self.slices.append((index, found))
        return found


def hide():
    """Call before anything is imported: the server's own arguments are nobody's."""
    sys.argv = _Arguments([""])


def give(arguments):
    """Sets sys.argv, and what was taken of it."""
    hidden = sys.argv
    sys.argv = list(arguments)
    for index, taken in getattr(hidden, "slices", ()):
        taken[:] = arguments[index]
