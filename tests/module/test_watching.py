"""The memory of inputs that grow: when it is let go, and how much it is."""

import gc
import os
import sys
import tracemalloc

import pytest

import inlet

from .child import check_child

HEADER = "if watched:"


def line_of_its_own():
    """A line that nobody else refers to."""
    return "    x = " + str(id(object()))


def push_block(console, line, count=20):
    assert console.push(HEADER)
    for _ in range(count):
        assert console.push(line)


def references(line):
    gc.collect()
    return sys.getrefcount(line)


@pytest.fixture
def console():
    return inlet.InteractiveConsole({"watched": 0})


ENDINGS = {
    "it is complete": lambda console: console.push(""),
    "it is wrong": lambda console: console.push("  )"),
    "the buffer is reset": lambda console: console.resetbuffer(),
    "another text is asked about": lambda console: (
        console.buffer.clear(), console.compile("if other:")),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_lines_are_let_go_when(ending, console, capsys):
    line = line_of_its_own()
    before = references(line)
    push_block(console, line)
    assert references(line) > before + 20
    ENDINGS[ending](console)
    assert references(line) == before


def test_the_lines_are_let_go_with_the_console():
    line = line_of_its_own()
    before = references(line)
    console = inlet.InteractiveConsole({"watched": 0})
    push_block(console, line)
    del console
    assert references(line) == before


def test_the_lines_are_let_go_with_a_console_in_a_cycle():
    line = line_of_its_own()
    before = references(line)
    console = inlet.InteractiveConsole({"watched": 0})
    console.itself = console.locals["console"] = console
    push_block(console, line)
    del console
    assert references(line) == before


def test_many_consoles_come_and_go():
    line = line_of_its_own()
    before = references(line)
    consoles = [inlet.InteractiveConsole({"watched": 0}) for _ in range(50)]
    for console in consoles:
        push_block(console, line, 3)
    del consoles[::2], console
    for console in consoles:
        assert console.push(line)
        assert not console.push("")
    del consoles, console
    assert references(line) == before


def test_few_sources_of_compile_command_are_kept():
    def ask(number):
        text = "\n".join([f"if x{number}:", *["  y = (1,", "  2)"] * 500])
        for part in (text, text + "\n  z", text + "\n  z\n  z"):
            assert inlet.compile_command(part) is None

    for number in range(8):
        ask(number)
    # The table of interned names may grow at any new one, by a megabyte.
    names = [sys.intern(f"x{number}") for number in range(8, 100)]
    gc.collect()
    tracemalloc.start()
    try:
        for number in range(8, 100):
            ask(number)
        gc.collect()
        # What this test has had allocated: other threads may go on meanwhile.
        ours = [tracemalloc.Filter(True, __file__)]
        traces = tracemalloc.take_snapshot().filter_traces(ours)
        assert sum(trace.size for trace in traces.traces) < 300_000
    finally:
        tracemalloc.stop()


@pytest.mark.skipif("asan" in os.environ.get("LD_PRELOAD", ""),
                    reason="the sanitizer's own memory would be counted")
def test_a_long_block_takes_no_more_than_three_times_its_text():
    """The list of lines aside, which the standard console has as well."""
    out = check_child("""
        import resource, sys, inlet
        def used():
            with open("/proc/self/statm") as file:
                return int(file.read().split()[1]) * resource.getpagesize()
        lines = [f"    y{i} = 'some text that makes the line of usual length', {i}"
                 for i in range(200_000)]
        size = sum(map(len, lines))
        console = inlet.InteractiveConsole({})
        console.push("x = ('''")
        for line in lines[:1000]:
            console.push(line)
        before = used()
        for line in lines[1000:]:
            console.push(line)
        print((used() - before) / size)
    """)
    assert float(out) < 3


def test_pending_inputs_at_the_end_of_python():
    check_child("""
        import inlet
        consoles = [inlet.InteractiveConsole() for _ in range(3)]
        for console in consoles:
            console.push("if x:")
            console.push("  y = (")
            console.itself = console
        for end in ("", "\\n  1,", "\\n  1,\\n  2,"):
            inlet.compile_command("x = (" + end)
    """)
