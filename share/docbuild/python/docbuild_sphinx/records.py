"""Small JSON files beside Sphinx's doctrees, which last from run to run.

It does not know what is in them. One that cannot be read counts as empty.
"""

import json
import os


def load(app, name):
    try:
        with open(os.path.join(str(app.doctreedir), name), encoding="utf-8",
                  errors="surrogateescape") as file:
            record = json.load(file)
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def save(app, name, record):
    path = os.path.join(str(app.doctreedir), name)
    with open(path + ".new", "w", encoding="ascii") as file:
        json.dump(record, file)
    os.replace(path + ".new", path)
