"""Finds patterns that stand for many paths: `docs/*` for `docs/a`, `docs/b` and `docs/c`."""

import heapq
from dataclasses import dataclass
from typing import List, Optional

# What a rule costs a reader, in the lines of documents written out one by one.
_COST = {1: 2, 2: 5}


@dataclass
class Pattern:
    """A relative path taken apart, with None for a part that may be any name."""

    parts: List[Optional[str]]
    matched: List[int]  # indices of the paths that it stands for, in order

    def has_star(self):
        return None in self.parts


class _Candidate:
    def __init__(self):
        self.wanted = []  # indices of all it matches
        self.others = 0  # how many more it matches

    def saving(self, key, taken):
        free = sum(not taken[i] for i in self.wanted)
        exceptions = len(self.wanted) - free + self.others
        return free - exceptions - _COST[key.count(None)]


def _keys(path):
    """The path with one or two parts replaced by stars, in every way."""
    parts = path.split("/")
    for first in range(len(parts)):
        for second in range(first, len(parts)):
            yield tuple(None if i in (first, second) else part for i, part in enumerate(parts))


def _order(key):
    return [("/" if part is None else part).encode("utf-8", "surrogateescape") for part in key]


def find_patterns(wanted, others):
    """A few patterns that together stand for each of `wanted`, relative paths, exactly once.

    A star must save at least what it costs to read: three paths make a pattern, six one with two
    stars; more stars are not tried. What else a pattern matches, of `others` or of what another one
    stands for, counts against it. The patterns are in the order of the first path of each.
    """
    candidates = {}
    for i, path in enumerate(wanted):
        for key in _keys(path):
            candidates.setdefault(key, _Candidate()).wanted.append(i)
    for path in others:
        for key in _keys(path):
            if key in candidates:
                candidates[key].others += 1
    taken = [False] * len(wanted)
    found = _take_best(candidates, taken)
    found += [Pattern(path.split("/"), [i]) for i, path in enumerate(wanted) if not taken[i]]
    return sorted(found, key=lambda pattern: pattern.matched[0])


def _take_best(candidates, taken):
    """The best first. Savings only ever shrink, so one that is unchanged when it comes up is the
    best there is.
    """
    found, queue = [], []

    def rank(key):
        saving = candidates[key].saving(key, taken)
        if saving > 0:
            heapq.heappush(queue, (-saving, key.count(None), _order(key), key))

    for key in candidates:
        rank(key)
    while queue:
        saving, _, _, key = heapq.heappop(queue)
        if candidates[key].saving(key, taken) != -saving:
            rank(key)
            continue
        matched = [i for i in candidates[key].wanted if not taken[i]]
        for i in matched:
            taken[i] = True
        found.append(Pattern(list(key), matched))
    return found


def filled(name, pattern, path):
    """`name` with its `{1}`, `{2}`, ..., the stars of `pattern`, filled in from `path`."""
    captures = [part for part, wanted in zip(path.split("/"), pattern.parts) if wanted is None]
    return "/".join(captures[int(part[1:-1]) - 1] if captures and part.startswith("{") else part
                    for part in name.split("/"))
