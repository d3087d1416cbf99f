"""Decides which manifest builds the Sphinx projects that were found."""

import posixpath

from docbuild_init import meaning
from docbuild_init.layout import pretty_json
from docbuild_init.names import path_fault
from docbuild_init.rules import propose_rules
from docbuild_init.values import Omission, Proposal, Variable

# So many directories that one process for all of them is what docbuild is meant to avoid.
_FEWEST_TO_SPLIT = 20
# Of the directories with pages, at most one in so many may lack a first page.
_SPLIT_NEEDS_ONE_IN = 4


def is_to_be_split(found):
    """Whether the directories of a project become documents: it is the only one, and most of its
    directories, at least 20, have a first page of their own.
    """
    with_root_page = sum(part.has_root_page for part in found.subdirectories)
    with_pages = sum(part.has_pages for part in found.subdirectories)
    return (len(found.projects) == 1 and with_root_page >= _FEWEST_TO_SPLIT
            and (with_pages - with_root_page) * _SPLIT_NEEDS_ONE_IN <= with_pages)


def propose(found, lookup):
    """One document a project, or, if it is to be split, one for each directory with a first page.

    Left out of a split project are directories with pages that refer to a file by a variable other
    than the documented tree: something else has to make that file first. `lookup` finds the files
    that a pattern matches. Without a project that can be a document there are no rules.
    """
    proposal = Proposal(omitted=list(found.omitted))
    if is_to_be_split(found):
        _split(found, found.projects[0], proposal, lookup)
    else:
        _take_projects(found, proposal, lookup)
    proposal.environment = _environment(found)
    proposal.manifest = pretty_json(_manifest(found, proposal))
    return proposal


def _take_projects(found, proposal, lookup):
    wanted, others = [], []
    for directory in found.projects:
        fault = path_fault(directory)
        if fault:
            proposal.omitted.append(Omission(posixpath.join(directory, "conf.py"), fault))
        (others if fault else wanted).append(directory)
    others += [posixpath.dirname(omission.path) or "." for omission in found.omitted]
    proposal.rules = propose_rules(wanted, others, "conf.py", found.place, lookup)
    if "." in wanted:  # a build directory below would be among the sources
        proposal.build = "../_build/" + proposal.rules[0].name


def _split(found, project, proposal, lookup):
    prefix = "" if project == "." else project + "/"
    wanted, others = [], []
    proposal.split = project
    suffix = posixpath.splitext(found.root_page)[1]
    proposal.omitted.append(Omission(f"{prefix}*{suffix}", "in none of these directories"))
    for part in found.subdirectories:
        directory = prefix + part.name
        fault = _fault_of_part(part, prefix, found.root_page)
        if fault or not part.has_root_page:
            proposal.omitted += [Omission(directory, fault)] if fault else []
            continue
        fault = path_fault(directory)
        if fault:
            proposal.omitted.append(Omission(directory, fault))
        (others if fault else wanted).append(directory)
    proposal.rules = propose_rules(wanted, others, found.root_page, "", lookup)


def _fault_of_part(part, prefix, root_page):
    if not part.has_root_page:
        return f"has pages, but no {root_page}" if part.has_pages else ""
    for variable, page in sorted(part.variables.items()):
        if not meaning.is_tree(variable):
            return (f"{page[len(prefix):]} needs a file in ${variable}, which has to be made first")
    return ""


def _environment(found):
    readers = dict(found.environment)
    for part in found.subdirectories:
        for variable, page in part.variables.items():
            if meaning.is_tree(variable):
                readers.setdefault(variable, page)
    return [Variable(name, meaning.value_of(name, found), reader)
            for name, reader in sorted(readers.items()) if name not in meaning.USUAL]


def _manifest(found, proposal):
    manifest = {"docbuild": 1}
    if proposal.build:
        manifest["build"] = proposal.build
    values = {variable.name: variable.value for variable in proposal.environment if variable.value}
    if values:
        manifest["environment"] = values
    defaults = {}
    if proposal.split:
        defaults["conf"] = proposal.split
    if found.needs_its_directory:
        defaults["cwd"] = proposal.split or "{source}"
    if defaults:
        manifest["defaults"] = defaults
    manifest["stages"] = _stages(sum(len(rule.documents) for rule in proposal.rules))
    manifest["documents"] = [_written(rule) for rule in proposal.rules]
    return manifest


def _stages(documents):
    """Two if documents may link to one another."""
    if documents < 2:
        return {"html": {"sphinx": "html"}}
    return {"inventory": {"sphinx": "inventory"},
            "html": {"sphinx": "html", "after": ["inventory:*"]}}


def _written(rule):
    if not rule.is_match:
        return {"name": rule.name, "source": rule.place}
    exceptions = {"except": rule.exceptions} if rule.exceptions else {}
    return {"match": rule.place, **exceptions, "name": rule.name}
