"""The editor in tmux and in screen, which are terminals of their own."""

import shutil

import pytest

from .model import EDITOR, Screen
from .multiplexer import Tmux


def in_tmux(columns=40, rows=12, **environment):
    return Tmux([EDITOR], columns, rows, **environment)


def test_a_statement_of_several_lines():
    with in_tmux() as tmux:
        tmux.shows(">>>", (0, 4))
        # One by one: lines that are read at once are a paste.
        for key, cursor in [("def f(x):", (0, 13)), ("Enter", (1, 8)),
                            ("return x", (1, 16)), ("Enter", (2, 4))]:
            tmux.send(key)
            tmux.wait(lambda: tmux.cursor() == cursor, f"typed was {key}")
        tmux.shows(">>> def f(x):\n...     return x\n...", (2, 4))
        tmux.send("Up", "Home", "C-Right")
        tmux.shows(">>> def f(x):\n...     return x\n...", (1, 14))
        tmux.send("M->")
        tmux.wait(lambda: tmux.cursor() == (2, 4), "at the end")
        tmux.send("Enter")
        tmux.shows(">>> def f(x):\n...     return x\n...\n"
                   "ran def f(x):|    return x|\n>>>", (4, 4))


def test_keys_with_modifiers_come_through():
    with in_tmux() as tmux:
        tmux.shows(">>>", (0, 4))
        tmux.type("one two three")
        tmux.send("C-Left", "C-Left", "M-d")
        tmux.shows(">>> one  three", (0, 8))
        tmux.send("C-y", "Home", "C-k")
        tmux.shows(">>>", (0, 4))
        tmux.send("C-_")
        tmux.shows(">>> one two three", (0, 4))


@pytest.mark.parametrize("text, cursor", [
    ("中文字", 10), ("e\u0301x", 6), ("a😀b", 8), ("a👩\u200d👧b", 8), ("🇩🇪!", 7),
    ("❤\ufe0f!", 7), ("👍🏽!", 7),
])
def test_the_cursor_is_where_it_belongs(text, cursor):
    """Whatever tmux thinks of the width of a character."""
    with in_tmux() as tmux:
        tmux.shows(">>>", (0, 4))
        tmux.type(text)
        tmux.wait(lambda: tmux.cursor() == (0, cursor), f"wanted was {cursor}")
        tmux.send("Home", "x")
        tmux.wait(lambda: tmux.rows().startswith(">>> x") and tmux.cursor() == (0, 5),
                  "typed before it")


def test_a_paste_is_marked():
    text = "def f():\n    a\n\n    b\n"
    with in_tmux() as tmux:
        tmux.shows(">>>", (0, 4))
        tmux.paste(text)
        tmux.shows(">>> def f():\n...     a\n...\n...     b\n...", (4, 4))


def test_the_menu():
    with in_tmux() as tmux:
        tmux.shows(">>>", (0, 4))
        tmux.type("l")
        tmux.send("Tab", "Tab")
        tmux.shows(">>> lambda\n lambda  len     list    locals", (0, 10))
        tmux.send("BTab")
        tmux.shows(">>> locals\n lambda  len     list    locals", (0, 10))
        tmux.send("Enter")
        tmux.shows(">>> locals", (0, 10))


LONG = "0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("columns, rows, cursor", [
    (20, "ran x\n>>> 0123456789abcdef\nghijklmnopqrstuvwxyz", (3, 0)),
    (30, "ran x\n>>> 0123456789abcdefghijklmnop\nqrstuvwxyz", (2, 10)),
    (12, ">>> 01234567\n89abcdefghij\nklmnopqrstuv\nwxyz", (3, 4)),
    (60, ">>> x\nran x\n>>> " + LONG, (2, 40)),
])
def test_another_width_leaves_nothing_behind(columns, rows, cursor):
    """tmux breaks long rows by itself, before the program knows, and for each row that
    there is more then one scrolls away."""
    with in_tmux(50, 8) as tmux:
        tmux.shows(">>>", (0, 4))
        tmux.type("x\r")
        tmux.shows(">>> x\nran x\n>>>", (2, 4))
        tmux.type(LONG)
        tmux.shows(">>> x\nran x\n>>> " + LONG, (2, 40))
        tmux.resize(columns, 8)
        tmux.shows(rows, cursor)
        tmux.send("Home", "!")
        tmux.wait(lambda: ">>> !0123" in tmux.rows(), "typed")


def test_what_scrolls_away_is_kept():
    with in_tmux(20, 4) as tmux:
        tmux.shows(">>>", (0, 4))
        tmux.paste("1\n2\n3\n4\n5\n6")
        tmux.shows("... 3\n... 4\n... 5\n... 6", (3, 5))
        tmux.send("Enter")
        tmux.shows("... 5\n... 6\nran 1|2|3|4|5|6\n>>>", (3, 4))
        assert tmux.rows(history=True) == (
            ">>> 1\n... 2\n... 3\n... 4\n... 5\n... 6\nran 1|2|3|4|5|6\n>>>")


def test_in_screen(tmp_path):
    if shutil.which("screen") is None:
        pytest.skip("there is no screen")
    settings = tmp_path / "settings"
    settings.write_text("startup_message off\ndefutf8 on\nvbell off\n")
    sockets = tmp_path / "sockets"
    sockets.mkdir(mode=0o700)
    argv = ["screen", "-c", str(settings), EDITOR]
    with Screen(tmp_path, 40, 10, argv=argv, SCREENDIR=str(sockets)) as screen:
        screen.shows(">>>", (0, 4))
        screen.send("if 中:")
        screen.shows(">>> if 中:", (0, 10))
        screen.send("\r")
        screen.shows(">>> if 中:\n...", (1, 8))
        screen.send("x(l")
        screen.shows(">>> if 中:\n...     x(l", (1, 11))
        screen.send("\t")
        screen.shows(">>> if 中:\n...     x(l\n lambda  len     list    locals", (1, 11))
        screen.send("\x07\x03")
        screen.shows(">>> if 中:\n...     x(l\ninterrupted\n>>>", (3, 4))
        screen.send("exit\r")
        screen.wait(lambda: "bye" in screen.rows or "terminating" in screen.rows, "left")
