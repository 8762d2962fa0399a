"""embed(): a console in the frame of its caller."""

import asyncio
import code
import contextlib
import gc
import io
import os
import sys
import textwrap
import threading
import weakref

import pytest

import inlet

from .typed import embed, reader

COUNTER = 0


def count():
    global COUNTER
    COUNTER += 1


@pytest.fixture(autouse=True)
def clean():
    before = dict(globals())
    globals()["COUNTER"] = 0
    yield
    for name in set(globals()) - set(before):
        del globals()[name]


# ---- what cannot be done without ----

INSIDE = {
    "lambda": "(lambda: x)()",
    "comprehension": "[x for i in (1,)][0]",
    "generator": "next(x for i in (1,))",
    "function": "def f():\n    return x\n\nf()",
    "function in function":
        "def f():\n    def g():\n        return x\n    return g()\n\nf()",
    "class": "class A:\n    y = x\n\nA.y",
    "method": "class A:\n    def m(self):\n        return x\n\nA().m()",
    "class in function": "def f():\n    class A:\n        y = x\n    return A.y\n\nf()",
    "default": "(lambda y=x: y)()",
    "eval": "eval('x')",
    "eval in function": "(lambda: eval('x'))()",
    "exec": "exec('y = x')\ny",
}


@pytest.mark.parametrize("where", INSIDE)
def test_variables_of_the_caller_are_seen_everywhere(where):
    def caller():
        x = "seen"
        return embed(INSIDE[where])

    assert caller() == "'seen'"


@pytest.mark.parametrize("where", ["lambda", "comprehension", "function", "method"])
def test_the_standard_console_on_locals_does_not_see_them(where):
    """What people do today: why there is embed()."""

    def caller():
        x = "seen"
        x
        both = io.StringIO()
        with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
            namespace = {**globals(), **locals()}
            one = code.InteractiveConsole(dict(globals()))
            for line in INSIDE[where].splitlines() + [""]:
                one.push(line)
            namespace["x"] = "changed"
        return both.getvalue(), x

    shown, x = caller()
    assert "NameError: name 'x' is not defined" in shown
    assert x == "seen"


def test_what_is_bound_is_bound_in_the_caller():
    def caller(argument):
        x = 1
        later = None
        embed("x = 2\nargument += 1\nfor later in range(3): pass\n\n")
        return x, argument, later

    assert caller(10) == (2, 11, 2)


def test_every_way_to_bind_binds():
    def caller():
        a = b = c = d = e = f = g = h = None
        embed(
            "import os as a\n"
            "def b(): return 'b'\n\n"
            "class c: pass\n\n"
            "with open('/dev/null') as d: pass\n\n"
            "(e := 5)\n"
            "f, *g = 1, 2, 3\n"
            "exec('h = 8')\n"
        )
        return a, b, c, d, e, f, g, h

    a, b, c, d, *rest = caller()
    assert (a, b(), c.__name__, d.closed) == (os, "b", "c", True)
    assert rest == [5, 1, [2, 3], 8]


def test_a_variable_without_value_gets_one():
    def caller(use):
        if use:
            x = 1
        embed("x\nx = 2")
        return x

    assert caller(False) == 2


def test_code_that_a_command_calls_sees_what_it_has_bound():
    def caller():
        x = 1
        seen = []

        def look():
            seen.append(x)

        embed("x = 2; look(); x = 3; look()")
        return seen

    assert caller() == [2, 3]


def test_cells_are_shared_both_ways():
    def caller():
        x = 1

        def change():
            nonlocal x
            x += 10

        shown = embed("x = 5\nchange()\nx\n(lambda: x)()\nf = lambda: x\nchange(); f()")
        return shown, x

    assert caller() == ("15\n15\n25", 25)


def test_variables_of_functions_around_are_seen_and_bound():
    def outer():
        x, y = 1, "not used inside"

        def caller():
            x
            return embed("x += 1\n(lambda: x)()\ny")

        return caller(), x, y

    shown, x, y = outer()
    assert x == 2
    assert shown.startswith("2\nTraceback")
    assert "NameError: name 'y' is not defined" in shown


def test_local_comes_before_enclosing_global_and_builtin():
    globals()["name"] = "global"
    globals()["len"] = "global len"

    def outer():
        name = "enclosing"

        def reads():
            name
            return embed("name, (lambda: name)()\nlen\nabs is __builtins__['abs']"
                         if isinstance(__builtins__, dict) else
                         "name, (lambda: name)()\nlen\nabs is __builtins__.abs")

        def shadows():
            name = "local"
            name
            return embed("name, (lambda: name)()")

        return reads(), shadows()

    assert outer() == ("('enclosing', 'enclosing')\n'global len'\nTrue",
                       "('local', 'local')")


