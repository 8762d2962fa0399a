"""What is offered: compared with rlcompleter, and place by place."""

import builtins
import collections
import email.message
import enum
import http.client
import io
import keyword
import os
import pathlib
import rlcompleter
import sys
import textwrap

import pytest

import inlet


def complete(source, namespace=None, cursor=None, **limits):
    limits.setdefault("milliseconds", 600_000)
    return inlet.complete(source, cursor, namespace or {}, **limits)


def offered(source, namespace=None, cursor=None, **limits):
    return [item.text for item in complete(source, namespace, cursor, **limits).items]


def kinds(source, namespace=None):
    return {item.text: item.kind for item in complete(source, namespace).items}


# --- rlcompleter ----------------------------------------------------------------------


class Base:
    inherited = 1
    _hidden = 2

    def method(self):
        pass


class Slotted(Base):
    __slots__ = ("filled", "empty")


class Colour(enum.Enum):
    RED = 1


SLOTTED = Slotted()
SLOTTED.filled = 1
NAMESPACE = {
    "os": os,
    "sys": sys,
    "text": "abc",
    "number": 3,
    "real": 1.5,
    "items": [1],
    "table": {"a": 1},
    "nothing": None,
    "Base": Base,
    "base": Base(),
    "slotted": SLOTTED,
    "path": pathlib.PurePath("a"),
    "Colour": Colour,
    "message": email.message.Message(),
    "stream": io.StringIO(),
    "counter": collections.Counter("abc"),
    "ordered": collections.OrderedDict(a=1),
    "point": collections.namedtuple("Point", "x y")(1, 2),
    "function": textwrap.dedent,
    "bound": "abc".join,
    "method": Base().method,
    "error": ValueError("x"),
    "generator": (x for x in ()),
    "HTTPConnection": http.client.HTTPConnection,
    "exc": sys.exc_info,
}


def standard(text):
    """What rlcompleter says, without the brackets and blanks that it adds."""
    completer = rlcompleter.Completer(NAMESPACE)
    matches = (
        completer.attr_matches(text) if "." in text else completer.global_matches(text)
    )
    return {match.rstrip(" ():").rpartition(".")[2] for match in matches}


def underscores(word):
    return min(2, len(word) - len(word.lstrip("_")))


@pytest.mark.parametrize("name", NAMESPACE)
@pytest.mark.parametrize("attribute", ["", "_", "__", "a", "c", "re", "__c"])
def test_every_attribute_of_rlcompleter_is_offered(name, attribute):
    text = f"{name}.{attribute}"
    ours = set(offered(text, NAMESPACE, limit=100_000))
    assert standard(text) - ours == set()


def test_every_attribute_of_every_builtin_is_offered():
    for name in vars(builtins):
        text = f"{name}.__"
        if name != "_":
            assert standard(text) - set(offered(text, limit=100_000)) == set(), name


def test_the_attributes_of_modules_are_those_of_rlcompleter():
    for name in sorted(sys.modules):
        if "." not in name and type(sys.modules[name]) is type(sys):
            NAMESPACE["module"] = sys.modules[name]
            ours = set(offered("module.", NAMESPACE, limit=100_000))
            theirs = set(vars(sys.modules[name]))
            assert {one for one in theirs if not one.startswith("_")} - ours == set()
    del NAMESPACE["module"]


def test_every_name_of_rlcompleter_is_offered():
    # `_` is a keyword to rlcompleter; a name it is where a prompt has set it.
    odd = {"_"} - set(vars(builtins))
    words = {*NAMESPACE, *vars(builtins), *keyword.kwlist}
    prefixes = {word[:size] for word in words for size in range(1, len(word) + 1)}
    for prefix in prefixes:
        ours = set(offered(prefix, NAMESPACE, limit=100_000))
        least = min(map(underscores, standard(prefix) - odd), default=0)
        theirs = {
            word
            for word in standard(prefix) - odd
            if underscores(word) <= max(least, underscores(prefix))
        }
        assert theirs - ours == set(), prefix


# --- names ----------------------------------------------------------------------------


