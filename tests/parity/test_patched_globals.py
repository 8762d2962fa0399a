"""Globals of `code` and `codeop` that a program patches take effect."""

import builtins
import io
import sys
import types
from unittest import mock

import pytest

from .test_dispatch import assert_same_play, push_all, reader

LINES = ["1 + 1", "if 1:", "  x = 5", "", "x y", "1/0"]


class Noted:
    """A stand-in for a module: hands on, and notes which attributes are asked for."""

    def __init__(self, trace, name, original, **changed):
        vars(self).update(_trace=trace, _name=name, _original=original)
        vars(self).update(changed)

    def __getattr__(self, name):
        self._trace.note("get", f"{self._name}.{name}")
        return getattr(self._original, name)

    def __setattr__(self, name, value):
        # A traceback of nothing but the standard module's own entries is None in ours.
        kind = "" if name == "last_traceback" else type(value).__name__
        self._trace.note("set", f"{self._name}.{name}", kind)
        setattr(self._original, name, value)

    def __delattr__(self, name):
        self._trace.note("del", f"{self._name}.{name}")
        delattr(self._original, name)


def noted_call(trace, name, function):
    def call(*arguments, **keywords):
        return trace.call(name, arguments, keywords, function)
    return call


def patched(module, name, value):
    return mock.patch.object(module, name, value, create=True)


def use_console(engine, trace):
    push_all(trace, engine.code.InteractiveConsole(), LINES)


def use_interact(engine, trace):
    sys.stdin = io.StringIO("1\n1/0\nx y\n")
    trace.note(engine.code.InteractiveConsole().interact("banner", "bye"))


def use_function(engine, trace):
    trace.note(engine.code.interact("banner", reader(["1"]), {}, "bye"))


def use_compile_command(engine, trace):
    for module in (engine.code, engine.codeop):
        for source in ("1", "(", "x y", "", "# c"):
            try:
                trace.note(type(module.compile_command(source)).__name__)
            except SyntaxError as error:
                trace.note("raised", str(error))


# ---- sys ----

@pytest.mark.parametrize("use", [use_console, use_interact, use_function])
def test_code_sys_is_asked(use, both):
    def scenario(engine, trace):
        with patched(engine.code, "sys", Noted(trace, "sys", sys)):
            use(engine, trace)

    assert_same_play(both, scenario)


def test_code_sys_as_a_mock(both):
    """What the standard test suite does."""
    def scenario(engine, trace):
        fake = mock.MagicMock(wraps=sys)
        fake.exc_info.side_effect = sys.exc_info
        del fake.ps1, fake.ps2
        fake.excepthook = fake.__excepthook__ = sys.__excepthook__
        with patched(engine.code, "sys", fake):
            console = engine.code.InteractiveConsole()
            console.raw_input = reader(["1/0", "x y"])
            console.interact(banner="b", exitmsg="e")
        trace.note("ps1", getattr(fake, "ps1", "absent"))
        trace.note("stderr", fake.stderr.method_calls)
        trace.note("last", fake.last_type, type(fake.last_value).__name__)
        trace.note("real", hasattr(sys, "last_type"), hasattr(sys, "ps1"))

    assert_same_play(both, scenario)


def test_code_sys_version_and_platform(both):
    def scenario(engine, trace):
        fake = Noted(trace, "sys", sys, version="VERSION", platform="PLATFORM")
        with patched(engine.code, "sys", fake):
            console = engine.code.InteractiveConsole()
            console.raw_input = reader([])
            console.interact()

    assert_same_play(both, scenario)


def test_code_sys_exc_info(both):
    def scenario(engine, trace):
        error = LookupError("made up")
        fake = Noted(trace, "sys", sys)
        try:
            raise error
        except LookupError:
            made_up = sys.exc_info()
        vars(fake)["exc_info"] = lambda: made_up
        with patched(engine.code, "sys", fake):
            push_all(trace, engine.code.InteractiveConsole(), ["1/0", "x y"])

    assert_same_play(both, scenario)


