"""Puts every shipped configuration, and the examples that the loader is tested with, to
share/docbuild/config.schema.json. It does not know the loader.

usage: schema_test.py SCHEMA EXAMPLES CONFIG...
"""

import json
import sys
from pathlib import Path

import jsonschema


def faults(validator, value):
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def main(schema_path, examples_path, *config_paths):
    schema = json.loads(Path(schema_path).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    examples = json.loads(Path(examples_path).read_text(encoding="utf-8"))
    complaints = []
    for path in config_paths:
        value = json.loads(Path(path).read_text(encoding="utf-8"))
        complaints += [f"{path}: {fault}" for fault in faults(validator, value)]
    for value in examples["good"]:
        complaints += [f"good example {json.dumps(value)}: {f}" for f in faults(validator, value)]
    for value in examples["bad"]:
        if not faults(validator, value):
            complaints.append(f"bad example {json.dumps(value)}: the schema accepts it")
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
