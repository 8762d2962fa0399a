"""What nobody refers to any more goes away, cycles included."""

import gc
import sys
import weakref

import pytest

import inlet


def dies(make):
    """Is what make() returns gone once the collector ran?"""
    reference = weakref.ref(make())
    gc.collect()
    return reference() is None


def make_cycle(cls):
    thing = cls()
    thing.itself = thing
    return thing


CLASSES = [
    inlet.InteractiveInterpreter,
    inlet.InteractiveConsole,
    inlet.Compile,
    inlet.CommandCompiler,
]


@pytest.mark.parametrize("cls", CLASSES)
def test_an_object_dies_without_the_collector(cls):
    def make():
        thing = cls()
        return weakref.ref(thing)

    gc.disable()
    try:
        reference = make()
        assert reference() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("cls", CLASSES)
def test_a_cycle_is_collected(cls):
    assert dies(lambda: make_cycle(cls))


def test_a_console_in_its_own_namespace_is_collected():
    def make():
        console = inlet.InteractiveConsole()
        console.locals["console"] = console
        console.push("def f(): return console")
        console.push("")
        return console

    assert dies(make)


def test_a_subclass_is_collected():
    def make():
        class Local(inlet.InteractiveConsole):
            def write(self, data):
                Local.written = data

        console = Local()
        console.push("1 +")
        return Local

    assert dies(make)


def test_a_bound_method_keeps_its_console():
    console = inlet.InteractiveConsole({"x": 41})
    push, reference = console.push, weakref.ref(console)
    del console
    gc.collect()
    push("x += 1")
    assert reference().locals["x"] == 42
    del push
    gc.collect()
    assert reference() is None


def test_a_pending_exception_keeps_no_console():
    class Quiet(inlet.InteractiveConsole):
        def write(self, data):
            pass

    def make():
        console = Quiet()
        console.push("1 / 0")
        return console

    reference = weakref.ref(make())
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
    gc.collect()
    assert reference() is None


def test_the_collector_sees_what_a_console_refers_to():
    console = inlet.InteractiveConsole()
    referents = gc.get_referents(console)
    found = referents + [one for part in referents for one in gc.get_referents(part)]
    assert any(one is console.locals for one in found)
