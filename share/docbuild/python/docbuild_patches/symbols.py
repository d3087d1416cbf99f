"""Backports Sphinx 7.4's indexed lookup of symbols in the C domain.

Before, a name is compared with one symbol after the other; here Sphinx's own functions do so, too,
but see no symbols of other names.
"""

import functools
import re

import docbuild_patches as patches

PATCH = "symbols"
FEW = 16  # children that are looked at faster than their names are kept

_indexes = {}  # by the identity of a symbol's list of children, which the index holds


def install():
    from sphinx.domains.c import Symbol
    from sphinx.util.cfamily import BaseParser

    _replace(BaseParser, "skip_word", lambda original: _skip_word)
    _replace(Symbol, "_find_named_symbols", _finding_all)
    _replace(Symbol, "find_identifier", _finding_one)
    _replace(Symbol, "direct_lookup", _finding_by_key)


def _replace(cls, name, way):
    """What is looked up, comes whole: Sphinx's own functions change nothing meanwhile."""
    patches.replace(PATCH, cls, name, lambda original: patches.quicker(
        PATCH, way(original), original))


def _skip_word(parser, word):
    return parser.match(_pattern(word))


@functools.lru_cache(maxsize=None)
def _pattern(word):
    return re.compile(rf"\b{re.escape(word)}\b")


def _finding_all(original):
    def find_named_symbols(symbol, ident, *how, **named):
        return iter([found.symbol if isinstance(found, _Seen) else found
                     for found in original(_seen(symbol, ident), ident, *how, **named)])
    return find_named_symbols


def _finding_one(original):
    def find_identifier(symbol, ident, *how, **named):
        found = original(_seen(symbol, ident), ident, *how, **named)
        return found.symbol if isinstance(found, _Seen) else found
    return find_identifier


def _finding_by_key(original):
    def direct_lookup(symbol, key):
        return original(_seen(symbol, key.data[0][0]) if key.data else symbol, key)
    return direct_lookup


def _seen(symbol, ident):
    """The symbol as it is to be looked at for `ident`."""
    if symbol.debug_lookup or len(symbol._children) < FEW and symbol.siblingAbove is None:
        return symbol
    return _Seen(symbol, ident.identifier)


class _Seen:
    """A symbol with those children alone that have the name, or have none and so are looked into."""

    def __init__(self, symbol, name):
        self.symbol = symbol
        self.ident = symbol.ident
        self._name = name

    @property
    def siblingAbove(self):
        sibling = self.symbol.siblingAbove
        return sibling and _Seen(sibling, self._name)

    @property
    def _children(self):
        index = _index(self.symbol._children)
        return index.named(self._name) if index else self.symbol._children

    @property
    def children_recurse_anon(self):
        index = _index(self.symbol._children)
        if index is None:
            yield from self.symbol.children_recurse_anon
            return
        for child in index.named_or_anonymous(self._name):
            yield child
            if child.ident.is_anon():
                yield from child.children_recurse_anon


def _index(children):
    if len(children) < FEW:
        return None
    index = _indexes.get(id(children))
    if index is None:
        index = _indexes[id(children)] = _Index(children)
    index.update()
    return index


class _Index:
    """Where in a list of children a name is. Sphinx adds to the list at its end, or removes one."""

    def __init__(self, children):
        self._children = children
        self._forget()

    def _forget(self):
        self._places = {}
        self._anonymous = []
        self._known = 0
        self._last = None

    def update(self):
        children, known = self._children, self._known
        if known and (len(children) < known or children[known - 1] is not self._last):
            self._forget()
        for place in range(self._known, len(children)):
            ident = children[place].ident
            self._places.setdefault(ident.identifier, []).append(place)
            if ident.is_anon():
                self._anonymous.append(place)
        self._known, self._last = len(children), children[-1]

    def named(self, name):
        return [self._children[place] for place in self._places.get(name, ())]

    def named_or_anonymous(self, name):
        places = self._places.get(name, ())
        if self._anonymous:
            places = sorted({*places, *self._anonymous})
        return [self._children[place] for place in places]
