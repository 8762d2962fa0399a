"""Each step goes through `self`, in the same order and with the same arguments.

A scenario is a function (engine, trace); it is played through both engines, and the
traces have to be equal.
"""

import io
import sys
import threading
import types

import pytest

from . import compare
from .stage import Stage
from .tracing import STEPS, WAYS, Trace

PROGRAMS = {
    "value": ["1 + 1"],
    "block": ["if 1:", "    x = 5", ""],
    "nothing": [""],
    "syntax error": ["x y"],
    "indentation error": ["if 1:", "x = 1"],
    "late syntax error": ["(1,", "2 3", ")"],
    "value error": ["'\\x4'"],
    "null": ["\0"],
    "warning": ["1 is 1"],
    "runtime error": ["def f(): 1/0\n", "f()"],
    "chained error": ["try: 1/0\nexcept ZeroDivisionError: {}['k']\n"],
    "interrupt": ["raise KeyboardInterrupt"],
    "exit": ["raise SystemExit(3)"],
    "not a string": [5],
}
ALWAYS = ("push", "runsource", "runcode", "showsyntaxerror", "showtraceback", "write",
          "resetbuffer", "raw_input", "interact")


def play(engine, scenario):
    trace = Trace(engine)
    with Stage(trace.note):
        try:
            scenario(engine, trace)
        except BaseException as error:
            trace.error("escaped", error)
    return trace.lines


def assert_same_play(both, scenario):
    standard, tested = both
    expected = play(standard, scenario)
    assert expected, "the scenario shows nothing"
    compare.assert_same(expected, play(tested, scenario))


def push_all(trace, console, lines):
    for line in lines:
        try:
            trace.note("result", console.push(line))
        except BaseException as error:
            trace.error("push raised", error)
        trace.note("buffer", console.buffer)


def reader(lines, *ends):
    """A raw_input that gives lines and raises exceptions among them, then EOFError."""
    given = iter([*lines, *ends])

    def raw_input(prompt=""):
        for line in given:
            if isinstance(line, BaseException):
                raise line
            return line
        raise EOFError

    return raw_input


# ---- every step, in every way, for every kind of program ----

@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("way", WAYS)
def test_all_steps_are_replaceable(way, program, both):
    def scenario(engine, trace):
        console = WAYS[way](trace, engine.code.InteractiveConsole, STEPS)
        push_all(trace, console, PROGRAMS[program])

    assert_same_play(both, scenario)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("step", STEPS)
def test_one_step_replaced(step, program, both):
    def scenario(engine, trace):
        if not hasattr(engine.code.InteractiveConsole, step):
            trace.note("not in this version")
            return
        console = WAYS["by_subclass"](trace, engine.code.InteractiveConsole, [step])
        push_all(trace, console, PROGRAMS[program])

    assert_same_play(both, scenario)


@pytest.mark.parametrize("way", WAYS)
def test_interact_calls_the_steps(way, both):
    def scenario(engine, trace):
        sys.stdin = io.StringIO("x = 1\nif x:\n  y = 2\n\n1/0\nx y\n(\n")
        console = WAYS[way](trace, engine.code.InteractiveConsole, STEPS)
        console.interact("banner", "bye")

    assert_same_play(both, scenario)


@pytest.mark.parametrize("way", WAYS)
def test_interrupted_interact_calls_the_steps(way, both):
    def scenario(engine, trace):
        base = type("Base", (engine.code.InteractiveConsole,), {
            "raw_input": staticmethod(
                reader(["("], KeyboardInterrupt(), SystemExit(1)))})
        WAYS[way](trace, base, STEPS).interact()

    assert_same_play(both, scenario)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("program", ["value", "syntax error", "runtime error"])
def test_an_interpreter_without_console(way, program, both):
    def scenario(engine, trace):
        base = engine.code.InteractiveInterpreter
        interpreter = WAYS[way](trace, base, STEPS)
        for source in PROGRAMS[program]:
            trace.note("result", interpreter.runsource(source))

    if way == "by_callable_object":
        pytest.skip("the way makes no difference here")
    assert_same_play(both, scenario)


