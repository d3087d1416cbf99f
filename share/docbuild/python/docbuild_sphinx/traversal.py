"""Walks docutils' trees by a stack of its own, where docutils has a generator for every node.

It does not know what is looked for. Nodes come in the same order, also where a tree is changed while
it is walked, which docutils leaves undefined and transforms do.
"""


def install():
    """In all trees of this process and of those forked from it."""
    from docutils import nodes

    original = getattr(nodes.Node, "findall", None)
    if original is None or hasattr(original, "replaced"):
        return  # docutils before 0.18.1 has lists, not generators

    def findall(self, condition=None, include_self=True, descend=True, siblings=False,
                ascend=False):
        if not descend or siblings or ascend:
            return original(self, condition, include_self, descend, siblings, ascend)
        if include_self and isinstance(condition, type):
            return _of_class(self, condition)
        return _of_condition(self, condition, include_self)

    findall.__doc__ = original.__doc__
    findall.replaced = original
    nodes.Node.findall = findall


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
