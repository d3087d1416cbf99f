"""Searches a directory for Sphinx projects: each conf.py with its first page beside it."""

import os
import posixpath

from docbuild_init.conf_file import read_conf
from docbuild_init.directories import (LINK, UNREADABLE, Names, read_names, reason_by_content,
                                       reason_by_name)
from docbuild_init.environment import page_variables
from docbuild_init.errors import WorkError, refused
from docbuild_init.proposal import is_to_be_split
from docbuild_init.values import Found, Omission, Subdirectory, byte_order

# docutils reads it in the working directory if there is none beside conf.py.
_DOCUTILS = "docutils.conf"
_LARGEST = 16 << 20  # bytes of a conf.py, a module or a page


def _below(directory, name):
    return name if directory == "." else f"{directory}/{name}"


def _bytes_of(path):
    """None for what is no regular file, too large, or cannot be read."""
    try:
        if not os.path.isfile(path):  # opening a pipe would wait for a writer
            return None
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError:
        return None
    return data if len(data) <= _LARGEST else None


class ProjectSearch:
    """Does not follow symbolic links to directories; directories.py has what else it skips."""

    def __init__(self, top):
        self._top = top
        self._found = Found(place=posixpath.basename(top))
        self._bytes = {}  # of files of Python, by path: many projects may share a module

    def run(self):
        try:
            names = read_names(self._top)
        except OSError as error:
            raise WorkError(refused("opendir", self._top, error)) from error
        self._found.needs_its_directory = _DOCUTILS in names.files
        waiting = self._enter(".", names)
        while waiting:  # a loop, as directories may be nested more deeply than functions
            waiting += self._visit(waiting.pop())
        self._found.projects = byte_order(self._found.projects)
        if len(self._found.projects) == 1:
            self._look_inside(self._found.projects[0])
        return self._found

    def _on_disk(self, path):
        return self._top if path == "." else f"{self._top}/{path}"

    def _names(self, directory):
        """None if the directory cannot be read."""
        try:
            return read_names(self._on_disk(directory))
        except OSError:
            return None

    def _visit(self, directory):
        """The directories in it that are to be visited, the first one last."""
        reason = reason_by_name(posixpath.basename(directory))
        names = None if reason else self._names(directory)
        if not reason:
            reason = UNREADABLE if names is None else reason_by_content(names)
        if reason:
            self._found.unentered.append(Omission(directory, reason))
            return []
        return self._enter(directory, names)

    def _enter(self, directory, names):
        if "conf.py" in names.files:
            self._judge(directory, names)
        self._found.unentered += [Omission(_below(directory, name), LINK)
                                  for name in byte_order(names.links)]
        return [_below(directory, name) for name in reversed(byte_order(names.directories))]

    def _judge(self, directory, names):
        path = _below(directory, "conf.py")
        if self._python(self._on_disk(path)) is None:
            self._found.omitted.append(Omission(path, UNREADABLE))
            return
        conf = read_conf(self._on_disk(path), self._python)
        root_page = self._root_page(directory, names, conf)
        if root_page is None:
            page = conf.root_documents[0] + conf.suffixes[0]
            self._found.omitted.append(Omission(path, f"has no page {page} beside it"))
            return
        self._found.projects.append(directory)
        self._found.root_page = root_page
        self._found.upwards = max(self._found.upwards, conf.upwards, key=len)
        self._found.needs_its_directory |= conf.needs_its_directory
        for variable, reader in conf.environment.items():
            if reader.startswith(self._top + "/"):
                self._found.environment.setdefault(variable, reader[len(self._top) + 1:])

    def _python(self, path):
        if path not in self._bytes:
            self._bytes[path] = _bytes_of(path)
        return self._bytes[path]

    def _root_page(self, directory, names, conf):
        """None if there is none; empty if its name is not known, and there is what may be it."""
        for root in conf.root_documents:
            for suffix in conf.suffixes:
                page = root + suffix
                if page in names.files or (
                        "/" in page and os.path.exists(self._on_disk(_below(directory, page)))):
                    return page
        has_pages = conf.is_computed and any(
            name.endswith(tuple(conf.suffixes)) for name in names.files)
        has_page_of_other_suffix = conf.may_add_suffixes and any(
            posixpath.splitext(name)[0] in conf.root_documents for name in names.files)
        return "" if has_pages or has_page_of_other_suffix else None

    def _is_page(self, name):
        return name.endswith(posixpath.splitext(self._found.root_page)[1])

    def _look_inside(self, project):
        for name in byte_order((self._names(project) or Names()).directories):
            names = None if reason_by_name(name) else self._names(_below(project, name))
            if names is not None:
                self._found.subdirectories.append(Subdirectory(
                    name, self._found.root_page in names.files,
                    any(map(self._is_page, names.files))))
        if is_to_be_split(self._found):
            for part in self._found.subdirectories:
                self._look_at_pages(_below(project, part.name), part)

    def _look_at_pages(self, directory, part):
        waiting = [directory]
        while waiting:
            directory = waiting.pop()
            names = self._names(directory) or Names()
            for page in filter(self._is_page, byte_order(names.files)):
                data = _bytes_of(self._on_disk(_below(directory, page))) or b""
                for variable in page_variables(data.decode("utf-8", "surrogateescape")):
                    part.variables.setdefault(variable, _below(directory, page))
            waiting += [_below(directory, name) for name in reversed(byte_order(names.directories))]


def search(top):
    """What is below `top`, an absolute path; throws WorkError if `top` cannot be read."""
    return ProjectSearch(top).run()
