"""Symbols found by their names are those that Sphinx finds by comparing, in the same order."""

import os
import random
import sys
import unittest

import sphinx
from driver import PYTHON

sys.path.insert(0, str(PYTHON))

from docbuild_patches import symbols  # noqa: E402
from sphinx.domains.c import Symbol  # noqa: E402
from sphinx.util.cfamily import BaseParser  # noqa: E402

try:
    from sphinx.domains.c import ASTIdentifier, LookupKey
except ImportError:  # since Sphinx 7.3
    from sphinx.domains.c._ast import ASTIdentifier
    from sphinx.domains.c._symbol import LookupKey

SEED = int(os.environ.get("SEED", "1"))
NAMES = [f"name{number}" for number in range(30)] + ["@one", "@two", "@three"]


def add(parent, name):
    return Symbol(parent, ASTIdentifier(name), None, None, None)


def random_symbols(numbers):
    """A tree of symbols: many children at the top, and some with children and siblings."""
    top = Symbol(None, None, None, None, None)
    every = [top]
    for _ in range(numbers.choice((3, 15, 16, 17, 60))):
        every.append(add(top, numbers.choice(NAMES)))
    for _ in range(60):
        every.append(add(numbers.choice(every), numbers.choice(NAMES)))
    for _ in range(10):
        below, above = sorted(numbers.sample(range(len(every)), 2))
        every[below].siblingAbove = every[above]  # no circle: always further on
    return top, every


def change(top, every, numbers):
    """What reading another page does to the symbols."""
    action = numbers.randrange(4)
    if action == 0:
        every.append(add(numbers.choice(every), numbers.choice(NAMES)))
    elif action == 1:
        numbers.choice(every[1:]).remove()
    elif action == 2:  # one less and one more: as many as before
        numbers.choice(top._children or every[1:]).remove()
        every.append(add(top, numbers.choice(NAMES)))
    else:
        top.merge_with(random_symbols(numbers)[0], [], None)


by_comparing = unittest.skipIf(sphinx.version_info >= (7, 4), "Sphinx looks up by name itself")


@by_comparing
class Symbols(unittest.TestCase):
    def setUp(self):
        symbols.install()
        self.addCleanup(symbols._indexes.clear)

    def both(self, name, symbol, *arguments):
        """What is found; asserts that Sphinx's own function finds that."""
        function = getattr(Symbol, name)

        def called(function):
            found = function(symbol, *arguments)
            return found if found is None or isinstance(found, Symbol) else list(found)

        expected = called(function.replaced)
        self.assertEqual(called(function), expected, (name, arguments, symbol.dump(0)))
        return expected

    def test_the_same_symbols_in_the_same_order(self):
        found = 0
        for seed in range(SEED * 300, SEED * 300 + 300):
            numbers = random.Random(seed)
            top, every = random_symbols(numbers)
            for _ in range(40):
                if numbers.random() < 0.3:
                    change(top, every, numbers)
                symbol = numbers.choice((top, numbers.choice(every)))
                ident = ASTIdentifier(numbers.choice(NAMES))
                how = [numbers.random() < 0.5 for _ in range(3)]
                found += len(self.both("_find_named_symbols", symbol, ident, *how))
                self.both("find_identifier", symbol, ident, *how)
                key = [(ASTIdentifier(numbers.choice(NAMES)), None)
                       for _ in range(numbers.randrange(3))]
                self.both("direct_lookup", symbol, LookupKey(key))
        self.assertGreater(found, 1000)

    def test_names_that_are_not_there_are_not_compared(self):
        class Counting(ASTIdentifier):
            compared = 0

            def __eq__(self, other):
                Counting.compared += 1
                return self.identifier == other.identifier

        top = Symbol(None, None, None, None, None)
        for number in range(1000):
            Symbol(top, Counting(f"name{number}"), None, None, None)
        self.assertIsNone(top.find_identifier(ASTIdentifier("other"), False, True, False))
        self.assertEqual(Counting.compared, 0)
        self.assertIsNotNone(top.find_identifier(ASTIdentifier("name999"), False, True, False))
        self.assertEqual(Counting.compared, 1)
        Symbol.find_identifier.replaced(top, ASTIdentifier("other"), False, True, False)
        self.assertEqual(Counting.compared, 1001)


@by_comparing
class Words(unittest.TestCase):
    def test_a_word_is_skipped_as_by_sphinx(self):
        symbols.install()
        for text in ("int x", "integer", "a.b", "acb", ""):
            for word in ("int", "a.b", "x"):
                ours, sphinxs = (BaseParser(text, location=None, config=None) for _ in range(2))
                self.assertEqual(ours.skip_word(word),
                                 BaseParser.skip_word.replaced(sphinxs, word), (text, word))
                self.assertEqual(ours.pos, sphinxs.pos)

    def test_it_is_put_in_once(self):
        symbols.install()
        before = BaseParser.skip_word
        symbols.install()
        self.assertIs(BaseParser.skip_word, before)


class Versions(unittest.TestCase):
    def test_symbols_are_compared_where_sphinx_has_no_names(self):
        by_name = hasattr(Symbol(None, None, None, None, None), "_children_by_name")
        self.assertEqual(hasattr(Symbol, "_find_named_symbols"), not by_name)
        self.assertEqual(by_name, sphinx.version_info >= (7, 4))


if __name__ == "__main__":
    unittest.main()
