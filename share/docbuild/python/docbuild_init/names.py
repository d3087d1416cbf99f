"""Says which names documents may have, and proposes names from where the documents are."""

import re
import unicodedata

from docbuild_init.patterns import filled

# Directories that say that there is documentation, but not of what.
_OF_ANY_PROJECT = ("doc", "docs", "Documentation", "documentation", "source", "sphinx", "src")


def name_fault(part):
    """What forbids a path's part in a document's name; empty if nothing does.

    The rules are those of the manifest, for a part without a slash.
    """
    if not part:
        return "is empty"
    if part.startswith("-"):
        return "starts with '-' like an option"
    if part in (".", ".."):
        return f"has a part '{part}'"
    if any("\udc80" <= c <= "\udcff" for c in part):
        return "is not UTF-8"
    if any(unicodedata.category(c) == "Cc" for c in part):
        return "has a control character"
    return "has a ':', which stands before a stage" if ":" in part else ""


def path_fault(directory):
    """Why no document can be made of the project in `directory`; empty if one can."""
    for part in [] if directory == "." else directory.split("/"):
        if re.search("[{}]", part):
            return "is of a template: its path has a brace"
        fault = name_fault(part)
        if fault:
            return f"cannot be named: a part of its path {fault}"
    return ""


def _end_of_name(pattern):
    end = len(pattern.parts)
    while end > 1 and pattern.parts[end - 1] in _OF_ANY_PROJECT:
        end -= 1
    return end


def _common_parts(patterns, ends):
    """How many parts all patterns begin with, such that each keeps at least one."""
    common = 0
    while all(common + 1 < end and pattern.parts[common] is not None
              and pattern.parts[common] == patterns[0].parts[common]
              for pattern, end in zip(patterns, ends)):
        common += 1
    return common


def _name(pattern, start, end):
    parts, stars = [], 0
    for i, part in enumerate(pattern.parts[:end]):
        stars += part is None
        if i >= start:
            parts.append(f"{{{stars}}}" if part is None else part)
    return "/".join(parts)


def _clashing(patterns, names, paths):
    """The patterns of which a document has the same name as another one."""
    owner, clashing = {}, set()
    for i, (pattern, name) in enumerate(zip(patterns, names)):
        for path in pattern.matched:
            other = owner.setdefault(filled(name, pattern, paths[path]), (i, path))
            if other != (i, path):
                clashing.update((other[0], i))
    return clashing


def propose_names(patterns, paths):
    """A name for what each pattern stands for, with `{1}`, `{2}`, ... for its stars.

    It is the path below what all have in common, without `doc`, `docs`, `source` and the like at
    its end, or the whole path if two documents would have the same name otherwise.
    """
    if not patterns:
        return []
    ends = [_end_of_name(pattern) for pattern in patterns]
    common = _common_parts(patterns, ends)
    names = [_name(pattern, common, end) for pattern, end in zip(patterns, ends)]
    whole = [_name(pattern, 0, len(pattern.parts)) for pattern in patterns]
    while True:  # each turn makes at least one more a whole path
        changed = [i for i in _clashing(patterns, names, paths) if names[i] != whole[i]]
        if not changed:
            return names
        for i in changed:
            names[i] = whole[i]
