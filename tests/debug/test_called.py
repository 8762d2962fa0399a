"""Functions of the program, called by what its debug information says of them."""

import array
import ctypes
import pathlib
import shutil
import subprocess
import sys

import pytest

from inlet import live

HERE = pathlib.Path(__file__).parent

try:
    live.program()
except ImportError as error:
    pytest.skip(str(error), allow_module_level=True)


class Names:
    """The program's names in one build of the library, where "ca_" is another prefix."""

    def __init__(self, prefix):
        self.prefix = prefix

    def spell(self, text):
        return text.replace("ca_", self.prefix)

    def __getattr__(self, name):
        return getattr(live.program(), self.spell(name))


@pytest.fixture(scope="session", params=[
    ("cc", "-O0", "-gdwarf-5"), ("cc", "-O2", "-gdwarf-4"),
    ("clang", "-O0", "-gdwarf-4"), ("clang", "-O2", "-gdwarf-5")], ids="-".join)
def called(request, tmp_path_factory):
    compiler, *options = request.param
    if shutil.which(compiler) is None:
        pytest.skip(f"no {compiler}")
    names = Names("".join(request.param).replace("-", "") + "_")
    folder = tmp_path_factory.mktemp("called")
    file, source = folder / "called.so", folder / "called.c"
    source.write_text(names.spell((HERE / "called.c").read_text()))
    # K&R's way to declare is an error to come for some, a warning for others.
    subprocess.run([compiler, "-std=gnu11", "-w", "-shared", "-fPIC", *options,
                    "-Wl,-Bsymbolic", source, "-o", file], check=True)
    return ctypes.CDLL(str(file)), names


@pytest.fixture
def c(called):
    library, names = called
    try:
        names.ca_bool(2)
    except TypeError as error:
        if "built without libffi" in str(error):
            pytest.skip(str(error))
        raise
    names.ca_list.on_change = None
    yield names
    live.readonly(False)


def test_all_scalars_go_in_and_out(c):
    assert (c.ca_schar(-127), c.ca_uchar(255), c.ca_short(-32767)) == (-128, 0, -2**15)
    assert c.ca_long(-2**63 + 1) == -2**63
    assert c.ca_ulong(2**64 - 2) == 2**64 - 1
    assert c.ca_float(0.5) == 0.25 and c.ca_double(3) == 1.5 and c.ca_ldouble(1.0) == 0.5
    assert c.ca_bool(4) is True and c.ca_bool(5) is False
    assert c.ca_char("a") == "b"
    assert c.ca_mode("CA_FAST").name == "CA_SLOW" and c.ca_mode(0) == 5
    assert c.ca_text("\xfc") == "\xfc" and c.ca_text(None) is None
    assert c.ca_many(1, 0.5, "\3", 0.125, -5, 1 << 20, 0.25, 200, 0.5, "\7") == (
        1 + 0.5 + 3 + 0.125 - 5 + (1 << 20) + 0.25 + 200 + 0.5 + 7)


def test_structs_go_in_and_out(c):
    assert live.to_dict(c.ca_mirror({"x": 3, "y": -4})) == {"x": -4, "y": 3}
    mixed = c.ca_mixed({"weight": 1, "factors": [2, 3], "letters": "ab", "end": -32767,
                        "inside": [{"x": 4, "y": 5}, {"x": 6, "y": 7}]}, 10)
    assert mixed.weight == 11.0 and list(mixed.factors) == [2.0, 3.0]
    assert (mixed.inside[1].x, mixed.inside[1].y) == (7, 6)
    assert mixed.end == -2**15
    again = c.ca_mixed(mixed, 1)
    assert again.weight == 12.0 and mixed.weight == 11.0
    point = c.ca_mirror({"y": 1})
    c.ca_void(point)
    assert point.x == 2


def test_as_many_arguments_as_there_are(c):
    out = bytearray(64)
    size = c.ca_format(out, 64, "%d %s %.1f %lld", -3, "x", 2.5, 1 << 40)
    assert out[:size] == b"-3 x 2.5 1099511627776"
    assert c.ca_format(None, 0, "plain") == 5


