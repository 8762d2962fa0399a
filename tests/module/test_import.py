"""Importing, importing again, and leaving nothing behind."""

from .child import check_child

FORGET = """
import sys
def forget():
    for name in [n for n in sys.modules if n.partition(".")[0] in ("inlet", "_inlet")]:
        del sys.modules[name]
"""


def test_importing_twice_gives_two_engines():
    check_child(
        FORGET
        + """
import _inlet as one
forget()
import _inlet as two
assert one is not two
assert one.InteractiveConsole is not two.InteractiveConsole
for module in (one, two):
    console = module.InteractiveConsole()
    assert console.push("x = 1") is False
    assert console.locals["x"] == 1
"""
    )


def test_an_engine_is_freed_with_its_module():
    check_child(
        FORGET
        + """
import gc, weakref
import inlet, inlet.code, inlet.codeop
import _inlet
console = inlet.InteractiveConsole()
console.push("def f(): pass\\n")
gone = [weakref.ref(_inlet), weakref.ref(inlet.InteractiveConsole),
        weakref.ref(inlet.InteractiveConsole.push.__func__)
        if hasattr(inlet.InteractiveConsole.push, "__func__") else lambda: None]
del console, inlet, _inlet
forget()
for _ in range(3):
    gc.collect()
assert [reference() for reference in gone] == [None] * 3
"""
    )


def test_a_console_outlives_its_module():
    check_child(
        FORGET
        + """
import gc
import inlet
console = inlet.InteractiveConsole()
del inlet
forget()
gc.collect()
written = []
console.write = written.append
assert console.push("x = 1 if True else (") is True
assert console.push(")") is False
console.push("1 / 0")
assert console.locals["x"] == 1
assert "ZeroDivisionError" in "".join(written)
"""
    )


def test_importing_again_and_again_does_not_grow():
    # An engine with its classes is some 700 blocks; CPython itself keeps a few for
    # every module that it imports anew.
    check_child(
        FORGET
        + """
import gc
def round():
    import inlet, inlet.code, inlet.codeop
    console = inlet.InteractiveConsole()
    console.push("x = 1")
    del console, inlet
    forget()
    gc.collect()
for _ in range(8):
    round()
before = sys.getallocatedblocks()
for _ in range(20):
    round()
grown = sys.getallocatedblocks() - before
assert grown < 20 * 20, grown
"""
    )


def test_uninstall_leaves_sys_modules_as_it_was():
    # None stands there for a module that must not be imported.
    check_child(
        """
import inlet, sys, types
absent = object()
for before in (absent, None, types.ModuleType("code")):
    sys.modules.pop("code", None)
    if before is not absent:
        sys.modules["code"] = before
    inlet.install()
    inlet.install()
    assert sys.modules["code"] is inlet.code
    inlet.uninstall()
    assert sys.modules.get("code", absent) is before, before
    inlet.uninstall()
    assert sys.modules.get("code", absent) is before, before
"""
    )


LATE_CONSOLE = """
import inlet
class Late:
    def __init__(self):
        self.console = inlet.InteractiveConsole()
    def __del__(self):
        self.console.write = lambda data: None
        self.console.push("x = 1")
        self.console.push("1 / 0")
"""


def test_a_console_used_while_python_ends_does_no_harm():
    check_child(LATE_CONSOLE + "late = Late()\n")
    check_child(LATE_CONSOLE + "import builtins; builtins.late = Late()\n")
    check_child(LATE_CONSOLE + "import atexit; atexit.register(Late().console.push, '1')")


def test_importing_loads_neither_traceback_nor_the_standard_modules():
    extra = check_child(
        """
        import sys
        before = set(sys.modules)
        import inlet
        print(*sorted(set(sys.modules) - before))
        """,
        options=["-S"],
    )
    assert set(extra.split()) == {"inlet", "_inlet"}
