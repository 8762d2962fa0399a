"""DialectCompiler: a second language at the prompt of a console."""

import copy
import gc
import io
import sys
import weakref
from contextlib import redirect_stderr, redirect_stdout

import pytest

import inlet


class Shell(inlet.InteractiveConsole):
    """Commands that begin with % and go on after a backslash; %% is a block, which a
    line with a dot ends."""

    def __init__(self, *args, **keywords):
        super().__init__(*args, **keywords)
        self.compile = inlet.DialectCompiler(self.judge, self.run, self.compile)
        self.asked = []
        self.ran = []

    def judge(self, source):
        self.asked.append(source)
        if source.startswith("%raise"):
            raise RuntimeError("of the judge")
        if source.startswith("%wrong"):
            raise SyntaxError("no such command")
        if source.startswith("%odd"):
            return True
        if source.startswith("%%"):
            return "complete" if source.endswith("\n.") else "incomplete"
        if source.startswith("%"):
            return "incomplete" if source.endswith("\\") else "complete"
        return None

    def run(self, source):
        self.ran.append(source)
        if source == "%fail":
            raise LookupError("of the runner")
        if source == "%leave":
            raise SystemExit(3)
        if source.startswith("%eval "):
            return eval(source[6:], self.locals)
        return None


@pytest.fixture
def shell():
    return Shell({})


