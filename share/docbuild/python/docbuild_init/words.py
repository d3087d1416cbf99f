"""What `--init` prints: the documents of the manifest that it wrote, and what it left out."""

from docbuild_init.terminal_text import sanitize_for_terminal
from docbuild_init.values import byte_order

_MOST_SHOWN = 3
_MOST_RULES = 10


def _counted(number, what):
    return f"{number} {what}{'' if number == 1 else 's'}"


def _some_of(texts):
    """`a, b, c and 97 more`"""
    shown = ", ".join(map(sanitize_for_terminal, texts[:_MOST_SHOWN]))
    more = len(texts) - _MOST_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _rule_line(rule):
    if not rule.is_match:
        return f"  {sanitize_for_terminal(rule.place)}: {sanitize_for_terminal(rule.name)}\n"
    return (f"  {sanitize_for_terminal(rule.place)}: {_counted(len(rule.documents), 'document')}, "
            f"{_some_of(rule.documents)}\n")


def _variable_line(variable):
    name, reader = sanitize_for_terminal(variable.name), sanitize_for_terminal(variable.reader)
    if not variable.value:
        return f'set {name} before you build, or in "environment": {reader} reads it\n'
    return f'check {name} = {variable.value} in "environment": {reader} reads it\n'


def _grouped(title, omissions):
    """A line for each reason, in byte order."""
    paths = {}
    for omission in omissions:
        paths.setdefault(omission.why, []).append(omission.path)
    lines = [f"  {_some_of(paths[why])}: {sanitize_for_terminal(why)}\n"
             for why in byte_order(paths)]
    return f"{title}\n{''.join(lines)}" if lines else ""


def left_out(proposal, found):
    """A line for each reason; empty if nothing is left out."""
    return _grouped("left out:", proposal.omitted) + _grouped("not searched:", found.unentered)


def report(proposal, found, file, next_command):
    """`file` is the manifest as the user named it; `next_command` a command line that finds it."""
    rules = "".join(map(_rule_line, proposal.rules[:_MOST_RULES]))
    if len(proposal.rules) > _MOST_RULES:
        rules += f"  and {len(proposal.rules) - _MOST_RULES} more\n"
    documents = sum(len(rule.documents) for rule in proposal.rules)
    text = (f"found {_counted(len(found.projects), 'Sphinx project')}; wrote "
            f"{sanitize_for_terminal(file)} with "
            f"{_counted(documents, 'document')}:\n{rules}")
    if proposal.split:
        text += ("each directory of the project is a document that is built with the project's "
                 f"conf.py in {sanitize_for_terminal(proposal.split)}\n")
    text += left_out(proposal, found)
    if proposal.build:
        text += (f"pages will be in {sanitize_for_terminal(proposal.build)}/html, as they must not "
                 "be among the sources\n")
    text += "".join(map(_variable_line, proposal.environment))
    return text + f"next: {next_command} --list, then {next_command}\n"
