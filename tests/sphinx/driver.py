"""Plays docbuild to the fork server: starts it, sends requests, hears what became of them.

share/manual/internals/fork-server.rst has the protocol.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

SHARE = Path(os.environ.get("DOCBUILD_SHARE", Path(__file__).resolve().parents[2] / "share/docbuild"))
PYTHON = SHARE / "python"
sys.path.insert(0, str(PYTHON))

from docbuild_fork.protocol.frames import Connection  # noqa: E402

SECONDS = 60  # nothing takes as long; a test that waits for it has failed


def environment(**changes):
    """That of the tests without what would change a start of the interpreter, and `changes`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    kept.update({"PYTHONDONTWRITEBYTECODE": "1", **changes})
    return {name: value for name, value in kept.items() if value is not None}


class ForkServer:
    """`preload` and other options become the server's; jobs are numbered from 1."""

    def __init__(self, log, *options, python=sys.executable, flags=(), env=None,
                 seed=(("PYTHONHASHSEED", "0"),)):
        ours, theirs = socket.socketpair()
        self.environment = env or environment()
        self.log = log
        self.jobs = 0
        self.heard = []
        self.importing = []
        self.warmed = None  # the message that tells of it
        with open(log, "wb") as output:
            self.process = subprocess.Popen(
                [python, *flags, PYTHON / "fork-server", "--socket", str(theirs.fileno()),
                 *options],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                pass_fds=[theirs.fileno()],
                env={**dict(seed), **self.environment})
        theirs.close()
        ours.settimeout(SECONDS)
        self.connection = Connection(ours)
        self.greeting = self.next()

    def next(self):
        """The next message but `importing`, and `warm`, which may come at any time; None when the
        server has gone."""
        message = self.next_of_all()
        while message and message["type"] == "importing":
            self.importing.append(message["module"])
            message = self.next_of_all()
        if message and message["type"] == "warm":
            self.warmed = message
            message = self.next_of_all()
        return message

    def next_of_all(self):
        while not self.heard:
            messages = self.connection.receive()
            if messages is None:
                return None
            self.heard += [message for message, _ in messages]
        return self.heard.pop(0)

    def send(self, arguments, log, directory="/", env=None, **message):
        """Requests a job, with more in its message; its number."""
        self.jobs += 1
        env = self.environment if env is None else env
        strings = [os.fsencode(directory), *map(os.fsencode, arguments)]
        strings += [os.fsencode(f"{name}={value}") for name, value in env.items()]
        with open(log, "ab") as output:
            self.connection.send({"type": "start", "job": self.jobs, "arguments": len(arguments),
                                  **message}, strings, [output.fileno()])
        return self.jobs

    def run(self, arguments, log, **more):
        """Carries out one job and hears how it ended; what was refused comes back as it is."""
        self.send(arguments, log, **more)
        answer = self.next()
        if answer and answer["type"] == "started":
            ending = self.next()
            return ending and {**ending, "started": answer["pid"]}
        return answer

    def end(self):
        """As when docbuild has ended; the server's exit status."""
        self.connection.socket.close()
        return self.process.wait(SECONDS)

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.connection.socket.close()


def until(question):
    """Waits for what can only be asked for; false when it never comes."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.002)
    return False
