"""Where Inlet is better than the standard modules, on purpose.

Each test first shows that the standard module of the running Python has the fault; a
version that mended it skips visibly, so that the documented table stays honest.
"""

import inspect
import io
import sys
import threading
import warnings
from unittest import mock

import pytest

from .child import run
from .engines import files_in
from .stage import Stage
from .test_dispatch import reader


@pytest.fixture(autouse=True)
def only_inlet(tested):
    if tested.name != "inlet":
        pytest.skip("the differences are Inlet's")


def mended(what):
    pytest.skip(f"the standard module of Python {sys.version.split()[0]} {what}")


def quiet_stage(action="default"):
    notes = []
    return Stage(lambda what, *details: notes.append((what, *details)),
                 warning_action=action), notes


def shown_in(notes, text):
    """How often a text was written to sys.stderr."""
    return sum(text in details[0] for what, *details in notes if what == "stderr.write")


# ---- warnings.filters and threads ----

# Two threads compile; the first stays inside its compile() until the second has begun,
# and the second until the first is done: the worst order, each time.
INTERLEAVED = """
import io, threading, warnings
local = threading.local()
second_in, first_done = threading.Event(), threading.Event()
seen = []
def hook(event, arguments):
    role = getattr(local, "role", None)
    if event != "compile" or role is None:
        return
    local.role = None
    other = threading.Thread(target=look)
    other.start()
    other.join()
    if role == "first":
        second.start()
        second_in.wait(20)
    else:
        second_in.set()
        first_done.wait(20)
def look():
    # What this thread, which compiles nothing, sees and what it has of its filters.
    now = list(map(str, warnings.filters))
    sys.stderr = io.StringIO()
    for category in (SyntaxWarning, DeprecationWarning, UserWarning):
        warnings.warn_explicit("probe", category, "host.py", 1)
    seen.append([now == before, sys.stderr.getvalue().count("probe")])
def compile_as(role):
    local.role = role
    engine.codeop.compile_command("x = 1")
    local.role = None
def first_run():
    compile_as("first")
    first_done.set()
first = threading.Thread(target=first_run)
second = threading.Thread(target=compile_as, args=("second",))
warnings.resetwarnings()
warnings.simplefilter("default")
before = list(map(str, warnings.filters))
sys.addaudithook(hook)
first.start(); first.join(); second.join()
answer({"seen": seen, "after": list(map(str, warnings.filters)) == before})
"""


def test_filters_are_whole_after_two_threads_compiled():
    fault = run(INTERLEAVED, "load_standard")
    result = run(INTERLEAVED, "load_tested")
    assert result["after"], "warnings.filters is changed for good"
    if fault["after"]:
        mended("leaves warnings.filters as it was")


def test_filters_hold_for_other_threads_while_threads_compile():
    """Asked in audit hooks, the only place where others can run in the middle."""
    fault = run(INTERLEAVED, "load_standard")
    result = run(INTERLEAVED, "load_tested")
    assert [shown for _, shown in result["seen"]] == [3, 3], "a warning was lost"
    if getattr(sys.flags, "context_aware_warnings", False):
        assert all(same for same, _ in result["seen"]), "warnings.filters is changed"
    if [shown for _, shown in fault["seen"]] == [3, 3]:
        mended("leaves other threads their filters")


# The host's own warning, in a thread that never compiles, while another one compiles.
HOST_WARNING = """
import threading, warnings, io
local = threading.local()
def hook(event, arguments):
    if event == "compile" and getattr(local, "armed", False):
        local.armed = False
        other = threading.Thread(target=host)
        other.start()
        other.join()
def host():
    warnings.warn_explicit("of the host", DeprecationWarning, "host.py", 1)
warnings.resetwarnings()
warnings.simplefilter("always")
sys.addaudithook(hook)
sys.stderr = io.StringIO()
local.armed = True
engine.codeop.compile_command("x = 1")
answer(sys.stderr.getvalue().count("of the host"))
"""


def test_a_host_warning_is_not_lost_while_a_command_compiles():
    assert run(HOST_WARNING, "load_tested") == 1
    if run(HOST_WARNING, "load_standard") == 1:
        mended("shows the host's warning")


