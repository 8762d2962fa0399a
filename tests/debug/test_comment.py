"""What the source says of a declaration, as help() shows it."""

import ctypes
import os

import pytest

from inlet import complete, live

from .test_program import build

SOURCE = """/* SPDX-License-Identifier: MIT */
struct cm_first { int x; };

/* ---------------------
 * What it is.
 *
 * - and more
 */
struct cm_told { int x; /* of x */ };

/** The one \\brief and only. */
struct cm_told cm_told = {1}; /* not this */
int cm_behind; /* behind it */
int cm_bare;

// Two lines
// about it.
__attribute__((noinline))
int
cm_call(int x)
{
    return x + cm_told.x;
}

/* About something else. */

struct cm_first cm_first;
int cm_long;
"""
LONG = "/*" + " long" * 5000 + " */\n"


@pytest.fixture
def source(tmp_path):
    """The source; what is built of it is newer."""
    file = tmp_path / "comments.c"
    file.write_text(SOURCE.replace("int cm_long", LONG + "int cm_long"))
    os.utime(file, (1000, 1000))
    return file


@pytest.fixture
def c(source, tmp_path):
    library = ctypes.CDLL(str(build(tmp_path, "-g", source.name, name="comments.so")))
    yield live.program()
    from _ctypes import dlclose

    dlclose(library._handle)


def comment(value):
    """What stands below the last place of a declaration."""
    lines = value.__doc__.partition(": declared at ")[2].split("\n")[1:]
    declared = [i for i, line in enumerate(lines) if ": declared at " in line]
    return "\n".join(lines[declared[-1] + 1 if declared else 0:])


def test_the_comment_above_is_shown(c):
    assert comment(c.cm_told) == "    The one \\brief and only."
    assert comment(c.type("struct cm_told")) == "    What it is.\n\n    - and more"
    assert comment(c.cm_call) == "    Two lines\n    about it."
    assert comment(c.find("cm_behind")) == "    behind it"


def test_what_is_no_comment_of_it_is_not_shown(c):
    assert comment(c.find("cm_bare")) == ""
    assert comment(c.cm_first) == ""
    assert "SPDX" not in c.cm_first.__doc__


def test_a_comment_is_bounded(c):
    assert len(c.find("cm_long").__doc__) < 4000


def rewrite(source, text, time=1000):
    source.unlink()
    if isinstance(text, bytes):
        source.write_bytes(text)
    else:
        source.write_text(text)
    os.utime(source, (time, time))


def test_another_file_is_not_believed(c, source):
    doc = c.cm_told.__doc__
    plain = "cm_told: declared at comments.c:12"
    rewrite(source, SOURCE, 2 ** 32)
    assert doc != c.cm_told.__doc__ and c.cm_told.__doc__.endswith(plain)
    for text in (SOURCE.replace("cm_told", "cm_other"), "", "\n" * 5, "\n" * 100, "/*" * 99,
                 b"\0" * 10000, b"\xff\n" * 20, b"x" * 100000 + b"\n" * 20,
                 "/* cm_told" + "\n" * 30, "cm_told */\n" * 30, "*/\n" * 10 + "cm_told"):
        rewrite(source, text)
        assert c.cm_told.__doc__.endswith(plain), text
    source.unlink()
    assert c.cm_told.__doc__.endswith(plain)
    os.mkfifo(source)
    assert c.cm_told.__doc__.endswith(plain)
    source.unlink()
    source.mkdir()
    assert c.cm_told.__doc__.endswith(plain)


def test_what_is_no_utf8_is_shown_somehow(c, source):
    rewrite(source, SOURCE.encode().replace(b"only", b"\xff\x1b"))
    assert "\\xff" in comment(c.cm_told)


def test_completion_reads_no_source(c, source, monkeypatch):
    os.utime(source, (1000, 1000))
    items = complete("c.cm_", namespace={"c": c}, milliseconds=60000).items
    assert "cm_told" in [item.text for item in items]
    assert source.stat().st_atime == 1000
