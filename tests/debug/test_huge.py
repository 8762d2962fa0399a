"""Objects larger than memory: what is not there is found out before room is made for it,
and what is there is not copied for the sake of a part of it.

Nobody has so much memory: the first and the last page of it are there, and the pages
between them are only kept free.
"""

import itertools
import mmap

import pytest

from inlet import live

from .conftest import PAGE, system

SIZE = 1 << 36
COUNT = SIZE // 4


@pytest.fixture
def start(state):
    """Where it begins."""
    kept = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0x4000)
    address = system.mmap(None, SIZE, 0, kept, -1, 0)
    if address in (None, 2**64 - 1):
        pytest.skip("so many addresses are not to be had")
    for page in (address, address + SIZE - PAGE):
        assert system.mprotect(page, PAGE, 3) == 0
    yield address
    system.munmap(address, SIZE)


@pytest.fixture
def numbers(start):
    return live.take(live.cast("int *", start), COUNT)


class Endless:
    """Says that it has few elements, and never ends."""

    def __init__(self, said):
        self.said = said

    def __len__(self):
        return self.said

    def __getitem__(self, index):
        return index


def test_another_length_is_refused(numbers):
    for value in ([1, 2, 3], range(5), b"ab", iter([1])):
        with pytest.raises(ValueError, match=rf"has {COUNT} elements, not"):
            numbers[:] = value
    with pytest.raises(TypeError):
        numbers[:] = 5


def test_what_never_ends_is_refused(start):
    for value in (itertools.count(), iter(itertools.cycle([1])), Endless(3)):
        with pytest.raises(ValueError, match="has 3 elements, not 4"):
            live.take(live.cast("int *", start), 3)[:] = value
    assert live.read(live.cast("int *", start), 12) == bytes(12)


def test_a_part_is_stored_alone(numbers):
    numbers[COUNT - 2:] = [7, 8]
    numbers[:2] = [5, 6]
    assert numbers[:2] + numbers[-2:] == [5, 6, 7, 8]


def test_what_is_found_early_needs_no_list(numbers):
    numbers[3] = 9
    assert 9 in numbers
    with pytest.raises(live.FaultError):
        10 in numbers


def test_a_text_is_read_up_to_its_end(start):
    text = live.cast(f"char (*)[{SIZE}]", start)
    live.cast("int *", start)[0] = 0x00636261
    assert live.deref(text) == "abc"
    whole = live.take(live.cast("unsigned char *", start), PAGE)
    whole[:] = b"x" * PAGE
    with pytest.raises(live.FaultError, match=f"cannot read {SIZE} bytes"):
        live.deref(text)


def test_bytes_that_are_not_there_are_not_made_room_for(start):
    end = live.cast("char *", start + 2 * PAGE)
    with pytest.raises(live.FaultError):
        live.read(end, 1 << 30)
    with pytest.raises(ValueError, match="from 0 to"):
        live.read(end, (1 << 30) + 1)
    far = live.cast(f"int (*)[{COUNT}]", start + PAGE)
    with pytest.raises(live.FaultError):
        live.store(far, live.deref(live.cast(f"int (*)[{COUNT}]", start)))
