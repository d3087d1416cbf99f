"""Notes which variables of the environment modules ask for while they are imported.

What such a module makes of them is what every job finds. So a job whose variable is another one is
not forked from here. Where nobody can see what is asked for, that is a job with any other variable.
"""

import contextlib
import os

ALL = b""  # somebody went through all of them

names = set()  # bytes

_LOOKED_AT_ELSEWHERE = (b"DOCBUILD_", b"PYTHON")


class _Noting(dict):
    def __getitem__(self, name):
        names.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        names.add(name)
        return super().__contains__(name)

    def __iter__(self):
        names.add(ALL)
        return super().__iter__()


@contextlib.contextmanager
def noted():
    """C code that calls getenv(3) is not seen. `os.environ` and `os.environb` keep the variables in
    one dictionary, which has no public name."""
    variables = getattr(os.environ, "_data", None)
    if type(variables) is not dict:
        names.add(ALL)  # another Python: nobody knows
        yield
        return
    noting = _Noting(variables)
    os.environ._data = os.environb._data = noting
    try:
        yield
    finally:
        os.environ._data = os.environb._data = variables
        variables.clear()
        variables.update(dict.items(noting))


def differing(ours, theirs, ignored):
    """The first of the variables that differs and is not `ignored`; None if there is none."""
    asked = (set(ours) | set(theirs)) if ALL in names else names
    return next((name for name in sorted(asked) if ours.get(name) != theirs.get(name)
                 and name not in ignored and not name.startswith(_LOOKED_AT_ELSEWHERE)), None)
