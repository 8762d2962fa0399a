"""A program on a terminal emulator: what its user sees."""

import fcntl
import struct
import termios
import time

import pytest

from .programs import INLET, environment
from .terminal import Terminal

pyte = pytest.importorskip("pyte")

CTRL_C, CTRL_D, CTRL_X, CTRL_Z = "\x03", "\x04", "\x18", "\x1a"
PASTE = "\x1b[200~%s\x1b[201~"


class Screen(Terminal):
    """A program on a terminal of 80 columns, whose size it finds there."""

    def __init__(self, argv, folder, rows=40, timeout=60, **extra):
        self.screen = pyte.Screen(80, rows)
        self.stream = pyte.ByteStream(self.screen)
        extra = {"NO_COLOR": "1", "LC_ALL": "C.UTF-8", "HOME": str(folder), **extra}
        size = f"stty rows {rows} cols 80 && exec \"$@\""
        super().__init__(["sh", "-c", size, "sh", *argv], str(folder),
                         environment(folder, **extra), timeout)

    def _read(self, deadline):
        size = len(self.output)
        more = super()._read(deadline)
        self.stream.feed(self.output[size:])
        return more

    @property
    def rows(self):
        return "\n".join(row.rstrip() for row in self.screen.display).rstrip("\n")

    def wait(self, fact):
        deadline = time.monotonic() + self.timeout
        while not fact():
            try:
                more = self._read(min(deadline, time.monotonic() + 0.05))
            except TimeoutError:
                more = time.monotonic() < deadline
            if not more and not fact():
                raise AssertionError(f"the terminal shows\n{self.rows}")

    def ends_with(self, text):
        """Wait until the last rows are these; the cursor is behind the last one."""
        wanted = text.split("\n")
        at = len(wanted[-1])

        def fact():
            rows = [row.rstrip() for row in self.screen.display]
            y = self.screen.cursor.y
            start = y - len(wanted) + 1
            shown = rows[start : y + 1]
            return (start >= 0 and self.screen.cursor.x == at
                    and shown == [row.rstrip() for row in wanted])

        self.wait(fact)

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size)

    def is_raw(self):
        return not termios.tcgetattr(self.fd)[3] & termios.ICANON

    def leave(self):
        self.send(CTRL_D)
        return self.finish()[0]


def open_inlet(folder, *args, **extra):
    return Screen([INLET, "-q", *args], folder, **extra)
