"""Leads from the `sphinx-build` that a wrapper has started to docbuild's own, beside this directory:
with the interpreter, the environment and the modules that the wrapper has chosen.

It is no document's configuration. docbuild adds two options to the words of a wrapper, the last of
which has Sphinx run this file before it does anything: `-D docbuild.directory=DIR -c HERE`.
"""

import os
import sys

MARK = "docbuild.directory="


def interpreter():
    """A wrapper may have given it another name, by `exec -a`."""
    running = "/proc/self/exe"
    if not os.path.exists(running) or sys.executable and os.path.samefile(sys.executable, running):
        return sys.executable
    return os.path.realpath(running)


def lead_on():
    place = max(i for i, word in enumerate(sys.argv) if word.startswith(MARK))
    arguments = sys.argv[1:place - 1] + sys.argv[place + 3:]
    python = interpreter()
    if getattr(sys, "frozen", False) or not python:
        raise SystemError("this sphinx-build has no interpreter that could run docbuild's own: "
                          "name one by the key 'python' of the stage")
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    front = os.path.join(own, "sphinx-build")
    directory = sys.argv[place][len(MARK):]
    os.environ["DOCBUILD_SPHINX_PATH"] = os.pathsep.join(
        os.path.join(directory, entry) for entry in sys.path)
    os.chdir(directory)  # Sphinx runs this in the directory of its own
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(python, [python, *["-O"] * sys.flags.optimize, front, *arguments])


lead_on()
