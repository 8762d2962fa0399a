"""tmux, run for real: a program in it, and what it shows."""

import os
import shutil
import subprocess
import tempfile
import time

import pytest

SETTINGS = """\
set -g status off
set -g default-terminal tmux-256color
set -s escape-time 0
set -g remain-on-exit on
set -g history-limit 500
"""


class Tmux:
    """Use as a context manager: the server is gone at its end."""

    def __init__(self, argv, columns, rows, timeout=60, **environment):
        if shutil.which("tmux") is None:
            pytest.skip("there is no tmux")
        self.timeout = timeout
        # The path of a socket is not to be long.
        self.folder = tempfile.mkdtemp(prefix="inlet-tmux-")
        settings = os.path.join(self.folder, "settings")
        with open(settings, "w", encoding="utf-8") as file:
            file.write(SETTINGS)
        self.environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
                            "HOME": self.folder, "SHELL": "/bin/sh", **environment}
        self.call("-f", settings, "new-session", "-d", "-x", str(columns), "-y",
                  str(rows), *argv)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        subprocess.run(self._command("kill-server"), env=self.environment, check=False,
                       capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _command(self, *arguments):
        return ["tmux", "-u", "-S", os.path.join(self.folder, "s"), *arguments]

    def call(self, *arguments):
        done = subprocess.run(self._command(*arguments), env=self.environment, check=True,
                              capture_output=True, text=True, encoding="utf-8")
        return done.stdout

    def send(self, *keys):
        """Keys by tmux's names."""
        self.call("send-keys", *keys)

    def type(self, text):
        """A text as it is, in one go."""
        self.call("send-keys", "-l", text)

    def paste(self, text):
        """As its user pastes a buffer: marked, if the program wants that."""
        self.call("set-buffer", text)
        self.call("paste-buffer", "-p")

    def resize(self, columns, rows):
        self.call("resize-window", "-x", str(columns), "-y", str(rows))

    def rows(self, history=False):
        """What is shown, without blank ends, maybe with what has scrolled away."""
        text = self.call("capture-pane", "-p", *(["-S", "-"] if history else []))
        return "\n".join(row.rstrip() for row in text.split("\n")).rstrip("\n")

    def cursor(self):
        x, y = self.call("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
        return int(y), int(x)

    def has_left(self):
        """Has the program closed its terminal? (Its row 'Pane is dead' may be lost with
        a SIGCHLD of tmux 3.3.)"""
        return self.call("list-panes", "-F", "#{pane_dead}") == "1\n"

    def wait(self, fact, what):
        deadline = time.monotonic() + self.timeout
        while not fact():
            if time.monotonic() > deadline:
                raise AssertionError(f"{what}, but it is\n{self.rows()}\n{self.cursor()}")
            time.sleep(0.02)

    def shows(self, rows, cursor=None):
        """Wait until it shows these rows, and the cursor there."""
        self.wait(lambda: self.rows() == rows and cursor in (None, self.cursor()),
                  f"wanted was\n{rows}\n{cursor}")
