"""Lines that are typed in a console of the test, and what it shows."""

import contextlib
import io

import inlet


def reader(lines, shown=None):
    """A readfunc that types the lines of a text."""
    left = iter(lines.splitlines())

    def read(prompt=""):
        for line in left:
            return line
        raise EOFError

    return read


def embed(lines, depth=0, **options):
    """inlet.embed() in the frame of the caller; what it wrote to both streams."""
    both = io.StringIO()
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        # redirect_stdout() makes no frames of its own: the caller is one above.
        inlet.embed("", "", readfunc=reader(lines), depth=depth + 1, **options)
    return both.getvalue().rstrip("\n")
