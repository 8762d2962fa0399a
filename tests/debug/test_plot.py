"""Numbers as a picture: plot()."""

import builtins
import io
import math
import sys

import pytest

from inlet.live import cast, plot, take, unwatch, watch


@pytest.fixture(autouse=True)
def blocks(monkeypatch):
    """An output that has Unicode."""
    monkeypatch.setattr("inlet.tools.plot.sys.stdout", io.TextIOWrapper(io.BytesIO(), "utf-8"))


def test_an_array_in_blocks(state):
    assert plot(state.readings, height=2).splitlines() == [
        "4 |  ▁▄█▄▁", "0 |▁▅█████▅"]


def test_ascii_where_the_output_has_no_blocks(state, monkeypatch):
    for encoding in ("ascii", "latin-1"):
        monkeypatch.setattr("inlet.tools.plot.sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding))
        shown = plot(state.readings)
        assert shown.isascii() and "@" in shown and len(shown.splitlines()) == 8
    monkeypatch.setattr("inlet.tools.plot.sys.stdout", None)
    assert plot(state.readings).isascii()


def test_a_field_of_the_elements(state):
    shown = plot(state.places, "y")
    assert shown.splitlines()[0].startswith("   0 |") and "-200 |" in shown
    with pytest.raises(AttributeError):
        plot(state.places, "nothing")


def test_many_numbers_are_squeezed(state):
    shown = plot(list(range(100000)), width=10, height=1)
    assert shown == "94999.5 |▁▂▃▃▄▅▆▆▇█"
    assert len(plot([1.0] * 7, width=10, height=1).partition("|")[2]) == 7


def test_what_is_no_finite_number_is_a_gap(state):
    state.readings[0] = math.nan
    state.readings[1] = math.inf
    body = plot(state.readings, height=1).partition("|")[2]
    assert body[:2] == "  " and body[4] == "█"
    assert plot([None, 1, "x", 2], height=1).partition("|")[2][0] == " "
    assert plot([10**400, 1, 2], height=1).partition("|")[2] == " ▁█"
    bounds = plot([-1.7e308, 1.7e308], height=1)
    assert bounds.endswith("▁█")


def test_nothing_to_draw(state):
    for nothing in ([], [None], ["x"], [math.nan]):
        with pytest.raises(ValueError, match="no numbers"):
            plot(nothing)
    with pytest.raises(ValueError, match="no numbers"):
        plot(take(cast("int *", 16), 3))
    with pytest.raises(TypeError):
        plot(state.list)


def test_sizes_are_checked(state):
    for wrong in ({"width": 0}, {"height": 0}, {"width": 1001}, {"height": 101}):
        with pytest.raises(ValueError):
            plot(state.readings, **wrong)


def test_what_was_watched(state):
    seen = watch(state, "active_users", 1000)
    seen.history.extend([(0.0, 3), (1.0, 9)])
    try:
        assert plot(seen, height=1).partition("|")[2] == "▁▃█"
    finally:
        unwatch()


def test_a_picture(state, tmp_path):
    pytest.importorskip("matplotlib")
    file = tmp_path / "x.png"
    assert plot(state.readings, file=str(file)) is None
    assert file.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_no_picture_without_matplotlib(state, tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match="needs matplotlib"):
        plot(state.readings, file=str(tmp_path / "x.png"))
