"""The editor on a pseudo-terminal, seen through a terminal emulator."""

import os
import re
import signal
import termios
import time

from program.terminal import Terminal

from .emulator import Emulator, pyte

EDITOR = os.path.join(os.environ.get("INLET_BUILD", "build"), "tests/screen/screen_editor")

# What the editor tells of itself, see editor.c.
TOLD = re.compile(rb"\x1b\]7777;(\d+);(\d+);(\d+);(\d+)\x07")


def environment(**more):
    env = {"PATH": os.environ["PATH"], "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    env.update(more)
    return env


class Screen(Terminal):
    """Use as a context manager, as a Terminal; what is typed is waited for."""

    def __init__(self, folder, columns=40, rows=12, timeout=60, argv=(EDITOR,), **more):
        self.screen = Emulator(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        super().__init__(list(argv), str(folder), environment(**more), timeout,
                         (columns, rows))

    def _read(self, deadline):
        size = len(self.output)
        more = super()._read(deadline)
        self.stream.feed(self.output[size:])
        return more

    def resize(self, columns, rows):
        """As the window manager does it: terminals tell the program after that."""
        self.screen.resize(rows, columns)
        termios.tcsetwinsize(self.fd, (rows, columns))

    def send_bytes(self, data):
        os.write(self.fd, data)

    @property
    def rows(self):
        """What is shown, without blank ends of rows and blank rows at the end."""
        return "\n".join(self.screen.rows)

    @property
    def cursor(self):
        return self.screen.cursor.y, self.screen.cursor.x

    def wait(self, fact, what="it should be otherwise"):
        """Read until it is so, which the terminal need not show."""
        deadline = time.monotonic() + self.timeout
        while not fact():
            try:
                more = self._read(min(deadline, time.monotonic() + 0.05))
            except TimeoutError:
                more = time.monotonic() < deadline
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


class Telling(Screen):
    """An editor that tells when it has done what it was told to, so that the terminal
    shows what it is to show, and nothing has to be waited for."""

    def __init__(self, folder, columns, rows, **more):
        ours = os.pipe()
        for descriptor in ours:
            os.set_inheritable(descriptor, True)
        self.control = ours[1]
        self.bytes = 0  # that were typed
        self.wakes = 1  # messages, signals, and the beginning
        self.writes = self.events = 0
        try:
            super().__init__(folder, columns, rows, EDITOR_CONTROL="%d,%d" % ours, **more)
        finally:
            os.close(ours[0])

    def __exit__(self, *exception):
        os.close(self.control)
        super().__exit__(*exception)

    def settle(self):
        """Read until all is done. False: the program has ended."""
        deadline = time.monotonic() + self.timeout
        done = (0, 0)
        while done != (self.bytes, self.wakes):
            if not self._read(deadline):
                return False
            for told in TOLD.finditer(self.output, self.seen):
                *done, self.writes, self.events = map(int, told.groups())
                done = tuple(done)
                self.seen = told.end()
        return True

    def type(self, data):
        """Bytes as a terminal sends them in one go."""
        self.bytes += len(data)
        while data:
            # No more than a terminal takes: else who types and who shows both wait.
            data = data[os.write(self.fd, data[:1024]):]
        return self.settle()

    def print_above(self, data):
        self.wakes += 1
        os.write(self.control, b"P%08d" % len(data) + data)
        self.settle()

    def redraw(self):
        self.wakes += 1
        os.write(self.control, b"r")
        self.settle()

    def change_size(self, columns, rows):
        assert (columns, rows) != (self.screen.columns, self.screen.lines)
        self.wakes += 1
        self.resize(columns, rows)
        self.settle()

    def suspend(self):
        self.type(b"\x1a")
        self.wait_for_stop()
        self.wakes += 1
        self.signal(signal.SIGCONT)
        self.settle()
