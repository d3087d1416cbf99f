"""Parses Python without running it, as far as this interpreter can read it.

A conf.py may be of another Python than the one that runs here, or broken: then the statements that
can be read are all that is known of it.
"""

import ast
import warnings

_MOST_FAULTS = 50  # statements left out before the rest is, too
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NO_START = " \t\f\r#)]}"  # of a statement at the left margin


def parse(data):
    """The syntax tree of a module's bytes, and whether that is all of it."""
    try:
        return _tree(data), True
    except (SyntaxError, ValueError):
        return _readable_part(data.decode("utf-8", "replace").replace("\0", "")), False
    except (RecursionError, MemoryError):
        return ast.Module([], []), False


def _tree(source):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escapes in somebody's strings
        return ast.parse(source)


def _readable_part(text):
    lines = text.split("\n")
    for _ in range(_MOST_FAULTS):
        try:
            return _tree("\n".join(lines))
        except SyntaxError as error:
            _remove_fault(lines, error)
        except (ValueError, RecursionError, MemoryError):
            break
    return ast.Module([], [])


def _starts_statement(line):
    return line != "" and line[0] not in _NO_START


def _remove_fault(lines, error):
    """Empties the lines of the last statement that starts at or before the fault."""
    first = min(error.lineno or len(lines), len(lines)) - 1
    if error.msg == "unexpected indent":  # the statement before is a whole one
        lines[first] = ""
        return
    while first > 0 and not _starts_statement(lines[first]):
        first -= 1
    end = first + 1
    while end < len(lines) and not _starts_statement(lines[end]):
        end += 1
    lines[first:end] = [""] * (end - first)


def strings_in(node):
    """The string constants of a syntax tree, in no particular order."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def string(node):
    """The text of a string constant; None for all else."""
    is_string = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_string else None


def module_level(tree):
    """The statements that run when the module does, in order: not those of functions."""
    waiting = [tree]  # a loop, as each `elif` is nested in the one before
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        waiting += reversed([inner for inner in ast.iter_child_nodes(node)
                             if not isinstance(inner, (ast.expr, *_FUNCTIONS))])


def assigned_names(statement):
    """The names that an assignment sets or extends, `name["key"] = ...` among them."""
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
        targets = [statement.target]
    else:
        return []
    targets = [target.value if isinstance(target, ast.Subscript) else target for target in targets]
    return [target.id for target in targets if isinstance(target, ast.Name)]