@pytest.mark.parametrize("info", [
    (None, None, None), (None, ValueError("v"), None), (1, 2, 3), (), (1, 2, 3, 4), 5,
    None,
], ids=repr)
def test_code_sys_exc_info_of_nonsense(info, both):
    def scenario(engine, trace):
        fake = Noted(trace, "sys", sys)
        vars(fake)["exc_info"] = lambda: info
        with patched(engine.code, "sys", fake):
            push_all(trace, engine.code.InteractiveConsole(), ["1/0", "x y"])

    assert_same_play(both, scenario)


def test_code_sys_without_anything(both):
    def scenario(engine, trace):
        with patched(engine.code, "sys", types.SimpleNamespace()):
            push_all(trace, engine.code.InteractiveConsole(), LINES)

    assert_same_play(both, scenario)


def test_code_sys_deleted(both):
    def scenario(engine, trace):
        kept = engine.code.sys
        del engine.code.sys
        try:
            push_all(trace, engine.code.InteractiveConsole(), ["1"])
        finally:
            engine.code.sys = kept
        push_all(trace, engine.code.InteractiveConsole(), ["1/0"])

    assert_same_play(both, scenario)


# ---- other modules that `code` uses ----

@pytest.mark.parametrize("use", [use_console, use_interact])
def test_code_traceback_is_asked(use, both):
    def scenario(engine, trace):
        import traceback

        fake = types.SimpleNamespace(**{
            name: noted_call(trace, name, getattr(traceback, name))
            for name in ("format_exception", "format_exception_only")})
        with patched(engine.code, "traceback", fake):
            use(engine, trace)

    assert_same_play(both, scenario)


@pytest.mark.parametrize("lines", [["a\n", "b\n"], [], ("x",), {"k": 1}, "text", [1],
                                   None], ids=repr)
def test_what_traceback_gives_is_joined(lines, both):
    def scenario(engine, trace):
        fake = types.SimpleNamespace(format_exception=lambda *a: lines,
                                     format_exception_only=lambda *a: lines)
        with patched(engine.code, "traceback", fake):
            push_all(trace, engine.code.InteractiveConsole(), ["1/0", "x y"])

    assert_same_play(both, scenario)


def test_code_builtins_is_asked(both):
    def scenario(engine, trace):
        if not hasattr(engine.code, "builtins"):
            trace.note("not in this version")
            return
        fake = types.SimpleNamespace(exit="exit", quit="quit")
        with patched(engine.code, "builtins", fake):
            console = engine.code.InteractiveConsole(local_exit=True)

            def raw_input(prompt):
                trace.note("replaced", fake.exit, fake.quit)
                raise EOFError

            console.raw_input = raw_input
            console.interact("", "")
        trace.note("restored", fake.exit, fake.quit)

    assert_same_play(both, scenario)


def test_code_quitter_is_replaced(both):
    def scenario(engine, trace):
        if not hasattr(engine.code, "Quitter"):
            trace.note("not in this version")
            return
        with patched(engine.code, "Quitter", lambda name: trace.note("Quitter", name)):
            console = engine.code.InteractiveConsole(local_exit=True)
            console.raw_input = lambda prompt: trace.note(builtins.exit) or "exit()"
            console.push("1")
            console.raw_input = reader(["1"])
            console.interact("", "")

    assert_same_play(both, scenario)


# ---- builtins put over by globals ----

def test_code_input(both):
    def scenario(engine, trace):
        inputs = iter(["1", "x y"])

        def fake(*arguments):
            trace.note("input", arguments)
            for line in inputs:
                return line
            raise EOFError

        with patched(engine.code, "input", fake):
            engine.code.InteractiveConsole().interact("", "")
            inputs = iter(["2"])
            engine.code.interact("", None, {}, "")
            try:
                engine.code.InteractiveConsole().raw_input("by itself")
            except EOFError:
                trace.note("end")

    assert_same_play(both, scenario)


def test_builtins_input(both):
    def scenario(engine, trace):
        with mock.patch.object(builtins, "input", side_effect=["1", EOFError]) as fake:
            engine.code.InteractiveConsole().interact("", "")
            trace.note(fake.mock_calls)

    assert_same_play(both, scenario)


def test_code_input_before_builtins_input(both):
    def scenario(engine, trace):
        with mock.patch.object(builtins, "input", side_effect=["never"]), \
                patched(engine.code, "input", lambda prompt: "code's own"):
            trace.note(engine.code.InteractiveConsole().raw_input())

    assert_same_play(both, scenario)


