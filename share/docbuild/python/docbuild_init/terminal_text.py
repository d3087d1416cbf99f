"""Makes any file name safe to be shown on a terminal, on one line."""

import re

# ECMA-48: control sequences, control strings, and the other escape sequences.
_ESCAPE = re.compile("\x1b(?:"
                     r"\[[\x20-\x3f]*[\x40-\x7e]"
                     "|[]PX^_][^\x07\x1b]*(?:\x07|\x1b\\\\)"
                     r"|[\x20-\x2f]*(?![\[\]PX^_])[\x30-\x7e]"
                     ")")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
# C1 controls, characters that turn the writing direction around, bytes that are not UTF-8.
_UNSHOWABLE = re.compile("[\x80-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_TAB = 8


def sanitize_for_terminal(text):
    """Escape sequences are dropped, tabs become spaces up to the next eighth column, other control
    characters are shown as `^X`, and what cannot be shown as U+FFFD.
    """
    text = _UNSHOWABLE.sub("\ufffd", _ESCAPE.sub("", text).expandtabs(_TAB))
    return _CONTROL.sub(lambda found: "^" + chr(ord(found.group()) ^ 0x40), text)
