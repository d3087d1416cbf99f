"""Makes a forked process show the job that it belongs to: docbuild attributes leftovers by that.

/proc/PID/environ shows the memory in which execve(2) put the environment. A fork has a copy of the
server's, and what it sets later lies elsewhere. The driver therefore starts the server with a value
that names no job and is padded, and each forked process overwrites it in place.
"""

import contextlib
import ctypes
import os

VARIABLE = b"DOCBUILD_BUILDER"

_address = None
_room = 0


def locate():
    """Call in the server before anything sets the variable, which would move it."""
    global _address, _room
    value = os.environb.get(VARIABLE)
    with contextlib.suppress(OSError, AttributeError):
        getenv = ctypes.CDLL(None).getenv
        getenv.restype, getenv.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
        _address = getenv(VARIABLE) if value else None
        _room = len(value) if _address else 0


def show(environment):
    """Call in the forked process with the job's environment. A value that does not fit is left
    without its job: cut short, it might be another's."""
    value = environment.get(VARIABLE, b"")
    if len(value) > _room:
        value = value[:value.find(b"/", value.rfind(b"\t") + 1) + 1]
    if _address:
        ctypes.memmove(_address, value.ljust(_room, b"\0"), _room)
