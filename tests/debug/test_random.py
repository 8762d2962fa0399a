"""Random operations: only the documented exceptions, no crash, nothing else is changed."""

import ctypes

import pytest

from inlet import live
from inlet.live import addressof, cast, deref, sizeof

from .conftest import PAGE, PAGES
from .operations import Driver

TYPES = ["struct node *", "struct state *", "struct links *", "unsigned char", "double",
         "struct place (*)[3]", "char *", "const struct entry *", "bool", "void *"]

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
