"""Functions of C++ that have one name."""

import ctypes
import shutil
import subprocess

import pytest

from inlet import live

try:
    live.program()
except ImportError as error:
    pytest.skip(str(error), allow_module_level=True)

SOURCE = """
struct Point { int x, y; };
typedef unsigned long count_t;
const char *ov_kind(int) { return "int"; }
const char *ov_kind(long) { return "long"; }
const char *ov_kind(double) { return "double"; }
const char *ov_kind(bool) { return "bool"; }
const char *ov_kind(const char *) { return "text"; }
const char *ov_kind(Point *) { return "point"; }
const char *ov_kind(const Point *) { return "const point"; }
const char *ov_kind(int, int) { return "two"; }
const char *ov_kind(int, double) { return "int, double"; }
const char *ov_kind(count_t, count_t, count_t) { return "three"; }
const char *ov_kind() { return "none"; }
int ov_wide(short value) { return value + 1; }
int ov_wide(unsigned char value) { return value + 2; }
int ov_hook(int (*hook)(int)) { return hook(1); }
int ov_hook(int) { return 2; }
int ov_many(int first, ...) { return first; }
int ov_many(const char *, ...) { return -1; }
namespace ov { int twice(int x) { return 2 * x; } double twice(double x) { return 2 * x; } }
struct Adder { int by; } ov_adder;
int operator+(Adder adder, int x) { return adder.by + x; }
int operator+(Adder adder, Point *p) { return adder.by + p->x; }
Point ov_point = {5, 6};
const Point ov_fixed = {7, 8};
extern const Point *ov_keep; const Point *ov_keep = &ov_fixed;
static int ov_mixed(int) { return 1; }
int ov_mixed(double) { return 2; }
int (*ov_use)(int) = ov_mixed;
"""
OTHER = """
static int ov_same(int x) { return x; }
int (*PREFIX_keep)(int) = ov_same;
"""


@pytest.fixture(scope="session", params=["c++", "clang++"])
def library(request, tmp_path_factory):
    if shutil.which(request.param) is None:
        pytest.skip(f"no {request.param}")
    folder = tmp_path_factory.mktemp("overloads")
    (folder / "over.cpp").write_text(SOURCE)
    for name in "first", "second":
        (folder / f"{name}.cpp").write_text(OTHER.replace("PREFIX", name))
    file = folder / "over.so"
    subprocess.run([request.param, "-g", "-shared", "-fPIC", "-o", file, "over.cpp",
                    "first.cpp", "second.cpp"], check=True, cwd=folder)
    return ctypes.CDLL(str(file)), file


@pytest.fixture
def c(library):
    return live.program().library(str(library[1]))


def call(function, *args):
    try:
        return function(*args)
    except TypeError as error:
        if "built without libffi" in str(error):
            pytest.skip(str(error))
        raise


def test_the_name_stands_for_all_of_them(c):
    kinds = c.ov_kind
    assert isinstance(kinds, live.Overloads)
    assert len(kinds) == 11
    assert all(isinstance(one, live.Value) for one in kinds)
    assert repr(kinds).startswith("<11 functions: const char *ov_kind(")
    assert "const char *ov_kind(int, double)" in repr(kinds)
    assert "ov_kind" in c and "ov_kind(int)" in c and "ov_kind(float)" not in c
    assert "ov_kind" in dir(c)


@pytest.mark.parametrize("types, kind", [
    ("int", "int"), ("long int", "long"), (" double ", "double"), ("bool", "bool"),
    ("_Bool", "bool"), ("const char *", "text"), ("char const*", "text"),
    ("Point *", "point"), ("const Point*", "const point"), ("int,int", "two"),
    ("int, double", "int, double"), ("count_t, count_t, count_t", "three"),
    ("unsigned long, long unsigned, count_t", "three"), ("", "none"), ("void", "none"),
])
def test_one_of_them_is_chosen_by_what_it_takes(c, types, kind):
    function = c[f"ov_kind({types})"]
    assert live.addressof(c.ov_kind[types]) == live.addressof(function)
    assert live.addressof(c.find(f"ov_kind({types})")) == live.addressof(function)
    arguments = {"none": [], "two": [1, 2], "int, double": [1, 2.0], "three": [1, 2, 3],
                 "text": ["x"], "point": [c.ov_point], "const point": [c.ov_fixed],
                 "bool": [True]}.get(kind, [1])
    assert call(function, *arguments) == kind


