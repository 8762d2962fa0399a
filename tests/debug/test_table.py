"""Arrays of structs as columns: table()."""

import pytest

from inlet.live import table, walk


def test_an_array_of_structs(state):
    state.places[2].name = "日本"
    assert str(table(state.places)) == """\
   name  x     y  weight
0  a     0     0     0.5
1  b     1  -100     0.5
2  日本  2  -200     0.5"""
    assert repr(table(state.places)) == table(state.places)


def test_some_fields_in_an_order(state):
    assert table(state.places, "y", "name").splitlines() == [
        "      y  name", "0     0  a", "1  -100  b", "2  -200  c"]


def test_what_walk_gives(state):
    assert table(walk(state.list, "next"), "id", "name").splitlines() == [
        "   id  name", "0   1  one", "1   2  two", "2   3  three"]


def test_ways_and_pointers(state, tasks):
    shown = table([tasks], "links.next", "others[1].next")
    assert "links.next" in shown and "0x" in shown and "None" in shown


def test_numbers_without_structs(state):
    assert table(state.numbers).splitlines() == [
        "   value", "0     10", "1     20", "2     30", "3     40"]


def test_rows_are_bounded(state):
    assert table(state.readings, limit=2).splitlines()[-1] == "... and 6 more"
    assert table(walk(state.list, "next"), "id", limit=1).splitlines()[-1] == "... and more"
    assert len(table(walk(state.list, "next"), "id", limit=3).splitlines()) == 4
    assert table(state.readings, limit=0).splitlines() == [
        "  value", "... and 8 more"]
    with pytest.raises(ValueError):
        table(state.readings, limit=-1)


def test_cells_are_bounded_and_have_no_line_breaks(state):
    state.places[0].name = "a\n\x1b[31m\udcff"
    shown = table(state.places, "name").splitlines()[1]
    assert shown == r"0  a\n\x1b[31m\udcff"
    state.places[0].name = "e\u0301x"
    assert table(state.places, "name", "x").splitlines()[1:3] == [
        "0  e\u0301x    0", "1  b     1"]
    assert len(table([state], "config").splitlines()[1]) == 43


def test_what_cannot_be_read_is_told_in_its_cell(state):
    state.table[0] = None
    assert "<unreadable>" in table([state, state], "bad.id", "count")
    state.list.name  # the way to it is
    assert table([state.bad], "id").splitlines()[1] == "0  <unreadable>"


def test_mistakes(state):
    with pytest.raises(AttributeError):
        table(state.places, "nothing")
    with pytest.raises(ValueError):
        table(state.places, "name.")
    with pytest.raises(TypeError):
        table(5)
    with pytest.raises(TypeError):
        table(state.list)


def test_nothing_at_all(state):
    assert table([]) == "  value"
    assert table([], "a", "b") == "  a  b"
