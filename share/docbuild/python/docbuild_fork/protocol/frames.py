"""Frames of the fork server's protocol on a stream socket: bytes in, messages out, and back."""

import array
import json
import socket
import struct
from collections import deque

LARGEST = 256 << 20  # no environment is larger: execve(2) refuses far smaller ones
PIECE = 1 << 16
DESCRIPTORS = 16  # as many as one recvmsg may bring

_LENGTH = struct.Struct("!I")


class BrokenFrame(Exception):
    """What arrived cannot be a message."""


def frame(message, strings=()):
    """The bytes of `message`, a JSON object, followed by `strings`, which are bytes without NUL."""
    body = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    body = b"".join([body, b"\0", *(string + b"\0" for string in strings)])
    return _LENGTH.pack(len(body)) + body


def unframe(body):
    """The message and the strings of a frame's body."""
    text, *strings = body.split(b"\0")
    try:
        message = json.loads(text)
    except ValueError as error:
        raise BrokenFrame(f"a message is no JSON: {error}") from error
    if not isinstance(message, dict) or not strings or strings.pop():
        raise BrokenFrame("a message is no object, or does not end in NUL")
    return message, strings


class Connection:
    """One end of the socket pair: messages, and the descriptors that came with them, in order."""

    def __init__(self, sock):
        self.socket = sock
        self.descriptors = deque()
        self._bytes = bytearray()

    def send(self, message, strings=(), descriptors=()):
        data = memoryview(frame(message, strings))
        rights = []
        if descriptors:
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        sent = self.socket.sendmsg([data], rights)
        if sent < len(data):  # an empty rest, too, would be an error once the other end has closed
            self.socket.sendall(data[sent:])

    def receive(self):
        """Takes what has arrived; the messages that are whole now, or None at the end."""
        space = socket.CMSG_SPACE(DESCRIPTORS * array.array("i").itemsize)
        flags = getattr(socket, "MSG_CMSG_CLOEXEC", 0)
        data, controls, _, _ = self.socket.recvmsg(PIECE, space, flags)
        for level, kind, content in controls:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                numbers = array.array("i")
                numbers.frombytes(content[:len(content) - len(content) % numbers.itemsize])
                self.descriptors.extend(numbers)
        if not data:
            return None
        self._bytes += data
        return list(self._whole_messages())

    def _whole_messages(self):
        while len(self._bytes) >= _LENGTH.size:
            length, = _LENGTH.unpack_from(self._bytes)
            if length > LARGEST:
                raise BrokenFrame(f"a message of {length} bytes is longer than any can be")
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                return
            body = bytes(self._bytes[_LENGTH.size:end])
            del self._bytes[:end]
            yield unframe(body)
