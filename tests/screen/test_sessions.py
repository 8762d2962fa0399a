"""Keys typed into the editor, and what the terminal shows then.

Each session is typed in pieces; after each of them the screen is waited for. A piece
is what a terminal sends in one go: a burst of lines is taken for a paste.
"""

import pytest

from .model import Screen

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
PASTE = "\x1b[200~%s\x1b[201~"

# name: (columns, rows), then pairs: what is typed, what is shown then (and where the
# cursor is).
SESSIONS = {
    "typed": [(40, 6), ("x = 1", ">>> x = 1", (0, 9)), ("\r", ">>> x = 1\nran x = 1\n>>>")],
    "left": [(40, 6), ("ab" + LEFT, ">>> ab", (0, 5)), ("c", ">>> acb", (0, 6))],
    "home": [(40, 6), ("abc\x01", ">>> abc", (0, 4)), ("x", ">>> xabc", (0, 5))],
    "home key": [(40, 6), ("abc\x1b[H", ">>> abc", (0, 4)),
                 ("\x1b[F!", ">>> abc!", (0, 8))],
    "backspace": [(40, 6), ("abc\x7f", ">>> ab", (0, 6)), ("\x7f\x7f", ">>>", (0, 4))],
    "words": [(40, 6), ("one two\x1b[1;5D", ">>> one two", (0, 8)),
              ("\x1b[1;5D\x1b" + "d", ">>>  two", (0, 4))],
    "kill and yank": [(40, 6), ("ab cd\x17", ">>> ab", (0, 7)),
                      ("\x01\x19", ">>> cdab", (0, 6))],
    "undo": [(40, 6), ("abc\x15", ">>>", (0, 4)), ("\x1f", ">>> abc")],
    "block": [(40, 6), ("if x:", ">>> if x:"), ("\r", ">>> if x:\n...", (1, 8)),
              ("y", ">>> if x:\n...     y"), ("\r", ">>> if x:\n...     y\n...", (2, 8)),
              ("\r", ">>> if x:\n...     y\n...\nran if x:|    y|\n>>>")],
    "brackets": [(40, 6), ("f(1,", ">>> f(1,"), ("\r", ">>> f(1,\n...", (1, 6)),
                 ("2)", ">>> f(1,\n...   2)"),
                 ("\r", ">>> f(1,\n...   2)\nran f(1,|  2)\n>>>")],
    "string": [(40, 6), ("'''a", ">>> '''a"), ("\r", ">>> '''a\n...", (1, 4)),
               ("b'''", ">>> '''a\n... b'''"),
               ("\r", ">>> '''a\n... b'''\nran '''a|b'''\n>>>")],
    "alt-enter": [(40, 6), ("a\x1b\r", ">>> a\n...", (1, 4)), ("b", ">>> a\n... b")],
    "up and down": [(40, 6), (PASTE % "ab\ncdef\ng", ">>> ab\n... cdef\n... g", (2, 5)),
                    (UP, ">>> ab\n... cdef\n... g", (1, 5)),
                    ("\x05" + UP, ">>> ab\n... cdef\n... g", (0, 6)),
                    (DOWN, ">>> ab\n... cdef\n... g", (1, 8))],
    "line between": [(40, 8), (PASTE % "a\nb\nc", ">>> a\n... b\n... c", (2, 5)),
                     (UP, ">>> a\n... b\n... c", (1, 5)),
                     ("\r", ">>> a\n... b\n...\n... c", (2, 4)),
                     ("x", ">>> a\n... b\n... x\n... c", (2, 5)),
                     ("\x7f\x7f", ">>> a\n... b\n... c", (1, 5))],
    "wrapped": [(10, 6), ("abcdef", ">>> abcdef\n", (1, 0)), ("g", ">>> abcdef\ng", (1, 1)),
                (LEFT + LEFT, ">>> abcdef\ng", (0, 9)), ("XY", ">>> abcdeX\nYfg", (1, 1)),
                ("\x15", ">>> fg", (0, 4))],
    "wide": [(12, 6), ("中文", ">>> 中文", (0, 8)), ("字", ">>> 中文字", (0, 10)),
             ("a中", ">>> 中文字a\n中", (1, 2)), (LEFT + LEFT, ">>> 中文字a\n中", (0, 10)),
             ("\x7f", ">>> 中文a中", (0, 8))],
    "accents": [(20, 6), ("e\u0301x", ">>> éx", (0, 6)), (LEFT + "\x7f", ">>> x", (0, 4))],
    "emoji": [(20, 6), ("a😀b", ">>> a😀b", (0, 8)), (LEFT + LEFT, ">>> a😀b", (0, 5)),
              ("\x04", ">>> ab", (0, 5))],
    "control": [(20, 6), ("a\x16\x01", ">>> a^A", (0, 7)), ("\x7f", ">>> a", (0, 5))],
    "tab in paste": [(30, 6), (PASTE % "a\tb", ">>> a       b", (0, 13)),
                     (LEFT + LEFT, ">>> a       b", (0, 5))],
    "no-break": [(30, 6), ("a\u200bb", ">>> a<200b>b", (0, 12)),
                 (LEFT + "\x7f", ">>> ab", (0, 5))],
    "paste": [(30, 8), (PASTE % "def f():\r\n    a\r\n\r\n    b\r\n",
                        ">>> def f():\n...     a\n...\n...     b\n...", (4, 4)),
              ("\r", ">>> def f():\n...     a\n...\n...     b\n...\n"
                     "ran def f():|    a||    b|\n>>>")],
    "unmarked paste": [(30, 8), ("if a:\r    b\r    c\r\rd\r",
                                 ">>> if a:\n...     b\n...     c\n...\n"
                                 "ran if a:|    b|    c|\n>>> d\nran d\n>>>")],
    "tall": [(20, 4), (PASTE % "1\n2\n3\n4\n5\n6", "... 3\n... 4\n... 5\n... 6", (3, 5)),
             (UP * 3, "... 3\n... 4\n... 5\n... 6", (0, 5)),
             (UP, "... 2\n... 3\n... 4\n... 5", (0, 5)),
             ("\x1b<", ">>> 1\n... 2\n... 3\n... 4", (0, 4)),
             ("\x1b>", "... 3\n... 4\n... 5\n... 6", (3, 5))],
    "bottom": [(20, 3), ("a\r", ">>> a\nran a\n>>>"), ("b\r", ">>> b\nran b\n>>>"),
               ("(\r", "ran b\n>>> (\n...", (2, 8)), (")", "ran b\n>>> (\n...     )")],
    "interrupt": [(20, 6), ("abc", ">>> abc"),
                  ("\x03", ">>> abc\ninterrupted\n>>>", (2, 4))],
    "clear": [(20, 6), ("a\r", ">>> a\nran a\n>>>"), ("bc\x0c", ">>> bc", (0, 6))],
    "complete one": [(40, 8), ("lam\t", ">>> lambda", (0, 10))],
    "complete common": [(40, 12), ("x(l\t", None), ("o\t", ">>> x(locals", (0, 12))],
    "complete menu": [(40, 12), ("l\t", ">>> l\n lambda  len     list    locals", (0, 5)),
                      ("\t", ">>> lambda\n lambda  len     list    locals", (0, 10)),
                      ("\t", ">>> len\n lambda  len     list    locals", (0, 7)),
                      ("\x1b[Z", ">>> lambda\n lambda  len     list    locals"),
                      ("\r", ">>> lambda", (0, 10)), (" x", ">>> lambda x")],
    "narrow menu": [(40, 12), ("l\t", ">>> l\n lambda  len     list    locals"),
                    ("i", ">>> li\n list", (0, 6)), ("\x07", ">>> li", (0, 6))],
    "history": [(40, 8), ("a1\r", ">>> a1\nran a1\n>>>"),
                ("b2\r", ">>> a1\nran a1\n>>> b2\nran b2\n>>>"),
                ("\x1bp", ">>> a1\nran a1\n>>> b2\nran b2\n>>> b2", (4, 6)),
                ("\x1bp", ">>> a1\nran a1\n>>> b2\nran b2\n>>> a1", (4, 6)),
                ("\x1bn", ">>> a1\nran a1\n>>> b2\nran b2\n>>> b2")],
    "suggestion": [(40, 8), ("abcdef\r", ">>> abcdef\nran abcdef\n>>>"),
                   ("ab", ">>> abcdef\nran abcdef\n>>> abcdef", (2, 6)),
                   ("x", ">>> abcdef\nran abcdef\n>>> abx", (2, 7)),
                   ("\x7f" + RIGHT, ">>> abcdef\nran abcdef\n>>> abcdef", (2, 10))],
    "search": [(40, 8), ("one\r", ">>> one\nran one\n>>>"),
               ("\x12", ">>> one\nran one\n>>>\nsearch:"),
               ("n", ">>> one\nran one\n>>> one\nsearch: n", (2, 5)),
               ("q", ">>> one\nran one\n>>> one\nnot found: nq"),
               ("\x07", ">>> one\nran one\n>>>", (2, 4))],
    "unknown keys": [(20, 6), ("a\x1b[99;7~\x1bOZ\x1b[?1;2cb", ">>> ab", (0, 6))],
    "argument": [(20, 6), ("\x1b3x", ">>> xxx", (0, 7))],
    "macro": [(20, 6), ("\x18(ab\x18)\x18e", ">>> abab", (0, 8))],
    "editor": [(20, 6), ("abc", ">>> abc"), ("\x18\x05", ">>> abc\n>>> edited", (1, 10))],
    "one row": [(20, 1), ("a", ">>> a", (0, 5)), ("\x1b\r", "...", (0, 4)),
                (UP, ">>> a", (0, 4))],
}


@pytest.mark.parametrize("name", SESSIONS)
def test_the_terminal_shows(name, tmp_path):
    size, *steps = SESSIONS[name]
    with Screen(tmp_path, *size) as screen:
        screen.shows(">>>", (0, 4))
        for keys, rows, *cursor in steps:
            screen.send(keys)
            if rows is not None:
                screen.shows(rows, *cursor)
        assert "\x1b" not in screen.rows
