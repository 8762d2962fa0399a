"""Random operations: only the documented exceptions, no crash, nothing else is changed."""

import ctypes
import mmap

import pytest

from inlet import live
from inlet.live import addressof, cast, deref, sizeof

from .operations import Driver

PAGE = mmap.PAGESIZE
PAGES = 64
TYPES = ["struct node *", "struct state *", "struct links *", "unsigned char", "double",
         "struct place (*)[3]", "char *", "const struct entry *", "bool", "void *"]

system = ctypes.CDLL(None, use_errno=True)
system.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
system.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
system.mmap.restype = ctypes.c_void_p
system.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int,
                        ctypes.c_int, ctypes.c_long]


@pytest.fixture
def arena():
    """Pages of all kinds between two that are full of one byte, and far from all else."""
    guard = 4096
    size = (PAGES + 2 * guard) * PAGE
    start = system.mmap(None, size, 0, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    low = start + guard * PAGE
    system.mprotect(low - PAGE, (PAGES + 2) * PAGE, 3)
    for edge in (low - PAGE, low + PAGES * PAGE):
        ctypes.memset(edge, 0x5A, PAGE)
    for page in (5, 20, 21, 40):
        system.mprotect(low + page * PAGE, PAGE, 0)
    system.mprotect(low + 30 * PAGE, PAGE, 1)
    system.munmap(low + 50 * PAGE, PAGE)
    yield low
    for edge in (low - PAGE, low + PAGES * PAGE):
        assert ctypes.string_at(edge, PAGE) == b"\x5a" * PAGE
    system.munmap(start, size)


def fill(state, arena):
    """The state, and what it points to, in the arena: some of it across the holes."""
    size = sizeof(state)
    places = [arena + PAGE, arena + 5 * PAGE - size // 2, arena + 20 * PAGE,
              arena + 30 * PAGE - size + 8, arena + 49 * PAGE, arena + 51 * PAGE]
    for place in (places[0], places[4], places[5]):
        ctypes.memmove(place, addressof(state), size)
    copies = [cast("struct state *", place) for place in places]
    nodes = [cast("struct node *", arena + 10 * PAGE + i * 64) for i in range(20)]
    for one, following in zip(nodes, [*nodes[1:], nodes[3]]):
        one.id = 1
        one.next = following
    for one in (copies[0], copies[4], copies[5]):
        one.list = nodes[0]
        one.bad = cast("struct node *", arena + 20 * PAGE)
        one.numbers = cast("int *", arena + 4 * PAGE)
        one.any = cast("void *", arena + 12 * PAGE)
    return [*copies, *nodes[:3], *map(deref, copies)]


@pytest.mark.parametrize("seed", range(12))
def test_random_operations(state, arena, seed):
    roots = fill(state, arena)
    driver = Driver(roots, TYPES, arena, arena + PAGES * PAGE, seed)
    driver.run(1500)
    assert len(driver.done) > 15  # most of them have worked at least once


def test_the_same_when_nothing_may_be_written(state, arena):
    roots = fill(state, arena)
    before = ctypes.string_at(arena, 5 * PAGE)
    live.readonly(True)
    Driver(roots, TYPES, arena, arena + PAGES * PAGE, 99).run(2000)
    assert ctypes.string_at(arena, 5 * PAGE) == before


def test_completion_and_help_read_nothing(state, arena):
    """All of the object's memory is protected, and what would read it faults."""
    pointer = cast("struct state *", arena + 20 * PAGE)
    with pytest.raises(live.FaultError):
        pointer.version
    object = deref(pointer)
    for one in (pointer, object, object.config, object.places, object.word):
        assert dir(one) is not None and live.fields(one) is not None
        assert live.typename(one) in one.__doc__
    assert "max_connections" in dir(object.config)
    assert repr(object) == "(struct state)<unreadable>"


def test_what_is_shown_of_huge_arrays_is_bounded(state):
    for count in (10**6, 2**40, 2**60):
        shown = repr(live.take(cast("char *", state), count)) + repr(
            live.take(state.numbers, min(count, 2**59)))
        assert len(shown) < 10000
    lines = repr(live.take(cast("unsigned char *", state), 401))
    assert lines.endswith(", ...}") and lines.startswith("(unsigned char [401]){49, ")
    rows = cast("int (*)[1000000000]", state)
    assert repr(live.take(rows, 2)) == "(int [2][1000000000])<too large>"
