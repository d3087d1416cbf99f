"""What a person sees on a terminal, worked out from the bytes that a program wrote to it."""

import re

_TOKEN = re.compile(r"\x1b\[(\??[0-9;]*)([A-Za-z])|\x1b(.)|([\r\n\b\t])|([^\x1b\r\n\b\t]+)", re.DOTALL)


class Screen:
    """Lines of text and a cursor; scrolled-off lines are kept, and come first in `lines`."""

    def __init__(self, width=80):
        self.width = width
        self.lines = [""]
        self.row = 0
        self.column = 0
        self.cursor_shown = True

    def feed(self, text):
        for match in _TOKEN.finditer(text):
            parameters, command, other_escape, control, plain = match.groups()
            if command is not None:
                self._escape(parameters, command)
            elif control is not None:
                self._control(control)
            elif plain is not None:
                self._write(plain)
            else:
                raise ValueError(f"unknown escape sequence {other_escape!r}")
        return self

    def text(self):
        """All lines, without trailing blanks and trailing empty lines."""
        return "\n".join(line.rstrip() for line in self.lines).rstrip("\n")

    def _write(self, plain):
        for character in plain:
            if self.column == self.width:
                self._control("\n")
                self.column = 0
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[: self.column] + character + line[self.column + 1 :]
            self.column += 1

    def _control(self, control):
        if control == "\r":
            self.column = 0
        elif control == "\b":
            self.column = max(0, self.column - 1)
        elif control == "\t":
            self.column = min(self.width - 1, (self.column // 8 + 1) * 8)
        else:
            self.row += 1
            if self.row == len(self.lines):
                self.lines.append("")

    def _escape(self, parameters, command):
        if command == "m":
            return
        if command in "hl" and parameters in ("?25", "?7", "?2026"):
            if parameters == "?25":
                self.cursor_shown = command == "h"
            return
        count = int(parameters or 0) if parameters.isdigit() or not parameters else None
        if command == "K" and count is not None:
            self._erase_in_line(count)
        elif command == "J" and count == 0:
            self._erase_in_line(0)
            del self.lines[self.row + 1 :]
        elif command == "A" and count is not None:
            self.row = max(0, self.row - max(1, count))
        elif command == "B" and count is not None:
            self.row = min(len(self.lines) - 1, self.row + max(1, count))
        elif command == "G" and count is not None:
            self.column = max(0, count - 1)
        else:
            raise ValueError(f"unknown control sequence ESC[{parameters}{command}")

    def _erase_in_line(self, which):
        line = self.lines[self.row]
        if which == 0:
            self.lines[self.row] = line[: self.column]
        elif which == 1:
            self.lines[self.row] = " " * self.column + line[self.column :]
        else:
            self.lines[self.row] = ""
