"""What is found and proposed, as plain values. All paths are relative to the searched directory."""

from dataclasses import dataclass, field
from typing import Dict, List


@dataclass
class Omission:
    """A path that becomes no document or is not searched, and why."""

    path: str
    why: str


@dataclass
class Subdirectory:
    """A directory directly below a project's own."""

    name: str
    has_root_page: bool = False  # a file named like the project's first page
    has_pages: bool = False  # the first page or others
    variables: Dict[str, str] = field(default_factory=dict)  # in its pages, each with one of them


@dataclass
class Found:
    place: str = ""  # the name of the searched directory, without a slash
    projects: List[str] = field(default_factory=list)  # directories, in byte order; `.` is the top
    omitted: List[Omission] = field(default_factory=list)
    unentered: List[Omission] = field(default_factory=list)
    environment: Dict[str, str] = field(default_factory=dict)  # required variables, with a reader
    upwards: str = ""  # how far up settings lead that are paths: `..`, `../..`
    needs_its_directory: bool = False  # a project does, as the working directory of its builder

    # Only if there is exactly one project:
    root_page: str = ""  # the name of its first page, such as `index.rst`; empty: not certain
    subdirectories: List[Subdirectory] = field(default_factory=list)


@dataclass
class Rule:
    """A document rule: a `match` of files if it is a pattern, else one directory."""

    is_match: bool
    place: str
    name: str = ""
    exceptions: List[str] = field(default_factory=list)
    documents: List[str] = field(default_factory=list)  # their names


@dataclass
class Variable:
    """A required variable. The value is empty if the name does not say what it is."""

    name: str
    value: str
    reader: str  # the file that reads it


@dataclass
class Proposal:
    manifest: str = ""  # JSON
    rules: List[Rule] = field(default_factory=list)
    environment: List[Variable] = field(default_factory=list)
    omitted: List[Omission] = field(default_factory=list)  # by the search and by the decision
    split: str = ""  # the project whose directories became documents; empty: none
    build: str = ""  # if it is not the default


def byte_order(texts):
    return sorted(texts, key=lambda text: text.encode("utf-8", "surrogateescape"))
