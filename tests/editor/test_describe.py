"""Signatures compared with those of `inspect`, docstrings, and call tips."""

import builtins
import collections
import functools
import inspect
import json
import os
import re
import sys
import textwrap

import pytest

import inlet


def describe(source, namespace=None, cursor=None, call=False):
    return inlet.describe(source, cursor, namespace or {}, call)


def plain(function):
    """The signature of `inspect`, without annotations."""
    signature = inspect.signature(function)
    parameters = [
        one.replace(annotation=one.empty) for one in signature.parameters.values()
    ]
    return str(inspect.Signature(parameters))


def example(first, /, second, third=3, *rest, fourth=(1, "x"), fifth, **more):
    """An example."""


class Example:
    """A class."""

    def __init__(self, value, *, key=None):
        pass

    def method(self, argument=True):
        """A method."""

    @classmethod
    def of(cls, made=b"x"):
        pass

    @staticmethod
    def free(given=1.5):
        pass

    @property
    def prop(self):
        """A property."""

    def __call__(self, called=-1):
        pass


class New:
    def __new__(cls, made):
        return object.__new__(cls)


class Inherits(Example):
    pass


class Plain:
    pass


Point = collections.namedtuple("Point", "x y", defaults=[2])


@functools.wraps(example)
def wrapped(*arguments):
    pass


NAMES = {
    "example": example,
    "Example": Example,
    "instance": Example(1),
    "New": New,
    "Inherits": Inherits,
    "Plain": Plain,
    "Point": Point,
    "wrapped": wrapped,
    "bound": Example(1).method,
    "short": lambda a, *, b=2: 0,
    "none": lambda: 0,
    "only": lambda *, a: 0,
    "dumps": json.dumps,
    "sub": re.sub,
    "walk": os.walk,
    "dedent": textwrap.dedent,
    "dict_get": {}.get,
    "join": "".join,
    "append": [].append,
    "fromkeys": dict.fromkeys,
    "from_bytes": int.from_bytes,
}


@pytest.mark.parametrize("name", NAMES)
def test_signatures_are_those_of_inspect(name):
    if name == "walk":  # a default that has a name of its own
        assert describe(name, NAMES).signature == plain(os.walk)
    elif name == "dumps":
        assert describe(name, NAMES).signature == plain(json.dumps)
    elif name == "sub" and sys.version_info >= (3, 13):
        pytest.skip("a default whose repr() is code of Python")
    else:
        assert describe(name, NAMES).signature == plain(NAMES[name])


@pytest.mark.parametrize(
    "text", ["Example.method", "Example.of", "Example.free", "instance.method",
             "instance.of", "instance.free", "Inherits.method", "str.split",
             "dict.fromkeys", "Point._make"])
def test_signatures_of_methods_are_those_of_inspect(text):
    expected = plain(eval(text, dict(NAMES)))
    assert describe(text, NAMES).signature == expected


def test_signatures_of_builtins_are_those_of_inspect():
    compared = 0
    for name, value in vars(builtins).items():
        if not callable(value) or name == "_":
            continue
        try:
            expected = plain(value)
        except (ValueError, TypeError):
            continue
        found = describe(name)
        if found.signature is None or "<" in expected:
            # What is said by code (a metaclass, a subclass in Python) is not read.
            assert not isinstance(value, type(len)), name
            continue
        assert " ".join(found.signature.split()) == expected, name
        compared += 1
    assert compared > 30


def test_most_functions_of_the_library_have_the_signature_of_inspect():
    compared = different = 0
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if type(value) is not type(example) or "__signature__" in vars(value):
                continue
            found = inlet.describe("value", None, {"value": value})
            try:
                expected = plain(value)
            except NameError:  # from 3.14 on: annotations for type checkers only
                continue
            compared += 1
            if "..." in found.signature:
                different += 1
            else:
                assert found.signature == expected, (module, name)
    assert compared > 500 and different < compared / 4


