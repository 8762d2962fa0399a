"""Bytes for the eye: mem()."""

import re
import mmap
import ctypes

import pytest

from inlet.live import FaultError, addressof, cast, mem, read, sizeof

ROW = re.compile(r"0x[0-9a-f]{12}  ((([0-9a-f]{2}|\?\?|  ) ){8} ){2}\|.{1,16}\|")


def test_an_object_is_shown_with_its_bytes(state):
    shown = mem(state.word)
    assert repr(shown) == (
        f"{addressof(state.word):#014x}  04 03 02 01" + " " * 39 + "|....|")
    assert bytes(shown) == read(state.word) and len(shown) == 4
    assert shown.address == addressof(state.word)
    assert list(shown) == [4, 3, 2, 1]


def test_every_row_has_one_shape(state):
    rows = repr(mem(state)).splitlines()
    assert len(rows) == -(-sizeof(state) // 16)
    assert [row for row in rows if not ROW.fullmatch(row)] == []


def test_pointers_and_addresses(state):
    assert bytes(mem(state.list)) == read(state.list, sizeof(state.list.next) * 3)
    assert len(mem(state.numbers)) == 64 == len(mem(addressof(state)))
    assert bytes(mem(addressof(state), 4)) == b"1.0\0"
    assert len(mem(cast("void *", state), 3)) == 3
    assert len(mem(state, 0)) == 0 and repr(mem(state, 0)) == ""


def test_parts_and_comparison(state):
    shown = mem(state, 20)
    assert bytes(shown[:3]) == b"1.0" and shown[1:2].address == addressof(state) + 1
    assert shown[-1] == shown[19] and shown == mem(state, 20) != shown[1:]
    for wrong in (20, -21):
        with pytest.raises(IndexError):
            shown[wrong]
    with pytest.raises(ValueError):
        shown[::2]
    with pytest.raises(TypeError):
        hash(shown)


def test_it_is_a_copy(state):
    shown = mem(state, 4)
    state.version = "2.0"
    assert bytes(shown) == b"1.0\0"


def test_what_cannot_be_read_has_question_marks(state):
    shown = mem(state.bad, 17)
    assert repr(shown).count("?? ") == 17 and shown[0] is None
    with pytest.raises(FaultError, match="cannot read 1 byte at 0x10"):
        bytes(shown)
    assert mem(None, 1)[0] is None


def test_memory_that_ends(state):
    pages = mmap.mmap(-1, 2 * mmap.PAGESIZE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(pages))
    protect = ctypes.CDLL(None, use_errno=True).mprotect
    protect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    assert protect(start + mmap.PAGESIZE, mmap.PAGESIZE, 0) == 0
    try:
        shown = mem(start + mmap.PAGESIZE - 8, 16)
        assert [one is None for one in shown] == [False] * 8 + [True] * 8
    finally:
        assert protect(start + mmap.PAGESIZE, mmap.PAGESIZE, 3) == 0


def test_what_is_shown_is_bounded(state):
    rows = repr(mem(addressof(state), 1 << 20)).splitlines()
    assert len(rows) == 257 and rows[-1] == "... and 1044480 bytes more"
    for wrong in (-1, (1 << 20) + 1):
        with pytest.raises(ValueError):
            mem(state, wrong)
    with pytest.raises(TypeError):
        mem("text")
