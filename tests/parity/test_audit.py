"""Audit events: the same as the standard modules', except that a complete command is
compiled once where those compile it twice."""

import itertools

import pytest

from . import compare
from .child import run_both

# Each session is a list of things pushed to one console.
SESSIONS = {
    "a value": ["1 + 1"],
    "an assignment": ["x = 5"],
    "a block": ["if 1:", "    x = 5", ""],
    "a block in one push": ["if 1:\n    x = 5\n"],
    "blank": [""],
    "a comment": ["# comment"],
    "incomplete": ["(", "1", ")"],
    "a string over lines": ["'''", "text", "'''"],
    "a syntax error": ["x y"],
    "a late syntax error": ["(1,", "2 3)"],
    "a value error": ["x\0"],
    "a runtime error": ["1/0"],
    "a future": ["from __future__ import annotations", "x: y = 1"],
    "a warning": ["1 is 1"],
    "a surrogate": ["'\\ud800'"],
    "exec in the input": ["exec('x = 1')", "eval('1')", "compile('1', 'f', 'eval')"],
    "an exit": ["raise SystemExit(1)"],
    "several": ["import json", "json.dumps(1)", "(", ")", "x y", "def f(): pass", ""],
}

# Inputs of several lines: what is compiled between the first line and the last is a
# shorter text than the whole.
AHEAD = {"a block", "incomplete", "a string over lines"}

# Refused before the compiler is reached.
SILENT = {"a value error"}

SOURCE = """
events = []
def hook(event, arguments):
    if recording and event in ("compile", "exec"):
        events.append([event, [show(argument) for argument in arguments]])
def show(argument):
    if hasattr(argument, "co_filename"):
        return ["code", argument.co_filename, argument.co_name, argument.co_code.hex()]
    return [type(argument).__name__, repr(argument)]
recording = False
sys.addaudithook(hook)
import io
class Console(engine.code.InteractiveConsole):
    def write(self, data):
        pass
result = {}
for name, lines in sessions.items():
    events.clear()
    console = Console()
    sys.stdout, out = io.StringIO(), sys.stdout
    for line in lines:
        events.append(["push", [line]])
        recording = True
        try:
            console.push(line)
        except BaseException:
            pass
        recording = False
    sys.stdout = out
    result[name] = list(events)
answer(result)
"""

VERDICTS = """
events, recording = [], False
def hook(event, arguments):
    if recording and event == "compile":
        events.append([repr(argument) for argument in arguments])
sys.addaudithook(hook)
result = {}
for source in sources:
    for name, function in (
        ("code.compile_command", engine.code.compile_command),
        ("CommandCompiler", engine.codeop.CommandCompiler()),
    ):
        events.clear()
        recording = True
        try:
            function(source, "f.py", "single")
        except Exception:
            pass
        recording = False
        result[name + " " + source] = list(events)
answer(result)
"""


@pytest.fixture(scope="module")
def recorded():
    return run_both(f"sessions = {SESSIONS!r}\n" + SOURCE)


@pytest.fixture(scope="module")
def verdicts():
    sources = ["1", "x = (", "x y", "", "# c", "if 1:\n  2\n", "'abc", "x\0", "1 is 1"]
    return run_both(f"sources = {sources!r}\n" + VERDICTS)


def by_push(events):
    """The events after each push, and the line that was pushed."""
    parts = []
    for event in events:
        if event[0] == "push":
            parts.append([])
        parts[-1].append(event)
    return parts


def once(events):
    """Without immediate repetition: a command that is compiled again for the result."""
    return [event for event, _ in itertools.groupby(events)]


@pytest.mark.parametrize("name", SESSIONS)
def test_events_of_a_session(name, recorded):
    expected, got = (events[name] for events in recorded)
    assert name in SILENT or [event for event in expected if event[0] == "compile"], \
        "the standard module raises no event"
    if name in AHEAD:
        first, *_, last = by_push(expected)
        assert len(by_push(expected)) == len(by_push(got)) == 3
        expected, got = first + last, by_push(got)[0] + by_push(got)[-1]
    compare.assert_same(once(expected), once(got))


@pytest.mark.parametrize("name", sorted(AHEAD))
def test_an_incomplete_input_is_not_compiled_as_a_whole(name, recorded, tested):
    (_, expected, _), (_, got, _) = (by_push(events[name]) for events in recorded)
    whole = "\n".join(SESSIONS[name][:2])
    assert any(repr(whole) in event[1][0][1] for event in expected[1:])
    if tested.name == "inlet":
        assert not any(whole in event[1][0][1] for event in got[1:])
        assert all(event[1][1][1] == "'<console>'" for event in got[1:])


def test_events_of_compile_command(verdicts):
    expected, got = verdicts
    assert expected.keys() == got.keys()
    for name, events in expected.items():
        compare.assert_same(once(events), once(got[name]), name)


@pytest.mark.parametrize("name", ["a value", "an assignment", "a block", "blank",
                                  "a block in one push", "a runtime error"])
def test_a_complete_command_is_compiled_once(name, recorded, tested):
    expected, got = (
        [event for event in events[name] if event[0] != "exec"] for events in recorded)
    assert len(expected) > len(once(expected)), "the standard module compiles once now"
    if tested.name == "inlet":
        assert got == once(got)


def test_a_hook_can_forbid_compiling():
    source = """
import io
def hook(event, arguments):
    if event == "compile" and arguments and arguments[1] == "<console>":
        raise PermissionError("no compiling")
console = engine.code.InteractiveConsole()
sys.addaudithook(hook)
shown = sys.stderr = io.StringIO()
try:
    console.push("1")
    answer(["shown", shown.getvalue().splitlines()[-1]])
except PermissionError as error:
    answer(["raised", str(error), repr(error.__context__)])
"""
    expected, got = run_both(source)
    assert got == expected


def test_a_hook_can_forbid_executing():
    source = """
import io
def hook(event, arguments):
    if event == "exec" and arguments[0].co_filename == "<console>":
        raise PermissionError("no executing")
console = engine.code.InteractiveConsole({})
sys.addaudithook(hook)
sys.stderr = io.StringIO()
console.push("x = 1")
answer([sys.stderr.getvalue().splitlines()[-1], "x" in console.locals])
"""
    expected, got = run_both(source)
    assert got == expected == ["PermissionError: no executing", False]
