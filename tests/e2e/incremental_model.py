"""What a project of documents becomes, and what of it has to be built, by a model of its own."""

import hashlib
import os
from dataclasses import dataclass, field

MISSING, DIRECTORY = "missing", "directory"


@dataclass
class Document:
    name: str
    flavour: str = "plain"
    needs: list = field(default_factory=list)  # names of documents that come before
    declares: bool = True  # its page is a declared output

    @property
    def source(self):
        return "source/" + self.name.replace("/", "-")


def look(path):
    """What counts of a file: its content and whether it can be executed; also through a link."""
    if os.path.isdir(path):
        return DIRECTORY
    try:
        with open(path, encoding="utf-8") as file:
            content = file.read()
    except FileNotFoundError:
        return MISSING
    target = os.readlink(path) if os.path.islink(path) else None
    return content, bool(os.stat(path).st_mode & 0o100) and target is None, target


def files_below(directory):
    found = []
    for parent, _, names in os.walk(directory):
        found += [os.path.relpath(os.path.join(parent, name), directory) for name in names]
    return sorted(found, key=os.fsencode)


class Assembly:
    """As the class of that name in fake_builder_documents.cpp."""

    def __init__(self, root):
        self.root = root
        self.text = []
        self.included = {}
        self._open = []

    def add(self, path):
        seen = look(os.path.join(self.root, path))
        if seen in (MISSING, DIRECTORY):
            self.text.append(f"(no {path})\n")
            return
        self._open.append(path)
        for line in seen[0].splitlines():
            if line.startswith("include "):
                self._include(line[len("include "):])
            else:
                self.text.append(line + "\n")
        self._open.pop()

    def _include(self, path):
        self.included[path] = look(os.path.join(self.root, path))
        if path in self._open:
            self.text.append(f"(again {path})\n")
        else:
            self.add(path)


class Model:
    """`built` is {job: key} of when each was built last, `written` {path: content} of then; a job
    is stale where the key or a declared output differs."""

    def __init__(self, root):
        self.root = root
        self.built = {}
        self.written = {}

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def outputs_of(self, document):
        """{job: paths of its declared outputs}."""
        return {f"{document.name}:labels": [f"_build/labels/{document.name}/labels.txt"],
                f"{document.name}:html":
                    [f"_build/html/{document.name}/page.txt"] if document.declares else []}

    def tree(self, documents):
        """{path: content} of all that builders write, and {job: key}."""
        contents, keys = {}, {}
        for document in documents:
            self._labels(document, contents, keys)
        for document in documents:
            self._page(document, contents, keys)
        return contents, keys

    def _sources(self, document):
        directory = self.path(document.source)
        return {name: look(os.path.join(directory, name)) for name in files_below(directory)}

    def _labels(self, document, contents, keys):
        sources = self._sources(document)
        lines = [line for content, _, _ in sources.values() for line in content.splitlines()]
        path = f"_build/labels/{document.name}/labels.txt"
        contents[path] = "".join(line + "\n" for line in lines if line.startswith("label "))
        keys[f"{document.name}:labels"] = hashed((sorted(sources.items()), [
            (name, contents[f"_build/labels/{name}/labels.txt"])
            for name in sorted(document.needs)]))  # their order is in no command

    def _page(self, document, contents, keys):
        assembly = Assembly(self.root)
        for name in files_below(self.path(document.source)):
            assembly.text.append(f"== {name}\n")
            assembly.add(self.path(document.source, name))
        before = [f"_build/labels/{document.name}/labels.txt"]
        before += [f"_build/html/{name}/page.txt" for name in document.needs]
        for path in before:
            assembly.text.append("--\n" + contents[path])
        directory = f"_build/html/{document.name}"
        contents[f"{directory}/page.txt"] = "".join(assembly.text)
        contents[f"{directory}/page.d"] = "page:" + "".join(
            " \\\n  " + path.replace(" ", "\\ ")
            for path in sorted(assembly.included, key=os.fsencode)) + "\n"
        key = hashed((sorted(self._sources(document).items()), sorted(assembly.included.items()),
                      document.flavour, document.needs, contents[before[0]],
                      [keys[f"{name}:html is"] for name in document.needs]))
        keys[f"{document.name}:html"] = key
        # what is compared of a job that came before: its declared outputs, else what made them
        keys[f"{document.name}:html is"] = (
            contents[f"{directory}/page.txt"] if document.declares else key)

    def stale(self, documents):
        """The jobs that have to be built now."""
        contents, keys = self.tree(documents)
        stale = set()
        for document in documents:
            for job, outputs in self.outputs_of(document).items():
                stage = job.rpartition(":")[2]
                is_there = os.path.isdir(self.path("_build", stage, document.name))
                as_written = all(look(self.path(path))[0] == self.written.get(path)
                                 for path in outputs)
                if self.built.get(job) != keys[job] or not is_there or not as_written:
                    stale.add(job)
        return stale

    def note_built(self, documents):
        """Everything has just been built. What is known of documents that are gone stays: it is
        up to date where they come back as they were."""
        contents, keys = self.tree(documents)
        self.built.update({job: keys[job] for document in documents
                           for job in self.outputs_of(document)})
        self.written.update(contents)

    def note_stale_cleaned(self, documents, again):
        """`again`: the jobs that were forgotten because a stale one's output lay in theirs."""
        jobs = {job for document in documents for job in self.outputs_of(document)}
        self.built = {job: key for job, key in self.built.items()
                      if job in jobs and job not in again}


def hashed(key):
    return hashlib.sha256(repr(key).encode()).hexdigest()
