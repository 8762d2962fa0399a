"""Running `inlet` and `python3` on the same command line."""

import os
import re
import subprocess
import sys

INLET = os.path.join(os.environ.get("INLET_BUILD", "build"), "inlet")
PYTHON = sys.executable


def environment(home, **extra):
    """A small fixed environment, the same for both, with what sanitizers are told."""
    told = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
    env = {name: os.environ[name] for name in told if name in os.environ}
    env |= {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
    }
    env.update(extra)
    return env


def neutral(program, text):
    """Output without what may differ: the program's own name and addresses."""
    names = {program, os.path.realpath(program)}
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name.encode(), b"PROGRAM")
    return re.sub(rb"0x[0-9a-f]+", b"0xADDRESS", text)


def run(program, args, folder, stdin=b"", **extra):
    """(exit code, stdout, stderr); a negative code is a signal."""
    done = subprocess.run(
        [program, *args],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env=environment(folder, **extra),
        timeout=60,
    )
    return (
        done.returncode,
        neutral(program, done.stdout),
        neutral(program, done.stderr),
    )


def assert_same(args, folder, stdin=b"", **extra):
    """Both programs do the same; gives what they did."""
    expected = run(PYTHON, args, folder, stdin, **extra)
    assert run(INLET, args, folder, stdin, **extra) == expected
    return expected
