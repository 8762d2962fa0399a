"""Objects as JSON: to_json()."""

import ctypes
import json

import pytest

from inlet.live import cast, to_dict, to_json


def test_a_struct_is_an_object(state):
    assert json.loads(to_json(state.config)) == {
        "debug": True, "max_connections": 100, "label": "first"}
    assert to_json(state.places[1]) == '{"name": "b", "x": 1, "y": -100, "weight": 0.5}'
    assert to_json(state.word, indent=1).startswith('{\n "whole": 16909060,\n "bytes": [')


def test_arrays_and_counted_pointers_are_lists(state):
    assert to_json(state.numbers) == "[10, 20, 30, 40]"
    assert json.loads(to_json(state))["numbers"] == [10, 20, 30, 40]
    state.count = 0
    assert json.loads(to_json(state))["numbers"] == []
    assert to_json(state.readings) == "[0.0, 1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0]"


def test_pointers_are_addresses_unless_they_are_followed(state):
    found = json.loads(to_json(state))
    assert found["list"].startswith("0x") and found["any"] is None
    found = json.loads(to_json(state, depth=2))
    assert found["list"]["id"] == 1 and found["list"]["next"]["id"] == 2
    assert found["list"]["next"]["next"].startswith("0x")
    assert found["bad"]["id"] == "<unreadable>"


def test_the_pointer_that_is_asked_for_is_followed(state):
    assert json.loads(to_json(state.list))["name"] == "one"


def test_cycles_are_cut(state):
    found = json.loads(to_json(state.ring, depth=50))
    assert found["next"]["next"]["next"].startswith("0x")
    assert json.loads(to_json(state.loop, depth=50))["next"]["next"]["next"][:2] == "0x"


def test_what_json_has_no_words_for(state):
    state.readings[:3] = [float("nan"), float("inf"), -float("inf")]
    assert json.loads(to_json(state.readings))[:3] == ["nan", "inf", "-inf"]
    state.version = "a\udcff\x01"
    text = to_json(state)
    assert text.isascii() and json.loads(text)["version"] == "a\udcff\x01"


def test_it_is_finite(state):
    with pytest.raises(ValueError, match="more than 100000 values"):
        to_json(cast("unsigned char (*)[100001]", state)[0])
    with pytest.raises(TypeError):
        to_json(5)


def test_copies_say_the_same(state):
    assert json.loads(to_json(state.config)) == to_dict(state.config)


def test_a_void_pointer_is_an_empty_object(state):
    assert to_json(cast("void *", ctypes.addressof(ctypes.c_int()))) == "{}"