def test_kinds_are_told():
    found = kinds("", {"mod": os, "fun": len, "cls": int, "var": 1, "def_": lambda: 0})
    assert found["mod"] == "module"
    assert found["fun"] == found["def_"] == "function"
    assert found["cls"] == "class"
    assert found["var"] == "variable"
    assert found["while"] == "keyword"


def test_hidden_names_come_only_when_they_are_asked_for():
    names = {"one": 1, "_two": 2, "__three": 3}
    assert "one" in offered("", names)
    assert not {"_two", "__three"} & set(offered("", names))
    assert "_two" in offered("_", names)
    assert "__three" not in offered("_", names)
    assert "__three" in offered("__", names)

    class Hidden:
        __slots__ = ("_only",)

    assert offered("x._", {"x": Hidden()}) == ["_only"]


def test_another_case_counts_where_nothing_begins_so():
    assert offered("importerr") == ["ImportError"]
    assert offered("TRUE") == ["True"]
    names = {"quiet": 1, "Quiet": 2, "QUIETER": 3}
    assert offered("quie", names) == ["quiet"]
    assert offered("qUIE", names) == ["QUIETER", "Quiet", "quiet"]


def test_the_order_is_that_of_characters():
    names = {name: 1 for name in ("jb", "ja", "jC", "j1", "jé")}
    assert offered("j", names) == ["j1", "jC", "ja", "jb", "jé"]


def test_soft_keywords_are_those_of_the_running_python():
    known = {"case", "lazy", "match", "type"} & set(keyword.softkwlist)
    least = {"case", "match", "type"}  # 3.11 has no statement `type`, but the name
    assert {"case", "lazy", "match", "type"} & set(
        offered("", limit=100_000)
    ) == known | least


def test_modules_are_offered_behind_lazy():
    assert "asyncio" in offered("lazy import asyn")
    assert offered("lazy from asyncio.runners import Runn") == ["Runner"]


def test_statements_begin_with_keywords_that_expressions_do_not_hold():
    assert {"def", "while", "import", "match", "lambda"} <= set(offered(""))
    inside = set(offered("x = "))
    assert {"lambda", "not", "None", "await", "yield"} <= inside
    assert not {"def", "while", "import", "match"} & inside
    assert {"and", "if", "in", "is"} <= set(offered("x "))
    assert not {"print", "def"} & set(offered("x "))


def test_names_of_the_text_are_offered():
    text = """
import alpha1, beta.gamma as alpha2
from delta import (alpha3,
                   epsilon as alpha4)
def alpha5(alpha6, *alpha7, alpha8=1): pass
class alpha9: pass
for alpha10, (alpha11, x) in y: pass
with z as alpha12: pass
alpha13 = alpha14 = [alpha15 for alpha15 in x]
if (alpha16 := 1): alpha17: int = 2
alph"""
    expected = {f"alpha{number}" for number in range(1, 17)}
    assert expected <= set(offered(text))


def test_a_name_after_the_cursor_is_not_yet_there():
    assert offered("qqq\nqqq1 = 1", cursor=3) == []
    found = complete("sel = 1\nsel\nsel2 = 3", cursor=11)
    assert [item.text for item in found.items] == ["sel"]
    assert (found.start, found.stop) == (8, 11)


@pytest.mark.parametrize(
    "text",
    ["def pri", "class pri", "import sys as pri", "x = 1  # pri", "12", "def f(pri",
     "f'pri", "'''a\npri", "except E as pri", "x = 0xa"],
)
def test_nothing_is_offered_where_nothing_is_known(text):
    assert offered(text) == []


def test_places_are_characters():
    found = complete("é𝒳 = '\ud800'; pri")
    assert (found.start, found.stop) == (10, 13)
    assert "print" in [item.text for item in found.items]


@pytest.mark.parametrize("cursor", [5, -5])
def test_a_cursor_outside_is_refused(cursor):
    with pytest.raises(IndexError):
        inlet.complete("abc", cursor)


def test_other_arguments_that_cannot_be_are_refused():
    with pytest.raises(TypeError):
        inlet.complete(b"abc")
    with pytest.raises(TypeError):
        inlet.complete("abc", namespace=[])
    with pytest.raises(ValueError):
        inlet.complete("abc", limit=-1)
    with pytest.raises(TypeError):
        inlet.complete("abc", milliseconds=1.5)