THREADS = """
import threading, warnings, sys
sys.setswitchinterval(1e-6)
warnings.resetwarnings()
warnings.simplefilter("default")
before = warnings.filters, list(warnings.filters)
results = {}
class Console(engine.code.InteractiveConsole):
    def __init__(self, number):
        super().__init__({"number": number})
        self.written = []
    def write(self, data):
        self.written.append(data)
    def showsyntaxerror(self, *arguments, **keywords):
        # What formats it changes the filters of the process by itself (3.14).
        self.write("SyntaxError")
def work(number):
    console = Console(number)
    for round in range(40):
        console.push("if number >= 0:")
        console.push(f"    value = number * 1000 + {round}")
        console.push("")
        console.push("'\\\\d'; x y")
        console.push("1/0")
        console.push("from __future__ import annotations" if number % 2 else "pass")
        console.push("def f(a: undefined): pass\\n" if number % 2 else "1")
    results[number] = [console.locals["value"], console.buffer,
                       len(console.written) >= 80,
                       "".join(console.written).count("ZeroDivisionError"),
                       console.compile.compiler.flags]
threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
sys.stderr, kept = open("/dev/null", "w"), sys.stderr
sys.stdout, out = open("/dev/null", "w"), sys.stdout
for thread in threads: thread.start()
for thread in threads: thread.join()
sys.stderr, sys.stdout = kept, out
answer([[results.get(number) for number in range(8)],
        warnings.filters is before[0], list(warnings.filters) == before[1]])
"""


def test_many_threads_each_with_its_own_console():
    results, same_list, same_content = run(THREADS, "load_tested")
    plain = results[0][4]
    for number, result in enumerate(results):
        flags = result.pop()
        assert result == [number * 1000 + 39, [], True, 40]
        assert (flags != plain) == bool(number % 2)
    assert same_list and same_content


# ---- the memory of shown warnings ----

def show_host_warning_around(engine):
    """One place of the host warns before and after a command: how often is it shown?"""
    def host():
        warnings.warn("of the host", UserWarning)

    stage, notes = quiet_stage("default")
    globals().pop("__warningregistry__", None)
    with stage:
        console = engine.code.InteractiveConsole()
        for line in ("x = 1", "y = 2", "z = 3"):
            host()
            console.push(line)
        host()
    globals().pop("__warningregistry__", None)
    return shown_in(notes, "of the host")


def test_a_host_warning_shown_once_stays_shown_once(standard, tested):
    assert show_host_warning_around(tested) == 1
    if show_host_warning_around(standard) == 1:
        mended("keeps the memory of shown warnings")


def show_under_once(engine):
    stage, notes = quiet_stage("once")
    with stage:
        console = engine.code.InteractiveConsole({"x": 1})
        for _ in range(3):
            console.push("a = x is 1")
    return shown_in(notes, "SyntaxWarning")


def test_a_warning_under_the_filter_once_is_shown_once(standard, tested):
    if (3, 13, 4) <= sys.version_info < (3, 13, 8) and show_under_once(standard) > 1:
        pytest.skip("the compiler of this release remembers its warnings elsewhere")
    assert show_under_once(tested) == 1
    if show_under_once(standard) == 1:
        mended("shows it once")


def registry_version(engine):
    """The version of the filters as a module's registry notes it."""
    def version():
        registry = {}
        warnings.warn_explicit("probe", UserWarning, "probe.py", 1, registry=registry)
        return registry["version"]

    stage, _ = quiet_stage("default")
    with stage:
        console = engine.code.InteractiveConsole()
        # What formats an error may change the filters itself (3.14).
        console.showsyntaxerror = lambda *arguments, **keywords: None
        before = version()
        for line in ("x = 1", "(", ")", "x y", "1 is 1", "'''", "\\d'''"):
            console.push(line)
        return version() - before


def test_the_version_of_the_filters_stays(standard, tested):
    assert registry_version(tested) == 0
    if registry_version(standard) == 0:
        mended("leaves the version of the filters")


# ---- a warning in the input ----

