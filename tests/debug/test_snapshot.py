"""Two moments compared: snapshot(), diff()."""

import ctypes
import threading

import pytest

from inlet.live import cast, diff, snapshot


def test_what_has_changed_is_told_by_c_paths(state):
    before = snapshot(state)
    state.config.max_connections = 200
    state.version = "2.0"
    state.list.next.id = 5
    state.places[1].x = 7
    found = before.compare()
    assert repr(found) == "\n".join([
        "state.version: '1.0' -> '2.0'",
        "state.config.max_connections: 100 -> 200",
        "state.list->next->id: 2 -> 5",
        "state.places[1].x: 1 -> 7",
    ])
    assert found[1] == ("state.config.max_connections", 100, 200)
    assert len(found) == 4 == len(list(found))


def test_nothing_has_changed(state):
    assert repr(snapshot(state).compare()) == "no difference"
    assert not snapshot(state).compare()


def test_two_snapshots_and_two_objects(state):
    first = snapshot(state.config)
    state.config.debug = False
    second = snapshot(state.config)
    state.config.debug = True
    assert repr(diff(first, second)) == "state.config.debug: True -> False"
    assert repr(first.compare(second)) == repr(diff(first, second))
    assert repr(diff(state.places[0], state.places[1])) == "\n".join([
        "state.places[0].name: 'a' -> 'b'",
        "state.places[0].x: 0 -> 1",
        "state.places[0].y: 0 -> -100",
    ])


def test_what_comes_and_goes(state):
    before = snapshot(state.list)
    state.list.next.next = None
    shown = repr(before.compare())
    assert "state.list->next->next->name: 'three' -> (nothing)" in shown
    assert "state.list->next->next: 0x" in shown
    state.table[0] = state.table[1]
    assert "(nothing) -> 'a'" in repr(snapshot(state, depth=0).compare(snapshot(state)))


def test_pointers_are_followed_as_far_as_is_said(state):
    here = snapshot(state, depth=0)
    names = [name for name, value in here]
    assert "state.list" in names and "state.list->id" not in names
    assert "state.numbers[0]" not in names
    deep = snapshot(state, depth=1)
    assert deep["state.list->id"] == 1 == deep[".list->id"]
    assert "state.list->next->id" not in dict(deep.items())
    assert snapshot(state)["state.numbers[3]"] == 40


def test_rings_and_loops_end(state):
    names = [name for name, value in snapshot(state.ring, depth=100)]
    assert len([name for name in names if name.endswith("->id")]) == 3
    assert len(snapshot(state.loop, depth=100)) == 9


def test_a_snapshot_is_bounded(state):
    few = snapshot(state, limit=5)
    assert len(few) == 5 and not few.is_whole
    assert "at least" in repr(few)
    assert "not all of it was compared" in repr(few.compare())


def test_what_cannot_be_read_is_a_value(state):
    found = snapshot(state)
    assert found["state.bad->id"] == "<unreadable>"
    state.bad = state.list
    assert "state.bad->id" not in dict(found.compare()[0:0])
    assert "'<unreadable>' -> (nothing)" in repr(found.compare())


def test_numbers_that_are_none_are_no_difference(state):
    state.readings[0] = float("nan")
    assert not snapshot(state).compare()


def test_a_long_difference_is_cut(state):
    numbers = (ctypes.c_int * 1000)()
    array = cast("int (*)[1000]", ctypes.addressof(numbers))[0]
    before = snapshot(array)
    for index in range(1000):
        numbers[index] = 1
    lines = repr(before.compare()).splitlines()
    assert len(lines) == 201 and lines[-1] == "... and 800 more"


def test_only_objects_have_snapshots(state):
    with pytest.raises(TypeError):
        snapshot(5)
    with pytest.raises(TypeError):
        diff(5, state)


def test_a_snapshot_of_a_bad_pointer(state):
    assert [value for _, value in snapshot(state.bad)] == ["<unreadable>"] * 3
    assert len(snapshot(cast("void *", 16))) == 0


def test_other_threads_go_on(state):
    """The program changes while it is copied: no exception, whatever is found."""
    is_over = threading.Event()

    def work():
        while not is_over.is_set():
            state.list.next = None if state.list.next else state.loop

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for _ in range(100):
            snapshot(state, depth=10)
    finally:
        is_over.set()
        thread.join()
