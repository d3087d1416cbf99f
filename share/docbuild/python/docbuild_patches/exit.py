"""The first steps of the interpreter's end, without those that tear modules down."""

import atexit
import threading

import docbuild_patches as patches


def first_steps():
    """Threads are waited for before exit handlers are called. None where the patch is off."""
    return patches.guarded("exit", lambda: (threading._shutdown, atexit._run_exitfuncs))()
