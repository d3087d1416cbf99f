"""Compares what pages share in the environment before and after some were read again.

Where nothing differs, every other page is what it would be after a first reading. Order matters to
Sphinx in places, such as the index: it is put back to what it was.
"""

import hashlib
import types

from docutils import nodes

# Of the environment: what belongs to the process or to the page alone, or says when it was read.
_NOT_SHARED = {
    "app", "config", "config_status", "config_status_extra", "current_document", "dependencies",
    "doctreedir", "docbuild_reads", "domaindata", "domains", "events", "original_image_uri",
    "project", "ref_context", "reread_always", "settings", "srcdir", "temp_data", "version",
    "versioning_compare", "versioning_condition", "_pickled_doctree_cache", "_registry", "_tags",
    "_warnfunc", "_write_doc_doctree_cache"}
_WITH_SYMBOLS = ("c", "cpp")  # domains that keep a tree of symbols instead of tables


class Tables:
    def __init__(self, env):
        self.digests = {name: _digest(value) for name, value in _shared(env)}
        self._orders = [(name, list(value)) for name, value in _dicts(env)]

    def differences(self, later):
        """The names of what differs, as `titles` or `std.labels`."""
        return sorted(name for name in self.digests.keys() | later.digests.keys()
                      if self.digests.get(name) != later.digests.get(name))

    def restore_order(self, env):
        found = dict(_dicts(env))
        for name, order in self._orders:
            table = found.get(name)
            if table is not None and len(table) == len(order) and list(table) != order:
                items = {key: table[key] for key in order}
                table.clear()
                dict.update(table, items)


def _is_own(name):
    return name in _NOT_SHARED or name.startswith("_search_index")


def _shared(env):
    for name, value in vars(env).items():
        if name == "all_docs":
            yield name, set(value)  # their times differ
        elif not _is_own(name):
            yield name, value
    for domain, data in env.domaindata.items():
        if domain in _WITH_SYMBOLS:
            yield domain, list(env.get_domain(domain).get_objects())
        else:
            for name, value in data.items():
                yield f"{domain}.{name}", value


def _dicts(env):
    for name, value in vars(env).items():
        if isinstance(value, dict) and (name == "all_docs" or not _is_own(name)):
            yield name, value
    for domain, data in env.domaindata.items():
        for name, value in data.items():
            if isinstance(value, dict):
                yield f"{domain}.{name}", value


def _digest(value):
    return hashlib.blake2b(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def canonical(value, opaque=False, inside=()):
    """A text that is the same for equal values, in whatever order dictionaries and sets have them.
    Of objects, with `opaque`, the type alone counts; without, one that is not understood has a text
    that no other has."""
    if value is None or isinstance(value, (str, bytes, int, float, bool)):
        return repr(value)
    if isinstance(value, nodes.Node):
        return f"{value.pformat()}@{value.line}" if hasattr(value, "pformat") else repr(value)
    if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType)):
        return f"{value.__module__}.{value.__qualname__}"
    if any(value is outer for outer in inside):
        return "..."
    inside = (*inside, value)

    def text(item):
        return canonical(item, opaque, inside)

    if isinstance(value, dict):
        return "{%s}" % ",".join(sorted(f"{text(key)}:{text(item)}"
                                        for key, item in value.items()))
    if isinstance(value, (set, frozenset)):
        return "{%s}" % ",".join(sorted(map(text, value)))
    if isinstance(value, (list, tuple)):
        return "(%s)" % ",".join(map(text, value))
    if opaque:
        return type(value).__qualname__
    if hasattr(value, "__dict__"):
        return type(value).__qualname__ + text(vars(value))
    return f"{type(value).__qualname__} {id(value)}"
