"""Reads the front input of a build, with the list of documents that builds share."""

import json


def read_front_input(path):
    """The JSON object, in which `documents` is complete."""
    front_input = _load(path)
    shared = front_input.pop("shared", None)
    if shared is not None:
        own = front_input.get("documents", [])
        front_input["documents"] = _joined(_load(shared["file"]), own, shared["but"])
    return front_input


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
