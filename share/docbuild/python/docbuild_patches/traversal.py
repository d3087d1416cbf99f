"""Walks docutils' trees by a stack of its own, where docutils has a generator for every node.

Nodes come in the same order, also where a tree is changed while
it is walked, which docutils leaves undefined and transforms do.
"""

import functools
import itertools

import docbuild_patches as patches

PATCH = "traversal"


def install():
    from docutils import nodes
    patches.replace(PATCH, nodes.Node, "findall", _walking)


def _walking(original):
    @functools.wraps(original)
    def findall(self, condition=None, include_self=True, descend=True, siblings=False,
                ascend=False):
        if not descend or siblings or ascend:
            return original(self, condition, include_self, descend, siblings, ascend)
        return _walk(self, condition, include_self, original)
    return findall


def _walk(node, condition, include_self, original):
    """Where our own code fails, docutils' goes on after as many nodes."""
    given = 0
    quick = _of_class(node, condition) if include_self and isinstance(condition, type) \
        else _of_condition(node, condition, include_self)
    while True:
        try:
            found = next(quick)
        except StopIteration:
            return
        except Exception as error:
            if not patches.is_own(error):
                raise  # the condition has thrown it
            failure = error
            break
        yield found
        given += 1
    patches.fail(PATCH, failure)
    yield from itertools.islice(original(node, condition, include_self), given, None)


def _of_class(node, cls):
    """docutils keeps to the list of children that a node has when its turn comes."""
    if isinstance(node, cls):
        yield node
    above = []
    children = iter(node.children)
    while True:
        for child in children:
            if isinstance(child, cls):
                yield child
            if child.children:
                above.append(children)
                children = iter(child.children)
                break
        else:
            if not above:
                return
            children = above.pop()


def _of_condition(node, condition, include_self):
    """docutils asks the node for each child anew, by its number."""
    if condition is None and include_self:
        yield from _of_class(node, object)
        return
    if isinstance(condition, type):
        cls = condition

        def condition(node):
            return isinstance(node, cls)

    if include_self and condition(node):
        yield node
    above = []
    number = 0
    while True:
        children = node.children
        if number < len(children):
            child = children[number]
            number += 1
            if condition is None or condition(child):
                yield child
            if child.children:
                above.append((node, number))
                node, number = child, 0
        elif above:
            node, number = above.pop()
        else:
            return
