"""One run of docbuild beside its case, by the harness's clock, and what was told and shown of it.
"""

import os

from run import Run, read_events
from screen import Screen

COLUMNS = 500  # of the terminal, so that no line of a verdict is broken


class Trial(Run):
    """A run of docbuild that knows when it began and ended, by the harness's clock. `pipe` is the
    open end of one, from which the event log is to be copied."""

    def __init__(self, watch, command, pipe=None, **options):
        self.watch = watch
        self.began = watch.now()
        self.ended = None
        self.result = None
        self._pipe = pipe
        super().__init__(command, **options)

    def is_over(self):
        if self.ended is None and self.process.poll() is not None:
            self.ended = self.watch.now()
        self._copy_events()
        return self.ended is not None

    def _copy_events(self):
        while self._pipe is not None:
            try:
                block = os.read(self._pipe, 1 << 16)
            except BlockingIOError:
                return
            with open(self.events_path, "ab") as file:
                file.write(block)
            if not block:
                if self.ended is not None:
                    os.close(self._pipe)
                    self._pipe = None
                return

    def lines(self):
        """How many whole lines its event log has so far."""
        try:
            with open(self.events_path, "rb") as file:
                return file.read().count(b"\n")
        except FileNotFoundError:
            return 0

    def has_event(self, name, **fields):
        """The first event of that name with those fields, or None."""
        for event in read_events(self.events_path):
            if event["event"] == name and fields.items() <= event.items():
                return event
        return None

    def text(self):
        """What was shown on the terminal."""
        shown = self.result.stdout
        if self._master is not None:
            shown = Screen(COLUMNS).feed(shown).text()
        return shown + self.result.stderr
