"""The editor on a pseudo-terminal, seen through a terminal emulator."""

import fcntl
import os
import signal
import struct
import sys
import termios
import time

import pytest

from program.terminal import Terminal

pyte = pytest.importorskip("pyte")

EDITOR = os.path.join(os.environ.get("INLET_BUILD", "build"), "tests/screen/screen_editor")


def environment(**more):
    env = {"PATH": os.environ["PATH"], "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    env.update(more)
    return env


class Screen(Terminal):
    """Use as a context manager, as a Terminal; what is typed is waited for."""

    def __init__(self, folder, columns=40, rows=12, timeout=60, **more):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.before = None
        # The size is set before the program starts, which reads it once.
        super().__init__([sys.executable, "-c", START % (rows, columns), EDITOR],
                         str(folder), environment(**more), timeout)

    def _read(self, deadline):
        size = len(self.output)
        more = super()._read(deadline)
        self.stream.feed(self.output[size:])
        return more

    def resize(self, columns, rows):
        """As the window manager does it: terminals tell the program after that."""
        self.screen.resize(rows, columns)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size)

    def send_bytes(self, data):
        os.write(self.fd, data)

    @property
    def rows(self):
        """What is shown, without blank ends of rows and blank rows at the end."""
        return "\n".join(row.rstrip() for row in self.screen.display).rstrip("\n")

    @property
    def cursor(self):
        return self.screen.cursor.y, self.screen.cursor.x

    def wait(self, fact, what):
        deadline = time.monotonic() + self.timeout
        while not fact():
            try:
                more = self._read(deadline)
            except TimeoutError:
                more = False
            if not more and not fact():
                raise AssertionError(f"{what}, but it is\n{self.rows}\n{self.cursor}")

    def shows(self, rows, cursor=None):
        """Wait until the terminal shows these rows, and the cursor there."""
        rows = rows.rstrip("\n")

        def is_shown():
            return self.rows == rows and cursor in (None, self.cursor)

        self.wait(is_shown, f"wanted was\n{rows}\n{cursor}")

    def is_raw(self):
        return not termios.tcgetattr(self.fd)[3] & termios.ICANON

    def wait_for_stop(self):
        """Until the program has stopped itself."""
        deadline = time.monotonic() + self.timeout
        while not os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOHANG):
            assert time.monotonic() < deadline, "the program goes on"
            time.sleep(0.01)

    def signal(self, number=signal.SIGUSR1):
        os.kill(self.pid, number)


# The editor is started once the terminal has its size.
START = """\
import fcntl, os, struct, sys, termios
fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", %d, %d, 0, 0))
os.execv(sys.argv[1], sys.argv[1:])
"""
