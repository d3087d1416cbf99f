"""A docbuild process that runs beside its test, and what it left when it ended."""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from dataclasses import dataclass, field

from screen import Screen

# Seconds, far beyond what anything here takes, so that only a hang meets it: a minute was met by two
# hundred builds on a virtual machine where a page fault takes 15 us.
DEADLINE = 300


def ignore_by_handler():
    """What nohup, or a shell for what runs in its background, has this process ignore it goes on to
    ignore, but by a handler, which docbuild and its builders do not inherit."""
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}:  # Popen's own matter
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


def wait_until(condition, what, deadline=DEADLINE):
    """Returns the first true value of `condition()`; AssertionError after the deadline."""
    end = time.monotonic() + deadline
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {deadline} s for {what}")
        time.sleep(0.005)


@dataclass
class Result:
    """`exit` is the status, or 128 + n where signal n ended the process."""

    exit: int
    stdout: str
    stderr: str
    events: list = field(default_factory=list)

    def events_named(self, name):
        return [event for event in self.events if event["event"] == name]

    def outcomes(self):
        """{job: outcome} of the last attempt of each job that finished or was skipped."""
        return {e["job"]: e["outcome"] for e in self.events if "outcome" in e}


def read_events(path):
    """The whole lines of an event log; a last line still being written is left out."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in text.split("\n")[:-1]]


class Run:
    """Started by DocbuildTest.start or .start_on_terminal; ended by `finish`."""

    def __init__(self, command, cwd, environment, events_path, terminal=None):
        self.events_path = events_path
        self._received = bytearray()
        self._master = None
        self._reader = None
        if terminal:
            self._start_on_terminal(command, cwd, environment, terminal)
        else:
            # In a group of its own, as a shell starts it: the group of a test is orphaned, and
            # SIGTSTP then does nothing.
            self.process = subprocess.Popen(
                command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0)
        self.pid = self.process.pid

    def events(self):
        return read_events(self.events_path)

    def wait_for_event(self, name, **fields):
        """The first event of that name whose fields have these values."""

        def find():
            for event in self.events():
                if event["event"] == name and fields.items() <= event.items():
                    return event
            return None

        return wait_until(find, f"event {name} {fields}")

    def wait_for_file(self, path):
        wait_until(lambda: os.path.exists(path), f"file {path}")

    def wait_for_screen(self, text):
        """Waits until the terminal shows `text`; returns the whole screen."""
        return wait_until(lambda: text in self.screen() and self.screen(), f"{text!r} on the screen")

    def screen(self):
        width, _ = os.get_terminal_size(self._master)
        return Screen(width).feed(self.written()).text()

    def written(self):
        """What was written to the terminal so far, with its control sequences."""
        return bytes(self._received).decode(errors="replace")

    def type(self, text):
        """Sends keys to the terminal: '\\x03' is Ctrl-C."""
        os.write(self._master, text.encode())

    def resize(self, columns, rows):
        """Gives the terminal another size, which the kernel tells by SIGWINCH."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self):
        """Closes the terminal, as when its window is closed."""
        os.write(self._stop_reading, b"x")
        self._reader.join(DEADLINE)
        os.close(self._master)
        self._master = None

    def send(self, number):
        self.process.send_signal(number)

    def finish(self):
        """Waits for the end. On a terminal `stdout` has what was written to it."""
        try:
            out, err = self.process.communicate(timeout=DEADLINE)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            raise AssertionError(f"docbuild did not end within {DEADLINE} s") from None
        if self._reader:
            self._reader.join(DEADLINE)
            out = bytes(self._received)
        code = self.process.returncode
        return Result(exit=128 - code if code < 0 else code,
                      stdout=(out or b"").decode(errors="replace"),
                      stderr=(err or b"").decode(errors="replace"), events=self.events())

    def close(self):
        """Ends what a failed test left running."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        if self._master is not None:
            self._reader.join(DEADLINE)
            os.close(self._master)
            self._master = None
        if self._reader:
            os.close(self._no_more)
            os.close(self._stop_reading)
            self._reader = None

    def _start_on_terminal(self, command, cwd, environment, size):
        self._master, slave = pty.openpty()
        self._no_more, self._stop_reading = os.pipe()
        columns, rows = size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))  # Ctrl-C needs one
        os.close(slave)
        self._reader = threading.Thread(target=self._read_terminal, daemon=True)
        self._reader.start()

    def _read_terminal(self):
        while self._no_more not in select.select([self._master, self._no_more], [], [])[0]:
            try:
                chunk = os.read(self._master, 65536)
            except OSError:  # EIO: nobody has the terminal open any more
                return
            if not chunk:
                return
            self._received += chunk