def test_code_exec(both):
    def scenario(engine, trace):
        def fake(code, namespace):
            trace.note("exec", code.co_names, sorted(namespace))
            raise error

        console = engine.code.InteractiveConsole({"a": 1})
        for error in (ValueError("v"), KeyboardInterrupt("k")):
            with patched(engine.code, "exec", fake):
                push_all(trace, console, ["name", "x y", "("])
                console.resetbuffer()
        error = SystemExit(4)
        with patched(engine.code, "exec", fake):
            push_all(trace, console, ["name"])

    assert_same_play(both, scenario)


def test_builtins_exec(both):
    def scenario(engine, trace):
        original = builtins.exec
        with mock.patch.object(builtins, "exec",
                               noted_call(trace, "exec", original)):
            push_all(trace, engine.code.InteractiveConsole({}), ["x = 5", "x"])

    assert_same_play(both, scenario)


def test_code_print(both):
    def scenario(engine, trace):
        def hook(*arguments):
            raise ValueError("hook")

        def fake(*arguments, **keywords):
            trace.note("print", arguments, sorted(keywords),
                       keywords.get("file") is sys.stderr)

        with patched(engine.code, "print", fake):
            sys.excepthook = hook
            push_all(trace, engine.code.InteractiveConsole(), ["1/0", "x y"])

    assert_same_play(both, scenario)


def test_builtins_print(both):
    def scenario(engine, trace):
        def hook(*arguments):
            raise ValueError("hook")

        def fake(*arguments, **keywords):
            trace.note("print", arguments, sorted(keywords))

        with mock.patch.object(builtins, "print", fake):
            sys.excepthook = hook
            push_all(trace, engine.code.InteractiveConsole(), ["1/0"])

    assert_same_play(both, scenario)


def test_code_str_and_hasattr_and_issubclass(both):
    """Builtins that the standard module uses by name; an unused one changes nothing."""
    def scenario(engine, trace):
        with patched(engine.code, "str", lambda value: f"<{value}>"):
            console = engine.code.InteractiveConsole()
            console.raw_input = reader([])
            console.interact("banner", "bye")

    assert_same_play(both, scenario)


def test_builtins_compile(both):
    def scenario(engine, trace):
        original = builtins.compile

        def fake(source, filename, symbol, *arguments, **keywords):
            calls.append((source, filename, symbol))
            return original(source, filename, symbol, *arguments, **keywords)

        calls = []
        with mock.patch.object(builtins, "compile", fake):
            push_all(trace, engine.code.InteractiveConsole(), ["1", "(", ")"])
        trace.note("calls", calls)

    assert_same_play(both, scenario)


# ---- what `code` takes from codeop ----

def test_code_command_compiler(both):
    def scenario(engine, trace):
        class Own(engine.codeop.CommandCompiler):
            def __call__(self, *arguments, **keywords):
                return trace.call("Own", arguments, keywords, super().__call__)

        with patched(engine.code, "CommandCompiler", Own):
            console = engine.code.InteractiveConsole()
        trace.note(type(console.compile) is Own)
        push_all(trace, console, ["1", "(", ")", "x y"])
        with patched(engine.code, "CommandCompiler", lambda: None):
            trace.note(vars(engine.code.InteractiveInterpreter({})))

    assert_same_play(both, scenario)


def test_code_interactive_console(both):
    def scenario(engine, trace):
        class Own(engine.code.InteractiveConsole):
            def interact(self, *arguments, **keywords):
                trace.note("interact", arguments, keywords)
                return super().interact(*arguments, **keywords)

        with patched(engine.code, "InteractiveConsole", Own):
            trace.note(engine.code.interact("b", reader(["1"]), {}, "e"))
        fake = mock.MagicMock()
        with patched(engine.code, "InteractiveConsole", fake):
            trace.note(engine.code.interact("b", None, {}, "e"))
        trace.note(fake.mock_calls)

    assert_same_play(both, scenario)


