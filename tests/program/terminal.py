"""A program on a pseudo-terminal, driven by what it shows."""

import os
import pty
import re
import select
import signal
import termios
import time

import pytest

ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[@-~]|\x1b[=>]|[\x00\x01\x02\x07]")


class Terminal:
    """Use as a context manager: the program is gone at its end."""

    def __init__(self, argv, folder, env, timeout=30, size=None):
        """`size`: columns and rows, if the program is to find some."""
        self.timeout = timeout
        self.output = b""
        self.seen = 0
        self.code = None
        try:
            self.fd, theirs = pty.openpty()
            self.name = os.ttyname(theirs)
        except OSError as error:  # a bare chroot
            pytest.skip("no pseudo-terminals: %s" % error)
        if size is not None:
            termios.tcsetwinsize(self.fd, (size[1], size[0]))
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.login_tty(theirs)
                # Whoever runs the tests may have some ignored, as nohup and a shell do
                # for what they start in the background.
                for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
                    signal.signal(number, signal.SIG_DFL)
                os.chdir(folder)
                os.execvpe(argv[0], argv, env)
            finally:
                os._exit(127)
        os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            self._reap()
        os.close(self.fd)

    def _reap(self):
        _, status = os.waitpid(self.pid, 0)
        self.code = os.waitstatus_to_exitcode(status)

    def _read(self, deadline):
        """Some more output; False at its end."""
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self.fd], [], [], left)[0]:
            raise TimeoutError(repr(self.output))
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # the other side is closed
            data = b""
        self.output += data
        return bool(data)

    def expect(self, text):
        """Wait for the text after what was waited for before; what came till then."""
        deadline = time.monotonic() + self.timeout
        text = text.encode()
        while (at := self.output.find(text, self.seen)) < 0:
            if not self._read(deadline):
                raise EOFError(repr(self.output))
        start, self.seen = self.seen, at + len(text)
        return ESCAPES.sub(b"", self.output[start : self.seen]).decode()

    def send(self, text):
        os.write(self.fd, text.encode())

    def enter(self, line, prompt=">>> "):
        """Type a line at a prompt, wait for the next one; what came in between."""
        self.send(line + "\r")
        return self.expect(prompt)

    def _is_asleep(self):
        with open("/proc/%d/stat" % self.pid, "rb") as file:
            return file.read().rpartition(b") ")[2][:1] == b"S"

    def interrupt_wait(self):
        """Ctrl-C where the program waits, for keys or for a time.  CPython misses a
        signal that comes between its last look and the wait itself, so the program is
        first given the time to get there, however busy the machine is."""
        deadline = time.monotonic() + self.timeout
        looks = 0
        while looks < 10:
            looks = looks + 1 if self._is_asleep() else 0
            if time.monotonic() > deadline:
                raise TimeoutError(repr(self.output))
            time.sleep(0.02)
        self.send("\x03")

    def finish(self):
        """Wait for the end: (exit code, all output without escape sequences)."""
        deadline = time.monotonic() + self.timeout
        while self._read(deadline):
            pass
        self._reap()
        return self.code, self.text()

    def text(self, start=0):
        """What was shown, from an offset into the output on."""
        return ESCAPES.sub(b"", self.output[start:]).decode()
