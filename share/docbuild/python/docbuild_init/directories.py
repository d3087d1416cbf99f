"""Looks into one directory of a search, and says which directories a search does not enter."""

import os
from dataclasses import dataclass, field
from typing import Set

OUTPUTS = ("_build", "build")
PACKAGES = ("dist-packages", "node_modules", "site-packages")
TESTS = ("test", "tests")

BUILT = "built, not written"
UNREADABLE = "cannot be read"
LINK = "a symbolic link"


@dataclass
class Names:
    files: Set[str] = field(default_factory=set)  # and links to files, or to nothing
    directories: Set[str] = field(default_factory=set)  # real ones
    links: Set[str] = field(default_factory=set)  # to directories


def read_names(directory):
    """What is in `directory`; throws OSError if it cannot be read."""
    names = Names()
    with os.scandir(directory) as entries:
        for entry in entries:
            if not _is_directory(entry):
                names.files.add(entry.name)
            elif entry.is_symlink():
                names.links.add(entry.name)
            else:
                names.directories.add(entry.name)
    return names


def _is_directory(entry):
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle
        return False


def reason_by_name(name):
    """Why a directory is not entered, judged by its name; None if nothing speaks against it."""
    if name.startswith("."):
        return "hidden"
    if name in OUTPUTS:
        return BUILT
    if name in PACKAGES:
        return "installed packages"
    return "tests, whose projects may be meant to fail" if name in TESTS else None


def reason_by_content(names):
    """The same, judged by what is in it."""
    if "pyvenv.cfg" in names.files:
        return "a virtual environment"
    is_output = "CMakeCache.txt" in names.files or "meson-info" in names.directories
    return BUILT if is_output else None