# ---- names of the prompt, and globals ----

def test_new_names_are_kept_for_the_session_and_seen_in_functions():
    def caller():
        shown = embed("new = 1\ndef f(): return new\n\nf()\nnew += 1\nf(), [new for _ in 'a']")
        return shown, sorted(locals())

    assert caller() == ("1\n(2, [2])", ["shown"])
    assert "new" not in globals()


def test_a_new_name_hides_a_global_and_leaves_it_alone():
    def caller():
        return embed("COUNTER = 'mine'\nCOUNTER, (lambda: COUNTER)()\ncount()")

    assert caller() == "('mine', 'mine')"
    assert COUNTER == 1


def test_globals_are_live():
    def caller():
        return embed("count(); COUNTER\ncount()\nCOUNTER, (lambda: COUNTER)()\n"
                     "class A:\n    y = COUNTER\n\nA.y")

    assert caller() == "1\n(2, 2)\n2"


def test_a_global_statement_binds_the_global():
    def caller():
        return embed("def f():\n    global COUNTER, fresh\n    COUNTER += 5\n"
                     "    fresh = COUNTER\n    return COUNTER\n\nf()\nCOUNTER, fresh\n"
                     "count()\nCOUNTER\nglobal direct; direct = 1")

    assert caller() == "5\n(5, 5)\n6"
    assert COUNTER == 6
    assert globals()["fresh"] == 5 and globals()["direct"] == 1


def test_a_global_statement_means_what_the_prompt_sees():
    def caller():
        x = 1
        shown = embed("new = 1\ndef f():\n    global x, new\n    x += 1; new += 1\n\n"
                      "f(); x, new")
        return shown, x

    assert caller() == ("(2, 2)", 2)
    assert "x" not in globals() and "new" not in globals()


def test_a_global_can_be_deleted_by_a_global_statement():
    globals()["gone"] = 1

    def caller():
        return embed("def f():\n    global gone\n    del gone\n\nf()\ngone")

    assert "NameError" in caller()
    assert "gone" not in globals()


def test_a_deleted_variable_is_hidden_and_stays_in_the_caller():
    def caller():
        x = 1
        shown = embed("del x\nx\n(lambda: x)()\n'x' in locals()\ndel x")
        kept = x
        embed("del x\nx = 2\n(lambda: x)()")
        return shown, kept, x

    shown, kept, x = caller()
    assert shown.count("NameError: name 'x' is not defined") == 3
    assert "False" in shown
    assert (kept, x) == (1, 2)


def test_globals_and_locals_tell_them_apart():
    def caller():
        x = 1
        x
        return embed("new = 2\nsorted(locals()) == ['new', 'x'] == dir()\n"
                     "'COUNTER' in locals(), 'COUNTER' in globals(), 'x' in globals()\n"
                     "locals()['x'] = 3; x\nglobals()['made'] = 1\n__name__")

    assert caller() == f"True\n(False, True, True)\n3\n{__name__!r}"
    assert globals()["made"] == 1


def test_imports_know_the_package_of_the_caller():
    def caller():
        return embed("from .typed import reader as r\nr.__name__\n"
                     "(lambda: __import__('typed', globals(), level=1).__name__)()")

    package = __name__.rpartition(".")[0]
    assert caller() == f"'reader'\n'{package}.typed'"


# ---- kinds of frames ----

def test_in_a_class_body_names_become_attributes():
    def outer(p):
        class C:
            q = 1
            shown = embed("q += 1\nnew = q\ndef m(self): return q\n\n"
                          "class D: z = q, new\n\n(lambda: new)()\ndel q2", depth=0)
        return C

    C = outer(1)
    assert (C.q, C.new, C().m(), C.D.z) == (2, 2, 2, (2, 2))
    assert C.shown.startswith("2\nTraceback")


def test_in_a_module_the_console_has_the_module():
    source = "x = 1\nshown = embed('x += 1\\nnew = x\\n(lambda: new)()')\n"
    namespace = {"embed": embed, "__name__": "module"}
    exec(source, namespace)
    assert (namespace["x"], namespace["new"], namespace["shown"]) == (2, 2, "2")
    exec("import inlet\nsame = inlet.frame_locals() is globals()", namespace)
    assert namespace["same"]