WARNING_INPUTS = {
    "is with a literal": ["x is 1"],
    "an escape": ["'\\d'"],
    "an escape in a block": ["if x:", "    y = '\\d'", ""],
    "an escape in open text": ["'''\\d", "'''"],
    "in brackets": ["(", "x is 1", ")"],
    "an assertion": ["assert (x, 'text')"],
    "in a function": ["def f():", "    return x is 1", ""],
}


@pytest.mark.parametrize("name", WARNING_INPUTS)
@pytest.mark.parametrize("action", ["default", "always", "once"])
def test_a_warning_in_the_input_is_shown_exactly_once(name, action, tested):
    stage, notes = quiet_stage(action)
    with stage:
        console = tested.code.InteractiveConsole({"x": 1})
        for line in WARNING_INPUTS[name]:
            console.push(line)
    assert shown_in(notes, "Warning:") == 1


# One thread compiles input with a warning while another is inside its own compile().
LOST_WARNING = """
import threading, warnings, io
local = threading.local()
def hook(event, arguments):
    if event == "compile" and getattr(local, "armed", False):
        local.armed = False
        other = threading.Thread(target=compile_warning)
        other.start()
        other.join()
def compile_warning():
    engine.codeop.compile_command("1 is 1")
    compile("2 is 2", "host.py", "eval")
warnings.resetwarnings()
warnings.simplefilter("always")
sys.addaudithook(hook)
sys.stderr = io.StringIO()
local.armed = True
engine.codeop.compile_command("x = 1")
answer(sys.stderr.getvalue().count("SyntaxWarning"))
"""


def test_warnings_of_other_threads_are_shown_while_a_command_compiles():
    assert run(LOST_WARNING, "load_tested") == 2
    if run(LOST_WARNING, "load_standard") == 2:
        mended("shows both warnings")


@pytest.mark.parametrize("name", WARNING_INPUTS)
def test_filters_set_to_error_behave_as_in_the_standard_module(name, both):
    records = []
    for engine in both:
        stage, notes = quiet_stage("error")
        with stage:
            console = engine.code.InteractiveConsole({"x": 1})
            for line in WARNING_INPUTS[name]:
                notes.append(("more", console.push(line)))
        records.append(notes)
    assert records[1] == records[0]
    assert shown_in(records[1], "Warning") + shown_in(records[1], "SyntaxError") >= 1


# Python's own filters, and a program that is `__main__` itself, as `python -m inlet` is.
FROM_MAIN = """
import io, warnings
warnings.resetwarnings()
warnings.simplefilter("ignore", DeprecationWarning)
warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
program = {"__name__": "__main__", "console": engine.code.InteractiveConsole()}
sys.stderr = io.StringIO()
exec("for line in '~True', '~False': console.push(line)", program)
answer([sys.stderr.getvalue(), "__warningregistry__" in program])
"""


def test_a_warning_of_the_compiler_is_not_one_of_the_program():
    assert run(FROM_MAIN, "load_tested") == run(FROM_MAIN, "load_standard")


# ... of no module of the program's, at any rate: and each time.
EACH_TIME = """
import warnings
shown = []
warnings.simplefilter("default")
warnings.showwarning = lambda message, category, filename, *rest: shown.append(filename)
console = engine.code.InteractiveConsole()
for line in ("~True", "~True"):
    console.push(line)
answer(shown)
"""


@pytest.mark.skipif(not (3, 12) <= sys.version_info < (3, 14),
                    reason="other versions tell the place in the input")
def test_a_warning_without_a_place_is_shown_each_time():
    assert run(EACH_TIME, "load_tested") == ["<inlet>", "<inlet>"]


# ---- compiled once ----

COUNT = """
count = 0
def hook(event, arguments):
    global count
    count += event == "compile" and arguments[1] == "<console>"
console = engine.code.InteractiveConsole()
sys.addaudithook(hook)
result = {}
for source in sources:
    count = 0
    console.push(source)
    result[source] = count
answer(result)
"""