def test_code_interactive_interpreter(both):
    """Its __init__ is called through the global."""
    def scenario(engine, trace):
        fake = mock.MagicMock()
        original = engine.code.InteractiveConsole
        with patched(engine.code, "InteractiveInterpreter", fake):
            console = original({"a": 1}, "f")
        trace.note([(name, arguments[1:]) for name, arguments, keywords
                    in fake.mock_calls])
        trace.note(sorted(vars(console)))

    assert_same_play(both, scenario)


def test_code_compile_command(both):
    def scenario(engine, trace):
        with patched(engine.code, "compile_command",
                     lambda *arguments: trace.note("never")):
            push_all(trace, engine.code.InteractiveConsole(), ["1"])

    assert_same_play(both, scenario)


# ---- globals of codeop ----

@pytest.mark.parametrize("use", [use_compile_command, use_console])
def test_codeop_compile(use, both):
    """A replaced compile is called as the standard module calls its own."""
    def scenario(engine, trace):
        def fake(*arguments, **keywords):
            return trace.call("compile", arguments, keywords, compile)

        with patched(engine.codeop, "compile", fake):
            use(engine, trace)

    assert_same_play(both, scenario)


def test_codeop_compile_that_raises(both):
    def scenario(engine, trace):
        for error in (SyntaxError("own"), SyntaxError("incomplete input"),
                      ValueError("v"), MemoryError("m"), KeyboardInterrupt()):
            def fake(*arguments, **keywords):
                raise error

            with patched(engine.codeop, "compile", fake):
                push_all(trace, engine.code.InteractiveConsole(), ["1"])

    assert_same_play(both, scenario)


def test_codeop_maybe_compile(both):
    def scenario(engine, trace):
        def fake(compiler, *arguments, **keywords):
            trace.note("_maybe_compile", callable(compiler), arguments, keywords)

        with patched(engine.codeop, "_maybe_compile", fake):
            use_compile_command(engine, trace)
            push_all(trace, engine.code.InteractiveConsole(), ["1", "2"])

    assert_same_play(both, scenario)


def test_codeop_private_compile(both):
    def scenario(engine, trace):
        def fake(*arguments, **keywords):
            return trace.call("_compile", arguments, keywords, original)

        original = engine.codeop._compile
        with patched(engine.codeop, "_compile", fake):
            use_compile_command(engine, trace)

    assert_same_play(both, scenario)


def test_codeop_compile_class(both):
    def scenario(engine, trace):
        class Own(engine.codeop.Compile):
            def __call__(self, *arguments, **keywords):
                return trace.call("Own", arguments, keywords, super().__call__)

        with patched(engine.codeop, "Compile", Own):
            console = engine.code.InteractiveConsole()
        trace.note(type(console.compile.compiler) is Own)
        push_all(trace, console, ["1", "(", ")"])

    assert_same_play(both, scenario)


def test_codeop_warnings_with_a_compiler_of_ones_own(both):
    """Somebody else's compiler runs inside the warnings module's own tool."""
    def scenario(engine, trace):
        import warnings

        def compiler(source, *arguments, **keywords):
            trace.note("warnings", [entry[:3] for entry in warnings.filters][:1])
            return compile(source, "f", "single")

        console = engine.code.InteractiveConsole()
        compiler.flags = 0
        console.compile.compiler = compiler
        push_all(trace, console, ["1"])

    assert_same_play(both, scenario)


@pytest.mark.parametrize("name", ["SyntaxError", "SystemExit", "EOFError"])
def test_patched_exception_names(name, both):
    """Names of exceptions in the module's globals decide what is caught."""
    def scenario(engine, trace):
        class Own(Exception):
            pass

        with patched(engine.code, name, Own):
            console = engine.code.InteractiveConsole()
            push_all(trace, console, ["1", "1/0"])

    assert_same_play(both, scenario)


def test_replaced_by_install(both):
    """`import code` in the console finds whatever is installed."""
    def scenario(engine, trace):
        with engine.installed():
            console = engine.code.InteractiveConsole({"trace": trace})
            push_all(trace, console, [
                "import code, codeop",
                "trace.note(code.InteractiveConsole.__name__)",
                "inner = code.InteractiveConsole({'y': 5})",
                "inner.push('y')",
                "inner.push('x y')",
                "inner.push('1/0')",
                "codeop.compile_command('(') is None",
                "inner.push('raise SystemExit(2)')",
            ])

    assert_same_play(both, scenario)
