#!/usr/bin/python3
"""Runs clang-tidy over the program's sources (app and lib) in a build directory, two at a time.

A file that passed is not looked at again until it, a project header that it includes, its compile
command, a .clang-tidy or clang-tidy itself changes. It does not know the checks: .clang-tidy does.
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

INCLUDE = re.compile(rb'^\s*#\s*include\s+"([^"]+)"', re.M)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def project_files(source, seen):
    """Adds to `seen` {path: content} the source and all that it includes from the project."""
    if source in seen or not os.path.isfile(source):
        return
    seen[source] = read(source)
    for name in INCLUDE.findall(seen[source]):
        name = name.decode()
        project_files(name, seen)
        project_files(os.path.join(os.path.dirname(source), name), seen)


def settings(directory):
    """The content of all .clang-tidy files from the top down to a directory of the project."""
    parts = directory.split(os.sep) if directory else []
    paths = [os.path.join(*parts[:count], ".clang-tidy") for count in range(len(parts) + 1)]
    return b"\0".join(read(path) for path in paths if os.path.isfile(path))


def key_of(source, command, version):
    """Changes whenever clang-tidy could say something else about `source`."""
    seen = {}
    project_files(source, seen)
    digest = hashlib.sha256(version + command.encode() + settings(os.path.dirname(source)))
    for path in sorted(seen):
        digest.update(b"\0" + path.encode() + b"\0" + seen[path])
    return digest.hexdigest()


def sources_of(build):
    """{source relative to the top: compile command} of the compilation database."""
    result = {}
    for entry in json.loads(read(os.path.join(build, "compile_commands.json"))):
        path = os.path.relpath(os.path.join(entry["directory"], entry["file"]))
        if not path.startswith(("app" + os.sep, "lib" + os.sep)) or not os.path.isfile(path):
            continue
        result[path] = entry.get("command") or shlex.join(entry["arguments"])
    return result


def check(source, build):
    done = subprocess.run(["clang-tidy", "--quiet", "-p", build, source], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # A .clang-tidy that cannot be read does not make clang-tidy 14 fail: it runs its own defaults.
    passed = done.returncode == 0 and "Error parsing" not in done.stderr
    if not passed:
        print(done.stdout + done.stderr, flush=True)
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("build", help="build directory that has compile_commands.json")
    parser.add_argument("sources", nargs="*", help="only these files")
    arguments = parser.parse_args()
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    passed_directory = os.path.join(arguments.build, "clang-tidy-passed")
    os.makedirs(passed_directory, exist_ok=True)
    to_check = {}
    for source, command in sources_of(arguments.build).items():
        key = os.path.join(passed_directory, key_of(source, command, version))
        if not os.path.exists(key) and (not arguments.sources or source in arguments.sources):
            to_check[source] = key

    def check_and_remember(source):
        if not check(source, arguments.build):
            return False
        with open(to_check[source], "w", encoding="utf-8"):
            return True

    with ThreadPoolExecutor(max_workers=2) as pool:
        passed = list(pool.map(check_and_remember, sorted(to_check)))
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
