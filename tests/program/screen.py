"""A program with the editor, on a terminal emulator: what its user sees."""

import os
import time

from screen.model import Screen

from .programs import INLET, environment

UP, LEFT = "\x1b[A", "\x1b[D"
CTRL_C, CTRL_D, CTRL_X, CTRL_Z = "\x03", "\x04", "\x18", "\x1a"
PASTE = "\x1b[200~%s\x1b[201~"


class Program(Screen):
    """`inlet`, or what `argv` says; its user's folder is that of the test."""

    def __init__(self, folder, *arguments, columns=60, rows=20, argv=None, timeout=60,
                 **more):
        own = environment(folder, **more)
        super().__init__(folder, columns, rows, timeout, argv or [INLET, "-q", *arguments],
                         **own)

    def ends_with(self, text):
        """Wait until the last rows are these, and the cursor is behind the last one."""
        def is_shown():
            y, x = self.cursor
            rows = self.screen.rows[: y + 1]
            rows += [""] * (y + 1 - len(rows))
            wanted = text.split("\n")
            return (rows[-len(wanted) :] == [row.rstrip() for row in wanted]
                    and x == len(wanted[-1]))

        self.wait(is_shown, f"wanted was\n{text}")

    def contains(self, text):
        self.wait(lambda: text in self.rows, f"wanted was\n{text}")

    def type(self, text):
        """Type it and wait until it is shown."""
        self.send(text)

        def is_shown():
            y, x = self.cursor
            row = self.screen.row_text(y, x)
            return row.endswith(text[-10:])

        self.wait(is_shown, f"typed was\n{text}")

    def enter(self, line, then=">>> "):
        """Type a line, then Enter; what is shown last after it."""
        self.type(line)
        self.send("\r")
        self.ends_with(then)

    def run(self, line):
        """Type a line whose code goes on for some time, and wait until that runs: the
        terminal is its own then."""
        self.type(line)
        self.send("\r")
        self.wait(lambda: not self.is_raw())

    def leave(self):
        self.send(CTRL_D)
        return self.finish()[0]

    def _has_ended(self):
        how = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.pid, how) is not None

    def wait_for_end(self):
        """Its output may end a moment before it does."""
        deadline = time.monotonic() + self.timeout
        while not self._has_ended():
            assert time.monotonic() < deadline, self.rows
            try:
                if not self._read(min(deadline, time.monotonic() + 0.02)):
                    time.sleep(0.02)
            except TimeoutError:
                pass


def open_inlet(folder, *arguments, **more):
    """On a terminal with room for tracebacks; without colours, if nothing else is said."""
    more = {"columns": 80, "rows": 40, "NO_COLOR": "1", **more}
    return Program(folder, *arguments, **more)
