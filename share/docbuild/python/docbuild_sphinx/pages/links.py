"""Gives intersphinx the documents that this one may link to, by links that can be moved.

They are no part of the configuration, in which a change has all pages read again: they are taken in
after it is loaded and are needed when pages are written.
The document's own intersphinx_mapping wins.
"""

import hashlib
import os
import posixpath
import re
import zlib

from docutils import nodes

from docbuild_sphinx.pages.inventory import is_inventory

ADDED = "docbuild_offers"  # of the environment: what was taken in, to be taken out again
SCHEME = "docbuild://document/"


def role_name(name):
    """What :external+NAME:ref: can take of a document's name: docutils has no slash in a role."""
    return re.sub(r"[^\w]+", ".", name).strip("._")


class Offered:
    """The documents that are there, by name; all of their inventory files, there or not, and those
    of them that are to be watched."""

    def __init__(self, documents):
        self.documents = documents
        self.inventories = [os.path.abspath(document["inventory"]) for document in documents]
        self.watched = [path for document, path in zip(documents, self.inventories)
                        if document.get("watch")]

    def digest(self):
        """Changes when a link may have to be written differently."""
        digest = hashlib.sha1()
        for document, path in zip(self.documents, self.inventories):
            digest.update(repr((document["name"], document["html"])).encode())
            try:
                with open(path, "rb") as file:
                    digest.update(file.read())
            except OSError:
                digest.update(b"missing")
        return digest.hexdigest()


def connect(app, documents):
    offered = Offered(documents)
    if not documents:
        return offered
    app.setup_extension("sphinx.ext.intersphinx")
    app.connect("builder-inited", _take_out, priority=490)
    app.connect("builder-inited", lambda app: _take_in(app, offered), priority=510)
    app.connect("doctree-resolved", _place_links, priority=1)
    return offered


def _adapter(app):
    from sphinx.ext.intersphinx import InventoryAdapter
    return InventoryAdapter(app.builder.env)


def _take_out(app):
    """What an earlier run has left in the saved environment, before intersphinx looks at it."""
    added = vars(app.env).pop(ADDED, {"names": [], "objects": {}})
    adapter = _adapter(app)
    for name in added["names"]:
        adapter.named_inventory.pop(name, None)
    for kind, names in added["objects"].items():
        for name in names:
            adapter.main_inventory.get(kind, {}).pop(name, None)


def _take_in(app, offered):
    adapter = _adapter(app)
    named, own = adapter.named_inventory, app.config.intersphinx_mapping
    added = {"names": [], "objects": {}}
    for document, path in zip(offered.documents, offered.inventories):
        name = document["name"]
        if name in own:
            found = named.get(name, {})
        elif is_inventory(app.builder):
            found = {}  # for pages, of which it writes none; it may be being written just now
        else:
            found = _load(app, document, path)
            _merge(adapter.main_inventory, found, added["objects"])
        # Known by name even while it is not there: else a page that is read now loses its link.
        for key in (name, role_name(name)):
            if key not in named and key not in own:
                named[key] = found
                added["names"].append(key)
    setattr(app.env, ADDED, added)


def _merge(main, found, added):
    for kind, objects in found.items():
        ours = main.setdefault(kind, {})
        for name, item in objects.items():
            if name not in ours:
                ours[name] = item
                added.setdefault(kind, []).append(name)


def _load(app, document, path):
    from sphinx.ext.intersphinx import fetch_inventory
    fault = _fault_of(path)
    if fault:
        _note(f"docbuild: no links to {document['name']}: {path}: {fault}")
        return {}
    base = os.path.relpath(document["html"], str(app.outdir)).replace(os.sep, "/")
    if not _is_nested(app.builder):
        return fetch_inventory(app, base, path)
    return fetch_inventory(app, SCHEME + base.replace("..", "%2E%2E"), path)


def _fault_of(path):
    """What is wrong with an inventory. One may be missing, or cut off, where its own document could
    not be built: that is not this one's fault, so that Sphinx should not warn of it."""
    try:
        with open(path, "rb") as file:
            version, *_, rest = file.read().split(b"\n", 4)
        if version.rstrip() == b"# Sphinx inventory version 2":
            zlib.decompress(rest)
        elif version.rstrip() != b"# Sphinx inventory version 1":
            return "is not an inventory"
        return None
    except OSError as error:
        return error.strerror
    except (ValueError, zlib.error) as error:
        return f"is cut off ({error})"


def _note(message):
    from sphinx.util import logging
    logging.getLogger(__name__).info(message)


def _is_nested(builder):
    """Whether pages lie elsewhere than their sources do, which intersphinx does not know."""
    return builder.name in ("dirhtml", "singlehtml")


def _place_links(app, tree, page):
    if not _is_nested(app.builder):
        return
    uri = "" if app.builder.name == "singlehtml" else app.builder.get_target_uri(page)
    up = "../" * uri.count("/")
    for node in tree.findall(nodes.reference) if hasattr(tree, "findall") \
            else tree.traverse(nodes.reference):
        target = node.get("refuri", "")
        if target.startswith(SCHEME):
            node["refuri"] = posixpath.join(up, target[len(SCHEME):].replace("%2E%2E", ".."))
