"""Writes JSON as a person would: what is short stays on one line."""

import json
import re

_LONGEST_LINE = 100
_INDENT = 2


def laid_out(value):
    """With a line feed at the end. An object or a list is on one line if that fits 100 columns and
    holds no object. Bytes that are not UTF-8 become U+FFFD.
    """
    return _written(value, 0, 0) + "\n"


def utf8(text):
    """`text` with U+FFFD for each byte of a file name that is not UTF-8, which is a surrogate."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _scalar(value):
    return json.dumps(utf8(value) if isinstance(value, str) else value, ensure_ascii=False)


def _is_structured(value):
    return isinstance(value, (dict, list))


def _holds_objects(value):
    inner = value.values() if isinstance(value, dict) else value
    return any(isinstance(each, dict) or (isinstance(each, list) and _holds_objects(each))
               for each in inner)


def _items(value, write):
    if isinstance(value, list):
        return [write(element, 0) for element in value]
    starts = [(_scalar(key) + ": ", member) for key, member in value.items()]
    return [start + write(member, len(start)) for start, member in starts]


def _on_one_line(value):
    if not _is_structured(value):
        return _scalar(value)
    text = ", ".join(_items(value, lambda inner, _: _on_one_line(inner)))
    if isinstance(value, list):
        return f"[{text}]"
    return f"{{ {text} }}" if text else "{}"


def _written(value, depth, used):
    """`used` columns of the line are taken already, in addition to the indent."""
    if not _is_structured(value):
        return _scalar(value)
    if not _holds_objects(value):
        line = _on_one_line(value)
        if depth * _INDENT + used + len(line) < _LONGEST_LINE:
            return line
    margin = " " * ((depth + 1) * _INDENT)
    items = _items(value, lambda inner, start: _written(inner, depth + 1, start))
    text = "".join(f"{',' if i else ''}\n{margin}{item}" for i, item in enumerate(items))
    brackets = "[]" if isinstance(value, list) else "{}"
    return f"{brackets[0]}{text}\n{' ' * (depth * _INDENT)}{brackets[1]}"
