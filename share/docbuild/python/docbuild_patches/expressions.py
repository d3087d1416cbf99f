"""Keeps more compiled regular expressions: the 512 of `re` are fewer than a document needs."""

import re

_ENOUGH = 4096  # for those of Pygments and of docutils together


def install():
    if hasattr(re, "_MAXCACHE"):
        re._MAXCACHE = max(re._MAXCACHE, _ENOUGH)
