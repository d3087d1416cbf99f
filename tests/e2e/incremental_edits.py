"""Random edits of a project of documents, by a seed.

No edit changes a file and leaves its size and time as they were, which docbuild trusts, as
ninja and make do.
"""

import os
import shutil

from incremental_model import Document, files_below

LINKED = "shared/linked.rst"  # what symbolic links point at: changed, but always there


class Project:
    """The files below `root`, and the documents of its manifest."""

    def __init__(self, root, random):
        self.root = root
        self.random = random
        self.documents = []
        self._count = 0
        self.write(LINKED, self._text())
        for number in range(4):
            self.write(f"shared/part {number}.rst" if number % 2 else f"shared/part{number}.rst",
                       self._text())
        for name in ("a", "a/inner", "b", "c c", "d"):
            self._add_document(name)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def sources(self):
        return [f"{document.source}/{name}" for document in self.documents
                for name in files_below(self.path(document.source))]

    def shared(self):
        return [f"shared/{name}" for name in files_below(self.path("shared"))]

    def outputs(self):
        """Declared ones that are there."""
        paths = [f"_build/labels/{document.name}/labels.txt" for document in self.documents]
        paths += [f"_build/html/{document.name}/page.txt" for document in self.documents
                  if document.declares]
        return [path for path in paths if os.path.isfile(self.path(path))]

    def edit(self):
        """Makes one edit; its name, for the report."""
        edits = [self.change, self.change, self.change_shared, self.touch, self.touch_all, self.add,
                 self.remove, self.rename, self.to_directory, self.shared_to_directory, self.link,
                 self.make_executable, self.change_command, self.change_needs, self.delete_output,
                 self.delete_output_directory, self.change_output, self.add_document,
                 self.remove_document]
        while True:
            edit = self.random.choice(edits)
            done = edit()
            if done:
                return f"{edit.__name__} {done}"

    def _next(self):
        self._count += 1
        return self._count

    def _text(self):
        lines = []
        for _ in range(self.random.randrange(5)):
            kind = self.random.randrange(6)
            if kind == 0:
                lines.append(f"label {self.random.randrange(4)}")
            elif kind == 1 and self.shared():
                lines.append("include " + self.random.choice(self.shared() + ["shared/none.rst"]))
            elif kind == 2 and self.sources():
                plain = [path for path in self.sources() if "link" not in path]
                lines.append("include " + self.random.choice(plain or ["shared/none.rst"]))
            else:
                lines.append(f"text {self.random.randrange(3)}")
        return "".join(line + "\n" for line in lines)

    def _write_otherwise(self, path):
        """Another text, or the same with another time."""
        time = os.stat(self.path(path)).st_mtime_ns
        self.write(path, self._text())
        if os.stat(self.path(path)).st_mtime_ns == time:
            os.utime(self.path(path), ns=(time + 1, time + 1))
        return path

    def _regular(self, paths):
        found = [path for path in paths if not os.path.islink(self.path(path))]
        return self.random.choice(found) if found else None

    def change(self):
        path = self._regular(self.sources())
        return path and self._write_otherwise(path)

    def change_shared(self):
        return self._write_otherwise(self._regular(self.shared()))

    def touch(self):
        path = self.random.choice(self.sources() + self.shared())
        time = self.random.randrange(10**18, 15 * 10**17)
        os.utime(self.path(path), ns=(time, time))
        return path

    def touch_all(self):
        for path in self.sources() + self.shared():
            os.utime(self.path(path))
        return "sources"

    def add(self):
        document = self.random.choice(self.documents)
        deeper = self.random.choice(["", "part/", "part/deep er/"])
        path = f"{document.source}/{deeper}page {self._next()}.rst"
        self.write(path, self._text())
        return path

    def remove(self):
        path = self.random.choice(self.sources() + self.shared())
        if path == LINKED:
            return None
        os.remove(self.path(path))
        return path

    def rename(self):
        path = self._regular(self.sources())
        if path is None:
            return None
        new = f"{os.path.dirname(path)}/renamed{self._next()}.rst"
        os.rename(self.path(path), self.path(new))
        return f"{path} to {new}"

    def to_directory(self):
        return self._to_directory(self._regular(self.sources()))

    def shared_to_directory(self):
        return self._to_directory(self._regular(self.shared()))

    def _to_directory(self, path):
        if path in (None, LINKED):
            return None
        os.remove(self.path(path))
        self.write(f"{path}/inside{self._next()}.rst", self._text())
        return path

    def link(self):
        document = self.random.choice(self.documents)
        path = f"{document.source}/link{self._next()}.rst"
        os.symlink(self.path(LINKED) if self._count % 2 else f"../../{LINKED}", self.path(path))
        return path

    def make_executable(self):
        path = self._regular(self.sources() + self.shared())
        mode = os.stat(self.path(path)).st_mode
        os.chmod(self.path(path), mode ^ 0o100)
        return path

    def change_command(self):
        document = self.random.choice(self.documents)
        document.flavour = f"flavour {self.random.randrange(3)}"
        return document.name

    def change_needs(self):
        number = self.random.randrange(len(self.documents))
        names = [document.name for document in self.documents[:number]]
        self.documents[number].needs = self.random.sample(names, min(len(names), 2))
        return self.documents[number].name

    def delete_output(self):
        if not self.outputs():
            return None
        path = self.random.choice(self.outputs())
        os.remove(self.path(path))
        return path

    def delete_output_directory(self):
        stage = self.random.choice(["labels", "html"])
        path = f"_build/{stage}/{self.random.choice(self.documents).name}"
        if not os.path.isdir(self.path(path)):
            return None
        shutil.rmtree(self.path(path))
        return path

    def change_output(self):
        if not self.outputs():
            return None
        path = self.random.choice(self.outputs())
        with open(self.path(path), "a", encoding="utf-8") as file:
            file.write("not by a builder\n")
        return path

    def _add_document(self, name):
        document = Document(name, declares=self.random.random() < 0.7)
        names = [other.name for other in self.documents]
        document.needs = self.random.sample(names, min(len(names), self.random.randrange(3)))
        os.makedirs(self.path(document.source), exist_ok=True)
        self.documents.append(document)
        for number in range(3):
            self.write(f"{document.source}/page{number}.rst", self._text())
        return name

    def add_document(self):
        if len(self.documents) > 8:
            return None
        parent = self.random.choice(["", "a/", "b/inner/"])
        return self._add_document(f"{parent}new{self._next()}")

    def remove_document(self):
        if len(self.documents) < 4:
            return None
        document = self.random.choice(self.documents)
        self.documents.remove(document)
        for other in self.documents:
            other.needs = [name for name in other.needs if name != document.name]
        return document.name
