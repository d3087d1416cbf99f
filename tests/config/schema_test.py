"""Puts every shipped configuration, and the examples that the loader is tested with, to
share/docbuild/config.schema.json.

usage: schema_test.py SCHEMA EXAMPLES CONFIG...
"""

import json
import sys
import unittest
from pathlib import Path

import jsonschema

SCHEMA, EXAMPLES, *CONFIGS = sys.argv[1:]


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


class ConfigSchema(unittest.TestCase):
    def setUp(self):
        self.schema = read(SCHEMA)
        self.validator = jsonschema.Draft202012Validator(self.schema)

    def faults(self, value):
        return [f"{error.json_path}: {error.message}" for error in self.validator.iter_errors(value)]

    def test_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_accepts_every_shipped_configuration(self):
        self.assertTrue(CONFIGS)
        for path in CONFIGS:
            with self.subTest(path):
                self.assertEqual(self.faults(read(path)), [])

    def test_accepts_every_good_example(self):
        for value in read(EXAMPLES)["good"]:
            with self.subTest(json.dumps(value)):
                self.assertEqual(self.faults(value), [])

    def test_refuses_every_bad_example(self):
        for value in read(EXAMPLES)["bad"]:
            with self.subTest(json.dumps(value)):
                self.assertNotEqual(self.faults(value), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
