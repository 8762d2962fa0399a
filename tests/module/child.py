"""A Python process of its own, for what may end one or must begin in a new one."""

import os
import subprocess
import sys
import textwrap

TIMEOUT = 300


def run_child(source, *arguments, options=()):
    """Run the source in a new Python; its CompletedProcess, output as text."""
    environment = dict(os.environ, PYTHONFAULTHANDLER="1")
    command = [sys.executable, *options, "-c", textwrap.dedent(source), *arguments]
    return subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=TIMEOUT,
    )


def check_child(source, *arguments, options=()):
    """Run the source in a new Python, which must end well; what it printed."""
    done = run_child(source, *arguments, options=options)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
