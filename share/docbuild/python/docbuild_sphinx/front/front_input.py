"""Reads the front input of a build, with the list of documents that builds share."""

import json


def read(path):
    """The JSON object, in which `documents` is complete."""
    told = _load(path)
    shared = told.pop("shared", None)
    if shared is not None:
        own = told.get("documents", [])
        told["documents"] = _joined(_load(shared["file"]), own, shared["but"])
    return told


def _load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _joined(shared, own, without):
    """In the order of the manifest. What is `own` comes in place of the same document's."""
    replaced = {without, *(document["name"] for document in own)}
    joined = []
    for at, document in enumerate([*shared, None]):
        joined.extend(other for other in own if other["at"] == at)
        if document is not None and document["name"] not in replaced:
            joined.append(document)
    return joined