def test_without_a_namespace_it_is_that_of_main():
    import __main__

    __main__.name_of_main = 1
    try:
        assert "name_of_main" in [i.text for i in inlet.complete("name_of").items]
    finally:
        del __main__.name_of_main


# --- attributes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, expected",
    [
        ("'abc'.upp", "upper"),
        ("b'abc'.dec", "decode"),
        ("f'{x}'.upp", "upper"),
        ("'a' 'b'.upp", "upper"),
        ("[].app", "append"),
        ("[x for x in y].app", "append"),
        ("{}.ite", "items"),
        ("{1: 2}.ite", "items"),
        ("{1}.unio", "union"),
        ("(1, 2).cou", "count"),
        ("().cou", "count"),
        ("(os).getc", "getcwd"),
        ("1.5.is_int", "is_integer"),
        ("1 .bit_len", "bit_length"),
        ("1j.conj", "conjugate"),
        ("0x1f.bit_len", "bit_length"),
        ("True.bit_len", "bit_length"),
        ("os.path.jo", "join"),
        ("f'{os.path.jo", "join"),
        ("x = [os.path.jo", "join"),
        ("os .\\\n path . jo", "join"),
        ("d['mod'].getc", "getcwd"),
        ("d[b'mod'].getc", "getcwd"),
        ("d[7].getc", "getcwd"),
        ("l[0].getc", "getcwd"),
        ("l[-1]['mod'].getc", "getcwd"),
        ("str(1).upp", "upper"),
        ("pathlib.Path('a').is_fi", "is_file"),
        ("thing.child.child.inst", "instance"),
        ("thing.__dict__.ite", "items"),
        ("thing.__class__.mr", "mro"),
        ("number.real.bit_len", "bit_length"),
        ("text = 'a'\ntext.upp", "upper"),
        ("import os\nos.getc", "getcwd"),
        ("a = os\nb = a.path\nb.jo", "join"),
        ("slotted.filled.bit_len", "bit_length"),
        ("static.fun().upp", "upper"),
        ("static.prop.upp", "upper"),
    ],
)
def test_expressions_are_followed_without_running(text, expected):
    class Thing:
        def __init__(self):
            self.instance = 1
            self.child = self

    class Static:
        @staticmethod
        def fun() -> str:
            raise AssertionError

        @property
        def prop(self) -> str:
            raise AssertionError

    names = {
        "os": os,
        "pathlib": pathlib,
        "d": {"mod": os, b"mod": os, 7: os},
        "l": [os, {"mod": os}],
        "thing": Thing(),
        "slotted": SLOTTED,
        "number": 3,
        "static": Static(),
    }
    is_annotated = text.startswith("static")
    if is_annotated and sys.version_info >= (3, 14):
        pytest.skip("annotations are made by code")
    assert expected in offered(text, names)


def test_a_name_that_a_function_takes_is_not_the_global_one():
    assert offered("def f(os):\n    os.getc", {"os": os}) == []


@pytest.mark.parametrize("text", ["x.y.", "f(1).", "1/0.", "nope.a", "d['no'].", "l[9]."])
def test_what_only_running_could_tell_is_not_told(text):
    assert [t for t in offered(text, {"d": {}, "l": [], "f": len})
            if text != "1/0."] == []


# --- keys -----------------------------------------------------------------------------


def test_keys_are_written_as_they_are_begun():
    names = {"d": {"one": 1, "on'e": 2, 'o"n': 3, "o\\n": 4, "o\n": 5, b"on": 6, 12: 7}}
    assert offered("d['on", names) == ["'on\\'e'", "'one'"]
    assert offered('d["o', names) == [
        '"o\\"n"', '"o\\\\n"', '"o\\n"', '"on\'e"', '"one"']
    assert offered("d[b'", names) == ["b'on'"]
    assert offered("d[r'o", names) == ["r'o\"n'", "r'one'"]
    assert offered("d[1", names) == ["12"]
    found = offered("d[", names)
    assert found.index("12") < found.index("print")
    assert set(found) >= {"'one'", "b'on'", "12", "print", "d"}