def test_docstrings_are_found():
    assert describe("example", NAMES).doc == "An example."
    assert describe("Example", NAMES).doc == "A class."
    assert describe("instance", NAMES).doc == "A class."
    assert describe("instance.method", NAMES).doc == "A method."
    assert describe("Example.prop", NAMES).doc == "A property."
    assert describe("bound", NAMES).doc == "A method."
    assert describe("Inherits.method", NAMES).doc == "A method."
    assert describe("len").doc == len.__doc__
    assert describe("int").doc == int.__doc__
    assert describe("'a'.upper").doc == str.upper.__doc__
    assert describe("os", {"os": os}).doc == os.__doc__
    assert describe("none", NAMES).doc is None


def test_the_name_at_the_cursor_is_described():
    text = "print(os.path.join(a), len)"
    names = {"os": os}
    for cursor, name in [(0, "print"), (3, "print"), (5, "print"), (6, "os"),
                         (9, "os.path"), (14, "os.path.join"), (25, "len")]:
        assert describe(text, names, cursor).name == name
    # Nothing is known of `a`, so it is the call around it.
    assert describe(text, names, 20).name == "os.path.join"
    assert describe("a + b") is None
    assert describe("") is None
    assert describe("# len") is None
    assert describe("'len") is None


def test_kind_and_type_are_told():
    assert describe("os", {"os": os})[1:3] == ("module", "module")
    assert describe("Example", NAMES)[1:3] == ("class", "type")
    assert describe("instance", NAMES)[1:3] == ("variable", "Example")
    assert describe("example", NAMES)[1:3] == ("function", "function")
    assert describe("len")[1:3] == ("function", "builtin_function_or_method")


@pytest.mark.parametrize(
    "text, active",
    [
        ("example(", "first"),
        ("example(1, ", "second"),
        ("example(1, 2, x", "third=3"),
        ("example(1, 2, 3, ", "*rest"),
        ("example(1, 2, 3, 4, 5, ", "*rest"),
        ("example(1, fifth=", "fifth"),
        ("example(1, fourth=(1, ", "fourth=(1, 'x')"),
        ("example(1, other=", "**more"),
        ("example(*x, ", None),
        ("example((1, 2), [3, ", "second"),
        ("example(len(", "obj"),
        ("none(", None),
        ("Example(", "value"),
        ("instance.method(", "argument=True"),
        ("Example.method(x, ", "argument=True"),
        ("instance(", "called=-1"),
        ("print(1, 2, end=", "end='\\n'"),
        ("f'{example(1, ", "second"),
        ("x = 1\nexample(1,\n   ", "second"),
    ],
)
def test_the_active_parameter_is_told(text, active):
    found = describe(text, NAMES, call=True)
    assert (found.active and found.signature[slice(*found.active)]) == active


@pytest.mark.parametrize("text", ["example", "example(1)", "def example(", "(", "x[",
                                  "unknown(", "1(", "example(1)\n"])
def test_there_is_not_always_a_call(text):
    assert describe(text, NAMES, call=True) is None


def test_long_defaults_are_left_out():
    def long(a="x" * 1000, b=10**1000, c=(1,) * 100, d=float("nan"), e=((((1,),),),)):
        pass

    assert describe("f", {"f": long}).signature == "(a=..., b=..., c=..., d=nan, e=...)"


def test_wrappers_that_go_round_end():
    def around():
        pass

    around.__wrapped__ = around
    assert describe("f", {"f": around}).signature == "()"


def test_names_that_are_no_unicode_are_shown():
    code = example.__code__.replace(co_varnames=("\ud800",), co_argcount=1,
                                    co_posonlyargcount=0, co_kwonlyargcount=0,
                                    co_nlocals=1, co_flags=3)
    odd = type(example)(code, {})
    assert describe("f", {"f": odd}).signature == "(\\ud800)"
