"""A program that runs: what is typed into its console, and what that says."""

import os
import pathlib
import subprocess

import pytest

BUILD = os.environ.get("INLET_BUILD", "")


class Running:
    """An example with its console on its standard input, at its first prompt."""

    def __init__(self, name):
        program = pathlib.Path(BUILD, "examples", name)
        if not program.exists():
            pytest.skip("the examples were not built")
        # That Python has set the C library's streams up is nothing to rely on.
        environment = {**os.environ, "PYTHONPATH": os.path.join(BUILD, "python")}
        environment.pop("PYTHONUNBUFFERED", None)
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
            env=environment)
        self.said = b""
        self.read_until(">>> ")

    def type(self, text):
        self.process.stdin.write(text.encode())

    def read_until(self, text):
        """What the console has said up to `text`."""
        while text.encode() not in self.said:
            more = os.read(self.process.stdout.fileno(), 65536)
            assert more, self.said
            self.said += more
        said, _, self.said = self.said.partition(text.encode())
        return said.decode()

    def ask(self, line):
        """Type a line: what it says up to the next prompt."""
        self.type(line + "\n")
        return self.read_until(">>> ")

    def close(self):
        """End the input: the exit code."""
        self.process.stdin.close()
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code

    def end(self):
        """Whatever has become of it, it is gone now."""
        if self.process.poll() is None:
            self.process.kill()
            self.close()