# ---- scenarios of their own ----

def no_override_calls_the_base(engine, trace):
    """The override alone decides; nothing else of the step happens."""
    base = engine.code.InteractiveConsole
    cls = type("Silent", (base,), {
        "showtraceback": lambda self: trace.note("silent traceback"),
        "showsyntaxerror": lambda self, *a, **k: trace.note("silent syntax error"),
    })
    push_all(trace, cls(), ["1/0", "x y", "1"])


def old_signature_of_showtraceback(engine, trace):
    class Console(engine.code.InteractiveConsole):
        def showtraceback(self, *, extra=None):
            trace.note("extra", extra)

    push_all(trace, Console(), ["1/0"])


def new_signature_of_showsyntaxerror(engine, trace):
    class Console(engine.code.InteractiveConsole):
        def showsyntaxerror(self, filename=None, **kwargs):
            trace.note("showsyntaxerror", filename, kwargs)
            return super().showsyntaxerror(filename, **kwargs)

    push_all(trace, Console(), ["x y", "(", "a b", ")"])


def positional_parameters_only(engine, trace):
    class Console(engine.code.InteractiveConsole):
        def runsource(self, source, filename="<input>", /, symbol="single"):
            trace.note("runsource", source, filename, symbol)
            return super().runsource(source, filename, symbol)

        def runcode(self, code, /):
            trace.note("runcode")
            return super().runcode(code)

        def write(self, data, /):
            trace.note("write", data)

        def push(self, line, /, **kwargs):
            trace.note("push", line, kwargs)
            return super().push(line, **kwargs)

        def raw_input(self, prompt="", /):
            trace.note("raw_input", prompt)
            return lines(prompt)

    lines = reader(["x = 1", "x y", "1/0"])
    Console().interact()


def compile_replaced_by_a_callable(engine, trace):
    console = engine.code.InteractiveConsole()
    plain = console.compile

    def compiling(*arguments, **keywords):
        return trace.call("compile", arguments, keywords, plain)

    console.compile = compiling
    push_all(trace, console, ["1", "if 1:", "    2", "", "x y"])


def compile_given_by_the_class(engine, trace):
    class Console(engine.code.InteractiveConsole):
        @property
        def compile(self):
            trace.note("get compile")
            return self._compile

        @compile.setter
        def compile(self, value):
            trace.note("set compile", type(value).__name__)
            self._compile = value

    push_all(trace, Console(), ["1", "if 1:", ""])


def compiler_replaced_by_a_callable(engine, trace):
    console = engine.code.InteractiveConsole()
    plain = console.compile.compiler

    class Compiler:
        flags = plain.flags

        def __call__(self, *arguments, **keywords):
            return trace.call("compiler", arguments, keywords, plain)

    console.compile.compiler = Compiler()
    push_all(trace, console, ["1", "if 1:", "    2", "", "x y", "(", ")", "# c", ""])


def compiler_that_raises(engine, trace):
    console = engine.code.InteractiveConsole()

    class Compiler:
        flags = 0

        def __call__(self, source, *arguments, **keywords):
            trace.note("compiler", source, arguments, keywords)
            raise errors[source.strip()]

    errors = {
        "1": SyntaxError("own"), "2": SyntaxError("incomplete input"),
        "3": ValueError("v"), "4": OverflowError("o"), "5": SystemExit(5),
    }
    console.compile.compiler = Compiler()
    push_all(trace, console, ["1", "2", "3"])
    console.resetbuffer()
    push_all(trace, console, ["4"])
    push_all(trace, console, ["5"])


def compiler_that_warns(engine, trace):
    """Warnings are kept back while judging, shown when it counts."""
    import warnings

    console = engine.code.InteractiveConsole()

    class Compiler:
        flags = 0

        def __call__(self, source, *arguments, **keywords):
            for category in (SyntaxWarning, DeprecationWarning, UserWarning):
                warnings.warn_explicit(f"own {category.__name__}", category, "f", 1)
            return compile(source, "f", "single")

    warnings.simplefilter("always")
    console.compile.compiler = Compiler()
    push_all(trace, console, ["1"])


