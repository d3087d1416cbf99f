"""Puts the same manifests to the loader and to the JSON Schema, which must agree."""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import jsonschema

CHECKER = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(sys.argv[2]).resolve()
MANIFESTS = ROOT / "tests/fixtures/manifests"
SCHEMA = ROOT / "share/docbuild/manifest.schema.json"

# A string is taken as a whole, so that what looks like a comment inside it stays.
STRING_OR_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)

# Values of every type, at the edges of what numbers, durations, sizes and names may be.
VALUES = [
    None, True, False, -1, 0, 1, 1.5, 2.0, 1000001, 1e10, "", "x", "auto", "5min", "1.h", ".5s",
    "5 min", "8GiB", "-1", "a/b", "..", "a:b", "-a", "a\u0000b", "a\nb", [], ["x"], [""], [1],
    ["x", "x"], {}, {"x": "y"}, {"x": None}, {"x": 1}, {"": "y"}, {"a=b": "y"}, {"{x}": "y"},
]

FAULT = re.compile(r"(\d+\.json):")

# What the loader and the plan find in a manifest whose structure is good.
BEYOND_STRUCTURE = re.compile(
    r"unknown (stage|document|placeholder) |has no (variable|stage) |cycle: |matches nothing"
    r"|two documents are named|stands for what a"
    r"|is also (an output|the (output|doctree) directory) of"
    r"|goes with 'sphinx'"
)


def places(value, path=()):
    """The paths of all values inside a value."""
    yield path
    if isinstance(value, (dict, list)):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(member, path + (key,))


def replaced(value, path, new):
    """A copy of the value with another one at the path."""
    if not path:
        return new
    changed = copy.copy(value)
    changed[path[0]] = replaced(value[path[0]], path[1:], new)
    return changed


def without_comments(text):
    return STRING_OR_COMMENT.sub(lambda match: match.group(1) or " ", text)


def read(path):
    return json.loads(without_comments(path.read_text(encoding="utf-8-sig")))


def put_to_loader(folder, *names):
    """Exit status and output of the loader for files of a folder."""
    result = subprocess.run(
        [CHECKER, *names], cwd=folder, capture_output=True, text=True, check=False
    )
    return result.returncode, result.stdout


def of_bad_structure(folder, names):
    """The files in which the loader finds a fault that the schema should see too."""
    _, output = put_to_loader(folder, *names)
    faults = [line for line in output.splitlines() if FAULT.match(line)]
    return {FAULT.match(fault)[1] for fault in faults if not BEYOND_STRUCTURE.search(fault)}


class SchemaAgreement(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        cls.validator = jsonschema.Draft202012Validator(schema)

    def accepted_by_schema(self, path):
        return self.validator.is_valid(read(path))

    def manifests(self, folder):
        paths = sorted((MANIFESTS / folder).glob("*.json"))
        self.assertTrue(paths, f"no manifests in {folder}")
        return paths

    def assert_refused_as_expected(self, path):
        status, output = put_to_loader(path.parent, path.name)
        self.assertEqual(path.with_suffix(".expected").read_text(encoding="utf-8"), output)
        self.assertEqual(2, status)

    def test_both_accept_good_manifests(self):
        for path in self.manifests("good"):
            with self.subTest(path.name):
                self.assertEqual((0, ""), put_to_loader(path.parent, path.name))
                self.assertTrue(self.accepted_by_schema(path))

    def test_both_refuse_bad_structure(self):
        for path in self.manifests("bad/schema"):
            with self.subTest(path.name):
                self.assert_refused_as_expected(path)
                self.assertFalse(self.accepted_by_schema(path))

    def test_the_loader_refuses_what_no_schema_sees(self):
        for path in self.manifests("bad/semantic"):
            with self.subTest(path.name):
                self.assert_refused_as_expected(path)

    def test_both_agree_on_every_value_replaced_by_others(self):
        manifest = read(MANIFESTS / "good/every_key.json")
        cases = [(place, value) for place in places(manifest) for value in VALUES]
        names = [f"{number}.json" for number in range(len(cases))]
        with tempfile.TemporaryDirectory() as folder:
            for (place, value), name in zip(cases, names):
                text = json.dumps(replaced(manifest, place, value))
                pathlib.Path(folder, name).write_text(text, encoding="utf-8")
            refused = of_bad_structure(folder, names)
        for (place, value), name in zip(cases, names):
            with self.subTest(place=place, value=value):
                accepted = self.validator.is_valid(replaced(manifest, place, value))
                self.assertEqual(accepted, name not in refused)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