def push(shell, *lines):
    """What push() answered last, and what was written."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        for line in lines:
            more = shell.push(line)
    return more, out.getvalue(), err.getvalue()


def test_a_command_runs_and_python_does_too(shell):
    assert push(shell, "%go there") == (False, "", "")
    assert push(shell, "x = 1", "x + 1") == (False, "2\n", "")
    assert shell.ran == ["%go there"]


def test_a_value_is_shown_as_that_of_an_expression(shell, monkeypatch):
    push(shell, "x = 'text'")
    assert push(shell, "%eval x") == (False, "'text'\n", "")
    assert push(shell, "%eval None") == (False, "", "")
    shown = []
    monkeypatch.setattr(sys, "displayhook", shown.append)
    push(shell, "%eval x * 2")
    assert shown == ["texttext"]


def test_commands_of_many_lines(shell):
    assert push(shell, "%one \\")[0] is True
    assert shell.buffer == ["%one \\"]
    assert push(shell, "two")[0] is False
    assert push(shell, "%%", "if 1:", "", ".")[0] is False
    assert shell.ran == ["%one \\\ntwo", "%%\nif 1:\n\n."]
    assert shell.buffer == []


def test_a_wrong_command_is_a_syntax_error(shell):
    more, out, err = push(shell, "%wrong")
    assert (more, out) == (False, "")
    assert err == ('  File "<console>", line 1\n    %wrong\n'
                   "SyntaxError: no such command\n")
    assert shell.ran == []


def test_a_wrong_line_is_named(shell):
    def judge(source):
        if source.endswith("bad"):
            raise SyntaxError("bad")
        if source.endswith("worse"):
            raise SyntaxError("worse", ("there", 7, 2, "text"))
        return "incomplete"

    compiler = inlet.DialectCompiler(judge, print)
    with pytest.raises(SyntaxError) as caught:
        compiler("a\nb\nbad", "<file>")
    error = caught.value
    assert (error.filename, error.lineno, error.text) == ("<file>", 3, "bad")
    with pytest.raises(SyntaxError) as caught:
        compiler("a\nworse", "<file>")
    error = caught.value
    assert (error.filename, error.lineno, error.text) == ("there", 7, "text")


@pytest.mark.parametrize("line, kind", [
    ("%raise", "RuntimeError: of the judge"), ("%fail", "LookupError: of the runner"),
    ("%odd", "TypeError: judge() must answer None, 'complete' or 'incomplete', not True"),
])
def test_exceptions_are_shown_as_those_of_code(shell, line, kind):
    more, out, err = push(shell, line)
    lines = err.splitlines()
    assert more is False
    assert lines[:2] == ["Traceback (most recent call last):",
                         '  File "<console>", line 1, in <module>']
    assert lines[-1] == kind
    assert push(shell, "1") == (False, "1\n", "")


def test_leaving(shell):
    with pytest.raises(SystemExit) as caught:
        push(shell, "%leave")
    assert caught.value.code == 3


def test_the_judge_is_asked_at_the_first_line_of_pythons_inputs_only(shell):
    lines = ["def f():", "    x = '''", "%not a command", "'''", "    return x", ""]
    assert push(shell, *lines)[0] is False
    assert shell.asked == ["def f():"]
    assert shell.locals["f"]() == "\n%not a command\n"
    push(shell, "%%", "1", ".")
    assert shell.asked[1:] == ["%%", "%%\n1", "%%\n1\n."]


def test_an_input_that_was_dropped_is_not_gone_on_with(shell):
    push(shell, "if 1:")
    shell.resetbuffer()
    push(shell, "%go")
    push(shell, "if 1:", "  2", "")
    assert shell.asked == ["if 1:", "%go", "if 1:"]


def test_sources_that_are_no_prompts_are_pythons(shell):
    assert shell.runsource("%go\n", "<file>", "exec") is False
    assert shell.asked == []
    assert shell.runsource("%go") is False
    assert shell.asked == ["%go"]


def test_the_compiler_is_the_judge_of_completeness(shell):
    compiler = shell.compile
    assert isinstance(compiler, inlet.CommandCompiler)
    assert compiler("if 1:") is None
    assert compiler("%one \\") is None
    code = compiler("%go", "<file>")
    assert code.co_filename == "<file>"
    assert shell.ran == []
    with pytest.raises(SyntaxError, match="no such command"):
        compiler("%wrong")


def test_future_statements_and_flags_count(shell):
    push(shell, "from __future__ import annotations", "%go", "def f(x: 1): pass", "")
    assert shell.locals["f"].__annotations__ == {"x": "1"}
    before = shell.compile.compiler.flags
    assert shell.compile.compile.compiler.flags == before


def test_an_override_of_runcode_runs_commands_too():
    class Timed(Shell):
        def runcode(self, code):
            self.codes.append(code)
            super().runcode(code)

    shell = Timed({})
    shell.codes = []
    push(shell, "%go", "x = 1")
    assert [code.co_name for code in shell.codes] == ["<module>"] * 2
    assert shell.ran == ["%go"]


def test_another_compiler_may_be_inside(shell):
    calls = []

    def compile(source, filename, symbol):
        calls.append((source, filename, symbol))
        return None if source.endswith(":") else __builtins__["compile"]("", "", "exec")

    shell.compile = inlet.DialectCompiler(shell.judge, shell.run, compile)
    assert shell.compile.compiler is None
    assert push(shell, "a:")[0] is True
    assert push(shell, "b")[0] is False
    assert calls == [("a:", "<console>", "single"), ("a:\nb", "<console>", "single")]


def test_long_inputs_of_python_take_the_short_cut(shell):
    push(shell, "def f():")
    for number in range(2000):
        assert push(shell, f"    x{number} = {number}")[0] is True
    assert shell.asked == ["def f():"]
    # push() knew the answer without the compiler, which would have noted the text.
    assert shell.compile._passed.count("\n") < 3
    assert push(shell, "")[0] is False
    assert "f" in shell.locals


def test_warnings_are_those_of_the_input_only(shell, recwarn):
    push(shell, "%go", "%eval 1")
    assert len(recwarn) == 0


def test_it_can_be_copied_and_collected(shell):
    other = copy.copy(shell.compile)
    assert other.run == shell.run
    console = Shell({})
    reference = weakref.ref(console)
    del console
    gc.collect()
    assert reference() is None


def test_arguments_are_bound_as_pythons():
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'run'"):
        inlet.DialectCompiler(print)
    made = inlet.DialectCompiler(run=print, judge=lambda source: None)
    assert made("1").co_filename == "<input>"
    assert made.compiler is made.compile.compiler
