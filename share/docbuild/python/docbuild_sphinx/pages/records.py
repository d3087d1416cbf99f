"""Small JSON files beside Sphinx's doctrees, which last from run to run.

One that cannot be read counts as empty, and so does one that was copied here: what it names belongs
to the original, as Sphinx's own doctrees do.
"""

import json
import os

PLACE = "doctrees"  # a key of each record: where it was written


def load(app, name):
    try:
        with open(os.path.join(str(app.doctreedir), name), encoding="utf-8",
                  errors="surrogateescape") as file:
            record = json.load(file)
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) and record.get(PLACE) == str(app.doctreedir) else {}


def save(app, name, record):
    path = os.path.join(str(app.doctreedir), name)
    with open(path + ".new", "w", encoding="ascii") as file:
        json.dump({**record, PLACE: str(app.doctreedir)}, file)
    os.replace(path + ".new", path)
