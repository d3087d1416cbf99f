"""The Python builder of a project whose builders are forked from a fork server: it does what a
fake_builder is to do, most of it by becoming one.

The server's own module, which it preloads, is one that a fault may replace.
"""

import os
import sys

BUILDER = "builder.py"
MODULE = "preloaded_by_server"

_TEXT = """import os, signal, sys
program, *words = sys.argv[1:]
for number in (signal.SIGPIPE, signal.SIGXFSZ):  # which Python ignores, and others need not
    signal.signal(number, signal.SIG_DFL)
sys.stdout.flush()
if words[0] == "exit" or words[0] == "print" and words[2:4] == ["--then", "exit"]:
    if words[0] == "print":
        print(words[1])
    sys.exit(int(words[-1]))
os.execv(program, [program, *words])
"""


def command(directory, fake_command):
    return [sys.executable, os.path.join(directory, BUILDER), *fake_command]


def write(directory, module=""):
    """The builder and the module, which is empty unless a fault says what it is."""
    for name, text in ((BUILDER, _TEXT), (f"{MODULE}.py", module)):
        with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
            file.write(text)
