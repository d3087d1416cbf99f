"""Short notes that jobs leave for the server, in memory that all of them share.

It does not know what is noted. There is no lock: a note may be lost, and two that are written at
once may be mixed up. Whoever reads one takes it for no more than a hint.
"""

import mmap
import zlib

_PLACES = 256
_SIZE = 1024  # bytes of a note with its end


class Notes:
    def __init__(self):
        """In the server, before it forks."""
        self._memory = mmap.mmap(-1, _PLACES * (1 + _SIZE))  # first a byte each: whether one is new

    def leave(self, note):
        """`note`: bytes without NUL. One that is too long is not left."""
        if len(note) < _SIZE:
            place = zlib.crc32(note) % _PLACES
            begin = _PLACES + place * _SIZE
            self._memory[begin:begin + len(note) + 1] = note + b"\0"
            self._memory[place] = 1

    def take(self):
        """The next note that is new; None where there is none."""
        place = self._memory.find(b"\1", 0, _PLACES)
        if place < 0:
            return None
        self._memory[place] = 0
        begin = _PLACES + place * _SIZE
        return self._memory[begin:begin + _SIZE].partition(b"\0")[0]
