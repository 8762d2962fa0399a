"""The page of the line editor's keys has all commands, and the keys they are bound to."""

import re

from .documents import ROOT

PAGE = (ROOT / "docs/internals/keys.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z-]+)` \| (.*) \| (.+) \|$", re.M)


def rows():
    return {name: (keys, text) for name, keys, text in ROW.findall(PAGE)}


def commands():
    text = (ROOT / "src/edit/verbs.h").read_text(encoding="utf-8").replace("\\\n", " ")
    return dict(re.findall(r'(?:DO|WISH)\("([a-z-]+)",.*?"([^"]*)"\)', text))


def bindings():
    text = (ROOT / "src/edit/keymap.c").read_text(encoding="utf-8")
    table = text[text.index(" emacs[] = {"):text.index(" vi[] = {")]
    return re.findall(r'\{"((?:[^"\\]|\\.)+)", "([a-z-]+)"\}', table)


def test_every_command_is_on_the_page_with_its_help():
    assert len(commands()) > 70
    for name, text in commands().items():
        assert rows()[name][1] == text


def test_every_key_is_beside_its_command():
    assert len(bindings()) > 90
    for keys, name in bindings():
        shown = keys.replace("\\\\", "\\")
        assert f"`{shown}`" in rows()[name][0]
