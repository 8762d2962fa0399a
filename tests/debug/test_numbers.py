"""Integers of 128 bits, numbers of the format binary128, and complex numbers."""

import ctypes
import json
import math
import os
import pathlib
import shutil
import struct
import subprocess
import sys

import pytest

from inlet import live

from .conftest import BUILD, watch

HERE = pathlib.Path(__file__).parent


def compile_library(folder, compiler, *options):
    file = folder / "numbers.so"
    subprocess.run(
        [compiler, "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", *options,
         "-I", HERE.parents[1] / "include", "-I", os.path.join(BUILD, "include"),
         HERE / "numbers.c", "-o", file], check=True)
    return file


@pytest.fixture(scope="session", params=[
    ("cc", "-O0", "-gdwarf-5"), ("cc", "-O2", "-gdwarf-4"), ("clang", "-O1", "-gdwarf-5")],
    ids="-".join)
def library(request, tmp_path_factory):
    if shutil.which(request.param[0]) is None:
        pytest.skip(f"no {request.param[0]}")
    file = compile_library(tmp_path_factory.mktemp("numbers"), *request.param)
    return ctypes.CDLL(str(file)), file


@pytest.fixture
def c(library):
    """The names that debug information has."""
    try:
        names = live.program()
    except ImportError as error:
        pytest.skip(str(error))
    library[0].nu_renew()
    yield names.library(str(library[1]))
    live.readonly(False)


@pytest.fixture(params=["debug information", "tables"])
def numbers(request, library):
    library[0].nu_renew()
    if request.param != "tables":
        return request.getfixturevalue("c").nu_numbers
    table = ctypes.c_void_p.in_dll(library[0], "nu_table").value
    address = ctypes.addressof(ctypes.c_char.in_dll(library[0], "nu_numbers"))
    return watch("numbers", table, address)


def test_they_are_numbers_of_python(numbers):
    assert numbers.high == 2**100
    assert numbers.low == -(2**100) - 1
    assert numbers.huge == 2**128 - 1
    assert list(numbers.several) == [0, -2, 0]
    assert (numbers.exact, numbers.third) == (0.5, 1 / 3)
    assert numbers.narrow == 1.5 - 2j
    assert numbers.usual == 0.25 + 4j
    assert numbers.broad == 3 - 0.5j
    assert list(numbers.row) == [0j, 0j]
    assert type(numbers.usual) is complex


def test_they_are_shown_as_c_writes_them(numbers):
    shown = repr(numbers)
    for part in (f".low = {-(2**100) - 1},", f".huge = {2**128 - 1},", "{0, -2, 0}",
                 ".exact = 0.5,", f".third = {1 / 3!r},", ".narrow = 1.5 - 2.0*I,",
                 ".usual = 0.25 + 4.0*I,", ".broad = 3.0 - 0.5*I,"):
        assert part in shown
    # gcc's name of the type and that of clang are one.
    assert live.typename(numbers, "huge") in ("unsigned __int128", "unsigned_wide",
                                              "inlet_uint128_")
    assert live.typename(numbers, "row") == "complex double [2]"


def test_json_has_them(numbers):
    found = json.loads(live.to_json(numbers))
    assert found["huge"] == 2**128 - 1
    assert found["narrow"] == {"real": 1.5, "imag": -2.0}
    numbers.usual = complex(math.inf, 1)
    assert json.loads(live.to_json(numbers))["usual"] == {"real": "inf", "imag": 1.0}
    assert live.to_dict(numbers)["broad"] == 3 - 0.5j
    assert "1.5-2j" in str(live.table([numbers], "narrow"))
    before = live.snapshot(numbers)
    numbers.low = 5
    assert "low" in str(before.compare())


@pytest.mark.parametrize("value", [0, 1, -1, 2**63, -(2**63), 2**64, -(2**64) - 1,
                                   2**127 - 1, -(2**127)])
def test_any_integer_of_so_many_bits_is_kept(numbers, value):
    numbers.low = value
    assert numbers.low == value
    assert f".low = {value}," in repr(numbers)
    numbers.huge = value % 2**128
    assert numbers.huge == value % 2**128
    numbers.several = [value, 0, value]
    assert list(numbers.several) == [value, 0, value]