def test_a_complete_command_is_compiled_once():
    sources = ["x = 1", "if 1:\n    x = 2\n", "def f():\n  return '''\n'''\n",
               "# c", ""]
    source = f"sources = {sources!r}\n" + COUNT
    assert set(run(source, "load_tested").values()) == {1}
    if set(run(source, "load_standard").values()) == {1}:
        mended("compiles once")


# ---- overrides with the old signature ----

def push_with_old_signature(engine, make):
    """What an override of the old form is told, and what escapes."""
    told, escaped = [], []
    console = make(engine, told)
    stage, notes = quiet_stage()
    with stage:
        try:
            console.push("x y")
        except TypeError as error:
            escaped.append(str(error))
    return told, escaped, shown_in(notes, "SyntaxError")


def old_method(engine, told):
    class Console(engine.code.InteractiveConsole):
        def showsyntaxerror(self, filename=None):
            told.append((filename, sys.exc_info()[0]))

    return Console()


def old_method_that_calls_super(engine, told):
    class Console(engine.code.InteractiveConsole):
        def showsyntaxerror(self, filename=None):
            told.append((filename, sys.exc_info()[0]))
            super().showsyntaxerror(filename)

    return Console()


def old_function_on_the_instance(engine, told):
    console = engine.code.InteractiveConsole()
    console.showsyntaxerror = lambda filename=None: told.append(
        (filename, sys.exc_info()[0]))
    return console


def old_method_that_needs_the_name(engine, told):
    class Console(engine.code.InteractiveConsole):
        def showsyntaxerror(self, name):
            told.append((name, sys.exc_info()[0]))

    return Console()


@pytest.mark.parametrize("make", [
    old_method, old_method_that_calls_super, old_function_on_the_instance,
    old_method_that_needs_the_name], ids=lambda make: make.__name__)
def test_showsyntaxerror_of_the_old_signature(make, standard, tested):
    told, escaped, shown = push_with_old_signature(tested, make)
    assert told == [("<console>", SyntaxError)]
    assert not escaped
    assert shown == (make is old_method_that_calls_super)
    if not push_with_old_signature(standard, make)[1]:
        mended("calls the override in the old way")


def test_a_type_error_of_the_override_itself_is_not_hidden(tested):
    class Console(tested.code.InteractiveConsole):
        def showsyntaxerror(self, filename=None):
            calls.append(filename)
            raise TypeError("the override's own")

    calls = []
    with quiet_stage()[0], pytest.raises(TypeError, match="the override's own"):
        Console().push("x y")
    assert calls == ["<console>"]


# ---- what is newer than the running Python ----

def lacks(function, parameter):
    return parameter not in inspect.signature(function).parameters


def test_push_takes_a_file_name(standard, tested):
    stage, notes = quiet_stage()
    with stage:
        console = tested.code.InteractiveConsole(filename="own.py")
        assert console.push("1/0", "given.py") is False
        assert console.push("1/0", filename="keyword.py") is False
        assert console.push("1/0", None) is False
        assert console.push("1/0") is False
        assert console.push("x = 1\ny = 2", _symbol="exec") is False
    for name, count in (("given.py", 1), ("keyword.py", 1), ("own.py", 2)):
        assert shown_in(notes, f'File "{name}"') == count
    assert (console.locals["x"], console.locals["y"]) == (1, 2)
    if not lacks(standard.code.InteractiveConsole.push, "filename"):
        mended("has it too")


@pytest.mark.parametrize("command", ["exit()", "quit()", "raise SystemExit(3)",
                                     "import sys; sys.exit('text')"])
def test_local_exit_ends_only_the_console(command, standard, tested):
    import builtins

    stage, notes = quiet_stage()
    with stage:
        before = builtins.exit, builtins.quit
        console = tested.code.InteractiveConsole(local_exit=True)
        console.raw_input = reader(["x = 1", command, "x = 2"])
        console.interact("", "bye")
        assert (builtins.exit, builtins.quit) == before
    assert console.locals["x"] == 1
    assert ("stdin.close",) not in notes
    assert [details for what, *details in notes if what == "stderr.write"] == \
        [["\n"], ["bye\n"]]
    if not lacks(standard.code.InteractiveConsole, "local_exit"):
        mended("has it too")


