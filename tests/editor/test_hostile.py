"""Nothing of the user's is run: objects that would tell if it were."""

import importlib.util
import sys
import types

import pytest

import inlet

ran = []


def tell(name):
    def method(self, *args, **keywords):
        ran.append(name)
        raise AssertionError(name)

    return method


LOUD = {
    name: tell(name)
    for name in """__getattribute__ __getattr__ __dir__ __eq__ __hash__ __repr__
    __str__ __len__ __iter__ __bool__ __getitem__ __contains__ __call__ __instancecheck__
    __subclasscheck__ __get__ __index__ __lt__ __format__ __missing__ keys items values
    __fspath__ __prepare__ mro""".split()
}
QUIET = {name: method for name, method in LOUD.items() if name not in ("mro", "__hash__")}


class LoudMeta(type):
    __getattribute__ = LOUD["__getattribute__"]
    __dir__ = LOUD["__dir__"]
    __instancecheck__ = LOUD["__instancecheck__"]
    __call__ = type.__call__

    @property
    def meta_property(cls):
        raise ran.append("metaclass")


class Loud(metaclass=LoudMeta):
    locals().update(QUIET)
    plain = 1

    @property
    def prop(self):
        ran.append("property")

    @property
    def __class__(self):
        ran.append("__class__")
        return int

    @property
    def __dict__(self):
        ran.append("__dict__")
        return {}

    @property
    def __doc__(self):
        ran.append("__doc__")

    __signature__ = __text_signature__ = __wrapped__ = prop


class LoudStr(str):
    __eq__ = LOUD["__eq__"]
    __str__ = LOUD["__str__"]
    __repr__ = LOUD["__repr__"]
    __len__ = LOUD["__len__"]
    __lt__ = LOUD["__lt__"]
    startswith = LOUD["keys"]

    def __hash__(self):
        ran.append("__hash__")
        return str.__hash__(self)


class LoudDict(dict):
    keys = LOUD["keys"]
    __getitem__ = LOUD["__getitem__"]
    __iter__ = LOUD["__iter__"]
    __contains__ = LOUD["__contains__"]
    __len__ = LOUD["__len__"]
    get = LOUD["items"]
    items = LOUD["items"]


class LoudDescriptor:
    __get__ = LOUD["__get__"]


class LoudData(LoudDescriptor):
    __set__ = LOUD["__get__"]


class Holder:
    descriptor = LoudDescriptor()
    data = LoudData()


def quietly(function, *arguments):
    """Call it, and none of the methods above."""
    ran.clear()
    answer = function(*arguments)
    assert ran == []
    return answer


def make(kind):
    """An instance without running its code."""
    return object.__new__(kind)


def lazy_module():
    """A module that is imported at its first attribute."""
    spec = importlib.util.find_spec("this")
    loader = importlib.util.LazyLoader(spec.loader)
    spec.loader = loader
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def names():
    loud = make(Loud)
    table = dict.fromkeys(["one", "two"], loud)
    dict.__setitem__(table, LoudStr("three"), loud)
    holder = Holder()
    object.__getattribute__(holder, "__dict__")["own"] = loud
    return {
        "loud": loud,
        "Loud": Loud,
        "table": table,
        "louddict": LoudDict(a=1),
        "holder": holder,
        "lazy": lazy_module(),
        "alist": [loud, table],
        LoudStr("lname"): 1,
    }


TEXTS = [
    "l", "loud.", "loud.pl", "loud.prop.", "loud.plain.", "loud[", "loud['", "loud(",
    "loud().", "loud.no.x", "Loud.", "Loud.prop.", "Loud.meta", "Loud.meta_property.",
    "Loud(", "Loud().pl", "Loud(x).prop.", "table['", "table['one'].", "table['three'].",
    "table[", "louddict['", "louddict.", "louddict['a'].", "holder.", "holder.own.",
    "holder.descriptor.", "holder.data.", "holder.own.prop.", "lazy.", "lazy.s",
    "alist[0].", "alist[1]['one'].", "loud.__class__.", "loud.__dict__.", "print(loud",
    "from lazy import ", "import lazy.", "f'{loud.", "x = loud\nx.", "loud.__doc__.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_completing_runs_nothing(text):
    namespace = names()
    assert sys.modules.get("this") is None
    quietly(inlet.complete, text, None, namespace)
    assert object.__getattribute__(namespace["lazy"], "__class__").__name__ == (
        "_LazyModule")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("call", [False, True])
def test_describing_runs_nothing(text, call):
    quietly(inlet.describe, text.rstrip("."), None, names(), call)
    quietly(inlet.describe, text + "(", None, names(), call)


def test_what_can_be_seen_is_offered_all_the_same():
    namespace = names()

    def offered(text):
        found = quietly(inlet.complete, text, None, namespace)
        return [item.text for item in found.items]

    assert {"plain", "prop"} <= set(offered("loud."))
    assert {"plain", "prop"} <= set(offered("Loud."))
    assert offered("holder.ow") == ["own"]
    assert {"plain"} <= set(offered("holder.own."))
    assert offered("table['") == ["'one'", "'two'"]
    assert {"plain"} <= set(offered("table['one'].pl"))
    assert "lname" not in offered("l")


def test_the_keys_of_a_dict_that_looks_them_up_itself_are_not_offered():
    found = quietly(inlet.complete, "d['a", None, {"d": LoudDict(a=1)})
    assert "key" not in {item.kind for item in found.items}


def test_defaults_and_annotations_are_not_shown_by_their_own_code():
    def function(a=make(Loud), b: make(Loud) = 1, *, c=LoudStr("x"), d=(1, make(Loud))):
        pass

    found = quietly(inlet.describe, "f", None, {"f": function})
    assert found.signature == "(a=..., b=1, *, c=..., d=...)"


def test_a_docstring_that_is_no_str_is_none():
    def function():
        pass

    function.__doc__ = LoudStr("x")
    assert quietly(inlet.describe, "f", None, {"f": function}).doc is None
    module = types.ModuleType("m")
    module.__doc__ = make(Loud)
    assert quietly(inlet.describe, "m", None, {"m": module}).doc is None


def test_no_audit_event_is_raised():
    import subprocess

    program = """
import sys, inlet
def f(a, b=1): "doc"
class C:
    __slots__ = ("x",)
    def m(self): pass
seen = []
names = {"f": f, "C": C, "c": C(), "m": C().m, "e": ValueError()}
sys.addaudithook(lambda event, args: seen.append(event))
for text in ["f.__code__.", "f(", "c.x.", "C.m(", "m.__func__.", "e.__traceback__.",
             "import ", "from email import ", "'/"]:
    inlet.complete(text, None, names)
    inlet.describe(text, None, names)
names = seen[:]
assert not [name for name in names if not name.startswith("cpython.")], names
"""
    subprocess.run([sys.executable, "-c", program], check=True)
