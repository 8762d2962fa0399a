"""Inputs that grow, and what can happen to them between two lines: on both engines.

A scenario is a function (engine, note); it is played through both, and what it noted has
to be equal.
"""

import copy
import io
import pickle
import sys
import threading
import types
import warnings

import pytest

from .compare import assert_same
from .stage import Stage

BLOCK = ["def f(x):", "    y = [x,", "         'é', 3]", "    for z in y:",
         "        x += 1", "    return x"]


def error_of(error):
    return (type(error).__name__, str(error), getattr(error, "lineno", None))


def play(engine, scenario):
    noted = []
    with Stage(lambda what, *details: noted.append((what, *details))):
        scenario(engine, lambda *what: noted.append(what))
    return noted


def same(both, scenario):
    standard, tested = both
    expected = play(standard, scenario)
    assert expected, "the scenario shows nothing"
    assert_same(expected, play(tested, scenario))
    return expected


def make_console(engine, note, filename="<console>", base=None):
    class Console(base or engine.code.InteractiveConsole):
        def runcode(self, code):
            note("run", code.co_filename, code.co_names, code.co_code,
                 [getattr(c, "co_code", c) for c in code.co_consts])

        def showsyntaxerror(self, filename=None, **keywords):
            note("error", filename, *error_of(sys.exc_info()[1]))

    return Console({}, filename)


def push_all(console, note, lines, **keywords):
    for line in lines:
        note("push", line, console.push(line, **keywords), list(console.buffer))


# ---- the buffer is changed from outside ----

