"""Generated and mutated sources: both engines give the same verdict, code and words."""

import pathlib
import sysconfig
import textwrap

import pytest

hypothesis = pytest.importorskip("hypothesis")

from hypothesis import HealthCheck, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from . import compare  # noqa: E402
from .describe import Describer  # noqa: E402
from .seed import SEED  # noqa: E402
from .stage import Stage  # noqa: E402
from .tracing import Trace  # noqa: E402

# Sized so that the whole file takes about a minute on a slow machine.
SMALL, LARGE = 500, 1500


def bounded(examples):
    def decorate(function):
        return seed(SEED)(settings(
            max_examples=examples, deadline=None, database=None, derandomize=False,
            suppress_health_check=list(HealthCheck), print_blob=True)(function))
    return decorate


TOKENS = st.sampled_from(
    """if else elif while for in try except finally with as def class return yield
    lambda not and or is None True False async await match case type import from pass
    del global nonlocal assert raise break continue print x y f self _ __debug__
    0 1 2.5 0x1f 1_000 1j 07 1if 0b2 1e5 ( ) [ ] { } , : ; . ... -> = == != <> < > <= >=
    + - * / // % ** @ & | ^ ~ << >> := += -= *= **= @= ! $ ? \\ # #c ' " ''' \"\"\"
    'a' "b" '''c''' r'\\d' '\\d' b'x' f'{x}' f'{ f'{x!r:>{y}}' t'{x}' '\\N{dash}' '\\x4'
    é 变 € \\\n except* case_ """.split(" ")
    # split(" ") keeps the line break as part of what it stands in, as is meant
).map(lambda token: token.strip("\n ") or "\n")

SPACES = st.sampled_from(["", " ", "  ", "    ", "\t", "\f", "\n", "\n    ", "\n  ",
                          "\\\n", "\r\n", "\r", "\n\n", " # c\n", "\v", "\xa0"])

soup = st.lists(st.tuples(TOKENS, SPACES), max_size=14).map(
    lambda pairs: "".join(token + space for token, space in pairs))

lines = st.lists(
    st.tuples(st.sampled_from(["", "    ", "        ", "\t", "  "]),
              st.lists(TOKENS, max_size=5).map(" ".join)),
    max_size=6).map(lambda rows: "\n".join(indent + text for indent, text in rows))

any_text = st.text(
    st.one_of(st.characters(min_codepoint=32, max_codepoint=126), st.characters(),
              st.sampled_from("\n\t\f\v\r\0\x1a\\'\"(){}[]#\ud800\udc80\ufeff")),
    max_size=40)

SYMBOLS = st.sampled_from(["single", "single", "exec", "eval"])
ACTIONS = st.sampled_from(["default", "always", "error", "ignore"])


def read_snippets():
    """Statements of the standard library, each as a source of its own."""
    import ast

    found = []
    for name in ("argparse", "ast", "contextlib", "dataclasses", "enum", "functools",
                 "inspect", "textwrap", "typing", "asyncio/tasks"):
        path = pathlib.Path(sysconfig.get_path("stdlib"), name + ".py")
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.stmt) and 1 <= node.end_lineno - node.lineno <= 25:
                rows = source.splitlines()[node.lineno - 1:node.end_lineno]
                found.append(textwrap.dedent("\n".join(rows)))
    return found


SNIPPETS = read_snippets()


@st.composite
def mutated(draw):
    """A snippet with a few characters or lines removed, doubled or replaced."""
    source = draw(st.sampled_from(SNIPPETS))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, max(len(source) - 1, 0)))
        to = min(len(source), at + draw(st.integers(0, 6)))
        put = draw(st.one_of(st.just(""), TOKENS, st.just(source[at:to] * 2),
                             st.sampled_from(list("()[]{}:'\"\\\n\t\f\0,= #"))))
        source = source[:at] + put + source[to:]
    cut = draw(st.one_of(st.none(), st.integers(0, len(source))))
    return source + draw(st.sampled_from(["", "\n", "\n\n"])) if cut is None \
        else source[:cut]


sources = st.one_of(soup, lines, any_text, mutated())


# ---- what is compared ----

def verdict(engine, function, source, symbol, action):
    """All that one call of a compile_command shows."""
    describer, events = Describer(engine), []

    def note(what, *details):
        events.append((what, *map(describer.value, details)))

    with Stage(note, warning_action=action) as stage:
        try:
            events.append(("code", describer.code(function(source, "<f>", symbol))))
        except BaseException as error:
            described = describer.exception(error)
            events.append(("raised", described))
        events.append(("filters changed", stage.filters_changed()))
    return events


def session(engine, pushed, action):
    """All that some pushed lines show, without running their code."""
    trace = Trace(engine)
    describer = Describer(engine)

    class Console(engine.code.InteractiveConsole):
        def runcode(self, code):
            trace.note("runcode", repr(describer.code(code)))

        def write(self, data):
            trace.note("write", repr(describer.text(data)))

    with Stage(trace.note, warning_action=action):
        console = Console()
        for line in pushed:
            try:
                trace.note("more", console.push(line))
            except BaseException as error:
                trace.error("raised", error)
            trace.note(repr(console.buffer))
        trace.note("flags", console.compile.compiler.flags)
    return trace.lines


@bounded(LARGE)
@given(source=sources, symbol=SYMBOLS, action=ACTIONS)
def test_compile_command(both, source, symbol, action):
    expected, got = (
        verdict(engine, engine.codeop.compile_command, source, symbol, action)
        for engine in both)
    compare.assert_same(expected, got, repr((source, symbol, action)))


@bounded(SMALL)
@given(source=mutated(), symbol=SYMBOLS)
def test_compile_command_on_the_standard_library(both, source, symbol):
    expected, got = (
        verdict(engine, engine.codeop.compile_command, source, symbol, "default")
        for engine in both)
    compare.assert_same(expected, got, repr((source, symbol)))


@bounded(SMALL)
@given(given_sources=st.lists(
    st.one_of(sources, st.sampled_from(
        ["from __future__ import annotations", "from __future__ import barry_as_FLUFL",
         "1 <> 2", "1 != 2", "x: undefined = 1", "1 is 1", "'\\d'"])),
    min_size=1, max_size=5), action=ACTIONS)
def test_a_command_compiler_that_remembers(both, given_sources, action):
    expected, got = [], []
    for engine, record in zip(both, (expected, got)):
        compiler = engine.codeop.CommandCompiler()
        for source in given_sources:
            record.append(verdict(engine, compiler, source, "single", action))
            record.append(compiler.compiler.flags)
    compare.assert_same(expected, got, repr((given_sources, action)))


@bounded(SMALL)
@given(source=sources, action=ACTIONS)
def test_push_line_by_line(both, source, action):
    pushed = source.split("\n") + ["", ""]
    expected, got = (session(engine, pushed, action) for engine in both)
    compare.assert_same(expected, got, repr((pushed, action)))


@bounded(SMALL)
@given(pushed=st.lists(sources, max_size=5), action=ACTIONS)
def test_push_of_anything(both, pushed, action):
    expected, got = (session(engine, pushed, action) for engine in both)
    compare.assert_same(expected, got, repr((pushed, action)))


@bounded(SMALL)
@given(source=mutated())
def test_every_beginning_of_a_source(both, source):
    """A reader that asks after each line gets the same answers all along."""
    rows = source.split("\n")
    for count in range(1, len(rows) + 1):
        start = "\n".join(rows[:count])
        expected, got = (
            verdict(engine, engine.codeop.compile_command, start, "exec", "default")
            for engine in both)
        compare.assert_same(expected, got, repr(start))