def compiler_subclass(engine, trace):
    class Compile(engine.codeop.Compile):
        def __call__(self, source, filename, symbol, *arguments, **keywords):
            trace.note("Compile", source, filename, symbol, arguments, keywords)
            return super().__call__(source, filename, symbol, *arguments, **keywords)

    class Commands(engine.codeop.CommandCompiler):
        def __init__(self):
            super().__init__()
            self.compiler = Compile()

        def __call__(self, *arguments, **keywords):
            return trace.call("Commands", arguments, keywords, super().__call__)

    console = engine.code.InteractiveConsole()
    console.compile = Commands()
    push_all(trace, console, ["from __future__ import annotations", "x: y", "(", ")"])
    trace.note("flags", console.compile.compiler.flags)


def compiler_class_changed(engine, trace):
    """Compile.__call__ replaced on the class is called."""
    cls = engine.codeop.Compile
    original = cls.__call__

    def call(self, source, *arguments, **keywords):
        trace.note("changed", source, arguments, keywords)
        return original(self, source, *arguments, **keywords)

    console = engine.code.InteractiveConsole()
    cls.__call__ = call
    try:
        push_all(trace, console, ["1", "(", ")", "x y"])
    finally:
        cls.__call__ = original
    push_all(trace, console, ["2"])


def compiler_flags_as_property(engine, trace):
    class Compile(engine.codeop.Compile):
        @property
        def flags(self):
            trace.note("get flags")
            return self._flags

        @flags.setter
        def flags(self, value):
            trace.note("set flags", value)
            self._flags = value

    console = engine.code.InteractiveConsole()
    console.compile.compiler = Compile()
    push_all(trace, console, ["1", "from __future__ import annotations", "x y", "("])


def command_compiler_class_changed(engine, trace):
    cls = engine.codeop.CommandCompiler
    original = cls.__call__
    cls.__call__ = lambda self, *arguments, **keywords: trace.call(
        "changed", arguments, keywords, lambda *a, **k: original(self, *a, **k))
    try:
        push_all(trace, engine.code.InteractiveConsole(), ["1", "("])
    finally:
        cls.__call__ = original


def base_class_changed(engine, trace):
    """A method replaced on the class itself is used by consoles that exist."""
    cls = engine.code.InteractiveInterpreter
    console = engine.code.InteractiveConsole()
    originals = {name: vars(cls)[name] for name in ("write", "runcode")}
    try:
        cls.write = lambda self, data: trace.note("write", data)
        cls.runcode = lambda self, code: trace.note("runcode", code.co_names)
        push_all(trace, console, ["name", "x y"])
    finally:
        for name, original in originals.items():
            setattr(cls, name, original)
    push_all(trace, console, ["5"])


def init_changed(engine, trace):
    cls = engine.code.InteractiveInterpreter
    original = vars(cls)["__init__"]

    def init(self, *arguments, **keywords):
        trace.note("init", arguments, keywords)
        original(self, *arguments, **keywords)

    cls.__init__ = init
    try:
        engine.code.InteractiveConsole()
        engine.code.InteractiveConsole({}, "f")
        engine.code.InteractiveConsole(locals={}, filename="f")
    finally:
        cls.__init__ = original


def init_not_called(engine, trace):
    class Console(engine.code.InteractiveConsole):
        def __init__(self):
            trace.note("nothing is set")

    console = Console()
    trace.note("vars", vars(console))
    for step in (lambda: console.push("1"), lambda: console.runsource("1"),
                 lambda: console.runcode(compile("1", "f", "single")),
                 console.resetbuffer, lambda: console.push("1")):
        try:
            trace.note("returned", step())
        except AttributeError as error:
            trace.note("raised", str(error))
    trace.note("vars", vars(console))


