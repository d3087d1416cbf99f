"""Writes JSON as a person would: what is short and flat stays on one line."""

import json
import re

_LONGEST_LINE = 100


def pretty_json(value):
    """With a line feed at the end. An object or a list that holds no object is on one line if that
    fits 100 columns. Bytes that are not UTF-8, which are surrogates, become U+FFFD.
    """
    return re.sub("[\ud800-\udfff]", "\ufffd", _pretty(value, "")) + "\n"


def _pretty(value, margin):
    text = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)):
        return text
    is_object = isinstance(value, dict)
    members = value.values() if is_object else value
    if not any(isinstance(member, dict) for member in members):
        text = f"{{ {text[1:-1]} }}" if is_object and value else text
        if len(margin) + len(text) < _LONGEST_LINE:
            return text
    inner = margin + "  "
    if is_object:
        lines = [f"{inner}{json.dumps(key, ensure_ascii=False)}: {_pretty(member, inner)}"
                 for key, member in value.items()]
    else:
        lines = [inner + _pretty(member, inner) for member in value]
    return text[0] + "\n" + ",\n".join(lines) + f"\n{margin}{text[-1]}"