@pytest.mark.parametrize("types", ["float", "int, int, int", "char *", "Point", "...", "(",
                                   "int,", ",", "int, ...", "\udcff"])
def test_what_none_of_them_takes_is_told(c, types):
    for find in (c.ov_kind.__getitem__, lambda types: c[f"ov_kind({types})"]):
        with pytest.raises((AttributeError, UnicodeEncodeError)) as caught:
            find(types)
        if isinstance(caught.value, AttributeError) and types != "(":
            assert "const char *ov_kind(int, double)" in str(caught.value)


def test_a_call_goes_to_the_one_that_fits(c):
    kind = c.ov_kind
    assert call(kind) == "none"
    assert kind(1) == "int"
    assert kind(2**40) == kind(-(2**40)) == "long"
    assert kind(2**70) == "double"
    assert [c.ov_wide(-1), c.ov_wide(300)] == [0, 301]
    assert kind(1.5) == "double"
    assert kind(True) == "bool"
    assert kind("x") == kind(b"x") == "text"
    assert kind(c.ov_point) == "point"
    assert kind(c.ov_fixed) == "const point"
    assert kind(1, 2) == "two"
    assert kind(1, 2.0) == "int, double"
    assert kind(1, 2, 3) == "three"


def test_what_fits_several_has_to_be_told(c):
    for function, arguments in ((c.ov_kind, [None]), (c.ov_wide, [1]),
                                (c.ov_kind, [[]]), (c.ov_kind, [1, "x"])):
        with pytest.raises(TypeError, match="do not tell which is meant: .*, ") as caught:
            call(function, *arguments)
        assert "(int" in str(caught.value) or "(short" in str(caught.value)
    assert call(c["ov_wide(short)"], 1) == 2
    assert call(c["ov_wide(unsigned char)"], 1) == 3
    with pytest.raises(TypeError, match="takes no keyword"):
        c.ov_kind(x=1)
    with pytest.raises(TypeError, match="must be float|must be int|str"):
        call(c.ov_kind, 1, 2, "x")


def test_functions_and_further_arguments(c):
    assert call(c.ov_hook, 3) == 2
    assert call(c.ov_hook, lambda x: x + 40) == 41
    assert call(c["ov_hook(int (*)(int))"], lambda x: x + 1) == 2
    assert call(c.ov_many, 7, 1, 2.0) == 7
    assert call(c.ov_many, "x", 1) == -1
    assert call(c["ov_many(int, ...)"], 3) == 3


def test_namespaces_and_operators(c):
    assert call(c["ov::twice"], 2) == 4
    assert call(c["ov::twice(double)"], 1.25) == 2.5
    assert call(c["operator+(Adder, int)"], {"by": 2}, 3) == 5
    assert call(c["operator+(Adder, Point*)"], {"by": 2}, c.ov_point) == 7


def test_static_ones_are_no_less_there(c):
    assert call(c["ov_mixed(double)"], 1.0) == 2
    with pytest.raises(TypeError, match="static"):
        call(c["ov_mixed(int)"], 1)
    before = live.static_calls()
    try:
        live.static_calls(True)
        assert call(c["ov_mixed(int)"], 1) == 1
    finally:
        live.static_calls(before)


def test_equal_ones_of_two_files_are_chosen_by_file(c):
    with pytest.raises(AttributeError, match="more than once.*first.cpp:2.*second.cpp:2|"
                                             "more than once.*second.cpp:2.*first.cpp:2"):
        c.ov_same
    with pytest.raises(AttributeError, match="in_file"):
        c["ov_same(int)"]
    function = c.in_file("second.cpp")["ov_same(int)"]
    assert "int ov_same(int x)" in repr(function) or "int ov_same(int" in repr(function)


def test_names_that_are_none_stay_errors(c):
    for name in ("ov_nothing(int)", "ov_nothing", "ov_point(int)", "ov_kind(int)x", "(int)",
                 "()", ")", "ov_kind\0(int)", "ov_kind(int)\0"):
        with pytest.raises(AttributeError):
            c[name]
    with pytest.raises(TypeError, match="str, not int"):
        c.ov_kind[0]
    with pytest.raises(AttributeError):
        c.ov_kind = 1