def attributes_given_by_getattr(engine, trace):
    class Console(engine.code.InteractiveConsole):
        def __getattr__(self, name):
            trace.note("getattr", name)
            return given[name]

    given = {"locals": {"given": 5}, "filename": "given.py", "buffer": ["("],
             "compile": engine.codeop.CommandCompiler(), "local_exit": False}
    console = Console()
    for name in given:
        vars(console).pop(name, None)
    push_all(trace, console, ["given)"])
    trace.note("vars", sorted(vars(console)))


def attributes_as_properties(engine, trace):
    def noted(name):
        def get(self):
            trace.note("get", name)
            return vars(self)["_" + name]

        def set(self, value):
            trace.note("set", name, type(value).__name__)
            vars(self)["_" + name] = value

        return property(get, set)

    names = ("locals", "filename", "buffer", "compile")
    cls = type("Console", (engine.code.InteractiveConsole,),
               {name: noted(name) for name in names})
    push_all(trace, cls(), ["1", "(", ")", "x y", "1/0"])


def attribute_reads(engine, trace):
    """Which attributes of self are read and set, and in which order."""
    class Console(engine.code.InteractiveConsole):
        def __getattribute__(self, name):
            # Only asked where it is newer than the running Python.
            if not quiet and (name != "local_exit" or sys.version_info >= (3, 13)):
                trace.note("get", name)
            return super().__getattribute__(name)

        def __setattr__(self, name, value):
            if not quiet:
                trace.note("set", name)
            super().__setattr__(name, value)

    quiet = []
    console = Console()
    for line in ("1", "(", ")", "x y", "1/0"):
        trace.note("---", line)
        console.push(line)
    console.raw_input = reader(["1"], KeyboardInterrupt())
    trace.note("--- interact")
    console.interact()
    quiet.append(True)


def slots_in_a_subclass(engine, trace):
    class Console(engine.code.InteractiveConsole):
        __slots__ = ("buffer", "filename")

    console = Console(filename="slot.py")
    push_all(trace, console, ["(", "1)", "1/0"])
    trace.note("vars", sorted(vars(console)))


def unbound_with_a_duck(engine, trace):
    """Methods called on the class with anything that has what they use."""
    Console = engine.code.InteractiveConsole
    duck = types.SimpleNamespace(
        buffer=["("], filename="duck.py", locals={"__name__": "duck"},
        compile=engine.codeop.CommandCompiler(), local_exit=False)
    duck.resetbuffer = lambda: trace.note("resetbuffer")
    duck.write = lambda data: trace.note("write", data)
    duck.runcode = lambda code: trace.note("runcode", code.co_filename)
    duck.runsource = lambda *a, **k: trace.note("runsource", a, k)
    duck.showsyntaxerror = lambda *a, **k: trace.note("showsyntaxerror", a, k)
    duck.showtraceback = lambda *a, **k: trace.note("showtraceback", a, k)
    duck.push = lambda line: trace.note("push", line)
    duck.raw_input = reader(["line"])
    duck._showtraceback = lambda *a: trace.note("_showtraceback", a)
    duck._excepthook = lambda *a: trace.note("_excepthook", a)
    trace.note(Console.push(duck, "1)"))
    trace.note(Console.runsource(duck, "1", "f"))
    trace.note(Console.runsource(duck, "x y", "f"))
    trace.note(Console.runsource(duck, "(", "f"))
    trace.note(Console.runcode(duck, compile("1/0", "f", "exec")))
    trace.note(Console.interact(duck, "banner", "bye"))
    trace.note(Console.resetbuffer(duck), duck.buffer)
    try:
        1 / 0
    except ZeroDivisionError:
        Console.showtraceback(duck)
        Console.showsyntaxerror(duck, "f")
    trace.note(Console.write(None, "text"))
    sys.stdin = io.StringIO("typed\n")
    trace.note(Console.raw_input(None, "prompt"))


