"""Runs a module as `-m` does, by the function of `runpy` that the interpreter calls for that."""

import runpy

is_possible = hasattr(runpy, "_run_module_as_main")


def run(module):
    runpy._run_module_as_main(module)
