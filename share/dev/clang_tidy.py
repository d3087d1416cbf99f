#!/usr/bin/python3
"""Runs clang-tidy over the program's sources (app and lib) in a build directory, two at a time.

The sources of a folder are read as one text: most of the time goes to headers of libraries, which
are then parsed and checked once a folder. A folder that passed is not looked at
again until its sources, a project header that they include, the compile command, .clang-tidy or
clang-tidy itself changes.
"""

import argparse
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def project_files(source, seen):
    """Adds to `seen` {path: content} the source and all that it includes from the project."""
    if source in seen or not os.path.isfile(source):
        return
    seen[source] = read(source)
    for name in INCLUDE.findall(seen[source]):
        project_files(name, seen)


def folders_of(build):
    """{folder: (its sources, a compile command of one of them)} of the compilation database."""
    folders = {}
    for entry in json.loads(read(os.path.join(build, "compile_commands.json"))):
        path = os.path.relpath(os.path.join(entry["directory"], entry["file"]))
        if path.startswith(("app" + os.sep, "lib" + os.sep)) and os.path.isfile(path):
            words = shlex.split(entry["command"])
            words[words.index(entry["file"])] = path
            folders.setdefault(os.path.dirname(path), []).append((path, words))
    return {folder: sorted(entries) for folder, entries in folders.items()}


def joined(sources):
    """The lines of all as one text, and for each line where it comes from. A header that was
    included already is left out, for readability-duplicate-include."""
    lines, origins, included = [], [], set()
    for source in sources:
        for number, line in enumerate(read(source).splitlines(), start=1):
            origins.append(f"{source}:{number}")
            if line.startswith("#include"):
                lines.append("" if line in included else line)
                included.add(line)
            else:
                lines.append(line)
    return "\n".join(lines) + "\n", origins


class Folder:
    """A folder's joined source in `work`, with a compilation database entry for it."""

    def __init__(self, name, entries, build, work):
        self.sources = [source for source, _ in entries]
        self.file = os.path.join(work, name.replace(os.sep, "-") + ".cpp")
        first, words = entries[0]
        command = [self.file if word == first else word for word in words if word != "ccache"]
        self.entry = {"directory": os.path.abspath(build), "file": self.file,
                      "command": shlex.join(command)}

    def digest(self, version):
        """Changes whenever clang-tidy could say something else about the folder."""
        seen = {}
        for source in self.sources:
            project_files(source, seen)
        parts = [version, self.entry["command"], read(".clang-tidy")]
        for path in sorted(seen):
            parts += [path, seen[path]]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def check(self, work):
        text, origins = joined(self.sources)
        write(self.file, text)
        done = subprocess.run(["clang-tidy", "--quiet", "--config-file=.clang-tidy", "-p", work,
                               self.file], check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        output = re.sub(re.escape(self.file) + r":(\d+)",
                        lambda place: origins[int(place[1]) - 1], done.stdout)
        # The analyzer's paths may end in headers of libraries, which are not ours to mend.
        faults = re.findall(r"^([^:\n]+):\d+:\d+: (?:warning|error): ", output, re.M)
        is_clean = not faults and done.returncode == 0
        only_others = faults and not any(os.path.relpath(path).startswith(("app/", "lib/"))
                                         for path in faults)
        # A .clang-tidy that cannot be read does not make clang-tidy 14 fail: it runs its defaults.
        passed = (is_clean or only_others) and "Error parsing" not in done.stderr
        if not passed:
            print(output + done.stderr, flush=True)
        return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("build", help="build directory that has compile_commands.json")
    parser.add_argument("folders", nargs="*", help="only these folders")
    arguments = parser.parse_args()
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True,
                             text=True).stdout
    work = os.path.abspath(os.path.join(arguments.build, "clang-tidy"))
    os.makedirs(work, exist_ok=True)
    folders = [Folder(name, entries, arguments.build, work)
               for name, entries in folders_of(arguments.build).items()
               if not arguments.folders or name in arguments.folders]
    write(os.path.join(work, "compile_commands.json"),
          json.dumps([folder.entry for folder in folders]))

    def passes(folder):
        passed_before = folder.file + ".passed"
        digest = folder.digest(version)
        if os.path.exists(passed_before) and read(passed_before) == digest:
            return True
        if not folder.check(work):
            return False
        write(passed_before, digest)
        return True

    with ThreadPoolExecutor(max_workers=2) as pool:
        return 0 if all(list(pool.map(passes, folders))) else 1


if __name__ == "__main__":
    sys.exit(main())
