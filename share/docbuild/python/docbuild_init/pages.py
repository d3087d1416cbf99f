"""Finds the environment variables by which reStructuredText pages refer to files."""

import re

_ARGUMENT = re.compile(r"^[ \t]*\.\. (?:(?!::)[^\n])*::[ \t]*\$([A-Za-z0-9_]+)/", re.MULTILINE)


def page_variables(text):
    """NAME of each `.. directive:: $NAME/...`, in byte order.

    Only a project's own directives fill in such arguments, as those of the Linux kernel do.
    """
    return sorted(set(_ARGUMENT.findall(text)))