def test_arguments_have_names(c):
    assert c.ca_short(value=3) == 2
    assert c.ca_mirror(point={"x": 1}).y == 1
    assert c.ca_many(1, 0.5, "\3", f=1 << 20, e=-5, d=0.125, j="\7", g=0.25, h=200, i=0.5) == (
        1 + 0.5 + 3 + 0.125 - 5 + (1 << 20) + 0.25 + 200 + 0.5 + 7)
    assert c.ca_format(out=None, text="plain", size=0) == 5
    for call, text in (
        ("ca_short(wrong=1)", "ca_short() has no parameter 'wrong'"),
        ("ca_short(1, value=1)", "ca_short() is given 'value' twice"),
        ("ca_sum(count=1)", "ca_sum() is not given 'numbers'"),
        ("ca_short(1, 2, value=1)", "ca_short() is given 'value' twice"),
        ("ca_short(**{'\\udcff': 1})", "has no parameter '"),
        ("ca_short(value=40000)", "argument 1: 40000"),
        ("ca_list.on_change(point=None, after=1)", "takes no keyword arguments"),
    ):
        with pytest.raises((TypeError, OverflowError)) as caught:
            eval("c." + call, {"c": c})
        assert c.spell(text) in str(caught.value)


def test_lists_are_rows_for_functions_that_read(c):
    assert c.ca_sum([1, 2, 3], 3) == 6
    assert c.ca_sum((), 0) == 0
    assert c.ca_sum(numbers=[2**31 - 1, -2**31], count=2) == -1
    assert c.ca_longest(["a", "\xfc\xfc", None, b"abc"], 4) == 4
    assert c.ca_across([{"x": 2, "y": 3}, c.ca_mirror({"x": 4, "y": 5}), {"x": 9}], 3) == 26
    assert c.ca_text(list(b"row") + [0]) == "row"
    for call, text in (
        ("ca_sum([1, 2.5], 2)", "[1]"),
        ("ca_sum([1, 2**31], 2)", "2147483648 does not fit"),
        ("ca_sum([1, 'x'], 2)", "[1]"),
        ("ca_across([1], 1)", "must be a dict or the same struct"),
        ("ca_longest([['a', 5.5]], 1)", "argument 1[0][1]"),
        ("ca_sort([3, 1, 2], 3, c.ca_compare)", "the function may write there"),
        ("ca_compare([1], [2])", "ca_compare() argument 1 (const void *)"),
    ):
        with pytest.raises((TypeError, OverflowError)) as caught:
            eval("c." + call, {"c": c})
        assert c.spell(text) in str(caught.value)


@pytest.mark.parametrize("call, text", [
    ("ca_take_bits({'low': 1})", "struct ca_bits has bit-fields: it cannot be passed"),
    ("ca_take_packed({})", "struct ca_packed is packed, or not described whole"),
    ("ca_take_union(None)", "union ca_either is a union: it cannot be passed by value"),
    ("ca_take_with({})", "struct ca_with has a union: it cannot be passed by value"),
    ("ca_wide(1)", "__int128"),
    ("ca_mirror(1)", "must be a dict or the same struct, not int"),
    ("ca_void(c.ca_list)", "must be a pointer to the same type"),
    ("ca_bool()", "takes 1 argument (0 given)"),
])
def test_what_cannot_be_passed_is_refused(c, call, text):
    with pytest.raises(TypeError) as caught:
        eval("c." + call, {"c": c})
    assert c.spell(text) in str(caught.value)


def test_python_functions_are_called_back(c):
    seen = []

    def changed(point, after):
        seen.append((point.x, point.y, after))
        point.x = 7
        return after * 2

    point = c.ca_mirror({"x": 1, "y": 2})
    assert c.ca_each(point, 5, changed) == 10
    assert point.x == 7
    c.ca_list.on_change = changed
    try:
        assert c.ca_set(3) == 6
        assert c.ca_list.on_change(point, 1) == 2
    finally:
        assert live.release(changed)
    assert c.ca_set(3) == 0
    assert seen == [(2, 1, 5), (1, 2, 3), (7, 1, 1)]
    values = array.array("i", [3, 1, 2])
    c.ca_sort(values, 3, c.ca_compare)
    assert list(values) == [1, 2, 3]

    def backwards(left, right):
        left, right = (int.from_bytes(live.read(one, 4), sys.byteorder)
                       for one in (left, right))
        return right - left

    c.ca_sort(values, 3, backwards)
    assert list(values) == [3, 2, 1]


def test_what_is_read_only_is_not_called(c):
    live.readonly(True)
    with pytest.raises(AttributeError, match="not called: everything is read-only"):
        c.ca_bool(2)
    live.readonly(False)
    assert c.ca_bool(2)


def test_hints_are_for_debug_information_too(c):
    with pytest.raises(TypeError, match="how many elements"):
        len(c.ca_list.items)
    live.hint(c.ca_list, "items", count="count", doc="all of them")
    live.hint(c.ca_list, "count", readonly=True)
    assert list(c.ca_list.items) == [4, 5, 6]
    assert "/* all of them */" in c.ca_list.__doc__
    with pytest.raises(AttributeError, match="read-only"):
        c.ca_list.count = 1
