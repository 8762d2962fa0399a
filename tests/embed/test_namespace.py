"""frame_locals(): a dict that is the variables of a frame."""

import gc
import json
import sys

import pytest

import inlet

GLOBAL = "global"


def make():
    x, y = 1, 2
    names = inlet.frame_locals()
    return names, lambda: (x, y)


def test_it_reads_and_writes_as_a_dict_does():
    x = 1
    names = inlet.frame_locals()
    names["x"] = 2
    names["new"] = 3
    assert (x, names["new"], names.get("none"), names.get("x", 0)) == (2, 3, None, 2)
    names.update({"x": 4}, other=5)
    names |= {"x": 6}
    assert (x, names["other"]) == (6, 5)
    assert names.setdefault("x", 9) == 6 and names.setdefault("y", 9) == 9
    assert names.pop("y") == 9 and names.pop("y", None) is None
    with pytest.raises(KeyError):
        names.pop("y")
    with pytest.raises(KeyError):
        del names["y"]
    with pytest.raises(KeyError):
        names["y"]


def test_it_lists_what_is_there_now():
    names, _ = make()
    assert "names" in names and "x" in names and "GLOBAL" not in names
    later = 1
    own = inlet.frame_locals()
    is_there = "added" in own
    later += 1
    added = later
    copies = dict(own), own.copy(), {**own}
    assert not is_there
    assert [copy["added"] for copy in copies] == [added] * 3
    assert list(names) == list(names.keys()) == ["x", "y", "names"]
    assert list(reversed(names)) == ["names", "y", "x"]
    assert list(names.items()) == list(zip(names, names.values()))
    assert len(names) == 3


def test_it_finds_globals_without_listing_them():
    names, _ = make()
    assert names["GLOBAL"] == "global"
    assert "GLOBAL" not in names and names.get("GLOBAL") is None


def test_it_compares_shows_and_serves_c_code_as_a_dict():
    def caller():
        x = 1
        return inlet.frame_locals(), x

    names, _ = caller()
    assert names == {"x": 1} and repr(names) == "{'x': 1}"
    assert json.dumps(names) == '{"x": 1}'
    assert names != {"x": 2}
    assert isinstance(names, dict)
    with pytest.raises(TypeError):
        hash(names)


@pytest.mark.parametrize("method", ["clear", "popitem"])
def test_it_is_not_emptied(method):
    names, read = make()
    with pytest.raises(TypeError):
        getattr(names, method)()
    assert read() == (1, 2)


def test_keys_of_every_type():
    names, _ = make()
    names[5] = "five"
    assert names[5] == "five" and 5 in names
    del names[5]
    assert 5 not in names
    with pytest.raises(TypeError):
        names[[]]


def test_the_class_is_not_for_making():
    with pytest.raises(TypeError):
        type(inlet.frame_locals(depth=0))()


def test_values_that_are_replaced_may_do_anything_at_their_end():
    """A destructor that changes what is being changed."""
    seen = []

    class Ends:
        def __init__(self, names):
            self.names = names

        def __del__(self):
            seen.append(self.names["x"])
            self.names["x"] = "from the end"

    def caller():
        x = None
        names = inlet.frame_locals()
        names["x"] = Ends(names)
        names["x"] = 2
        return x

    # From 3.14 on a frame keeps what is replaced in it, to its own end; and this knows
    # the frame.
    assert caller() == ("from the end" if sys.version_info < (3, 14) else 2)
    gc.collect()
    assert seen == [2]