def test_what_does_not_fit_changes_nothing(numbers):
    before = live.read(numbers)
    for name, value, limits in (
            ("low", 2**127, f"{-(2**127)}..{2**127 - 1}"), ("low", -(2**127) - 1, "not fit"),
            ("low", 2**300, "does not fit"), ("huge", -1, f"0..{2**128 - 1}"),
            ("huge", 2**128, "does not fit"), ("huge", -(2**200), "does not fit"),
            ("narrow", 1e300, "complex float"), ("narrow", 1e300j, "does not fit")):
        with pytest.raises(OverflowError) as caught:
            setattr(numbers, name, value)
        assert limits in str(caught.value)
    for name, value in (("low", 1.5), ("low", "1"), ("huge", 1j), ("exact", 1j),
                        ("usual", "1j"), ("usual", None), ("row", [1, "x"])):
        with pytest.raises(TypeError):
            setattr(numbers, name, value)
    assert live.read(numbers) == before


def test_complex_numbers_are_taken_from_all_that_is_one(numbers):
    class Number:
        def __complex__(self):
            return 2 + 3j

    for value, expected in ((5, 5), (True, 1), (0.5, 0.5), (1j, 1j), (Number(), 2 + 3j)):
        numbers.usual = value
        assert numbers.usual == expected
    numbers.narrow = 0.1 + 0.2j
    assert numbers.narrow == complex(ctypes.c_float(0.1).value, ctypes.c_float(0.2).value)
    numbers.row = [math.inf, complex(0.0, -0.0)]
    assert numbers.row[0] == math.inf
    assert math.copysign(1, numbers.row[1].imag) == -1
    assert "0.0 - 0.0*I" in repr(numbers.row)


def test_the_program_reads_what_was_written(library, numbers):
    numbers.low = 2**90
    assert library[0].nu_is_high(ctypes.c_void_p(live.addressof(numbers, "low")), 90)
    for value in (0.1, -1e308, 5e-324, 2.0**-1060 * 3, math.inf, -0.0, 123456789.125):
        numbers.exact = value
        assert numbers.exact == value
        assert library[0].nu_is_equal(ctypes.c_void_p(live.addressof(numbers, "exact")),
                                      ctypes.c_double(value))
    numbers.exact = math.nan
    assert math.isnan(numbers.exact)


def test_the_other_order_of_bytes_is_that_of_each_part(library):
    table = ctypes.c_void_p.in_dll(library[0], "nu_turned_table").value
    address = ctypes.addressof(ctypes.c_char.in_dll(library[0], "nu_turned"))
    turned = watch("turned", table, address)
    order = "big" if sys.byteorder == "little" else "little"
    turned.whole = -(2**70)
    turned.parts = [1.5 - 2j, 0]
    turned.real = 0.5
    assert (turned.whole, turned.parts[0], turned.real) == (-(2**70), 1.5 - 2j, 0.5)
    data = live.read(turned)
    assert int.from_bytes(data[:16], order, signed=True) == -(2**70)
    floats = struct.unpack((">" if order == "big" else "<") + "ff", data[16:24])
    assert floats == (1.5, -2.0)
    assert int.from_bytes(data[32:48], order) == 0x3FFE << 112 or sys.byteorder != "little"


def test_a_bit_field_of_one_is_a_number(c):
    assert c.nu_numbers.bits == -5
    c.nu_numbers.bits = 2**39 - 1
    assert c.nu_numbers.bits == 2**39 - 1
    with pytest.raises(OverflowError, match="40 bits"):
        c.nu_numbers.bits = 2**39


def test_they_can_be_cast_to_and_pointed_to(c):
    assert live.cast("__int128", 2**130 + 5) == 5
    assert live.cast("__int128", 2**127) == -(2**127)
    assert live.cast("unsigned __int128", -1) == 2**128 - 1
    assert live.cast("complex float", 1) == 1
    assert live.cast("double _Complex", 2j) == 2j
    assert live.cast("double", 3 + 2j) == 3
    assert live.cast("_Float128", 0.5) == 0.5
    numbers = c.nu_numbers
    pointer = live.cast("__int128 *", live.addressof(numbers, "several"))
    assert pointer[1] == -2
    parts = live.cast("double complex *", live.addressof(numbers, "usual"))
    assert live.deref(parts) == 0.25 + 4j


def test_complex_numbers_are_passed_by_value(c):
    try:
        assert c.nu_turn(1 + 2j) == -2 + 1j
    except TypeError as error:
        if "built without libffi" in str(error):
            pytest.skip(str(error))
        raise
    assert c.nu_turn(3) == 3j
    assert c.nu_narrow(1.5 - 1j, 2) == 3 - 2j
    assert c.nu_broad(2, 0.5 + 1j) == 1 + 2j
    swapped = c.nu_swap({"first": 1 + 2j, "second": 3})
    assert (swapped.first, swapped.second) == (2 + 1j, -3)