CHANGES = {
    "an item is exchanged": lambda c: c.buffer.__setitem__(1, "    y = (x,"),
    "the header is exchanged": lambda c: c.buffer.__setitem__(0, "class f:"),
    "the last line is taken out": lambda c: c.buffer.pop(),
    "the first line is taken out": lambda c: c.buffer.pop(0),
    "a line is put in": lambda c: c.buffer.insert(1, "    return"),
    "a wrong line is put in": lambda c: c.buffer.insert(1, "    return return"),
    "it is emptied": lambda c: c.buffer.clear(),
    "it is a new list": lambda c: setattr(c, "buffer", list(c.buffer)),
    "it is another list": lambda c: setattr(c, "buffer", ["if x:", "  y = (1,"]),
    "it is a list of another class":
        lambda c: setattr(c, "buffer", type("L", (list,), {})(c.buffer)),
    "it is reset": lambda c: c.resetbuffer(),
    "its lines are swapped": lambda c: c.buffer.reverse(),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("at", range(1, 6))
def test_a_changed_buffer_is_noticed(both, change, at):
    def scenario(engine, note):
        console = make_console(engine, note)
        push_all(console, note, BLOCK[:at])
        try:
            CHANGES[change](console)
        except IndexError:
            note("nothing to change")
        push_all(console, note, [*BLOCK[at:], ""])

    same(both, scenario)


@pytest.mark.parametrize("at", [0, 2000, 4095, 4990, 4999])
def test_a_long_buffer_that_was_changed_executes_as_it_is(both, at):
    lines = ["x = ["] + [f"  {i}," for i in range(5000)]
    _, tested = both

    def scenario(engine, note):
        console = make_console(engine, note)
        for line in lines[:-1]:
            assert console.push(line)
        console.buffer[at] = "x = ['changed'," if at == 0 else "  'changed',"
        push_all_quiet(console, [lines[-1]])
        note("end", console.push("]"))

    def push_all_quiet(console, some):
        for line in some:
            assert console.push(line)

    noted = play(tested, scenario)
    assert "changed" in repr(noted)


# ---- something else changes in the middle ----

def set_filename(console, engine):
    console.filename = "other.py"


def set_flags(console, engine):
    console.compile.compiler.flags |= 0x1000000  # annotations


def set_barry(console, engine):
    console.compile.compiler.flags |= 0x400000  # != is an error


def set_compiler(console, engine):
    console.compile.compiler = engine.codeop.Compile()


def set_foreign_compiler(console, engine):
    console.compile.compiler = compiler = types.SimpleNamespace(flags=0x4200)
    compiler_class = type("C", (), {
        "flags": 0x4200,
        "__call__": lambda self, source, filename, symbol, *rest, **keywords:
            compile("'foreign'", filename, symbol)})
    console.compile.compiler = compiler_class()


def set_compile(console, engine):
    console.compile = engine.codeop.CommandCompiler()


def set_compile_function(console, engine):
    console.compile = lambda source, filename, symbol: compile(
        repr(source), filename, symbol)


def set_runsource(console, engine):
    console.runsource = lambda source, filename, symbol="single": (
        console.runcode(compile(repr(source), filename, symbol)))


def set_class_runsource(console, engine):
    def runsource(self, source, filename="<input>", symbol="single"):
        self.runcode(compile(repr(source), filename, symbol))

    type(console).runsource = runsource


def set_base_filename(console, engine):
    type(console).filename = property(lambda self: "property.py", lambda self, v: None)


def set_dict(console, engine):
    console.__dict__ = dict(vars(console), filename="dict.py")


def set_dict_of_a_class(console, engine):
    runsource = types.MethodType(
        lambda self, source, filename, symbol="single": self.runcode(
            compile(repr(source), filename, symbol)), console)
    console.__dict__ = type("D", (dict,), {})(vars(console), runsource=runsource)


def set_class_attribute(name, owner, value):
    """Something in a class of codeop's that goes before what its instance has."""
    def change(console, engine):
        cls = getattr(engine.codeop, owner)
        setattr(cls, name, property(lambda self: value(engine), lambda self, v: None))

    change.__name__ = f"{owner}_{name}"
    change.undo = lambda engine: delattr(getattr(engine.codeop, owner), name)
    return change


set_class_flags = set_class_attribute("flags", "Compile", lambda engine: 0x404200)
set_class_compiler = set_class_attribute(
    "compiler", "CommandCompiler", lambda engine: lambda source, filename, symbol, *r,
    **k: compile("'property'", filename, symbol))


def use_compile_for_another(console, engine):
    console.compile("if other:\n  x")
    console.compile("other")


def set_error_filter(console, engine):
    warnings.simplefilter("error")


MIDDLES = [set_filename, set_flags, set_barry, set_compiler, set_foreign_compiler,
           set_compile, set_compile_function, set_runsource, set_class_runsource,
           set_base_filename, set_dict, set_dict_of_a_class, use_compile_for_another, set_error_filter]
LINES = ["def f(a: b != c):", "  x = (1,", "  2 is 3,", "  4)", "  if a != 1:", "    b",
         ""]


@pytest.mark.parametrize("change", MIDDLES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("at", range(1, 7))
def test_a_change_between_two_lines_is_noticed(both, change, at):
    def scenario(engine, note):
        console = make_console(engine, note)
        push_all(console, note, LINES[:at])
        change(console, engine)
        for line in LINES[at:]:
            try:
                note("push", line, console.push(line), list(console.buffer))
            except Exception as error:
                note("raised", *error_of(error))
                return

    same(both, scenario)


@pytest.mark.parametrize("change", [set_class_flags, set_class_compiler],
                         ids=lambda change: change.__name__)
@pytest.mark.parametrize("at", range(1, 7))
def test_a_change_of_a_class_is_noticed(both, change, at):
    def scenario(engine, note):
        console = make_console(engine, note)
        push_all(console, note, LINES[:at])
        change(console, engine)
        try:
            for line in LINES[at:]:
                note("push", line, console.push(line), list(console.buffer))
        except Exception as error:
            note("raised", *error_of(error))
        finally:
            change.undo(engine)

    same(both, scenario)


@pytest.mark.parametrize("name, space", [
    ("compile", "codeop"), ("_maybe_compile", "codeop"), ("Compile", "codeop"),
    ("_compile", "codeop")])
def test_a_patched_global_is_noticed(both, name, space, monkeypatch):
    def scenario(engine, note):
        def replaced(*args, **keywords):
            note("called", name, args[0] if args and type(args[0]) is str else "")
            raise SyntaxError("replaced")

        console = make_console(engine, note)
        push_all(console, note, LINES[:2])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(getattr(engine, space), name, replaced, raising=False)
            push_all(console, note, LINES[2:])

    same(both, scenario)


def test_another_symbol_is_another_question(both):
    def scenario(engine, note):
        console = make_console(engine, note)
        keywords = {"_symbol": "exec"} if sys.version_info >= (3, 13) else {}
        push_all(console, note, ["if a:"])
        push_all(console, note, ["  b"], **keywords)
        push_all(console, note, ["", "c"])
        for source in ("if a:", "if a:\n  b", "if a:\n  b\nc"):
            code = console.compile(source, "f", "exec")
            note(source, code and code.co_code)

    same(both, scenario)


# ---- overrides see what the standard module shows them ----

def test_an_overridden_runsource_gets_the_whole_text(both):
    def scenario(engine, note):
        class Base(engine.code.InteractiveConsole):
            def runsource(self, source, *rest, **keywords):
                note("runsource", source, rest, keywords)
                return super().runsource(source, *rest, **keywords)

        console = make_console(engine, note, base=Base)
        push_all(console, note, [*BLOCK, ""])

    noted = same(both, scenario)
    assert ("\n".join(BLOCK) + "\n") in [note[1] for note in noted if note[0] == "runsource"]


def test_a_replaced_compile_gets_the_whole_text(both):
    def scenario(engine, note):
        console = make_console(engine, note)
        inner = console.compile

        def outer(source, filename, symbol):
            note("compile", source, filename, symbol)
            return inner(source, filename, symbol)

        console.compile = outer
        push_all(console, note, [*BLOCK, ""])

    same(both, scenario)


def test_attributes_are_looked_up_as_often(both):
    def scenario(engine, note):
        class Base(engine.code.InteractiveConsole):
            def __getattribute__(self, name):
                if name in ("runsource", "buffer", "filename", "compile"):
                    note("get", name)
                return super().__getattribute__(name)

        console = Base({}, "f")
        for line in ["x = [", "1,", "2]"]:
            console.push(line)

    same(both, scenario)


def test_nothing_shows_in_the_objects(both):
    def scenario(engine, note):
        console = engine.code.InteractiveConsole({"__builtins__": {}}, "f")
        console.push("if x:")
        console.push("  y = (")
        console.push("  1,")
        note(sorted(vars(console)), sorted(vars(console.compile)),
             sorted(vars(console.compile.compiler)), console.buffer)
        with engine.installed():
            twin = pickle.loads(pickle.dumps(console.compile))
        note(vars(twin.compiler))
        twin = copy.copy(console)
        note(twin.push("  2)"), console.buffer is twin.buffer)
        note(console.push("  )"), console.buffer)

    same(both, scenario)


def test_slots_and_foreign_objects(both):
    def scenario(engine, note):
        class Slotted(engine.code.InteractiveConsole):
            __slots__ = ("buffer", "filename")

        class Compiler(engine.codeop.CommandCompiler):
            __slots__ = ()

        push_all(make_console(engine, note, base=Slotted), note, [*BLOCK, ""])
        console = make_console(engine, note)
        console.compile = Compiler()
        push_all(console, note, [*BLOCK, ""])
        bare = types.SimpleNamespace(buffer=[], filename="f", locals={})
        kind = engine.code.InteractiveConsole
        bare.compile = engine.codeop.CommandCompiler()
        bare.runsource = types.MethodType(kind.runsource, bare)
        bare.runcode = lambda code: note("run", code.co_code)
        bare.resetbuffer = lambda: bare.buffer.clear()
        for line in [*BLOCK, ""]:
            note(kind.push(bare, line), list(bare.buffer))

    same(both, scenario)


# ---- texts that grow ----

def grown(lines, start=1):
    return ["\n".join(lines[:i]) for i in range(start, len(lines) + 1)]


SOURCES = {
    "line by line": grown([*BLOCK, ""]),
    "with a newline at the end": [text + "\n" for text in grown(BLOCK)],
    "now and then with a newline": [
        text + end for text in grown(BLOCK) for end in ("", "\n", "\n\n")],
    "several lines at once": grown([*BLOCK, *["    x"] * 20, ""])[::3],
    "back and forth": grown(BLOCK) + grown(BLOCK)[::-1] + grown(BLOCK),
    "the same again": [text for text in grown(BLOCK) for _ in range(3)],
    "another beginning": [grown(BLOCK)[3], grown(["if x:", *BLOCK[1:]])[3],
                          grown(BLOCK)[4], grown(BLOCK)[5]],
    "only the last line grows": ["def f(x):\n  y = (" + "1," * i for i in range(6)],
    "wrong in the middle": grown(["def f():", "  x = (1,", "  2 2", "  )", ""]),
    "letters of more bytes": grown(["x = [", "'a',", "'é',", "'€',", "'\U0001f600',",
                                   "'b',", "]"]),
    "surrogates": grown(["x = [", "'a',", "'\ud800',", "]"]),
    "a string with empty lines": grown(["x = '''", "", "a", "", "", "'''"]),
    "blank lines": grown(["if x:", "", "  y", "  ", "  # c", "  z", ""]),
    "nothing": ["", "\n", "\n\n", "# c", "# c\n# d", "# c\nif x:", "# c\nif x:\n y"],
}


def ask(function, note, sources, **keywords):
    for source in sources:
        try:
            code = function(source, **keywords)
            note(source, code and (code.co_code, code.co_filename, code.co_flags))
        except Exception as error:
            note(source, *error_of(error))


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("way", ["compile_command", "CommandCompiler"])
def test_a_growing_source(both, name, way):
    def scenario(engine, note):
        function = getattr(engine.codeop, way)
        function = function() if way == "CommandCompiler" else function
        ask(function, note, SOURCES[name])
        ask(function, note, SOURCES[name], filename="other")
        ask(function, note, SOURCES[name], symbol="exec")
        ask(function, note, SOURCES[name])

    same(both, scenario)


def test_sources_that_grow_in_turns(both):
    kinds = [grown([head, *BLOCK[1:], ""]) for head in (
        "def f(x):", "class f:", "async def f(x):", "if f:", "while x:", "for f in x:")]

    def scenario(engine, note):
        for sources in zip(*kinds):
            ask(engine.codeop.compile_command, note, sources)

    same(both, scenario)


def test_threads_do_not_mix_their_sources(both):
    standard, tested = both
    blocks = [["def f%d(x):" % k] + ["    y%d = (x," % k, "      %d)" % k] * 20 + [""]
              for k in range(4)]

    def results(engine, lines, out):
        for _ in range(3):
            ask(engine.codeop.compile_command, lambda *what: out.append(what),
                grown(lines))

    expected, got = [[[] for _ in blocks] for _ in range(2)]
    for lines, out in zip(blocks, expected):
        results(standard, lines, out)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=results, args=(tested, lines, out))
                   for lines, out in zip(blocks, got)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    for one, other in zip(expected, got):
        assert_same(one, other)


def test_a_console_that_is_pushed_to_while_it_compiles(both):
    """An audit hook pushes to the same console, from inside of its compile."""
    from .child import run_both

    source = """
import io
def hook(event, arguments):
    global inside
    if event == "compile" and arguments[1] == "<nested>" and not inside:
        inside = True
        if len(console.buffer) == 3:
            results.append(["inner", console.push("  inner = 1"), list(console.buffer)])
        inside = False
inside, results = True, []
console = engine.code.InteractiveConsole({}, "<nested>")
sys.addaudithook(hook)
sys.stderr = io.StringIO()
for line in ["def f():", "  a = 1", "  b = (1,", "  2)", "  return a", "", "x = f()"]:
    inside = False
    results.append([line, console.push(line), list(console.buffer)])
results.append([sorted(n for n in console.locals if n[0] != "_"),
                console.locals.get("x"), sys.stderr.getvalue().splitlines()[-1:]])
answer(results)
"""
    expected, got = run_both(source)
    assert len(expected) > 7

    def last(results):
        return results[-1]

    assert last(expected) == last(got)


@pytest.mark.parametrize("kind", ["KeyboardInterrupt", "ValueError", "MemoryError"])
def test_an_audit_hook_that_raises_in_the_middle(both, kind):
    from .child import run_both

    source = """
import io
def hook(event, arguments):
    if event == "compile" and arguments[1] == "<audited>" and raises:
        raise %s("hook")
raises, results = False, []
console = engine.code.InteractiveConsole({}, "<audited>")
sys.addaudithook(hook)
sys.stderr = io.StringIO()
lines = ["def f():", "  a = 1", "  b = (1,", "  2)", "  return a", "", "x = f()"]
for at in range(7):
    console.resetbuffer()
    for number, line in enumerate(lines):
        raises = number == at
        try:
            console.push(line)
        except BaseException as error:
            results.append([at, type(error).__name__, str(error)])
            console.resetbuffer()
results.append(console.locals.get("x"))
answer(results)
""" % kind
    expected, got = run_both(source)
    assert got == expected


def test_warnings_show_once_and_at_the_end(both):
    def scenario(engine, note):
        console = engine.code.InteractiveConsole({}, "f")
        for line in ["def f():", "  1 is 1", "  x = (2 is 2,", "  '\\d')", "  return",
                     ""]:
            note(line, console.push(line))

    noted = same(both, scenario)
    assert any("SyntaxWarning" in repr(note) or "DeprecationWarning" in repr(note)
               for note in noted)


def test_the_check_agrees():
    from .child import run

    source = """
console = engine.code.InteractiveConsole({}, "f")
results = [console.push(line) for line in %r]
compiler = engine.codeop.CommandCompiler()
for i in range(1, 6):
    results.append(compiler("\\n".join(%r[:i])) is None)
answer(results)
""" % ([*BLOCK, ""], BLOCK)
    assert run(source, "load_tested", INLET_CHECK="1") == [True] * 6 + [False] + [True] * 5


def test_stderr_stays_empty_while_lines_are_judged(tested):
    console = tested.code.InteractiveConsole({}, "f")
    shown, before = io.StringIO(), sys.stderr
    sys.stderr = shown
    try:
        for line in ["def f():", "  1 is 1", "  '\\d'"]:
            assert console.push(line)
    finally:
        sys.stderr = before
    assert shown.getvalue() == ""