def test_every_key_that_is_offered_is_that_key():
    keys = ["", "a b", "\ud800x", "é\x00", "\x7f", "𝒳", "\u200b", "'\"", "\\", "\t"]
    for quote in "'\"":
        for text in offered("d[" + quote, {"d": dict.fromkeys(keys)}):
            assert eval(text) in keys
    assert len(offered("d['", {"d": dict.fromkeys(keys)})) == len(keys)
    raw = [b"\x00", b"\xff'\"", b"\\a", b"plain"]
    assert sorted(map(eval, offered("d[b'", {"d": dict.fromkeys(raw)}))) == sorted(raw)


def test_a_quote_that_the_editor_has_set_is_replaced():
    found = complete("d['on']", {"d": {"one": 1}}, cursor=5)
    assert (found.start, found.stop, found.items[0].text) == (2, 6, "'one'")


def test_keys_of_keys():
    names = {"d": {"a": [{"deep": 1}]}}
    assert offered("d['a'][0]['", names) == ["'deep'"]


# --- arguments ------------------------------------------------------------------------


def function(first, /, second, *rest, third=3, **more):
    raise AssertionError


def test_keyword_arguments_stand_first():
    found = complete("f(1, ", {"f": function}).items
    assert [item.text for item in found[:2]] == ["second=", "third="]
    assert found[0].kind == "parameter"
    assert "print" in [item.text for item in found]


def test_arguments_that_are_given_are_not_offered_again():
    assert offered("f(second=1, thi", {"f": function})[0] == "third="
    assert "second=" not in offered("f(second=1, ", {"f": function})
    assert "second=" in offered("f(g(second=1), ", {"f": function})


@pytest.mark.parametrize(
    "text",
    ["f(1, x=", "f(*", "f([", "f(-", "f(1 ", "f.", "def f("])
def test_there_are_no_keyword_arguments_elsewhere(text):
    assert "second=" not in offered(text, {"f": function})


@pytest.mark.parametrize(
    "text, expected",
    [
        ("print('a', en", "end="),
        ("sorted([], rev", "reverse="),
        ("open('x', enc", "encoding="),
        ("C(", "value="),
        ("C(1).method(", "argument="),
        ("C.method(c, ", "argument="),
        ("c.method(", "argument="),
        ("c(", "called="),
        ("C.of(", "made="),
        ("wrapped(", "inner="),
        ("f'{print(1, en", "end="),
        ("x = [\n    print(1,\n          en", "end="),
    ],
)
def test_whose_arguments_they_are(text, expected):
    import functools

    class C:
        def __init__(self, value):
            pass

        def method(self, argument):
            pass

        def __call__(self, called):
            pass

        @classmethod
        def of(cls, made):
            pass

    def inside(inner):
        pass

    @functools.wraps(inside)
    def wrapped(*args, **keywords):
        pass

    found = offered(text, {"C": C, "c": C(1), "wrapped": wrapped})
    assert expected in found
    assert "self=" not in found or "C.method" in text
    assert "cls=" not in found


# --- imports --------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path, monkeypatch):
    def write(name, text=""):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    loud = "raise AssertionError('imported')\n"
    write("il_plain.py", loud)
    write("il_package/__init__.py", loud + "def il_function(): pass\nil_value = 1\n")
    write("il_package/inner.py", loud + "class IlClass: pass\nfrom x import il_other\n")
    write("il_package/deep/__init__.py", loud)
    write("il_package/deep/er.py", loud)
    write("il_package/no-name.py", loud)
    write("il_folder/file.txt")
    write("il_binary.cpython-311-x86_64-linux-gnu.so")
    write("il_text.txt")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path, None, "/no/such", 3])
    return tmp_path


def test_modules_are_found_on_the_path(library):
    assert offered("import il_") == ["il_binary", "il_package", "il_plain"]
    assert offered("import os, il_pl") == ["il_plain"]
    assert offered("from il_pl") == ["il_plain"]
    assert offered("import il_package.") == ["deep", "inner"]
    assert offered("import il_package.deep.") == ["er"]
    assert offered("import il_plain.") == []