def test_under_exec_with_a_mapping_of_any_kind():
    class Mapping:
        def __init__(self):
            self.names = {}

        def __getitem__(self, name):
            return name.upper() if name.startswith("magic") else self.names[name]

        def __setitem__(self, name, value):
            self.names[name] = value

        def __delitem__(self, name):
            del self.names[name]

    mapping = Mapping()
    exec("x = 1\nshown = embed(lines)",
         {"embed": embed, "lines": "x += 1\nmagic, (lambda: magic2)(), (lambda: x)()\n"
                                   "y = x\ndel x\nclass A: z = y\n\nA.z"}, mapping)
    assert mapping.names["shown"] == "('MAGIC', 'MAGIC2', 2)\n2"
    assert mapping.names["y"] == 2 and "x" not in mapping.names


def test_in_a_generator_and_a_coroutine():
    def generate():
        x = 1
        yield x
        yield embed("x += 1\n(lambda: x)()")
        yield x

    async def run():
        x = 1
        await asyncio.sleep(0)
        return embed("x += 1\n(lambda: x)()"), x

    assert list(generate()) == [1, "2", 2]
    assert asyncio.run(run()) == ("2", 2)


def test_in_a_comprehension_of_a_function():
    def caller():
        return [embed("i *= 10\n(lambda: i)()") + str(i) for i in range(3)]

    assert caller() == ["00", "1010", "2020"]


def test_in_a_method_the_class_is_there_for_super():
    class Base:
        def name(self):
            return "base"

    class Derived(Base):
        def name(self):
            return embed("super(__class__, self).name()\n__class__.__name__")
            super()

    assert Derived().name() == "'base'\n'Derived'"


def test_an_editor_sees_what_typed_code_sees():
    def caller():
        local_one = "text"
        names = inlet.frame_locals()
        names["local_two"] = [local_one]
        return names

    def offered(text):
        return [item.text for item in inlet.complete(text, namespace=names).items]

    names = caller()
    assert offered("local_") == ["local_one", "local_two"]
    assert offered("COUNT") == ["COUNTER"]
    assert offered("contextlib.redirect_stdo") == ["redirect_stdout"]
    assert offered("local_one.upp") == ["upper"]
    assert offered("isinst") == ["isinstance"]
    assert inlet.describe("count(", namespace=names).signature == "()"


def test_in_a_frame_further_up():
    def inner():
        return embed("x += 1\n(lambda: x)()", depth=1)

    def caller():
        x = 1
        return inner(), x

    assert caller() == ("2", 2)


def test_in_the_frame_of_a_traceback():
    def fails():
        x = "cause"
        raise ValueError(x)

    with pytest.raises(ValueError) as caught:
        fails()
    frame = caught.tb.tb_next.tb_frame
    shown = embed("x, [x for _ in 'a']\nx = 1; x", frame=frame)
    assert shown == "('cause', ['cause'])\n1"


def test_in_the_frame_of_a_running_thread():
    started, stop = threading.Event(), threading.Event()

    def run():
        number, add = 0, 1
        started.set()
        while not stop.is_set():
            number += add
        return number

    thread = threading.Thread(target=run)
    thread.start()
    try:
        started.wait()
        frame = sys._current_frames()[thread.ident]
        while frame.f_code is not run.__code__:
            frame = frame.f_back
        names = inlet.frame_locals(frame)
        first = names["number"]
        while names["number"] == first:
            pass
        assert names["number"] > first
        names["add"] = 0
        while names["number"] != names["number"]:
            pass  # it goes on adding until it has seen that
        assert names["add"] == 0
    finally:
        stop.set()
        thread.join()


def test_in_another_embedded_console():
    def caller():
        x = 1
        typed = reader("x += 1\nnew = x\ndef f(y):\n"
                       "    inlet.embed('', '', readfunc=more)\n"
                       "    return x, y\n\nprint(f(5))")
        more = reader("y += x\nx = 100\nx, y")
        (typed, more)
        shown = embed("import inlet\ninlet.embed('', '', readfunc=typed)\nx, new")
        return shown, x

    shown, x = caller()
    # In a function, `x = 100` is a name of the innermost console.
    assert [line for line in shown.splitlines() if line] == [
        "(100, 7)", "(2, 7)", "(2, 2)"]
    assert x == 2


# ---- functions that outlive it ----