def init_with_a_duck(engine, trace):
    class Duck:
        def resetbuffer(self):
            trace.note("resetbuffer")

    duck = Duck()
    for call in (
        lambda: engine.code.InteractiveInterpreter.__init__(duck, {"a": 1}),
        lambda: engine.code.InteractiveConsole.__init__(duck, {"a": 1}, "f"),
        lambda: engine.codeop.Compile.__init__(duck),
        lambda: engine.codeop.CommandCompiler.__init__(duck),
    ):
        trace.note("returned", call())
        trace.note("vars", {name: type(value).__name__
                            for name, value in sorted(vars(duck).items())})


def codeop_with_a_duck(engine, trace):
    plain = engine.codeop.Compile()
    duck = types.SimpleNamespace(flags=plain.flags)
    trace.note(type(engine.codeop.Compile.__call__(duck, "1", "f", "single")).__name__)
    engine.codeop.Compile.__call__(
        duck, "from __future__ import annotations", "f", "single")
    trace.note("flags", duck.flags)

    class Compiler:
        flags = 5

        def __call__(self, *arguments, **keywords):
            return trace.call("compiler", arguments, keywords,
                              lambda source, *a, **k: compile(source, "f", "single"))

    duck = types.SimpleNamespace(compiler=Compiler())
    for source in ("1", "", "x y"):
        try:
            trace.note(engine.codeop.CommandCompiler.__call__(duck, source))
        except SyntaxError as error:
            trace.error("raised", error)


def bound_methods_are_bound(engine, trace):
    console = engine.code.InteractiveConsole()
    for name in ALWAYS:
        method = getattr(console, name)
        trace.note(name, type(method).__name__, method.__self__ is console,
                   method == getattr(console, name),
                   method.__func__ is getattr(type(console), name),
                   method.__name__, method.__qualname__)
    kept = console.push
    console.push = lambda line: trace.note("instance", line)
    trace.note("kept", kept("1"))


def super_in_several_levels(engine, trace):
    class A(engine.code.InteractiveConsole):
        def runsource(self, source, filename="f", symbol="single"):
            return trace.call("A", (source, filename, symbol), {}, super().runsource)

        def write(self, data):
            trace.call("A.write", (data,), {}, super().write)

    class B(A):
        def runsource(self, source, filename="f", symbol="single"):
            return trace.call("B", (source, filename, symbol), {}, super().runsource)

        def write(self, data):
            trace.call("B.write", (data.upper(),), {}, super().write)

    push_all(trace, B(), ["1", "1/0", "x y"])


def steps_that_call_each_other(engine, trace):
    class Console(engine.code.InteractiveConsole):
        def runcode(self, code):
            if "nested" in code.co_names:
                trace.note("inner", self.runsource("1 + 1"))
                trace.note("inner", self.push("inner = 2"))
            return super().runcode(code)

        def showtraceback(self):
            super().showtraceback()
            trace.note("inner", self.runsource("x y"))

    push_all(trace, Console(), ["nested = 1", "nested", "1/0", "inner"])


def a_step_deleted_from_the_instance(engine, trace):
    console = engine.code.InteractiveConsole()
    console.write = lambda data: trace.note("own", data)
    push_all(trace, console, ["1/0"])
    del console.write
    push_all(trace, console, ["1/0"])


def a_step_replaced_while_it_runs(engine, trace):
    console = engine.code.InteractiveConsole()

    def first(data):
        trace.note("first", data)
        console.write = second

    def second(data):
        trace.note("second", data)

    console.write = first
    push_all(trace, console, ["1/0", "x y", "1/0"])


def a_step_that_is_none(engine, trace):
    for name in ("runsource", "runcode", "showtraceback", "showsyntaxerror", "write",
                 "resetbuffer", "compile"):
        console = engine.code.InteractiveConsole()
        setattr(console, name, None)
        push_all(trace, console, ["1/0", "x y"])


