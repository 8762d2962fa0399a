"""Names of Python that hide the program's: what a console tells of them."""

import ctypes
import os
import shutil
import subprocess
import sys

import pytest

import _inlet
import inlet
from inlet import live

from .conftest import BUILD, HERE, Request, Watching, new_capsule, watch

SOURCE = """
typedef int (*sh_change)(int);
#define INLET_LIVE_FUNCTIONS(X) X(sh_change, sh_change_type)
#include <inlet/live.h>
INLET_CALLBACK(sh_change_type, sh_change, int, int);
struct sh_state { int users; };
struct sh_state sh_state = {3};
int sh_level = 2;
const char *sh_name = "name";
int sh_twice(int number) { return 2 * number; }
INLET_STRUCT(sh_type, struct sh_state, users);
INLET_PROGRAM(sh_names, INLET_VAR(sh_level), INLET_FN(int, sh_twice, NULL, int));
const inlet_type *const sh_table = &sh_type;
const inlet_name *const sh_list = sh_names;
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    compiler = shutil.which("cc") or pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("shadow")
    (folder / "shadow.c").write_text(SOURCE)
    subprocess.run(
        [compiler, "-std=c17", "-shared", "-fPIC", "-g", "-I", HERE.parents[1] / "include",
         "-I", os.path.join(BUILD, "include"), "shadow.c", "-o", "shadow.so"],
        check=True, cwd=folder)
    return ctypes.CDLL(str(folder / "shadow.so"))


def program_of_tables(built):
    names = ctypes.c_void_p.in_dll(built, "sh_list").value
    request = Request(b"c", None, names, None, Watching(ctypes.sizeof(Watching), 0))
    return _inlet._watch(new_capsule(ctypes.byref(request), b"inlet.live.request", None))


def program_of_debug_information(built):
    try:
        return live.program()
    except ImportError as error:
        pytest.skip(str(error))


class Console(inlet.InteractiveConsole):
    """What was typed, and what was written."""

    def __init__(self, **names):
        super().__init__({"__name__": "__console__", **names})
        self.written = []

    def write(self, data):
        self.written.append(data)

    def type(self, *lines):
        """Type lines: what is written."""
        self.written.clear()
        for line in lines:
            self.push(line)
        return "".join(self.written)


@pytest.fixture(params=[program_of_tables, program_of_debug_information],
                ids=["tables", "debug information"])
def console(request, built):
    return Console(c=request.param(built), live=live)


def test_a_variable_that_hides_the_programs_is_told_once(console):
    assert console.type("sh_level = 5") == (
        "'sh_level' is a variable of Python now: the program's is c.sh_level\n")
    assert console.type("sh_level = 6") == ""
    assert console.type("print(c.sh_level, file=__import__('sys').stderr)") == ""
    assert console.locals["c"].sh_level == 2
    assert console.type("del sh_level", "for sh_level in (1, 2): pass", "").startswith(
        "'sh_level' is")
    assert console.type("del sh_level", "sh_level = 1; sh_level = 2; other = 3").count(
        "\n") == 1


def test_what_hides_nothing_is_not_told(console):
    for line in ("nothing = 5", "sh_twice = 5", "import os as sh_level", "c.sh_level = 2",
                 "def sh_level(): sh_level = 3", "", "x = c; c = 5"):
        assert console.type(line) == ""
    del console.locals["sh_level"]
    assert console.type("c = x; sh_level = c") == ""


def test_a_name_that_is_not_defined_is_told_where_it_is(console):
    for name in "sh_level", "sh_twice":
        text = console.type(f"{name} + 1")
        assert text.endswith(f"name '{name}' is not defined\nThe program has it: "
                             f"c.{name}\n")
    assert console.type("def f(): return sh_level", "", "f()").endswith("c.sh_level\n")
    assert console.type("nothing").endswith("name 'nothing' is not defined\n")
    assert console.type("raise NameError('x', name=3)").endswith("NameError: x\n")
    assert console.type("raise NameError").endswith("NameError\n")
    assert console.type("try: sh_level", "except NameError as e: error = e", "") == ""
    for _ in range(2):
        assert console.type("raise error").count("The program has it") == 1


def test_an_object_that_is_replaced_is_told(built):
    table = ctypes.c_void_p.in_dll(built, "sh_table").value
    place = ctypes.addressof(ctypes.c_char.in_dll(built, "sh_state"))
    console = Console(sh_state=watch("sh_state", table, place))
    alias = console.type("alias = sh_state", "alias = 3")
    assert alias == ""
    assert console.type("sh_state = 5") == (
        "'sh_state' is a variable of Python now: the program's own has not changed\n")
    assert console.type("sh_state = 6") == ""


def test_whoever_asks_others_can_change_everything(console):
    class Name(str):
        __hash__ = str.__hash__

        def __eq__(self, other):
            console.locals.clear()
            return str.__eq__(self, other)

    console.locals[Name("sh_level")] = 0
    console.type("sh_level = 5")
    console.type("sh_level")


def test_what_write_raises_is_raised(console):
    def write(data):
        raise KeyError(data)

    console.write = write
    with pytest.raises(KeyError, match="sh_level"):
        console.push("sh_level = 5")
    assert console.locals["sh_level"] == 5


def test_only_what_is_typed_is_told_of(console):
    console.runsource("sh_level = 5", symbol="exec")
    console.runcode(compile("sh_state = 5", "<code>", "exec"))
    assert console.written == []
    console.runsource("del sh_level")
    console.runsource("sh_level = 5")
    assert "c.sh_level" in "".join(console.written)


def test_namespaces_that_are_no_dicts_are_left_alone(console):
    class Names(dict):
        pass

    console.locals = Names(console.locals)
    assert console.type("sh_level = 5") == ""
    assert console.type("sh_name2").endswith("is not defined\n")


def test_every_allocation_may_fail(console):
    testcapi = pytest.importorskip("_testcapi")
    if sys.version_info >= (3, 12):
        pytest.skip("Python crashes by itself where an allocation fails in a frame")
    # Python's own compiler frees twice what it cannot finish.
    code = compile("sh_level = 5", "<console>", "single")
    console.compile = lambda source, filename, symbol: code
    fine, number = 0, 0
    while fine < 40:
        console.locals.pop("sh_level", None)
        testcapi.set_nomemory(number, number + 1)
        try:
            console.push("sh_level = 5")
        except MemoryError:
            pass
        finally:
            testcapi.remove_mem_hooks()
        told = any("c.sh_level" in text for text in console.written)
        fine = fine + 1 if told else 0
        console.written.clear()
        console.resetbuffer()
        number += 1
