"""A block twice as long shows the compiler twice as much text, and not four times.

Python tells an audit hook each source that is compiled; counted are characters, so the
machine is of no matter.
"""

import importlib.util
import pathlib
import sys

import pytest

from .engines import load_standard, load_tested

_ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZE = 400  # lines; enough for what is fixed to count little
MOST = 2.3


def _load_shapes():
    path = _ROOT / "bench" / "shapes.py"
    spec = importlib.util.spec_from_file_location("shapes", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_shapes = _load_shapes()
SHAPES = _shapes.SHAPES


class Counter:
    """Counts what the compiler is shown; an audit hook cannot be taken out again."""

    def __init__(self):
        self.characters = None

    def __call__(self, event, arguments):
        if event == "compile" and self.characters is not None:
            self.characters += len(arguments[0] or "")

    def of(self, function, *arguments):
        self.characters = 0
        try:
            function(*arguments)
            return self.characters
        finally:
            self.characters = None


COUNTER = Counter()
sys.addaudithook(COUNTER)


# ---- the ways to ask ----


def push(engine, lines):
    class Console(engine.code.InteractiveConsole):
        def runcode(self, code):
            self.is_complete = True

    console = Console()
    for line in lines:
        console.push(line)
    assert console.is_complete


def _ask(judge, lines):
    source, code = "", None
    for line in lines:
        assert code is None
        source += line
        code = judge(source)
        source += "\n"
    assert code is not None


def growing(engine, lines):
    _ask(engine.codeop.CommandCompiler(), lines)


def growing_command(engine, lines):
    _ask(engine.codeop.compile_command, lines)


WAYS = [push, growing, growing_command]


@pytest.fixture(scope="module")
def tested():
    return load_tested()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_text_shown_grows_with_the_text(tested, shape, way):
    if not _shapes.can_be_typed(shape):
        pytest.skip("this Python's codeop takes no such text")
    make = SHAPES[shape]
    once, twice = (COUNTER.of(way, tested, make(SIZE * times)) for times in (1, 2))
    assert once > 0
    assert twice <= MOST * once


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_a_statement_of_that_length(shape):
    for count in (50, 500):
        lines = SHAPES[shape](count)
        assert count <= len(lines) <= count + 12
        compile("\n".join(lines) + "\n", "<shape>", "single")


def test_the_standard_module_is_found_to_be_quadratic():
    """What is asserted above is no matter of course."""
    make = SHAPES["function, short lines"]
    once, twice = (COUNTER.of(push, load_standard(), make(40 * times))
                   for times in (1, 2))
    assert twice > 3 * once