def test_functions_that_were_typed_go_on_as_closures_do():
    kept = []

    def caller():
        x = 1
        embed("new = 5\nkept.append(lambda: (x, new, COUNTER))")
        x = 2
        seen = kept[0]()
        x = 3
        return seen

    kept  # a cell of caller's, so that it is seen there
    globals()["kept"] = kept
    assert caller() == (2, 5, 0)
    count()
    assert kept[0]() == (3, 5, 1)


def test_they_can_bind_when_the_frame_has_ended():
    def caller():
        x = 1
        embed("def put(value):\n    global x\n    x = value\n\n"
              "def get(): return x\n\nglobal pair; pair = put, get")
        return x

    caller()
    put, get = globals()["pair"]
    put(7)
    assert get() == 7
    assert "x" not in globals()


def test_nothing_is_kept_when_it_is_over():
    class Thing:
        pass

    def caller():
        thing = Thing()
        embed("other = thing\nf = lambda: thing\ndel thing")
        return weakref.ref(thing)

    gone = caller()
    gc.collect()
    assert gone() is None


# ---- the console ----

def test_errors_look_as_in_any_console():
    def caller():
        x = 0
        x
        return embed("def f():\n    return 1 / x\n\nf()")

    expected = textwrap.dedent("""\
        Traceback (most recent call last):
          File "<console>", line 1, in <module>
          File "<console>", line 2, in f
        ZeroDivisionError: """)
    assert caller().startswith(expected)


@pytest.mark.parametrize("leaving", ["exit()", "quit()", "raise SystemExit(3)",
                                     "import sys; sys.exit()"])
def test_leaving_leaves_the_console_only(leaving):
    def caller():
        x = 1
        embed(f"x = 2\n{leaving}\nx = 3")
        return x

    assert caller() == 2


def test_without_local_exit_it_passes():
    def caller():
        with pytest.raises(SystemExit):
            embed("raise SystemExit(3)", local_exit=False)

    caller()


def test_banner_and_exit_message():
    both = io.StringIO()
    with contextlib.redirect_stderr(both):
        inlet.embed("hello", exitmsg="bye", readfunc=reader(""))
        inlet.embed(readfunc=reader(""))
    assert both.getvalue().startswith("hello\n\nbye\nPython ")
    assert both.getvalue().endswith("now exiting InteractiveConsole...\n")


def test_future_statements_of_the_file_are_in_force():
    namespace = {"embed": embed}
    exec("from __future__ import annotations\n"
         "def caller(): return embed('def f(a: nowhere): pass\\n\\nf.__annotations__')",
         namespace)
    assert namespace["caller"]() == "{'a': 'nowhere'}"


def test_the_namespace_serves_any_console():
    class Shell(inlet.InteractiveConsole):
        def runcode(self, code):
            self.ran = True
            super().runcode(code)

    def caller():
        x = 1
        shell = Shell(inlet.frame_locals())
        shell.push("f = lambda: x")
        shell.push("x = f() + 1")
        return shell.ran, x, shell.locals["x"]

    assert caller() == (True, 2, 2)


def test_the_audit_hook_is_told(tmp_path):
    import subprocess

    program = tmp_path / "program.py"
    program.write_text(
        "import inlet, sys\n"
        "def hook(name, args):\n"
        "    if name.startswith('inlet.'):\n"
        "        print(name, args[0].f_code.co_name)\n"
        "sys.addaudithook(hook)\n"
        "def caller(): inlet.embed('', '', readfunc=lambda prompt: exit())\n"
        "caller()\n")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True)
    assert done.stdout == "inlet.frame_locals caller\n", done.stderr


@pytest.mark.parametrize("arguments, error", [
    ({"frame": 3}, TypeError),
    ({"depth": -1}, ValueError),
    ({"depth": 100000}, ValueError),
    ({"depth": "1"}, TypeError),
])
def test_frames_that_are_none(arguments, error):
    with pytest.raises(error):
        inlet.frame_locals(**arguments)
    with pytest.raises(error):
        inlet.embed(**arguments)


def test_a_callback_that_raises():
    class Faulty(dict):
        def __getitem__(self, name):
            if name == "bad":
                raise ZeroDivisionError("look-up")
            return super().__getitem__(name)

    mapping = Faulty()
    exec("shown = embed('bad\\n(lambda: bad)()\\nx = 1; x')", {"embed": embed}, mapping)
    assert mapping["shown"].count("ZeroDivisionError: look-up") == 2
    assert mapping["shown"].endswith("1")
