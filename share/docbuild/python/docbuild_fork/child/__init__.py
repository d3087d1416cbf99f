"""Makes a forked process what a fresh start of the interpreter would be, runs its program, ends it.
"""