def exc_info_in_overrides(engine, trace):
    class Console(engine.code.InteractiveConsole):
        def showtraceback(self):
            trace.note("showtraceback", trace.entries(sys.exc_info()[2]))
            super().showtraceback()

        def write(self, data):
            trace.note("write", str(sys.exc_info()[1]))

        def resetbuffer(self):
            trace.note("resetbuffer", sys.exc_info())
            super().resetbuffer()

        def runcode(self, code):
            trace.note("runcode", sys.exc_info())
            super().runcode(code)

    console = Console()
    push_all(trace, console, ["1/0", "x y", "1", "raise KeyboardInterrupt"])
    try:
        raise LookupError("of the host")
    except LookupError:
        push_all(trace, console, ["1/0", "x y"])


def third_party_strips_one_entry(engine, trace):
    """What bpython, IDLE and Twisted do in showtraceback."""
    import traceback

    class Console(engine.code.InteractiveConsole):
        def showtraceback(self):
            type_, value, tb = sys.exc_info()
            for line in traceback.format_list(traceback.extract_tb(tb)[1:]):
                trace.note(line)
            for line in traceback.format_exception(type_, value, tb.tb_next):
                trace.note(line)

    push_all(trace, Console(), ["1/0", "def f(): 1/0\n", "f()"])


def context_of_errors_in_overrides(engine, trace):
    class Console(engine.code.InteractiveConsole):
        def showtraceback(self):
            raise LookupError("in override")

        def showsyntaxerror(self, *arguments, **keywords):
            raise LookupError("in override")

    push_all(trace, Console(), ["1/0", "x y"])


def interact_finds_raw_input_each_time(engine, trace):
    console = engine.code.InteractiveConsole()

    def first(prompt):
        trace.note("first", prompt)
        console.raw_input = second
        return "x = 1"

    def second(prompt):
        trace.note("second", prompt)
        raise EOFError

    console.raw_input = first
    console.interact()


def interact_finds_the_prompts_each_time(engine, trace):
    console = engine.code.InteractiveConsole()
    prompts = iter(["a", "b", "c"])

    def raw_input(prompt):
        trace.note("prompt", prompt)
        for text in prompts:
            sys.ps1 = text
            return "1"
        raise EOFError

    console.raw_input = raw_input
    console.interact()


def keywords_of_every_method(engine, trace):
    console = engine.code.InteractiveConsole(locals={}, filename="k")
    trace.note(console.runsource(source="1", filename="f", symbol="single"))
    trace.note(console.runcode(code=compile("1", "f", "single")))
    trace.note(console.write(data="text"))
    trace.note(console.push(line="1"))
    console.raw_input = reader([])
    trace.note(console.interact(banner="b", exitmsg="e"))
    try:
        raise SyntaxError("s")
    except SyntaxError:
        trace.note(console.showsyntaxerror(filename="f"))
    trace.note(engine.codeop.compile_command(source="1", filename="f", symbol="eval"))
    trace.note(engine.codeop.CommandCompiler()(source="1", filename="f", symbol="eval"))
    trace.note(engine.codeop.Compile()(source="1", filename="f", symbol="eval"))


def with_a_dict_as_base(engine, trace):
    class Console(engine.code.InteractiveConsole, dict):
        pass

    console = Console(filename="dict.py")
    console["key"] = 1
    push_all(trace, console, ["1", "1/0"])
    trace.note(dict(console), sorted(vars(console)), len(console), bool(console))


def with_a_dict_as_namespace_and_base(engine, trace):
    class Console(dict, engine.code.InteractiveConsole):
        def __init__(self):
            engine.code.InteractiveConsole.__init__(self, self)

    console = Console()
    push_all(trace, console, ["x = 1", "x", "del x"])
    trace.note(sorted(set(console) - {"__builtins__"}))


def with_an_exception_as_base(engine, trace):
    class Console(engine.code.InteractiveConsole, Exception):
        pass

    console = Console({"a": 1}, "exception.py")
    trace.note(console.args)
    push_all(trace, console, ["a", "1/0"])
    try:
        raise console
    except Console as error:
        trace.note(error is console, error.filename)


