"""What docbuild knows of a document's environment and outputs, kept next to Sphinx's doctrees.

A record that cannot be read, that was copied from elsewhere, or whose build did not end counts as
none.
"""

import json
import os
import uuid

FORMAT = 1
NAME = "docbuild.json"
NEVER_BUILT = "nothing is known of an earlier build"
UNFINISHED = "docbuild-unfinished"  # there from before a build changes anything until its end


class Record:
    """`data` is JSON; `fault` says why there is none."""

    def __init__(self, directory):
        self._directory = str(directory)
        self.data, self.fault = self._load()

    def _path(self, name):
        return os.path.join(self._directory, name)

    def _load(self):
        if os.path.exists(self._path(UNFINISHED)):
            return {}, "the last attempt did not end by itself"
        try:
            with open(self._path(NAME), encoding="ascii") as file:
                data = json.load(file)
        except FileNotFoundError:
            return {}, NEVER_BUILT
        except (OSError, ValueError) as error:
            return {}, f"{self._path(NAME)}: {error}"
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            return {}, f"{self._path(NAME)} has another format"
        if data.get("directory") != self._directory:
            return {}, "the doctrees were copied from " + str(data.get("directory"))
        return data, ""

    def begin(self):
        os.makedirs(self._directory, exist_ok=True)
        with open(self._path(UNFINISHED), "w", encoding="ascii"):
            pass

    def forget(self):
        """Forgets the environment. Outputs stay known, so that their files can be removed."""
        written = self.data.get("written", {})
        self.data = {"generation": uuid.uuid4().hex,
                     "written": {key: {"files": output.get("files", {})}
                                 for key, output in written.items()}}

    def start_fresh(self):
        """Forgets and removes the environment. Trees of pages stay: each is written when its page is
        read, and another document may keep its own in a directory below."""
        self.forget()
        for name in os.listdir(self._directory):
            if name == "environment.pickle" or name.startswith("docbuild-search-"):
                os.remove(self._path(name))

    def save(self):
        self._write()
        os.remove(self._path(UNFINISHED))

    def _write(self):
        data = {**self.data, "format": FORMAT, "directory": self._directory}
        with open(self._path(NAME) + ".new", "w", encoding="ascii") as file:
            json.dump(data, file)
        os.replace(self._path(NAME) + ".new", self._path(NAME))