def test_local_exit_of_the_function(standard, tested):
    stage, notes = quiet_stage()
    with stage:
        namespace = {}
        tested.code.interact("", reader(["x = 1", "exit()", "x = 2"]), namespace, "bye",
                             local_exit=True)
        tested.code.interact("", reader(["quit()"]), namespace, "bye", True)
    assert namespace["x"] == 1
    assert shown_in(notes, "bye") == 2
    if not lacks(standard.code.interact, "local_exit"):
        mended("has it too")


def test_without_local_exit_the_program_exits(tested):
    stage, _ = quiet_stage()
    with stage:
        console = tested.code.InteractiveConsole()
        console.raw_input = reader(["raise SystemExit(3)"])
        with pytest.raises(SystemExit):
            console.interact("", "")
        assert not console.local_exit


def test_local_exit_shows_how_to_leave(tested):
    stage, notes = quiet_stage()
    with stage:
        console = tested.code.InteractiveConsole(local_exit=True)
        console.raw_input = reader(["exit", "quit"])
        console.interact("", "")
    written = "".join(details[0] for what, *details in notes if what == "stdout.write")
    assert written == ("Use exit or Ctrl-D (i.e. EOF) to exit\n"
                       "Use quit or Ctrl-D (i.e. EOF) to exit\n")


class StubbornBuiltins:
    """Stands for the module builtins: `quit` cannot be replaced."""

    exit = "the program's own"
    quit = "the program's own"

    def __setattr__(self, name, value):
        if name == "quit":
            raise RuntimeError("no")
        super().__setattr__(name, value)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="code names no builtins there")
def test_exit_is_put_back_where_quit_cannot_be_replaced(standard, tested):
    def exit_after(engine):
        builtins = StubbornBuiltins()
        console = engine.code.InteractiveConsole(local_exit=True)
        with mock.patch.object(engine.code, "builtins", builtins), \
                mock.patch.object(engine.code.sys, "stderr", io.StringIO()), \
                pytest.raises(RuntimeError):
            console.interact("", "")
        return builtins.exit

    assert exit_after(tested) == StubbornBuiltins.exit
    if exit_after(standard) == StubbornBuiltins.exit:
        mended("puts it back")


def test_frames_of_the_console_are_not_shown_to_anybody(standard, tested):
    def seen_by_hook(engine):
        seen = []
        stage, _ = quiet_stage()
        with stage:
            sys.excepthook = lambda *triple: seen.append(
                [files_in(triple[2]), files_in(sys.last_traceback)])
            console = engine.code.InteractiveConsole()
            console.push("1/0")
            console.push("x y")
        return seen

    assert seen_by_hook(tested) == [[["<console>"], ["<console>"]], [[], []]]
    if seen_by_hook(standard) == seen_by_hook(tested):
        mended("leaves its frames out")


# ---- nothing of the above is bought by changing what must stay ----

def test_the_filters_list_is_the_same_object(tested):
    stage, _ = quiet_stage()
    with stage:
        before = warnings.filters, list(warnings.filters)
        console = tested.code.InteractiveConsole()
        for line in ("x = 1", "x y", "(", ")", "1 is 1", "1/0", "'\\d' x"):
            console.push(line)
        assert warnings.filters is before[0]
        assert list(warnings.filters) == before[1]


def test_filters_changed_by_the_command_stay_changed(tested):
    stage, _ = quiet_stage()
    with stage:
        console = tested.code.InteractiveConsole()
        console.push("import warnings; warnings.simplefilter('ignore')")
        assert warnings.filters[0][0] == "ignore"
        console.push("x = 1")
        assert warnings.filters[0][0] == "ignore"


def test_threads_and_the_main_thread_do_not_mix_output(tested):
    written = {}

    def work(number):
        class Console(tested.code.InteractiveConsole):
            def write(self, data):
                written.setdefault(number, io.StringIO()).write(data)

        console = Console({"number": number})
        for _ in range(20):
            console.push("raise ValueError(number)")

    stage, _ = quiet_stage()
    with stage:
        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for number in range(4):
        assert written[number].getvalue().count(f"ValueError: {number}\n") == 20