def with_a_list_as_base(engine, trace):
    class Console(engine.code.InteractiveConsole, list):
        def __init__(self):
            super().__init__()
            self.buffer = self

        def resetbuffer(self):
            trace.note("resetbuffer", list(self))
            self.clear()
            self.buffer = self

    console = Console()
    push_all(trace, console, ["(", "1", ")", "x y"])


def with_a_stream_as_base(engine, trace):
    class Console(engine.code.InteractiveConsole, io.StringIO):
        def __init__(self):
            io.StringIO.__init__(self)
            engine.code.InteractiveConsole.__init__(self)

        def write(self, data):
            return io.StringIO.write(self, data)

    console = Console()
    push_all(trace, console, ["1/0", "x y"])
    trace.note(console.getvalue())


def with_a_thread_local_as_base(engine, trace):
    class Console(threading.local, engine.code.InteractiveConsole):
        pass

    console = Console()
    push_all(trace, console, ["("])

    def run():
        trace.note("in thread", console.buffer)
        console.push("1")
        console.push("[")

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    push_all(trace, console, [")"])


def with_a_thread_as_base(engine, trace):
    class Console(threading.Thread, engine.code.InteractiveConsole):
        def __init__(self):
            threading.Thread.__init__(self, name="T")
            engine.code.InteractiveConsole.__init__(self)

        def run(self):
            push_all(trace, self, ["1 + 1", "1/0", "x y"])

    console = Console()
    console.start()
    console.join()


def with_an_int_and_a_str_as_base(engine, trace):
    for base, value in ((int, "5"), (str, "text"), (tuple, (1,)), (float, "1.5")):
        cls = type("Console", (base, engine.code.InteractiveConsole),
                   {"__init__": lambda self, *a:
                    engine.code.InteractiveConsole.__init__(self)})
        console = cls(value)
        push_all(trace, console, ["1"])
        trace.note(base.__repr__(console), sorted(vars(console)))


def with_a_metaclass(engine, trace):
    import abc

    class Console(engine.code.InteractiveConsole, metaclass=abc.ABCMeta):
        @abc.abstractmethod
        def needed(self): ...

    try:
        Console()
    except TypeError as error:
        trace.note(str(error))
    push_all(trace, type("Full", (Console,), {"needed": None})(), ["1"])


def with_init_subclass_and_generic(engine, trace):
    import typing

    T = typing.TypeVar("T")

    class Console(engine.code.InteractiveConsole, typing.Generic[T]):
        def __init_subclass__(cls, **keywords):
            trace.note("subclass", cls.__name__, keywords)

    class Sub(Console[int], key=1):
        pass

    push_all(trace, Sub(), ["1"])


SCENARIOS = [
    value for name, value in list(globals().items())
    if isinstance(value, types.FunctionType)
    and value.__module__ == __name__
    and value.__code__.co_varnames[:2] == ("engine", "trace")
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_scenario(scenario, both):
    assert_same_play(both, scenario)


def test_the_scenarios_are_found():
    assert len(SCENARIOS) >= 45


# ---- tracebacks that overrides see ----

@pytest.mark.parametrize(
    "line", ["1/0", "def f(): 1/0\nf()\n", "raise KeyboardInterrupt"])
def test_head_of_tracebacks(line, both):
    """One entry of the engine, then the user's: hosts strip exactly one."""
    for engine in both:
        seen = []

        class Console(engine.code.InteractiveConsole):
            def showtraceback(self):
                seen.append(Trace(engine).entries(sys.exc_info()[2]))

        Console().runsource(line, symbol="exec")
        own, others = seen[0]
        assert (own, others[0]) == (1, "<module>:" + ("2" if "def" in line else "1"))


def test_traceback_of_a_compiler_error(both):
    """Hosts strip up to four entries (Werkzeug) and find nothing of the user's."""
    for engine in both:
        seen = []

        class Console(engine.code.InteractiveConsole):
            def showsyntaxerror(self, *arguments, **keywords):
                seen.append(Trace(engine).entries(sys.exc_info()[2]))

        Console().runsource("x y")
        assert seen[0][1] == []