def test_the_names_of_a_source_are_known_without_importing_it(library):
    assert offered("from il_package import il") == ["il_function", "il_value"]
    assert offered("from il_package import ") == [
        "deep", "il_function", "il_value", "inner"]
    assert offered("from il_package.inner import (\n   I") == ["IlClass"]
    assert offered("from il_package.inner import il_") == ["il_other"]
    assert not [name for name in sys.modules if name.startswith("il_")]


def test_modules_that_are_there_are_known():
    assert {"sys", "builtins", "os", "email"} <= set(offered("import "))
    assert "path" in offered("import os.")
    assert "message" in offered("import email.")
    assert "getcwd" in offered("from os import get")
    assert "join" in offered("from os.path import jo")
    assert offered("from sys ") == ["import"]
    assert offered("from . import ") == []
    assert offered("from .") == ["import"]


def test_a_module_that_computes_its_attributes_is_not_asked(monkeypatch):
    import types

    module = types.ModuleType("il_lazy")
    asked = []
    module.__getattr__ = module.__dir__ = lambda *names: asked.append(names)
    module.there = 1
    monkeypatch.setitem(sys.modules, "il_lazy", module)
    assert offered("il_lazy.th", {"il_lazy": module}) == ["there"]
    assert offered("il_lazy.no.x", {"il_lazy": module}) == []
    assert offered("from il_lazy import th") == ["there"]
    assert asked == []


# --- paths ----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "folder").mkdir()
    for name in ("file one", "file'two", ".hidden", "fil\\e", "é"):
        (tmp_path / name).write_text("")
    os.symlink(tmp_path / "folder", tmp_path / "link")
    os.mkfifo(tmp_path / "fifo")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_files_of_a_folder_are_offered(folder):
    found = complete(f"open('{folder}/f")
    assert {item.text: item.kind for item in found.items} == {
        "fifo": "file", "fil\\\\e": "file", "file one": "file",
        "file\\'two": "file", "folder/": "folder",
    }
    assert found.start == len(f"open('{folder}/")
    assert offered("'lin") == ["link/"]
    assert offered("'./fo") == ["folder/"]
    assert offered("'folder/") == []
    assert offered("'fifo/") == []
    assert offered("'.hi") == [".hidden"]
    assert ".hidden" not in offered("'")
    assert "é" in offered("x['")
    assert "é" in offered("'''")
    assert offered("r'fil") == ["file one"]
    assert offered("b'\xc3") == [] and "\\xc3\\xa9" in offered("b'")
    assert offered("'a\\x") == [] and offered("'a\0") == []


def test_names_that_are_no_unicode_can_be_typed(folder):
    name = b"bad\xff\n"
    (pathlib.Path(os.fsdecode(bytes(folder) + b"/" + name))).write_text("")
    assert [os.fsencode(eval(f"'{text}'")) for text in offered("'bad")] == [name]
    assert [eval(f"b'{text}'") for text in offered("b'bad")] == [name]


def test_the_tilde_is_the_home(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder))
    found = complete("'~/fo")
    assert ([item.text for item in found.items], found.start) == (["folder/"], 3)


# --- limits ---------------------------------------------------------------------------


def test_the_limit_is_kept_by_the_order_of_names():
    names = {f"n{number:05}": number for number in range(20_000)}
    shuffled = dict(sorted(names.items(), key=lambda item: hash(item[0])))
    for limit in (1, 10, 64, 5_000):
        found = complete("n0", shuffled, limit=limit)
        assert [item.text for item in found.items] == sorted(names)[:limit]
        assert found.more is (limit < 10_000)
    assert len(complete("n0", shuffled, limit=1 << 62).items) == 10_000
    assert complete("n0", names, limit=10_000).more is False


def test_the_time_is_kept():
    names = {f"name{number}": number for number in range(300_000)}
    found = inlet.complete("name", None, names, 1 << 40, 1)
    # However slow the machine is, it was told if it was cut.
    assert found.more or len(found.items) == 300_000


def test_many_files_have_a_limit(tmp_path):
    for number in range(2_000):
        (tmp_path / f"{number:05}").write_text("")
    found = complete(f"'{tmp_path}/", limit=10)
    assert [item.text for item in found.items] == [f"{n:05}" for n in range(10)]
    assert found.more
