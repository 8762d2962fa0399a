"""From the start of a process to its first prompt, on a terminal."""

import fcntl
import os
import pty
import select
import shutil
import struct
import sys
import tempfile
import termios
import time

import measure

PROMPT = b">>> "
PATIENCE = 30.0


def environment(home):
    """The same small surroundings for all."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")
        if name in os.environ
    }
    return {**kept, "HOME": home, "TERM": "xterm", "LC_ALL": "C.UTF-8"}


def set_size(descriptor):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))


def read_until(descriptor, mark):
    """Read until `mark` was seen, or the end where `mark` is None."""
    seen, limit = b"", time.monotonic() + PATIENCE
    while mark is None or mark not in seen:
        if not select.select([descriptor], [], [], limit - time.monotonic())[0]:
            raise TimeoutError("nothing for %d s after %r" % (PATIENCE, seen[-200:]))
        try:
            data = os.read(descriptor, 4096)
        except OSError:  # the other side has closed
            data = b""
        if not data:
            if mark is None:
                return
            raise EOFError("ended after %r" % seen[-200:])
        seen += data
        answer_queries(descriptor, data)


def answer_queries(descriptor, data):
    """A terminal tells where the cursor is when it is asked."""
    if b"\x1b[6n" in data:
        os.write(descriptor, b"\x1b[1;1R")


def starting(arguments, home, mark=PROMPT):
    """A case: the time until `mark`, or until the end."""

    def case():
        start = time.perf_counter()
        pid, descriptor = pty.fork()
        if pid == 0:
            os.execvpe(arguments[0], arguments, environment(home))
        try:
            set_size(descriptor)
            read_until(descriptor, mark)
            return time.perf_counter() - start
        finally:
            os.close(descriptor)  # hangs the terminal up: the program ends
            os.waitpid(pid, 0)

    return case


def bench(rounds):
    program = os.environ.get("INLET_PROGRAM")
    report = measure.Report("start to the first prompt, on a terminal")
    if not program or not os.path.exists(program):
        print("\nstart: this Python has no libpython, so no program inlet: skipped")
        return report
    home = tempfile.mkdtemp(prefix="inlet-bench-")
    python = sys.executable
    try:
        taken = measure.rounds(
            {
                "python3 -c pass (to its end)": starting([python, "-c", "pass"], home, None),
                "inlet -q": starting([program, "-q"], home),
                "python3 -q": starting([python, "-q"], home),
                "python3 -m code": starting([python, "-m", "code"], home),
            },
            rounds,
        )
    finally:
        shutil.rmtree(home)
    report.times(taken, "python3 -c pass (to its end)")
    report.goal(
        "inlet -q at most 1.1x python3 -c pass",
        measure.ratio(taken, "inlet -q", "python3 -c pass (to its end)"),
        1.1,
    )
    report.goal(
        "inlet -q below python3 -q",
        measure.ratio(taken, "inlet -q", "python3 -q"),
        1.0,
    )
    report.goal(
        "inlet -q below python3 -m code",
        measure.ratio(taken, "inlet -q", "python3 -m code"),
        1.0,
    )
    return report


if __name__ == "__main__":
    measure.main(bench, __doc__)
