"""Decides which document rules stand for the directories of documents."""

import posixpath

from docbuild_init.globs import glob_of, quoted
from docbuild_init.names import name_fault, propose_names
from docbuild_init.patterns import Pattern, filled, find_patterns
from docbuild_init.values import Rule


def _is_utf8(text):
    return not any("\udc80" <= c <= "\udcff" for c in text)


def _rule(pattern, wanted, file, lookup):
    """None for a pattern that matches what no `except` can name, as it is not UTF-8."""
    if not pattern.has_star():
        return Rule(False, "/".join(pattern.parts))
    directories = {wanted[i] for i in pattern.matched}
    exceptions = [quoted(found) for found in lookup(pattern, file)
                  if posixpath.dirname(found) not in directories]
    if all(map(_is_utf8, exceptions)):
        return Rule(True, glob_of(pattern, file), exceptions=exceptions)
    return None


def propose_rules(wanted, others, file, top_name, lookup):
    """Rules in the order of the directories `wanted`, `.` first, each of which has a `file`.

    `others` have such a file, too, and are no documents. `top_name` is a name for `.`, and `lookup`
    finds the files on disk that a pattern and a file name match.
    """
    paths = [directory for directory in wanted if directory != "."]
    patterns, rules = [], []
    for pattern in find_patterns(paths, others):
        rule = _rule(pattern, paths, file, lookup)
        if rule is not None:
            patterns.append(pattern)
            rules.append(rule)
            continue
        for i in pattern.matched:
            patterns.append(Pattern(paths[i].split("/"), [i]))
            rules.append(Rule(False, paths[i]))
    for rule, pattern, name in zip(rules, patterns, propose_names(patterns, paths)):
        rule.name = name
        rule.documents = [filled(name, pattern, paths[i]) for i in pattern.matched]
    if len(paths) < len(wanted):
        rules.insert(0, _top_rule(top_name, {name for rule in rules for name in rule.documents}))
    return rules


def _top_rule(name, taken):
    if name_fault(name):
        name = "top"
    while name in taken:
        name += "-top"
    return Rule(False, ".", name, documents=[name])
