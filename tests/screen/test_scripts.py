"""Scripted sessions, see script.py: the terminal after every key."""

import os
import pathlib

import pytest

from .model import Telling
from .script import draw, key_bytes, keys_of, parse, record, unquote

FILES = sorted(pathlib.Path(__file__).with_name("sessions").glob("*.txt"))


def all_sessions():
    for path in FILES:
        sessions, letters = parse(path)
        for session in sessions:
            name = f"{path.stem}: {session.name}"
            yield pytest.param(session, letters, id=name)


def type_key(screen, key):
    """Type a key; it is answered by one write, and one for what an event leads to."""
    writes, events = screen.writes, screen.events
    if screen.type(key):
        new_events = screen.events - events
        assert screen.writes - writes <= 1 + 2 * new_events


def play_step(screen, typed):
    verb, _, rest = typed.strip().partition(" ")
    if verb == "paste":
        screen.type(b"\x1b[200~" + unquote(rest) + b"\x1b[201~")
    elif verb == "burst":
        screen.type(unquote(rest))
    elif verb == "print":
        screen.print_above(unquote(rest))
    elif verb == "resize":
        screen.change_size(*map(int, rest.split("x")))
    elif verb == "suspend":
        screen.suspend()
    elif verb == "over":
        screen.finish()
        assert screen.code == 0
    else:
        for key in keys_of(typed):
            type_key(screen, key)


def play(session, letters, folder):
    """Each step with what is shown after it."""
    columns, rows, flags, environment = session.options()
    with Telling(folder, columns, rows, **environment) as screen:
        screen.settle()
        assert screen.rows == ">>>" and screen.cursor == (0, 4)
        for step in session.steps:
            gone = len(screen.screen.gone)
            play_step(screen, step.typed)
            yield step, draw(screen.screen, screen.screen.gone[gone:], letters,
                             "looks" in flags)
        assert screen.screen.problems == []


def compare(session, letters, folder):
    assert session.steps
    for step, shown in play(session, letters, folder):
        where = f"{session.path.name}:{step.line + 1}: {step.typed}"
        assert shown == step.wanted, where


def write_down(path, folder):
    sessions, letters = parse(path)
    seen = {}
    for session in sessions:
        for step, shown in play(session, letters, folder):
            seen[step.line] = shown
    record(path, seen, letters)


if os.environ.get("INLET_RECORD"):

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_sessions_are_recorded(path, tmp_path):
        write_down(path, tmp_path)

else:

    @pytest.mark.parametrize("session, letters", list(all_sessions()))
    def test_the_terminal_shows(session, letters, tmp_path):
        compare(session, letters, tmp_path)


def test_there_are_many_sessions():
    assert len(list(all_sessions())) >= 150


@pytest.mark.parametrize("name, sent", [
    ("C-a", b"\x01"), ("M-f", b"\x1bf"), ("C-M-_", b"\x1b\x1f"), ("S-left", b"\x1b[1;2D"),
    ("C-delete", b"\x1b[3;5~"), ("M-enter", b"\x1b\r"), ("C-enter", b"\x1b[13;5u"),
    ("M--", b"\x1b-"), ("M-<", b"\x1b<"), ("é", "é".encode()), ("-", b"-"),
])
def test_keys_are_sent_as_terminals_do(name, sent):
    assert key_bytes(name) == sent
